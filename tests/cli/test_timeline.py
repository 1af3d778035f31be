"""`huilao timeline`, and what `huilao explain` says of a refusal."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

from huilao.cli import app

PERSON = '{"birth_date":"1966-02-28","residence":"513433","household_registration":"513433","residence_setting":"home"}'

AWAY = '{"residence":"22","household_registration":"22"}'


def run(*arguments: str, given: str = PERSON) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments), input=given)
    return result.exit_code, result.stdout


def test_a_timeline_is_printed_by_day() -> None:
    """What happens, what can be had from then on, and the end of the plan."""
    code, said = run("timeline", "-", "--as-of", "2025-03-01", "--years", "5")

    assert code == 0
    assert (
        said.index("2026-01-01")
        < said.index("规划期结束")
        < said.index("2026-02-28 年满60周岁")
        < said.index("老年人免费接种流感疫苗（列为本期要做的事；规划期已结束）")
    )
    assert "没有变化" in run("timeline", "-", "--as-of", "2025-03-01", "--years", "1", "--benefit", "mianning/3-1-dibao", given=AWAY)[1]
    assert "aged 60 or over" in run("timeline", "-", "--as-of", "2025-03-01", "--lang", "en")[1]


def test_a_timeline_is_data_too() -> None:
    """Each change has its day, from what to what and why."""
    code, said = run("timeline", "-", "--as-of", "2025-03-01", "--format", "json", "--benefit", "mianning/5-1-free-flu-vaccine")
    [change] = json.loads(said)["changes"]

    assert code == 0
    assert (change["date"], change["from"], change["to"]) == ("2026-02-28", "not_eligible", "eligible")
    assert change["because"] == {"zh": "年满60周岁", "en": "aged 60 or over"}


def test_a_refusal_is_explained_with_what_would_do() -> None:
    """At any level; as data too."""
    asked = ("explain", "mianning/5-1-free-flu-vaccine", "-", "--as-of", "2025-03-01")

    assert "到时自然符合：\n- 自2026-02-28起（年满60周岁）\n" in run(*asked)[1]
    assert run(*asked, "--level", "line")[1].splitlines() == [
        "老年人免费接种流感疫苗：本文件没有写到（须年满60周岁，现59周岁）。出处：《冕宁县老龄事业发展和养老服务体系规划（2023—2025年）》（冕府办发〔2024〕49号）第五章第一节。",
        "到时自然符合：", "- 自2026-02-28起（年满60周岁）",
    ]  # fmt: skip
    [ways] = json.loads(run(*asked, "--format", "json")[1])["near_misses"].values()
    assert [one["date"] for one in ways["ways"]] == ["2026-02-28"]


def test_what_begins_for_somebody_else_is_said_in_one_piece() -> None:
    """Without brackets, as for the person."""
    carer = (
        '{"出生日期": "1976-05-01", "常住地": "冕宁县", "家庭照护者": "是", "被照护老年人": {"出生日期": "1966-02-28", "常住地": "冕宁县"}}'
    )

    assert "2026-02-28 被照护老年人年满60周岁" in run("timeline", "-", "--as-of", "2025-03-01", given=carer)[1]


AHEAD = ("timeline", "-", "--rules", "examples/qinghe/rulesets", "--as-of", "2025-06-01", "--years", "3")
URBAN = '{"年龄": 79, "户籍地": "980122", "常住地": "9801", "社会救助身份": ["低保"], "老年人能力等级": "重度失能", "城乡": "城镇"%s}'


def test_amounts_are_printed() -> None:
    """Of a change of that alone from what to what; the standard with its place, as it is for the person."""
    means = ', "月收入": 500, "存款": 0, "家庭成员": [{"月收入": 0, "存款": 0}]'
    said = run(*AHEAD, "--benefit", "province/5-subsistence-allowance", given=URBAN % means)[1].replace("\n", "")
    english = run(*AHEAD, "--lang", "en", "--benefit", "province/5-subsistence-allowance", given=URBAN % means)[1]

    assert "金额改变（1）" in said
    assert "从每月1,020元到每月1,060元" in said
    assert "柳湾县低保标准自2025-07-01起为780元/月" in said
    assert not any(word in said for word in ("640", "790", "可以办"))
    assert "from 1,020 CNY a month to 1,060 CNY a month" in " ".join(english.replace("│", " ").split())
    assert "：每季度90元" in run(*AHEAD, "--benefit", "city/4-nutrition-allowance", given=URBAN % "")[1]


def test_an_amount_that_is_open_is_set_off() -> None:
    """By a comma before what it becomes."""
    said = run(
        *AHEAD, "--benefit", "province/5-subsistence-allowance", "--format", "json", given=URBAN % ', "月收入": 500, "家庭成员": [{}]'
    )[1]
    [change] = json.loads(said)["changes"]

    assert re.search("由每月0至[0-9,]+元，取决于.*，改为每月0至", json.dumps(change, ensure_ascii=False))


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (["--years", "0"], PERSON, 2),
        (["--benefit", "mianning/none"], PERSON, 2),
        ([], '{"birth_dat": 1}', 1),
        (["--as-of", "x"], PERSON, 2),
        (["--as-of", "0001-01-01"], '{"年龄": 82}', 2),
        (["--as-of", "2201-01-01"], PERSON, 2),
    ],
)
def test_wrong_input_ends_without_an_answer(arguments: list[str], given: str, code: int) -> None:
    """1 for problems in the input, 2 for wrong usage."""
    assert run("timeline", "-", *arguments, given=given) == (code, "")


@pytest.mark.parametrize(("profile", "says", "never"), [
    ('{"年龄": 74, "常住地": "渠县", "户籍地": "渠县"}', ["没有变化", "规划期到2024年12月31日为止，已经结束"], ["冕宁"]),
    ('{"出生日期": "1965-05-01", "常住地": "长春市"}', ["年满60周岁", "（征求意见稿）", "这是征求意见稿，不能作为办理或不予办理的依据，现行的办法照旧。"],
     ["mianning/", "冕宁"]),
    ('{"出生日期": "1966-05-01", "常住地": "冕宁县"}', ["（列为本期要做的事；规划期已结束）", "规划期到2025年12月31日为止，已经结束，是否继续请问主管部门。"], []),
    ('{"出生日期": "1965-05-01", "常住地": "冕宁县"}', ["依据：《冕宁县"], ["；规划期已结束", "已经结束"]),
    ('{"出生日期": "1966-05-01"}', ["冕宁县", "（征求意见稿）"], []),
])  # fmt: skip
def test_what_lies_ahead_goes_by_the_places_of_the_person(profile: str, says: list[str], never: list[str]) -> None:
    """A line says that its document is a draft or that its period is over, and the document says so once at the end; documents
    of places that have nothing to do with the person are left out.
    """
    said = run("timeline", "-", "--as-of", "2025-03-01", "--years", "3", given=profile)[1].replace("\n", "")
    found = re.sub(r"[│ ]+", "", said)

    assert all(one in found for one in says), found
    assert not any(one in found for one in never)


def test_what_is_to_be_known_of_the_documents_is_data_too() -> None:
    """Also where nothing changes; of documents of other places nothing, unless a benefit of theirs is asked for by name."""
    qu = '{"年龄": 74, "常住地": "渠县", "户籍地": "渠县"}'
    asked = ("timeline", "-", "--as-of", "2025-03-01", "--years", "3", "--format", "json")
    found, named = (json.loads(run(*asked, *more, given=qu)[1]) for more in ((), ("--benefit", "mianning/5-1-free-flu-vaccine")))

    assert [(one["ruleset"], one["flags"]) for one in found["documents"]] == [("quxian", ["planning_period_ended"])]
    assert found["notices"] == []
    assert [one["ruleset"] for one in named["documents"]] == []


def test_it_says_from_when_on_is_paid_and_that_only_some_have_it() -> None:
    """The month after the application; where that day is not known as the text says it; nothing where it is the day itself."""
    born = '{"出生日期": "1945-08-20", "常住地": "禾川市", "户籍地": "禾川市"%s}'
    known, open_, later = (re.sub(r"[│├└─\s]+", "", run(*AHEAD, given=born % applied)[1]) for applied in (
        ', "申请日期": "2025-09-20"', "", ', "申请日期": "2025-07-20"'))  # fmt: skip

    assert "高龄津贴（文件要求落实）：每月60至80元，取决于户籍地[city/3-age-allowance]从申请日期的次月起发，即从2025年10月1日起。" in known
    assert "高龄津贴（文件要求落实）：每月60至80元，取决于户籍地[city/3-age-allowance]从申请日期的次月起发。" in open_
    assert "即从2025年9月1日起" in later
    assert "重阳节慰问金（文件要求落实）：每年200元[city/19-festival-gift]每年500个名额，先后按：" in known
    assert "名额有限，符合条件不等于排得上。" in known
    [change] = json.loads(
        run(*AHEAD, "--benefit", "city/3-age-allowance", "--format", "json", given=born % ', "申请日期": "2025-09-20"')[1]
    )["changes"]
    assert change["first_day"] == {"from": "2025-10-01", "until": "2025-10-01", "depends_on": []}
    assert "即从2025年10月1日起" in change["explanation"]["zh"]
