"""Reports on a rule book and on an edit of it: for people to read, and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any as Anything
from typing import assert_never

from ..language.condition import Node, Span
from ..language.facts import Fact, Text
from ..language.interval import Interval
from ..language.known import Listed, Person
from ..language.policy import Adopted, Benefit, Column, DefinedQuantity, DefinedTerm, Flaw, Quota
from ..language.quantity import Constant, Quantity
from ..language.truth import Truth
from ..language.units import Per
from ..language.words import name_of
from ..person_data import profile_data
from ..render.proof_json import span_data
from ..rulebook import Rulebook
from ..scenarios.writing import scenario
from ..verify.change import Changed, Effect, LevelChanged, Version, Why
from ..verify.checked import Checked
from ..verify.search import Most, Verdict
from ..verify.versions import known_to
from .comparison import Comparison, Defined, Difference
from .figures import cell_words, decimals, number_words
from .soundness import Report

Pair = tuple[str, str]
"""Chinese and English."""

FLAWS: Mapping[Flaw, Pair] = {
    Flaw.NOBODY: ("没有人能符合：所写的条件互相矛盾", "nobody can meet it: what is written contradicts itself"),
    Flaw.EVERYBODY: ("人人都符合：所写的条件等于没有写", "everybody meets it: what is written excludes nobody"),
    Flaw.DEAD_PART: (
        "“{part}”不起作用：它成立时，结论也不会因它而变",
        "“{part}” does nothing: where it holds, the outcome never turns on it",
    ),
    Flaw.IDLE_PART: (
        "“{part}”是多余的：它不成立时，其余条件已经定了结论，删去也没有人的结论会变",
        "“{part}” is idle: where it fails, the rest has already decided; without it nobody's outcome changes",
    ),
    Flaw.SAME_READING: ("第{name}种理解与采用的理解对任何人结论都相同", "reading {name} comes to the same for everybody as the one taken"),
    Flaw.GAP: ("有人享受这项待遇，却不在任何一档", "somebody has the benefit and is in no row of its levels"),
    Flaw.OVERLAP: ("有人同时落在第 {name} 档", "somebody is in rows {name} at once"),
    Flaw.DEAD_ROW: ("第 {name} 档没有人：“{part}”", "nobody is in row {name}: “{part}”"),
    Flaw.NEGATIVE: ("算出的金额低于零：“{part}”", "what is paid comes to less than nought: “{part}”"),
    Flaw.IDLE_LIMIT: ("“{part}”从不起作用：没有人的金额由它决定", "“{part}” never counts: nobody's amount is decided by it"),
    Flaw.NO_STANDARD: ("“{name}”没有适用于本文件所在地、当日的数额", "`{name}` has no value for the document's place on the day"),
    Flaw.TAKES_AWAY: ("取代“{name}”以后，有人失去原来的待遇", "by replacing `{name}` it takes something away from somebody"),
    Flaw.NEVER_STANDS: (
        "并享择一时从来轮不到这一项：凡符合这一项的人，发的都是别的待遇",
        "where one of several is paid it is never this one: whoever has it is paid another",
    ),
    Flaw.NEVER_STOPS: (
        "停发或限额从不起作用：符合其余条件的人本来就都符合“{part}”",
        "what stops it never does: whoever meets the rest meets “{part}” anyway",
    ),
    Flaw.ALWAYS_STOPS: (
        "人人都被停发：符合其余条件的人没有一个符合“{part}”",
        "it is stopped for everybody: of those who meet the rest nobody meets “{part}”",
    ),
    Flaw.NEVER_IN_FORCE: (
        "这一项的有效期全在文件的有效期之外，从不生效",
        "its own days are none of those of its document: it is never in force",
    ),
    Flaw.IDLE_CHANGE: ("自 {name} 起的修订等于没有改：对任何人都和原来一样", "the change from {name} on changes nothing for anybody"),
    Flaw.ENDED_BEFORE: (
        "被接替的“{name}”在本文件生效前已经失效，中间有一段没有规定",
        "`{name}`, whose place it takes, had ended before: between them nothing applies",
    ),
    Flaw.INSIDE: (
        "凡符合这一项的人都符合“{name}”，两项都发钱；只发一项的，请写入 combine.yaml，确实都发的，请答复",
        "whoever has this has `{name}`, and both are paid; if one is, write that in combine.yaml, and if both are, answer this",
    ),
}
"""What each flaw is, in words."""

EFFECTS: Mapping[Effect, Pair] = {
    Effect.LOSES: ("失去", "loses"),
    Effect.GAINS: ("获得", "gains"),
    Effect.BECOMES_UNDETERMINED: ("变为待定", "becomes undetermined"),
    Effect.BECOMES_DETERMINED: ("变为确定", "becomes determined"),
    Effect.LESS: ("金额减少", "is paid less"),
    Effect.MORE: ("金额增加", "is paid more"),
    Effect.AMOUNT_OPENS: ("金额变为待定", "amount becomes undetermined"),
    Effect.MAY_BE_LESS: ("金额可能减少", "may be paid less"),
    Effect.OTHER_PER: ("计发单位改变", "is paid by another unit"),
    Effect.NO_ROW: ("不再有适用的分档", "has no row any more"),
    Effect.OTHER_ROW: ("分档改变", "other level"),
    Effect.WEAKER: ("约束力减弱", "less binding"),
    Effect.LATER: ("起发推迟", "is paid later"),
    Effect.EARLIER: ("起发提前", "is paid earlier"),
    Effect.OTHER_START: ("起发办法改变", "is paid from another day"),
    Effect.PUT_OUT: ("被择一排除", "is put out by another benefit"),
    Effect.OTHER_STANDS: ("改发另一项", "another benefit is paid instead"),
    Effect.STANDS: ("这一项改为发放", "is paid, which it was not"),
    Effect.FEWER: ("名额减少", "fewer can have it"),
    Effect.DEPENDS: ("变为看怎样理解", "depends on a reading"),
    Effect.SETTLED: ("不再看怎样理解", "depends on a reading no more"),
    Effect.ADOPTED: ("采用的理解变了", "another reading is adopted"),
}
WHYS: Mapping[Why, Pair] = {
    Why.STOPPED: ("停发，或者限额已用完", "it has ended, or its limit is used up"),
    Why.SUPERSEDED: ("文件已被接替", "another document has taken the place of its own"),
    Why.NOT_IN_FORCE: ("不在有效期", "not in force"),
}
"""Why somebody loses a benefit whose own sentence is met still."""
SAID = frozenset({Effect.LOSES, Effect.GAINS, Effect.BECOMES_UNDETERMINED, Effect.BECOMES_DETERMINED})
"""What is counted in the last line also where it is nought."""
TRUTHS: Mapping[Truth, Pair] = {
    Truth.YES: ("符合", "eligible"),
    Truth.NO: ("不符合", "not eligible"),
    Truth.UNKNOWN: ("待定", "undetermined"),
}
ENTRIES: Mapping[str, Pair] = {
    "name": ("名称", "name"), "cite": ("出处", "citation"), "service": ("服务", "service"), "force": ("效力", "force"),
    "rule_class": ("类别", "class"), "beneficiary": ("受益人", "for"), "applies_to": ("适用范围", "applies to"),
    "provides": ("提供内容", "provides"), "responsible": ("责任单位", "responsible"), "notes": ("说明", "notes"), "levels": ("分档", "levels"), "pays": ("给付", "pays"),
    "replaces": ("取代", "replaces"), "replaced_by": ("被取代", "replaced by"),
    "in_effect": ("有效期", "in effect"), "age_reached": ("年龄起算", "age reached"), "apply": ("办理", "apply"), "quota": ("名额", "quota"),
    "combine": ("并享", "combine"), "own": ("自有定义", "own definition"),
}  # fmt: skip
"""The entries of a definition that are named when they are written otherwise."""


class _Speech:
    """How the reports are said in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh

    def pick(self, pair: Pair) -> str:
        return pair[self.language == "en"]

    def part(self, book: Rulebook, subject: str, node: Node) -> str:
        """A condition or a quantity in words."""
        return book.words(ruleset_of(subject), node, self.language)

    def source(self, book: Rulebook, subject: str) -> str:
        """The document and the clauses where a benefit or a term comes from."""
        title = book.rules.rulesets[ruleset_of(subject)].document.title.of(self.language)
        if subject in book.rules.rulesets:
            return f"《{title}》"
        benefit = book.benefits.get(subject)
        found = defined(book, subject)
        label = self.label(found)
        if isinstance(found, DefinedQuantity):
            return self.say(f"算式“{label}”", f"the quantity “{label}”")
        return f"《{title}》{'、'.join(benefit.cite)} {label}" if benefit else self.say(f"术语“{label}”", f"the term “{label}”")

    def label(self, one: Defined | DefinedQuantity) -> str:
        """What a benefit, a term or a quantity is called."""
        return (one.name if isinstance(one, Benefit) else one.label).of(self.language)


