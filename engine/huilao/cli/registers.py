"""The commands about whole registers: `screen` and `synth`."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..answers.finding import Outcome
from ..errors import HuilaoError, UnknownBenefitError
from ..language.outcome import Action
from ..language.words import nearest
from ..rulebook import Rulebook
from .common import AsOf, Format, Lang, Language, Output, Rules, day, fail, load, print_json, say

if TYPE_CHECKING:
    from ..register.mapping import ColumnMap
    from ..register.results import Wanted
    from ..register.rows import Register
    from ..register.summary import Summary
    from ..register.work import Part, Task, Work


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


class Names(StrEnum):
    """How a synthetic register names its columns and values."""

    ZH = "zh"
    EN = "en"


def screen(
    register: Annotated[str, typer.Argument(metavar="REGISTER", help="登记表：.csv .xlsx .xls .parquet .db，或 postgresql://… / the register")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="结果文件夹 / folder of the results", show_default=False)] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="映射文件 / mapping file", show_default=False)] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="只写出一份映射文件草稿 / only write a first mapping")] = False,
    table: Annotated[str | None, typer.Option("--table", help="数据库的表 / table of a database", show_default=False)] = None,
    query: Annotated[str | None, typer.Option("--query", help="数据库查询 / query of a database", show_default=False)] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="CSV 的编码，默认自动识别 / encoding of a CSV file", show_default=False)] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="工作表，默认第一张 / sheet of a workbook", show_default=False)] = None,
    header: Annotated[int, typer.Option("--header", min=1, help="表头在第几行 / row of the header")] = 1,
    key: Annotated[str | None, typer.Option("--key", help="结果里用来指明人的列，默认行号 / column that names a person in the results", show_default=False)] = None,
    hash_key_env: Annotated[str | None, typer.Option("--hash-key-env", metavar="VAR", help="用此环境变量里的密钥把主键变成摘要 / hash keys by the secret in this variable", show_default=False)] = None,
    newly_since: Annotated[str | None, typer.Option("--newly-since", metavar="YYYY-MM-DD", help="只列核定日可以办、这天还不能办的 / only what can be claimed on the day of evaluation and could not on this one", show_default=False)] = None,
    benefit: Annotated[list[str] | None, typer.Option("--benefit", help="只看这些待遇 / only these benefits", show_default=False)] = None,
    outcomes: Annotated[str | None, typer.Option("--outcomes", help="只列出这些结论，逗号分隔 / list only these outcomes: eligible,undetermined,not_eligible,not_in_force", show_default=False)] = None,
    action: Annotated[list[str] | None, typer.Option("--action", help="只列出这些“怎么办”，可多次，例如 可以办；默认列出除“本文件没有写到”“不在有效期”以外的 / list only these actions, e.g. claim; by default all but not_covered and not_in_force", show_default=False)] = None,
    wide: Annotated[bool, typer.Option("--wide", help="每人一行，每项待遇占几列 / one row for a person, columns for each benefit")] = False,
    to: Annotated[To, typer.Option("--to", help="结果文件的类型 / kind of file")] = To.CSV,
    facts: Annotated[bool, typer.Option("--facts", help="另写 facts.parquet：核对过的信息项，供 Spark 等使用 / also write the checked facts")] = False,
    report: Annotated[bool, typer.Option("--report", help="另写 report.html / also write report.html")] = False,
    runner: Annotated[Runner, typer.Option("--runner", help="由谁计算 / what works out the outcomes")] = Runner.POLARS,
    partition: Annotated[int, typer.Option("--partition", min=1, help="每部分的行数 / rows of a part")] = 100_000,
    restart: Annotated[bool, typer.Option("--restart", help="丢弃未做完的工作，从头再做 / drop unfinished work")] = False,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
) -> None:  # fmt: skip
    """筛查整份登记表：谁能享受而不知道 / Screen a whole register: who can have what.

    读不了的行写进 rejects.csv，结果照常写出 / rows that cannot be read go to rejects.csv. Exit: 0 done, 1 some rows were rejected,
    2 wrong usage, 130 interrupted.
    """
    from ..register.files import Form
    from ..register.results import Wanted
    from ..register.sources import open_register
    from ..register.work import Task, Work
    from ..screen.runners import runner as runner_of

    book = load(rules, lang)
    with explained(lang):
        source = open_register(register, table=table, query=query, encoding=encoding, sheet=sheet, header=header)
        if suggest:
            _suggest(source, book, out)
            return
        if out is None:
            fail(say(lang, "请用 --out 指定结果文件夹", "name a folder for the results by --out"), 2)
        if out.is_file() or out.suffix.lstrip(".").lower() in set(To):
            fail(say(lang, f"--out 是存放各种结果的文件夹，不是文件：{out}；文件类型用 --to 指定",
                     f"--out is the folder for all results, not a file: {out}; choose the kind of file by --to"), 2)  # fmt: skip
        on, since = day(as_of, lang), _since(newly_since, day(as_of, lang), lang)
        columns = column_map(source, mapping, book, lang)
        named = column_named(key, source, lang) or columns.key
        wanted = Wanted(on, Form(to.value), wide, _outcomes(outcomes, lang), _actions(action, book), lang.value, keyed=named is not None)
        task = Task(book, source, columns, on, since, _benefits(benefit, book), named, _secret(hash_key_env, lang), partition, facts)
        work = Work(task, out / ".work", runner_of(runner.value))
        parts = _worked(work, restart, lang)
        name = table or "query" if "://" in register else Path(register).name
        summary = _write(task, parts, out, wanted, name, report, output)
    shutil.rmtree(work.folder)
    raise typer.Exit(1 if summary.rejected else 0)


@contextmanager
def explained(lang: Language) -> Generator[None, None, None]:
    """What goes wrong, said without a trace: wrong usage where the register or its reading is to blame."""
    try:
        yield
    except HuilaoError as error:
        fail(error.said(lang.value), 2)


def _suggest(source: Register, book: Rulebook, out: Path | None) -> None:
    from ..register.suggest import suggestion

    text = suggestion(source, book.rules)
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")


def column_map(source: Register, path: Path | None, book: Rulebook, lang: Language) -> ColumnMap:
    """The mapping in a file, or that of the columns' own names; what is not used is said."""
    from ..register.mapping import mapping_by_names, read_mapping, targets

    if path is None:
        found = mapping_by_names(source.columns, book.rules)
    else:
        read, problems = read_mapping(path, source.columns, book.rules)
        if read is None:
            fail("\n".join(problem.render(lang.value) for problem in problems))
        found = read
    if not found.facts and found.identity is None:
        fail(
            say(
                lang,
                "登记表没有一列是规则用的信息项；先用 --suggest 写一份映射文件",
                "no column of the register is a fact; write a mapping first, by --suggest",
            ),
            2,
        )
    names = targets(book.rules)
    unused = [
        f"{column}（{say(lang, '是否', 'did you mean ')}{close}？）" if (close := nearest(column, names)) else column
        for column in found.ignored
    ]
    if unused:
        typer.echo(say(lang, f"未使用的列：{'、'.join(unused)}", f"columns not used: {', '.join(unused)}"), err=True)
    return found


