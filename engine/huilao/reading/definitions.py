"""The terms and quantities: those that all rulesets share, and those that a document defines itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from ..language.condition import Condition
from ..language.facts import Text
from ..language.policy import Accepted, DefinedQuantity, DefinedTerm, Period, Reading, Weight
from ..language.words import ENTRIES
from ..yaml.source import Mapping as MappingNode
from ..yaml.source import Scalar, Source
from ..yaml.structure import InvalidError
from .amendments import OF_OTHERS, OF_TERM, amendments
from .circles import check_circles
from .conditions import quantity_reader, read_condition
from .lexicon import Lexicon
from .shapes import (
    BenefitShape,
    DocumentFile,
    OwnTermShape,
    PeriodShape,
    QuantitiesFile,
    QuantityShape,
    ReadingShape,
    TermsFile,
    TermShape,
)
from .vocabulary import FIXED, Files, words_of, written

MAX_READINGS = 64
"""Other readings of one sentence or word."""
DEFAULT = ("default", "默认")
"""How the reading is called that the document was taken to mean."""


@dataclass(frozen=True)
class Definitions:
    """The terms and the quantities that have a name, as one ruleset (or all) understand them."""

    terms: Mapping[str, DefinedTerm] = field(default_factory=dict[str, DefinedTerm])
    quantities: Mapping[str, DefinedQuantity] = field(default_factory=dict[str, DefinedQuantity])


def shared_definitions(files: Files[TermsFile | QuantitiesFile], facts: Lexicon) -> tuple[Definitions, Lexicon]:
    """The shared definitions, and the lexicon with their words."""
    if not files or all(file is None for _, file in files):
        return Definitions(), replace(facts, complete=False)
    terms = {name: (source, key, one) for source, name, key, one in written(files, "terms")}
    quantities = {name: (source, key, one) for source, name, key, one in written(files, "quantities")}
    lexicon = _with_shared_words(files, facts, terms, quantities)
    found: dict[str, DefinedTerm] = {}
    for name, (source, key, one) in terms.items():
        if not isinstance(one, TermShape):
            continue
        defined = _shared_term(source, key, name, one, lexicon)
        with source.speaking(*one.words):
            changes = amendments(
                source,
                one,
                Period(),
                OF_TERM,
                lambda shape, key=key, name=name, source=source: _shared_term(source, key, name, shape, lexicon),
            )
        found |= {name: replace(defined, changes=changes)} if defined else {}
    calculated: dict[str, DefinedQuantity] = {}
    for name, (source, key, one) in quantities.items():
        if isinstance(one, QuantityShape):
            calculated |= _quantity(source, key, name, one, None, lexicon, Period())
    here = {name: (source, key) for table in (terms, quantities) for name, (source, key, _) in table.items()}
    definitions = Definitions(found, calculated)
    check_circles(definitions.terms, definitions.quantities, here)
    return definitions, lexicon


def _shared_term(source: Source, key: Scalar, name: str, one: TermShape, lexicon: Lexicon) -> DefinedTerm | None:
    """One wording of a shared term; None where it has a mistake."""
    condition, readings = read_readings(source, one, lexicon)
    if condition is None or not one.whole:
        return None
    return DefinedTerm(name, one.label, condition, readings, tuple(one.notes), False, read_accepted(one), key.span, one.says, one.says_not)


def _with_shared_words(
    files: Files[TermsFile | QuantitiesFile], facts: Lexicon, terms: Mapping[str, tuple[Source, Scalar, object]],
    quantities: Mapping[str, tuple[Source, Scalar, object]],
) -> Lexicon:  # fmt: skip
    """The lexicon with the words of the shared terms and quantities."""
    labels = {name: (one.label.zh,) for name, (_, _, one) in terms.items() if isinstance(one, TermShape) and one.get("label")}
    known = words_of(written(files, "terms"), labels, {**FIXED, **facts.names}, terms)
    shapes = {name: one for name, (_, _, one) in quantities.items() if isinstance(one, QuantityShape)}
    called = {name: (one.get("label") or Text(name)).zh for name, one in shapes.items()}
    units = {name: one.unit for name, one in shapes.items() if one.get("unit")}
    calculated = words_of(
        written(files, "quantities"), {name: (word,) for name, word in called.items()}, {**FIXED, **facts.names, **known.words}, units
    )
    complete = facts.complete and known.complete and calculated.complete and all(_readable(source, file) for source, file in files)
    names = {**facts.names, **known.words, **calculated.words}
    return replace(facts, names=names, terms=frozenset(terms), quantities=units, complete=complete)


def _readable(source: Source, file: TermsFile | QuantitiesFile | None) -> bool:
    """Whether all of its names are known."""
    if file is None or source.doubtful:
        return False
    required = "terms" if isinstance(file, TermsFile) else "quantities"
    return file.get(required) is not None and (file.node("quantities") is None or isinstance(file.node("quantities"), MappingNode))


def read_readings(
    source: Source, shape: TermShape | OwnTermShape | BenefitShape, lexicon: Lexicon
) -> tuple[Condition | None, tuple[Reading, ...]]:
    """A condition and its other readings; one that says the same as another is a mistake."""
    with source.speaking(*shape.words):
        return _readings(source, shape, lexicon)


def _readings(
    source: Source, shape: TermShape | OwnTermShape | BenefitShape, lexicon: Lexicon
) -> tuple[Condition | None, tuple[Reading, ...]]:
    when = shape.get("when")
    condition = read_condition(source, when.node, lexicon) if when else None
    readings: list[Reading] = []
    one: ReadingShape
    written_ = shape.get("readings") or ()
    if len(written_) > MAX_READINGS:
        source.report("too_many_readings", shape.at("readings"), f"其他理解有 {len(written_)} 种，最多 {MAX_READINGS} 种",
                      f"there are {len(written_)} other readings, {MAX_READINGS} at most",
                      Text("只写确有可能被采用的理解", "write those that an office could well hold"))  # fmt: skip
    for one in written_[:MAX_READINGS]:
        read = read_condition(source, one.when.node, lexicon) if one.get("when") else None
        if read is None:
            continue
        if read == condition or any(read == other.condition for other in readings):
            same = Text("条件本身", "the rule itself") if read == condition else Text("另一种理解", "another reading")
            source.report("same_reading", one.when.node.span, f"这种理解与{same.zh}完全相同", f"this reading is the same as {same.en}",
                          Text("删去，或改成确有不同的条件", "delete it, or write what differs"))  # fmt: skip
        name: str | None = one.get("name")
        if name is not None and (name in DEFAULT or any(name == other.name for other in readings)):
            used = (
                Text("指文件原来的理解", "means what the document was taken to mean")
                if name in DEFAULT
                else Text("已用于另一种理解", "is that of another reading")
            )
            source.report(
                "duplicate_word", one.at("name"), f"“{name}”{used.zh}", f"`{name}` {used.en}", Text("换一个名称", "choose another name")
            )
        weight = one.get("weight") or Weight.LIKELY
        readings.append(Reading(one.get("note") or Text(""), read, name, weight, len(readings) + 1, one.span))
    return condition, tuple(readings)


def read_accepted(shape: TermShape | OwnTermShape | BenefitShape) -> tuple[Accepted, ...]:
    """The flaws that are meant to be there."""
    return tuple(Accepted(one.finding, one.why, one.about, one.span) for one in shape.get("accepted") or () if one.whole)


def _quantity(
    source: Source, key: Scalar, name: str, shape: QuantityShape, shared: DefinedQuantity | None, lexicon: Lexicon, days: Period, *, own: bool = False,
) -> dict[str, DefinedQuantity]:  # fmt: skip
    """A quantity by its name, in all its wordings; nothing where it has a mistake."""

    def read(one: QuantityShape) -> DefinedQuantity | None:
        return _wording(source, key, name, one, shared, lexicon, own=own)

    defined = read(shape)
    with source.speaking(*shape.words):
        changes = amendments(source, shape, days, OF_OTHERS, read)
    return {name: replace(defined, changes=changes)} if defined else {}


def _wording(
    source: Source, key: Scalar, name: str, shape: QuantityShape, shared: DefinedQuantity | None, lexicon: Lexicon, *, own: bool
) -> DefinedQuantity | None:
    """One wording of a quantity; None where it has a mistake."""
    if not shape.get("is_"):
        return None
    reader = quantity_reader(source, lexicon)
    try:
        with source.speaking(*shape.words):
            measure = reader.quantity(shape.is_.node)
            if shape.get("unit"):
                reader.suit(measure, shape.unit, key.text)
    except InvalidError:
        return None
    label = shape.get("label") or (shared.label if shared else Text(key.text))
    if not shape.whole:
        return None
    return DefinedQuantity(name, label, shape.unit, measure.quantity, tuple(shape.notes), own, key.span)


# -- what a document defines itself ------------------------------------------------------------------------------------


def own_definitions(source: Source, file: DocumentFile, shared: Definitions, lexicon: Lexicon) -> tuple[Definitions, Lexicon]:
    """The definitions of one ruleset: the shared ones, and those that its document gives in their stead or besides."""
    term_keys = _keys(source, file, "terms", lexicon, lexicon.terms)
    quantity_keys = _keys(source, file, "quantities", lexicon, lexicon.quantities)
    own_terms: Mapping[str, OwnTermShape] = file.get("terms") or {}
    own_quantities: Mapping[str, QuantityShape] = file.get("quantities") or {}
    term_shapes = {_shared_name(word, lexicon, lexicon.terms): one for word, one in own_terms.items()}
    quantity_shapes = {_shared_name(word, lexicon, lexicon.quantities): one for word, one in own_quantities.items()}
    broken = lexicon.terms - shared.terms.keys()
    lexicon = _with_own_words(
        source, file, term_keys, term_shapes, quantity_keys, quantity_shapes, replace(lexicon, ruleset=file.get("ruleset"))
    )
    days = days_of(file)
    terms = dict(shared.terms)
    for name, one in term_shapes.items():

        def read(shape: OwnTermShape, name: str = name) -> DefinedTerm | None:
            return _own_term(source, term_keys[name], name, shape, shared.terms.get(name), lexicon, broken=name in broken)

        defined = read(one)
        with source.speaking(*one.words):
            changes = amendments(source, one, days, OF_TERM, read)
        terms |= {name: replace(defined, changes=changes)} if defined else {}
    quantities = dict(shared.quantities)
    for name, one in quantity_shapes.items():
        base = shared.quantities.get(name)
        if base is not None and one.get("unit") and one.unit is not base.unit:
            unit = quantity_reader(source, lexicon).unit_name(base.unit)
            source.report("units_differ", one.at("unit"), f"共用的算式“{name}”的单位是 {unit}，这里要相同", f"the shared quantity `{name}` is counted in {unit}",
                          Text("改成同一单位，或换一个名称", "use the same unit, or another name"))  # fmt: skip
        quantities |= _quantity(source, quantity_keys[name], name, one, base, lexicon, days, own=True)
    check_circles(terms, quantities, {name: (source, key) for name, key in {**quantity_keys, **term_keys}.items()})
    return Definitions(terms, quantities), lexicon


def days_of(file: DocumentFile | None) -> Period:
    """The days on which a document is in force, as far as it says so."""
    period: PeriodShape | None = file.get("in_effect") if file else None
    return Period(period.get("from_"), period.get("until")) if period else Period()


def _own_term(
    source: Source, key: Scalar, name: str, one: OwnTermShape, shared: DefinedTerm | None, lexicon: Lexicon, *, broken: bool
) -> DefinedTerm | None:
    """One wording of a document's own term; None where it has a mistake."""
    if one.get("when") and one.get("reading") is None:
        condition, readings = read_readings(source, one, lexicon)
        base = None if one.get("label") else shared
        label = base.label if base else one.get("label") or Text(name)
        return None if condition is None else DefinedTerm(
            name, label, condition, readings, tuple(one.get("notes") or ()), True, read_accepted(one), key.span,
            one.get("says") or (base and base.says), one.get("says_not") or (base and base.says_not),
        )  # fmt: skip
    return _chosen(source, key, one, shared, broken=broken) if one.get("when") or one.whole else None