def ruleset_of(subject: str) -> str:
    """The ruleset of a benefit (`<ruleset>/<benefit>`) or a term (`<ruleset>#<term>`)."""
    return subject.replace("#", "/").split("/")[0]


def defined(book: Rulebook, subject: str) -> Defined | DefinedQuantity:
    """The benefit, term or quantity of a name. Raises KeyError."""
    if subject in book.benefits:
        return book.benefits[subject]
    name, word = subject.split("#")
    ruleset = book.rules.rulesets[name]
    return ruleset.terms[word] if word in ruleset.terms else ruleset.quantities[word]


# -- soundness -------------------------------------------------------------------------------------------------------


def soundness_text(report: Report, book: Rulebook, language: str, *, remarks: bool = False) -> Iterator[str]:
    """The report on a rule book, a line at a time."""
    speech = _Speech(language)
    for one in (*report.flaws, *report.open, *(report.remarks if remarks else ())):
        yield from _flaw(one, report, book, speech)
    for subject, answer in report.idle_answers:
        flaw = name_of(answer.flaw).of(language)
        yield f"{answer.span}: {subject}: " + speech.say(
            f"答复了“{flaw}”，但没有这个问题；请删去这条答复", f"this answers `{flaw}`, which is not there; delete the answer"
        )
    wrong, answered, said, open_ = len(report.flaws) + len(report.idle_answers), len(report.answered), len(report.remarks), len(report.open)
    yield speech.say(
        f"共查 {len(report.checked)} 项：有问题 {wrong}，已在规则文件中答复 {answered}，供参考 {said}，未能判定 {open_}",
        f"{len(report.checked)} questions: {wrong} flaws, {answered} answered in the rule files, {said} remarks, {open_} undecided",
    )
    yield from _lists(report.most_listed, speech)


