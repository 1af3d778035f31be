"""The steps that policy staff write scenarios with, and what each does."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from ..answers.finding import Amount, Finding, Flag
from ..language.interval import Interval
from ..language.likeness import nearest
from ..language.outcome import Action, Outcome
from ..language.words import name_of
from .cells import listed
from .money import Money, money_of
from .page_steps import asked, first_on_page, never_promised, never_silent, on_one_screen
from .story import Act, Keyword, Said, Story, because, unmet

FLAGS = {"规划期已结束": Flag.PLANNING_PERIOD_ENDED, "规划期尚未开始": Flag.BEFORE_PLANNING_PERIOD, "征求意见稿": Flag.DRAFT,
         "已由当地规定取代": Flag.REPLACED, "已废止": Flag.REPEALED, "分档有空缺": Flag.GAP, "分档重叠": Flag.OVERLAP}  # fmt: skip
NO_MONEY = "无"


def person(story: Story, said: Said) -> None:
    """`假如 一位老人` + table, or `假如 一位老人，一切不详`."""
    if said.table is None and not said.has("nothing"):
        raise story.mistake("下面要有表格，或写“…，一切不详” / a table must follow")
    story.profile = story.read_table(said.table) if said.table else {}


def cared_elder(story: Story, said: Said) -> None:
    """`并且 其照护的老人` + table."""
    story.profile["cared_elder"] = story.read_table(said.table or (), "cared_elder")


def more_facts(story: Story, said: Said) -> None:
    """`并且 此人` + table: further facts about the same person."""
    story.profile |= story.read_table(said.table or ())


def evaluate(story: Story, said: Said) -> None:
    """`当 在 2025-03-01 核定`"""
    story.as_of = story.day(said["day"])
    story.person(story.as_of)
    story.evaluation = story.book.evaluate(story.profile, story.as_of)
    story.benefit = None


def action_is(story: Story, said: Said) -> None:
    """`那么 "冕宁：老年人高龄津贴" 可以办`, and likewise the other actions; whom a document does not concern, it does not mention."""
    wanted, finding = story.action(said["action"]), story.about(said["benefit"])
    action = Action.NOT_COVERED if finding is None else finding.action
    if action is not wanted:
        raise unmet(story, f"{said['benefit']} {name_of(wanted).zh}", f"{name_of(action).zh}\n{because(finding)}")


def outcome_is(story: Story, said: Said) -> None:
    """`那么 "…" 的结论是 符合`"""
    wanted, finding = story.outcome(said["outcome"]), story.about(said["benefit"])
    if finding is None or finding.outcome is not wanted:
        found = "没有结论" if finding is None else name_of(finding.outcome).zh
        raise unmet(story, f"{said['benefit']} {name_of(wanted).zh}", f"{found}\n{because(finding)}")


def complete_list(story: Story, said: Said) -> None:
    """`那么 可以享受的有` + table: all benefits with this outcome, and no others; a second column may name them."""
    wanted = {story.named(row[0], number) for number, row in enumerate(said.table or ())}
    outcome = {"可以享受": Outcome.ELIGIBLE, "待定": Outcome.UNDETERMINED, "不能享受": Outcome.NOT_ELIGIBLE}[said["what"]]
    found = {one.benefit for one in story.evaluated().of(outcome)}
    if wanted != found:
        more, fewer = ("、".join(map(story.title, sorted(one))) or "无" for one in (wanted - found, found - wanted))
        raise unmet(story, f"{said['what']}的只有表中这些", f"多写了 {more}；少写了 {fewer}")


def no_finding(story: Story, said: Said) -> None:
    """`那么 没有 "…" 的结论`"""
    finding = story.about(said["benefit"])
    if finding is not None:
        raise unmet(story, f"{said['benefit']}没有结论", f"{name_of(finding.outcome).zh}\n{because(finding)}")


def missing(story: Story, said: Said) -> None:
    """`并且 缺少 …`, `并且 只缺少 …`: what is still to be asked."""
    finding = story.last()
    found = set(finding.asks)
    wanted = {story.path(label) for label in listed(said["labels"])}
    if not (wanted == found if said.has("only") else wanted <= found):
        said_now = "、".join(story.label(path) for path in finding.asks) or "不缺"
        raise unmet(story, f"{said['only']}缺少 {said['labels']}", f"{said_now}\n{because(finding)}")


def reason_mentions(story: Story, said: Said) -> None:
    """`并且 理由提到 …`"""
    text = story.last().explain("zh")
    absent = [one for one in listed(said["words"]) if one.strip('"“”') not in text]
    if absent:
        raise unmet(story, f"理由提到 {'、'.join(absent)}", text)


def flagged(story: Story, said: Said) -> None:
    """`并且 标注 …`, `并且 没有标注 …`"""
    flag = said["flag"]
    if flag not in FLAGS:
        raise story.mistake(f"没有标注“{flag}”，可写：{'、'.join(FLAGS)} / there is no such flag")
    flags = story.last().flags
    if (FLAGS[flag] in flags) == said.has("absent"):
        names = "、".join(name for name, one in FLAGS.items() if one in flags)
        raise unmet(story, f"{said['absent']}标注 {flag}", f"标注 {names or '无'}")


def received(story: Story, said: Said) -> None:
    """`并且 标明已在享受`, `并且 没有标明已在享受`"""
    finding = story.last()
    if finding.received == said.has("absent"):
        raise unmet(story, f"{said['absent']}标明已在享受", f"{'标明' if finding.received else '没有标明'}\n{because(finding)}")


def robust(story: Story, _: Said) -> None:
    """`并且 任何理解下结论相同`"""
    finding = story.last()
    if not finding.robust:
        raise unmet(story, "任何理解下结论相同", f"取决于{_read(story, finding)}\n{because(finding)}")


def depends(story: Story, said: Said) -> None:
    """`并且 结论取决于条文的理解`, `并且 结论取决于对“失能”的理解`"""
    finding = story.last()
    labels = _labels(story, finding)
    what = said["what"]
    if what not in labels.values():
        close = nearest(what, labels.values())
        raise story.mistake(f"没有术语“{what}”" + (f"，是否“{close}”？" if close else "") + " / there is no such term")
    found = {labels[choice.term] for one in finding.depends_on_reading for choice in one.choices}
    if what not in found:
        raise unmet(story, f"结论取决于“{what}”的理解", f"取决于{_read(story, finding)}\n{because(finding)}")


def _labels(story: Story, finding: Finding) -> dict[str | None, str]:
    """What people call the words that may be read in several ways, and (None) the sentence itself."""
    terms = story.book.rules.rulesets[finding.provision.ruleset].terms
    return {None: "条文", **{term.name: term.label.zh for term in terms.values()}}


def _read(story: Story, finding: Finding) -> str:
    """The words on whose reading a finding depends."""
    labels = _labels(story, finding)
    words = dict.fromkeys(labels[choice.term] for one in finding.depends_on_reading for choice in one.choices)
    return "、".join(f"“{word}”" for word in words) + "的理解" if words else "无：任何理解下结论相同"


def level_is(story: Story, said: Said) -> None:
    """`并且 分档的 起付线 为 550`"""
    finding = story.last()
    levels = story.book.benefits[finding.benefit].levels
    if levels is None:
        raise story.mistake("这项待遇没有分档 / this benefit has no levels")
    names = {spelling: one.name for one in levels.columns for spelling in (one.name, one.label.zh)}
    column = names.get(said["column"])
    if column is None:
        raise story.mistake(
            f"没有“{said['column']}”这一列，可写：{'、'.join(one.label.zh for one in levels.columns)} / there is no such column"
        )
    found = finding.levels
    cell = found.rows[0][column] if found is not None and found.settled else None
    if cell is None or not _says(said["cell"], cell):
        raise unmet(
            story, f"分档的 {said['column']} 为 {said['cell']}", f"{'不止一档，或没有' if cell is None else cell}\n{because(finding)}"
        )


def _says(text: str, cell: Decimal | Interval | str) -> bool:
    """Whether a text says what is in a cell."""
    if isinstance(cell, str):
        return text == cell
    known = cell if isinstance(cell, Decimal) else cell.low if cell.settled else None
    try:
        return Decimal(text.rstrip("元%").replace(",", "")) == known
    except InvalidOperation:
        return False


def amount_is(story: Story, said: Said) -> None:
    """`那么 "…" 的金额是每月 600 元`, `那么 "…" 的金额是每月 0 至 600 元`, `那么 "…" 的金额是无`"""
    finding = story.about(said["benefit"])
    amount = None if finding is None else finding.amount
    wanted = None if said["amount"] == NO_MONEY else _money(story, said["amount"])
    found = None if amount is None else _paid(amount)
    if found != wanted:
        raise unmet(story, f"{said['benefit']}的金额是{wanted or NO_MONEY}", f"{found or NO_MONEY}\n{because(finding)}")


def total_is(story: Story, said: Said) -> None:
    """`那么 每月合计 600 元`, `那么 每月合计 0 至 600 元`"""
    wanted = _money(story, f"{said['per']}{said['amount']}")
    total = story.evaluated().totals.get(wanted.per)
    found = Money(wanted.per, Decimal(0), Decimal(0)) if total is None else Money(wanted.per, total.at_least, total.at_most)
    if found != wanted:
        raise unmet(story, f"合计{wanted}", f"合计{found}")


def _money(story: Story, text: str) -> Money:
    found = money_of(text)
    if found is None:
        raise story.mistake(f"“{text}”不是金额，应写成 每月 600 元、每月 0 至 600 元 或 每月 600 元以上 / not an amount")
    return found


def _paid(amount: Amount) -> Money:
    return Money(amount.per, amount.at_least or Decimal(0), amount.at_most)


_BENEFIT = '["“](?P<benefit>.+)["”]'

STEPS: Sequence[tuple[Keyword, str, Act]] = (
    ("given", "一位(?P<who>老人|照护者|子女|居民)(?P<nothing>，一切不详)?$", person),
    ("given", "(其|所)(照护|赡养)的老人$", cared_elder),
    ("given", "此人$", more_facts),
    ("when", r"在 ?(?P<day>\S+) ?核定$", evaluate),
    ("then", rf"{_BENEFIT} ?的结论是 ?(?P<outcome>\S+)$", outcome_is),
    ("then", "(?P<what>可以享受|待定|不能享受)的有$", complete_list),
    ("then", f"没有 ?{_BENEFIT} ?的结论$", no_finding),
    ("then", "(?P<only>只)?缺少 ?(?P<labels>.+)$", missing),
    ("then", "理由提到 ?(?P<words>.+)$", reason_mentions),
    ("then", "(?P<absent>没有)?标注 ?(?P<flag>.+)$", flagged),
    ("then", "(?P<absent>没有)?标明已在享受$", received),
    ("then", "任何理解下结论相同$", robust),
    ("then", "结论取决于(对 ?)?“?(?P<what>[^”]+?)”?的理解$", depends),
    ("then", f"{_BENEFIT} ?的金额是 ?(?P<amount>.+)$", amount_is),
    ("then", r"(?P<per>每\S{1,3}?)合计 ?(?P<amount>.+)$", total_is),
    ("then", r"分档的 ?(?P<column>\S+?) ?为 ?(?P<cell>\S+)$", level_is),
    ("then", "首先可以办的是$", first_on_page),
    ("then", "还要问$", asked),
    ("then", "绝不能说可以办的$", never_promised),
    ("then", "绝不能说没有写到的$", never_silent),
    ("then", "一屏看得完$", on_one_screen),
    ("then", rf'{_BENEFIT} ?(?P<action>(?!["”]|的(?:结论|金额)是)\S+)$', action_is),
)
"""Every step: its keyword, its words as a regular expression, and what it does."""
