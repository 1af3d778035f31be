"""The commands that look at rules as a whole: `verify` and `compare`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import HuilaoError, RulesError
from ..rulebook import shipped_rules
from .common import AsOf, Format, Lang, Language, Output, Rules, day, fail, load, print_json, refuse, say
from .progress import progress
from .registers import column_map, column_named, explained

if TYPE_CHECKING:
    from ..review.affected import Affected
    from ..review.comparison import Comparison


def verify(
    remarks: Annotated[bool, typer.Option("--remarks", help="也列出供参考的：哪项待遇包含于另一项 / also which benefit is inside which")] = False,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """证明规则库没有死条件、空缺、重叠等，或举出例子 / Prove that the rule book has no dead parts, gaps, overlaps, or show who."""
    book, when = load(rules, lang), day(as_of, lang)
    try:
        from ..review.report import soundness_data, soundness_text
        from ..review.soundness import verify as verify_book

        with progress(say(lang, "检查规则", "checking the rules")) as tell:
            report = verify_book(book, when, tell)
    except HuilaoError as error:
        refuse(error, lang)
    if output is Format.JSON:
        print_json(soundness_data(report))
    else:
        for line in soundness_text(report, book, lang.value, remarks=remarks):
            typer.echo(line)
    raise typer.Exit(0 if report.sound else 1)


def compare(
    old: Annotated[str | None, typer.Argument(metavar="[OLD]", help="文件夹或 git 版本，例如 HEAD / a folder or a git revision")] = None,
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="不给则为现在的规则库 / the rule book as it is, by default")] = None,
    reading: Annotated[str | None, typer.Option(
        "--reading", metavar="TERM", help="改为比较一个术语的其他理解 / compare the other readings of a term instead", show_default=False)] = None,
    register: Annotated[str | None, typer.Option(
        "--register", help="登记表：再数出涉及多少人 / a register: also count the people touched", show_default=False)] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="登记表的映射文件 / mapping file of the register", show_default=False)] = None,
    key: Annotated[str | None, typer.Option("--key", help="登记表里指明人的列 / column that names a person", show_default=False)] = None,
    who: Annotated[Path | None, typer.Option("--who", metavar="FILE", help="把是哪些人写入这个 CSV / write who they are to this CSV file", show_default=False)] = None,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """比较两个版本：谁获得、谁失去、谁少得，各举一例；有人受损或未能判定时以 1 退出 / Two versions: who gains, loses or is paid less; exit 1 if anybody is hurt."""
    when, home = day(as_of, lang), rules or shipped_rules()
    if (old is None) is (reading is None):
        fail(say(lang, "请给出旧版本（文件夹或 git 版本），或用 --reading 给出一个术语",
                 "give an old version (a folder or a git revision), or a term with --reading"), 2)  # fmt: skip
    try:
        from ..review.comparison import compare as compare_books
        from ..review.comparison import with_readings
        from ..review.report import comparison_data, comparison_text
        from ..review.versions import read_version

        before = load(rules, lang) if old is None else read_version(old, home)
        after = load(rules, lang) if new is None else read_version(new, home)
        versions = [after] if reading is None else with_readings(before, reading)
        found = [compare_books(before, one, when) for one in versions]
        touched = [None if register is None else _touched(one, register, mapping, key, lang) for one in found]
    except RulesError as error:
        fail("\n".join(problem.render(lang.value) for problem in error.problems))
    except HuilaoError as error:
        fail(error.said(lang.value), 2)
    if output is Format.JSON:
        data = [comparison_data(one) | ({"register": people.data()} if people else {}) for one, people in zip(found, touched, strict=True)]
        print_json(data[0] if reading is None else data)
    else:
        for number, (one, people) in enumerate(zip(found, touched, strict=True), 1):
            if reading is not None:
                typer.echo(say(lang, f"\n== “{reading}”的第{number}种理解 ==", f"\n== reading {number} of `{reading}` =="))
            typer.echo("\n".join([*comparison_text(one, lang.value), *(people.lines(lang.value) if people else [])]))
    if who is not None:
        _write_who([people for people in touched if people], who, lang)
    raise typer.Exit(0 if all(one.harmless for one in found) else 1)


def _touched(found: Comparison, register: str, mapping: Path | None, key: str | None, lang: Language) -> Affected:
    """The people of a register whom an edit touches; what cannot be read of it is said and counted."""
    from ..register.mapping import layout_in
    from ..register.recognise import of_people
    from ..register.sources import open_register
    from ..review.affected import affected

    with explained(lang):
        sheet, header = layout_in(mapping) if mapping is not None else (None, None)
        source = open_register(register, sheet=sheet, header=header, fits=of_people(found.new.rules, mapping))
        columns = column_map(source, mapping, found.new, lang)
        return affected(found, source, columns, column_named(key, source, lang) or columns.key)


def _write_who(touched: list[Affected], path: Path, lang: Language) -> None:
    """Who is touched, for all comparisons, as CSV that Excel opens."""
    from ..review.affected import who_csv

    if not touched:
        fail(say(lang, "--who 要和 --register 一起用", "--who goes with --register"), 2)
    path.write_text(who_csv(touched, lang.value), encoding="utf-8-sig", newline="")