def _lists(most: int | None, speech: _Speech) -> Iterator[str]:
    """How far what is proved goes, where rules speak of lists."""
    if most is not None:
        yield speech.say(f"同住人、子女这类名单只核对了 {most} 人以内的情形", f"of lists of people those of {most} at most were looked at")


def _flaw(one: Checked, report: Report, book: Rulebook, speech: _Speech) -> Iterator[str]:
    part = speech.part(book, one.subject, one.part) if one.part is not None else ""
    said = speech.pick(FLAWS[one.flaw]).format(part=part, name=one.name)
    undecided = speech.say("（求解器在限定时间内没有得出结论）", " (the solver did not decide it in the time that it has)")
    day = one.day or report.as_of
    yield f"{one.span}: {one.subject}: {said}{undecided if one.verdict is Verdict.UNKNOWN else ''}"
    yield "    " + speech.source(book, one.subject)
    if one.day is not None:
        yield "    " + _worded(one.day, report.as_of, speech).rstrip("：:")
    if one.other is not None:
        yield f"    {one.other}" + (f": {speech.source(book, one.name)}" if one.name in book.benefits else "")
    if one.person is not None:
        benefits = [one.subject, *([one.name] if one.name in book.benefits else [])]
        title = speech.say(f"{name_of(one.flaw).zh}（{one.subject}）", f"{name_of(one.flaw).of('en')} ({one.subject})")
        yield from _example(book, title, one.person, day, benefits, speech)


def _example(book: Rulebook, title: str, person: Person, day: date, benefits: list[str], speech: _Speech) -> Iterator[str]:
    """A person as a scenario."""
    named = [name for name in benefits if name in book.benefits]
    yield speech.say("    例如（可贴入场景文件）：", "    for example, as a scenario:")
    yield from (f"      {line}" for line in scenario(book, title, person, day, named).splitlines())


