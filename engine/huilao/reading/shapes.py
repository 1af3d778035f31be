"""The shapes of the files of a rule book: which entries each may have, their Chinese words, and what they hold.

What a condition says is read apart (`conditions.py`); here it is a `Written` node.
"""

from __future__ import annotations

import keyword
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic.json_schema import WithJsonSchema

from ..language.facts import AskedOf, FactType, Sensitivity, Text
from ..language.policy import AppliesTo, Beneficiary, Charge, ChooseBy, ColumnType, Flaw, Force, Hits, RuleClass, Status, Way, Weight
from ..language.quantity import AgeReached, PayFrom
from ..language.standards import PlaceOf
from ..language.units import Per, Unit
from ..language.words import CODE_OF_ENTRY, ENTRIES
from ..yaml.shape import Shape, Texts, TextShape, Written, YesNo, word
from . import short

# pydantic wants to know what a reference points to; `schema.py` makes references of these
Condition = Annotated[Written, WithJsonSchema({"x-ref": "condition"})]
Quantity = Annotated[Written, WithJsonSchema({"x-ref": "quantity"})]
Amount = Annotated[Written, WithJsonSchema({"x-ref": "amount"})]
Cells = Annotated[Written, WithJsonSchema({"x-ref": "cells"})]
Implies = Annotated[Written, WithJsonSchema({"x-ref": "implies"})]
Values = Annotated[Written, WithJsonSchema({"x-ref": "values"})]


def entry(of: str, default: Any = ..., about: str = "") -> Any:
    """An entry by its name in the table of words; `about` is a line about it for the schema."""
    code = CODE_OF_ENTRY.get(of, of)
    return word(ENTRIES[of], default, about, alias=code if keyword.iskeyword(code) or hasattr(Shape, code) else None)


class CodeShape(Shape):
    """One code of a choice, scale or set."""

    zh: str = entry("zh")
    en: str | None = entry("en", None)
    also: Texts = entry("also", [])
    implies: Implies | None = entry("implies", None, "由这个取值可知的其他信息项，例如 {符合特困人员认定办法: 是}")
    says: TextShape | None = entry("says", None, "句子里怎样说，例如 是家庭照护者；名称本身说得通的不写")
    says_not: TextShape | None = entry("says_not", None, "不符合时怎样说，例如 不是家庭照护者")
    leaves_open: YesNo = entry("leaves_open", False, "登记表的一格里只写了这个，其余各项按不详处理；只用于多选")


class FactShape(Shape):
    """A fact of the vocabulary."""

    type: FactType = entry("type")
    label: TextShape = entry("label")
    also: Texts = entry("also", [], "在规则文件里也可以写的其他叫法")
    question: TextShape | None = entry("question", None)
    read_from: TextShape | None = entry("read_from", None)
    sensitivity: Sensitivity = entry("sensitivity", Sensitivity.PERSONAL)
    standard: str | None = entry("standard", None)
    instrument: TextShape | None = entry("instrument", None, "由另一份文件认定；经办人给出之前为不详")
    note: TextShape | None = entry("note", None)
    unit: Unit | None = entry("unit", None)
    minimum: Decimal | None = entry("minimum", None)
    maximum: Decimal | None = entry("maximum", None)
    codes: dict[str, CodeShape] = entry("codes", {}, "等级类由低到高")
    fixed: YesNo = entry("fixed", False, "一旦如此就不会再变，本人和部门都改变不了，例如出生日期")
    only_if: Condition | None = entry("only_if", None)
    asked_of: AskedOf = entry("asked_of", AskedOf.ELDER, "谁能回答：老人、家属，或已作认定的主管部门")
    screen: str | None = entry("screen", None, "询问时同在一屏的，写同一个分屏的名称")
    locates: YesNo = entry("locates", False, "说明试点在哪里办；在那里，试点与正式的一样算数")
    implies: Implies | None = entry("implies", None, "为“是”时可知的其他信息项")
    says: TextShape | None = entry("says", None, "句子里怎样说，例如 是家庭照护者；名称本身说得通的不写")
    says_not: TextShape | None = entry("says_not", None, "不符合时怎样说，例如 不是家庭照护者")
    no_answer: TextShape | None = entry("no_answer", None, "答不上来时怎样说，例如 没有评估报告；不写的为 不清楚")


