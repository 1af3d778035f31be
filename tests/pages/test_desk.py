"""The desk without a script: everything by forms."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any as Anything

import pytest

from huilao import Action, Evaluation, Outcome, Rulebook, profile_data, since_in_words
from huilao_api.pages.facts import FACT, profile_of, typed
from huilao_api.pages.frame import HTML_WEIGHT
from huilao_api.who import Role

from ..api.conftest import Bureau, bureau_of
from .conftest import HTML
from .reading import Element, Reader, squeezed

DAY = "2025-03-01"
ELDER = {
    "as_of": DAY, "f.birth_date": "约1942年", "f.residence": "冕宁县", "f.household_registration": "冕宁县", "f.area_type": "rural",
    "f.residence_setting": "home", "f.living_status": "alone", "f.hardship_category": "dibao", "f.ability_level": "moderate", "f.receiving": "dibao",
}  # fmt: skip
PEOPLE: dict[str, dict[str, Anything]] = {
    "of whom much is known": ELDER,
    "of whom next to nothing is known": {"as_of": DAY, "f.residence": "冕宁县"},
    "of another place, partly known": {
        "as_of": "2026-06-01",
        "f.residence": "重庆市渝中区",
        "f.birth_date": "80多岁",
        "f.ability_level": "severe|total",
    },
    "who is not old enough yet": {
        "as_of": DAY,
        "f.residence": "冕宁县",
        "f.birth_date": "1965-06-01",
        "f.household_registration": "冕宁县",
    },
    "of a place without documents": {"as_of": DAY, "f.residence": "北京市海淀区", "f.birth_date": "1940"},
}


def said(book: Rulebook, form: dict[str, Anything]) -> Evaluation:
    facts = {name.removeprefix(FACT): [value] if isinstance(value, str) else value for name, value in form.items() if name.startswith(FACT)}
    return book.evaluate(profile_of(facts, book.rules.facts), form["as_of"])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", PEOPLE)
def test_everything_that_the_answer_says_stands_on_the_page(caseworker: Reader, book: Rulebook, who: str, language: str) -> None:
    """Of every line its reasons, all cautions and the source; sums, questions, what each document is, and the receipt."""
    page = caseworker.post(f"/desk?lang={language}", PEOPLE[who])
    evaluation = said(book, PEOPLE[who])
    text = squeezed(page.text)
    words, first = evaluation.page_in_words(language), evaluation.first_page

    for line in (*first.lines, *first.elsewhere):
        explained = line.finding.explain(language)
        source = explained.rindex("出处：" if language == "zh" else "Source:")
        assert squeezed(explained[:source]) in text
        assert squeezed(explained[source:]) in text
        assert all(squeezed(one.of(language)) in text for one in line.finding.provision.not_said)
    data = evaluation.page_data((language,))
    whole = [*words.sums, *(one.text for one in words.questions), *words.documents, words.footer, words.person, words.nothing]
    assert all(squeezed(one) in text for one in whole)
    assert data["receipt"]["number"] in text
    for printed in evaluation.page(language).split("\n")[-1 - len(first.documents) :]:  # the documents with their flags, and the footer
        assert squeezed(printed) in text


def test_no_fact_is_ever_in_an_address(caseworker: Reader) -> None:
    """Whatever carries facts is a form that is posted; no link, address of a form or header has any."""
    page = caseworker.post("/desk", ELDER)
    addresses = [one.attributes[name] for name in ("href", "action", "formaction", "src") for one in page.all() if name in one.attributes]
    assert addresses
    assert not [one for one in addresses if any(value in one for value in ("1942", "513433", "冕宁", "moderate", "alone", "f."))]
    assert all(one.attributes.get("method") == "post" for one in page.all("form"))
    assert "1942" not in str(caseworker.response.headers)


@pytest.mark.parametrize("who", ["of whom much is known", "of whom next to nothing is known"])
def test_every_control_has_a_name_and_the_headings_are_in_order(caseworker: Reader, who: str) -> None:
    page = caseworker.post("/desk", PEOPLE[who])
    labelled = {one.attributes.get("for") for one in page.all("label")}
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    for one in page.all("input", "select"):
        if one.attributes.get("type") == "hidden":
            continue
        within = [label for label in page.all("label") if one in label.all("input")]
        assert one.attributes.get("id") in labelled or within, one.attributes
    for one in page.all(role="radiogroup") + page.all(role="group"):
        assert one.attributes["aria-labelledby"] in ids
    for one in page.all():
        if "aria-describedby" in one.attributes:
            assert one.attributes["aria-describedby"] in ids
    assert all(one.text.strip() for one in page.all("button", "a"))
    levels = [int(one.tag[1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


MISTAKES = [
    ("f.birth_date", "1942-13-01", "f-birth_date"),
    ("f.birth_date", "2030", "f-birth_date"),
    ("f.residence", "冕宁市镇", "f-residence"),
    ("as_of", "明天", "as_of"),
]


@pytest.mark.parametrize(("name", "value", "where"), MISTAKES)
def test_a_mistake_is_named_at_its_field_and_nothing_is_lost(caseworker: Reader, name: str, value: str, where: str) -> None:
    """What was typed stays in the field; the rest is answered without it, and the page says so."""
    page = caseworker.post("/desk", ELDER | {name: value})
    control = next(one for one in page.all("input") if one.attributes.get("name") == name)
    assert control.attributes["value"] == value
    assert control.attributes["aria-invalid"] == "true"
    (alert,) = page.all(role="alert")
    assert alert.all("a")[0].attributes["href"] == f"#{where}"
    assert (
        "checked"
        in next(
            one for one in page.all("input") if one.attributes.get("value") == "dibao" and "f.hardship" in one.attributes["name"]
        ).attributes
    )
    assert name == "as_of" or page.all("section")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"as_of": "明天"}, "1 could not be read, and is left out of the answer:"),
        ({"f.birth_date": "1942-13-01", "f.residence": "冕宁市镇"}, "2 could not be read, and are left out of the answer:"),
        (
            {"f.birth_date": ["1942-05-10", "1952-05-10"], "f.has_valid_id": ["true", "false"]},
            "2 could not be read, and are left out of the answer:",
        ),
        (
            {"f.residence": ["513433", "511725"], "f.sex": ["female", "male"], "f.living_status": ["alone", "empty_nest"]},
            "2 could not be read, and are left out of the answer:",
        ),
    ],
)
def test_what_could_not_be_read_is_counted_in_english(caseworker: Reader, wrong: dict[str, str | list[str]], said: str) -> None:
    (alert,) = caseworker.post("/desk?lang=en", ELDER | wrong).all(role="alert")
    assert alert.all("b")[0].text == said


def test_an_id_number_in_a_field_is_dropped_unseen(caseworker: Reader) -> None:
    """It is read in the page, by its script; where that does not run it comes here, and goes no further."""
    for field in ("f.birth_date", "f.residence", "f.ability_level"):
        caseworker.post("/desk", {field: "110101194405101017"})
        assert "110101194405101017" not in caseworker.response.text
    (control,) = caseworker.get("/desk").all("input", id="id")
    assert "name" not in control.attributes


def test_a_question_is_answered_by_its_button(caseworker: Reader, book: Rulebook) -> None:
    """By a press everything in a list is not so; what nobody knows is asked last from then on, and known again once it is typed."""
    page = caseworker.post("/desk", ELDER)
    presses = {one.attributes["value"]: one.text for one in page.all("button", name="set")}
    none = next(value for value, text in presses.items() if text.startswith("都没有") and "needs_legal_help=false" in value)
    after = caseworker.post("/desk", ELDER | {"set": none})
    for part in none.split(";"):
        path, _, value = part.partition("=")
        assert "checked" in after.all("input", name=f"{FACT}{path}", value=value)[0].attributes
    vain = next(value for value in presses if value.endswith("=?") and ";" not in value)
    after = caseworker.post("/desk", ELDER | {"set": vain})
    path = vain.removesuffix("=?")
    assert [one.attributes["value"] for one in after.all("input", name="unknown")] == [path]
    assert "答过不清楚" in after.all("ol", class_="ask")[-1].text
    again = caseworker.post("/desk", ELDER | {"unknown": path, f"{FACT}{path}": "true"})
    assert not again.all("input", name="unknown")


def test_whole_proofs_are_shown_where_they_are_asked_for(caseworker: Reader, book: Rulebook) -> None:
    """Of what can be claimed always; of the rest of what was pressed."""
    evaluation = said(book, ELDER)
    enquire = evaluation.first_page.of(Action.ENQUIRE)[0].finding
    page = caseworker.post("/desk", ELDER)
    assert page.all("details", id=f"p-{evaluation.first_page.claims[0].finding.benefit}")
    assert not page.all("details", id=f"p-{enquire.benefit}")
    page = caseworker.post("/desk", ELDER | {"why": enquire.benefit})
    (proof,) = page.all("details", id=f"p-{enquire.benefit}")
    assert "open" in proof.attributes
    for line in enquire.explain("zh", "full").split("\n")[1:]:
        assert squeezed(line.strip()[2:].partition("  [")[0]) in squeezed(proof.text)


def test_the_form_lists_what_the_documents_of_the_place_ask(caseworker: Reader) -> None:
    """Nothing but the beginning until the place is known; then what its documents look at, and not what only those of others do."""

    def names(page: Element) -> set[str]:
        return {one.attributes["data-fact"] for one in page.all("div") if "data-fact" in one.attributes}

    assert names(caseworker.get("/desk")) == {"birth_date", "residence", "household_registration"}
    mianning, yuzhong = (names(caseworker.post("/desk", {"f.residence": place})) for place in ("冕宁县", "重庆市渝中区"))
    assert "meets_mianning_advanced_age_rules" in mianning - yuzhong
    assert "meets_chongqing_ltci_rules" in yuzhong - mianning
    assert not {"is_child_of_elder", "cared_elder"} & mianning


def test_what_changes_is_drawn_beside_its_words(caseworker: Reader, book: Rulebook) -> None:
    form = PEOPLE["who is not old enough yet"]
    page = caseworker.post("/desk", form)
    (drawing,) = page.all("svg")
    assert drawing.attributes["aria-hidden"] == "true"
    evaluation = said(book, form)
    ahead = book.timeline(profile_data(evaluation.person), form["as_of"], 5)
    days = sorted({one.day for one in ahead.changes})[:5]
    assert len(drawing.all("rect")) == 1 + len(days)
    for one in ahead.changes:
        if one.day in days and one.after.provision.ruleset == "mianning":
            assert squeezed(one.explain()) in squeezed(page.text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_notice_says_what_the_sheet_says_and_nothing_else_of_the_person(caseworker: Reader, book: Rulebook, language: str) -> None:
    page = caseworker.post(f"/desk/notice?lang={language}", ELDER | {"name": "罗桂芳", "office": "冕宁县民政局"})
    (sheet,) = page.all("article")
    text = squeezed(sheet.text)
    evaluation = said(book, ELDER)
    assert evaluation.receipt.number in text
    for line in evaluation.notice(language, name="罗桂芳", office="冕宁县民政局").split("\n"):
        plain = line.removeprefix("- ").partition(". ")[2] if line[:1].isdigit() and ". " in line[:4] else line.removeprefix("- ")
        pieces = plain.replace("：", "；").replace(": ", "; ").split("；" if language == "zh" else "; ")
        assert all(squeezed(one) in text for one in pieces), line
    for private in ("1942", "独居", "moderate", "中度失能"):
        assert private not in text


def test_a_decision_opens_again_and_says_what_has_changed(caseworker: Reader, bureau: Bureau, book: Rulebook) -> None:
    """As it was, whole; with what is otherwise today; and its facts go back to the desk. Nobody of another place sees it."""
    caseworker.post("/desk/keep", ELDER | {"person": "冕宁-2025-0017"})
    assert caseworker.response.status_code == 303
    where = caseworker.response.headers["location"]
    page = caseworker.get(where)
    text = squeezed(page.text)
    evaluation = said(book, ELDER)
    assert all(squeezed(line.findings[0].headline) in text for group in evaluation.page_in_words().claims.values() for line in group.lines)
    assert "2025年3月1日的答复，以" in text
    form = page.all("form", action="/desk")[-1]
    sent = [(one.attributes["name"], unescape(one.attributes["value"])) for one in form.all("input")]
    again = caseworker.post("/desk", {name: [value for key, value in sent if key == name] for name, _ in sent})
    assert squeezed(evaluation.page_in_words().person) in squeezed(again.text)
    found = caseworker.post("/decisions/search", {"person": "冕宁-2025-0017"})
    assert where in [one.attributes["href"] for one in found.all("a")]
    stranger = Reader(bureau.client, HTML | bureau.signed_in(Role.CASEWORKER, "511725"))
    assert "没有这份存档" in stranger.get(where).text
    assert stranger.response.status_code == 404


def test_a_second_press_keeps_no_second_decision(caseworker: Reader) -> None:
    """Of the same person, facts and day; of another person there is another, also where nobody was named and the same comes out."""
    where: list[str] = []
    for elder in (
        {"person": "双击-1"}, {"person": "双击-1"}, {"person": "双击-2"},
        {"f.birth_date": "1942-05-10"}, {"f.birth_date": "1942-05-10"}, {"f.birth_date": "1942-05-11"},
    ):  # fmt: skip
        caseworker.post("/desk/keep", ELDER | elder)
        where.append(caseworker.response.headers["location"])
    assert where[0] == where[1] != where[2]
    assert where[3] == where[4] != where[5]


@pytest.mark.parametrize("path", ["/desk/notice", "/desk/keep"])
def test_where_nothing_is_said_nothing_is_printed_or_kept(caseworker: Reader, path: str) -> None:
    page = caseworker.post(path, {"as_of": DAY, "f.birth_date": "不清楚", "person": "空白-1"})
    assert caseworker.response.status_code == 200
    assert page.all("form", id="desk")[0].attributes["action"] == "/desk"
    assert not page.all("article")
    assert "没有这个档案号" in caseworker.post("/decisions/search", {"person": "空白-1"}).text


@pytest.mark.parametrize(
    ("path", "there"),
    [("/desk/notice?lang=en", "/desk?lang=en"), ("/desk/keep", "/desk"), ("/decisions/search?theme=dark", "/decisions?theme=dark")],
)
def test_what_a_form_leads_to_leads_back_to_it_when_it_is_opened_alone(caseworker: Reader, path: str, there: str) -> None:
    """As after signing in anew, or from the browser's history."""
    caseworker.get(path)
    assert (caseworker.response.status_code, caseworker.response.headers["location"]) == (303, there)


