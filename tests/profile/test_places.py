"""Which codes and names are places: one check for whatever reads them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huilao.china import COUNTY, divisions, forms, full_name_in_china, is_gone, is_group, name_in_china, told_apart_by
from huilao.errors import ProfileError
from huilao.language.facts import Text
from huilao.language.policy import Place
from huilao.profile.places import Divisions, PlaceWords, Unclear
from small_facts import PLACES, READER

DAY = date(2025, 3, 1)
CHINA = PlaceWords({})


@pytest.mark.parametrize(
    ("code", "name"),
    [("51", "四川省"), ("5134", "凉山彝族自治州"), ("513433", "冕宁县"), ("513434", "越西县"), ("110103", "崇文区"), ("71", "台湾省"),
     ("513499", None), ("5199", None), ("99", None), ("830000", None)],
)  # fmt: skip
def test_the_divisions_of_china_have_names(code: str, name: str | None) -> None:
    """Those that are no longer in use too."""
    assert name_in_china(code) == name


@pytest.mark.parametrize(
    ("code", "around"),
    [("220302", "2203"), ("210106", "2101"), ("110105", "11"), ("513433", None), ("220302001", None), ("22", None), ("999999", None)],
)
def test_a_division_is_told_from_others_by_the_one_around_it(code: str, around: str | None) -> None:
    """Where others of today are called the same; a group of divisions tells nothing apart."""
    assert told_apart_by(code) == around


@pytest.mark.parametrize(
    ("code", "gone"), [("513433", False), ("513433100", False), ("512222", True), ("512222001", True), ("519901", False)]
)
def test_a_division_may_be_gone(code: str, gone: bool) -> None:
    """And what lies in it with it; of what no table has nothing is known."""
    assert is_gone(code) is gone


CODES = [
    # a code, whether it is one
    ("51", True), ("5134", True), ("513433", True), ("513433100", True), ("513433100201", True), ("510000", True), ("513433000000", True),
    ("000000", True), ("519901", True), ("519901001", True), ("441900003", True),
    ("00", False), ("0000", False), ("000000000", False), ("000000000000", False), ("513439", False), ("519902", False), ("519902001", False), ("5", False), ("513", False), ("51343", False), ("5134331", False),
    ("22000000", False), ("5134331002", False), ("5134330000000", False), ("013433", False), ("99", False), ("51343x", False),
    ("５１３４３３", False), ("", False),
]  # fmt: skip


@pytest.mark.parametrize(("code", "right"), CODES)
def test_a_code_is_one_of_a_table(code: str, right: bool) -> None:
    """China's or the rule book's, with 2, 4, 6, 9 or 12 digits; what is wrong is said with a cure in both languages."""
    flaw = Divisions(PLACES).flaw(code)

    assert (flaw is None) is right
    for text in flaw or ():
        assert text.zh
        assert text.en


NAMES = [
    # what is written, the division that is read
    ("Mianning County", "513433"), (" mianning county ", "513433"), ("tiexi district", "220302"), ("新设区", "519901"),
    ("510000", "51"), ("000000", None), ("513433100", "513433100"),
    # one division, in its full name, its short one, its bare one
    ("四川省凉山彝族自治州冕宁县", "513433"), ("四川省冕宁县", "513433"), ("四川 凉山州 冕宁", "513433"), ("冕宁县", "513433"), ("冕宁", "513433"),
    ("四川", "51"), ("成都市", "5101"), ("西昌市", "513401"), ("凉山彝族自治州", "5134"), ("凉山州", "5134"), ("凉山", "5134"), ("阿坝州", "5132"),
    ("北川县", "510726"), ("北川", "510726"), ("东乡族自治县", "622926"), ("鄂温克旗", "150724"), ("管城区", "410104"), ("内蒙古", "15"),
    ("新疆石河子市", "659001"), ("香港", "81"), ("上海浦东", "310115"), ("渠县", "511725"), ("北京市市辖区", "1101"), ("中国四川", "51"),
    # of what contains the other, what is surely meant
    ("吉林", "22"), ("吉林市", "2202"), ("长沙", "4301"), ("长沙县", "430121"),
    # with what lies around it
    ("北京市朝阳区", "110105"), ("吉林/长春/朝阳区", "220104"), ("辽宁省沈阳市铁西区", "210106"), ("重庆市渝中区", "500103"),
    # a town or village: its county, or the city that has none
    ("冕宁县高阳街道", "513433"), ("四川省凉山州冕宁县复兴镇某村3组", "513433"), ("东莞市虎门镇", "4419"), ("北川县曲山镇", "510726"),
    # earlier names; one that ended lately
    ("襄樊市", "4206"), ("襄樊市樊城区", "420606"), ("会理县", "513402"), ("新津县", "510118"), ("哈密市", "6505"), ("重庆市江北区", "500105"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "known"), NAMES)
def test_a_place_is_read_by_code_or_name(written: str, known: str | None) -> None:
    """Down to its county; the whole country is unknown."""
    assert READER.read({"residence": written}, DAY) == ({} if known is None else {"residence": known})


WRONG = [
    # what is written, what its problem says, what it does not
    ("513439", "核对代码", "stdnum"), ("22000000", "2、4、6、9 或 12 位", "是否"), ("５１３４３３", "不是行政区划代码", "是否"),
    ("铁西区", "辽宁省沈阳市铁西区（210106）、吉林省四平市铁西区（220302）", "210303"),
    ("朝阳区", "吉林省长春市朝阳区（220104）", "2113"), ("鼓楼区", "河南省开封市鼓楼区（410204）", "等"), ("海南", "青海省海南藏族自治州（6325）", "等"),
    ("江北区", "重庆市江北区（500105）", "等"), ("清河区", "江苏省淮安市清河区（320802）", "等"), ("东乡县", "江西省抚州市东乡区（361003）", "等"),
    ("崇文区", "北京市崇文区（110103）", "是否"), ("郫县", "现在的区划", "是否"), ("涪陵市", "512301", "眉山"),
    ("冕甯县", "是否“冕宁县”", "不止一处"), ("四川省冕甯县", "是否“四川省冕宁县”", "不止一处"), ("Mianing County", "是否“Mianning County”", "不止一处"),
    ("凉山州高阳街道", "写到县", "不止一处"), ("四川省朝阳区某镇", "写到县", "不止一处"), ("冕宁县、西昌市", "写到县", "不止一处"),
    ("冕宁县或西昌市某镇", "写到县", "不止一处"), ("不是冕宁县", "写到县", "不止一处"), ("市辖区", "写到县", "不止一处"), ("渠", "写到县", "不止一处"),
    ("中国", "写到县", "stdnum"), ("", "写到县", "是否"), ("冕宁" * 200, "写到县", "是否"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said", "unsaid"), WRONG)
def test_what_is_no_place_or_several_is_told_with_a_cure(written: str, said: str, unsaid: str) -> None:
    """The value is repeated; nothing is guessed."""
    with pytest.raises(ProfileError) as raised:
        READER.read({"residence": written}, DAY)
    [problem] = raised.value.problems

    assert written[:60] in problem.message.zh
    assert written[:60] in problem.message.of("en")
    assert said in problem.render("zh")
    assert unsaid not in problem.render("zh")
    assert problem.allowed is not None
    assert problem.allowed.en


def test_the_rule_book_comes_first_where_it_has_one_of_them() -> None:
    """By its name and its bare name; not where another contains it, nor where what stands around it says otherwise."""
    words = PlaceWords(
        {
            code: Place(code, Text(name))
            for code, name in (("220302", "铁西区"), ("430121", "长沙县"), ("980122", "柳湾县"), ("98", "青禾省"))
        }
    )

    assert [words.code(one) for one in ("铁西区", "铁西", "长沙县", "长沙", "柳湾", "青禾柳湾县某镇")] == [
        "220302", "220302", "430121", "4301", "980122", "980122",
    ]  # fmt: skip
    assert isinstance(words.code("沈阳市铁西区"), str)
    assert isinstance(words.code("辽宁省铁西区"), Unclear)
    assert words.code("辽宁省柳湾县") is None


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [("513433", "四川省凉山彝族自治州冕宁县（513433）", "Mianning County (513433)"), ("513401", "四川省凉山彝族自治州西昌市（513401）", None),
     ("110105", "北京市朝阳区（110105）", "北京市朝阳区 (110105)"), ("419001", "河南省济源市（419001）", None), ("519901", "新设区（519901）", "New District (519901)"),
     ("513401100", "四川省凉山彝族自治州西昌市（513401100）", None)],
)  # fmt: skip
def test_a_place_can_be_told_from_all_others(code: str, zh: str, en: str | None) -> None:
    """By all that lies around it and its code."""
    told = PlaceWords(PLACES).told(code)

    assert told.zh == zh
    assert en is None or told.en == en


NOW = sorted(
    code for code, names in divisions().items() if names[-1].until is None and not (len(code) == COUNTY and is_group(names[-1].name))
)


@given(st.sampled_from(NOW), st.sampled_from(["", "中国", " "]))
@example("659001", "")
def test_the_full_name_of_every_division_is_read_as_it(code: str, before: str) -> None:
    """Without a rule book; of 省直辖 and 市辖区 too, where they gather counties."""
    assert CHINA.code(before + (full_name_in_china(code) or "")) == code


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("北川羌族自治县", ["北川羌族自治县", "北川自治县", "北川县", "北川"]), ("凉山彝族自治州", ["凉山彝族自治州", "凉山自治州", "凉山州", "凉山"]),
     ("广西壮族自治区", ["广西壮族自治区", "广西自治区", "广西"]), ("积石山保安族东乡族撒拉族自治县", ["积石山保安族东乡族撒拉族自治县", "积石山自治县", "积石山县", "积石山"]),
     ("渠县", ["渠县"]), ("浦东新区", ["浦东新区", "浦东"]), ("大兴安岭地区", ["大兴安岭地区", "大兴安岭"]), ("市辖区", ["市辖区"])],
)  # fmt: skip
def test_a_name_has_short_forms(name: str, wanted: list[str]) -> None:
    """Without the nationality and without its kind; never one character alone."""
    assert [written for written, _ in forms(name)] == wanted


ENGLISH = PlaceWords({code: Place(code, Text(zh, en)) for code, zh, en in (
    ("511725", "渠县", "Quxian County"), ("513433", "冕宁县", "Mianning County"), ("22", "吉林省", "Jilin Province"), ("5101", "成都市", "Chengdu City"),
    ("110105", "朝阳区", "Chaoyang District"), ("220104", "朝阳区", "Chaoyang District"),
)})  # fmt: skip


@pytest.mark.parametrize(("written", "code"), [
    ("Mianning County", "513433"), ("mianning", "513433"), ("Qu County", "511725"), ("Quxian", "511725"), ("jilin", "22"), ("Chengdu", "5101"),
    ("Chaoyang", None), ("Qu", None), ("County", None), ("xian county", None),
])  # fmt: skip
def test_an_english_name_may_do_without_its_kind(written: str, code: str | None) -> None:
    """Where it is the name of one place of the rule book."""
    found = ENGLISH.code(written)

    assert (found if isinstance(found, str) else None) == code


@pytest.mark.parametrize(("profile", "told"), [
    ({"residence": "冕宁县天堂镇"}, [("residence", "按四川省凉山彝族自治州冕宁县（513433）算，没有用到“天堂镇”")]),
    ({"常住地": "四川省冕宁县高阳街道某社区"}, [("常住地", "按四川省凉山彝族自治州冕宁县（513433）算，没有用到“高阳街道某社区”")]),
    ({"cared_elder": {"residence": "冕宁县复兴镇"}}, [("cared_elder.residence", "按四川省凉山彝族自治州冕宁县（513433）算，没有用到“复兴镇”")]),
    ({"residence": "冕宁县"}, []), ({"residence": "513433100"}, []), ({"residence": "四川冕宁"}, []), ({"residence": "某镇"}, []), ({"residence": None}, []), ([], []),
])  # fmt: skip
def test_a_town_that_is_not_looked_into_is_told(profile: object, told: list[tuple[str, str]]) -> None:
    """It is no mistake: a town is known by its county."""
    assert [(one.fact, one.message.zh) for one in READER.read_over(profile)] == told
