"""Parts of a file written anew: what is asked for is read back, and everything else stays byte for byte."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilao.language.condition import Span
from huilao.yaml.editing import Editor, inline, same
from huilao.yaml.nodes import Mapping, Node, Scalar, Sequence
from huilao.yaml.source import Source, parse

PLACE = Span("", 1, 1, 1, 1)


def node(text: str) -> Node:
    """What a text says."""
    found = parse("node", text).root
    assert found is not None
    return found


def edited(text: str, new: list[tuple[int | None, str]]) -> str:
    """A text whose `rows` become these."""
    source = parse("file", text)
    assert not source.problems
    editor = Editor(source)
    old = rows(source)
    editor.items(old, [(number, node(one)) for number, one in new])
    return editor.result


def rows(source: Source) -> Sequence:
    assert isinstance(source.root, Mapping)
    found = next(value for key, value in source.root.entries if key.text == "rows")
    assert isinstance(found, Sequence)
    return found


BLOCK = """\
# above
rows:
  - when: {age: {at_least: 80}}   # the eldest
    amount: 100   # since 2020
  # about the second
  - when:
      age:
        at_least: 70   # not 75
        below: 80
      poor: true
    # above the amount
    amount: 50
  - amount: 10
hits: first   # the first that holds
"""


@pytest.mark.parametrize(("new", "old_part", "new_part"), [
    pytest.param([(0, "{when: {age: {at_least: 85}}, amount: 100}"), (1, "{when: {age: {at_least: 70, below: 80}, poor: true}, amount: 50}"), (2, "{amount: 10}")],
                 "at_least: 80}}   # the", "at_least: 85}}   # the", id="one number"),
    pytest.param([(0, "{when: {age: {at_least: 80}}, amount: 100}"), (1, "{when: {age: {at_least: 70}, poor: true}, amount: 50}"), (2, "{amount: 10}")],
                 "\n        below: 80", "", id="a bound goes"),
    pytest.param([(0, "{when: {age: {at_least: 80}}, amount: 100}"), (1, "{when: {age: {at_least: 70, below: 80}}, amount: 50}"), (2, "{amount: 10}")],
                 "\n      poor: true", "", id="a condition goes"),
    pytest.param([(0, "{when: {age: {at_least: 80}, poor: false}, amount: 100}"), (1, "{when: {age: {at_least: 70, below: 80}, poor: true, alone: true}, amount: 50}"), (2, "{amount: 10}")],
                 None, None, id="conditions come"),
    pytest.param([(0, "{amount: 100}"), (1, "{amount: 50}"), (2, "{when: {poor: true}, amount: 10}")], None, None, id="whole conditions go and come"),
    pytest.param([(1, "{when: {age: {at_least: 70, below: 80}, poor: true}, amount: 50}"), (0, "{when: {age: {at_least: 80}}, amount: 100}"), (2, "{amount: 10}")], None, None, id="moved"),
    pytest.param([(0, "{when: {age: {at_least: 80}}, amount: 100}"), (2, "{amount: 10}")], None, None, id="a row goes"),
    pytest.param([(2, "{amount: 10}"), (None, "{when: {poor: true}, amount: 7}"), (0, "{when: {age: {at_least: 81}}, amount: }")], None, None, id="all at once"),
])  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_rows_become_what_is_asked_for(new: list[tuple[int | None, str]], old_part: str | None, new_part: str | None, newline: str) -> None:
    """What is read afterwards is what was asked for; where one place changes, all the rest is the same text."""
    text = BLOCK.replace("\n", newline)

    found = edited(text, new)

    after = parse("file", found)
    assert not after.problems
    assert [inline(one) for one in rows(after).items] == [inline(node(one)) for _, one in new]
    assert found.count("\n") == found.count(newline)
    if old_part is not None and new_part is not None:
        assert found == text.replace(old_part.replace("\n", newline), new_part.replace("\n", newline), 1)


def test_comments_stay_where_they_belong() -> None:
    """A row that moves takes the comment above it along, that of one that goes stays, and what is written at its end too."""
    moved = edited(
        BLOCK,
        [
            (1, "{when: {age: {at_least: 70, below: 80}, poor: true}, amount: 50}"),
            (0, "{when: {age: {at_least: 80}}, amount: 100}"),
            (2, "{amount: 10}"),
        ],
    )
    gone = edited(BLOCK, [(0, "{when: {age: {at_least: 80}}, amount: 100}"), (2, "{amount: 10}")])

    assert moved.startswith("# above\nrows:\n  # about the second\n  - when:\n")
    assert "amount: 100   # since 2020\n  - amount: 10\nhits: first   # the first that holds\n" in moved
    assert "# since 2020\n  - amount: 10\n  # about the second\nhits" in gone


def some(luck: Random, depth: int) -> str:
    """A random row's condition, on one line."""
    keys = luck.sample(["a", "b", "c", "d"], luck.randint(1, 3))
    inner = [
        some(luck, depth - 1) if depth and luck.random() < 0.5 else luck.choice(["1", "2", "[x, y]", "[z]", '"51"', "long words"])
        for _ in keys
    ]
    return f"{{{', '.join(f'{key}: {value}' for key, value in zip(keys, inner, strict=True))}}}"


