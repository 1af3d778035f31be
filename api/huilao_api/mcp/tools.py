"""The tools: what each is for, when to use it and when not. What an agent gets wrong most is said where it reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from huilao import Text

from ..who import Permission
from . import answers, reading
from .arguments import CheckReceipt, Evaluate, HowToApply, Interview, Read, Search, Timeline
from .desk import Desk, Said


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that an agent can ask."""

    name: str
    title: Text
    description: Text
    arguments: type[BaseModel]
    answer: Callable[[Desk, Any], Said]
    permission: Permission = Permission.ASK


INSTRUCTIONS = Text(
    "惠老按养老服务文件回答一位老人能办什么、还要问什么、今后有什么变化。"
    "先用 interview 向本人或经办人逐屏询问，再用 evaluate 得出答复。"
    "个人信息只填对方说过的；没问到的留空，说不清的写进 unknown，绝不猜测、推断或套用常情。"
    "不要填姓名和身份证号。"
    "答复原文里的依据、草案和规划期的提醒、“不是审批结果”，都要原样转告，不得省去。"
    "没有结论的（要再了解、看怎样理解），照样说没有结论，不要替它下结论。"
    "这里不保存、不提交任何东西；申请由本人或经办人到主管部门办理。",
    "Huilao answers by the documents on elderly services: what an elder can claim, what is still to be asked, and what changes. "
    "Ask the person or their caseworker screen by screen with `interview`, then get the answer from `evaluate`. "
    "Put into the profile only what was said; leave out what was not asked, put into `unknown` what they cannot say, and never guess, infer "
    "or assume. No names and no ID numbers. "
    "The sources, the warnings about drafts and planning periods, and that it is no decision are part of the answer: pass them on unshortened. "
    "Where there is no answer (more is to be known, or it hangs on a reading) say so, and decide nothing yourself. "
    "Nothing is kept or submitted here: people apply with the office in charge.",
)

TOOLS = (
    Tool(
        "interview",
        Text("下一步问什么", "What to ask next"),
        Text(
            "给出下一屏要问的问题，只问还会影响答复的。从 profile 为 {} 开始；每得到回答，按问题的 path 和选项代码填入 profile 再来，"
            "直到 done。请把问题念给对方听，由对方回答；对方说不清的，把 path 写进 unknown。不要自己替对方回答。",
            "The next screen of questions, only those that can still matter. Begin with the profile {}; put each answer into the profile under "
            "the question's path, with the code of the choice, and ask again until `done`. Put the questions to the person and let them answer; "
            "what they cannot say goes into `unknown` by its path. Never answer for them.",
        ),
        Interview,
        answers.interview,
    ),
    Tool(
        "evaluate",
        Text("能办什么", "What can be claimed"),
        Text(
            "一个人某一天能办什么：首页原文，以及各项结论的理由和依据（默认只给可以办的、人人都有的、看怎样理解的；其余用 action 取）。"
            "常住地、出生日期还不知道时，先问，不要先用这个。首页文字请原样转告，连同依据和提醒；action 为 claim 才是可以办，"
            "ask 是还要问，reading 是要由单位定，outcome 为 eligible 不等于可以办。",
            "What a person can claim on a day: the first page word for word, and findings with reasons and clauses (by default what can be claimed, "
            "what everybody has, what hangs on a reading; ask for others by `action`). Where residence and birth date are not known, ask first. "
            "Pass the page on as it is, with sources and warnings. Only the action `claim` means it can be claimed; `ask` means more must be asked, "
            "`reading` that the office has to settle it; an outcome `eligible` alone is no entitlement.",
        ),
        Evaluate,
        answers.evaluate,
    ),
    Tool(
        "timeline",
        Text("今后的变化", "What changes, and when"),
        Text(
            "其他情况不变，今后几年哪一天有什么变化、为什么；near_misses 还给出怎样才符合。只供打算，不是承诺，不要据此劝人改变情况。",
            "What changes on what day and why, all else unchanged; with `near_misses` also what would turn refusals. For planning, no promise: do "
            "not advise anybody to change their circumstances for it.",
        ),
        Timeline,
        answers.timeline,
    ),
    Tool(
        "how_to_apply",
        Text("怎样办、带什么", "How to apply, what to bring"),
        Text(
            "某几项待遇到哪里办、带什么材料、找谁、到什么时候，以文件写明的为限。bring 为空就是文件没有写，"
            "not_said 也是文件没有写的；请照实说没有写，让对方问主管部门，不要凭一般经验补材料清单。",
            "Where to apply for benefits, what to bring, whom to ask, until when: as far as the documents say it. Where `bring` is null the text says "
            "nothing, and so it is with all in `not_said`: say that, and refer to the office in charge; never make up a list of papers.",
        ),
        HowToApply,
        reading.how_to_apply,
    ),
    Tool(
        "search_rule_book",
        Text("查规则库", "Search the rule book"),
        Text(
            "按字词查文件、待遇、信息项、术语、标准数额，得到名称后用 read_rule_book 读原文。没有查到不等于没有这项政策，"
            "只是本规则库没有。查询里不要写任何个人的情况。",
            "Look for documents, benefits, facts, terms and standards by words, then read them with read_rule_book. That nothing is found means only "
            "that this rule book does not have it. Put nothing of any person into the query.",
        ),
        Search,
        reading.search,
    ),
    Tool(
        "read_rule_book",
        Text("读规则库", "Read the rule book"),
        Text(
            "读一份文件、一项待遇、一个信息项（含可填的代码）、一个术语或一个标准数额的文字。"
            "这里说的是对所有人的规定；某个人能不能办，用 evaluate，不要自己对照条件推断。",
            "A document, a benefit, a fact (with its codes), a term or a standard in words. It is what holds for everybody: whether somebody can claim "
            "it is for `evaluate`, not for you to work out from the condition.",
        ),
        Read,
        reading.read,
    ),
    Tool(
        "check_receipt",
        Text("核对回执", "Check a receipt"),
        Text(
            "回执有没有改动，同样的情况现在是不是同样的答复。回执要整份照抄，不要自己改。",
            "Whether a receipt is whole, and whether the same comes out today for the same facts. Pass the whole receipt on as it is.",
        ),
        CheckReceipt,
        answers.check_receipt,
        Permission.READ_DECISIONS,
    ),
)