class ScreenShape(Shape):
    """A screen of the interview."""

    label: TextShape = entry("label")
    question: TextShape | None = entry("question", None, "其中的是否类合成一个多选时的问法")


class FactsFile(Shape):
    """facts.yaml"""

    facts: dict[str, FactShape] = entry("facts")
    screens: dict[str, ScreenShape] = entry("screens", {}, "询问时的分屏，按先后排列")


class ReadingShape(Shape):
    """Another defensible reading."""

    note: TextShape = entry("note")
    when: Condition = entry("when")
    name: str | None = entry("name", None, "采用这种理解时用的名称")
    weight: Weight = entry("weight", Weight.LIKELY, "可能：主管部门很可能这样理解；少见：想得到，备而不用")


class AcceptedShape(Shape):
    """A flaw that `huilao verify` finds and that is meant to be there."""

    finding: Flaw = entry("finding")
    about: str | None = entry("about", None, "信息项、术语、第几行、第几种理解，或另一项待遇；不写则指全部")
    why: TextShape = entry("why")


class ChangeShape(Shape):
    """That something reads otherwise from a day on: these entries take the place of what stood."""

    since: date = entry("since", about="从哪一天起这样写")
    cite: Texts = entry("cite", [], "修订的依据")


class TermChangeShape(ChangeShape):
    """How a term reads from a day on."""

    label: TextShape | None = entry("label", None)
    says: TextShape | None = entry("says", None)
    says_not: TextShape | None = entry("says_not", None)
    when: Condition | None = entry("when", None)
    readings: list[ReadingShape] = entry("readings", [])
    notes: list[TextShape] = entry("notes", [])
    accepted: list[AcceptedShape] = entry("accepted", [])


class TermShape(Shape):
    """A shared term."""

    label: TextShape = entry("label")
    says: TextShape | None = entry("says", None, "句子里怎样说，例如 是家庭照护者；名称本身说得通的不写")
    says_not: TextShape | None = entry("says_not", None, "不符合时怎样说，例如 不是家庭照护者")
    when: Condition = entry("when")
    readings: list[ReadingShape] = entry("readings", [])
    notes: list[TextShape] = entry("notes", [])
    accepted: list[AcceptedShape] = entry("accepted", [], "huilao verify 的发现里有意如此的，并说明原因")
    changes: list[TermChangeShape] = entry("changes", [], "从某一天起改写的")


class QuantityChangeShape(ChangeShape):
    """How a quantity is worked out from a day on."""

    REFUSED = dict.fromkeys(
        ("unit", ENTRIES["unit"]), Text("单位不能修订；单位不同的，另起一个名称", "the unit stays: give what has another unit another name")
    )

    label: TextShape | None = entry("label", None)
    is_: Quantity | None = entry("is", None)
    notes: list[TextShape] = entry("notes", [])


class QuantityShape(Shape):
    """A quantity that has a name."""

    label: TextShape | None = entry("label", None)
    unit: Unit = entry("unit")
    is_: Quantity = entry("is")
    notes: list[TextShape] = entry("notes", [])
    changes: list[QuantityChangeShape] = entry("changes", [], "从某一天起改写的")


class TermsFile(Shape):
    """terms.yaml"""

    terms: dict[str, TermShape] = entry("terms")
    quantities: dict[str, QuantityShape] = entry("quantities", {})


class QuantitiesFile(Shape):
    """A file of the folder `terms` that has quantities alone"""

    quantities: dict[str, QuantityShape] = entry("quantities")


class StandardShape(Shape):
    """A number that changes by place and date; in a document's folder it may have values alone."""

    label: TextShape | None = entry("label", None)
    unit: Unit | None = entry("unit", None)
    place_of: PlaceOf | None = entry("place_of", None, "按谁的地点取数")
    split: str | None = entry("split", None, "按哪一个单选信息项分列")
    values: Values = entry("values", about="地点: {起算日: 数额}")
    cite: Texts = entry("cite", [])
    notes: list[TextShape] = entry("notes", [])


