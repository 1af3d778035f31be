"""The report of a screening: one HTML page with charts beside the tables they draw. It needs no network, and prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from ..answers.finding import flags_of
from ..answers.totals import Total
from ..language.outcome import Action, Outcome
from ..language.policy import Benefit, RuleClass
from ..language.units import Per
from ..language.words import name_of
from ..render.finding import force_of
from ..render.page import cautions
from .changes import HAD, STATES, WORDS, Changes, state_words
from .charts import COLOURS, bars, pyramid, stacked
from .page import hidden, page_of, table
from .results import TO_DO, name_of_place
from .summary import BANDS, Summary, band_name, by_force, label_of
from .turning import KINDS, Why
from .useless import useless

MOST_SHOWN = 20
"""Places and missing facts that are drawn and listed; the summary has all."""
FEW = "–"
"""What stands for a number of few."""
GROUPS = (RuleClass.CORE, RuleClass.BY_REFERENCE)
"""Benefits that are not for everybody."""


def report(summary: Summary, register: str, language: str = "zh", suppress: int = 5, changes: Changes | None = None) -> str:
    """The report of a summary; `register` is the name of what was screened. Cells of fewer people than `suppress` show none."""
    return _Report(summary, register, language, suppress, changes).page()


class _Report:
    def __init__(self, summary: Summary, register: str, language: str, suppress: int, changes: Changes | None) -> None:
        self.suppress = suppress
        self.changes = changes
        self.summary = summary
        self.register = register
        self.language = language
        self.names = Counter(one.name.of(language) for one in summary.task.asked)

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def page(self) -> str:
        task = self.summary.task
        newly = task.newly_since is not None
        title = self.say(
            "登记表中新增可以办的待遇" if newly else "登记表筛查概况", "What can newly be claimed" if newly else "Screening of a register"
        )
        sections = [
            f"<h1>{escape(title)}</h1>", self.facts(), *self.totals(), *self.services(), *self.places(), *self.changed(), *self.missing(), *self.cautions_said(),
            *self.reasons(), *self.benefits("settled", self.say("确定的待遇", "Settled benefits")), *self.ages(),
            *self.benefits("other", self.say("未定的待遇：鼓励、探索、有待建立、现状、原则，以及征求意见稿",
                                             "Not settled: encouraged, explored, to be established, described, principles and drafts")),
            *self.actions(), *self.quotas(), self.few(),
        ]  # fmt: skip
        return page_of(title, sections, self.language)

    def facts(self) -> str:
        """What was screened, and the figures of the whole."""
        summary, task = self.summary, self.summary.task
        since = (
            self.say(f"，只计 {task.newly_since} 还不能办的", f", of what could not be claimed on {task.newly_since}")
            if task.newly_since
            else ""
        )
        about = self.say(f"登记表 {self.register}，核定日 {task.as_of}{since}，规则库版本 {task.book.version[:12]}",
                         f"Register {self.register}, as of {task.as_of}{since}, rule book {task.book.version[:12]}")  # fmt: skip
        read = self.say(f"{summary.given:,} 行，读入 {summary.read:,} 人", f"{summary.given:,} rows given, {summary.read:,} people read")
        if summary.rejected:
            read += self.say(
                f"，未能读入 {summary.rejected:,} 行（见 rejects.csv）", f", {summary.rejected:,} rows rejected (see rejects.csv)"
            )
        figures = (
            (f"{summary.people[action]:,}", f"{words}{self.share(summary.people[action])}") for action, words in self.heads().items()
        )
        items = "".join(f"<li><b>{number}</b> {escape(words)}</li>" for number, words in figures)
        return f'<p>{escape(about)}<br>{escape(read)}</p>\n<ul class="figures">{items}</ul>{self.useless()}'

    def useless(self) -> str:
        """What the register has a column for that told hardly anything."""
        return "".join(f"<p>{escape(said.of(self.language))}</p>" for count, said in useless(self.summary) if count >= self.suppress)

    def heads(self) -> Mapping[Action, str]:
        """What people are counted by, in words."""
        words = {
            Action.CLAIM: self.say("人至少有一项可以办而未享受的待遇", "can claim something that they do not receive yet"),
            Action.ASK: self.say("人有未享受的待遇还要了解", "something not received yet is still to be asked"),
            Action.READING: self.say("人有未享受的待遇看怎样理解", "something not received yet depends on the reading"),
        }
        if self.summary.task.newly_since is None:
            return words
        return {Action.CLAIM: self.say("人新增了可以办而未享受的待遇", "can newly claim something that they do not receive yet")}

    def share(self, people: int) -> str:
        """A number of people as a share of those who were read."""
        share = f"{min(people / self.summary.read, 1 if people == self.summary.read else 0.999):.1%}" if self.summary.read else "–"
        return self.say(f"（{share}）", f" ({share})")

    def ages(self) -> Iterable[str]:
        """The age pyramid of those who can claim something that they do not receive yet."""
        counts, everyone = self.summary.claim_ages, self.summary.ages
        bands = [band for band in BANDS if any(everyone[band, sex] for sex in ("female", "male", ""))]
        unknown = sum(count for (band, sex), count in counts.items() if band is None or not sex)
        *each, unknown = self.shown([*(counts[band, sex] for sex in ("female", "male") for band in bands), unknown])
        women, men = each[: len(bands)], each[len(bands) :]
        everybody = self.shown([sum(everyone[band, sex] for sex in ("female", "male", "")) for band in bands])
        if not bands:
            return
        yield f"<section><h2>{self.say('谁有可以办而未享受的待遇：年龄与性别', 'Who can claim something not received yet: age and sex')}</h2>"
        title = self.say("有可以办而未享受的待遇的人的年龄金字塔", "age pyramid of who can claim something not received yet")
        sexes = (self.say("女", "Women"), self.say("男", "Men"))
        yield pyramid([band_name(band, self.language) for band in bands], self.drawn(women), self.drawn(men), sexes, title)
        heads = (
            self.say("年龄", "Age"),
            self.say("女", "Women"),
            self.say("男", "Men"),
            self.say("登记表中的人", "People in the register"),
        )
        names = [band_name(band, self.language) for band in bands]
        yield self.table(heads, [*zip(names, women, men, everybody, strict=True)][::-1])
        if unknown:
            number = f"{unknown:,}" if isinstance(unknown, int) else unknown
            yield f"<p>{self.say(f'另有 {number} 人年龄或性别不详。', f'{number} more, age or sex unknown.')}</p>"
        yield "</section>"

    def places(self) -> Iterable[str]:
        """Where those live who can claim something that they do not receive yet, and what: the benefits for a defined group, which
        tell places apart.
        """
        summary = self.summary
        found = sorted(summary.places, key=lambda place: (-summary.claim_places[place], place))[:MOST_SHOWN]
        if not found:
            return
        names = [name_of_place(place, summary.task.book.rules.places).of(self.language) for place in found]
        shown = [one for one in by_force(summary)["settled"] if one.rule_class in GROUPS][: len(COLOURS)]
        yield f"<section><h2>{self.say('各地有可以办而未享受的待遇的人', 'People who can claim something not received yet, by place')}</h2>"
        everyone, claims = ([counts[place] for place in found] for counts in (summary.places, summary.claim_places))
        if len(summary.places) <= MOST_SHOWN:  # else nobody knows what those come to that are shown
            everyone, claims = self.shown(everyone), self.shown(claims)
        yield bars(names, self.drawn(claims), self.say("人", "people"), self.drawn(everyone))
        heads = (self.say("常住地", "Residence"), self.say("登记表中的人", "People in the register"),
                 self.say("有可以办而未享受的待遇的人", "People who can claim something not received yet"))  # fmt: skip
        yield self.table(heads, [*zip(names, everyone, claims, strict=True)])
        if len(summary.places) > MOST_SHOWN:
            more = len(summary.places) - MOST_SHOWN
            yield f"<p>{self.say(f'另有 {more} 地，见 summary.json。', f'{more} more places in summary.json.')}</p>"
        yield "</section>"
        if shown:
            counts = [[summary.claims_by_place[place, one.full_name] for place in found] for one in shown]
            labels = [self.named(one) for one in shown]
            yield f"<section><h2>{self.say('各地可以办而未享受特定对象待遇的人（人数最多的几项）', 'People who can claim benefits for defined groups and do not receive them yet, by place (those of most people)')}</h2>"
            yield stacked(
                names,
                labels,
                [self.drawn(row) for row in counts],
                self.say("各地可以办而未享受特定对象待遇的人", "people who can claim benefits for defined groups, by place"),
            )
            yield self.table((heads[0], *labels), [(name, *row) for name, row in zip(names, zip(*counts, strict=True), strict=True)])
            yield "</section>"

    def benefits(self, group: str, title: str) -> Iterable[str]:
        """People by benefit: of settled ones by what to do, of the others by outcome."""
        found = by_force(self.summary)[group]
        if not found:
            return
        counts = self.by_action(found) if group == "settled" else self.by_outcome(found)
        paying = bool(self.summary.amounts)
        heads = (
            self.say("待遇", "Benefit"),
            self.say("效力", "Force"),
            *(head for head, _ in counts),
            *([self.say("合计金额（元）", "Amount in all (CNY)")] if paying else []),
        )
        yield f'<section class="{group}"><h2>{escape(title)}</h2>'
        if group == "settled":
            yield f"<p>{self.say('各栏是人数；正在享受这项待遇的人只计入“已在享受”。', 'People; who receives a benefit already is counted there alone.')}</p>"
        rows = [(one, self.shown([cells[one.full_name] for _, cells in counts])) for one in found]
        yield self.table(heads, [(self.named(one), self.force(one), *cells, *([self.paid(one)] if paying else [])) for one, cells in rows])
        yield "</section>"

    def named(self, one: Benefit) -> str:
        """The name of a benefit, with the place of its document where others are called so too."""
        name = one.name.of(self.language)
        if self.names[name] < 2:
            return name
        rules = self.summary.task.book.rules
        place = name_of_place(rules.rulesets[one.ruleset].document.place, rules.places).of(self.language)
        return self.say(f"{name}（{place}）", f"{name} ({place})")

    def force(self, one: Benefit) -> str:
        """How sure what a benefit promises is."""
        return force_of(one, self.summary.task.book.rules.rulesets[one.ruleset].document, self.language)

    def by_action(self, benefits: Sequence[Benefit]) -> list[tuple[str, Mapping[str, int]]]:
        """Columns of people by benefit: what is to be done that is to be done for anybody, and who receives it already."""
        summary, names = self.summary, [one.full_name for one in benefits]
        shown = [action for action in TO_DO if any(summary.actions[name][action] for name in names)]
        return [
            *((name_of(action).of(self.language), {name: summary.actions[name][action] for name in names}) for action in shown),
            (self.say("已在享受", "Received already"), {name: summary.received[name] for name in names}),
            *(
                [(self.say("发另一项", "Another is paid"), {name: summary.put_out[name] for name in names})]
                if summary.put_out.total()
                else []
            ),
        ]

    def by_outcome(self, benefits: Sequence[Benefit]) -> list[tuple[str, Mapping[str, int]]]:
        """Columns of people by benefit and outcome."""
        heads = {Outcome.ELIGIBLE: self.say("属于对象", "Among those meant"), Outcome.UNDETERMINED: self.say("待定", "Undetermined"),
                 Outcome.NOT_ELIGIBLE: self.say("不符合", "Not eligible")}  # fmt: skip
        return [
            (head, {one.full_name: self.summary.outcomes[one.full_name][outcome] for one in benefits}) for outcome, head in heads.items()
        ]

    def paid(self, one: Benefit) -> str:
        """What a benefit pays in all, nothing where it does not."""
        if 0 < self.summary.actions[one.full_name][Action.CLAIM] + self.summary.received[one.full_name] < self.suppress:
            return FEW  # what is paid to few tells who they are
        return "" if one.pays is None else self.amount(self.summary.amounts[one.full_name], one.pays.per)

    def amount(self, total: Total, per: Per) -> str:
        """What is paid in all."""
        low, high = (None if end is None else f"{end:,.2f}" for end in (total.at_least, total.at_most))
        ends = f"{low}" if low == high else f"≥ {low}" if high is None else f"{low}–{high}"
        return f"{ends} / {name_of(per).of(self.language)}"

    def actions(self) -> Iterable[str]:
        """What is to be done, and what is to be known of the documents."""
        found: Counter[Action] = sum(self.summary.actions.values(), Counter[Action]())
        drawn = self.summary.received.total()
        if not found and not drawn:
            return
        rows = [(name_of(one).of(self.language), found[one]) for one in Action if found[one]]
        rows += [(self.say("已在享受（不再计入上面各行）", "Received already (not counted above)"), drawn)] if drawn else []
        yield f"<section><h2>{self.say('怎么办', 'What to do')}</h2>"
        yield self.table(
            (self.say("怎么办", "What to do"), self.say("人次（人 × 待遇）", "People × benefits")),
            rows,
        )
        yield "</section>"

    def services(self) -> Iterable[str]:
        """How many can claim something of each service that they do not draw."""
        services = self.summary.task.rules.services
        found = [(services[name].label.of(self.language), count) for name, count in self.summary.claim_services.most_common() if count]
        if not found:
            return
        shown = found[:MOST_SHOWN]
        yield f"<section><h2>{self.say('各项服务有多少人可以办而未享受', 'How many can claim something not received yet, by service')}</h2>"
        yield bars([name for name, _ in shown], self.drawn(count for _, count in shown), self.say("人", "people"))
        yield self.table(
            (self.say("服务", "Service"), self.say("可以办而未享受的人", "People who can claim it and do not receive it yet")), found
        )
        yield "</section>"

    def changed(self) -> Iterable[str]:
        """What is another than in an earlier register."""
        if self.changes is None:
            return
        changes, people = self.changes, self.changes.people
        yield f"<section><h2>{self.say('与上次相比', 'Beside the earlier register')}</h2>"
        yield f"<p>{escape(self.say(f'上次的登记表 {changes.earlier.name}，核定日 {changes.earlier.as_of}，共 {changes.sides.was.who.height:,} 人。', f'The earlier register {changes.earlier.name}, as of {changes.earlier.as_of}, had {changes.sides.was.who.height:,} people.'))}</p>"
        words = {"new": self.say("新增", "new"), "gone": self.say("减少", "gone"), "facts_changed": self.say("信息有变", "something else is told"),
                 "answers_changed": self.say("可以办或在享受的有变", "can claim or have something else")}  # fmt: skip
        yield self.table((self.say("情况", "What"), self.say("人", "People")), [(said, people[what]) for what, said in words.items()])
        states = dict(zip(STATES, state_words(self.language), strict=True))
        rows = [(self.named(changes.benefits[name]), states[was], states[now], self.because(why), count)
                for (name, was, now, why), count in changes.counts.most_common() if {was, now} & HAD][:MOST_SHOWN]  # fmt: skip
        if rows:
            yield f"<p>{self.say('可以办或在享受的变动（人数最多的）：', 'What can be claimed, or is drawn, and changed (of most people):')}</p>"
            heads = (
                self.say("待遇", "Benefit"),
                self.say("上次", "Last time"),
                self.say("这次", "Now"),
                self.say("原因", "Why"),
                self.say("人", "People"),
            )
            yield self.table(heads, rows)
        yield "</section>"

    def because(self, why: str) -> str:
        """Reasons in words, without the ages."""
        return self.say("；", "; ").join((WORDS[one] if one in WORDS else KINDS[Why(one)]).of(self.language) for one in why.split(" + "))

    def reasons(self) -> Iterable[str]:
        """Since an earlier day, why what is new is new."""
        found = self.summary.why_new
        if found:
            yield f"<section><h2>{self.say('为什么新增', 'Why it is new')}</h2>"
            heads = (self.say("原因", "Reason"), self.say("人次（人 × 待遇）", "People × benefits"))
            yield self.table(heads, [(KINDS[Why(one)].of(self.language), count) for one, count in found.most_common()])
            yield "</section>"

    def cautions_said(self) -> Iterable[str]:
        """What is to be known of the documents before anybody acts on them."""
        found = self.cautions()
        if found:
            yield f"<section><h2>{self.say('用之前要知道的', 'To be known first')}</h2>"
            yield "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in found) + "</ul></section>"

    def few(self) -> str:
        """What a cell without a number means."""
        if self.suppress <= 1:
            return ""
        return f"<p>{escape(self.say(f'为保护个人，不到 {self.suppress} 人的格子记作“–”；只有一格这样、从合计能推出来的，最少的另一格也记作“–”。', f'To protect people, cells of fewer than {self.suppress} show –, and with one alone, which the total would tell, the smallest other.'))}</p>"

    def shown(self, parts: Sequence[int]) -> list[int | str]:
        """Counts that make up a whole, without those of few and what would tell these."""
        hide = hidden(parts, self.suppress)
        return [FEW if at in hide else count for at, count in enumerate(parts)]

    def drawn(self, counts: Iterable[int | str]) -> list[int]:
        """Counts as a chart may draw them."""
        return [0 if isinstance(count, str) or 0 < count < self.suppress else count for count in counts]

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
        """A table of people, without those of few."""
        return table(heads, rows, self.suppress)

    def cautions(self) -> list[str]:
        """What holds of all that a document promises, once for each document."""
        task, found = self.summary.task, list[str]()
        for name in dict.fromkeys(one.ruleset for one in task.asked):
            document = task.book.rules.rulesets[name].document
            said = self.say("", " ").join(cautions(document, flags_of(document, task.as_of), self.language))
            if said:
                found.append(self.say(f"《{document.title.zh}》：{said}", f"{document.title.of('en')}: {said}"))
        return found

    def quotas(self) -> Iterable[str]:
        """Who is within the number of those who may have a benefit, and who beyond."""
        found = [one for one in self.summary.task.asked if one.full_name in self.summary.places_in_line and one.quota is not None]
        if not found:
            return
        yield f"<section><h2>{self.say('名额', 'Quotas')}</h2>"
        yield f"<p>{self.say('按文件写的先后排队；排不出先后的，按登记表的行序；前面还可能有人的，先不定。', 'In the order that the document gives; where that does not decide, in that of the rows; open where somebody could still come before.')}</p>"
        heads = (
            self.say("待遇", "Benefit"),
            self.say("名额", "Number"),
            self.say("名额内的人", "Within"),
            self.say("名额外的人", "Beyond"),
            self.say("还定不下来的人", "Open"),
        )
        rows = [(self.named(one), str(one.quota.number), *self.summary.places_in_line[one.full_name]) for one in found if one.quota]
        yield self.table(heads, rows)
        yield "</section>"

    def totals(self) -> Iterable[str]:
        """What settled benefits pay to all, by what it is paid for."""
        found = self.summary.totals()
        if not found:
            return
        yield f"<section><h2>{self.say('确定的待遇合计金额（元）', 'What settled benefits pay in all (CNY)')}</h2>"
        if self.summary.task.newly_since is None:
            counted = self.say(
                "下限只算可以办的，上限加上还要了解的和看怎样理解的",
                "The lower end counts what can be claimed, the upper end also what is still to be asked or depends on the reading",
            )
        else:
            counted = self.say("只算新增可以办的", "What can newly be claimed")
        yield f"<p>{counted}{self.say('；已在享受的也算在内；几项只发一项的只算一次；不折算。', '; what is received already is counted too; of several of which one is paid one is counted; nothing is converted.')}</p>"
        yield self.table(
            (self.say("每", "Per"), self.say("金额", "Amount")),
            [(name_of(per).of(self.language), self.amount(one, per)) for per, one in found.items()],
        )
        yield "</section>"

    def missing(self) -> Iterable[str]:
        """What is missing most often."""
        found = self.summary.most_missing()[:MOST_SHOWN]
        if not found:
            return
        names = [label_of(fact, self.summary.task).of(self.language) for fact, _ in found]
        yield f"<section><h2>{self.say('最常缺的信息', 'What is missing most often')}</h2>"
        yield f"<p>{self.say('只计“还要了解”的待遇：补上一项信息，可以让多少“人次”（人 × 待遇）的结论更近一步。', 'Only what is still to be asked: for how many people and benefits each fact, among others perhaps, keeps the outcome open.')}</p>"
        yield bars(names, self.drawn(count for _, count in found), self.say("人次", "people × benefits"))
        yield self.table(
            (self.say("信息项", "Fact"), self.say("人次", "People × benefits")),
            [(name, count) for name, (_, count) in zip(names, found, strict=True)],
        )
        yield "</section>"
