"""`huilao ask`: an interview in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from huilao import Rulebook
from huilao.cli import app
from small_books import FACTS, benefit, chapter, document, write_book

BENEFIT = "mianning/5-1-long-prescription"


def ask(*arguments: str, typed: str) -> Result:
    return CliRunner().invoke(app, ["ask", "--as-of", "2025-03-01", *arguments], input=typed)


def told(kept: str) -> dict[str, object]:
    """The facts of what was kept."""
    return {name: value for name, value in json.loads(kept).items() if name != "interview"}


def test_an_interview_ends_with_the_findings() -> None:
    """Questions go to standard error, the result to standard output; a full-width １ is a 1."""
    result = ask("--benefit", BENEFIT, typed="冕宁县\n１\n1944-05-10\n")

    assert result.exit_code == 0
    assert "可以办（1项）" in result.stdout
    assert "老人的出生日期是哪一天？" in result.stderr
    assert "全部有了结论" in result.stderr


def test_why_back_and_dont_know() -> None:
    """A bad answer is explained and asked again; `b` takes the last answer back; what is not known stays open."""
    result = ask("--benefit", BENEFIT, "--lang", "en", typed="b\n?\nnowhere\n513433\n1\nb\n1\nn\n")

    assert "this is the first question" in result.stderr
    assert "It can help to settle 1 benefit" in result.stderr
    assert "give the name of a place" in result.stderr
    assert "To ask (1 question" in result.stdout
    assert "stay open: 1 “ask more”" in result.stderr


@pytest.mark.parametrize("typed", ["n\nq\n", "n\n"])
def test_what_was_answered_is_kept_and_gone_on_with(typed: str, tmp_path: Path) -> None:
    """Left with `q` or by the end of the input; the file is for its owner alone, and a profile."""
    file = tmp_path / "interview.json"
    assert ask("--benefit", BENEFIT, "--out", str(file), typed=typed).exit_code == 0

    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept == {"interview": {"unknown": ["residence"], "as_of": "2025-03-01", "everything": True, "benefits": [BENEFIT]}}
    assert file.stat().st_mode & 0o077 == 0
    result = CliRunner().invoke(app, ["ask", str(file), "--format", "json"], input="2\n")
    assert json.loads(result.stdout)["receipt"]["outcomes"] == {BENEFIT: "not_eligible"}
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("command", ["evaluate", "notice", "timeline"])
def test_what_was_kept_is_a_profile(command: str, tmp_path: Path) -> None:
    """Of the same person, whether or not the interview came to its end."""
    file, plain = tmp_path / "interview.json", tmp_path / "profile.json"
    ask("--benefit", BENEFIT, "--out", str(file), typed="冕宁县\n1\nq\n")
    plain.write_text('{"residence": "冕宁县", "meets_long_prescription_rules": true}', encoding="utf-8")

    kept, given = (CliRunner().invoke(app, [command, str(one), "--as-of", "2025-03-01"]) for one in (file, plain))
    assert given.exit_code == 0, given.output
    assert kept.output == given.output


def test_without_a_file_what_was_answered_is_printed() -> None:
    """Nothing is written that was not asked for, and nothing is lost."""
    assert told(ask("--benefit", BENEFIT, typed="冕宁县\nq\n").stdout) == {"residence": "冕宁县"}


def test_an_id_number_is_used_and_forgotten(tmp_path: Path) -> None:
    """Birth date and sex are kept; a wrong one is refused without being repeated."""
    file = tmp_path / "interview.json"
    right, wrong = "513433194405100019", "513433194405100011"
    result = ask("--benefit", "mianning/5-1-free-flu-vaccine", "--out", str(file), typed=f"{wrong}\n{right}\n冕宁县\n")

    kept = file.read_text(encoding="utf-8")
    assert told(kept) == {"household_registration": "冕宁县", "birth_date": "1944-05-10", "sex": "male"}
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
    kept = told(file.read_text(encoding="utf-8"))
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


SCREENS = """
screens:
  rare: {label: {zh: 少见的事, en: Rare events}, question: {zh: 遇到了哪些？, en: Which have happened?}}
"""
MORE = """
  ill: {type: yes_no, label: {zh: 生病, en: Ill}, screen: rare}
  lost: {type: yes_no, label: {zh: 走失, en: Lost}, screen: rare, implies: {ill: true}}
  court: {type: yes_no, label: {zh: 打官司, en: In court}, screen: rare}
  side:
    {type: choice, label: {zh: 诉讼地位, en: Side}, screen: rare, only_if: {court: true}, codes: {sues: {zh: 起诉}, is_sued: {zh: 被诉}},
     no_answer: {zh: 没有文书, en: No papers}}