def test_what_was_looked_for_stays_in_the_other_language(caseworker: Reader) -> None:
    """The switch sends the form again: a file number is in no address."""
    caseworker.post("/desk/keep", ELDER | {"person": "换语言-1"})
    kept = caseworker.response.headers["location"]
    page = caseworker.post("/decisions/search", {"person": "换语言-1"})
    (switch,) = (one for one in page.all("button") if one.text == "English")
    (form,) = page.all("form", id=switch.attributes["form"])
    english = caseworker.post(
        switch.attributes["formaction"], {one.attributes["name"]: unescape(one.attributes["value"]) for one in form.all("input")}
    )
    assert english.all("h1")[0].text == "Kept decisions"
    assert [one.attributes["href"] for one in english.all("tbody")[0].all("a")] == [kept]
    caseworker.get("/decisions?lang=zh")


def test_what_has_changed_since_is_sorted_by_what_there_is_to_do(caseworker: Reader, book: Rulebook) -> None:
    """What can be claimed now first; every change with why and since when; nothing is lost of what the library says."""
    form = {
        "as_of": "2024-11-01",
        "f.birth_date": "1945-06-01",
        "f.residence": "冕宁县",
        "f.household_registration": "冕宁县",
        "f.receiving": "dibao",
    }
    caseworker.post("/desk/keep", form)
    page = caseworker.get(caseworker.response.headers["location"])
    evaluation = said(book, form)
    headings = [one.text for one in page.all("h3") if one.text.startswith(("现在可以办了", "当时可以办", "现在要再问", "其他变化"))]
    assert headings[0].startswith("现在可以办了，请告诉本人")
    text = squeezed(page.text)
    lines = list(since_in_words(book.since(evaluation.receipt, profile_data(evaluation.person), before=book), book.voice, "zh"))
    assert len(lines) > 3
    assert all(squeezed(line) in text for line in lines)