def soundness_data(report: Report) -> dict[str, Anything]:
    """The report on a rule book as JSON data: `{version, as_of, sound, questions, flaws, answered, remarks, undecided, …}`; each flaw has its `flaw`
    (`Flaw`), where it is and, if there is one, the `person` who shows it. It is what `huilao verify --format json` prints.
    """
    return {
        "version": report.version,
        "as_of": report.as_of.isoformat(),
        "sound": report.sound,
        "questions": len(report.checked),
        "most_listed": report.most_listed,
        "flaws": [_checked_data(one) for one in report.flaws],
        "answered": [
            {**_checked_data(one.checked), "why": {"zh": one.answer.why.zh, "en": one.answer.why.of("en")}} for one in report.answered
        ],
        "remarks": [_checked_data(one) for one in report.remarks],
        "undecided": [_checked_data(one) for one in report.open],
        "idle_answers": [
            {"subject": subject, "flaw": one.flaw.value, "about": one.about, "span": span_data(one.span)}
            for subject, one in report.idle_answers
        ],
    }  # fmt: skip


def _checked_data(one: Checked) -> dict[str, Anything]:
    return {
        "flaw": one.flaw.value, "verdict": one.verdict.value, "subject": one.subject, "span": span_data(one.span),
        "other": span_data(one.other), "name": one.name, "person": None if one.person is None else profile_data(one.person),
        "wording": None if one.day is None else one.day.isoformat(),
    }  # fmt: skip


# -- comparison ------------------------------------------------------------------------------------------------------


def comparison_text(found: Comparison, language: str) -> Iterator[str]:
    """What an edit does, a line at a time: first the terms, then the benefits, those with losses before others."""
    speech = _Speech(language)
    yield speech.say(
        f"版本 {found.old.version[:12]} → {found.new.version[:12]}，核定日 {found.as_of}",
        f"version {found.old.version[:12]} → {found.new.version[:12]}, as of {found.as_of}",
    )
    comma = speech.say("、", ", ")
    if found.facts:
        yield speech.say("信息项有变：", "facts that differ: ") + comma.join(found.facts)
    if found.retyped:
        names = comma.join(found.retyped)
        yield speech.say(f"信息项类型不同，未能比较：{names}", f"facts of another type, which cannot be compared: {names}")
    if found.standards:
        yield speech.say("标准数额有变：", "standards that differ: ") + comma.join(found.standards)
    for one in (*found.terms, *sorted(found.benefits, key=lambda one: (not one.hurts, not one.effects))):
        yield from _difference(one, found, speech)
    effects = {one.name: set[Effect]() for one in found.benefits}
    for one in found.benefits:
        effects[one.name].update(one.effects)
    counted = Counter(effect for each in effects.values() for effect in each)
    said = speech.say("，", ", ").join(
        f"{speech.pick(EFFECTS[effect])} {counted[effect]}" for effect in EFFECTS if counted[effect] or effect in SAID
    )
    yield ""
    moved = sum(map(bool, effects.values()))
    undecided = len({one.name for one in found.benefits if one.open})
    yield speech.say(
        f"{len(effects)} 项待遇改写或受影响，其中 {moved} 项有人的结论或金额改变：{said}（按待遇计），{undecided} 项未能判定；其余 {found.unchanged} 项不变",
        f"{len(effects)} benefits are written otherwise or affected, for {moved} somebody's outcome or amount changes: {said} "
        f"(counted in benefits), {undecided} are undecided; {found.unchanged} are the same",
    )
    yield from _lists(found.most_listed, speech)


def _difference(one: Difference, found: Comparison, speech: _Speech) -> Iterator[str]:
    newest = one.new or one.old
    assert newest is not None
    yield ""
    yield f"{one.name}: {speech.label(newest)}" + _verdict(one, speech)
    for book, version, word in ((found.old, one.old, speech.say("旧", "old")), (found.new, one.new, speech.say("新", "new"))):
        if version is None:
            yield f"  {word}: " + speech.say("没有", "none")
        else:
            sentence = f"  {speech.part(book, one.name, version.condition)}" if one.own else ""
            yield f"  {word}: {version.span}  {speech.source(book, one.name)}{sentence}"
    if one.written:
        names = [speech.pick(ENTRIES.get(name, (name, name))) for name in one.written]
        yield "  " + speech.say("改写的项：", "written otherwise: ") + speech.say("、", ", ").join(names)
    if one.terms and not one.own:
        yield (
            "  "
            + speech.say("本条文字未改，变在术语：", "its own text is the same; what changed is the term ")
            + _terms(one, found, speech)
        )
    asked = found.as_of if one.stretch is None else one.stretch.day
    if one.stretch is not None:
        yield "  " + _worded(one.stretch.day, found.as_of, speech)
    if one.day != asked:
        yield "  " + speech.say(f"在 {asked} 没有差别，在 {one.day} 有：", f"no difference on {asked}, but on {one.day}:")
    for change in one.changes:
        yield from _change(change, one, found, speech)
    for change in one.levels:
        yield from _level(change, one, found, speech)


