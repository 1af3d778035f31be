"""The steps of stories: what comes first on the first page, what is asked, and what must never be said to somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..language.outcome import Action
from ..language.words import name_of
from .story import Said, Story, because, unmet

SCREEN = 40
"""Lines of a page that can be read at one look."""
PROMISED = frozenset({Action.CLAIM, Action.EVERYONE})
"""What a person is told that they can have."""


def first_on_page(story: Story, said: Said) -> None:
    """`那么 首先可以办的是` + table: the first lines of what can be claimed, in this order."""
    wanted = [benefit for benefit, _ in _benefits(story, said)]
    lines = story.evaluated().first_page.claims[: len(wanted)]
    holds = len(lines) == len(wanted) and all(
        one in {finding.benefit for finding in (line.finding, *line.twins)} for one, line in zip(wanted, lines, strict=True)
    )
    if not holds:
        raise unmet(
            story, f"首先可以办的是 {_listed(story, wanted)}", _listed(story, [line.finding.benefit for line in lines]) or "没有可以办的"
        )


def asked(story: Story, said: Said) -> None:
    """`那么 还要问` + table: each of these facts is among the questions of the page."""
    found = [path for one in story.evaluated().first_page.questions for path in one.paths]
    for row, label in enumerate(_column(story, said)):
        if story.path(label, row) not in found:
            raise unmet(story, f"还要问“{label}”", "要问的有 " + ("、".join(map(story.label, found)) or "无"))


def never_promised(story: Story, said: Said) -> None:
    """`那么 绝不能说可以办的` + table: the person is told of none of these that they can have it."""
    _never(story, said, PROMISED, "可以办")


def never_silent(story: Story, said: Said) -> None:
    """`那么 绝不能说没有写到的` + table: the person is told of none of these that the document does not speak of them."""
    _never(story, said, frozenset({Action.NOT_COVERED}), name_of(Action.NOT_COVERED).zh)


def on_one_screen(story: Story, _: Said) -> None:
    """`那么 一屏看得完`"""
    lines = story.evaluated().page("zh").splitlines()
    if len(lines) > SCREEN:
        raise unmet(story, f"首页不超过 {SCREEN} 行", "\n".join([f"{len(lines)} 行", *lines]))


def _never(story: Story, said: Said, forbidden: frozenset[Action], words: str) -> None:
    for benefit, row in _benefits(story, said):
        finding = story.finding(benefit)
        action = Action.NOT_COVERED if finding is None else finding.action
        if action in forbidden:
            story.place = story.place_of(row)
            raise unmet(story, f"{story.title(benefit)}绝不说“{words}”", f"“{name_of(action).zh}”\n{because(finding)}")


def _benefits(story: Story, said: Said) -> Iterator[tuple[str, int]]:
    """The benefits of a table by their full names, and their rows."""
    for row, name in enumerate(_column(story, said)):
        yield story.named(name, row), row


def _column(story: Story, said: Said) -> list[str]:
    """The cells of a table of one column."""
    if not said.table:
        raise story.mistake("下面要有一列的表格 / a table of one column must follow")
    for number, row in enumerate(said.table):
        if len(row) != 1:
            raise story.mistake("表格应是一列 / a table of one column", number)
    return [row[0].strip() for row in said.table]


def _listed(story: Story, benefits: Iterable[str]) -> str:
    return "、".join(story.book.names.short(one) for one in benefits)