def test_an_auditor_reads_decisions_and_is_asked_to_do_no_more(caseworker: Reader, bureau: Bureau) -> None:
    caseworker.post("/desk/keep", ELDER)
    where = caseworker.response.headers["location"]
    auditor = Reader(bureau.client, HTML | bureau.signed_in(Role.AUDITOR))
    page = auditor.get(where)
    assert auditor.response.status_code == 200
    assert not page.all("form", action="/desk")
    rooms = [one.attributes["href"] for one in page.all("nav")[0].all("a")]
    assert "/decisions" in rooms
    assert not {"/desk", "/screenings"} & set(rooms)
    assert "没有做这件事的权限" in auditor.get("/desk").text
    assert auditor.response.status_code == 403


def test_somebody_of_another_place_is_said_to_be_so(bureau: Bureau) -> None:
    """And nothing of what they could have is said."""
    bound = Reader(bureau.client, HTML | bureau.signed_in(Role.CASEWORKER, "511725"))
    page = bound.post("/desk", ELDER)
    assert "不住在您负责的地区" in page.text
    assert not page.all("section")
    assert "约1942年" in {one.attributes.get("value") for one in page.all("input")}


VALUES: list[tuple[str, Anything]] = [
    ("birth_date", "1942-03-04"), ("birth_date", "1942"), ("birth_date", "1942-03"), ("birth_date", {"from": "1940-02-03", "until": "1941-04-05"}),
    ("birth_date", {"until": "1941-04-05"}), ("residence", "5134"), ("ability_level", {"one_of": ["severe", "total"]}), ("area_type", "rural"),
    ("living_status", []), ("living_status", ["alone"]), ("living_status", {"has": ["alone"], "has_not": []}),
    ("hardship_category", {"has": ["dibao"], "has_not": ["tekun_central"]}), ("hardship_category", {"has": [], "has_not": ["dibao"]}), ("has_dementia", False),
    ("has_dementia", True), ("cared_elder", {"birth_date": "1940", "living_status": ["alone"]}), ("cared_elder", {"has_dementia": False}),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "value"), VALUES, ids=json.dumps)
