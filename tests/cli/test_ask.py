"""`huilao ask`: an interview in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from huilao import Rulebook
from huilao.cli import app
from small_books import benefit, chapter, document, write_book

BENEFIT = "mianning/5-1-long-prescription"


def ask(*arguments: str, typed: str) -> Result:
    return CliRunner().invoke(app, ["ask", "--as-of", "2025-03-01", *arguments], input=typed)


def test_an_interview_ends_with_the_findings() -> None:
    """Questions go to standard error, the result to standard output; a full-width １ is a 1."""
    result = ask("--benefit", BENEFIT, typed="冕宁县\n１\n是\n1944-05-10\n")

    assert result.exit_code == 0
    assert "可以享受（1）" in result.stdout
    assert "老人的出生日期是哪一天？" in result.stderr
    assert "全部有了结论" in result.stderr


def test_why_back_and_dont_know() -> None:
    """A bad answer is explained and asked again; `b` takes the last answer back; what is not known stays open."""
    result = ask("--benefit", BENEFIT, "--lang", "en", typed="b\n?\nnowhere\n513433\n1\nb\n1\nn\n1944-05-10\n")

    assert "this is the first question" in result.stderr
    assert "It can help to settle 1 benefit" in result.stderr
    assert "give a division code" in result.stderr
    assert "May have: more must be known (1)" in result.stdout
    assert "for want of (finer) knowledge" in result.stderr


@pytest.mark.parametrize("typed", ["冕宁县\n1\nn\nq\n", "冕宁县\n1\nn\n"])
def test_what_was_answered_is_kept_and_gone_on_with(typed: str, tmp_path: Path) -> None:
    """Left with `q` or by the end of the input; the file is for its owner alone, and has the shape of a request."""
    file = tmp_path / "interview.json"
    assert ask("--benefit", BENEFIT, "--out", str(file), typed=typed).exit_code == 0

    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept == {
        "profile": {"residence": "冕宁县", "chronic_disease": True}, "unknown": ["meets_long_prescription_rules"],
        "as_of": "2025-03-01", "benefits": [BENEFIT],
    }  # fmt: skip
    assert file.stat().st_mode & 0o077 == 0
    result = CliRunner().invoke(app, ["ask", str(file), "--format", "json"], input="1990-01-01\n")
    assert json.loads(result.stdout)["receipt"]["outcomes"] == {BENEFIT: "not_eligible"}
    assert list(tmp_path.iterdir()) == [file]


def test_without_a_file_what_was_answered_is_printed() -> None:
    """Nothing is written that was not asked for, and nothing is lost."""
    assert json.loads(ask("--benefit", BENEFIT, typed="冕宁县\nq\n").stdout)["profile"] == {"residence": "冕宁县"}


def test_an_id_number_is_used_and_forgotten(tmp_path: Path) -> None:
    """Birth date and sex are kept; a wrong one is refused without being repeated."""
    file = tmp_path / "interview.json"
    right, wrong = "513433194405100019", "513433194405100011"
    result = ask("--benefit", "mianning/5-1-free-flu-vaccine", "--out", str(file), typed=f"冕宁县\n{wrong}\n{right}\n")

    kept = file.read_text(encoding="utf-8")
    assert json.loads(kept)["profile"] == {"household_registration": "冕宁县", "birth_date": "1944-05-10", "sex": "male"}
    assert "身份证号码不对" in result.stderr
    assert not any(number in result.output + kept for number in (right, wrong))


def test_an_id_number_in_the_profile_is_not_written_again(tmp_path: Path) -> None:
    """Neither the elder's nor that of the elder who is cared for."""
    profile, file = tmp_path / "profile.json", tmp_path / "interview.json"
    profile.write_text(
        '{"身份证号": "513433194405100019", "cared_elder": {"id_number": "513433194405100019", "性别": "男"}}', encoding="utf-8"
    )
    ask(str(profile), "--benefit", BENEFIT, "--out", str(file), typed="n\nq\n")

    said = {"birth_date": "1944-05-10", "sex": "male"}
    kept = json.loads(file.read_text(encoding="utf-8"))["profile"]
    assert kept == {"cared_elder": {"性别": "male", "birth_date": "1944-05-10"}, **said}


def test_the_person_who_is_cared_for(tmp_path: Path) -> None:
    """First whether there is one, then about them, whatever they are called in the file."""
    write_book(
        tmp_path, {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(b=benefit("{cared_elder: {aids: {has_any: [dibao]}}}"))}
    )
    profile = tmp_path / "profile.json"
    profile.write_text('{"所照护的老人": null}', encoding="utf-8")
    given = ("--rules", str(tmp_path), "--format", "json")

    assert json.loads(ask(*given, typed="1\n1\n").stdout)["receipt"]["outcomes"] == {"r/b": "eligible"}
    assert json.loads(ask(str(profile), *given, typed="x\n1\n0\n").stdout)["receipt"]["outcomes"] == {"r/b": "not_eligible"}
    assert json.loads(ask(*given, typed="2\n").stdout)["receipt"]["outcomes"] == {"r/b": "undetermined"}
    profile.write_text('{"所照护的老人": {"救助": null, "性别": "女"}}', encoding="utf-8")
    assert json.loads(ask(str(profile), *given, typed="低保，2\n").stdout)["receipt"]["outcomes"] == {"r/b": "eligible"}


QINGHE = ("--rules", "examples/qinghe/rulesets", "--as-of", "2025-09-01", "--benefit")
CARE = {"年龄": 82, "户籍地": "980122", "常住地": "9801", "社会救助身份": ["低保"]}


