"""The divisions of China down to the county, by code: those of GB/T 2260 as python-stdnum has them (its table of release 2.2
knows the changes up to 2025), with those that are no longer in use: documents and registers of their time name them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from .language.facts import Text
from .language.places import LEVELS, division

COUNTY = 6
"""Digits of a county's code."""
_GROUPS = ("市辖区", "县", "市区", "辖区")
"""What divisions are called that only gather others, so that nobody says them; and all that are 直辖 of a province."""
_ENTRY = re.compile(r"(?:\[([0-9]*)-([0-9]*)\])?([^,]+),?")
"""A name in the table: `[1983-1992]彭县`, `[1993-]彭州市`, `冕宁县`."""
_NATIONALITIES = (
    "各|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|"
    "仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
)
_AUTONOMOUS = re.compile(rf"(.{{2,}}?)(?:(?:{_NATIONALITIES})族|蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克)*(自治)?([区州县旗])")
_KIND = re.compile("(.{2,}?)(?:特别行政区|地区|新区|林区|矿区|特区|[省市县区盟])")
"""What is left of a name without its kind has two characters or more: 渠县 is never 渠."""
_ENDED_UNSAID = ("422921", "429001")
"""神农架林区 and 随州市 as they were before their codes of today: the table does not say when that ended."""


@dataclass(frozen=True, slots=True)
class Naming:
    """A name of a division and the years in which it had it; None where the table says none."""

    name: str
    since: int | None
    until: int | None


@cache
def divisions() -> Mapping[str, tuple[Naming, ...]]:
    """The names of every division by its digits (2, 4 or 6), the oldest first."""
    from stdnum import numdb  # it takes longer to import than most of the library

    found: dict[str, tuple[Naming, ...]] = {}
    for _, province, _, name, children in numdb.get("cn/loc").prefixes:
        found[province] = (Naming(name["province"], None, None),)
        for _, county, _, said, _ in children:
            code = division(province + county)
            found[code] = tuple(_namings(code, said["county"]))
    return found


def _namings(code: str, said: str) -> Iterator[Naming]:
    for since, until, name in _ENTRY.findall(said):
        ended = int(until) if until else 0 if code in _ENDED_UNSAID else None
        yield Naming(name, int(since) if since else None, ended)


def name_in_china(code: str) -> str | None:
    """The last name of a province, prefecture or county of China by its division (2, 4 or 6 digits); None where there is none."""
    found = divisions().get(division(code))
    return found[-1].name if found else None


def full_name_in_china(code: str) -> str | None:
    """The name with those of the divisions around it: 四川省凉山彝族自治州冕宁县; None where there is none."""
    digits = division(code)
    own = name_in_china(digits)
    if own is None:
        return None
    around = (name_in_china(digits[:level]) for level in LEVELS if level < len(digits))
    return "".join(name for name in around if name and not is_group(name)) + own


def told_apart_by(code: str) -> str | None:
    """The division around one (220302, 铁西区) by which it is told from others of today that are called the same (2203, 四平市)."""
    digits = division(code)
    if _called_the_same()[name_in_china(digits) or ""] < 2:
        return None
    around = [digits[:level] for level in LEVELS if level < len(digits) and not is_group(name_in_china(digits[:level]) or "")]
    return around[-1] if around else None


@cache
def _called_the_same() -> Counter[str]:
    """How many divisions of today have a name."""
    return Counter(names[-1].name for names in divisions().values() if names[-1].until is None)


def is_gone(code: str) -> bool:
    """Whether a code is that of a province, prefecture or county that there is no more, or of a place in one."""
    names = divisions().get(division(code)[:COUNTY])
    return names is not None and names[-1].until is not None


def said_in_china(code: str) -> Text | None:
    """A division as it is told from all others, a town or village by its county: 四川省凉山彝族自治州冕宁县（513433）."""
    name = full_name_in_china(division(code)[:COUNTY])
    return None if name is None else Text(f"{name}（{code}）", f"{name} ({code})")


def is_group(name: str) -> bool:
    """Whether a name is that of a division that only gathers others: 市辖区, 省直辖县级行政单位."""
    return name in _GROUPS or "直辖" in name


def forms(name: str) -> Iterator[tuple[str, bool]]:
    """The ways to write the name of a division, and whether each has its kind: 北川羌族自治县, 北川县, 北川."""
    yield name, True
    if is_group(name):
        return
    if (found := _AUTONOMOUS.fullmatch(name)) and (found[2] or "族" in name):
        stem, kind = found[1].removesuffix("族"), found[3]
        if found[2]:
            yield f"{stem}自治{kind}", True
        if kind != "区" or not found[2]:
            yield stem + kind, True
        if len(stem) > 1:
            yield stem, False
    elif found := _KIND.fullmatch(name):
        yield found[1], False


@cache
def table_said() -> tuple[str, int]:
    """The table and the last year of which it knows a change."""
    years = (year for namings in divisions().values() for one in namings for year in (one.since, one.until) if year)
    from importlib.metadata import version

    return f"python-stdnum {version('python-stdnum')}", max(years)