def test_what_is_known_goes_through_the_form_unchanged(book: Rulebook, fact: str, value: Anything) -> None:
    person = book.person({fact: value}, DAY)
    again = profile_of(typed(profile_data(person), book.rules.facts), book.rules.facts)
    assert book.person(again, DAY) == person


FAMILIES: list[Anything] = [
    [], [{}], [{"relation": "spouse", "birth_date": "1950"}, {"birth_date": {"until": "1990-01-01"}, "monthly_income": {"at_most": 800}}],
    {"listed": [{"sex": "female"}, {}], "complete": False},
]  # fmt: skip


@pytest.fixture(scope="session")
def qinghe() -> Rulebook:
    return Rulebook.load(Path(__file__).parents[2] / "examples" / "qinghe" / "rulesets")


@pytest.mark.parametrize("family", FAMILIES, ids=json.dumps)
def test_people_go_through_the_form_unchanged(qinghe: Rulebook, family: Anything) -> None:
    """Whoever is listed, even of whom nothing is known; and whether these are all."""
    person = qinghe.person({"household_members": family}, DAY)
    again = profile_of(typed(profile_data(person), qinghe.rules.facts), qinghe.rules.facts)
    assert qinghe.person(again, DAY) == person


def test_people_are_put_in_and_taken_out_without_a_script(qinghe: Rulebook) -> None:
    """A row a press; who is taken out goes with their facts, and the others are counted anew; a mistake is named at whose it is."""
    household, home = (
        "household_members",
        {"f.residence": "柳湾县", "f.household_members.1": "", "f.household_members.1.relation": "spouse"},
    )
    with bureau_of(qinghe, auth="off", database=None) as office:
        reader = Reader(office.client, HTML)
        page = reader.post("/desk", {"f.residence": "柳湾县"})
        assert any(one.attributes["value"] == "household_members=all" for one in page.all("button", name="set"))
        page = reader.post("/desk", {"f.residence": "柳湾县", "add": household})
        assert {"birth_date", "relation", "monthly_income"} <= _facts_of(page, "1")
        page = reader.post("/desk", home | {"add": household, "f.household_members.1.birth_date": "1950-13-01"})
        assert len(page.all("fieldset")) == 2
        assert "共同生活的家庭成员：2人，名单没有列全" in page.text
        assert page.all("input", id="f-household_members.1.birth_date")[0].attributes["aria-invalid"] == "true"
        assert page.all(role="alert")[0].all("a")[0].attributes["href"] == "#f-household_members.1.birth_date"
        more = {"f.household_members.2": "", "f.household_members.2.birth_date": "约1990年", "f.household_members": "all"}
        page = reader.post("/desk", home | more | {"remove": f"{household}.1"})
        assert "共同生活的家庭成员：1人。" in page.text
        assert page.all("input", id="f-household_members.1.birth_date")[0].attributes["value"] == "约1990年"
        assert "按1990年内出生算" in page.all("span", id="n-household_members.1.birth_date")[0].text
        page = reader.post("/desk", {"f.residence": "柳湾县", "set": "household_members=all"})
        assert "checked" in page.all("input", name="f.household_members", value="all")[0].attributes