def _keys(source: Source, file: DocumentFile, entry: str, lexicon: Lexicon, shared: Collection[str]) -> dict[str, Scalar]:
    """What an entry of a document defines, by the shared name where there is one; each once."""
    keys: dict[str, Scalar] = {}
    for word, key in file.keys(entry).items():
        first = keys.setdefault(_shared_name(word, lexicon, shared), key)
        if first is not key:
            source.report("duplicate_key", key.span, f"“{word}”和“{first.text}”是同一项，只能写一次",
                          f"`{word}` and `{first.text}` are the same entry", Text("删去一处", "delete one"))  # fmt: skip
    return keys


def _shared_name(word: str, lexicon: Lexicon, shared: Collection[str]) -> str:
    """The shared definition that a word names, else the word."""
    name = lexicon.names.get(word, word)
    return name if name in shared else word


def _with_own_words(
    source: Source, file: DocumentFile, terms: Mapping[str, Scalar], term_shapes: Mapping[str, OwnTermShape],
    quantities: Mapping[str, Scalar], quantity_shapes: Mapping[str, QuantityShape], lexicon: Lexicon,
) -> Lexicon:  # fmt: skip
    """The lexicon with the words of a document's own definitions."""
    names = dict(lexicon.names)
    taken = {word: name or word for word, name in {**FIXED, **lexicon.names}.items()}
    kinds: tuple[tuple[Mapping[str, Scalar], Mapping[str, OwnTermShape | QuantityShape], Collection[str]], ...] = (
        (terms, dict(term_shapes), lexicon.quantities), (quantities, dict(quantity_shapes), lexicon.terms | terms.keys()),
    )  # fmt: skip
    for keys, shapes, others in kinds:
        for name, key in keys.items():
            label: Text | None = shapes[name].get("label") if name in shapes else None
            for word in (name, *((label.zh,) if label else ())):
                if taken.get(word, name) != name or word in others:
                    used = taken.get(word, name)
                    source.report("duplicate_word", key.span, f"“{word}”已用于“{used}”", f"`{word}` is already used by `{used}`",
                                  Text("换一个说法", "choose another word"))  # fmt: skip
                names[word] = name if taken.setdefault(word, name) == name else ""
    units = {name: one.unit for name, one in quantity_shapes.items() if one.get("unit")}
    for name in quantities.keys() - units.keys():
        names[name] = ""
    readable = all(file.node(entry) is None or isinstance(file.node(entry), MappingNode) for entry in ("terms", "quantities"))
    return replace(
        lexicon, names=names, terms=lexicon.terms | terms.keys(), quantities={**lexicon.quantities, **units},
        complete=lexicon.complete and readable,
    )  # fmt: skip