def _worded(day: date, as_of: date, speech: _Speech) -> str:
    """Of another wording than that of the day asked about, by its day nearest to it."""
    if day > as_of:
        return speech.say(f"自 {day} 起的规则：", f"in the rules from {day} on:")
    return speech.say(f"截至 {day} 的规则：", f"in the rules until {day}:")


def _verdict(one: Difference, speech: _Speech) -> str:
    said = [speech.pick(EFFECTS[effect]) for effect in one.effects]
    if one.open:
        said.append(speech.say("未能判定", "undecided"))
    if not said:
        return speech.say("：已证明没有人的结论或金额改变", ": proved that nobody's outcome or amount changes")
    return speech.say("：", ": ") + speech.say("、", ", ").join(said)


def _level(change: LevelChanged, one: Difference, found: Comparison, speech: _Speech) -> Iterator[str]:
    assert change.person is not None
    before = _cells(found.old, one.old, change.before, speech)
    after = speech.say("没有适用的一档", "no row") if change.after is None else _cells(found.new, one.new, change.after, speech)
    yield f"  {speech.pick(EFFECTS[change.effect])}: {before} → {after}"
    yield from _for_example(change.person, one, found, speech)


def _for_example(person: Person, one: Difference, found: Comparison, speech: _Speech) -> Iterator[str]:
    said = _somebody(person, one, found, speech)
    yield "    " + speech.say(f"例如：{said}", f"for example: {said}")


def _somebody(person: Person, one: Difference, found: Comparison, speech: _Speech) -> str:
    """A person in the words of the version that has the benefit or term, the new one where both do."""
    book = found.old if one.new is None else found.new
    return described(book, known_to(person, book.rules.facts), one.name, speech.language)


def _cells(book: Rulebook, version: Defined | None, row: int, speech: _Speech) -> str:
    """The cells of a row with the names of their columns."""
    assert isinstance(version, Benefit)
    assert version.levels is not None
    cells = zip(version.levels.columns, version.levels.rows[row].cells, strict=True)
    speaker = book.voice.speaker(version.ruleset, speech.language)
    said = [f"{column.label.of(speech.language)} {cell_words(speaker, column, cell)}" for column, cell in cells]
    return speech.say("、", ", ").join(said)


def _terms(one: Difference, found: Comparison, speech: _Speech) -> str:
    rulesets = [book.rules.rulesets[ruleset_of(one.name)] for book in (found.new, found.old) if ruleset_of(one.name) in book.rules.rulesets]
    terms = [next(ruleset.terms[name] for ruleset in rulesets if name in ruleset.terms) for name in one.terms]
    return speech.say("、", ", ").join(f"{speech.label(term)} ({term.span})" for term in terms)