GUIDE = Text(
    """请协助经办人，按惠老的问题询问一位老人{place}，弄清能办什么。

1. 调用 interview，profile 先填 {known}。
2. 把每一屏的问题用对方听得懂的话问出来，一次一屏，等对方回答。选项照问题里的给，不要增减。
3. 只把对方说出的填进 profile：键用问题的 path，值用选项代码或所说的数、日期、地名。对方说不清，把 path 写进 unknown。不要推断：住在农村不等于农村户口，年纪大不等于失能。
4. 不问、不填姓名和身份证号。
5. interview 的 done 为 true 后，调用 evaluate，把首页原样念出来：能办的、要由单位定的、还不知道的分开说，依据和提醒一句不少，最后说明“以上不是审批结果，以主管部门的决定为准”。
6. 对方问某一项怎样办、带什么，用 how_to_apply；文件没写的，就说没写。
7. 中途对方更正前面的话，改 profile 后从第1步接着问。""",
    """Help a caseworker to interview an elder{place} with Huilao's questions, and find out what they can claim.

1. Call `interview`, first with the profile {known}.
2. Put the questions of each screen in words that the person understands, one screen at a time, and wait for the answers. Offer the choices as they are, no more and no fewer.
3. Put into the profile only what was said: under the question's path, with the code of the choice, or the number, date or place that was named. What they cannot say goes into `unknown` by its path. Infer nothing: who lives in the countryside is not registered as rural for that, and who is old is not disabled for that.
4. Neither ask for nor enter names and ID numbers.
5. Once `done` is true call `evaluate` and tell the first page as it is: what can be claimed, what the office has to settle and what is not known, each apart, with every source and warning, and at last that it is no decision and the office in charge decides.
6. Where they ask how to apply for something or what to bring, use `how_to_apply`; where the text does not say, say so.
7. Where they correct something, change the profile and go on from step 1.""",
)
"""The prompt of an interview."""
