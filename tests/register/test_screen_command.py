"""The commands `screen` and `synth`, as a clerk or a script runs them: outputs, interruptions, and what must never be written."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from huilao import Rulebook
from huilao.cli import app
from huilao.language.ages import anniversary
from huilao.language.facts import Text
from huilao.language.outcome import Action, Outcome, settled
from huilao.language.words import name_of
from huilao.register import work
from huilao.register.mapping import mapping_by_names
from huilao.register.rejects import Reasons
from huilao.register.sources import open_register
from huilao.register.work import ChangedWorkError, Task, Work
from huilao.screen.runners import has_java, runner
from on_engines import QUICK_JAVA

AS_OF = ("--as-of", "2025-03-01")
SOME = ("mianning/3-1-dibao", "mianning/5-1-free-flu-vaccine", "yuzhong/08-meal", "jilin/06-pension", "tiexi/14-id-preferential")
EVERY = tuple(option for one in ("claim", "ask", "reading", "everyone", "enquire", "tell") for option in ("--action", one))
"""Everything about which there is something to do or to know, in the long results."""
TWO_PEOPLE = "编号,常住地,出生日期\n1,冕宁县,1944-06-01\n2,冕宁县,1938-01-01\n"
FEW = tuple(option for name in SOME for option in ("--benefit", name))
"""Some benefits of several places, where the number of benefits does not matter."""


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], env=env)


def contents_of(path: Path) -> bytes:
    """A file; of a folder all in it."""
    if path.is_dir():
        return b"".join(one.name.encode() + contents_of(one) for one in sorted(path.iterdir()))
    return pl.read_parquet(path).write_csv().encode() if path.suffix == ".parquet" and path.parent.name == "lists" else path.read_bytes()


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of 610 rows of two places, a fifth of them with something wrong."""
    path = tmp_path_factory.mktemp("dirty") / "r.csv"
    assert (
        run("synth", "--people", "600", "--place", "513433", "--place", "500103", "--seed", "5", "--dirty", "0.2", "--out", path).exit_code
        == 0
    )
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, *lines[1:11]]))  # some come again at the end, far from where they stood first
    return path


@pytest.fixture(scope="module")
def screened(dirty: Path) -> Path:
    """Its results in the default form, with a report."""
    out = dirty.parent / "out"
    result = run("screen", dirty, "--out", out, "--key", "编号", "--report", *EVERY, *AS_OF)
    assert result.exit_code == 1, result.output
    assert "未能读入" in result.stderr
    assert "姓名" in result.stderr  # a column that is not used
    return out


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: contents_of(path) for path in sorted(folder.iterdir())}


# -- results ---------------------------------------------------------------------------------------------------------


def test_the_outputs_are_there_and_the_work_is_gone(screened: Path) -> None:
    """Results, rejects, summary and report; nothing else is left."""
    assert sorted(path.name for path in screened.iterdir()) == [
        "lists", "rejects.csv", "report.html", "results.csv", "summary.json", "待更正.xlsx",
    ]  # fmt: skip


def test_a_long_result_has_a_row_for_each_person_and_benefit(screened: Path, book: Rulebook) -> None:
    """In the order of the register; what is not settled is not called an entitlement."""
    rows = table(screened / "results.csv")

    assert list(rows[0]) == [
        "行",
        "主键",
        "常住地",
        "常住地代码",
        "待遇代码",
        "待遇",
        "结论",
        "怎么办",
        "已在享受",
        "效力",
        "确定的待遇",
        "注意",
    ]
    assert [int(row["行"]) for row in rows] == sorted(int(row["行"]) for row in rows)
    assert {"冕宁县" in row["常住地"] for row in rows if row["常住地代码"].startswith("513433")} == {True}
    assert {row["结论"] for row in rows} == {"符合", "待定", "不符合", "属于对象，待遇未定"}
    assert not {row["怎么办"] for row in rows} & {"本文件没有写到", "不在有效期"}
    for row in rows:
        benefit = book.benefits[row["待遇代码"]]
        weak = not settled(benefit, book.rules.rulesets[benefit.ruleset].document)
        assert (row["怎么办"] == "问当地有没有") <= weak
        assert (row["怎么办"] == "可以办") <= (row["结论"] == "符合")
        assert (row["结论"] == "不符合") <= (row["怎么办"] in ("看怎样理解", "还要了解", "问当地有没有", "转告家人"))
        assert row["确定的待遇"] == ("否" if weak else "是")
        assert (row["结论"] == "属于对象，待遇未定") <= weak
        assert (row["结论"] == "符合") <= (not weak)


