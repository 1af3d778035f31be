"""The command line, as a clerk or a script runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from huilao.cli import app
from huilao.reading.schema import FILES

QINGHE = str(Path(__file__).parents[1] / "examples" / "qinghe" / "rulesets")
ELDER = '{"birth_date":"1944-05-10","residence":"513433","household_registration":"513433","residence_setting":"home"}'


def run(*arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


def test_memory_is_set_before_polars_is_loaded() -> None:
    """Its allocator reads that once."""
    code = "import sys, huilao.cli; print('polars' in sys.modules)"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own program
    assert found.stdout == "False\n"


def test_a_caseworkers_query_is_answered_from_the_countys_plan() -> None:
    """What can be claimed, what to ask, counts of the rest; with `--all` each with the citation."""
    result = run("evaluate", "-", "--as-of", "2025-03-01", "--all", given=ELDER)

    assert result.exit_code == 0
    for title in ("可以办（", "还要问（", "问当地有没有（", "依据：《冕宁县"):
        assert title in result.stdout
    assert "不能享受" not in result.stdout
    for line in result.stdout.splitlines():
        assert not line.startswith("  - ") or "出处：《" in line


def test_json_is_on_standard_output_alone() -> None:
    """A script reads it without looking for where it begins."""
    result = run("evaluate", "-", "--as-of", "2025-03-01", "--format", "json", given=ELDER)

    assert json.loads(result.stdout)["receipt"]["as_of"] == "2025-03-01"


def test_english_is_there_for_the_asking() -> None:
    """By option or by environment."""
    assert "To be claimed" in run("evaluate", "-", "--lang", "en", given=ELDER).stdout
    assert "To be claimed" in CliRunner().invoke(app, ["evaluate", "-"], input=ELDER, env={"HUILAO_LANG": "en"}).stdout


@pytest.mark.parametrize(
    ("arguments", "given", "code", "said"),
    [
        (["evaluate", "-"], "{", 1, "-:1:2"),
        (["evaluate", "-"], '{"birth_dat": 1}', 1, "birth_date"),
        (["evaluate", "-"], "[]", 1, "信息项"),
        (["evaluate", "no-such-file.json"], "", 2, "no-such-file.json"),
        (["evaluate", "-", "--as-of", "2025-2-30"], ELDER, 2, "2025-2-30"),
        (["evaluate", "-", "--rules", "no-such-folder"], ELDER, 2, "no-such-folder"),
        (["evaluate", "-", "--benefit", "mianning/5-1-free-flu"], ELDER, 2, "5-1-free-flu-vaccine"),
        (["explain", "mianning/5-1-free-flu"], "", 2, "5-1-free-flu-vaccine"),
        (["explain", "mianning/5-1-free-flu-vaccine", "--as-of", "soon"], "", 2, "--as-of"),
        (["schema", "poem"], "", 2, "chapter"),
        (["check", "no-such-folder"], "", 2, "no-such-folder"),
        (["sing"], "", 2, "sing"),
    ],
)
def test_wrong_input_is_said_and_counted_in_the_exit_code(arguments: list[str], given: str, code: int, said: str) -> None:
    """1 for problems in the input, 2 for wrong usage; never a traceback, nothing on standard output."""
    result = run(*arguments, given=given)

    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_benefit_is_explained_with_and_without_a_person() -> None:
    """The rule in words, or the whole proof."""
    rule = run("explain", "mianning/5-1-free-flu-vaccine").stdout
    proof = run("explain", "mianning/5-1-free-flu-vaccine", "-", "--as-of", "2025-03-01", given=ELDER).stdout

    assert "条件：户籍在冕宁县，并且年满60周岁。" in rule
    assert "✓ 年满60周岁（80周岁）" in proof


@pytest.mark.parametrize(
    ("as_of", "lines"),
    [
        (
            "2025-12-31",
            [
                "条件：常住在青禾省，并且当天已优惠餐数低于1，并且年满70周岁。",
                "  条件：常住在青禾省，并且当天已优惠餐数低于1，并且年满65周岁。",
            ],
        ),
        ("2026-01-01", ["条件：常住在青禾省，并且当天已优惠餐数低于1，并且年满65周岁。"]),
    ],
)
def test_a_benefit_is_explained_as_it_reads_on_the_day(as_of: str, lines: list[str]) -> None:
    """With what it says later; what it said once is past."""
    rule = run("explain", "city/10-meals", "--rules", QINGHE, "--as-of", as_of)
    data = run("explain", "city/10-meals", "--rules", QINGHE, "--as-of", as_of, "--format", "json")

    assert [line for line in rule.stdout.splitlines() if "条件：" in line] == lines
    assert json.loads(data.stdout)["sentence"] in lines[0]


def test_check_finds_nothing_in_the_shipped_rule_book() -> None:
    """And says how much there is."""
    assert run("check").exit_code == 0
    assert "271 项待遇" in run("check").stdout


def test_a_new_benefit_of_ten_lines_is_in_the_answer_and_a_slip_in_it_is_located(tmp_path: Path) -> None:
    """What a new user does first."""
    book = copy_of_shipped(tmp_path)
    chapter = book / "sichuan/mianning/chapter-9.yaml"
    benefit = """
  9-9-birthday-noodles:
    name: 寿面
    cite: 第九章第二节
    service: meal_aid
    force: encouraged
    rule_class: universal
    for: elder
    provides: 生日当月一碗寿面
    when:
      age: {at_least: 80}
