"""`huilao evaluate --receipt`, `huilao audit key`, `huilao audit receipt`, `huilao audit verify`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from huilao.cli import app
from huilao_api.settings import Settings
from huilao_api.start import prepare
from small_books import benefit, chapter, document, write_book

PROFILE = {"residence": "513433", "household_registration": "513433", "widowed": True, "income": 300, "birth_date": "1940-01-02"}
PAYS = "pays: {amount: {minus: [700, income]}, per: month}"


class Office:
    """A folder with a rule book, a key and a profile, and a command line in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key, self.profile, self.receipt = (str(folder / name) for name in ("key", "profile.json", "receipt.json"))
        self.rules(chapter(one=benefit("{widowed: true}", PAYS)))
        self.run("audit", "key", self.key)
        self.write(self.profile, PROFILE)

    def rules(self, text: str) -> None:
        write_book(self.folder / "rules", {"r/document.yaml": document("r"), "r/chapter.yaml": text})

    def write(self, name: str, data: object) -> str:
        (self.folder / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return str(self.folder / name)

    def run(self, *arguments: str, given: str = "", env: dict[str, str] | None = None) -> Result:
        return CliRunner().invoke(app, list(arguments), input=given, env={"HUILAO_RULES": str(self.folder / "rules"), **(env or {})})

    def evaluate(self, *more: str) -> Result:
        return self.run("evaluate", self.profile, "--as-of", "2025-03-01", "--receipt", self.receipt, *more)

    def audit(self, *arguments: str, **more: Any) -> Result:
        return self.run("audit", "receipt", *arguments, **more)

    def kept(self) -> dict[str, Any]:
        return json.loads(Path(self.receipt).read_text("utf-8"))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_receipt_is_saved_for_its_owner_alone_and_without_facts(office: Office) -> None:
    """In one order with an ending newline; its number is the one on the page."""
    result = office.evaluate("--receipt-key-file", office.key)
    text = Path(office.receipt).read_text("utf-8")

    assert result.exit_code == 0
    assert office.kept()["number"] in result.stdout
    assert text == json.dumps(office.kept(), ensure_ascii=False, indent=2) + "\n"
    assert not any(one in text for one in ("1940-01", "widowed", "income"))
    assert Path(office.receipt).stat().st_mode & 0o077 == 0


def test_a_receipt_is_not_written_over_unless_that_is_asked_for(office: Office) -> None:
    """And nothing is answered then, so that nobody takes the old one for the new."""
    Path(office.receipt).write_text("old")
    refused = office.evaluate()
    kept = Path(office.receipt).read_text()

    assert (refused.exit_code, refused.stdout, kept) == (2, "", "old")
    assert "--force" in refused.stderr
    assert office.evaluate("--force").exit_code == 0
    assert office.kept()["as_of"] == "2025-03-01"


def test_without_a_key_there_is_no_digest_and_that_is_said(office: Office) -> None:
    result = office.evaluate()

    assert office.kept()["profile_digest"] is None
    assert "没有密钥" in result.stderr
    assert "个人信息没有核对：出具时没有密钥" in office.audit(office.receipt, office.profile).stdout


@pytest.mark.parametrize("command", [["evaluate"], ["notice"]])
def test_every_command_gives_the_receipt_that_the_key_makes(office: Office, command: list[str]) -> None:
    """From a file that the environment names, or from the environment itself."""
    office.evaluate("--receipt-key-file", office.key)
    text = Path(office.key).read_text()
    arguments = [*command, office.profile, "--as-of", "2025-03-01"]

    for env in ({"HUILAO_RECEIPT_KEY_FILE": office.key}, {"HUILAO_RECEIPT_KEY": text}):
        assert office.kept()["number"] in office.run(*arguments, env=env).stdout
    assert office.kept()["number"] not in office.run(*arguments).stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_receipt_is_checked_by_itself_and_with_its_profile(office: Office, lang: str) -> None:
    """Line by line; 0 where all agrees."""
    office.evaluate("--receipt-key-file", office.key)
    alone = office.audit(office.receipt, "--lang", lang)
    whole = office.audit(office.receipt, "-", "--receipt-key-file", office.key, "--lang", lang, given=json.dumps(PROFILE))

    assert (alone.exit_code, whole.exit_code) == (0, 0)
    assert [line[0] for line in whole.stdout.splitlines()[1:-1]] == ["✓"] * 7
    assert {"zh": "只核对了回执本身", "en": "by itself alone"}[lang] in alone.stdout
    assert {"zh": "核对一致。", "en": "All agrees."}[lang] in whole.stdout


def test_what_differs_is_named_with_what_it_was_and_is(office: Office) -> None:
    """Another income pays another amount; 1 where something differs."""
    office.evaluate("--receipt-key-file", office.key)
    other = office.write("other.json", {**PROFILE, "income": 200})
    result = office.audit(office.receipt, other, "--receipt-key-file", office.key)

    assert result.exit_code == 1
    assert "✗ 个人信息与出具回执时不同，或者密钥不是当时的那一个。" in result.stdout
    assert "✓ 结论：1项全部一致。" in result.stdout
    assert "    待遇 [r/one]：当时为“每月400元”，现在为“每月500元”" in result.stdout
    assert result.stdout.endswith("核对不一致。\n")


def test_another_rule_book_is_said_and_what_it_changes(office: Office) -> None:
    """A benefit that is gone goes by its full name."""
    office.evaluate("--receipt-key-file", office.key)
    office.rules(chapter(two=benefit("{widowed: true}")))
    result = office.audit(office.receipt, office.profile, "--receipt-key-file", office.key, "--lang", "en")

    assert result.exit_code == 1
    assert "✗ The rule book is another version" in result.stdout
    assert "✓ The facts are those" in result.stdout
    assert "    r/one: eligible then, absent now" in result.stdout


def test_without_its_key_a_keyed_receipt_is_not_said_to_agree(office: Office) -> None:
    office.evaluate("--receipt-key-file", office.key)
    result = office.audit(office.receipt, office.profile)

    assert result.exit_code == 1
    assert "? 个人信息没有核对：没有出具时的密钥" in result.stdout
    assert "核对一致" not in result.stdout


def test_a_script_reads_the_check_as_json(office: Office) -> None:
    office.evaluate("--receipt-key-file", office.key)
    office.write(office.receipt, {**office.kept(), "engine": "0.0.9"})
    result = office.audit(office.receipt, office.profile, "--receipt-key-file", office.key, "--format", "json")
    data = json.loads(result.stdout)

    assert (result.exit_code, data["agrees"], data["number"]) == (1, False, office.kept()["number"])
    assert [one["part"] for one in data["checks"] if one["verdict"] != "agrees"] == ["content", "engine"]
    assert data["checks"][2]["differences"][0]["then"] == "0.0.9"


@pytest.mark.parametrize(
    ("arguments", "given", "code", "said"),
    [
        (["audit", "receipt", "none.json"], "", 2, "none.json"),
        (["audit", "receipt", "-", "-"], "", 2, "标准输入"),
        (["audit", "receipt", "-"], "{", 1, "-:1:2"),
        (["audit", "receipt", "-"], "{}", 1, "不是回执"),
        (["audit", "receipt"], "", 2, "RECEIPT"),
        (["audit", "receipt", "{receipt}", "none.json"], "", 2, "none.json"),
        (["audit", "receipt", "{receipt}", "-"], "null", 1, "信息项"),
        (["audit", "receipt", "{receipt}", "-"], '{"widow": true}', 1, "widowed"),
        (["audit", "receipt", "{receipt}", "--receipt-key-file", "none.key"], "", 2, "none.key"),
        (["audit", "key", "{receipt}"], "", 2, "没有改动"),
        (["audit", "key", "no-such-folder/key"], "", 2, "no-such-folder"),
        (["evaluate", "-", "--receipt", "no-such-folder/r.json"], "{}", 2, "no-such-folder"),
        (["evaluate", "-", "--receipt-key-file", "{receipt}"], "{}", 2, "huilao audit key"),
    ],
)
def test_wrong_input_is_said(office: Office, arguments: list[str], given: str, code: int, said: str) -> None:
    """Nothing on standard output, never a traceback."""
    office.evaluate()
    result = office.run(*(one.format(receipt=office.receipt) for one in arguments), given=given)

    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("env", [{"HUILAO_RECEIPT_KEY": ""}, {"HUILAO_RECEIPT_KEY": "0123456789abcdef"}])
def test_a_weak_key_makes_no_digest(office: Office, env: dict[str, str]) -> None:
    """It is refused with how to make a good one."""
    result = office.run("evaluate", office.profile, env=env)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "HUILAO_RECEIPT_KEY：回执密钥应是" in result.stderr


def test_a_key_is_for_its_owner_alone_and_never_written_over(office: Office) -> None:
    """Earlier receipts need it."""
    before = Path(office.key).read_text()

    assert office.run("audit", "key", office.key).exit_code == 2
    assert Path(office.key).read_text() == before
    assert Path(office.key).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("lang", "said"), [("zh", "密钥不对"), ("en", "this is not the secret of the database")])