@pytest.mark.parametrize(("benefit", "day", "caution", "head"), [
    ("mianning/5-1-free-flu-vaccine", "2025-03-01", "", "老年人免费接种流感疫苗 [mianning/5-1-free-flu-vaccine]"),
    ("mianning/5-1-free-flu-vaccine", "2026-03-01", "规划期到2025年12月31日为止，已经结束，是否继续请问主管部门。",
     "老年人免费接种流感疫苗（规划期已结束） [mianning/5-1-free-flu-vaccine]"),
    ("jilin/17-free-bus", "2025-03-01", "这是征求意见稿，不能作为办理或不予办理的依据，现行的办法照旧。", "免费乘坐市内公交车（征求意见稿） [jilin/17-free-bus]"),
])  # fmt: skip
def test_results_say_what_is_to_be_known_of_the_document(benefit: str, day: str, caution: str, head: str, tmp_path: Path) -> None:
    """In a column of a long result, in the heads of a wide one, as a code for programs."""
    register = tmp_path / "r.csv"
    register.write_text("出生日期,常住地\n1950-01-01,冕宁县\n1950-01-01,铁西区\n", encoding="utf-8")
    asked = ("screen", register, "--out", tmp_path, "--benefit", benefit, *EVERY, "--as-of", day)

    assert run(*asked).exit_code in (0, 1)
    force = "征求意见稿" if "征求" in caution else "列为本期要做的事"  # in the words of the page
    assert {(row["效力"], row["注意"]) for row in table(tmp_path / "results.csv")} == {(force, caution)}
    run(*asked, "--wide")
    assert head in table(tmp_path / "results.csv")[0]
    run(*asked, "--to", "parquet")
    assert set(pl.read_parquet(tmp_path / "results.parquet")["caution"]) == (
        {"draft" if "征求" in caution else "planning_period_ended"} if caution else {""}
    )


def test_the_summary_counts_what_the_results_have(screened: Path) -> None:
    """read + rejected = given; people by benefit and by place add up; of what somebody draws already nothing is to be done."""
    summary = json.loads((screened / "summary.json").read_text(encoding="utf-8"))
    rows, rejects = table(screened / "results.csv"), table(screened / "rejects.csv")

    given = summary["rows"]
    assert given["read"] + given["rejected"] + given["same_person"] == given["given"] == 610
    assert given["same_person"] >= 10
    assert len({row["行"] for row in rejects}) == given["to_mend"] >= given["rejected"] > 0
    assert sum(place["people"] for place in summary["places"]) == sum(age["people"] for age in summary["ages"]) == given["read"]
    assert (
        sum(place["claim_people"] for place in summary["places"])
        == sum(age["claim_people"] for age in summary["ages"])
        == summary["claim_people"]
    )
    left = [row for row in rows if not row["已在享受"]]
    assert 0 < len(left) < len(rows)
    for head, action in {"claim_people": "可以办", "ask_people": "还要了解", "reading_people": "看怎样理解"}.items():
        assert len({row["行"] for row in left if row["怎么办"] == action}) == summary[head] > 0
    to_do = Counter((row["待遇代码"], row["怎么办"]) for row in left)
    for one in summary["benefits"]:
        for action in ("claim", "reading", "ask", "everyone", "enquire", "tell"):
            assert one["actions"].get(action, 0) == to_do[one["benefit"], name_of(Action(action)).zh]
        assert one["actions"].get("claim", 0) == sum(place["claim"].get(one["benefit"], 0) for place in summary["places"])
        assert sum(one["actions"].values()) + one["received"] == sum(one[outcome] for outcome in Outcome)
    assert summary["missing"][0]["open"] >= summary["missing"][-1]["open"] > 0