"""
    chapter.write_text(chapter.read_text("utf-8") + benefit, "utf-8")
    result = run("evaluate", "-", "--rules", str(book), "--as-of", "2025-03-01", "--all", given=ELDER)

    assert "问当地有没有“寿面”" in result.stdout

    chapter.write_text(chapter.read_text("utf-8").replace("{at_least: 80}", "{at_leest: 80}"), "utf-8")
    broken = run("check", str(book))

    line = chapter.read_text("utf-8").splitlines().index("      age: {at_leest: 80}") + 1
    assert broken.exit_code == 1
    assert f"chapter-9.yaml:{line}:13" in broken.stdout
    assert "at_least" in broken.stdout


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_of_file_has_a_schema(kind: str) -> None:
    """JSON Schema 2020-12."""
    assert json.loads(run("schema", kind).stdout)["$schema"].endswith("2020-12/schema")


def test_fmt_converts_in_place(tmp_path: Path) -> None:
    """And what it wrote is the same rule book."""
    book = copy_of_shipped(tmp_path)
    chapter = book / "sichuan/mianning/chapter-5.yaml"
    before = run("check", str(book)).stdout

    assert run("fmt", "--spelling", "zh", "--rules", str(book), str(chapter)).exit_code == 0
    assert "年龄: {不低于: 60}" in chapter.read_text("utf-8")
    assert run("check", str(book)).stdout == before


def test_fmt_finds_the_book_that_a_file_lies_in(tmp_path: Path) -> None:
    """Its codes are those of that book, whatever is shipped; a file of no book is left as it is, and that is said."""
    from small_books import benefit, chapter, document, write_book

    book = write_book(
        tmp_path / "book",
        {"r/document.yaml": document("r"), "r/chapter.yaml": chapter(a=benefit("{评估日期: {before: 2025-01-01}, 残疾证: 持证}"))},
    )
    stray = tmp_path / "stray.yaml"
    stray.write_text("待遇: {}", "utf-8")

    assert run("fmt", "--spelling", "en", str(book / "r/chapter.yaml")).exit_code == 0
    assert "{assessed_on: {before: 2025-01-01}, certificate: certified}" in (book / "r/chapter.yaml").read_text("utf-8")
    result = run("fmt", "--spelling", "en", str(stray))
    assert (result.exit_code, stray.read_text("utf-8")) == (1, "待遇: {}")
    assert "--rules" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", [("--version",), ("evaluate", "-"), ("evaluate", "-", "--format", "json")], ids=" ".join)
def test_a_full_disk_is_said_in_a_sentence(arguments: tuple[str, ...]) -> None:
    """By every command, and once."""
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "huilao", *arguments]
        ran = subprocess.run(command, input=ELDER, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603

    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1)
    assert ran.stderr.startswith("写不下：")


def copy_of_shipped(tmp_path: Path) -> Path:
    from shutil import copytree

    from huilao.rulebook import shipped_rules

    return Path(copytree(shipped_rules(), tmp_path / "rulesets"))
