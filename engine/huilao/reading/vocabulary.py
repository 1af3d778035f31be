"""What all rulesets share: the facts, places and services, and the words by which they are named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from ..china import name_in_china
from ..language.condition import facts_in
from ..language.facts import BUILT_IN, Code, Fact, FactType, Text, Vocabulary
from ..language.policy import Place, Screen, Service
from ..language.words import CALCULATIONS, COMBINATORS, ENTITLED_TO, both, name_of
from ..yaml.nodes import Scalar, quoted, shortened
from ..yaml.shape import Shape
from ..yaml.source import Source
from ..yaml.structure import NAME, InvalidError, Known, look_up
from .conditions import read_condition
from .implications import with_implications
from .lexicon import Lexicon
from .places import NATION, is_code
from .shapes import FactsFile, FactShape, PlacesFile, ScreenShape, ServicesFile, ServiceShape

S = TypeVar("S", bound=Shape)
Files = Sequence[tuple[Source, S | None]]
"""The files that make one part of a rule book; None for one that cannot be read."""

CODED = (FactType.CHOICE, FactType.SCALE, FactType.SET)
"""The types of facts whose values are listed."""

BUILT_IN_WORDS = {word: fact.name for fact in BUILT_IN.values() for word in (fact.name, fact.label.zh)}
FIXED = {**both(COMBINATORS), **both(ENTITLED_TO), **both(CALCULATIONS), **BUILT_IN_WORDS}
"""What no rule book can define: keywords of conditions and quantities, and built-in words."""


def written(files: Files[S], entry: str) -> Iterator[tuple[Source, str, Scalar, Shape | Text | None]]:
    """What the entry of some files defines: where, under which name, and what; None where it has a mistake."""
    for source, file in files:
        if file is not None:
            shapes: Mapping[str, Shape | Text] = file.get(entry) or {}
            for name, key in file.keys(entry).items():
                yield source, name, key, shapes.get(name)


def words_of(
    defined: Iterable[tuple[Source, str, Scalar, object]], words: Mapping[str, Iterable[str]], taken: Mapping[str, str],
    readable: Iterable[str], hint: Text | None = None,
) -> Known:  # fmt: skip
    """The words of what is defined, after reporting those that stand for two things.

    `words` are those besides the names themselves: where there are none, or where they are taken, the words that were meant are
    missing. What is not `readable` is known, but has a mistake.
    """
    known: dict[str, str] = {}
    owner = {word: name or word for word, name in taken.items()}
    names = frozenset(readable)
    complete = True
    seen: dict[str, str] = {}
    for source, name, key, _ in defined:
        first = seen.setdefault(name, source.name)
        if first != source.name:
            source.report("defined_twice", key.span, f"“{name}”已在 {first} 里定义", f"`{name}` is defined in {first} already",
                          Text("删去一处，或换一个名称", "delete one, or choose another name"))  # fmt: skip
            continue
        complete = complete and not source.doubtful and bool(words.get(name)) and NAME.fullmatch(name) is not None
        for word in dict.fromkeys((name, *words.get(name, ()))):
            known[word] = name if name in names and word not in owner else ""
            if word in owner:
                used = Text("是固定用语，不能再定义", "is a word of the language itself") if word in FIXED else Text(
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
    keys = file.keys("places")
    wrong = [key for code, key in keys.items() if NAME.fullmatch(code) and not is_code(code)]
    for key in wrong:
        source.report("bad_place_code", key.span, f"{quoted(key.text)}不是行政区划代码", f"`{shortened(key.text)}` is not a division code",
                      Text("代码是 2、4、6、9 或 12 位数字", "a code has 2, 4, 6, 9 or 12 digits"))  # fmt: skip
    for code, key in keys.items():
        if is_code(code) and code != NATION.code and name_in_china(code[:2]) is not None and name_in_china(code[:6]) is None:
            source.warn("place_not_in_china", key.span, f"行政区划代码里没有{quoted(code)}", f"there is no division `{code}` in the list of China",
                        Text("检查代码；确是新设的区划则不必改", "check the code; leave it where the division is new"))  # fmt: skip
    words = {code: (name.zh,) for code, name in file.places.items()}
    hint = Text("名称前加上上级地名，例如 四平市铁西区", "put the name of the place around it before the name")
    known = words_of(written([(source, file)], "places"), words, {}, words, hint)
    return {code: Place(code, name) for code, name in file.places.items()}, Known(
        known.words, known.complete and not wrong and not source.doubtful
    )


def read_services(files: Files[ServicesFile]) -> tuple[Mapping[str, Service], Known]:
    """The catalogue of services, and its words."""
    services: dict[str, Service] = {}
    for _, file in files:
        shapes: Mapping[str, ServiceShape] = (file.get("services") or {}) if file else {}
        services |= {name: Service(Text(one.zh, one.en), one.way) for name, one in shapes.items() if one.whole}
    words = {name: (service.label.zh,) for name, service in services.items()}
    known = words_of(written(files, "services"), words, {}, words)
    readable = all(not source.doubtful and file and file.get("services") is not None for source, file in files)
    return services, Known(known.words, known.complete and readable)


def read_facts(files: Files[FactsFile], places: Known) -> Lexicon:
    """The declared facts, in a lexicon that has no terms, quantities or standards yet."""
    shapes: dict[str, FactShape] = {}
    for _, file in files:
        shapes |= (file.get("facts") or {}) if file else {}
    readable = all(file is not None and file.get("facts") is not None for _, file in files)
    missing = _wrong_sources(files, shapes) if readable else frozenset[str]()
    facts: dict[str, Fact] = {}
    for source, name, key, _ in written(files, "facts"):
        shape = shapes.get(name)
        if shape is not None and shape.whole and name not in missing and name not in facts:
            fact = _fact(source, key, shape)
            facts |= {name: fact} if fact is not None else {}
    words = {name: (one.label.zh, *(one.get("also") or ())) for name, one in shapes.items() if one.get("label")}
    known = words_of(written(files, "facts"), words, FIXED, facts)
    keys = {name for _, name, _, _ in written(files, "facts")}
    complete = readable and known.complete and missing <= keys and all(not source.doubtful for source, _ in files)
    lexicon = Lexicon(facts, {**BUILT_IN_WORDS, **known.words}, places, complete=complete)
    lexicon = replace(lexicon, facts=_with_conditions(files, shapes, lexicon))
    return replace(lexicon, facts=with_implications(files, shapes, lexicon))


def read_screens(files: Files[FactsFile]) -> Mapping[str, Screen]:
    """The screens of the interview, after reporting those that facts name and that are not there."""
    screens: dict[str, Screen] = {}
    for _, file in files:
        shapes: Mapping[str, ScreenShape] = (file.get("screens") or {}) if file else {}
        screens |= {name: Screen(name, one.label, one.question) for name, one in shapes.items() if one.whole}
    known = Known({name: name for name in screens}, complete=all(file is not None for _, file in files))
    for source, _, _, shape in written(files, "facts"):
        node = shape.node("screen") if isinstance(shape, FactShape) else None
        if isinstance(node, Scalar) and not node.empty:
            with suppress(InvalidError):
                look_up(source, node, known, "没有这个分屏", "there is no screen", "unknown_screen")
    return screens


def _fact(source: Source, key: Scalar, one: FactShape) -> Fact | None:
    """One fact, without its `only_if`; None where it has a mistake."""
    reported = source.reported
    codes = tuple(
        Code(code, Text(label.zh, label.en), tuple(label.also), says=label.says, says_not=label.says_not, leaves_open=label.leaves_open)
        for code, label in one.codes.items()
    )
    word = source.spelled("codes", "取值")
    if (one.type in CODED) != bool(codes):
        type_ = source.spelled(one.type, name_of(one.type).zh)
        has = Text("没有", "have no") if codes else Text("要列出", "list their")
        source.report("codes_do_not_suit", one.at("codes") if codes else one.at("type"), f"类型为“{type_}”的信息项{has.zh}取值",
                      f"facts of the type `{type_}` {has.en} values",
                      Text("删去，或改类型", "delete it, or change the type") if codes
                      else Text(f"补上 {word}: {{…}}", f"add {word}: {{…}}"))  # fmt: skip
    _check_codes(source, one, codes)
    for code, label in one.codes.items():
        if label.leaves_open and one.type is not FactType.SET:
            source.report("leaves_open_does_not_suit", label.at("leaves_open"), f"“{code}”是单选的取值，选了它就不会有别的",
                          f"`{code}` is the only value where it is one", Text("删去这一条", "delete this entry"))  # fmt: skip
    if one.minimum is not None and one.maximum is not None and one.minimum > one.maximum:
        source.report("swapped_between", one.at("minimum"), "最小值比最大值大", "the minimum is above the maximum",
                      Text("对调两个数", "swap the two numbers"))  # fmt: skip
    if source.reported > reported:
        return None
    return Fact(
        key.text, one.type, one.label, tuple(one.also), one.question, one.read_from, one.sensitivity, one.standard,
        one.instrument, one.note, one.unit, one.minimum, one.maximum, codes, None, one.fixed, one.asked_of, one.screen, one.locates,
        says=one.says, says_not=one.says_not, no_answer=one.no_answer, span=key.span,
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


def _wrong_sources(files: Files[FactsFile], shapes: Mapping[str, FactShape]) -> frozenset[str]:
    """The facts that built-in words come from, as far as they are not there or not of the right type; they are reported."""
    wrong: set[str] = set()
    places = {name: source for source, name, _, _ in written(files, "facts")}
    for built_in in BUILT_IN.values():
        name, wanted = built_in.source, built_in.type
        source = places.get(name, files[0][0])
        shown = (source.spelled(built_in.name, built_in.label.zh), source.spelled(wanted, name_of(wanted).zh))
        declared = shapes.get(name)
        file = files[0][1]
        if name not in places and file is not None:
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


def _with_conditions(files: Files[FactsFile], shapes: Mapping[str, FactShape], lexicon: Lexicon) -> Vocabulary:
    """The facts with their `only_if`, which may not depend on another fact with one."""
    facts = dict(lexicon.facts)
    for source, name, _, shape in written(files, "facts"):
        only_if = shape.get("only_if") if isinstance(shape, FactShape) else None
        node = only_if.node if only_if else None
        condition = read_condition(source, node, replace(lexicon, within_fact=True)) if node else None
        tested = frozenset(facts_in(condition)) if condition else frozenset[str]()
        if node and any(shapes[fact].get("only_if") for fact in tested if fact in shapes):
            source.report("nested_only_if", node.span, "前提里的信息项自己不能再有前提",
                          "a fact in `only_if` cannot have an `only_if` itself",
                          Text("改用没有前提的信息项", "use facts without one"))  # fmt: skip
        if name in facts:
            facts[name] = replace(facts[name], only_if=condition)
    return facts
