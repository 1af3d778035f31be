"""`huilao verify` and `huilao compare` from the shell."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huilao import Rulebook
from huilao.cli import app
from huilao.language.outcome import tied
from huilao.language.truth import Truth
from huilao.register.mapping import mapping_by_names
from huilao.register.people import PeopleReader
from huilao.register.rows import ROW
from huilao.register.sources import open_register
from huilao.review.affected import affected
from huilao.review.comparison import compare, with_readings
from huilao.review.report import comparison_data
from huilao.review.versions import VersionError, read_version
from huilao.rulebook import shipped_rules
from huilao.screen.columns import person_of
from review_books import DAY, IDLE, one_document
from small_books import benefit, write_book
from small_facts import id_number

RUN = CliRunner()


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The rules folder of a repository with one commit, and an edit after it."""
    home = write_book(tmp_path / "repo" / "rules", one_document(x=benefit("{age: {at_least: 80}}")))
    git(home.parent, "init", "-q")
    git(home.parent, "add", ".")
    git(home.parent, "commit", "-qm", "one")
    write_book(home, one_document(x=benefit("{age: {at_least: 81}}")))
    return home


def test_a_git_revision_is_compared_with_the_files_as_they_are(repository: Path) -> None:
    """Exit code 1 where somebody loses, so that a review gate can stop it."""
    run = RUN.invoke(app, ["compare", "HEAD", "--rules", str(repository), "--as-of", "2025-03-01"])

    assert run.exit_code == 1
    assert "失去" in run.stdout
    assert "r/c.yaml:2:3" in run.stdout
    back = RUN.invoke(app, ["compare", str(repository), "HEAD", "--rules", str(repository), "--as-of", "2025-03-01", "--format", "json"])
    assert back.exit_code == 0
    assert json.loads(back.stdout)["benefits"][0]["changes"][0] == {
        "effect": "gains", "before": "no", "after": "yes", "person": {"birth_date": "1944-05-10"}}  # fmt: skip


@pytest.mark.parametrize("version", ["no-such-revision", "--output=x", "HEAD~7"])
def test_a_version_that_is_none_is_said(version: str, repository: Path) -> None:
    """It is named in both languages; it is never an option of git."""
    with pytest.raises(VersionError, match=f"there is no version `{version}`"):
        read_version(version, repository)


def test_a_folder_outside_of_git_has_no_revisions(tmp_path: Path) -> None:
    """But it can be compared with another folder."""
    home = write_book(tmp_path / "rules", one_document(x=benefit("{widowed: true}")))

    with pytest.raises(VersionError):
        read_version("HEAD", home)
    assert read_version(str(home), home).benefits.keys() == {"r/x"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["compare"], 2, "--reading"),
        (["compare", "HEAD", "--reading", "失能"], 2, "--reading"),
        (["compare", "--reading", "失能的"], 2, "是否“失能”"),
        (["compare", "nothing-like-it", "--lang", "en"], 2, "there is no version"),
        (["verify", "--as-of", "soon"], 2, "--as-of"),
    ],
)
def test_wrong_usage_is_explained(arguments: list[str], code: int, said: str) -> None:
    """With exit code 2."""
    run = RUN.invoke(app, arguments)

    assert run.exit_code == code
    assert said in run.stderr


def test_verify_from_the_shell(tmp_path: Path) -> None:
    """Exit code 1 where something is to be mended; JSON is whole."""
    home = write_book(tmp_path / "rules", one_document(x=benefit(IDLE)))
    run = RUN.invoke(app, ["verify", "--rules", str(home), "--as-of", "2025-03-01"])
    data = RUN.invoke(app, ["verify", "--rules", str(home), "--as-of", "2025-03-01", "--format", "json"])

    assert run.exit_code == data.exit_code == 1
    assert "r/c.yaml:2:27: r/x: “年满60周岁”是多余的" in run.stdout
    assert json.loads(data.stdout)["flaws"][0]["flaw"] == "idle_part"


