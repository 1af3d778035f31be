"""Lists to act on: of each service who can claim it, and whom one answer would settle; what to ask; what changes soon.

A line is a person and a benefit. What everybody has, and what somebody draws already, is left out. Columns that are carried stand
here and nowhere else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, cast

import polars as pl

from ..answers.finding import flags_of
from ..language.facts import Text
from ..language.outcome import Action
from ..language.policy import Benefit, RuleClass
from ..language.words import name_of
from ..render.finding import force_of
from ..render.page import cautions
from ..render.page_words import PAGE_WORDS
from ..screen.actions import ACTIONS
from ..screen.columns import place_code
from ..screen.screening import AT_LEAST, AT_MOST, action_column
from .files import Form, Sheet, replacing, sheets, write_table
from .people import KEY_COLUMN
from .results import AMOUNT, HEADS, Wanted, carried_head, name_of_place, row_of, shown_amount
from .rows import ROW
from .summary import label_of
from .turning import AMOUNTS, EARLIER, Turn, Turning, said
from .work import BORN, PLACE, Part, Task, put_out, received

FOLDER = "lists"
FEW = 100
"""So many people can always be asked."""
NOTHING = 65_535
"""The number of no fact."""
VILLAGE = re.compile("村|社区|居委|village|community", re.IGNORECASE)
"""What a carried column is called by which lists are sorted."""
LINE = {
    "person": pl.UInt32,
    "benefit": pl.UInt16,
    "action": pl.UInt8,
    "fact": pl.UInt16,
    "reason": pl.String,
    "at_least": AMOUNT,
    "at_most": AMOUNT,
}
"""A line: the place of the person in `Lists.people`, and of the benefit in `Lists.benefits`, what to do, what alone is to be asked (its
place in `Lists.facts`, or `NOTHING`), since an earlier day why it is new, and what is paid where something is."""
BITS = 64
"""Facts that are told as the bits of one number."""
AT_ONCE = 500_000
"""Lines that are laid out at once."""
TURNS: Mapping[Turn, Text] = {
    Turn.BEGINS: Text("将可以办", "can be claimed from then on"), Turn.ENDS: Text("将不再符合", "ends by then"),
    Turn.AMOUNT: Text("金额将变", "another amount by then"),
}  # fmt: skip


@dataclass(frozen=True)
class _Said:
    """The heads and names of the lists in one language."""

    language: str

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en


class Lists:
    """The lists of a screening."""

    def __init__(self, task: Task, parts: Sequence[Part], wanted: Wanted, *, universal: bool = False) -> None:
        self.task = task
        self.parts = parts
        self.wanted = wanted
        self.say = _Said(wanted.language)
        self.rules = task.rules
        self.benefits = [one for one in task.asked if universal or one.rule_class is not RuleClass.UNIVERSAL]
        self.actions = (Action.CLAIM, Action.EVERYONE) if universal else (Action.CLAIM,)
        self.facts: list[str] = []
        self._numbers = {one.full_name: number for number, one in enumerate(self.benefits)}
        self._pay = any(one.pays for one in self.benefits)
        self._village = next((name for name in task.carry if VILLAGE.search(name)), None)
        self.turning = None if task.newly_since is None else Turning(task.book.rules, task.newly_since, task.as_of)

    # -- lines ---------------------------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> pl.DataFrame:
        """Every line (`LINE`): what can be claimed, and what one answer would settle of a fact that the register has of most."""
        numbers = [number for number, fact in enumerate(self.facts) if fact in self.lacking] if self.asked.height else []
        return self._every.filter(~pl.col("fact").is_in(numbers)) if numbers else self._every

    @cached_property
    def asked(self) -> pl.DataFrame:
        """What one answer would settle, of any fact."""
        return self._every.filter(pl.col("fact") != NOTHING)

    @cached_property
    def lacking(self) -> Mapping[str, int]:
        """Facts that the register does not have of most people, and of how many: a column is lacking, and nobody asks them all."""
        people = self.asked.group_by("fact").agg(pl.col("person").n_unique())
        bound = max(FEW, sum(part.read for part in self.parts) // 2)
        return {self.facts[int(fact)]: count for fact, count in people.iter_rows() if count > bound}

    @cached_property
    def _every(self) -> pl.DataFrame:
        """All lines, person by person in the order of `people`."""
        found: list[pl.DataFrame] = []
        begin = 0
        for part in self.parts if self.benefits else ():
            outcomes = {one.full_name for one in self.task.asked}
            people = part.some_outcomes([name for name in part.columns if name not in outcomes])
            lines = [self._claims(people), *([] if self.turning else [self._asked(people[ROW], part.asks)])]
            found += [one.with_columns(person=self._places.gather(one["person"] + begin)) for one in lines]
            begin += people.height
        every = (
            pl.concat(found, how="diagonal")
            if found
            else pl.DataFrame(schema={name: LINE[name] for name in ("person", "benefit", "action", "fact")})
        )
        return self._once(every.sort(pl.col("person").cast(pl.UInt64) * NOTHING + pl.col("benefit")))

    def _once(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Lines with a promise that is written twice (`same_as`) once for each person: what can be claimed, else the first."""
        promises = [self._numbers.get(f"{one.ruleset}/{one.same_as}", number) for number, one in enumerate(self.benefits)]
        twins = [number for number, promise in enumerate(promises) if promises.count(promise) > 1]
        told = lines.filter(pl.col("benefit").is_in(twins)).with_columns(promise=pl.col("benefit").replace(dict(enumerate(promises))))
        more = told.filter(told.select("person", "promise").is_duplicated())
        if not more.height:
            return lines
        kept = more.sort(pl.col("fact") != NOTHING, maintain_order=True).unique(["person", "promise"], keep="first")
        return lines.join(
            more.join(kept, on=["person", "benefit"], how="anti"), on=["person", "benefit"], how="anti", maintain_order="left"
        )

    def _claims(self, people: pl.DataFrame) -> pl.DataFrame:
        """Lines of those who can claim something, by their places in a part."""
        codes, columns = [ACTIONS.index(one) for one in self.actions], frozenset(people.columns)
        left = people.select(
            (pl.col(action_column(one.full_name)).is_in(codes) & ~received(one, columns) & ~put_out(one, columns)).alias(one.full_name)
            for one in self.benefits
        )
        said: dict[str, Callable[[Benefit], pl.Expr]] = {
            "person": lambda _: pl.int_range(pl.len(), dtype=pl.UInt32),
            "action": lambda one: pl.col(action_column(one.full_name)),
        }
        for side, head in ((AT_LEAST, "at_least"), (AT_MOST, "at_most")) if self._pay else ():
            said[head] = lambda one, side=side: (pl.col(one.full_name + side) if one.full_name + side in columns else pl.lit(None)).cast(
                AMOUNT
            )
        if self.turning is not None:
            said["reason"] = partial(self.turning.why, born=pl.col(BORN))
        each = people.hstack(left)
        lists = [
            each.select(value(one).filter(pl.col(one.full_name)).implode().alias(one.full_name) for one in self.benefits).unpivot(value_name=head)[head]
            for head, value in said.items()
        ]  # fmt: skip
        benefits = pl.int_range(len(self.benefits), dtype=pl.UInt16, eager=True).alias("benefit")
        found = pl.DataFrame([benefits, *lists]).explode(list(said)).drop_nulls("person")
        return found.with_columns(pl.lit(NOTHING, pl.UInt16).alias("fact"))

    def _asked(self, rows: pl.Series, asks: pl.DataFrame) -> pl.DataFrame:
        """Lines of those whom one answer would settle, by their places among the rows of a part."""
        numbers = pl.Series([self._numbers.get(one.full_name) for one in self.task.asked], dtype=pl.UInt16)
        asks = asks.with_columns(benefit=numbers.gather(asks["benefit"])).drop_nulls("benefit")
        met: list[int] = asks["fact"].unique(maintain_order=True).to_list()
        self.facts += [name for name in map(self.task.questions.__getitem__, met) if name not in self.facts]
        facts = pl.Series([self.facts.index(name) if name in self.facts else None for name in self.task.questions], dtype=pl.UInt16)
        return asks.select(
            rows.search_sorted(asks[ROW]).cast(pl.UInt32).alias("person"), "benefit", pl.lit(ACTIONS.index(Action.ASK), pl.UInt8).alias("action"),
            facts.gather(asks["fact"]).alias("fact"),
        )  # fmt: skip

    @property
    def reasons(self) -> Counter[str]:
        """Since an earlier day, how many lines are new for which reason (`turning.Why`)."""
        found = (self.lines["reason"] if self.turning else pl.Series([], dtype=pl.String)).drop_nulls().str.split(" ").list.first()
        return Counter(dict(found.value_counts().sort(found.name).iter_rows()))

    # -- people --------------------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> pl.DataFrame:
        """Everyone, by village or place, then as the register has them: key, place in words, carried columns."""
        return self._in_order[0]

    @property
    def _places(self) -> pl.Series:
        """Where those who stand in the register one after the other are in `people`."""
        return self._in_order[1]

    @cached_property
    def _in_order(self) -> tuple[pl.DataFrame, pl.Series]:
        nobody = pl.DataFrame(schema={ROW: pl.Int64, KEY_COLUMN: pl.String, PLACE: pl.Int64, **dict.fromkeys(self.task.carry, pl.String)})
        everyone = pl.concat([nobody, *map(self._of_part, self.parts)]).with_row_index("@at")
        met = everyone[PLACE].unique().drop_nulls().to_list()
        named = [name_of_place(place_code(one), self.task.book.rules.places).of(self.wanted.language) for one in met]
        kind = pl.Enum(list(dict.fromkeys(named)))
        people = everyone.with_columns(
            place_name=pl.col(PLACE).replace_strict(met, pl.Series(named, dtype=kind), default=None, return_dtype=kind)
        )
        people = people.sort(self._village or PLACE, nulls_last=True, maintain_order=True)  # rows are in their order already
        return people.drop("@at"), people["@at"].arg_sort().cast(pl.UInt32)

    def _of_part(self, part: Part) -> pl.DataFrame:
        people = part.some_outcomes([ROW, KEY_COLUMN, PLACE])
        return people.join(part.carried, on=ROW, how="left", maintain_order="left") if self.task.carry else people

    def _person(self) -> Iterator[pl.Expr]:
        """The columns that say who it is, and where."""
        yield from row_of(self.wanted, pl.col(ROW), lambda name, _: self._head(name))
        if self.wanted.keyed:
            yield pl.col(KEY_COLUMN).alias(self._head("key"))
        yield from (pl.col(name).alias(carried_head(name, self.wanted.language)) for name in self.task.carry)
        yield pl.col("place_name").alias(self._head("place"))

    def _head(self, name: str) -> str:
        return HEADS[name][self.wanted.english]

    # -- sheets --------------------------------------------------------------------------------------------------------

    def sheets(self) -> Iterator[Sheet]:
        """Every list by its name: an overview, one of each service, what to ask and whom, what changes."""
        yield Sheet(self.say("总览", "overview"), [self._overview()])
        by_service = self._by_service()
        for service, lines in by_service.items():
            yield Sheet(self.rules.services[service].label.of(self.wanted.language), map(self._shown, lines.iter_slices(AT_ONCE)))
        if self.turning is None:
            yield Sheet(self.say("要问的", "to ask"), [self._questions()])
            yield Sheet(self.say("问谁", "whom to ask"), self._whom())
        if self.task.until is not None:
            yield Sheet(self.say("将有变化", "changes ahead"), [self._ahead()])

    def _by_service(self) -> dict[str, pl.DataFrame]:
        """The lines of each service that has any, in the order of the rule book."""
        services = list(dict.fromkeys(one.service for one in self.benefits))
        numbers = pl.Series([services.index(one.service) for one in self.benefits], dtype=pl.UInt16)
        told = (
            self.lines.with_columns(service=numbers.gather(self.lines["benefit"]))
            if self.benefits
            else self.lines.with_columns(service=pl.lit(0, pl.UInt16))
        )
        found = {key[0]: lines for key, lines in told.partition_by("service", as_dict=True, include_key=False).items()}
        return {name: found[number] for number, name in enumerate(services) if number in found}

    def _shown(self, lines: pl.DataFrame) -> pl.DataFrame:
        """The lines of a service as people read them."""
        language = self.wanted.language
        shown = self.people[lines["person"]].select(self._person()).get_columns()
        shown.append(_each([one.name.of(language) for one in self.benefits], lines["benefit"], self._head("name")))
        shown.append(_each([name_of(one).of(language) for one in ACTIONS], lines["action"], self._head("action")))
        if self._pay:
            shown += lines.select(
                shown_amount(pl.col(head), self.wanted).alias(self._head(head)) for head in ("at_least", "at_most")
            ).get_columns()
            shown.append(
                _each(
                    [None if one.pays is None else name_of(one.pays.per).of(language) for one in self.benefits],
                    lines["benefit"],
                    self._head("per"),
                )
            )
        if self.turning is None:
            asked = lines.select(pl.when(pl.col("fact") != NOTHING).then("fact")).to_series()
            shown.append(_each([self._label(one) for one in self.facts], asked, self.say("只缺", "only missing")))
        else:
            reasons = lines["reason"].unique().drop_nulls().to_list()
            shown.append(
                lines["reason"]
                .replace_strict(reasons, [said(one, language) for one in reasons], default=None, return_dtype=pl.String)
                .alias(self.say("新增原因", "why new"))
            )
        marks = [self._mark(one) for one in self.benefits]
        if any(marks):
            shown.append(_each(marks, lines["benefit"], self._head("caution")))
        return pl.DataFrame(shown)

    def _label(self, fact: str) -> str:
        return label_of(fact, self.task).of(self.wanted.language)

    def _caution(self, one: Benefit) -> str:
        document = self.rules.rulesets[one.ruleset].document
        return self.say("", " ").join(cautions(document, flags_of(document, self.task.as_of), self.wanted.language))

    def _mark(self, one: Benefit) -> str:
        """The caution in a word or two; the overview has the sentence."""
        say = PAGE_WORDS[self.wanted.language]
        return say.comma.join(say.marks[flag] for flag in flags_of(self.rules.rulesets[one.ruleset].document, self.task.as_of))

    def _overview(self) -> pl.DataFrame:
        """Of each benefit how many can claim it, what that comes to, and whom one answer would settle."""
        low, high = (pl.col(head) if self._pay else pl.lit(None) for head in ("at_least", "at_most"))
        paid = (low.sum().alias("at_least"), high.sum().alias("at_most"), (low.is_not_null() & high.is_null()).any().alias("open"))
        claim = self.lines.filter(pl.col("fact") == NOTHING).group_by("benefit").agg(pl.len(), *paid)
        ask = self.lines.filter(pl.col("fact") != NOTHING).group_by("benefit").len("ask")
        found = claim.join(ask, on="benefit", how="full", coalesce=True).sort("benefit")
        sums = self.say("合计不低于（元）", "in all at least (CNY)"), self.say("合计不高于（元）", "in all at most (CNY)")
        rows: list[dict[str, Any]] = []
        for row in found.iter_rows():
            number, people, least, most, open_, asked = cast("tuple[int, int | None, Any, Any, bool, int | None]", row)
            one = self.benefits[number]
            document = self.rules.rulesets[one.ruleset].document
            rows.append({
                self.say("服务", "service"): self.rules.services[one.service].label.of(self.wanted.language), self._head("name"): one.name.of(self.wanted.language),
                self.say("文件", "document"): document.title.of(self.wanted.language), self._head("force"): force_of(one, document, self.wanted.language),
                self.say("可以办（人）", "can claim (people)"): people or 0, self.say("只缺一项信息（人）", "one answer missing (people)"): asked or 0,
                **({sums[0]: least if one.pays else None, sums[1]: None if open_ or not one.pays else most,
                    self._head("per"): None if one.pays is None else name_of(one.pays.per).of(self.wanted.language)} if self._pay else {}),
                self._head("caution"): self._caution(one),
            })  # fmt: skip
        if not rows:
            return pl.DataFrame({self.say("服务", "service"): pl.Series([], dtype=pl.String)})
        overview = pl.DataFrame(rows, infer_schema_length=None)
        amounts = [head for head in sums if head in overview.columns]
        return overview.with_columns(shown_amount(pl.col(head).cast(AMOUNT), self.wanted).alias(head) for head in amounts)

    def data(self) -> dict[str, Any]:
        """What is to be asked, what changes soon and what is to be known of the documents, as `summary.json` has it: no people but counts."""
        found: dict[str, Any] = {"cautions": self._cautions()}
        if self.turning is None:
            found["questions"] = [
                {"fact": name, "label": label_of(name, self.task).data(), "people": people, "settles": settles, "column_lacking": name in self.lacking}
                for number, people, settles in self._asked_for().iter_rows() for name in [self.facts[int(number)]]
            ]  # fmt: skip
        if self.task.until is not None:
            counts = (
                self._changes_ahead()
                .group_by("benefit", "turn")
                .agg(pl.col(ROW).n_unique())
                .sort(ROW, "benefit", "turn", descending=[True, False, False])
            )
            found["ahead"] = {
                "until": str(self.task.until),
                "changes": [{"benefit": benefit, "turn": turn, "people": people} for benefit, turn, people in counts.iter_rows()],
            }
        return found

    def _cautions(self) -> list[dict[str, Any]]:
        """What is to be known of the documents before anybody acts on them."""
        documents = {one.ruleset: self.rules.rulesets[one.ruleset].document for one in self.benefits}
        said = {
            name: {language: join.join(cautions(one, flags_of(one, self.task.as_of), language)) for language, join in (("zh", ""), ("en", " "))}
            for name, one in documents.items()
        }  # fmt: skip
        return [{"ruleset": name, "title": documents[name].title.data(), "said": words} for name, words in said.items() if words["zh"]]

    def _asked_for(self) -> pl.DataFrame:
        """By fact how many people to ask for it, and how many answers that settles; those first that settle most."""
        return (
            self.asked.group_by("fact")
            .agg(people=pl.col("person").n_unique(), settles=pl.len())
            .sort("settles", "fact", descending=[True, False])
        )

    def _questions(self) -> pl.DataFrame:
        """The same in words."""
        found = self._asked_for()
        heads = (
            self.say("问什么", "what to ask"),
            self.say("问几人", "people to ask"),
            self.say("可定几项待遇", "answers settled"),
            self.say("怎么问", "how"),
        )
        rows = [
            (self._label(self.facts[int(fact)]), people, settles,
             self.say("多数人都缺，宜在登记表里补一列", "most people lack it: a column for the register") if self.facts[int(fact)] in self.lacking
             else self.say("逐人问，见“问谁”", "one by one, see `whom to ask`"))
            for fact, people, settles in found.iter_rows()
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=dict(zip(heads, (pl.String, pl.Int64, pl.Int64, pl.String), strict=True)), orient="row")

    def _whom(self) -> Iterator[pl.DataFrame]:
        """Whom to ask what, a line for each person."""
        lines = self.lines.filter(pl.col("fact") != NOTHING)
        of = range(max(1, len(self.facts)))
        masks = {
            f"facts {at}": pl.Series([1 << number - at if at <= number < at + BITS else 0 for number in of], dtype=pl.UInt64)
            for at in of[::BITS]
        }
        lines = lines.select(pl.col("person").set_sorted(), *(bits.gather(lines["fact"]).alias(mask) for mask, bits in masks.items()))
        once = lines.group_by("person", maintain_order=True).agg(pl.col(list(masks)).bitwise_or(), pl.len())
        met = once.select(list(masks)).unique()
        named = [
            pl.when(pl.col(mask) & bits[number] != 0).then(pl.lit(self._label(self.facts[number])))
            for mask, bits in masks.items() for number in range(len(self.facts)) if bits[number]
        ]  # fmt: skip
        told = met.with_columns(words=pl.concat_str(named or [pl.lit("")], separator=self.say("、", "; "), ignore_nulls=True))
        for some in once.iter_slices(AT_ONCE) if once.height else [once]:
            yield self.people[some["person"]].select(self._person()).hstack(
                some.join(told, on=list(masks), how="left", maintain_order="left")
                .select(pl.col("words").alias(self.say("问什么", "what to ask")), pl.col("len").cast(pl.Int64).alias(self.say("可定几项待遇", "answers settled")))
            )  # fmt: skip

    def _changes_ahead(self) -> pl.DataFrame:
        """What changes until the later day, by person and benefit (`Part.ahead`)."""
        return pl.concat([part.ahead for part in self.parts]).filter(pl.col("benefit").is_in([one.full_name for one in self.benefits]))

    def _ahead(self) -> pl.DataFrame:
        """Who comes of age, or is paid something else, until the later day, and when: by place, then by the day."""
        assert self.task.until is not None
        turning = Turning(self.task.book.rules, self.task.as_of, self.task.until)
        born = pl.concat([part.some_outcomes([ROW, BORN]) for part in self.parts])
        every = self._changes_ahead().join(born, on=ROW, how="left")
        by_name = {one.full_name: one for ruleset in turning.after.rulesets.values() for one in ruleset.benefits}
        parts = [
            lines.with_columns(why=turning.why(by_name[key[0]], pl.col(BORN)), day=turning.day(by_name[key[0]], pl.col(BORN)))
            for key, lines in every.partition_by("benefit", as_dict=True).items() if key[0] in by_name
        ]  # fmt: skip
        found = pl.concat([every.clear().with_columns(why=pl.lit(""), day=pl.lit(None, pl.Date)), *parts])
        found = found.join(self.people, on=ROW, how="left").sort(
            self._village or PLACE, "day", ROW, "benefit", nulls_last=True, maintain_order=True
        )
        language = self.wanted.language
        reasons = found["why"].unique().to_list()
        called = {one.full_name: one.name.of(language) for one in self.benefits}
        return found.select(
            *self._person(), pl.col("benefit").replace_strict(called, return_dtype=pl.String).alias(self._head("name")),
            pl.col("turn").replace_strict({turn.value: text.of(language) for turn, text in TURNS.items()}, return_dtype=pl.String).alias(self.say("变化", "change")),
            pl.col("day").dt.to_string("%Y-%m-%d").alias(self.say("哪天起", "from")),
            pl.col("why").replace_strict(reasons, [said(one, language) for one in reasons], default=None, return_dtype=pl.String).alias(self.say("原因", "reason")),
            *(shown_amount(pl.col(head), self.wanted).alias(self._head(head)) for head in (AMOUNTS if self._pay else ())),
            *(shown_amount(pl.when(pl.col("turn") != Turn.BEGINS).then(pl.col(head)), self.wanted).alias(self.say(f"原来{self._head(now)}", f"{self._head(now)} before"))
              for head, now in (zip(EARLIER, AMOUNTS, strict=True) if self._pay else ())),
        )  # fmt: skip


def _each(words: Sequence[str | None], numbers: pl.Series, head: str) -> pl.Series:
    """The words at these places, as one of a few."""
    kind = pl.Enum(list(dict.fromkeys(word for word in words if word is not None)))
    return pl.Series(words, dtype=kind).gather(numbers).alias(head)


def write_lists(lists: Lists, out: Path) -> list[str]:
    """Write the lists into the folder `FOLDER` of `out`: one workbook, or a CSV or Parquet file of each; how those are called that
    a sheet of Excel did not hold and that stand in Parquet files.
    """
    folder, form = out / FOLDER, lists.wanted.form
    with replacing(folder) as new:
        new.mkdir()
        if form is Form.XLSX:
            return sheets(lists.sheets(), new, lists.say("名单.xlsx", "lists.xlsx"))
        for sheet in lists.sheets():
            write_table(sheet.frames, new / f"{sheet.file}.{form}", form)
    return []