def _facts_of(page: Element, number: str) -> set[str]:
    where = f"household_members.{number}."
    return {fact.removeprefix(where) for one in page.all("div") if (fact := one.attributes.get("data-fact", "")).startswith(where)}


def test_a_relative_is_asked_of_themselves_and_of_the_elder(caseworker: Reader) -> None:
    """By a choice in the form, or since something is said that relatives say; an elder is asked neither."""
    page = caseworker.post("/desk", {"f.residence": "冕宁县", "whose": "relative"})
    named = {one.attributes["data-fact"] for one in page.all("div") if "data-fact" in one.attributes}
    assert {"is_child_of_elder", "cared_elder", "cared_elder.birth_date", "cared_elder.ability_level"} <= named
    assert "这位家属能办什么" in page.all("h1")[0].text
    page = caseworker.post("/desk", {"f.residence": "冕宁县", "f.birth_date": "1980", "f.cared_elder.birth_date": "约1940年"})
    assert "checked" in page.all("input", name="whose", value="relative")[0].attributes
    assert "被照护老年人：约1940年出生" in page.text
    assert "按1940年内出生算" in page.all("span", id="n-cared_elder.birth_date")[0].text


def test_what_would_turn_a_refusal_is_shown_where_it_is_asked_for(caseworker: Reader, book: Rulebook) -> None:
    """With the whole proof, and from then on whatever else becomes known."""
    evaluation = said(book, ELDER)
    refused = next(one for one in evaluation.first_page.silent if one.finding.outcome is Outcome.NOT_ELIGIBLE).finding.benefit
    page = caseworker.post("/desk", ELDER | {"why": refused})
    (shown,) = page.all("details", id=f"w-{refused}")
    facts = {name.removeprefix(FACT): [value] for name, value in ELDER.items() if name.startswith(FACT)}
    (ways,) = book.near_misses(profile_of(facts, book.rules.facts), DAY, [refused]).values()
    assert all(squeezed(line.removeprefix("- ")) in squeezed(shown.text) for line in ways.explain().split("\n"))
    assert page.all("input", name="why", value=refused)