def _chosen(source: Source, key: Scalar, one: OwnTermShape, base: DefinedTerm | None, *, broken: bool) -> DefinedTerm | None:
    """The shared term in another of its readings."""
    when, reading = (source.spelled(code, ENTRIES[code]) for code in ("when", "reading"))
    number: int | None = one.get("reading")
    if number is None or one.get("when"):
        source.report("own_term", key.span, f"“{key.text}”要写“{when}”或“{reading}”其中一项",
                      f"`{key.text}` needs either `{when}` or `{reading}`",
                      Text(f"“{when}”是自己的定义，“{reading}”是采用共用术语的第几种其他理解",
                           f"`{when}` is its own definition, `{reading}` the number of another reading of the shared term"))  # fmt: skip
        return None
    readings = base.readings if base else ()
    if base is None or number > len(readings):
        if not broken:
            most = len(readings)
            message = Text(f"共用术语“{key.text}”只有 {most} 种其他理解", f"other readings of the shared term `{key.text}`: {most}") if base else Text(
                f"没有共用术语“{key.text}”，不能采用它的理解", f"there is no shared term `{key.text}`")  # fmt: skip
            source.report("own_term", one.at("reading"), message.zh, message.of("en"),
                          Text(f"写 1 到 {most} 的整数" if most > 1 else "只能写 1" if most else f"改写“{when}”",
                               f"write a whole number from 1 to {most}" if most > 1 else "write 1" if most else f"write `{when}` instead"))  # fmt: skip
        return None
    chosen = readings[number - 1]
    shared = Reading(Text("共用的定义", "the shared definition"), base.condition, span=base.span)
    others = tuple(replace(one, number=at) for at, one in enumerate((shared, *(one for one in readings if one is not chosen)), 1))
    notes = (*base.notes, *one.notes)
    return replace(
        base, condition=chosen.condition, readings=others, notes=notes, own=True, accepted=read_accepted(one), span=key.span, changes=()
    )
