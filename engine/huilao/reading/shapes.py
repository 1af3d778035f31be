"""The shapes of the files of a rule book: which entries each may have, their Chinese words, and what they hold.

What a condition says is read apart (`conditions.py`); here it is a `Written` node.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from pydantic.json_schema import WithJsonSchema

from ..language.facts import FactType, Sensitivity
from ..language.policy import AgeReached, AppliesTo, Beneficiary, ColumnType, Flaw, Force, RuleClass, Status
from ..yaml.shape import Shape, Texts, TextShape, Written, YesNo, word

# pydantic wants to know what a reference points to; `schema.py` makes references of these
Condition = Annotated[Written, WithJsonSchema({"x-ref": "condition"})]
Cells = Annotated[
    Written,
    WithJsonSchema({
        "type": "object",
        "properties": {"when": {"x-ref": "condition"}, "条件": {"x-ref": "condition"}},
        "additionalProperties": {"type": ["string", "number"]},
    }),
]  # fmt: skip


class CodeShape(Shape):
    """One code of a choice, scale or set."""

    zh: str = word("中文")
    en: str | None = word("英文", None)
    also: Texts = word("又称", [])


class FactShape(Shape):
    """A fact of the vocabulary."""

    type: FactType = word("类型")
    label: TextShape = word("名称")
    also: Texts = word("又称", [], "在规则文件里也可以写的其他叫法")
    question: TextShape | None = word("问法", None)
    read_from: TextShape | None = word("查看依据", None)
    sensitivity: Sensitivity = word("敏感程度", Sensitivity.PERSONAL)
    standard: str | None = word("标准", None)
    instrument: TextShape | None = word("依据办法", None, "由另一份文件认定；经办人给出之前为不详")
    note: TextShape | None = word("说明", None)
    unit: TextShape | None = word("单位", None)
    minimum: Decimal | None = word("最小值", None)
    maximum: Decimal | None = word("最大值", None)
    codes: dict[str, CodeShape] = word("取值", {}, "等级类由低到高")
    fixed: YesNo = word("不变", False, "一旦如此就不会再变，本人和部门都改变不了，例如出生日期")
    only_if: Condition | None = word("前提", None)


class FactsFile(Shape):
    """facts.yaml"""

    facts: dict[str, FactShape] = word("信息项")


class ReadingShape(Shape):
    """Another defensible reading."""

    note: TextShape = word("说明")
    when: Condition = word("条件")


class AcceptedShape(Shape):
    """A flaw that `huilao verify` finds and that is meant to be there."""

    finding: Flaw = word("发现")
    about: str | None = word("所指", None, "信息项、术语、第几行、第几种理解，或另一项待遇；不写则指全部")
    why: TextShape = word("原因")


class TermShape(Shape):
    """A shared term."""

    label: TextShape = word("名称")
    when: Condition = word("条件")
    readings: list[ReadingShape] = word("其他理解", [])
    notes: list[TextShape] = word("说明", [])
    accepted: list[AcceptedShape] = word("已答复", [], "huilao verify 的发现里有意如此的，并说明原因")


class TermsFile(Shape):
    """terms.yaml"""

    terms: dict[str, TermShape] = word("术语")


class ServicesFile(Shape):
    """services.yaml"""

    services: dict[str, TextShape] = word("服务目录")


class PlacesFile(Shape):
    """places.yaml"""

    places: dict[str, TextShape] = word("行政区划")


class PeriodShape(Shape):
    """Days from one to another, both included."""

    from_: date | None = Field(None, alias="from", json_schema_extra={"zh": "起"}, description="起")
    until: date | None = word("止", None)


class OwnTermShape(Shape):
    """A document's own definition of a term, or its choice of another reading of the shared one."""

    label: TextShape | None = word("名称", None)
    when: Condition | None = word("条件", None)
    reading: int | None = word("采用理解", None, "采用共用术语的第几种其他理解")
    readings: list[ReadingShape] = word("其他理解", [])
    notes: list[TextShape] = word("说明", [])
    accepted: list[AcceptedShape] = word("已答复", [], "huilao verify 的发现里有意如此的，并说明原因")


class DocumentFile(Shape):
    """document.yaml"""

    ruleset: str = word("规则集")
    place: str = word("地点", about="行政区划代码")
    title: TextShape = word("标题")
    number: str | None = word("文号", None)
    issuer: TextShape | None = word("发文机关", None)
    issued: date | None = word("发文日期", None)
    status: Status = word("状态", Status.IN_FORCE)
    planning_period: PeriodShape | None = word("规划期", None)
    in_effect: PeriodShape | None = word("有效期", None)
    age_reached: AgeReached = word("年龄起算", AgeReached.BIRTHDAY)
    terms: dict[str, OwnTermShape] = word("术语", {})
    notes: list[TextShape] = word("说明", [])


class ColumnShape(Shape):
    """An output column of levels."""

    label: TextShape = word("名称")
    type: ColumnType = word("类型")
    unit: str | None = word("单位", None)


class LevelsShape(Shape):
    """A decision table."""

    columns: dict[str, ColumnShape] = word("列")
    rows: list[Cells] = word("行")


class BenefitShape(Shape):
    """A benefit."""

    name: TextShape = word("名称")
    cite: Texts = word("出处", about="章节，例如 第五章第一节")
    service: str = word("服务")
    force: Force = word("效力")
    rule_class: RuleClass = word("类别")
    for_: Beneficiary = Field(alias="for", json_schema_extra={"zh": "受益人"}, description="受益人")
    applies_to: AppliesTo = word("适用范围", AppliesTo.RESIDENTS)
    responsible: TextShape | None = word("责任单位", None)
    provides: TextShape = word("提供内容")
    when: Condition = word("条件")
    readings: list[ReadingShape] = word("其他理解", [])
    notes: list[TextShape] = word("说明", [])
    accepted: list[AcceptedShape] = word("已答复", [], "huilao verify 的发现里有意如此的，并说明原因")
    replaces: Texts = word("取代", [], "上级规则集的待遇，例如 jilin/home-adaptation")
    levels: LevelsShape | None = word("分档", None)


class ChapterFile(Shape):
    """The benefits of a chapter."""

    benefits: dict[str, BenefitShape] = word("待遇")


class LeftOutShape(Shape):
    """Something in a clause that yields no benefit."""

    what: TextShape = word("内容")
    why: TextShape = word("原因")


class ClauseShape(Shape):
    """A clause of a document."""

    cite: str = word("出处", about="条文的编号，例如 第五章第一节")
    about: TextShape = word("内容")
    none: TextShape | None = word("没有待遇的原因", None)
    left_out: list[LeftOutShape] = word("未写成规则", [])


class ClausesFile(Shape):
    """clauses.yaml: the register of all clauses of a document"""

    clauses: list[ClauseShape] = word("条文")
