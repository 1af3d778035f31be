"""What can be wrong with the text of a feature file before Gherkin reads it, said so that a clerk can mend it.

Gherkin itself stops at the first such mistake with a token error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STEP = "假如|当|那么|并且|但是|而且|假设|假定|同时"
_KEYWORD = re.compile(f"(功能|背景|规则|场景大纲|场景|例子|{_STEP})：")
_JOINED = re.compile(f"({_STEP})(?![ *：])")
_DOCSTRING = ('"""', "```")


def mistakes(text: str, file: str) -> list[str]:
    """Every mistake in the text of a feature file as `file:line: what is wrong and how to mend it`."""
    lines = text.removeprefix("\ufeff").splitlines()
    found = (
        [(1, "文件开头有看不见的 BOM：另存为“UTF-8（无 BOM）” / the file begins with a byte order mark")]
        if text.startswith("\ufeff")
        else []
    )
    if not lines or lines[0].strip() != "# language: zh-CN":
        found.append((1, "第一行应是 # language: zh-CN / the first line must be `# language: zh-CN`"))
    found += [(number, said) for number, line in _read(lines) for said in _wrong(line.strip())]
    return [f"{file}:{number}: {said}" for number, said in found]


def _read(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines that Gherkin reads, by number: no comments, and no texts between three quotation marks."""
    quoted = False
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith(_DOCSTRING):
            quoted = not quoted
        elif not quoted and not stripped.startswith("#"):
            yield number, line


def _wrong(line: str) -> Iterator[str]:
    keyword = _KEYWORD.match(line)
    if keyword:
        yield f"“{keyword[1]}”后面要用半角冒号或空格 / ASCII colon or space after `{keyword[1]}`"
    if "｜" in line:
        yield "表格的竖线要用半角 | / tables need the ASCII |"
    if re.search("＜[^＞]*＞", line):
        yield "占位符要用半角尖括号 <…> / placeholders need ASCII <…>"
    joined = _JOINED.match(line)
    if joined:
        yield f"“{joined[1]}”后面要空一格 / a space must follow `{joined[1]}`"
    yield from (f"标签 @{tag} 没有登记：不要使用标签 / tag @{tag} is not registered" for tag in re.findall(r"^@(\S+)", line))