def test_the_shipped_rules_are_the_same_as_themselves(book: Rulebook, tmp_path: Path) -> None:
    """However they are laid out."""
    copy = shutil.copytree(shipped_rules(), tmp_path / "rules")
    for file in copy.rglob("chapter-*.yaml"):
        file.write_text(f"# a line more\n{file.read_text('utf-8')}", "utf-8")
    found = compare(book, Rulebook.load(copy), DAY)

    assert comparison_data(found) | {"old": "", "new": ""} == {
        "old": "", "new": "", "as_of": "2025-03-01", "somebody_loses": False, "harmless": True, "facts": [], "retyped": [], "standards": [], "terms": [],
        "most_listed": None, "benefits": [], "unchanged": 271,
    }  # fmt: skip


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A register of three who are 80, 81 and of no known age, and one of whom two cells contradict each other."""
    rows = [
        "编号,出生日期,身份证号,住址",
        "甲,1944-05-10,,513433100",
        "乙,1943-05-10,,513433200",
        "丙,,,513433100",
        f"丁,1944-05-10,{id_number('19300510', '002')},513433100",
    ]
    (tmp_path / "people.csv").write_text("\n".join(rows), "utf-8")
    return tmp_path / "people.csv"


def test_a_register_says_how_many_people_and_who(people: Path, tmp_path: Path) -> None:
    """By benefit, place and age; those who could not be read are not counted among them."""
    old, new = (write_book(tmp_path / str(age), one_document(x=benefit(f"{{age: {{at_least: {age}}}}}"))) for age in (80, 81))
    arguments = ["compare", str(old), str(new), "--as-of", "2025-03-01", "--register", str(people), "--key", "编号"]
    run = RUN.invoke(app, [*arguments, "--who", str(tmp_path / "who.csv")])
    data = json.loads(RUN.invoke(app, [*arguments, "--format", "json"]).stdout)["register"]

    assert run.exit_code == 1
    assert "登记表共 4 行，读入 3 人" in run.stdout
    assert "失去（至少一项）1 人" in run.stdout
    assert (tmp_path / "who.csv").read_text("utf-8-sig").splitlines() == ["行,主键,待遇,原来,改后,变化", "2,甲,r/x,符合,不符合,失去"]
    assert data["benefits"] == {"r/x": {"loses": 1}}
    assert data["places"] == [{"effect": "loses", "place": "513433100", "people": 1}]
    assert data["ages"] == [{"effect": "loses", "from": 80, "people": 1}]


def test_who_stands_in_several_rows_is_counted_once(tmp_path: Path) -> None:
    """Their rows are taken together, as in a screening: neither row alone says that they lose it."""
    number = id_number("19440510", "002")
    old, new = (
        write_book(tmp_path / str(age), one_document(x=benefit(f"{{all: [{{age: {{at_least: {age}}}}}, {{widowed: true}}]}}")))
        for age in (80, 81)
    )
    (tmp_path / "r.csv").write_text(
        f"编号,身份证号,丧偶,住址\n甲,{number},,\n乙,{number},是,513433\n丙,{id_number('19300510', '002')},是,\n", encoding="utf-8"
    )

    run = RUN.invoke(
        app,
        [
            "compare",
            str(old),
            str(new),
            "--as-of",
            "2025-03-01",
            "--register",
            str(tmp_path / "r.csv"),
            "--key",
            "编号",
            "--format",
            "json",
        ],
    )
    data = json.loads(run.stdout)["register"]

    assert (data["given"], data["read"], data["benefits"]) == (3, 2, {"r/x": {"loses": 1}})
    assert data["places"] == [{"effect": "loses", "place": "513433", "people": 1}]


def test_the_register_agrees_with_evaluating_everybody_in_both_versions(book: Rulebook, tmp_path: Path) -> None:
    """Synthetic people, and a reading of a term that touches many benefits."""
    source = tmp_path / "people.csv"
    RUN.invoke(app, ["synth", "--people", "150", "--place", "513433", "--seed", "5", "--out", str(source), "--as-of", "2025-03-01"])
    register = open_register(str(source))
    mapping = mapping_by_names(register.columns, book.rules)
    found = compare(book, with_readings(book, "失能")[0], DAY)
    touched = affected(found, register, mapping)
    reader = PeopleReader(book.rules, mapping, DAY)
    checked = [row for part in register.parts(1000) for row in reader.read(part).people.iter_rows(named=True)]
    names = [one.name for one in found.benefits]
    expected: set[tuple[int, str, str, str]] = set()
    for row in checked:
        person = person_of(row, book.rules.facts)
        before, after = (version.decide(person, DAY) for version in (found.old, found.new))
        near = {name for name, one in book.rules.rulesets.items() if tied(one.document, person) is not Truth.NO}
        expected |= {
            (row[ROW], name, before[name].name, after[name].name)
            for name in names
            if before[name] is not after[name] and name.split("/")[0] in near
        }

    assert len(checked) == 150
    assert len(expected) > 25
    assert {(row, name, before, after) for row, _, name, before, after, _ in touched.touched.who.iter_rows()} == expected