class StandardsFile(Shape):
    """standards.yaml"""

    standards: dict[str, StandardShape] = entry("standards")


class ServiceShape(Shape):
    """A service of the catalogue."""

    PLAIN = "zh"

    zh: str = entry("zh")
    en: str | None = entry("en", None)
    way: Way = entry("way", Way.APPLY, "给钱、上门，还是要去办")


class ServicesFile(Shape):
    """services.yaml"""

    services: dict[str, ServiceShape] = entry("services")


class PlacesFile(Shape):
    """places.yaml"""

    places: dict[str, TextShape] = entry("places")


class PeriodShape(Shape):
    """Days from one to another, both included."""

    FULL = staticmethod(short.period)

    from_: date | None = entry("from", None)
    until: date | None = entry("until", None)


class OwnTermChangeShape(TermChangeShape):
    """How a document's own definition reads from a day on."""

    reading: int | None = entry("reading", None, "采用共用术语的第几种其他理解")


class OwnTermShape(Shape):
    """A document's own definition of a term, or its choice of another reading of the shared one."""

    label: TextShape | None = entry("label", None)
    says: TextShape | None = entry("says", None, "句子里怎样说，例如 是家庭照护者；名称本身说得通的不写")
    says_not: TextShape | None = entry("says_not", None, "不符合时怎样说，例如 不是家庭照护者")
    when: Condition | None = entry("when", None)
    reading: int | None = entry("reading", None, "采用共用术语的第几种其他理解")
    readings: list[ReadingShape] = entry("readings", [])
    notes: list[TextShape] = entry("notes", [])
    accepted: list[AcceptedShape] = entry("accepted", [], "huilao verify 的发现里有意如此的，并说明原因")
    changes: list[OwnTermChangeShape] = entry("changes", [], "从某一天起改写的")


class AdoptedShape(Shape):
    """A reading that an office settled."""

    reading: str = entry("reading", about="理解的名称；采用文件原来的理解写 默认")
    by: TextShape = entry("by", about="哪个部门定的")
    since: date = entry("since")
    cite: Texts = entry("cite", [])


class DocumentFile(Shape):
    """document.yaml"""

    ruleset: str = entry("ruleset")
    place: str = entry("place", about="行政区划代码")
    title: TextShape = entry("title")
    number: str | None = entry("number", None)
    issuer: TextShape | None = entry("issuer", None)
    issued: date | None = entry("issued", None)
    status: Status = entry("status", Status.IN_FORCE)
    planning_period: PeriodShape | None = entry("planning_period", None)
    in_effect: PeriodShape | None = entry("in_effect", None)
    supersedes: Texts = entry("supersedes", [], "接替的规则集：它们最晚到本文件生效的前一天为止")
    age_reached: AgeReached = entry("age_reached", AgeReached.BIRTHDAY)
    terms: dict[str, OwnTermShape] = entry("terms", {})
    quantities: dict[str, QuantityShape] = entry("quantities", {})
    adopted: dict[str, AdoptedShape] = entry("adopted", {}, "主管部门已定的理解：术语或待遇编号")
    notes: list[TextShape] = entry("notes", [])


class ColumnShape(Shape):
    """An output column of levels."""

    label: TextShape = entry("label")
    type: ColumnType = entry("type")
    unit: Unit | None = entry("unit", None)
    minimum: Decimal | None = entry("minimum", None)
    maximum: Decimal | None = entry("maximum", None)


class LevelsShape(Shape):
    """A decision table."""

    FULL = staticmethod(short.levels)

    columns: dict[str, ColumnShape] = entry("columns")
    rows: list[Cells] = entry("rows")
    hits: Hits = entry("hits", Hits.UNIQUE, "唯一：只能有一行适用；首中：取最先适用的一行；最高：取给付最高的一行")


class LevelsChangeShape(Shape):
    """What changes of a decision table."""

    FULL = staticmethod(short.levels)

    columns: dict[str, ColumnShape] = entry("columns", {})
    rows: list[Cells] = entry("rows", [])
    hits: Hits | None = entry("hits", None)