def test_other_forms_say_the_same(dirty: Path, tmp_path: Path) -> None:
    """Wide and long, CSV, Parquet and Excel."""

    def results(form: str, *more: str) -> Path:
        run("screen", dirty, "--out", tmp_path, "--to", form, *more, *EVERY, *FEW, *AS_OF)
        return tmp_path / f"results.{form}"

    expected = {(int(row["行"]), row["待遇代码"]): row["结论"] for row in table(results("csv"))}
    codes = {one: {"待定": "undetermined", "不符合": "not_eligible"}.get(word, "eligible") for one, word in expected.items()}
    workbook = {(row["行"], row["待遇代码"]): row["结论"] for row in pl.read_excel(results("xlsx")).iter_rows(named=True)}
    wide = {
        (int(row["行"]), head[head.index("[") + 1 : -1]): cell
        for row in table(results("csv", "--wide"))
        for head, cell in row.items()
        if head.endswith("]")
    }
    rows = {(row["row"], row["benefit"]): row["outcome"] for row in pl.read_parquet(results("parquet")).iter_rows(named=True)}
    cells = {(row["row"], name): row[name] for row in pl.read_parquet(results("parquet", "--wide")).iter_rows(named=True) for name in SOME}

    assert len(expected) > 600
    assert workbook == expected
    assert {one: cell for one, cell in wide.items() if cell} == expected
    assert rows == codes
    assert {one: cell for one, cell in cells.items() if cell} == codes


def test_actions_are_chosen_by_code_or_chinese_word(dirty: Path, tmp_path: Path) -> None:
    """Either spelling lists the same rows, and no others; a word that is none is said with the nearest."""
    for name, words in {"code": ["claim"], "word": ["可以办"], "both": ["可以办", "ask"]}.items():
        run("screen", dirty, "--out", tmp_path / name, *(one for word in words for one in ("--action", word)), *FEW, *AS_OF)
    found = {name: table(tmp_path / name / "results.csv") for name in ("code", "word", "both")}

    assert found["code"] == found["word"]
    assert {row["怎么办"] for row in found["word"]} == {"可以办"}
    assert {row["怎么办"] for row in found["both"]} == {"可以办", "还要了解"}
    wrong = run("screen", dirty, "--out", tmp_path / "wrong", "--action", "可以做", *AS_OF)
    assert wrong.exit_code == 2
    assert "没有“可以做”这种答复，可写：可以办、" in wrong.stderr