def test_another_secret_is_said_and_nobody_accused(office: Office, lang: str, said: str) -> None:
    """As where it cannot be opened; by the right one all is whole."""
    database = f"sqlite:///{office.folder / 'huilao.sqlite3'}"
    prepare(Settings(database=database), "127.0.0.1")
    verify = ("audit", "verify", "--database", database, "--lang", lang)
    other = office.run(*verify, env={"HUILAO_SECRET": "0123456789abcdef0123456789abcdef"})

    assert office.run(*verify).exit_code == 0
    assert (other.exit_code, other.stdout) == (2, "")
    assert said in other.stderr


@pytest.mark.parametrize("command", [["verify"], ["erase", "--older-than", "9"]])
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("RATE", "abc", "HUILAO_RATE：应是整数"), ("KEEP_DAYS", "-3", "HUILAO_KEEP_DAYS：应大于 0"), ("AUTH", "maybe", "HUILAO_AUTH：可填：on、off")],
)  # fmt: skip
def test_a_setting_that_is_no_good_is_said(office: Office, command: list[str], name: str, value: str, said: str) -> None:
    """As by the commands that run the service."""
    database = f"sqlite:///{office.folder / 'huilao.sqlite3'}"
    result = office.run("audit", *command, "--database", database, env={f"HUILAO_{name}": value})

    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"设置不对：{said}\n")


def test_the_settings_that_were_given_are_those_that_are_not_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """`huilao serve` puts the language into the environment itself."""
    for name, value in (("HUILAO_LANG", "zh"), ("HUILAO_RATE", "7")):
        monkeypatch.setenv(name, value)
    assert "HUILAO_LANG" not in Settings().given()
    assert "HUILAO_RATE" in Settings().given()