def laid_out(luck: Random, found: Node, indent: int) -> str:
    """What stands behind a colon or a dash: in brackets or in lines, with comments."""
    match found:
        case Mapping(entries) if luck.random() < 0.6:
            lines: list[str] = []
            for key, value in entries:
                lines += ["# a comment"] if lines and luck.random() < 0.2 else []
                inner = laid_out(luck, value, indent + 2)
                lines.append(f"{key.text}:{inner}{luck.choice(['', '  # why']) if chr(10) not in inner else ''}")
            return "".join(f"\n{' ' * indent}{line}" for line in lines)
        case Sequence(items) if luck.random() < 0.4:
            dash = indent - luck.choice([0, 2])
            return "".join(f"\n{' ' * dash}- {inline(one)}" for one in items)
        case Mapping() | Sequence() | Scalar():
            return f" {inline(found)}"


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_random_rows_become_other_random_rows(seed: int) -> None:
    """Whatever stood there and however it was laid out, what is read afterwards is what was asked for."""
    luck = Random(seed)
    begin = [node(f"{{when: {some(luck, 2)}, x: {luck.choice(['1', '', 'y'])}, y: 2}}") for _ in range(luck.randint(1, 4))]
    flow = luck.random() < 0.2
    items = [laid_out(luck, one, 6).lstrip() for one in begin]
    body = f" [{', '.join(inline(one) for one in begin)}]\n" if flow else "\n" + "".join(f"    - {one}\n" for one in items)
    text = f"top: 1  # first\nrows:{body}" + luck.choice(["", "last: 2\n", "# the end"])
    source = parse("file", text)
    assert not source.problems, text
    assert all(map(same, rows(source).items, begin)), text
    numbers: list[int | None] = [*luck.sample(range(len(begin)), luck.randint(1, len(begin))), *[None] * luck.randint(0, 2)]
    luck.shuffle(numbers)
    new: list[tuple[int | None, Node]] = []
    for number in numbers:
        parts = [f"when: {some(luck, 2)}"] if luck.random() < 0.7 else []
        fresh = node(f"{{{', '.join([*parts, 'x: ' + luck.choice(['1', '7', '']), 'y: 2'])}}}")
        new.append((number, begin[number] if number is not None and luck.random() < 0.4 else fresh))
    editor = Editor(source)

    editor.items(rows(source), new)

    after = parse("file", editor.result)
    assert not after.problems, editor.result
    assert len(rows(after).items) == len(new), editor.result
    assert all(map(same, rows(after).items, [one for _, one in new])), f"{text}\n{editor.result}"
    if [number for number, _ in new] == list(range(len(begin))) and all(one is begin[at] for at, (_, one) in enumerate(new)):
        assert editor.result == text
