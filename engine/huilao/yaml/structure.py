"""Nodes of a file to a shape: keywords and codes of either spelling, values of the right kind, mistakes with places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from collections.abc import Mapping as Table
from collections.abc import Sequence as Words
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, NoReturn, TypeVar, Union, get_args, get_origin

from ..errors import Cure
from ..language.condition import Span
from ..language.facts import Text
from ..language.likeness import nearest
from ..language.words import COMPARISONS, ENTRIES, TRUTH_VALUES, both, is_chinese, is_disguised, meant_by, spellings
from .alignment import indented, outdented, returned
from .hints import date_hint, no_such_day, number_hint, slip
from .nodes import Mapping, Node, Scalar, Sequence, flow, is_empty, kind, quoted, shortened
from .shape import Shape, Written, entries
from .source import Source, reread

NAME = re.compile(r"[^\W_][\w\-]*")
"""What a fact, term, code or benefit may be called: letters (Chinese ones too), digits, `_` and `-`."""

_COMPARISONS = both(COMPARISONS)

LANGUAGES = {word: code for code in ("zh", "en") for word in (code, ENTRIES[code])}

MAX_LISTED = 26
"""Words that a hint lists, at most."""
MOST_ALIKE = 3
"""Words that are offered for one that is none, at most."""
MAX_COMPARED = 60
"""Characters of a word for which the nearest is looked for."""

S = TypeVar("S", bound=Shape)


class InvalidError(Exception):
    """A node that could not be read; the mistake has been reported."""


@dataclass(frozen=True, slots=True)
class Known:
    """Words by every spelling, each to its name, which is empty where what the word stands for has a mistake itself."""

    words: Table[str, str]
    complete: bool = True
    """False where words may be missing because what defines them could not be read."""


def read_shape(source: Source, shape: type[S], node: Node | None = None) -> S | None:
    """Read a node (the whole file by default) as a shape; None where it is no mapping.

    What is wrong is left out, and `whole` is false then; the rest is kept, so that one run finds the mistakes of all.
    """
    root = source.root if node is None else node
    if root is None:
        return None
    try:
        return _shape(source, shape, root, None)
    except InvalidError:
        return None


def _shape(source: Source, shape: type[S], node: Node, named: Span | None) -> S:
    """A mapping as a shape; what is missing is reported where the mapping is named."""
    reported = source.reported
    if shape.PLAIN is not None and isinstance(node, Scalar) and not node.empty:
        node = Mapping(((Scalar(shape.PLAIN, True, node.span), node),), node.span)
    if isinstance(node, Scalar) and not node.empty and "zh" in shape.model_fields:
        written = f"{{{source.spelled('zh', '中文')}: {shortened(node.text)}}}"
        expected(source, node, "名称", "a label", Text(f"写成 {written}", f"write {written}"))
    table = entries(shape)
    _in_full(source, shape, table, node)
    node = mapping(source, node)
    node = _aligned(source, shape, table, node)
    required = [name for name, field in shape.model_fields.items() if field.is_required()]
    for key, _ in node.entries:
        if key.text in shape.REFUSED:
            source.report("not_here", key.span, f"“{key.text}”不能写在这里", f"`{key.text}` cannot stand here", shape.REFUSED[key.text])
    strange = _of_an_entry(source, shape, table, node)
    node = Mapping(tuple((key, value) for key, value in node.entries if key.text not in shape.REFUSED and key not in strange), node.span)
    known = [key for key, _ in node.entries if key.text in table]
    with source.speaking(*known):
        places = assign(source, node, table, required, named)
    values: dict[str, Any] = {}
    for name, (key, value) in places.items():
        field = shape.model_fields[name]
        if isinstance(value, Scalar) and value.empty and not field.is_required():
            continue
        try:
            with source.speaking(key):
                values[field.alias or name] = _value(source, field.annotation, value, key.span)
        except InvalidError:
            continue
    whole = source.reported == reported and places.keys() >= set(required)
    made = shape.model_validate(values) if whole else shape.model_construct(**values)
    made._node, made._places, made._whole = node, places, whole  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return made


def _in_full(source: Source, shape: type[Shape], table: Table[str, str], node: Node) -> None:
    """Refuse what stands in short instead of the entries, where it can be said how it is written in full."""
    node = reread(source, node)
    if shape.FULL is None or is_empty(node):
        return
    if isinstance(node, Mapping):
        known = {*table, *shape.REFUSED}
        if not node.entries or any(key.text in known or near(key.text, table) for key, _ in node.entries):
            return
    hint = shape.FULL(node, chinese=source.chinese)
    if hint is None:
        return
    if not isinstance(node, Mapping):
        expected(source, node, "一组“名称: 内容”", "a mapping `name: content`", hint)
    required = [name for name, field in shape.model_fields.items() if field.is_required()]
    words = [_spelled(source, table, name) for name in required]
    source.report("not_in_full", node.span, f"没有写全，里面先写{'、'.join(f'“{word}”' for word in words)}",
                  f"this is not written in full: {', '.join(f'`{word}`' for word in words)} stand in it", hint)  # fmt: skip
    raise InvalidError


def mapping(source: Source, node: Node) -> Mapping:
    """The node, which must be a mapping."""
    node = reread(source, node)
    if not isinstance(node, Mapping):
        hint = Text("去掉每项前的“- ”，写成“名称: 内容”", "write `name: content` without `- `") if isinstance(node, Sequence) else None
        expected(source, node, "一组“名称: 内容”", "a mapping `name: content`", hint)
    return node


def _aligned(source: Source, shape: type[Shape], table: Table[str, str], node: Mapping) -> Mapping:
    """The mapping with entries that stand too far to the left or right brought back."""
    lost = {name for name, field in shape.model_fields.items() if field.is_required()} - {table.get(key.text) for key, _ in node.entries}

    def stray(outer: Scalar, inner: Scalar) -> bool:
        return table.get(inner.text) in lost and outer.text in table and inner.text not in _words_inside(shape, table[outer.text])

    if len(shape.model_fields) == 1 and any(key.text in table for key, _ in node.entries):
        return returned(source, node, lambda key, _: key.text not in table)
    return outdented(source, indented(source, node, table), stray)


def _of_an_entry(source: Source, shape: type[Shape], table: Table[str, str], node: Mapping) -> Collection[Scalar]:
    """Report what belongs into one of the entries: a word of it, or a condition."""
    strange: list[Scalar] = []
    unknown = [(key, value) for key, value in node.entries if key.text not in table and key.text not in shape.REFUSED]
    for key, value in unknown:
        homes = [
            name
            for name in shape.model_fields
            if key.text in _words_inside(shape, name) and _unwrapped(shape.model_fields[name].annotation) is not Text
        ]
        if not homes and len(unknown) == 1 and "when" in shape.model_fields and _is_test(value):
            homes = ["when"]
        if len(homes) == 1:
            word = _spelled(source, table, homes[0])
            written = f"{word}: {{{key.text}: {shortened(flow(value))}}}"
            there = any(table.get(one.text) == homes[0] for one, _ in node.entries)
            source.report("not_here", key.span, f"“{key.text}”要写在“{word}”里", f"`{key.text}` stands in `{word}`",
                          Text(f"移到“{word}”里", f"move it into `{word}`") if there else Text(f"写成 {written}", f"write {written}"))  # fmt: skip
            strange.append(key)
    return strange


def _is_test(node: Node) -> bool:
    """Whether this is asked of a fact: yes or no, or comparisons."""
    if isinstance(node, Scalar):
        return node.plain and node.text in ("是", "否", "true", "false")
    return isinstance(node, Mapping) and any(key.text in _COMPARISONS for key, _ in node.entries)


def _words_inside(shape: type[Shape], name: str) -> Collection[str]:
    """The keywords that the content of an entry can begin with."""
    wanted = _unwrapped(shape.model_fields[name].annotation)
    if wanted is Text:
        return LANGUAGES
    return entries(wanted) if isinstance(wanted, type) and issubclass(wanted, Shape) else ()


def assign(
    source: Source, node: Mapping, table: Table[str, str], required: Words[str], named: Span | None, zh: str = "不认识的项目",
    en: str = "unknown entry",
) -> dict[str, tuple[Scalar, Node]]:  # fmt: skip
    """The entries by name, after reporting those that are unknown, stand twice or are missing.

    What is missing is reported where the mapping is named, or else at its beginning.
    """
    places: dict[str, tuple[Scalar, Node]] = {}
    unknown: list[Scalar] = []
    cut = cut_numbers(source, node)
    for key, value in node.entries:
        name = table.get(key.text)
        if key in cut:
            continue
        if name is None:
            unknown.append(key)
        elif name in places:
            source.report("duplicate_key", key.span, f"“{key.text}”和“{places[name][0].text}”是同一项，只能写一次",
                          f"`{key.text}` and `{places[name][0].text}` are the same entry", Text("删去一处", "delete one"))  # fmt: skip
        else:
            places[name] = (key, value)
    missing = {name: _spelled(source, table, name) for name in required if name not in places}
    if len(missing) == 1 and len(unknown) > 1:  # a line was left out above them
        word = next(iter(missing.values()))
        source.report("missing_entry", unknown[0].span, f"缺少“{word}”，“{unknown[0].text}”等 {len(unknown)} 项没有归属",
                      f"lacks `{word}`; `{unknown[0].text}` and what stands beside it belong to nothing",
                      Text(f"补上一行 {word}:，把这些内容缩进到它下面", f"add a line `{word}:` and indent these below it"))  # fmt: skip
        return places
    for key in unknown:
        meant = report_unknown(source, key, table, zh, en, likely=list(missing.values()))
        missing.pop(table.get(meant or "", ""), None)
    if missing and source.doubtful.isdisjoint(range(node.span.line, node.span.end_line + 1)):
        at = named or (node.entries[0][0].span if node.entries else node.span)
        zh, en = "、".join(f"“{word}”" for word in missing.values()), ", ".join(f"`{word}`" for word in missing.values())
        lines = [f"{word}: …" for word in missing.values()]
        source.report("missing_entry", at, f"缺少{zh}", f"lacks {en}", Text(f"补上 {'；'.join(lines)}", f"add {'; '.join(lines)}"))
    return places


def cut_numbers(source: Source, node: Mapping) -> list[Scalar]:
    """The keys that are the rest of a number with a comma in it, such as `1,450` in braces; they are reported."""
    cut: list[Scalar] = []
    number: Scalar | None = None
    digits = ""
    for key, value in node.entries:
        rest = re.fullmatch(r"(\d{3}(?:\.\d+)?) *(?:元|万元|人|%)?", key.text)
        if number is not None and rest is not None and is_empty(value):
            digits += rest[1]
            cut.append(key)
            source.report("comma_in_number", key.span, f"数里的逗号把它分成了两截：“{number.text},{key.text}”", f"the comma cuts the number in two: `{number.text},{key.text}`",
                          Text(f"写成 {digits}，不写逗号和单位", f"write {digits}, without comma and unit"))  # fmt: skip
            continue
        plain = isinstance(value, Scalar) and value.plain and re.fullmatch(r"[1-9]\d{0,2}", value.text) is not None
        number = value if plain and isinstance(value, Scalar) else None
        digits = number.text if number else ""
    return cut


def _spelled(source: Source, table: Table[str, str], name: str, *, chinese: bool = False) -> str:
    """A name of a table in the spelling of the file (or in Chinese): tables give the code first and the Chinese word after it."""
    code, zh, *_ = [*(word for word, one in table.items() if one == name), name]
    return zh if chinese else source.spelled(code, zh)


def _unwrapped(wanted: Any) -> Any:
    """A type without `Annotated` and `None`."""
    if get_origin(wanted) is Annotated:
        return _unwrapped(get_args(wanted)[0])
    if get_origin(wanted) in (Union, UnionType):
        return _unwrapped(next(arg for arg in get_args(wanted) if arg is not NoneType))
    return wanted


def _value(source: Source, annotation: Any, node: Node, named: Span | None) -> Any:
    """Read a node as a value of a type of the shapes."""
    wanted = _unwrapped(annotation)
    if get_origin(wanted) is list:
        return _list(source, get_args(wanted)[0], node)
    if get_origin(wanted) is dict:
        return _named(source, get_args(wanted)[1], node)
    if wanted is Written:
        return Written(node)
    if wanted is Text:
        return _text(source, node, named)
    if issubclass(wanted, Shape):
        return _shape(source, wanted, node, named)
    return _scalar(source, wanted, node)


def _scalar(source: Source, wanted: type, node: Node) -> Any:
    if wanted is date:
        return read_date(source, node)
    if wanted is Decimal:
        return read_number(source, node)
    if not isinstance(node, Scalar) or node.empty:
        expected(source, node, *(("一个词", "a word") if issubclass(wanted, StrEnum) else ("一段文字", "a text")))
    if issubclass(wanted, StrEnum):
        table = spellings(wanted)
        if node.text not in table:
            likely = meant_by(node.text, wanted)
            report_unknown(source, node, table, "不认识的取值", "unknown value", likely=() if likely is None else (likely,))
            raise InvalidError
        return wanted(table[node.text])
    if wanted is str:
        check_text(source, node)
    if wanted is bool:
        if node.text not in TRUTH_VALUES:
            expected(source, node, "“是”或“否”", "true or false")
        return TRUTH_VALUES[node.text]
    if wanted is int:
        if not re.fullmatch(r"[1-9][0-9]{0,3}", node.text):
            expected(source, node, "一个正整数", "a whole number above zero", number_hint(node.text))
        return int(node.text)
    return node.text


def _text(source: Source, node: Node, named: Span | None) -> Text:
    """`{zh: …, en: …}`, or a Chinese text."""
    if isinstance(node, Scalar) and not node.empty:
        check_text(source, node)
        return Text(node.text)
    if not isinstance(node, Mapping):
        example = source.spelled("{zh: …, en: …}", "{中文: …, 英文: …}")
        texts = [one.text for one in node.items if isinstance(one, Scalar)] if isinstance(node, Sequence) else []
        two = len(texts) == 2 and is_chinese(texts[0]) and not is_chinese(texts[1])
        joined = (
            source.spelled(f"{{zh: {texts[0]}, en: {texts[1]}}}", f"{{中文: {texts[0]}, 英文: {texts[1]}}}") if two else "、".join(texts)
        )
        expected(
            source, node, f"一段文字，或 {example}", f"a text, or {example}", Text(f"写成 {joined}", f"write {joined}") if texts else None
        )
    found = {
        name: _scalar(source, str, value)
        for name, (_, value) in assign(source, node, LANGUAGES, ["zh"], named, "不认识的语言", "unknown language").items()
    }
    if "zh" not in found:
        raise InvalidError
    return Text(found["zh"], found.get("en"))


def _list(source: Source, item: Any, node: Node) -> list[Any]:
    """The items of a list; a single text may stand without one."""
    if isinstance(node, Scalar) and item is str:
        return [_value(source, item, node, None)]
    if not isinstance(node, Sequence):
        what = Text("一段文字或一个列表", "a text or a list") if item is str else Text("一个列表", "a list")
        written = f"[{shortened(flow(node))}]"
        short = node.span.line == node.span.end_line and (item is not str if isinstance(node, Mapping) else item in (str, Text, Written))
        hint = Text(f"写成 {written}", f"write {written}") if short else Text("每项前加“- ”", "put `- ` before each item")
        expected(source, node, what.zh, what.of("en"), None if is_empty(node) else hint)
    result: list[Any] = []
    for one in node.items:
        try:
            result.append(_value(source, item, one, None))
        except InvalidError:
            continue
    return result


def _named(source: Source, item: Any, node: Node) -> dict[str, Any]:
    """Things by their names."""
    node = mapping(source, node)
    wanted = _unwrapped(item)
    if isinstance(wanted, type) and issubclass(wanted, Shape):
        keywords = entries(wanted)
        node = returned(source, node, lambda key, value: key.text in keywords and not _has(value, keywords))
    result: dict[str, Any] = {}
    for key, value in node.entries:
        check_name(source, key)
        try:
            result[key.text] = _value(source, item, value, key.span)
        except InvalidError:
            continue
    return result


def _has(node: Node, keywords: Collection[str]) -> bool:
    return isinstance(node, Mapping) and any(key.text in keywords for key, _ in node.entries)


def check_text(source: Source, node: Scalar) -> None:
    """Refuse a text with characters that nobody can see: controls and marks of format, also written as escapes."""
    hidden = next((char for char in node.text if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in "\n\t"), None)
    if hidden is not None:
        source.report("invisible_character", node.span, f"文字里有看不见的字符 U+{ord(hidden):04X}", f"there is an invisible character U+{ord(hidden):04X} in this text",
                      Text("删去后重新输入", "delete it and type it anew"))  # fmt: skip
        raise InvalidError
    disguised = next((word for word in re.findall(r"\w+", node.text) if is_disguised(word)), None)
    if disguised is not None:
        source.report("strange_letter", node.span, f"“{shortened(disguised)}”里混有看起来一样的别种字母（西里尔或希腊字母）",
                      f"`{shortened(disguised)}` mixes Latin letters with Cyrillic or Greek ones that look the same",
                      Text("用 a–z 重新输入这个词", "type the word anew with a-z"))  # fmt: skip
        raise InvalidError


def _of_another_script(name: str) -> str | None:
    """A letter or digit that only looks like one that names are made of."""
    return next((char for char in name if char.isalnum() and not unicodedata.name(char, "").startswith(_LETTERS)), None)


_LETTERS = ("LATIN ", "CJK ", "DIGIT ", "IDEOGRAPHIC ")
"""How Unicode calls the letters and digits of names."""


def check_name(source: Source, node: Scalar) -> None:
    """Report a name that cannot be one."""
    strange = _of_another_script(node.text)
    if strange is not None and NAME.fullmatch(node.text):
        called = unicodedata.name(strange, f"U+{ord(strange):04X}").lower()
        source.report("strange_letter", node.span, f"{quoted(node.text)}里的“{strange}”不是汉字、拉丁字母或数字（{called}）",
                      f"`{strange}` in `{shortened(node.text)}` is no Chinese character, Latin letter or digit ({called})",
                      Text("用汉字、a–z 或 0–9 重新输入", "type it anew with Chinese characters, a-z or 0-9"))  # fmt: skip
        return
    if not NAME.fullmatch(node.text):
        allowed = re.sub(r"[^\w-]+", "-", node.text).strip("-_")
        example = (f"，例如 {shortened(allowed)}", f", such as {shortened(allowed)}") if allowed else ("", "")
        source.report("bad_name", node.span, f"{quoted(node.text)}不能作名称", f"`{shortened(node.text)}` cannot be a name",
                      Text(f"名称只用汉字、字母、数字、- 和 _{example[0]}",
                           f"names are of letters, digits, - and _{example[1]}"))  # fmt: skip


def read_date(source: Source, node: Node) -> date:
    """A date as written, `2025-01-31`. Raises InvalidError after reporting one that is not."""
    if not isinstance(node, Scalar) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.text):
        hint = date_hint(node.text) if isinstance(node, Scalar) else None
        expected(source, node, "日期（例如 2025-01-31）", "a date such as 2025-01-31", hint)
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        source.report("impossible_date", node.span, f"没有这一天：{node.text}", f"there is no such day: {node.text}",
                      no_such_day(int(node.text[:4]), int(node.text[5:7])))  # fmt: skip
        raise InvalidError from None


def read_number(source: Source, node: Node, hint: Text | None = None) -> Decimal:
    """A number as written. Raises InvalidError after reporting one that is not."""
    if not isinstance(node, Scalar) or not re.fullmatch(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", node.text):
        hint = hint or (number_hint(node.text) if isinstance(node, Scalar) else None)
        expected(source, node, "一个数", "a number", hint)
    return Decimal(node.text)


def expected(source: Source, node: Node, zh: str, en: str, hint: Text | None = None) -> NoReturn:
    """Report that something else was to stand here, and stop."""
    found = kind(node)
    if isinstance(node, Scalar) and node.empty:
        source.report("wrong_kind", node.span, f"这里没有写内容，应是{zh}", f"nothing is written here, expected {en}", hint)
        raise InvalidError
    if hint is None and isinstance(node, Scalar):
        hint = slip(node.text)
    if hint is None and isinstance(node, Sequence) and len(node.items) == 1:
        hint = Text("去掉方括号或“- ”", "delete the brackets or `- `")
    source.report("wrong_kind", node.span, f"这里应是{zh}，写的是{found.zh}", f"expected {en}, found {found.en}", hint)
    raise InvalidError


def report_unknown(
    source: Source, node: Scalar, allowed: Table[str, str], zh: str, en: str, code: str = "unknown_word", *,
    likely: Words[str] = (), otherwise: Text | None = None,
) -> str | None:  # fmt: skip
    """Report a word that cannot stand here, and return the one that was probably meant.

    `likely` are words that are missing here: where there is but one, it is taken to be meant. The hint is the nearest word, or
    `otherwise`, or all words where they are few.
    """
    if source.full:
        return None
    text = node.text
    begin = re.match(r"-?([\w-]*)", text.strip())
    brackets = re.search("[（）()]", text) is not None
    close = (
        [begin[1]]
        if begin and begin[1] in allowed and not brackets
        else near(text, allowed, proper=code == "unknown_place") or (likely if len(likely) == 1 else ())
    )
    meant = close[0] if close else None
    hint = slip(text)
    bare = re.sub("[（(].*?[）)]|[（）()]", "", text).strip()
    if brackets and bare in allowed:
        hint = Text(
            f"名称里不写括号；只是“{bare}”的写成 {bare}，括号里另有限定的另写一项",
            f"no brackets in a name: write `{bare}` where that is all, and what they narrow down as an entry of its own",
        )
    if hint is None and close:
        hint = did_you_mean(close)
    names = [name for name in dict.fromkeys(allowed.values()) if name]
    if hint is None and otherwise is None and names and len(names) <= MAX_LISTED:
        shown = [_spelled(source, allowed, name, chinese=is_chinese(text)) for name in names]
        hint = Text(f"可写：{'、'.join(shown)}", f"allowed: {', '.join(shown)}")
    source.report(code, node.span, f"{zh}{quoted(text)}", f"{en} `{shortened(text)}`", hint or otherwise)
    return meant


def did_you_mean(words: Words[str]) -> Text:
    """The question whether one of these words was meant."""
    said = Text(f"是否{'或'.join(f'“{word}”' for word in words)}？", f"did you mean {' or '.join(f'`{word}`' for word in words)}?")
    return Cure(said.zh, said.en, put=Text(words[0])) if len(words) == 1 else said


def near(text: str, allowed: Table[str, str], *, proper: bool = False) -> Words[str]:
    """The words most like a text: several where they are equally so. A cure keeps the meaning, so that of Chinese words those
    are left out that mean something else; `proper` names mean nothing.
    """
    if len(text) > MAX_COMPARED:
        return ()
    if is_chinese(text) and not proper:
        longer = {name: word for word, name in allowed.items() if len(text) > 1 and text in word and text != word}
        if longer:  # which of them is meant is asked: 家庭 may be 老年人家庭, 家庭照护者 or 家庭成员
            return tuple(longer.values()) if len(longer) <= MOST_ALIKE else ()
        allowed = {word: name for word, name in allowed.items() if not _another(text, word)}
    best = nearest(text, allowed)
    if best is None:
        return ()
    likeness = {word: SequenceMatcher(None, word, text).ratio() for word in allowed}
    alike = {allowed[word]: word for word in (best, *allowed) if likeness[word] >= likeness[best]}
    return sorted(alike.values(), key=lambda word: word != best)[:MOST_ALIKE]


def _another(text: str, word: str) -> bool:
    """Whether a Chinese text is no slip of a word: 人均月收入 and 年收入 are no 月收入, and 金额 is no 名额.

    What narrows a word down stands before it, and a slip is seldom in the first character.
    """
    return is_chinese(word) and (word in text or word[0] != text[0])


def look_up(source: Source, node: Node, known: Known, zh: str, en: str, code: str) -> str:
    """The name that a word stands for. Raises InvalidError where it stands for none or for what could not be read."""
    if not isinstance(node, Scalar):
        expected(source, node, "一个词", "a word")
    if node.text not in known.words and known.complete:
        report_unknown(source, node, known.words, zh, en, code)
    if not known.words.get(node.text):
        raise InvalidError
    return known.words[node.text]