def _change(change: Changed, one: Difference, found: Comparison, speech: _Speech) -> Iterator[str]:
    effect = speech.pick(EFFECTS[change.effect])
    if one.adopted is not None and change.effect is Effect.ADOPTED:
        yield f"  {effect}: {' → '.join(_settled(adopted, speech) for adopted in one.adopted)}"
        if change.person is not None:
            yield from _for_example(change.person, one, found, speech)
        return
    assert change.person is not None
    if change.effect in (Effect.DEPENDS, Effect.SETTLED):
        taken = speech.pick(TRUTHS[change.after])
        yield f"  {effect}: " + speech.say(f"按规则所取的理解{taken}", f"as the rules take it: {taken}")
        yield from _for_example(change.person, one, found, speech)
        return
    if change.paid is not None:
        yield f"  {effect}: {_paid(change, one, speech)}"
        yield from _for_example(change.person, one, found, speech)
        return
    if change.effect in (Effect.LATER, Effect.EARLIER, Effect.OTHER_START):
        yield f"  {effect}: {_starts(one.old, found.old, speech)} → {_starts(one.new, found.new, speech)}"
        yield from _for_example(change.person, one, found, speech)
        return
    if change.effect in (Effect.PUT_OUT, Effect.OTHER_STANDS, Effect.STANDS):
        yield f"  {effect}: {_chosen(change, one, found, speech)}"
        yield from _for_example(change.person, one, found, speech)
        return
    if change.effect is Effect.FEWER:
        yield f"  {effect}: {_quota(one.old, speech)} → {_quota(one.new, speech)}"
        yield from _for_example(change.person, one, found, speech)
        return
    if change.effect is Effect.WEAKER:
        yield f"  {effect}: {_force(one.old, found.old, speech)} → {_force(one.new, found.new, speech)}"
        yield from _for_example(change.person, one, found, speech)
        return
    before, after = speech.pick(TRUTHS[change.before]), speech.pick(TRUTHS[change.after])
    why = "" if change.why is None else speech.say(f"（{WHYS[change.why][0]}）", f" ({WHYS[change.why][1]})")
    yield f"  {effect}: {before} → {after}{why}"
    if isinstance(one.new, DefinedTerm) or isinstance(one.old, DefinedTerm) or one.new is None:
        yield "    " + _somebody(change.person, one, found, speech)
        return
    person = known_to(change.person, found.new.rules.facts)
    title = speech.say(f"{effect}（{one.name}）：原来{before}", f"{effect} ({one.name}): {before} before")
    yield from _example(found.new, title, person, one.day, [one.name], speech)


def _settled(adopted: Adopted | None, speech: _Speech) -> str:
    """`自 2026-01-01 起采用“都算”（县民政局）`"""
    if adopted is None:
        return speech.say("没有定", "not settled")
    by = adopted.by.of(speech.language)
    if adopted.reading is None:
        return speech.say(f"自 {adopted.since} 起采用规则所取的理解（{by}）", f"as the rules take it, from {adopted.since} on ({by})")
    return speech.say(f"自 {adopted.since} 起采用“{adopted.reading}”（{by}）", f"“{adopted.reading}” from {adopted.since} on ({by})")


def _paid(change: Changed, one: Difference, speech: _Speech) -> str:
    """What somebody is paid before and after, and how much less it is at most for anybody."""
    assert change.paid is not None
    pers = [version.pays.per for version in (one.old, one.new) if isinstance(version, Benefit) and version.pays]
    before, after = (_money(interval, per, speech) for interval, per in zip(change.paid, (pers[0], pers[-1]), strict=True))
    return _pers(change, speech) + f"{before} → {after}" + ("" if change.most is None else _most(change.most, speech))


def _chosen(change: Changed, one: Difference, found: Comparison, speech: _Speech) -> str:
    """Which of several benefits somebody is paid and which not, and how much: `因发“乙”（每月 600 元），不另发这一项（原来每月 400 元）`"""
    assert change.person is not None
    before, after = found.versions(one, one.day)
    if change.effect is Effect.STANDS:
        other = _so_much(before.beside[change.other], change.person, speech)
        own = _so_much(after, change.person, speech)
        name = found.old.benefits[change.other].name.of(speech.language)
        if _besides(after, change.other, change.person):
            return speech.say(f"原来发“{name}”{_in_brackets(other, speech)}，不另发这一项；改后两项都发，这一项{own or '也发'}",
                              f"“{name}”{_in_brackets(other, speech)} was paid and this not besides; now both are, this{_in_brackets(own, speech)}")  # fmt: skip
        return speech.say(f"原来发“{name}”{_in_brackets(other, speech)}，改后发这一项{_in_brackets(own, speech)}",
                          f"“{name}”{_in_brackets(other, speech)} was paid, now this is{_in_brackets(own, speech)}")  # fmt: skip
    other = _so_much(after.beside[change.other], change.person, speech)
    own = _so_much(before, change.person, speech)
    name = found.new.benefits[change.other].name.of(speech.language)
    was = speech.say(f"原来{own}", f"{own} before") if own else ""
    return speech.say(f"因发“{name}”{_in_brackets(other, speech)}，不另发这一项{_in_brackets(was, speech)}",
                      f"“{name}”{_in_brackets(other, speech)} is paid, and this{_in_brackets(was, speech)} not besides")  # fmt: skip