@pytest.mark.parametrize("runner", ["duckdb", pytest.param("spark", marks=pytest.mark.xdist_group("spark"))])
def test_every_runner_writes_the_same_bytes(dirty: Path, tmp_path: Path, runner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polars, DuckDB and Spark."""
    if runner == "spark":
        if not has_java():
            (pytest.fail if os.environ.get("CI") else pytest.skip)("Spark needs Java, and there is none")
        monkeypatch.setenv(
            "PYSPARK_SUBMIT_ARGS", f"--master local[2] --conf spark.ui.enabled=false --driver-java-options '{QUICK_JAVA}' pyspark-shell"
        )
    for name in ("polars", runner):
        run("screen", dirty, "--out", tmp_path / name, "--report", "--long", "--runner", name, *FEW, *AS_OF)

    assert contents(tmp_path / "polars") == contents(tmp_path / runner)


@pytest.mark.parametrize(("form", "size"), [("csv", "250"), ("parquet", "101")])
def test_the_same_register_gives_the_same_bytes_however_it_is_divided(dirty: Path, tmp_path: Path, form: str, size: str) -> None:
    """On a rerun, in parts of another size."""
    for part in ("610", size):
        run("screen", dirty, "--out", tmp_path / part, "--to", form, "--partition", part, "--report", "--long", *FEW, *AS_OF)

    assert contents(tmp_path / "610") == contents(tmp_path / size)


def test_who_can_claim_what_they_could_not_on_an_earlier_day(tmp_path: Path) -> None:
    """Those who turned 80 in between, and nobody who could claim it before: the outreach list."""
    born = {"甲": "1945-01-15", "乙": "1944-12-31", "丙": "1945-07-01"}
    register = tmp_path / "r.csv"
    register.write_text(
        "姓名,出生日期,常住地,户籍地\n" + "".join(f"{name},{day},513433,513433\n" for name, day in born.items()), encoding="utf-8"
    )

    result = run(
        "screen",
        register,
        "--out",
        tmp_path / "out",
        "--key",
        "姓名",
        "--long",
        "--newly-since",
        "2025-01-01",
        "--as-of",
        "2025-02-01",
        "--format",
        "json",
    )

    assert result.exit_code == 0
    rows = table(tmp_path / "out" / "results.csv")
    assert {row["主键"] for row in rows} == {"甲"}
    assert {row["怎么办"] for row in rows} == {"可以办"}
    assert json.loads(result.stdout)["newly_since"] == "2025-01-01"


# -- what must not be written ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [["--report"], ["--key", "身份证号"], ["--key", "身份证号", "--to", "parquet", "--wide"], ["--format", "json"],
                                     ["--mapping", "swapped"]])  # fmt: skip
def test_no_id_number_is_ever_written(dirty: Path, tmp_path: Path, options: list[str]) -> None:
    """Not as a key, not in a reject, not even where it stands in the wrong column; not the half of one."""
    if "swapped" in options:
        (tmp_path / "swapped").write_text("列: {身份证号: 常住地, 常住地: 忽略, 姓名: 主键}", encoding="utf-8")
        options = ["--mapping", str(tmp_path / "swapped")]

    result = run("screen", dirty, "--out", tmp_path / "out", *options, "--long", "--facts", *FEW, *AS_OF)

    numbers = [row["身份证号"] for row in table(dirty)]
    assert (tmp_path / "out" / "rejects.csv").stat().st_size > 1_000, result.output
    (tmp_path / "out" / "待更正.xlsx").unlink()  # the rows to mend are the office's own, for the office alone
    for name, content in {**contents(tmp_path / "out"), "output": result.output.encode()}.items():
        text = pl.read_parquet(tmp_path / "out" / name).write_csv() if name.endswith(".parquet") else content.decode("utf-8-sig")
        assert not [number for number in numbers if number[:14] in text], name


def test_a_key_can_be_hashed(dirty: Path, tmp_path: Path) -> None:
    """With a secret, the same person has the same key in every run; without it nobody can say who it is."""
    options = ("--key", "身份证号", "--hash-key-env", "HUILAO_TEST_SECRET", "--wide", *FEW, *AS_OF)
    for secret in ("a" * 20, "b" * 20):
        run("screen", dirty, "--out", tmp_path / secret[0], *options, env={"HUILAO_TEST_SECRET": secret})

    first, second = ([row["主键"] for row in table(tmp_path / name / "results.csv")] for name in "ab")
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in first)
    repeated = json.loads((tmp_path / "a" / "summary.json").read_text(encoding="utf-8"))["rows"]["repeated_keys"]
    assert len(set(first)) == len(first) - repeated  # where an ID number is damaged and stands twice
    assert not set(first) & set(second)
    assert run("screen", dirty, "--out", tmp_path / "c", *options, env={"HUILAO_TEST_SECRET": "short"}).exit_code == 2


# -- interruptions ---------------------------------------------------------------------------------------------------


def begin(register: Path, out: Path) -> subprocess.Popen[str]:
    """A screening in a process of its own, in eleven parts."""
    command = [
        sys.executable,
        "-c",
        "from huilao.cli import main; main()",
        "screen",
        str(register),
        "--out",
        str(out),
        "--partition",
        "60",
        *FEW,
        *AS_OF,
    ]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603


def until_parts(out: Path, number: int, process: subprocess.Popen[str]) -> None:
    """Wait until so many parts are done."""
    last = time.monotonic() + 120
    while len(list((out / ".work").glob("part-*[0-9]"))) < number:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < last
        time.sleep(0.02)


@pytest.fixture(scope="module")
def uninterrupted(dirty: Path) -> Path:
    """What that screening comes to."""
    out = dirty.parent / "whole"
    run("screen", dirty, "--out", out, "--partition", "60", *FEW, *AS_OF)
    return out


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_what_was_interrupted_goes_on(dirty: Path, uninterrupted: Path, tmp_path: Path, how: signal.Signals) -> None:
    """Killed or stopped in the middle and started again, it finishes with the same output; Ctrl-C says how. No ID number is kept meanwhile."""
    process = begin(dirty, tmp_path / "out")
    until_parts(tmp_path / "out", 3, process)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)

    kept = [pl.read_ipc(path).write_csv() for path in (tmp_path / "out" / ".work").glob("part-*[0-9]/*.arrow")]
    assert len(kept) >= 6
    assert not [number for number in (row["身份证号"] for row in table(dirty)) if any(number[:14] in text for text in kept)]
    assert not (tmp_path / "out" / "results.csv").exists()
    if how is signal.SIGINT:
        assert process.returncode == 130
        assert re.search(r"已完成 \d+/11 部分；再运行同一命令即可继续", said)

    again = run("screen", dirty, "--out", tmp_path / "out", "--partition", "60", *FEW, *AS_OF)

    assert "接着上次：已完成" in again.stderr
    assert contents(tmp_path / "out") == contents(uninterrupted)


def test_unfinished_work_on_something_else_is_not_gone_on_with(dirty: Path, tmp_path: Path) -> None:
    """It is said what changed; `--restart` begins anew."""
    process = begin(dirty, tmp_path / "out")
    until_parts(tmp_path / "out", 1, process)
    process.kill()
    process.communicate()

    other = run("screen", dirty, "--out", tmp_path / "out", "--partition", "200", *FEW, "--as-of", "2025-03-02")

    assert other.exit_code == 2
    assert "核定日、每部分行数" in other.stderr
    assert "--restart" in other.stderr
    assert run("screen", dirty, "--out", tmp_path / "out", "--partition", "200", *FEW, "--as-of", "2025-03-02", "--restart").exit_code == 1


def test_work_of_another_day_is_told_as_that(book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The months ahead are the same, although they end on another day; work of another version of the program, and work that is damaged, are
    told as that.
    """
    (tmp_path / "r.csv").write_text(TWO_PEOPLE, encoding="utf-8")
    register = open_register(str(tmp_path / "r.csv"))
    begun, other = (
        Work(Task(book, register, mapping_by_names(register.columns, book.rules), day, until=anniversary(day, 6)), tmp_path / ".work", runner("polars"))
        for day in (date(2025, 3, 1), date(2025, 4, 1))
    )  # fmt: skip
    begun.begin()

    with pytest.raises(ChangedWorkError) as changed:
        other.begin()
    monkeypatch.setattr(work, "engine_version", lambda: "0.0.1")
    with pytest.raises(ChangedWorkError) as newer:
        begun.begin()
    (tmp_path / ".work" / "manifest.json").write_text('{"register": ', encoding="utf-8")
    with pytest.raises(ChangedWorkError) as damaged:
        begun.begin()

    assert "（核定日已变）" in changed.value.message.zh
    assert "（程序版本已变）" in newer.value.message.zh
    assert ("已损坏" in damaged.value.message.zh, "--restart" in damaged.value.message.zh, "已变" in damaged.value.message.zh) == (
        True,
        True,
        False,
    )
    assert begun.begin(restart=True) == 0


# -- suggestions, reports, wrong usage -------------------------------------------------------------------------------


def test_a_suggested_mapping_reads_the_register(tmp_path: Path) -> None:
    """Columns by another name, values in other words: the draft finds them, shows samples of codes and of nothing private."""
    lines = ["序号,姓名,身份证号码,出生日期（公历）,是否独生,居住照料状况*,住房困难,残疾证状态,联系电话"]
    for number in range(1, 41):
        owner = ("张一", "李二")[number % 2]
        lines.append(
            f"{number},{owner},,19{40 + number % 20}/5/{number % 28 + 1},是,独居,{'有' if number % 2 else '无'},{'已持证' if number % 3 else '持证'},13900000000"
        )
    (tmp_path / "r.csv").write_text("\n".join(lines), encoding="gb18030")

    suggested = run("screen", tmp_path / "r.csv", "--suggest")
    (tmp_path / "m.yaml").write_text(suggested.stdout, encoding="utf-8")
    result = run("screen", tmp_path / "r.csv", "--mapping", tmp_path / "m.yaml", "--out", tmp_path / "out", *AS_OF)

    assert suggested.exit_code == 0
    for line in (
        "出生日期（公历）: 出生日期  # 确定",
        '"居住照料状况*": 居住照料状况  # 确定',
        "住房困难: 住房困难  # 确定",
        "#   有 → 是 · 20",
        "没有用到的 5 列：序号、姓名",
    ):
        assert line in suggested.stdout
    assert not any(private in suggested.stdout for private in ("张一", "李二", "13900000000"))
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["rows"]["read"] == 40


def test_a_mapping_is_suggested_as_of_the_day_that_is_named(tmp_path: Path) -> None:
    """A birth on a later day cannot be read: by the day of the screening, not by that of the machine."""
    (tmp_path / "r.csv").write_text("编号,出生日期\n" + "".join(f"{one},2024-05-{one:02}\n" for one in range(1, 29)), encoding="utf-8")

    def is_sure(day: str) -> bool:
        return "出生日期: 出生日期  # 确定" in run("screen", tmp_path / "r.csv", "--suggest", "--as-of", day).stdout

    assert [is_sure(day) for day in ("2024-04-30", "2024-05-28")] == [False, True]
    assert run("screen", tmp_path / "r.csv", "--suggest", "--as-of", "2024").exit_code == 2


class Page(HTMLParser):
    """What a page has in it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.text: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [
            value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "action") and not (value or "").startswith("#")
        ]
        if tag not in ("meta", "path", "use", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_is_one_page_that_needs_no_network(dirty: Path, tmp_path: Path, language: str) -> None:
    """Tables and charts, their text as text; what is settled apart from what is not."""
    run("screen", dirty, "--out", tmp_path, "--report", "--lang", language, *FEW, *AS_OF)
    content = (tmp_path / "report.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(content)

    assert page.open == []
    assert page.links == []
    assert "url(http" not in content
    assert page.tags.count("svg") == 5
    assert page.tags.count("table") == 8
    assert "text" in page.tags
    text = " ".join(page.text)
    for said in {
        "zh": ("可以办而未享受", "确定的待遇", "未定的待遇", "最常缺的信息", "女"),
        "en": ("do not receive yet", "Settled benefits", "Not settled", "missing most often", "Women"),
    }[language]:
        assert said in text


def arguments(*more: str) -> list[Any]:
    return ["REGISTER", "--out", "OUT", *AS_OF, *more]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["REGISTER"], "--out"),
        (["nothing.csv", "--out", "OUT"], "没有文件 nothing.csv"),
        (arguments("--key", "编码"), "是否“编号”？"),
        (arguments("--benefit", "mianning/nothing"), "没有待遇"),
        (arguments("--outcomes", "maybe"), "eligible"),
        (arguments("--newly-since", "2025-03-01"), "早于核定日"),
        (arguments("--newly-since", "soon"), "应是日期"),
        (arguments("--encoding", "klingon"), "没有编码"),
        (["TABLE", "--out", "OUT"], "--table"),
        (["REGISTER", "--out", "results.csv"], "不是文件"),
    ],
)
def test_wrong_usage_is_said(dirty: Path, tmp_path: Path, wrong: list[str], said: str) -> None:
    """Exit 2, one line, nothing written."""
    places = {"REGISTER": str(dirty), "OUT": str(tmp_path / "out"), "TABLE": "sqlite:///nothing.db"}

    result = run("screen", *(places.get(one, one) for one in wrong))

    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "out" / "results.csv").exists()


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (
            "列: {姓明: 忽略, 姓名: 名字}\n表头: 第三行\n",
            ["m.yaml:1:5", "登记表里没有列“姓明”", "m.yaml:1:17", "m.yaml:2:5", "写列名在登记表的第几行"],
        ),
        ("列: {姓名: [年龄, 身份证号]}\n", ["年龄、打勾、身份证号要各占一列"]),
        ("取值: {主键: {1: 是}}\n", ["写信息项的名称"]),
        (None, ["没有映射文件", "--suggest"]),
    ],
)
def test_mistakes_of_a_mapping_are_wrong_usage(tmp_path: Path, mapping: str | None, said: list[str]) -> None:
    """Exit 2, all at once, each with how to mend it; nothing written."""
    (tmp_path / "r.csv").write_text("姓名,性别\n甲,女\n", encoding="utf-8")
    if mapping is not None:
        (tmp_path / "m.yaml").write_text(mapping, encoding="utf-8")

    result = run("screen", tmp_path / "r.csv", "--mapping", tmp_path / "m.yaml", "--out", tmp_path / "out")

    assert result.exit_code == 2
    assert [one for one in said if one not in result.stderr] == []
    assert not (tmp_path / "out").exists()


def test_a_register_of_which_nothing_can_be_used_is_said_to_be_so(tmp_path: Path) -> None:
    """With what to do."""
    (tmp_path / "r.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")

    result = run("screen", tmp_path / "r.csv", "--out", tmp_path / "out")

    assert result.exit_code == 2
    assert "--suggest" in result.stderr


@pytest.mark.parametrize(("name", "code"), [("r.csv", 0), ("r.parquet", 0), ("r.doc", 2)])
def test_synth_writes_what_it_is_asked_for(tmp_path: Path, name: str, code: int) -> None:
    """The same bytes for the same seed; with what was made wrong where."""
    first, second = (
        run("synth", "--people", "50", "--seed", "3", "--dirty", "0.5", "--out", tmp_path / f"{one}{name}", "--planted", tmp_path / f"{one}.csv") for one in "ab"
    )  # fmt: skip

    assert (first.exit_code, second.exit_code) == (code, code)
    if code == 0:
        assert (tmp_path / f"a{name}").read_bytes() == (tmp_path / f"b{name}").read_bytes()
        assert 10 < len(table(tmp_path / "a.csv")) < 40
    assert run("synth", "--people", "5", "--place", "冕宁", "--out", tmp_path / "r.csv").exit_code == 2


def test_no_value_of_somebodys_is_told() -> None:
    """A reason is said without what stands in a cell, unless that comes again and is nobody's number."""
    reasons = Reasons()
    for value, times in (("钱进财照顾13900001111", 3), ("钱进财", 1), ("半自理", 4)):
        reasons.add("居住", Text(f"看不懂“{value}”这种写法", f'"{value}" is not understood'), value, times)
    reasons.add("村", Text("看不懂“钱家”这种写法"), "钱家", 5)
    reasons.add("居住", Text("一格里“独居”、“钱家”不能同时填"), "独居、钱家", 1)
    reasons.add("生日", Text("与“出生日期”“1944-05-10”不符", "does not agree"), "1945-05-10", 2)

    found = reasons.shown(lambda column: column == "居住", ["独居"])
    assert {(column, reason.zh): count for (column, reason), count in found.items()} == {
        ("居住", "看不懂这种写法"): 4, ("居住", "看不懂“半自理”这种写法"): 4, ("居住", "一格里“独居”不能同时填"): 1, ("村", "看不懂这种写法"): 5, ("生日", "与“出生日期”不符"): 2,
    }  # fmt: skip


def test_reasons_that_are_as_frequent_have_a_certain_order() -> None:
    """By column and words, in whichever order they are met."""
    met = [("村", "不对"), ("生日", "早了"), ("村", "不止一处"), ("生日", "晚了")]
    found: list[list[tuple[str, str]]] = []
    for order in (met, met[::-1]):
        reasons = Reasons()
        for column, reason in order:
            reasons.add(column, Text(reason, reason), "x", 2)
        reasons.add("性别", Text("不对", "wrong"), "x", 3)
        found.append([(column, reason.zh) for (column, reason), _ in reasons.shown(lambda _: False).most_common()])

    assert found == [[("性别", "不对"), ("村", "不对"), ("村", "不止一处"), ("生日", "早了"), ("生日", "晚了")]] * 2


def test_a_register_of_whom_nobody_is_screened_has_results_without_rows(tmp_path: Path) -> None:
    """In every form that can be asked for."""
    (tmp_path / "r.csv").write_text("编号,身份证号,死亡日期\n1,,2024-05-10\n", encoding="utf-8")
    (tmp_path / "m.yaml").write_text("列: {编号: 主键}\n不筛查: {死亡日期: 非空}\n", encoding="utf-8")

    result = run(
        "screen",
        tmp_path / "r.csv",
        "--out",
        tmp_path / "out",
        "--mapping",
        tmp_path / "m.yaml",
        "--facts",
        "--long",
        "--wide",
        "--report",
        *FEW,
    )

    assert result.exit_code == 0, result.output
    assert pl.read_parquet(tmp_path / "out" / "facts.parquet").height == 0


def test_who_is_dead_or_has_left_is_not_screened(tmp_path: Path) -> None:
    """Where the mapping says by which words; counted and told, also of an earlier register, where they are gone."""
    rows = ["编号,出生日期,常住地,人员状态", "1,1940-01-01,冕宁县,正常", "2,1940-01-01,冕宁县,死亡", "3,1940-01-01,冕宁县, 迁 出 "]
    (tmp_path / "r.csv").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "last.csv").write_text("\n".join(rows).replace("死亡", "正常"), encoding="utf-8")
    (tmp_path / "m.yaml").write_text("列: {编号: 主键}\n不筛查: {人员状态: [死亡, 迁 出]}\n", encoding="utf-8")
    result = run(
        "screen",
        tmp_path / "r.csv",
        "--mapping",
        tmp_path / "m.yaml",
        "--as-of",
        "2025-03-01",
        "--out",
        tmp_path / "out",
        "--before",
        tmp_path / "last.csv",
        *FEW,
    )

    assert result.exit_code == 0, result.output
    assert "共 3 行：读入 1 人，按映射不筛查的人（死亡、迁出等） 2 行" in result.stderr
    assert "新增 0 人，减少 1 人" in result.stderr
    assert "人员状态" not in result.stderr
    rows_of = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["rows"]
    assert (rows_of["given"], rows_of["read"], rows_of["not_screened"], rows_of["no_person"]) == (3, 1, 2, {})