def test_the_next_person_may_be_of_the_same_place(caseworker: Reader) -> None:
    """Where they live and are registered stays; nothing else does."""
    page = caseworker.post("/desk", ELDER | {"next": "here", "person": "冕宁-1", "why": "x"})
    said_of = {one.attributes["name"]: one.attributes["value"] for one in page.all("input") if one.attributes.get("value")}
    assert (said_of["f.residence"], said_of["f.household_registration"]) == ("冕宁县", "冕宁县")
    assert not {"f.birth_date", "person", "why", "as_of"} & set(said_of)
    assert not [one for one in page.all("input") if "checked" in one.attributes and one.attributes["value"] in ("alone", "dibao")]


@pytest.mark.parametrize(("sent", "years"), [(None, 5), ("1", 1), ("10", 10), ("100", 5), ("x", 5)])
def test_how_far_ahead_is_chosen(caseworker: Reader, sent: str | None, years: int) -> None:
    """The last press counts, and goes along with the form; of days that are not drawn the changes are there too."""
    page = caseworker.post("/desk", PEOPLE["who is not old enough yet"] | ({"years": ["5", sent]} if sent else {}))
    (pressed,) = [one for one in page.all("button", name="years") if one.attributes["aria-pressed"] == "true"]
    assert pressed.attributes["value"] == str(years)
    assert page.all("input", name="years")[0].attributes["value"] == str(years)
    assert f"看到{2025 + years}-03-01为止" in page.text


def test_a_version_is_asked_only_by_who_may_and_gives_no_paper(bureau: Bureau, caseworker: Reader) -> None:
    """A trial: it says so, keeps the version in its form, and has neither notice nor decision."""
    address = f"/desk?version={bureau.service.book.version[:12]}"
    caseworker.post(address, ELDER)
    assert caseworker.response.status_code == 403
    policy = Reader(bureau.client, HTML | bureau.signed_in(Role.POLICY))
    page = policy.post(address, ELDER)
    assert "试算" in page.all("div", id="version")[0].text
    assert page.all("form", id="desk")[0].attributes["action"] == address
    assert not page.all("button", formaction="/desk/notice") + page.all("button", formaction="/desk/keep")
    assert page.all("section")
    rules = [one.attributes["href"] for one in page.all("a") if one.attributes["href"].startswith("/book/benefits/")]
    assert rules
    assert all(one.endswith(address.removeprefix("/desk")) for one in rules)
    for wrong, status in (("/desk?version=nonsense", 422), ("/desk?version=999999", 404)):
        policy.post(wrong, ELDER)
        assert policy.response.status_code == status


