"""Reports on a rule book and on an edit of it: for people to read, and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any as Anything

from ..answers.proof_json import span_to_json
from ..language.condition import Condition, Span
from ..language.meaning import Person
from ..language.policy import Benefit, DefinedTerm, Flaw, Row
from ..language.truth import Truth
from ..language.words import name_of
from ..profile.reader import profile_data
from ..rulebook import Rulebook
from ..scenarios.writing import scenario
from ..verify.change import Changed, Effect, known_to
from ..verify.search import Verdict
from ..verify.soundness import Checked
from .comparison import Comparison, Defined, Difference
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
    Flaw.TAKES_AWAY: ("取代“{name}”以后，有人失去原来的待遇", "by replacing `{name}` it takes something away from somebody"),
    Flaw.INSIDE: ("凡符合这一项的人都符合“{name}”", "whoever has this has `{name}`"),
}
"""What each flaw is, in words."""

EFFECTS: Mapping[Effect, Pair] = {
    Effect.LOSES: ("失去", "loses"),
    Effect.GAINS: ("获得", "gains"),
    Effect.BECOMES_UNDETERMINED: ("变为待定", "becomes undetermined"),
    Effect.BECOMES_DETERMINED: ("变为确定", "becomes determined"),
}
TRUTHS: Mapping[Truth, Pair] = {
    Truth.YES: ("符合", "eligible"),
    Truth.NO: ("不符合", "not eligible"),
    Truth.UNKNOWN: ("待定", "undetermined"),
}
ENTRIES: Mapping[str, Pair] = {
    "name": ("名称", "name"), "cite": ("出处", "citation"), "service": ("服务", "service"), "force": ("效力", "force"),
    "rule_class": ("类别", "class"), "beneficiary": ("受益人", "for"), "applies_to": ("适用范围", "applies to"),
    "provides": ("提供内容", "provides"), "responsible": ("责任单位", "responsible"), "notes": ("说明", "notes"), "levels": ("分档", "levels"),
    "replaces": ("取代", "replaces"), "replaced_by": ("被取代", "replaced by"), "own": ("自有定义", "own definition"),
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

    def part(self, book: Rulebook, subject: str, condition: Condition) -> str:
        """A condition as a sentence."""
        return book.words.speaker(ruleset_of(subject), self.language).sentence(condition)

    def source(self, book: Rulebook, subject: str) -> str:
        """The document and the clauses where a benefit or a term comes from."""
        title = book.rules.rulesets[ruleset_of(subject)].document.title.of(self.language)
        benefit = book.benefits.get(subject)
        label = self.label(defined(book, subject))
        return f"《{title}》{'、'.join(benefit.cite)} {label}" if benefit else self.say(f"术语“{label}”", f"the term “{label}”")

    def label(self, one: Defined) -> str:
        """What a benefit or a term is called."""
        return (one.name if isinstance(one, Benefit) else one.label).of(self.language)


def ruleset_of(subject: str) -> str:
    """The ruleset of a benefit (`<ruleset>/<benefit>`) or a term (`<ruleset>#<term>`)."""
    return subject.replace("#", "/").split("/")[0]


def defined(book: Rulebook, subject: str) -> Defined:
    """The benefit or term of a name. Raises KeyError."""
    if subject in book.benefits:
        return book.benefits[subject]
    ruleset, term = subject.split("#")
    return book.rules.rulesets[ruleset].terms[term]


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


def _flaw(one: Checked, report: Report, book: Rulebook, speech: _Speech) -> Iterator[str]:
    part = speech.part(book, one.subject, one.part) if one.part is not None else ""
    said = speech.pick(FLAWS[one.flaw]).format(part=part, name=one.name)
    undecided = speech.say("（求解器在限定时间内没有得出结论）", " (the solver did not decide it in the time that it has)")
    yield f"{one.span}: {one.subject}: {said}{undecided if one.verdict is Verdict.UNKNOWN else ''}"
    yield "    " + speech.source(book, one.subject)
    if one.other is not None:
        yield f"    {one.other}" + (f": {speech.source(book, one.name)}" if one.name in book.benefits else "")
    if one.person is not None:
        benefits = [one.subject, *([one.name] if one.name in book.benefits else [])]
        yield from _example(book, f"{name_of(one.flaw).zh}（{one.subject}）", one.person, report.as_of, benefits, speech)


def _example(book: Rulebook, title: str, person: Person, day: date, benefits: list[str], speech: _Speech) -> Iterator[str]:
    """A person as a scenario."""
    named = [name for name in benefits if name in book.benefits]
    yield speech.say("    例如（可贴入场景文件）：", "    for example, as a scenario:")
    yield from (f"      {line}" for line in scenario(book, title, person, day, named).splitlines())


def soundness_data(report: Report) -> dict[str, Anything]:
    """The report on a rule book as JSON data."""
    return {
        "version": report.version,
        "as_of": report.as_of.isoformat(),
        "sound": report.sound,
        "questions": len(report.checked),
        "flaws": [_checked_data(one) for one in report.flaws],
        "answered": [
            {**_checked_data(one.checked), "why": {"zh": one.answer.why.zh, "en": one.answer.why.of("en")}} for one in report.answered
        ],
        "remarks": [_checked_data(one) for one in report.remarks],
        "undecided": [_checked_data(one) for one in report.open],
        "idle_answers": [
            {"subject": subject, "flaw": one.flaw.value, "about": one.about, "span": span_to_json(one.span)}
            for subject, one in report.idle_answers
        ],
    }  # fmt: skip


def _checked_data(one: Checked) -> dict[str, Anything]:
    return {
        "flaw": one.flaw.value, "verdict": one.verdict.value, "subject": one.subject, "span": span_to_json(one.span),
        "other": span_to_json(one.other), "name": one.name, "person": None if one.person is None else profile_data(one.person),
    }  # fmt: skip


# -- comparison ------------------------------------------------------------------------------------------------------


def comparison_text(found: Comparison, language: str) -> Iterator[str]:
    """What an edit does, a line at a time: first the terms, then the benefits, those with losses before others."""
    speech = _Speech(language)
    yield speech.say(
        f"版本 {found.old.version[:12]} → {found.new.version[:12]}，核定日 {found.as_of}",
        f"version {found.old.version[:12]} → {found.new.version[:12]}, as of {found.as_of}",
    )
    if found.facts:
        yield speech.say("信息项有变：", "facts that differ: ") + speech.say("、", ", ").join(found.facts)
    order = list(Effect)
    for one in (*found.terms, *sorted(found.benefits, key=lambda one: [order.index(effect) != 1 for effect in one.effects[:1]] or [True])):
        yield from _difference(one, found, speech)
    counted = Counter(effect for one in found.benefits for effect in one.effects)
    said = speech.say("，", ", ").join(f"{speech.pick(EFFECTS[effect])} {counted[effect]}" for effect in EFFECTS)
    yield ""
    moved = sum(bool(one.changes) for one in found.benefits)
    yield speech.say(
        f"{len(found.benefits)} 项待遇改写或受影响，其中 {moved} 项有人的结论改变：{said}（按待遇计）；其余 {found.unchanged} 项不变",
        f"{len(found.benefits)} benefits are written otherwise or affected, for {moved} somebody's outcome changes: {said} "
        f"(counted in benefits); {found.unchanged} are the same",
    )


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
    if one.day != found.as_of:
        yield "  " + speech.say(f"在 {found.as_of} 没有差别，在 {one.day} 有：", f"no difference on {found.as_of}, but on {one.day}:")
    for change in one.changes:
        yield from _change(change, one, found, speech)
    for change in one.levels:
        assert change.person is not None
        person = described(found.new, known_to(change.person, found.new.rules.facts), one.name, speech.language)
        cells = " → ".join(_cells(row, version, speech) for row, version in ((change.before, one.old), (change.after, one.new)))
        yield speech.say(f"  分档改变: {cells}", f"  other level: {cells}")
        yield "    " + speech.say(f"例如：{person}", f"for example: {person}")


def _verdict(one: Difference, speech: _Speech) -> str:
    if one.open:
        return speech.say("：未能判定", ": undecided")
    if not one.changes and not one.levels:
        return speech.say("：已证明没有人的结论改变", ": proved that nobody's outcome changes")
    return speech.say("：", ": ") + speech.say("、", ", ").join([
        *(speech.pick(EFFECTS[effect]) for effect in one.effects), *([speech.say("分档改变", "other level")] if one.levels else [])])  # fmt: skip


def _cells(row: Row, version: Defined | None, speech: _Speech) -> str:
    """The cells of a row with the names of their columns."""
    assert isinstance(version, Benefit)
    assert version.levels is not None
    labels = [column.label.of(speech.language) for column in version.levels.columns]
    return speech.say("、", ", ").join(f"{label} {cell}" for label, cell in zip(labels, row.cells, strict=True))


def _terms(one: Difference, found: Comparison, speech: _Speech) -> str:
    rulesets = [book.rules.rulesets[ruleset_of(one.name)] for book in (found.new, found.old) if ruleset_of(one.name) in book.rules.rulesets]
    terms = [next(ruleset.terms[name] for ruleset in rulesets if name in ruleset.terms) for name in one.terms]
    return speech.say("、", ", ").join(f"{speech.label(term)} ({term.span})" for term in terms)


def _change(change: Changed, one: Difference, found: Comparison, speech: _Speech) -> Iterator[str]:
    assert change.person is not None
    before, after = speech.pick(TRUTHS[change.before]), speech.pick(TRUTHS[change.after])
    effect = speech.pick(EFFECTS[change.effect])
    yield f"  {effect}: {before} → {after}"
    if isinstance(one.new, DefinedTerm) or isinstance(one.old, DefinedTerm) or one.new is None:
        book = found.new if one.new is not None else found.old
        yield "    " + described(book, known_to(change.person, book.rules.facts), one.name, speech.language)
        return
    person = known_to(change.person, found.new.rules.facts)
    yield from _example(found.new, f"{effect}（{one.name}）：原来{before}", person, one.day, [one.name], speech)


def described(book: Rulebook, person: Person, subject: str, language: str) -> str:
    """A person in a line."""
    speaker = book.words.speaker(ruleset_of(subject), language)
    comma, of = ("；", "的") if language == "zh" else ("; ", ": ")
    said: list[str] = []
    for name, value in person.items():
        fact = book.rules.facts[name]
        if isinstance(value, Mapping):
            said += [f"{speaker.label(fact)}{of}{described(book, value, subject, language)}"]  # pyright: ignore[reportUnknownArgumentType]
        else:
            said.append(f"{speaker.label(fact)} {speaker.value(fact, value)}")
    return comma.join(said) or ("什么都不知道的人" if language == "zh" else "somebody of whom nothing is known")


def comparison_data(found: Comparison) -> dict[str, Anything]:
    """What an edit does as JSON data."""
    return {
        "old": found.old.version,
        "new": found.new.version,
        "as_of": found.as_of.isoformat(),
        "somebody_loses": found.somebody_loses,
        "facts": list(found.facts),
        "terms": [_difference_data(one) for one in found.terms],
        "benefits": [_difference_data(one) for one in found.benefits],
        "unchanged": found.unchanged,
    }


def _difference_data(one: Difference) -> dict[str, Anything]:
    spans: list[Span | None] = [version.span if version else None for version in (one.old, one.new)]
    return {
        "name": one.name,
        "old": span_to_json(spans[0]),
        "new": span_to_json(spans[1]),
        "written": list(one.written),
        "terms": list(one.terms),
        "own_condition": one.own,
        "day": one.day.isoformat(),
        "effects": [effect.value for effect in one.effects],
        "undecided": one.open,
        "changes": [
            {"effect": change.effect.value, "before": change.before.name.lower(), "after": change.after.name.lower(),
             "person": profile_data(change.person or {})}
            for change in one.changes
        ],
        "levels": [
            {"before": [str(cell) for cell in change.before.cells], "after": [str(cell) for cell in change.after.cells],
             "person": profile_data(change.person or {})}
            for change in one.levels
        ],
    }  # fmt: skip