@pytest.mark.parametrize(
    ("written", "command"),
    [
        ("r.csv", ["screen", "r.csv", "--suggest", "--out", "r.csv"]),
        ("r.csv", ["screen", "r.csv", "--suggest", "--force", "--out", "./r.csv"]),
        ("r.html", ["screen", "r.html", "--profile", "--out", "r.html"]),
        ("m.yaml", ["screen", "r.csv", "--mapping", "m.yaml", "--profile", "--force", "--out", "m.yaml"]),
        ("results.csv", ["screen", "results.csv", "--out", "."]),
        ("out/rejects.csv", ["screen", "r.csv", "--before", "out/rejects.csv", "--out", "out"]),
        ("m.yaml", ["screen", "r.csv", "--suggest", "--out", "m.yaml"]),
        ("m.yaml", ["screen", "r.csv", "--profile", "--out", "m.yaml"]),
        ("r.csv", ["synth", "--people", "2", "--out", "r.csv"]),
        ("r.csv", ["synth", "--people", "2", "--out", "new.csv", "--planted", "r.csv"]),
        ("new.csv", ["synth", "--people", "2", "--out", "new.csv", "--planted", "new.csv", "--force"]),
    ],
)
def test_no_file_of_somebodys_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, command: list[str]) -> None:
    """What is read, and what a person may have mended by hand, stays as it is."""
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    for name in {"r.csv", written}:
        Path(name).write_text("列: {编号: 主键}\n" if name == "m.yaml" else TWO_PEOPLE, encoding="utf-8")
    before = Path(written).read_bytes()

    result = run(*command)

    assert result.exit_code == 2
    assert "--out" in result.stderr
    assert Path(written).read_bytes() == before