class StartsShape(Shape):
    """From when on is paid."""

    FULL = staticmethod(short.starts)

    after: str = entry("after", about="日期类信息项；写 符合 的，自符合之日算起")
    pay: PayFrom = entry("pay")


class EndsShape(Shape):
    """When nothing is paid any more."""

    FULL = staticmethod(short.ends)

    when: Condition = entry("when")


class LimitShape(Shape):
    """How often, or how much, at most."""

    FULL = staticmethod(short.limit)

    at_most: Decimal = entry("limit_at_most")
    recorded_in: str = entry("recorded_in", about="记着已用多少的数值信息项")


class PaysShape(Shape):
    """What a benefit pays."""

    FULL = staticmethod(short.pays)

    amount: Amount = entry("amount", about="一个数、算式，或分档的列名")
    per: Per = entry("per")
    starts: StartsShape | None = entry("starts", None, "从哪一天起发")
    ends: EndsShape | None = entry("ends", None, "有这种情形的不再发")
    limit: LimitShape | None = entry("limit", None, "最多多少；已经用完的不再发")


class PaysChangeShape(Shape):
    """What changes of what a benefit pays."""

    FULL = staticmethod(short.pays)

    amount: Amount | None = entry("amount", None, "一个数、算式，或分档的列名")
    per: Per | None = entry("per", None)
    starts: StartsShape | None = entry("starts", None, "从哪一天起发")
    ends: EndsShape | None = entry("ends", None, "有这种情形的不再发")
    limit: LimitShape | None = entry("limit", None, "最多多少；已经用完的不再发")


class ApplyShape(Shape):
    """How one comes to have it."""

    FULL = staticmethod(short.apply)

    at_: TextShape | None = entry("at", None, "在哪里办")
    bring: TextShape | None = entry("bring", None, "带什么")
    by: TextShape | None = entry("deadline", None, "什么时候以前办")


class QuotaShape(Shape):
    """How many have it at most."""

    FULL = staticmethod(short.quota)

    number: Decimal = entry("quota_number")
    each: Per = entry("each")
    order: list[Condition] = entry("order", [], "谁先谁后：符合前一项的在前，都一样的看后一项")
    then: str | None = entry("then", None, "仍相同时再按哪个数值（小的在前）或日期（早的在前）信息项")


class QuotaChangeShape(Shape):
    """What changes of how many have it at most."""

    FULL = staticmethod(short.quota)

    number: Decimal | None = entry("quota_number", None)
    each: Per | None = entry("each", None)
    order: list[Condition] = entry("order", [], "谁先谁后：符合前一项的在前，都一样的看后一项")
    then: str | None = entry("then", None, "仍相同时再按哪个数值（小的在前）或日期（早的在前）信息项")


class BenefitChangeShape(ChangeShape):
    """How a benefit reads from a day on."""

    REFUSED = {
        word: Text(
            "不能修订；这一点变了，就是另一项待遇：另写一项，原来的写明有效期到哪天止",
            "it cannot be changed: write another benefit, and let this one end (`in_effect`)",
        )
        for code in ("for", "service", "replaces")
        for word in (code, ENTRIES[code])
    } | dict.fromkeys(("id", "编号"), Text("编号不能修订；另写一项待遇", "the id stays: write another benefit"))

    name: TextShape | None = entry("name", None)
    force: Force | None = entry("force", None)
    rule_class: RuleClass | None = entry("rule_class", None)
    applies_to: AppliesTo | None = entry("applies_to", None)
    responsible: TextShape | None = entry("responsible", None)
    provides: TextShape | None = entry("provides", None)
    when: Condition | None = entry("when", None, "写了条件而没有写其他理解、已答复、分档的，原来的这几项不再算")
    readings: list[ReadingShape] = entry("readings", [])
    charge: Charge | None = entry("charge", None)
    not_said: list[TextShape] = entry("not_said", [])
    same_as: str | None = entry("same_as", None)
    scheme: str | None = entry("scheme", None)
    notes: list[TextShape] = entry("notes", [])
    accepted: list[AcceptedShape] = entry("accepted", [])
    in_effect: PeriodShape | None = entry("in_effect", None)
    age_reached: AgeReached | None = entry("age_reached", None)
    levels: LevelsChangeShape | None = entry("levels", None)
    pays: PaysChangeShape | None = entry("pays", None, "没有写到的照旧；不再有的写 null")
    apply: ApplyShape | None = entry("apply", None)
    quota: QuotaChangeShape | None = entry("quota", None, "没有写到的照旧；不再有的写 null")


