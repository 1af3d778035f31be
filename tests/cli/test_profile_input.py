"""Profiles on the command line: read from files and from standard input as programs of offices write them."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from huilao.cli.common import Language, Profile, read_profile

CHINESE = '{"出生日期": "1944-05-10"}'
app = typer.Typer()


@app.command()
def show(profile: Profile, lang: Language = Language.ZH) -> None:
    """What was read."""
    typer.echo(repr(read_profile(profile, lang)))


@pytest.mark.parametrize(
    "data", [CHINESE.encode(), codecs.BOM_UTF8 + CHINESE.encode(), CHINESE.encode("gb18030")], ids=["plain", "mark", "gb18030"]
)
def test_files_and_standard_input_are_read_alike(tmp_path: Path, data: bytes) -> None:
    """In UTF-8 with or without a mark, or in GB 18030."""
    file = tmp_path / "profile.json"
    file.write_bytes(data)

    for result in (CliRunner().invoke(app, [str(file)]), CliRunner().invoke(app, ["-"], input=data)):
        assert (result.exit_code, result.stdout.strip()) == (0, repr({"出生日期": "1944-05-10"}))


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (b'{"a": 1,\n "b" 2}', "-:2:6: 不是正确的 JSON", "-:2:6: not JSON"),
        (b"\xff\xff", "-:1:1: 不是 UTF-8", "-:1:1: neither UTF-8"),
        (b'{"a": 1e9999999999999999999}', "-:1:1: 有一个数的指数太大", "-:1:1: a number has an exponent"),
        (b'{"a": 1, "a": 2}', "a: 写了不止一次", "a: is given more than once"),
    ],
    ids=["syntax", "encoding", "exponent", "twice"],
)
def test_what_is_wrong_is_said_in_the_language_asked_for(data: bytes, zh: str, en: str) -> None:
    """With the place, on standard error, and it ends with 1."""
    for lang, message in (("zh", zh), ("en", en)):
        result = CliRunner().invoke(app, ["-", "--lang", lang], input=data)

        assert (result.exit_code, result.stdout) == (1, "")
        assert message in result.stderr


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    """It ends with 2."""
    assert CliRunner().invoke(app, [str(tmp_path / "none.json")]).exit_code == 2