@pytest.mark.parametrize("options", [["--out", "out"], ["--profile", "--out", "p.html"]])
def test_rows_that_may_be_somebodys_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    """Those taken for remarks and headings, by number; a total is counted alone."""
    monkeypatch.chdir(tmp_path)
    rows = ["姓名,常住地,出生日期", "张三,冕宁县,1944-06-01", "本月无新增人员,,", "合计：1人,,", "备注：以上属实,,"]
    Path("r.csv").write_text("\n".join(rows), encoding="utf-8")
    result = run("screen", "r.csv", *options, *AS_OF)
    said = Path("p.html").read_text("utf-8") if "--profile" in options else result.stderr

    assert "没有人员信息的行（第 3 行）" in said
    assert "注和制表信息（第 5 行）" in said
    assert "第 4 行" not in said


@pytest.mark.parametrize("options", [["--suggest", "--force", "--out", "m.yaml"], ["--profile", "--out", "p.html"]])
def test_a_file_is_written_over_where_that_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    """A mapping with `--force`, the page of a register always."""
    monkeypatch.chdir(tmp_path)
    Path("r.csv").write_text(TWO_PEOPLE, encoding="utf-8")
    Path(options[-1]).write_text("earlier", encoding="utf-8")

    assert run("screen", "r.csv", *options).exit_code == 0
    assert Path(options[-1]).read_text(encoding="utf-8") != "earlier"