def test_a_long_list_is_folded(caseworker: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huilao_api.pages.desk.LINES", 2)
    page = caseworker.post("/desk", ELDER)
    folded = [one for one in page.all("details", class_="fold") if one.attributes["id"] in ("o-money", "o-home", "o-apply")]
    assert folded
    assert all(one.all("details", class_="item") for one in folded)


TYPED: list[tuple[str, str, Anything]] = [
    ("birth_date", "82", {"age": 82}), ("birth_date", "82岁", {"age": 82}), ("birth_date", "80多岁", {"age": {"at_least": 80, "at_most": 89}}),
    ("birth_date", "约1942年", {"birth_date": "1942"}), ("birth_date", "不清楚", {}), ("birth_date", "1940至1942", {"birth_date": {"from": "1940", "until": "1942"}}),
    ("birth_date", "1942-03-04", {"birth_date": "1942-03-04"}), ("birth_date", "1942年左右", {"birth_date": "1942"}), ("birth_date", "大概82岁", {"age": 82}),
    ("birth_date", "约1942年5月", {"birth_date": "1942-05"}), ("birth_date", "80~85", {"age": {"at_least": 80, "at_most": 85}}), ("birth_date", "记不清了", {}),
    ("birth_date", "八十二", {"age": 82}), ("birth_date", "八十多", {"age": {"at_least": 80, "at_most": 89}}), ("birth_date", "42年生", {"birth_date": "1942"}),
    ("birth_date", "80多", {"age": {"at_least": 80, "at_most": 89}}), ("birth_date", "一九四二", {"birth_date": "1942"}), ("birth_date", "82 years old", {"age": 82}),
    ("birth_date", "born in 1942", {"birth_date": "1942"}), ("birth_date", "民国31年", {"birth_date": "1942"}),
    ("ability_level", "", {}), ("has_dementia", "不知道", {}),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "text", "meant"), TYPED)
def test_facts_are_read_as_people_say_them(book: Rulebook, fact: str, text: str, meant: Anything) -> None:
    read = profile_of({fact: [text]}, book.rules.facts)
    assert book.person(read, DAY) == book.person(meant, DAY)


CAN_BE_TYPED: list[tuple[dict[str, str], str, str, str]] = [
    ({"f.birth_date": "属马"}, "n-birth_date", "82岁、80多岁、约1942年", "or about 1942"),
    ({"f.residence": "没有这个地方"}, "n-residence", "写到县（市、区）就行", "The county or district is enough"),
    ({"f.residence": "冕宁县", "as_of": "明天"}, "n-as_of", "空着就是今天", "empty: today"),
]


@pytest.mark.parametrize(("form", "where", "zh", "en"), CAN_BE_TYPED)
def test_a_mistake_says_what_can_be_typed_and_not_what_programs_send(
    caseworker: Reader, form: dict[str, str], where: str, zh: str, en: str
) -> None:
    for language, allowed in (("en", en), ("zh", zh)):
        (said,) = caseworker.post(f"/desk?lang={language}", form).all("span", id=where)
        assert allowed in said.text
        assert not [one for one in ("`", "stdnum", "as text", "时区", "文字") if one in said.text]


@pytest.mark.parametrize("said", ["今天", "Today"])
def test_today_is_a_day(caseworker: Reader, said: str) -> None:
    page = caseworker.post("/desk", {"f.residence": "冕宁县", "as_of": said})
    assert f"按{date.today().year}年" in page.text


def test_a_page_is_light(caseworker: Reader) -> None:
    """What a browser fetches for an answer in full: page, style sheet, modules and mark, as they are sent."""
    page = caseworker.post("/desk", ELDER)
    weight = int(caseworker.response.headers["content-length"])
    for one in (*page.all("link"), *page.all("script")):
        address = one.attributes.get("href") or one.attributes["src"]
        weight += int(caseworker.client.get(address).headers["content-length"])
    assert weight < HTML_WEIGHT


def test_the_day_is_today_where_none_is_said(caseworker: Reader) -> None:
    page = caseworker.post("/desk", {"f.residence": "冕宁县"})
    assert f"按{date.today().year}年" in page.text