def _since(text: str | None, as_of: date, lang: Language) -> date | None:
    """The earlier day."""
    try:
        since = None if text is None else date.fromisoformat(text)
    except ValueError:
        fail(
            say(
                lang,
                f"--newly-since 应是日期，例如 2025-03-01，写的是 {text}",
                f"--newly-since must be a date such as 2025-03-01, found {text}",
            ),
            2,
        )
    if since is not None and since >= as_of:
        fail(say(lang, f"--newly-since 应早于核定日 {as_of}", f"--newly-since must be before the day of evaluation {as_of}"), 2)
    return since


def _benefits(names: Sequence[str] | None, book: Rulebook) -> tuple[str, ...] | None:
    for name in names or ():
        if name not in book.benefits:
            raise UnknownBenefitError(name, nearest(name, book.benefits))
    return tuple(names) if names else None


def _actions(words: Sequence[str] | None, book: Rulebook) -> tuple[Action, ...]:
    """The actions that codes or Chinese words name, in the order of the page. Raises UnknownWordError."""
    wanted = book.filter(words or ()).actions
    return tuple(one for one in Action if one in wanted)


def column_named(name: str | None, source: Register, lang: Language) -> str | None:
    """A column of a register that is asked for by its name."""
    if name is not None and name not in source.columns:
        close = nearest(name, source.columns)
        fail(say(lang, f"登记表没有列“{name}”" + (f"，是否“{close}”？" if close else ""),
                 f"the register has no column `{name}`" + (f", did you mean `{close}`?" if close else "")), 2)  # fmt: skip
    return name


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
    rows = work.task.register.rows
    try:
        with _progress(rows, lang) as advance:
            for part in work.run(advance):
                done.append(part)  # noqa: PERF402  # what was done before an interruption is to be known
    except KeyboardInterrupt:
        number = f"{len(done)}/{max(len(done), -(-rows // work.task.size))}"
        fail(
            say(lang, f"已完成 {number} 部分；再运行同一命令即可继续", f"{number} parts are done; run the same command again to go on"), 130
        )
    return done


