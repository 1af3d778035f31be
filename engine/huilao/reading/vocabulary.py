"""What all rulesets share: the facts, places and services, and the words by which they are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..language.condition import Test, walk
from ..language.facts import BUILT_IN, Code, Fact, FactType, Text, Vocabulary
from ..language.meaning import LEVELS
from ..language.policy import Place
from ..language.words import COMBINATORS, both, name_of
from ..yaml.nodes import Scalar, quoted, shortened
from ..yaml.shape import Shape
from ..yaml.source import Source
from ..yaml.structure import NAME, Known
from .conditions import Lexicon, read_condition
from .shapes import FactsFile, FactShape, PlacesFile, ServicesFile

CODED = (FactType.CHOICE, FactType.SCALE, FactType.SET)
"""The types of facts whose values are listed."""

_BUILT_IN_WORDS = {word: fact.name for fact in BUILT_IN.values() for word in (fact.name, fact.label.zh)}
_FIXED = {**both(COMBINATORS), **_BUILT_IN_WORDS}
"""What no rule book can define: keywords of conditions and built-in facts."""
_SOURCES = {"birth_date": FactType.DATE, "residence": FactType.PLACE, "household_registration": FactType.PLACE}
"""The facts that the built-in ones are worked out from."""


def words_of(
    source: Source, shape: Shape, entry: str, words: Mapping[str, Iterable[str]], taken: Mapping[str, str], readable: Iterable[str],
    hint: Text | None = None,
) -> Known:  # fmt: skip
    """The words of what an entry defines, after reporting those that stand for two things.

    `words` are those besides the names themselves: where there are none, or where they are taken, the words that were meant are
    missing. What is not `readable` is known, but has a mistake.
    """
    known: dict[str, str] = {}
    owner = {word: name or word for word, name in taken.items()}
    names = frozenset(readable)
    complete = not source.doubtful and all(words.get(name) and NAME.fullmatch(name) for name in shape.keys(entry))
    for name, key in shape.keys(entry).items():
        for word in dict.fromkeys((name, *words.get(name, ()))):
            known[word] = name if name in names and word not in owner else ""
            if word in owner:
                used = Text("是固定用语，不能再定义", "is a word of the language itself") if word in _FIXED else Text(
                    f"已用于“{owner[word]}”", f"is already used by `{owner[word]}`")  # fmt: skip
                source.report("duplicate_word", key.span, f"“{word}”{used.zh}", f"`{word}` {used.en}",
                              hint or Text("换一个说法", "choose another word"))  # fmt: skip
                complete = False
            owner.setdefault(word, name)
    return Known(known, complete)


def read_places(source: Source, file: PlacesFile | None) -> tuple[Mapping[str, Place], Known]:
    """The divisions by code, and their words."""
    if file is None or file.get("places") is None:
        return {}, Known({}, complete=False)
    wrong = [
        key for code, key in file.keys("places").items()
        if NAME.fullmatch(code) and not (code.isascii() and code.isdigit() and len(code) in LEVELS)
    ]  # fmt: skip
    for key in wrong:
        source.report("bad_place_code", key.span, f"{quoted(key.text)}不是行政区划代码", f"`{shortened(key.text)}` is not a division code",
                      Text("代码是 2、4、6、9 或 12 位数字", "a code has 2, 4, 6, 9 or 12 digits"))  # fmt: skip
    words = {code: (name.zh,) for code, name in file.places.items()}
    hint = Text("名称前加上上级地名，例如 四平市铁西区", "put the name of the place around it before the name")
    known = words_of(source, file, "places", words, {}, words, hint)
    return {code: Place(code, name) for code, name in file.places.items()}, Known(known.words, known.complete and not wrong)


def read_services(source: Source, file: ServicesFile | None) -> tuple[Mapping[str, Text], Known]:
    """The catalogue of services, and its words."""
    if file is None or file.get("services") is None:
        return {}, Known({}, complete=False)
    words = {name: (label.zh,) for name, label in file.services.items()}
    return file.services, words_of(source, file, "services", words, {}, words)


def read_facts(source: Source, file: FactsFile | None, places: Known) -> Lexicon:
    """The declared facts and the built-in ones, in a lexicon that has no terms yet."""
    if file is None or file.get("facts") is None:
        return Lexicon(BUILT_IN, _BUILT_IN_WORDS, frozenset(), dict(places.words), complete=False, places_complete=places.complete)
    keys = file.keys("facts")
    wrong = _wrong_sources(source, file)
    read = {name: _fact(source, keys[name], one) for name, one in file.facts.items() if one.whole and name not in wrong}
    facts = dict(BUILT_IN) | {name: fact for name, fact in read.items() if fact is not None}
    words = {name: (one.label.zh, *(one.get("also") or ())) for name, one in file.facts.items() if one.get("label")}
    known = words_of(source, file, "facts", words, _FIXED, facts)
    names = {**_BUILT_IN_WORDS, **known.words}
    complete = known.complete and wrong <= keys.keys()
    lexicon = Lexicon(facts, names, frozenset(), dict(places.words), complete, places.complete)
    return replace(lexicon, facts=_with_conditions(source, file, lexicon))


def _fact(source: Source, key: Scalar, one: FactShape) -> Fact | None:
    """One fact, without its `only_if`; None where it has a mistake."""
    reported = source.reported
    codes = tuple(Code(code, Text(label.zh, label.en), tuple(label.also)) for code, label in one.codes.items())
    word = source.spelled("codes", "取值")
    if (one.type in CODED) != bool(codes):
        type_ = source.spelled(one.type, name_of(one.type).zh)
        has = Text("没有", "have no") if codes else Text("要列出", "list their")
        source.report("codes_do_not_suit", one.at("codes") if codes else one.at("type"), f"类型为“{type_}”的信息项{has.zh}取值",
                      f"facts of the type `{type_}` {has.en} values",
                      Text("删去，或改类型", "delete it, or change the type") if codes
                      else Text(f"补上 {word}: {{…}}", f"add {word}: {{…}}"))  # fmt: skip
    _check_codes(source, one, codes)
    if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
        source.report("swapped_between", one.at("minimum"), "最小值比最大值大", "the minimum is above the maximum",
                      Text("对调两个数", "swap the two numbers"))  # fmt: skip
    if source.reported > reported:
        return None
    return Fact(
        key.text, one.type, one.label, tuple(one.also), one.question, one.read_from, one.sensitivity, one.standard,
        one.instrument, one.note, one.unit, one.minimum, one.maximum, codes, None, one.fixed, None, key.span,
    )  # fmt: skip


def _check_codes(source: Source, one: FactShape, codes: tuple[Code, ...]) -> None:
    """No word stands for two codes."""
    owner: dict[str, str] = {}
    keys = one.keys("codes")
    for code in codes:
        for word in (code.code, code.label.zh, *code.also):
            if owner.setdefault(word, code.code) != code.code:
                source.report("duplicate_word", keys[code.code].span, f"“{word}”已用于取值“{owner[word]}”",
                              f"`{word}` already stands for the code `{owner[word]}`",
                              Text("换一个说法", "choose another word"))  # fmt: skip


def _wrong_sources(source: Source, file: FactsFile) -> frozenset[str]:
    """The facts that the built-in ones come from, as far as they are not there or not of the right type; they are reported."""
    wrong: set[str] = set()
    for built_in in BUILT_IN.values():
        name, wanted = built_in.derived_from or "", _SOURCES[built_in.derived_from or ""]
        shown = (source.spelled(built_in.name, built_in.label.zh), source.spelled(wanted, name_of(wanted).zh))
        declared = file.facts.get(name)
        if name not in file.keys("facts"):
            source.report("missing_fact", file.span, f"缺少信息项“{name}”，“{shown[0]}”要由它推算",
                          f"the fact `{name}` is missing, from which `{shown[0]}` is worked out",
                          Text(f"补上 {name}", f"add `{name}`"))  # fmt: skip
            wrong.add(name)
        elif declared is not None and declared.get("type") not in (None, wanted):
            source.report("wrong_type", declared.at("type"), f"“{name}”的类型应是 {shown[1]}，“{shown[0]}”要由它推算",
                          f"`{name}` must be of the type {shown[1]}: `{shown[0]}` is worked out from it",
                          Text(f"写 {shown[1]}", f"write {shown[1]}"))  # fmt: skip
            wrong.add(name)
    return frozenset(wrong)


def _with_conditions(source: Source, file: FactsFile, lexicon: Lexicon) -> Vocabulary:
    """The facts with their `only_if`, which may not depend on another fact with one."""
    facts = dict(lexicon.facts)
    for name, one in file.facts.items():
        node = one.only_if.node if one.get("only_if") and one.only_if else None
        condition = read_condition(source, node, lexicon) if node else None
        tested = {part.fact for part in walk(condition) if isinstance(part, Test)} if condition else set[str]()
        if node and any(file.facts[fact].get("only_if") for fact in tested if fact in file.facts):
            source.report("nested_only_if", node.span, "前提里的信息项自己不能再有前提",
                          "a fact in `only_if` cannot have an `only_if` itself",
                          Text("改用没有前提的信息项", "use facts without one"))  # fmt: skip
        if name in facts:
            facts[name] = replace(facts[name], only_if=condition)
    return facts