def _besides(version: Version, other: str, person: Person) -> bool:
    """Whether somebody has another benefit too, and is in no choice between the two."""
    in_choice = version.line is not None and other in version.line.benefits
    return not in_choice and other in version.beside and version.beside[other].truth(person) is Truth.YES


def _so_much(version: Version, person: Person, speech: _Speech) -> str:
    """What a benefit pays to somebody who has it; empty where that is nothing."""
    return "" if version.per is None else _money(version.amount(person), version.per, speech)


def _in_brackets(said: str, speech: _Speech) -> str:
    return said and speech.say(f"（{said}）", f" ({said})")


def _pers(change: Changed, speech: _Speech) -> str:
    """`按月改为按季度：`"""
    if change.pers is None:
        return ""
    was, now = map(name_of, change.pers)
    return speech.say(f"按{was.zh}改为按{now.zh}：", f"per {was.en}, now per {now.en}: ")


def _money(paid: Interval, per: Per, speech: _Speech) -> str:
    """`每月 600 元`"""
    low, high = (None if end is None else number_words(end) for end in paid)
    ends = low if low == high else speech.say(f"{low or 0} 至 {high}", f"{low or 0} to {high}") if high else None
    amount = speech.say(f"{ends} 元", f"{ends} CNY") if ends else speech.say(f"{low or 0} 元以上", f"{low or 0} CNY or more")
    return speech.say(f"每{name_of(per).zh} {amount}", f"{amount} per {name_of(per).en}")


def _most(most: Most, speech: _Speech) -> str:
    match most.verdict:
        case Verdict.PROVED:
            assert most.value is not None
            value = number_words(most.value)
            return speech.say(f"；最多少 {value} 元", f"; at most {value} CNY less")
        case Verdict.REFUTED:
            return speech.say("；减少的数额没有上限", "; there is no limit to how much less")
        case Verdict.UNKNOWN:
            return speech.say("；最多少多少未能判定", "; how much less at most was not decided")
        case _:
            assert_never(most.verdict)


def _starts(version: Defined | None, book: Rulebook, speech: _Speech) -> str:
    """`从申请日期的次月起发`"""
    starts = version.pays.starts if isinstance(version, Benefit) and version.pays else None
    if starts is None:
        return speech.say("没有写", "not said")
    pay = name_of(starts.pay).of(speech.language)
    after = speech.say("符合条件", "being eligible") if starts.after is None else book.rules.facts[starts.after].label.of(speech.language)
    return speech.say(f"从{after}的{pay}起发", f"paid from {pay} as: {after}")


def _quota(version: Defined | None, speech: _Speech) -> str:
    """`每年 30 人`"""
    quota: Quota | None = version.quota if isinstance(version, Benefit) else None
    if quota is None:
        return speech.say("不限", "no quota")
    each = name_of(quota.each)
    return speech.say(f"每{each.zh} {quota.number} 人", f"{quota.number} people each {each.en}")


def _force(version: Defined | None, book: Rulebook, speech: _Speech) -> str:
    assert isinstance(version, Benefit)
    status = name_of(book.rules.rulesets[version.ruleset].document.status)
    return f"{name_of(version.force).of(speech.language)} ({status.of(speech.language)})"


def described(book: Rulebook, person: Person, subject: str, language: str) -> str:
    """A person in a line."""
    speaker = book.voice.speaker(ruleset_of(subject), language)
    comma, of = ("；", "的") if language == "zh" else ("; ", ": ")
    said: list[str] = []
    for name, value in person.items():
        fact = book.rules.facts[name]
        if isinstance(value, Listed):
            said.append(_people(book, value, fact, subject, language))
        elif isinstance(value, Mapping):
            said += [f"{speaker.label(fact)}{of}{described(book, value, subject, language)}"]  # pyright: ignore[reportUnknownArgumentType]
        else:
            said.append(f"{speaker.label(fact)} {speaker.value(fact, value)}")
    return comma.join(said) or ("什么都不知道的人" if language == "zh" else "somebody of whom nothing is known")


