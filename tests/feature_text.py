"""What can be wrong with the text of a feature file before Gherkin reads it, said so that a clerk can mend it.

Gherkin itself stops at the first such mistake with a token error.
"""

from __future__ import annotations

import re
from pathlib import Path

KEYWORDS = ("功能", "背景", "规则", "场景大纲", "场景", "例子", "假如", "当", "那么", "并且", "但是", "而且", "假设", "假定", "同时")
_HEADS = ("功能", "背景", "规则", "场景大纲", "场景", "例子")


def mistakes(path: Path) -> list[str]:
    """Every mistake in a feature file as `file:line: what is wrong and how to mend it`."""
    found: list[str] = []
    text = path.read_text(encoding="utf-8")

    def note(line: int, what: str) -> None:
        found.append(f"{path.name}:{line}: {what}")

    if text.startswith("\ufeff"):
        note(1, "文件开头有看不见的 BOM：另存为“UTF-8（无 BOM）” / the file begins with a byte order mark")
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != "# language: zh-CN":
        note(1, "第一行应是 # language: zh-CN / the first line must be `# language: zh-CN`")
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            continue
        for keyword in KEYWORDS:
            if stripped.startswith(keyword + "："):
                note(number, f"“{keyword}”后面要用半角冒号或空格 / ASCII colon or space after `{keyword}`")
        if "｜" in line:
            note(number, "表格的竖线要用半角 | / tables need the ASCII |")
        if re.search("＜[^＞]*＞", line):
            note(number, "占位符要用半角尖括号 <…> / placeholders need ASCII <…>")
        step = re.match("(假如|当|那么|并且|但是|而且|假设|假定|同时)(?![ *])", stripped)
        if step and not stripped.startswith(step[1] + "："):
            note(number, f"“{step[1]}”后面要空一格 / a space must follow `{step[1]}`")
        for tag in re.findall(r"^@(\S+)", stripped):
            note(number, f"标签 @{tag} 没有登记：不要使用标签 / tag @{tag} is not registered")
    return found