@pytest.mark.parametrize(
    ("name", "known", "typed", "kept"),
    [
        ("city/6-care-subsidy", {**CARE, "老年人能力等级": {"属于": ["中度失能", "重度失能"]}}, "重度失能", {"ability_level": "重度失能"}),
        ("city/6-care-subsidy", {**CARE, "老年人能力等级": {"属于": ["中度失能", "重度失能"]}}, "2", {"ability_level": "severe"}),
        ("city/6-care-subsidy", {**CARE, "Ability level": {"属于": ["中度失能", "重度失能"]}}, "1", {"ability_level": "moderate"}),
        ("city/3-age-allowance", {"户籍地": "9801", "常住地": "9801", "出生日期": "1945"}, "1945-05-05", {"birth_date": "1945-05-05"}),
        ("city/3-age-allowance", {"户籍地": "98", "常住地": "9801", "年龄": 82}, "柳湾县", {"household_registration": "柳湾县"}),
    ],
)
def test_an_answer_stands_in_place_of_what_was_known_in_part(
    name: str, known: dict[str, object], typed: str, kept: dict[str, object], tmp_path: Path
) -> None:
    """Under whatever name that was said."""
    profile, file = tmp_path / "profile.json", tmp_path / "interview.json"
    profile.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    result = ask(str(profile), "--out", str(file), *QINGHE, name, typed=f"{typed}\nq\n")

    said = json.loads(file.read_text(encoding="utf-8"))
    assert "同一信息项" not in result.stderr
    assert said["unknown"] == []
    assert {key: said["profile"].get(key) for key in kept} == kept
    assert len(said["profile"]) == len(known)


@pytest.mark.parametrize(
    ("name", "known", "typed", "said"),
    [
        ("city/6-care-subsidy", {**CARE, "老年人能力等级": {"属于": ["中度失能", "重度失能"]}}, "完全失能", "已知：中度失能、重度失能"),
        ("city/3-age-allowance", {"户籍地": "9801", "常住地": "9801", "出生日期": "1945"}, "1946-05-05", "与已知的矛盾"),
        ("city/3-age-allowance", {"户籍地": "9801", "常住地": "9801", "年龄": {"不低于": 79}}, "1950-01-01", "不符"),
        ("city/3-age-allowance", {"户籍地": "98", "常住地": "9801", "年龄": 82}, "513433", "与已知的矛盾"),
    ],
)
def test_an_answer_that_contradicts_what_was_known_is_refused(
    name: str, known: dict[str, object], typed: str, said: str, tmp_path: Path
) -> None:
    """In words, with what is known; what that rules out is not offered, and the question is put again."""
    profile, file = tmp_path / "profile.json", tmp_path / "interview.json"
    profile.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    result = ask(str(profile), "--out", str(file), *QINGHE, name, typed=f"{typed}\nq\n")

    assert said in result.stderr
    assert "能力完好" not in result.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["profile"] == known


@pytest.mark.parametrize(
    ("known", "typed", "kept", "unknown"),
    [
        ({"起": "1945-06-01", "止": "1946-06-01"}, "1945", {"from": "1945-06-01", "until": "1945-12-31"}, []),
        ({"起": "1945-06-01", "止": "1945-10-01"}, "1945", {"起": "1945-06-01", "止": "1945-10-01"}, ["birth_date"]),
    ],
)
def test_of_a_coarse_answer_that_is_kept_which_was_known_too(
    known: dict[str, str], typed: str, kept: object, unknown: list[str], tmp_path: Path
) -> None:
    """An answer that says no more than was known is none."""
    profile, file = tmp_path / "profile.json", tmp_path / "interview.json"
    profile.write_text(json.dumps({"户籍地": "9801", "常住地": "9801", "出生日期": known}), encoding="utf-8")
    ask(str(profile), "--out", str(file), *QINGHE, "city/3-age-allowance", typed=f"{typed}\nq\n")

    said = json.loads(file.read_text(encoding="utf-8"))
    assert [value for key, value in said["profile"].items() if key in ("birth_date", "出生日期")] == [kept]
    assert said["unknown"] == unknown


def test_a_place_or_a_service_alone(tmp_path: Path) -> None:
    """The benefits of the documents that hold there."""
    book = Rulebook.load()
    counted = f"【还有{sum(one.ruleset == 'mianning' for one in book.benefits.values())}项待定】"
    vaccines = f"【还有{sum(one.service == 'vaccination' for one in book.benefits.values())}项待定】"

    assert counted in ask("--place", "冕宁县", typed="q\n").stderr
    assert vaccines in ask("--service", "vaccination", typed="q\n").stderr


@pytest.mark.parametrize(
    ("arguments", "content", "code", "said"),
    [
        (["-"], None, 2, "标准输入"),
        (["--place", "nowhere"], None, 2, "nowhere"),
        (["--service", "poetry"], None, 2, "poetry"),
        (["--out", "no-such-folder/interview.json"], None, 2, "no-such-folder"),
        (["--benefit", "mianning/5-1-free-flu"], None, 2, "5-1-free-flu-vaccine"),
        ([], "[]", 1, "信息项"),
        ([], '{"profile": []}', 1, "信息项"),
        ([], '{"profile": {}, "unknown": "birth_date"}', 1, "信息项"),
        ([], '{"birth_dat": "1940-01-01"}', 1, "birth_date"),
        ([], '{"profile": {}, "unknown": ["birth_dat"]}', 1, "birth_date"),
    ],
)
def test_wrong_usage_is_said(arguments: list[str], content: str | None, code: int, said: str, tmp_path: Path) -> None:
    """With the exit codes that all commands have."""
    file = tmp_path / "profile.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
        arguments = [str(file)]
    result = ask(*arguments, typed="")

    assert result.exit_code == code
    assert said in result.stderr