@pytest.mark.parametrize(
    ("place", "born", "said"),
    [
        (
            "昭觉县",
            "1940-01-01",
            "所有人住在规则库没有文件的地方（四川省凉山彝族自治州昭觉县），当地的待遇定不下来；规则库里只有 冕宁县 的文件",
        ),
        ("待查", "1940-01-01", "所有人的常住地空着或认不出，定不下来适用哪个地方的文件"),
        ("冕宁县", "待查", "所有人的出生日期、年龄都空着或读不出"),
        ("冕宁县", "1940年", None),
    ],
)
def test_a_column_that_is_there_and_of_no_use_is_told(tmp_path: Path, place: str, born: str, said: str | None) -> None:
    """Where it concerns a fifth of the people at least; in the report too."""
    (tmp_path / "r.csv").write_text(f"编号,常住地,出生日期\n1,{place},{born}\n2,{place},{born}\n", encoding="utf-8")
    given = ("screen", tmp_path / "r.csv", "--key", "编号", "--benefit", SOME[0], "--report", "--suppress", "0", *AS_OF)
    output = run(*given, "--out", tmp_path / "out").output
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")

    assert ("所有人" in output, "所有人" in report) == (said is not None,) * 2
    assert said is None or (said in output and said in report)

    lines = [f"{number},冕宁县,1940-01-01\n" for number in range(3, 9)]
    with (tmp_path / "r.csv").open("a", encoding="utf-8") as file:
        file.writelines(lines)
    assert ("2 人（25%）" in run(*given, "--out", tmp_path / "more").output) == (said is not None)