@contextmanager
def _progress(rows: int, lang: Language) -> Generator[Callable[[int], None], None, None]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(say(lang, "筛查", "screening"), total=rows)
        yield lambda number: bar.advance(task, number)


def _write(task: Task, parts: Sequence[Part], out: Path, wanted: Wanted, name: str, with_report: bool, output: Format) -> Summary:
    """All that a screening comes to, in files; `name` is the register's."""
    from ..register.results import write_facts, write_rejects, write_results
    from ..register.summary import summarised

    write_results(parts, task.asked, task.rules, out / f"results.{wanted.form}", wanted)
    write_rejects(parts, out / "rejects.csv", wanted.language)
    if task.keep_facts:
        write_facts(parts, out / "facts.parquet")
    summary = summarised(task, parts)
    data = summary.data(name)
    (out / "summary.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if with_report:
        from ..register.report import report  # drawing takes a while to import

        (out / "report.html").write_text(report(summary, name, wanted.language), encoding="utf-8")
    head = _head(summary, Language(wanted.language))
    typer.echo(
        say(Language(wanted.language),
            f"共 {summary.given} 行：读入 {summary.read} 人，未能读入 {summary.rejected} 行（rejects.csv），修整 {summary.mended} 格；"
            f"{head}。结果在 {out}",
            f"{summary.given} rows: {summary.read} people read, {summary.rejected} rows rejected (rejects.csv), {summary.mended} cells mended; "
            f"{head}. The results are in {out}"),
        err=True,
    )  # fmt: skip
    if output is Format.JSON:
        print_json(data)
    return summary


def _head(summary: Summary, lang: Language) -> str:
    """How many people have something to be done, of what they do not draw already."""
    claim, ask, reading = (summary.people[one] for one in (Action.CLAIM, Action.ASK, Action.READING))
    if summary.task.newly_since is not None:
        return say(lang, f"{claim} 人新增了可以办而未享受的待遇", f"{claim} people can newly claim something that they do not receive yet")
    return say(lang,
               f"{claim} 人至少有一项可以办而未享受的待遇；{ask} 人有未享受的待遇还要了解，{reading} 人有未享受的待遇看怎样理解（一人可以计入几类）",
               f"{claim} people can claim something that they do not receive yet, for {ask} something is still to be asked, "
               f"for {reading} something depends on the reading (one person may count in each)")  # fmt: skip


def synth(
    people: Annotated[int, typer.Option("--people", min=1, help="人数 / number of people")],
    out: Annotated[Path, typer.Option("--out", help="写入文件：.csv .parquet .xlsx / file to write")],
    place: Annotated[list[str] | None, typer.Option("--place", help="行政区划代码，可多次；默认各文件所在地 / division codes; those of all documents by default", show_default=False)] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="同一种子得同一份名册 / the same seed gives the same register")] = 0,
    dirty: Annotated[float, typer.Option("--dirty", min=0, max=1, help="有毛病的行所占比例 / share of rows with something wrong")] = 0.0,
    columns: Annotated[Names, typer.Option("--columns", help="列名和取值用中文还是代码 / names in Chinese or codes")] = Names.ZH,
    planted: Annotated[Path | None, typer.Option("--planted", help="把哪一行有什么毛病写进这个 CSV / write what was made wrong where", show_default=False)] = None,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None,
) -> None:  # fmt: skip
    """生成仿真登记表，供演示、测试和性能比较；不是真实的人 / Make a synthetic register, of nobody that there is."""
    from ..register.synth import Plants, Synthesis, registers, write_register

    book = load(rules, lang)
    places = tuple(place or dict.fromkeys(one.document.place for one in book.rules.rulesets.values()))
    wrong = [code for code in places if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6))]
    if wrong:
        fail(say(lang, f"“{wrong[0]}”不是省、市、县的行政区划代码", f"`{wrong[0]}` is no code of a province, prefecture or county"), 2)
    wanted = Synthesis(people, places, seed, dirty, columns is Names.ZH, *([day(as_of, lang)] if as_of else []))
    plants = Plants()
    try:
        with explained(lang):
            write_register(plants.kept_from(registers(book.rules, wanted)), out)
    except ValueError:
        fail(
            say(
                lang,
                f"不认识的文件类型“{out.suffix}”；可用 .csv、.parquet、.xlsx",
                f"unknown kind of file `{out.suffix}`; one of .csv, .parquet, .xlsx",
            ),
            2,
        )
    if planted is not None:
        plants.write(planted)