class BenefitShape(Shape):
    """A benefit."""

    name: TextShape = entry("name")
    cite: Texts = entry("cite", about="章节，例如 第五章第一节")
    service: str = entry("service")
    force: Force = entry("force")
    rule_class: RuleClass = entry("rule_class")
    for_: Beneficiary = entry("for")
    applies_to: AppliesTo = entry("applies_to", AppliesTo.RESIDENTS)
    responsible: TextShape | None = entry("responsible", None)
    provides: TextShape = entry("provides")
    when: Condition = entry("when")
    readings: list[ReadingShape] = entry("readings", [])
    charge: Charge | None = entry("charge", None, "文件写明由谁付钱的才写")
    not_said: list[TextShape] = entry("not_said", [], "文件没有写、办事的人会问的事")
    same_as: str | None = entry("same_as", None, "本文件另一项待遇的编号：同一承诺写了两遍")
    scheme: str | None = entry("scheme", None, "信息项“正在享受”里的取值：已在领取的，由它说明")
    notes: list[TextShape] = entry("notes", [])
    accepted: list[AcceptedShape] = entry("accepted", [], "huilao verify 的发现里有意如此的，并说明原因")
    replaces: Texts = entry("replaces", [], "上级规则集的待遇，例如 jilin/home-adaptation")
    in_effect: PeriodShape | None = entry("in_effect", None, "本项自己的起止日期；不写则随文件")
    age_reached: AgeReached | None = entry("age_reached", None, "本项自己的年龄起算；不写则随文件")
    levels: LevelsShape | None = entry("levels", None)
    pays: PaysShape | None = entry("pays", None)
    apply: ApplyShape | None = entry("apply", None, "在哪里办、带什么、什么时候以前办")
    quota: QuotaShape | None = entry("quota", None, "名额：只排先后，不影响是否符合")
    changes: list[BenefitChangeShape] = entry("changes", [], "从某一天起改写的")


class ChapterFile(Shape):
    """The benefits of a chapter."""

    benefits: dict[str, BenefitShape] = entry("benefits")


class LeftOutShape(Shape):
    """Something in a clause that yields no benefit."""

    what: TextShape = entry("what")
    why: TextShape = entry("why")


class ClauseShape(Shape):
    """A clause of a document."""

    cite: str = entry("cite", about="条文的编号，例如 第五章第一节")
    about: TextShape = entry("clause_about")
    none: TextShape | None = entry("none", None)
    left_out: list[LeftOutShape] = entry("left_out", [])


class ClausesFile(Shape):
    """clauses.yaml: the register of all clauses of a document"""

    clauses: list[ClauseShape] = entry("clauses")


class ChooseOneChangeShape(ChangeShape):
    """How a line reads from a day on."""

    choose_one: list[str] = entry("choose_one", [])
    by: ChooseBy | None = entry("choose_by", None)
    notes: list[TextShape] = entry("notes", [])


class ChooseOneShape(Shape):
    """Benefits of which one is paid."""

    choose_one: list[str] = entry("choose_one", about="两项以上待遇，只发其中一项")
    by: ChooseBy = entry("choose_by", about="就高：发金额最高的；自选：由本人选；先列：发列在前面的")
    cite: Texts = entry("cite", [])
    notes: list[TextShape] = entry("notes", [])
    changes: list[ChooseOneChangeShape] = entry("changes", [], "从某一天起改写的")


class CombineFile(Shape):
    """combine.yaml: what benefits do to each other"""

    combine: list[ChooseOneShape] = entry("combine")
