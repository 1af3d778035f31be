"""The command `screen`: a whole register, who can have what."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..answers.finding import Outcome
from ..language.ages import anniversary
from ..language.outcome import Action
from ..rulebook import Rulebook
from .common import AsOf, Format, Lang, Language, Output, Rules, day, fail, full_names, load, print_json, say
from .progress import progress
from .registers import column_map, column_named, columns_named, explained, profiled, suggested
from .targets import PAGES, left_alone, page_at, results_in, spare

if TYPE_CHECKING:
    from ..register.mapping import ColumnMap
    from ..register.rows import Register
    from ..register.screened import Screened
    from ..register.sides import Earlier
    from ..register.work import Part, Work


class Runner(StrEnum):
    """What works out the outcomes."""

    POLARS = "polars"
    DUCKDB = "duckdb"
    SPARK = "spark"


class To(StrEnum):
    """The kind of file of the results."""

    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


def screen(
    register: Annotated[str, typer.Argument(metavar="REGISTER", help="登记表：.csv .xlsx .xls .parquet .db，或 postgresql://… / the register")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="结果文件夹 / folder of the results", show_default=False)] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="映射文件 / mapping file", show_default=False)] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="只写出一份映射文件草稿 / only write a first mapping")] = False,
    profile: Annotated[bool, typer.Option("--profile", help="只写一页登记表概况（HTML）：各列是什么、写法、空白、存疑、重复 / only write a page on the register itself")] = False,
    table: Annotated[str | None, typer.Option("--table", help="数据库的表 / table of a database", show_default=False)] = None,
    query: Annotated[str | None, typer.Option("--query", help="数据库查询 / query of a database", show_default=False)] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="CSV 的编码，默认自动识别 / encoding of a CSV file", show_default=False)] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="工作表，默认第一张是名册的；'*' 全部 / sheet of a workbook, '*' for all", show_default=False)] = None,
    header: Annotated[str | None, typer.Option("--header", metavar="ROW", help="表头在第几行，两行的写 3-4；默认自动找 / row of the header, 3-4 for two; found by itself", show_default=False)] = None,
    key: Annotated[str | None, typer.Option("--key", help="结果里用来指明人的列，默认行号 / column that names a person in the results", show_default=False)] = None,
    hash_key_env: Annotated[str | None, typer.Option("--hash-key-env", metavar="VAR", help="用此环境变量里的密钥把主键变成摘要 / hash keys by the secret in this variable", show_default=False)] = None,
    newly_since: Annotated[str | None, typer.Option("--newly-since", metavar="YYYY-MM-DD", help="只列核定日可以办、这天还不能办的 / only what can be claimed on the day of evaluation and could not on this one", show_default=False)] = None,
    benefit: Annotated[list[str] | None, typer.Option("--benefit", help="只看这些待遇 / only these benefits", show_default=False)] = None,
    outcomes: Annotated[str | None, typer.Option("--outcomes", help="只列出这些结论，逗号分隔 / list only these outcomes: eligible,undetermined,not_eligible,not_in_force", show_default=False)] = None,
    action: Annotated[list[str] | None, typer.Option("--action", help="只列出这些“怎么办”，可多次，例如 可以办；默认可以办和还要了解 / list only these actions; by default claim and ask", show_default=False)] = None,
    carry: Annotated[str | None, typer.Option("--carry", metavar="COLUMNS", help="带进名单的列，逗号分隔，例如 姓名,电话,村；只写进名单 / columns that go into the lists, and nowhere else", show_default=False)] = None,
    months: Annotated[int | None, typer.Option("--months", min=1, max=60, help="另列今后几个月内谁到了年龄、谁的金额会变 / also list who comes of age, or is paid something else, in the next months", show_default=False)] = None,
    universal: Annotated[bool, typer.Option("--universal", help="名单里也列老年人都有的待遇 / also list what everybody has")] = False,
    before: Annotated[str | None, typer.Option("--before", metavar="REGISTER", help="上次的登记表：另列新增、减少、信息有变的人和待遇的变动 / an earlier register: also list who is new, gone, or told of otherwise, and what that changes", show_default=False)] = None,
    before_as_of: Annotated[str | None, typer.Option("--before-as-of", metavar="YYYY-MM-DD", help="上次的核定日，默认与这次相同 / the day of the earlier one, by default the same", show_default=False)] = None,
    before_mapping: Annotated[Path | None, typer.Option("--before-mapping", metavar="FILE", help="上次登记表的映射文件，默认与这次相同 / its mapping, by default the same", show_default=False)] = None,
    before_rules: Annotated[Path | None, typer.Option("--before-rules", metavar="DIR", help="上次的规则库，默认与这次相同 / its rule book, by default the same", show_default=False)] = None,
    mended: Annotated[list[Path] | None, typer.Option("--mended", metavar="FILE", help="改好的待更正表，可多次；其余参数与上次相同 / the mended workbook; the other options as before", show_default=False)] = None,
    suppress: Annotated[int, typer.Option("--suppress", min=0, help="报告里不到这么多人的格子不显示人数；0 为都显示 / cells of fewer people are not shown in the report; 0 shows all")] = 5,
    long: Annotated[bool, typer.Option("--long", help="另写逐人逐项的结果，默认只有可以办和还要了解的 / also write a row for each person and benefit, by default claim and ask")] = False,
    wide: Annotated[bool, typer.Option("--wide", help="每人一行，每项待遇占几列 / one row for a person, columns for each benefit")] = False,
    to: Annotated[To, typer.Option("--to", help="结果文件的类型 / kind of file")] = To.CSV,
    facts: Annotated[bool, typer.Option("--facts", help="另写 facts.parquet：核对过的信息项，供 Spark 等使用 / also write the checked facts")] = False,
    report: Annotated[bool, typer.Option("--report", help="另写 report.html / also write report.html")] = False,
    runner: Annotated[Runner, typer.Option("--runner", help="由谁计算 / what works out the outcomes")] = Runner.POLARS,
    partition: Annotated[int, typer.Option("--partition", min=1, help="每部分的行数 / rows of a part")] = 100_000,
    restart: Annotated[bool, typer.Option("--restart", help="丢弃未做完的工作，从头再做 / drop unfinished work")] = False,
    force: Annotated[bool, typer.Option("--force", help="--suggest、--profile 要写的文件已有时覆盖 / let --suggest and --profile write over an earlier file")] = False,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """筛查整份登记表：谁能享受而不知道 / Screen a whole register: who can have what.

    读不了的行写进 rejects.csv，结果照常写出 / rows that cannot be read go to rejects.csv. Exit: 0 done, 1 something is to be mended,
    2 wrong usage, 130 interrupted.
    """
    from ..register.elsewhere import Remaining
    from ..register.faults import held
    from ..register.files import Form
    from ..register.lacking import lacking
    from ..register.mapping import layout_in
    from ..register.mending import Mended
    from ..register.people import PeopleReader
    from ..register.recognise import of_people
    from ..register.results import Wanted
    from ..register.screened import Outputs, clear, written
    from ..register.sources import open_register
    from ..register.work import Task, Work
    from ..screen.runners import runner as runner_of

    if out is not None:
        page = page_at(out) if profile and not suggest else out
        spare((register, before, mapping), [page] if suggest or profile else results_in(out), lang)
        if suggest or (profile and page.suffix.lower() not in PAGES):
            left_alone(page, lang, force=force)
    book = load(rules, lang)
    with explained(lang, kept=not (suggest or profile)):
        in_sheet, in_rows = layout_in(mapping) if mapping is not None else (None, None)
        source = open_register(
            register,
            table=table,
            query=query,
            encoding=encoding,
            sheet=sheet or in_sheet,
            header=_header(header, lang) or in_rows,
            fits=of_people(book.rules, mapping),
        )
        for note in source.notes:
            typer.echo(note.of(lang.value), err=True)
        if suggest:
            suggested(source, book, day(as_of, lang), out)
            return
        if profile:
            profiled(source, register, mapping, book, day(as_of, lang), out, lang)
            return
        if out is None:
            fail(say(lang, "请用 --out 指定结果文件夹", "name a folder for the results by --out"), 2)
        if out.is_file() or out.suffix.lstrip(".").lower() in set(To):
            fail(say(lang, f"--out 是存放各种结果的文件夹，不是文件：{out}；文件类型用 --to 指定",
                     f"--out is the folder for all results, not a file: {out}; choose the kind of file by --to"), 2)  # fmt: skip
        on, since = day(as_of, lang), _since("--newly-since", newly_since, day(as_of, lang), lang)
        columns = column_map(source, mapping, book, lang, used=(key, *_names_of(carry)))
        if mended:
            source = Mended(source, mended, lambda one: PeopleReader(book.rules, columns, on, register=one))
        source = Remaining(source, columns)
        for lack in lacking(columns):
            typer.echo(lack.of(lang.value), err=True)
        if columns.identity is None:
            typer.echo(say(lang, "没有身份证号：一个人写了几行的认不出来，各按一人计算；有没有重复的，用 --profile 看",
                           "there are no ID numbers: who stands in several rows is not known again and counted in each; --profile tells whether rows repeat"), err=True)  # fmt: skip
        named = column_named(key, source, lang) or columns.key
        long = long or wide or bool(outcomes or action)
        wanted = Wanted(on, Form(to.value), wide, _outcomes(outcomes, lang), _actions(action, book), lang.value, keyed=named is not None,
                        newly=since is not None)  # fmt: skip
        earlier = None if before is None else _earlier(
            before, _since("--before-as-of", before_as_of, on, lang, same=True) or on, before_mapping or mapping, load(before_rules, lang) if before_rules else book,
            source, columns, lambda name: open_register(name, table=table, query=query, encoding=encoding, sheet=sheet or in_sheet, header=None, fits=of_people(book.rules, before_mapping or mapping)),
            key, lang, as_now=before_mapping is None,
        )  # fmt: skip
        if earlier and since:
            fail(say(lang, "--before 和 --newly-since 不能一起用", "--before does not go with --newly-since"), 2)
        task = Task(book, source, columns, on, since, tuple(full_names(book, benefit) or ()) or None, named, _secret(hash_key_env, lang), partition, facts or earlier is not None,
                    _carried(carry, source, columns, lang), anniversary(on, months) if months else None)  # fmt: skip
        work = Work(task, out / ".work", runner_of(runner.value))
        name = table or "query" if "://" in register else Path(register).name
        with held(out):
            parts = _worked(work, restart, lang)
            screened = written(work, parts, out, wanted, Outputs(name, long, universal, report, suppress, facts, earlier))
            _tell(screened, out, lang)
            clear(work)
    if output is Format.JSON:
        print_json(screened.data)
    raise typer.Exit(1 if screened.summary.rejected or screened.summary.to_mend else 0)


def _header(text: str | None, lang: Language) -> tuple[int, int] | None:
    """The first and last row of the header."""
    from ..register.mapping import header_rows

    found = None if text is None else header_rows(text)
    if text is not None and found is None:
        fail(
            say(
                lang,
                f"--header 应是行号，例如 3，两行的写 3-4；写的是 {text}",
                f"--header must be the number of a row such as 3, or 3-4, found {text}",
            ),
            2,
        )
    return found


def _since(option: str, text: str | None, as_of: date, lang: Language, *, same: bool = False) -> date | None:
    """The earlier day that an option names."""
    try:
        since = None if text is None else date.fromisoformat(text)
    except ValueError:
        fail(
            say(lang, f"{option} 应是日期，例如 2025-03-01，写的是 {text}", f"{option} must be a date such as 2025-03-01, found {text}"), 2
        )
    if since is not None and (since > as_of or (since == as_of and not same)):
        fail(say(lang, f"{option} 应早于核定日 {as_of}", f"{option} must be before the day of evaluation {as_of}"), 2)
    return since


def _earlier(
    name: str, as_of: date, mapping: Path | None, book: Rulebook, source: Register, columns: ColumnMap, opened: Callable[[str], Register], key: str | None, lang: Language, *, as_now: bool
) -> Earlier:  # fmt: skip
    """The earlier register, `as_now` by the same mapping; where none is given, its columns go by their names."""
    from ..register.elsewhere import Remaining
    from ..register.sides import Earlier

    if Path(name).is_dir():
        fail(say(lang, f"--before 写上次的登记表文件，不写结果文件夹：{name} 里没有留身份证号，认不出谁是谁",
                 f"--before takes the earlier register, no folder of results: in {name} nothing is kept by which people are told apart"), 2)  # fmt: skip
    register = opened(name)
    found = columns
    if not as_now or register.columns != source.columns:
        typer.echo(say(lang, f"上次的登记表 {name}：", f"the earlier register {name}:"), err=True)
        found = column_map(register, mapping, book, lang)
    own = key if key in register.columns else columns.key if columns.key in register.columns else found.key
    return Earlier(Remaining(register, found), name if "://" in name else Path(name).name, found, book, as_of, own)


def _actions(words: Sequence[str] | None, book: Rulebook) -> tuple[Action, ...]:
    """The actions that codes or Chinese words name, in the order of the page. Raises UnknownWordError."""
    wanted = book.filter(words or ()).actions
    return tuple(one for one in Action if one in wanted)


def _names_of(text: str | None) -> list[str]:
    """The names of columns in a list of them."""
    return [name.strip() for name in re.split("[,，、]", text or "") if name.strip()]


def _carried(names: str | None, source: Register, columns: ColumnMap, lang: Language) -> tuple[str, ...]:
    """The columns that are carried into the lists. An ID number is none of them."""
    found = _names_of(names)
    columns_named(found, source, lang)
    for name in found:
        if name in columns.identities:
            fail(say(lang, f"“{name}”列是身份证号码，名单里不带", f"the column `{name}` has the ID numbers, which are not carried"), 2)
    return tuple(dict.fromkeys(found))


def _secret(variable: str | None, lang: Language) -> bytes | None:
    if variable is None:
        return None
    secret = os.environ.get(variable, "")
    if len(secret) < 16:
        fail(
            say(
                lang,
                f"环境变量 {variable} 里要有至少 16 个字符的密钥",
                f"the variable {variable} must hold a secret of 16 characters or more",
            ),
            2,
        )
    return secret.encode()


def _outcomes(text: str | None, lang: Language) -> tuple[Outcome, ...]:
    if text is None:
        return ()
    try:
        return tuple(dict.fromkeys(Outcome(one.strip()) for one in text.split(",")))
    except ValueError:
        allowed = ", ".join(Outcome)
        fail(say(lang, f"--outcomes 可用：{allowed}", f"--outcomes takes {allowed}"), 2)


def _worked(work: Work, restart: bool, lang: Language) -> list[Part]:
    """All parts; after an interruption, how to go on."""
    kept = work.begin(restart=restart)
    if kept:
        typer.echo(say(lang, f"接着上次：已完成 {kept} 部分", f"going on: {kept} parts are done"), err=True)
    done: list[Part] = []
    rows, ready = work.task.register.rows, 0
    try:
        with progress(say(lang, "筛查", "screening")) as tell:

            def advance(number: int) -> None:
                nonlocal ready
                ready += number
                tell(ready, rows)

            for part in work.run(advance):
                done.append(part)  # noqa: PERF402  # what was done before an interruption is to be known
            done = work.together(done)
    except KeyboardInterrupt:
        number = f"{len(done)}/{max(len(done), -(-rows // work.task.size))}"
        fail(
            say(lang, f"已完成 {number} 部分；再运行同一命令即可继续", f"{number} parts are done; run the same command again to go on"), 130
        )
    return done


def _tell(screened: Screened, out: Path, lang: Language) -> None:
    """The whole in a line or a few, what is wrong first."""
    for warning in screened.warnings():
        typer.echo(warning.of(lang.value), err=True)
    whole, to_mend = screened.whole(), screened.to_mend
    typer.echo(say(lang, f"{whole.zh}。结果在 {out}", f"{whole.en}. The results are in {out}"), err=True)
    if to_mend is not None and screened.summary.to_mend:
        typer.echo(say(lang, f"改好 {to_mend.name} 后，用同一命令加 --mended {to_mend} 再运行一次",
                       f"once {to_mend.name} is mended, run the same command again with --mended {to_mend}"), err=True)  # fmt: skip
    if screened.changes is not None:
        typer.echo(screened.changes.line().of(lang.value), err=True)