def _people(book: Rulebook, known: Listed, fact: Fact, subject: str, language: str) -> str:
    """A list of people in a line: `家庭成员共 2 人：……`"""
    label = book.voice.speaker(ruleset_of(subject), language).label(fact)
    each = [described(book, one, subject, language) for one in known.people]
    number = len(each)
    if language == "en":
        head = f"{label}: {number}" + ("" if known.complete else " or more")
        return head + "".join(f" ({one})" for one in each)
    head = f"{label}{'共' if known.complete else '至少'} {number} 人"
    return head + "".join(f"（{one}）" for one in each)


def effect_words(effect: Effect) -> Text:
    """What an edit does to somebody."""
    return Text(*EFFECTS[effect])


def comparison_data(found: Comparison) -> dict[str, Anything]:
    """What an edit does as JSON data: `{old, new, as_of, somebody_loses, harmless, terms, benefits, …}`; each term and benefit has its effects, with
    a person for each. It is what `huilao compare --format json` prints.
    """
    return {
        "old": found.old.version,
        "new": found.new.version,
        "as_of": found.as_of.isoformat(),
        "somebody_loses": found.somebody_loses,
        "harmless": found.harmless,
        "facts": list(found.facts),
        "retyped": list(found.retyped),
        "standards": list(found.standards),
        "most_listed": found.most_listed,
        "terms": [_difference_data(one) for one in found.terms],
        "benefits": [_difference_data(one) for one in found.benefits],
        "unchanged": found.unchanged,
    }


def _difference_data(one: Difference) -> dict[str, Anything]:
    spans: list[Span | None] = [version.span if version else None for version in (one.old, one.new)]
    return {
        "name": one.name,
        "old": span_data(spans[0]),
        "new": span_data(spans[1]),
        "written": list(one.written),
        "terms": list(one.terms),
        "own_condition": one.own,
        "day": one.day.isoformat(),
        "wording": None if one.stretch is None else one.stretch.day.isoformat(),
        "effects": [effect.value for effect in one.effects],
        "undecided": one.open,
        "changes": [_change_data(change, one) for change in one.changes],
        "levels": [_level_data(change, one) for change in one.levels],
    }


def _change_data(change: Changed, one: Difference) -> dict[str, Anything]:
    data: dict[str, Anything] = {"effect": change.effect.value}
    if one.adopted is not None and change.effect is Effect.ADOPTED:
        before, after = map(_adopted_data, one.adopted)
        return {**data, "before": before, "after": after, "person": None if change.person is None else profile_data(change.person)}
    if change.paid is None:
        data |= {"before": change.before.name.lower(), "after": change.after.name.lower()}
    else:
        data |= {"before": [decimals(end) for end in change.paid[0]], "after": [decimals(end) for end in change.paid[1]]}
    if change.why is not None:
        data["why"] = change.why.value
    if change.other:
        data["other"] = change.other
    if change.pers is not None:
        data["per"] = [per.value for per in change.pers]
    if change.most is not None:
        bound = {Verdict.PROVED: decimals(change.most.value), Verdict.REFUTED: None, Verdict.UNKNOWN: "undecided"}
        data["at_most_less"] = bound[change.most.verdict]
    return {**data, "person": profile_data(change.person or {})}


def _adopted_data(adopted: Adopted | None) -> dict[str, Anything] | None:
    """None where no office settled it."""
    if adopted is None:
        return None
    by = {"zh": adopted.by.zh, "en": adopted.by.of("en")}
    return {"reading": adopted.reading, "since": adopted.since.isoformat(), "by": by, "cite": list(adopted.cite)}


def _level_data(change: LevelChanged, one: Difference) -> dict[str, Anything]:
    def cells(version: Defined | None, row: int | None) -> list[str | None] | None:
        if row is None or not isinstance(version, Benefit) or version.levels is None:
            return None
        return [_cell_data(cell, column) for column, cell in zip(version.levels.columns, version.levels.rows[row].cells, strict=True)]

    return {
        "effect": change.effect.value,
        "before": cells(one.old, change.before),
        "after": cells(one.new, change.after),
        "person": profile_data(change.person or {}),
    }


def _cell_data(cell: Quantity | str | None, column: Column) -> str | None:
    """A text, a number, or (of what is worked out) the name of its column in brackets."""
    if cell is None or isinstance(cell, str):
        return cell
    return decimals(cell.value) if isinstance(cell, Constant) and not isinstance(cell.value, date) else f"({column.name})"
