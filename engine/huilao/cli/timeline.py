"""The command `timeline`: what changes for one person, on what day and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ..answers.finding import Flag
from ..answers.page import DOCUMENT_FLAGS
from ..language.outcome import Action
from ..render.finding import amount_in_words, force_in_words
from ..render.page import source
from ..render.page_words import PAGE_WORDS
from ..render.particulars import chosen
from ..render.timeline import besides
from ..render.values import WORDINGS
from ..review.ahead import near
from .common import AsOf, Format, Lang, Language, Output, Profile, Rules, day, full_names, load, print_json, read_profile, say
from .persons import of_person

if TYPE_CHECKING:
    from ..answers.timeline import Change, Timeline
    from ..rulebook import Rulebook


def timeline(
    profile: Profile,
    years: Annotated[int, typer.Option("--years", min=1, max=50, help="看多少年 / how many years to look ahead")] = 5,
    rules: Rules = None, lang: Lang = Language.ZH, as_of: AsOf = None, output: Output = Format.TEXT,
    benefit: Annotated[list[str] | None, typer.Option("--benefit", help="只看这些待遇 / only these benefits", show_default=False)] = None,
) -> None:  # fmt: skip
    """今后若干年里哪一天会有什么变化、为什么 / What changes within some years, on what day and why."""
    book, on = load(rules, lang), day(as_of, lang)
    raw = read_profile(profile, lang)
    found = of_person(lambda: book.timeline(raw, on, years, full_names(book, benefit)), lang)
    if output is Format.JSON:
        print_json(found.data())
    else:
        _print(found if benefit else near(found, book, book.person(raw, on)), book, lang)


def _print(found: Timeline, book: Rulebook, lang: Language) -> None:
    """A branch for each day: why, what can be had from then on, what is open and what cannot be had any more; then the documents
    with what is to be known of each.
    """
    import rich  # it takes longer to import than most commands take to run
    from rich.text import Text
    from rich.tree import Tree

    tree = Tree(Text(say(lang, f"{found.as_of} 至 {found.until}，其他情况不变", f"{found.as_of} to {found.until}, all else unchanged")))
    for on in sorted({one.day for one in (*found.changes, *found.notices)}):
        changes = [one for one in found.changes if one.day == on]
        why = say(lang, "；", "; ").join(dict.fromkeys(why for one in changes if (why := one.because(lang.value))))
        branch = tree.add(Text(f"{on} {why}".rstrip(), style="bold"))
        for notice in found.notices:
            if notice.day == on:
                branch.add(Text(notice.explain(lang.value)))
        for title, group in _groups(changes, lang):
            listed = branch.add(Text(say(lang, f"{title}（{len(group)}）", f"{title} ({len(group)})")))
            for one in group:
                force, pays = _force(one, book, lang), _pays(one, book, lang)
                name = say(lang, f"{one.after.name.zh}（{force}）", f"{one.after.name.of('en')} ({force})")
                row = listed.add(Text(f"{name}{pays} [{one.benefit}]"))
                for sentence in besides(one, book.voice.speaker(one.after.provision.ruleset, lang.value)):
                    row.add(Text(sentence))
    if not tree.children:
        tree.add(Text(say(lang, "没有变化", "nothing changes")))
    rich.print(tree)
    for document, flags in found.documents:
        rich.print(Text(source(document, flags, lang.value)))


def _force(change: Change, book: Rulebook, lang: Language) -> str:
    """How sure it is, and what is to be known of its document."""
    marks = PAGE_WORDS[lang.value].marks
    flags = [marks[flag] for flag in change.after.flags if flag in DOCUMENT_FLAGS and flag is not Flag.DRAFT]  # a draft says so itself
    return say(lang, "；", "; ").join(
        [force_in_words(change.after, book.voice.speaker(change.after.provision.ruleset, lang.value)), *flags]
    )


def _pays(change: Change, book: Rulebook, lang: Language) -> str:
    """What is paid from the day on, and of a change of that alone what was paid before."""
    speaker = book.voice.speaker(change.after.provision.ruleset, lang.value)
    was, now = (None if one.amount is None else amount_in_words(one.amount, speaker) for one in (change.before, change.after))
    if change.of_standing:
        standing = change.after.standing
        alone = say(lang, "不再与别的待遇择一", "in no choice with others any more")
        return say(lang, "：", ": ") + (alone if standing is None else chosen(change.benefit, standing, speaker))
    if not change.of_amount:
        return "" if now is None else say(lang, f"：{now}", f": {now}")
    was, now = was or say(lang, "没有金额", "no amount"), now or say(lang, "没有金额", "no amount")
    comma = "，" if change.before.amount is not None and not change.before.amount.settled else ""
    return say(lang, f"：从{was}{comma}到{now}", f": from {was} to {now}")


def _groups(changes: Sequence[Change], lang: Language) -> Iterable[tuple[str, Sequence[Change]]]:
    """The changes of a day by what is to be done then, those that there are."""
    turned = [one for one in changes if not one.of_amount]
    actions = WORDINGS[lang.value].actions
    groups = (
        (say(lang, "金额改变", "another amount"), [one for one in changes if one.of_amount and not one.of_standing]),
        (say(lang, "几项只发一项的，有变化", "which of several is paid"), [one for one in changes if one.of_standing]),
        *((actions[action], [one for one in turned if one.after.action is action]) for action in Action),
    )
    return [(title, group) for title, group in groups if group]