"""


def a_listed_book(folder: Path) -> tuple[str, str]:
    """A rule book with one screen, and the arguments for it."""
    benefits = chapter(
        a=benefit("{ill: true}"), b=benefit("{lost: true}"), c=benefit("{side: sues}"), d=benefit("{widowed: true}", "force: encouraged")
    )  # fmt: skip
    write_book(folder, {"facts.yaml": SCREENS + FACTS.lstrip() + MORE, "r/document.yaml": document("r"), "r/chapter.yaml": benefits})
    return "--rules", str(folder)


@pytest.mark.parametrize(
    ("typed", "profile", "unknown"),
    [
        ("0\nq\n", {"ill": False, "lost": False, "court": False}, []),
        ("没有\n0\nq\n", {"ill": False, "lost": False, "court": False}, []),
        ("9\n1\n", {"ill": True, "lost": False, "court": False}, []),
        ("2\n", {"lost": True, "court": False}, []),
        ("走失、3\n1\n", {"lost": True, "court": True, "side": "sues"}, []),
        ("2 3\nn\n", {"lost": True, "court": True}, ["side"]),
        ("3 n\n1\n", {"court": True, "side": "sues"}, ["ill", "lost"]),
        ("n\n", {}, ["ill", "lost", "court"]),
        ("1\nb\n", {"ill": True, "lost": False, "court": False}, []),
        ("3\nb\n0\n", {"ill": False, "lost": False, "court": False}, []),
    ],
)
def test_a_list_is_ticked(typed: str, profile: dict[str, object], unknown: list[str], tmp_path: Path) -> None:
    """By numbers or labels; the rest is denied or, with an `n`, not known; what is implied is neither; then what it opens."""
    file = tmp_path / "interview.json"
    result = ask(*a_listed_book(tmp_path / "book"), "--out", str(file), typed=typed)

    assert "少见的事" in result.stderr
    assert "  0  都没有\n  1  生病\n" in result.stderr
    assert ("没有文书" in result.stderr) == ("3" in typed)
    kept = file.read_text(encoding="utf-8")
    assert (told(kept), json.loads(kept)["interview"]["unknown"]) == (profile, unknown)


def test_what_cannot_be_claimed_is_asked_on_request(tmp_path: Path) -> None:
    """It is said what stays open and how to go on; a saved interview goes on as it was."""
    rules, file = a_listed_book(tmp_path / "book"), tmp_path / "interview.json"
    first = ask(*rules, "--out", str(file), typed="0\n")

    assert "还有1项没有定：“问当地有没有”1项。" in first.stderr
    assert "请加 --all" in first.stderr
    assert "丧偶" in ask(str(file), *rules, "--all", typed="n\nq\n").stderr
    assert json.loads(file.read_text(encoding="utf-8"))["interview"]["everything"] is True


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

    said = file.read_text(encoding="utf-8")
    assert "同一信息项" not in result.stderr
    assert json.loads(said)["interview"]["unknown"] == []
    assert {key: told(said).get(key) for key in kept} == kept
    assert len(told(said)) == len(known)


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
    assert told(file.read_text(encoding="utf-8")) == known


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

    said = file.read_text(encoding="utf-8")
    assert [value for key, value in told(said).items() if key in ("birth_date", "出生日期")] == [kept]
    assert json.loads(said)["interview"]["unknown"] == unknown


def test_a_place_or_a_service_alone(tmp_path: Path) -> None:
    """The benefits of the documents that hold there."""
    book = Rulebook.load()

    def counted(names: list[str], *, everything: bool) -> str:
        screens = book.interview({}, "2025-03-01", benefits=names, everything=everything).screens
        return f"【还有{len({one for screen in screens for one in screen.settles})}项待定】"

    here = [name for name, one in book.benefits.items() if one.ruleset == "mianning"]
    vaccines = [name for name, one in book.benefits.items() if one.service == "vaccination"]
    assert counted(here, everything=False) in ask("--place", "冕宁县", typed="q\n").stderr
    assert counted(here, everything=True) in ask("--place", "冕宁县", "--all", typed="q\n").stderr
    assert counted(here, everything=False) != counted(here, everything=True)
    assert counted(vaccines, everything=False) in ask("--service", "vaccination", typed="q\n").stderr


@pytest.mark.parametrize(
    ("arguments", "content", "code", "said"),
    [
        (["-"], None, 2, "标准输入"),
        (["--place", "nowhere"], None, 2, "nowhere"),
        (["--place", "朝阳区"], None, 2, "北京市朝阳区（110105）"),
        (["--service", "poetry"], None, 2, "poetry"),
        (["--out", "no-such-folder/interview.json"], None, 2, "no-such-folder"),
        (["--benefit", "mianning/5-1-free-flu"], None, 2, "5-1-free-flu-vaccine"),
        ([], "[]", 1, "信息项"),
        ([], '{"interview": []}', 1, "信息项"),
        ([], '{"interview": {"unknown": "birth_date"}}', 1, "信息项"),
        ([], '{"birth_dat": "1940-01-01"}', 1, "birth_date"),
        ([], '{"interview": {"unknown": ["birth_dat"]}}', 1, "birth_date"),
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
