"""What stands on the pages of a case for whom: no wall has a hole, no number is whole, no text is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from babel.messages.pofile import read_po
from form_on_page import FormOnPage
from furnished import FINDINGS, HOSTILE, SECRET, Browser, House, furnished_house
from sqlalchemy import select

from mediation.adapters.working_days import library_calendar
from mediation.model import Case, CaseEvent, Confirmation, Membership, Party, UndisputedFact
from mediation.readmodels.case_history import EventShown
from mediation.readmodels.case_page import ClockShown
from mediation.readmodels.replay import RETIRED
from mediation.rules.clock import SHANGHAI
from mediation.rules.papers import PAPERS
from mediation.rules.terms import Months, due, paused
from mediation.rules.vocabulary import DeadlineState, MatterKind, SignerRole
from web.case_words import clock_words, history_words
from web.language import LANGUAGE_COOKIE
from web.translations.collect import catalogue_path
from workflows import REGISTRY

WORKERS = ("head", "mediator", "grid", "township_head", "county_head", "liaison", "judge", "supervisor")
RULING = PAPERS["confirmation_ruling"].title
NOT_PAGES = ("/static/", "/documents/")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LAWS = {step.law for definition in REGISTRY.definitions for step in definition.steps}
TITLES = (
    LAWS
    | {role.title for role in REGISTRY.roles}
    | {role.title_text for role in SignerRole if role is not SignerRole.PARTY}
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def case_page(house: House, person: str, case: str) -> str:
    answer = house.browser(person).get(f"/cases/{house.plan.cases[case].public_id}")
    assert answer.status_code == 200
    return unescape(answer.text)


def confirmation_page(house: House, person: str, case: str) -> str:
    answer = house.browser(person).get(f"/confirmations/{house.plan.cases[case].confirmation}")
    assert answer.status_code == 200
    return unescape(answer.text)


def party_path(house: House, case: str, what: str, n: int = 0) -> str:
    ids = house.plan.cases[case]
    return f"/cases/{ids.public_id}/parties/{ids.parties[n]}/{what}"


def events(house: House, tag: str) -> int:
    with house.installation.read() as session:
        return len(session.scalars(select(CaseEvent.id).where(CaseEvent.tag == tag)).all())


def is_page(link: str) -> bool:
    """What is read on a screen, and no file: drafts and prints have tests of their own."""
    return not (link.startswith(NOT_PAGES) or link.endswith(("/draft", ".pdf")) or "/preview" in link)


def crawled(who: Browser, start: str = "/") -> Iterator[tuple[str, int, str]]:
    """Every page that links lead to, each step's form and an earlier version of a definition once: path, status,
    text."""
    waiting, known, forms = [start], {start}, set()
    while waiting:
        path = waiting.pop()
        answer = who.get(path)
        text = answer.text if answer.mimetype.startswith("text/") else ""  # a spreadsheet is no page
        yield path, answer.status_code, text
        for link in re.findall(r'href="(/[^"#]*)', text):
            link = unescape(link)
            form = re.sub(r"/[0-9a-f-]{36}/", "/", link) if link.startswith("/steps/") else link
            form = re.sub(r"^/definitions/\w+/\d+$", "/definitions/earlier", form)
            if link not in known and form not in forms and is_page(link):
                known.add(link)
                forms.add(form)
                waiting.append(link)


@pytest.mark.daily(2)
@pytest.mark.parametrize("person", WORKERS)
def test_every_link_leads_somewhere_and_no_page_tells_a_full_number_or_runs_a_text(
    house: House, person: str
) -> None:
    who, pages = house.browser(person), 0
    before = house.traces()
    for path, status, text in crawled(who):
        pages += 1
        assert status == 200, path
        assert "<script>alert" not in text, path
        assert [value for value in house.plan.private if value in text] == [], path
        assert person == "mediator" or SECRET not in text, path
    assert pages > 4
    assert house.traces() == before


@pytest.mark.daily(1)
@pytest.mark.parametrize("person", ["mediator", "township_head", "judge", "supervisor"])
def test_every_page_can_be_read_in_english(house: House, person: str) -> None:
    who = house.browser(person)
    who.client.set_cookie(LANGUAGE_COOKIE, "en")
    with catalogue_path("en").open("rb") as file:  # which holds just the texts in use
        texts = {str(message.id) for message in read_po(file) if message.id}
    for path, status, text in crawled(who):
        assert status == 200, path
        assert '<html lang="en"' in text, path
        assert [t for t in read(text) if t in texts or any(title in t for title in TITLES)] == [], path


def read(page: str) -> list[str]:
    """What one reads on a page: its texts and labels, without what stands typed in its fields or says that it is
    Chinese."""
    page = re.sub(r"<textarea.*?</textarea>", "", page, flags=re.DOTALL)
    page = re.sub(r'<span lang="zh-CN">[^<]*</span>', "", page)
    found = re.findall(r">([^<]+)<", page) + re.findall(r'(?:title|aria-label|data-label)="([^"]*)"', page)
    return [text for one in found if CHINESE.search(text := unescape(one).strip())]


def test_a_name_that_is_also_a_term_is_never_translated(house: House) -> None:
    with house.installation.begin() as uow:
        uow.session.get_one(Party, house.plan.cases["agreed"].parties[0]).name = "人民调解员"
        uow.commit()
    who = house.browser("mediator")
    who.client.set_cookie(LANGUAGE_COOKIE, "en")
    page = unescape(who.get(f"/cases/{house.plan.cases['agreed'].public_id}").text)
    missing = re.findall(r'class="missing">○ ([^<：]+)', page)
    assert missing == ["人民调解员", "李四", "People's mediator", "Committee's seal"]


@pytest.mark.parametrize(
    ("case", "tag"),
    [
        ("settled", '<span class="tag tag-good">和解成功</span>'),
        ("withdrawn", '<span class="tag tag-plain">已撤回</span>'),
        ("mediating", '<span class="tag tag-info">调解中</span>'),
    ],
)
def test_how_a_case_ended_is_green_only_when_people_agreed(house: House, case: str, tag: str) -> None:
    assert tag in case_page(house, "head", case)
    assert tag in house.browser("head").get("/cases").text


def test_the_history_is_in_the_readers_language_but_for_names(house: House) -> None:
    consented = party_path(house, "told", "consent")
    house.browser("registrar").post(consented, {"purpose": "data", "granted": "yes"})
    assert "签名、盖章或按指印：张三、李四、人民调解员、调委会印章" in case_page(
        house, "mediator", "in_force"
    )
    who = house.browser("mediator")
    who.client.set_cookie(LANGUAGE_COOKIE, "en")
    pages = [unescape(who.get(f"/cases/{house.plan.cases[c].public_id}").text) for c in ("in_force", "told")]
    assert "the agreement: 张三, 李四, People's mediator, Committee's seal" in pages[0]
    assert "Written agreement reached, duties: 1 ￥12,000.00<" in pages[0]
    assert "张三: Agrees that personal data are registered" in pages[1]


def test_what_an_older_edition_did_is_told_in_words_to_whoever_sees_no_contents() -> None:
    on = datetime(2026, 11, 2, tzinfo=SHANGHAI)
    for tag in RETIRED:
        event = EventShown(
            seq=1,
            tag=tag,
            matter=MatterKind.DISPUTE,
            matter_id=UUID(int=1),
            organisation_id=None,
            who="王德胜",
            organisation="保康镇",
            role="mediator",
            happened_at=on,
            recorded_at=on,
            from_state="in_force",
            to_state="in_force",
            data={},
        )
        (told,) = history_words(REGISTRY, (event,))
        assert told.what.text not in ("", tag)


def test_the_arithmetic_of_a_pause_names_its_paper() -> None:
    start, first, last = date(2026, 11, 2), date(2026, 11, 5), date(2026, 11, 12)
    known = library_calendar()
    stood = paused(due(start, Months(1), known), first, last, known)
    clock = ClockShown(
        name="mediation",
        whose="",
        matter=MatterKind.DISPUTE,
        starts_on=start,
        due_on=stood.due_on,
        days_left=3,
        provisional=False,
        derivation=stood.to_json(),
        state=DeadlineState.RUNNING,
    )
    (shown,) = clock_words(REGISTRY, (clock,), {first: "鉴定委托书（2026）12号"})
    lines = [str(line) for line in shown.explained]
    told = next(n for n, line in enumerate(lines) if "中止" in line)
    assert lines[told + 1] == "中止的依据：鉴定委托书（2026）12号"
    (bare,) = clock_words(REGISTRY, (clock,))
    assert not any("依据" in str(line) for line in bare.explained)


def test_hostile_texts_stand_on_the_page_as_they_were_typed(house: House) -> None:
    answer = house.browser("mediator").get(f"/cases/{house.plan.cases['hostile'].public_id}")
    assert answer.text.count("&lt;script&gt;") > 10
    assert unescape(answer.text).count(HOSTILE) > 10
    for person, path in (("liaison", "/"), ("head", "/cases"), ("head", "/")):
        assert "<script>alert" not in house.browser(person).get(path).text


def test_what_was_said_apart_is_for_its_mediator_alone(house: House) -> None:
    assert SECRET in case_page(house, "mediator", "mediating")
    for person in ("head", "registrar"):
        page = case_page(house, person, "mediating")
        assert SECRET not in page
        assert "单独调解的内容只有主持的调解员能看" in page


def test_what_was_said_apart_stays_behind_when_the_case_goes_on(house: House) -> None:
    for person in ("township_head", "township_mediator"):
        assert SECRET not in case_page(house, person, "received")
    gone = house.browser("mediator").get(f"/cases/{house.plan.cases['received'].public_id}")
    assert gone.status_code == 404


def test_the_supervisor_sees_the_road_and_nobody_on_it(house: House) -> None:
    page = case_page(house, "supervisor", "mediating")
    assert "邻里纠纷" in page
    assert "调解中" in page
    for hidden in ("张三", "李四", "排水沟", "恢复原状", "村委会", "水渠"):
        assert hidden not in page
    assert re.findall(r"/steps/dispute/[^/]+/(\w+)", page) == ["issue_order"]


def test_the_supervisor_sees_the_clocks_and_whose_turn_it_is_and_still_nobody(house: House) -> None:
    mediating = case_page(house, "supervisor", "mediating")
    assert "调解期限" in mediating
    assert "2026年12月2日 到期" in mediating
    (turn,) = re.findall(r"轮到承办组织：[^<]*", mediating)
    assert "人民调解员" in turn
    assert "综治中心" not in turn  # a centre holds this case no more than a court does
    served = case_page(house, "supervisor", "served")
    assert served.count('<span class="clock-title">当事人异议期限</span>') == 1
    assert "本案已结案（协议已生效）" in served
    assert [name for name in ("张三", "李四", "排水沟", "12,000.00") if name in mediating + served] == []
    assert "当事人异议期限 · 张三" in case_page(house, "mediator", "served")


@pytest.mark.parametrize(
    ("person", "mine", "others"),
    [
        ("liaison", {"submitted", "ruled", "served", "drawn", "hostile"}, {"reviewing"}),
        ("clerk", {"ruled", "served", "drawn"}, {"submitted", "reviewing", "hostile"}),
        ("judge", {"reviewing", "drawn"}, {"submitted", "ruled", "served", "hostile"}),
    ],
)
def test_the_court_sees_first_what_waits_for_each(
    house: House, person: str, mine: set[str], others: set[str]
) -> None:
    with house.installation.begin() as uow:  # one more: accepted, without a draft yet
        one = uow.session.get_one(Confirmation, house.plan.cases["drawn"].confirmation)
        one.state, one.submitted_on, one.accepted_on = "reviewing", date(2026, 11, 2), date(2026, 11, 3)
        uow.commit()
    home = house.browser(person).get("/").text
    first, _, rest = home.partition('id="colleagues"')
    known = {str(ids.confirmation): name for name, ids in house.plan.cases.items() if ids.confirmation}
    links = re.compile(r'href="/confirmations/([0-9a-f-]{36})"')
    assert {known[one] for one in links.findall(first)} == mine
    assert {known[one] for one in links.findall(rest)} == others
    for step in re.findall(r'href="(/steps/confirmation/[^"]+)"', home):
        assert house.browser(person).get(step).status_code == 200, step
    assert len(re.findall(r'href="/steps/', first)) == len(mine)
    assert "/steps/" not in rest


def test_nothing_is_named_that_nobody_is(house: House) -> None:
    assert "<dt>调解员</dt>" in case_page(house, "head", "mediating")
    assert "<dt>调解员</dt>" not in case_page(house, "head", "registered")


def test_who_also_supervises_finds_no_names_in_the_area(house: House) -> None:
    hold_first(house, "next_village", "supervisor", "bureau")
    who = house.browser("next_village")
    with house.installation.read() as session:
        theirs = session.get_one(Case, house.plan.cases["mediating"].id)
        ours = session.get_one(Case, house.plan.cases["next_door"].id)
        stranger, own = (
            session.scalars(select(Party).where(Party.case_id == c.id)).first() for c in (theirs, ours)
        )
        assert stranger
        assert own
        asked = [
            ("q", theirs.number),
            ("q", theirs.title),
            ("q", theirs.title[:2]),
            ("id_number", stranger.id_number),
        ]
        found = [("q", ours.title), ("q", own.name), ("id_number", own.id_number)]
    whole = who.get("/cases?page=2").text
    assert f'/cases/{theirs.public_id}">邻里纠纷</a>' in whole
    who.client.set_cookie(LANGUAGE_COOKIE, "en")
    assert f'/cases/{theirs.public_id}">Neighbours</a>' in who.get("/cases?page=2").text
    for field, typed in asked:
        answer = who.post("/cases", {field: typed}, follow_redirects=True)
        assert f"/cases/{theirs.public_id}" not in answer.text, field
    for field, typed in found:
        answer = who.post("/cases", {field: typed}, follow_redirects=True)
        assert f"/cases/{ours.public_id}" in answer.text, field


def test_the_office_that_a_case_is_offered_to_sees_enough_to_answer_and_no_more(house: House) -> None:
    answer = house.browser("township_head").get(f"/hand-overs/{house.plan.cases['offered'].hand_over}")
    for shown in ("张三", "排水沟堵塞", "保康村人民调解委员会"):
        assert shown in answer.text
    page = answer.text + case_page(house, "township_head", "offered")
    for hidden in ("双方陈述了经过", "水渠为两家共用", SECRET, "parties/"):
        assert hidden not in page


def test_the_court_sees_the_agreement_and_not_the_talks(house: House) -> None:
    page = confirmation_page(house, "judge", "submitted") + case_page(house, "judge", "submitted")
    for shown in ("张三", "￥12,000.00", "调解组织所在地"):
        assert shown in page
    for hidden in ("双方陈述了经过", "水渠为两家共用", SECRET, "恢复原状"):
        assert hidden not in page


@pytest.mark.parametrize("case", ["reviewing", "ruled"])
def test_a_ruling_is_the_courts_own_until_it_is_sealed(house: House, case: str) -> None:
    assert FINDINGS in confirmation_page(house, "judge", case)
    assert RULING in confirmation_page(house, "clerk", case)
    ours = confirmation_page(house, "mediator", case) + case_page(house, "mediator", case)
    assert FINDINGS not in ours
    assert RULING not in ours


def test_a_sealed_ruling_is_the_committees_too(house: House) -> None:
    assert FINDINGS in confirmation_page(house, "mediator", "served")
    assert RULING in case_page(house, "mediator", "served")


@pytest.mark.parametrize("field", ["id_number", "phone", "address", "account_number"])
def test_a_look_at_a_full_number_shows_it_once_and_is_an_event(house: House, field: str) -> None:
    who, path = house.browser("mediator"), party_path(house, "mediating", f"reveal/{field}")
    with house.installation.read() as session:
        value = getattr(session.get_one(Party, house.plan.cases["mediating"].parties[0]), field)
    assert value in house.plan.private
    looks = events(house, "party:revealed")
    answer = who.post(path)
    assert answer.status_code == 200
    assert value in answer.text
    assert events(house, "party:revealed") == looks + 1
    page = case_page(house, "head", "mediating")
    assert value not in page
    assert "查看了 张三 的完整信息" in page
    assert value not in case_page(house, "mediator", "mediating")


def hold_first(house: House, person: str, role: str, at: str) -> None:
    """An older post beside the one that the person has."""
    with house.installation.begin() as uow:
        where, who = house.plan.organisations[at], house.plan.people[person]
        uow.session.add(Membership(person_id=who, organisation_id=where, role=role, from_on=date(2019, 1, 1)))
        uow.commit()


def test_a_look_is_recorded_under_the_post_that_allowed_it(house: House) -> None:
    hold_first(house, "judge", "committee_head", "next_village")
    assert house.browser("judge").post(party_path(house, "submitted", "reveal/phone")).status_code == 200
    with house.installation.read() as session:
        look = session.scalars(select(CaseEvent).where(CaseEvent.tag == "party:revealed")).one()
        assert (look.role, look.organisation_id) == ("judge", house.plan.organisations["court"])


def test_a_post_elsewhere_allows_no_look(house: House) -> None:
    hold_first(house, "grid", "committee_head", "next_village")
    assert "/reveal/" not in case_page(house, "grid", "registered")
    assert house.browser("grid").post(party_path(house, "registered", "reveal/phone")).status_code == 403
    assert events(house, "party:revealed") == 0


def test_a_look_by_htmx_answers_with_the_value_alone(house: House) -> None:
    path = party_path(house, "submitted", "reveal/phone")
    answer = house.browser("judge").post(path, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert re.search(r">139\d{8}<", answer.text)
    assert "<html" not in answer.text


def test_a_full_number_is_never_put_into_a_cookie(house: House) -> None:
    answer = house.browser("mediator").post(party_path(house, "mediating", "reveal/id_number"))
    decoded = " ".join(answer.headers.getlist("Set-Cookie"))
    assert "flash" not in decoded
    with house.installation.read() as session:
        number = session.get_one(Party, house.plan.cases["mediating"].parties[0]).id_number
    cookie = house.app.session_interface.get_signing_serializer(house.app)  # type: ignore[attr-defined]
    for value in re.findall(r"whisper=([^;]+)", decoded):
        assert number not in str(cookie.loads(value))


def test_consent_and_refusal_stand_on_the_page_and_hold_the_case_back(house: House) -> None:
    who, path = house.browser("registrar"), party_path(house, "awaiting", "consent", 1)
    accept = f'/steps/{MatterKind.DISPUTE.value}/{house.plan.cases["awaiting"].id}/accept"'
    assert who.post(path, {"purpose": "mediation", "granted": ""}).status_code == 303
    page = case_page(house, "registrar", "awaiting")
    assert "不同意：同意调解" in page
    assert "明确拒绝调解" in page
    assert accept not in page
    assert who.post(path, {"purpose": "mediation", "granted": "yes"}).status_code == 303
    assert accept in case_page(house, "registrar", "awaiting")
    assert who.post(path, {"purpose": "nothing"}).status_code == 422


def test_facts_are_noted_signed_and_withdrawn_on_the_page(house: House) -> None:
    ids, who = house.plan.cases["mediating"], house.browser("mediator")
    start = f"/cases/{ids.public_id}/facts"
    assert "李四 已签名" in case_page(house, "mediator", "mediating")
    who.post(f"{start}/{ids.fact}/sign", {"party_id": str(ids.parties[1])})
    assert "李四 已签名" not in case_page(house, "mediator", "mediating")
    again = who.post(f"{start}/{ids.fact}/sign", {"party_id": str(ids.parties[1])}, follow_redirects=True)
    assert "这个签名已经记录过" in again.text
    assert who.post(f"{start}/{ids.fact}/sign", {"party_id": "x"}).status_code == 422
    assert "请写明双方都认可的事实" in who.post(start, {"text": " "}, follow_redirects=True).text
    who.post(f"{start}/{ids.fact}/withdraw")
    assert "水渠为两家共用" not in case_page(house, "mediator", "mediating").partition("全部经过")[0]


PARTY: dict[str, Any] = {
    "party.side": "third",
    "party.kind": "natural",
    "party.name": "第三个人",
    "party.paper": "none",
    "party.paper_missing_reason": "证件遗失",
    "party.mediation": "yes",
}


def test_a_party_joins_once_however_often_one_clicks(house: House) -> None:
    who, path = house.browser("registrar"), f"/cases/{house.plan.cases['told'].public_id}/parties/add"
    form = FormOnPage(who.get(path).text)
    sent = form.sent | PARTY
    assert [who.post(path, sent).status_code for _ in range(2)] == [303, 303]
    assert events(house, "party:joined") == 1
    page = case_page(house, "registrar", "told")
    assert "追加当事人：第三个人（第三人）" in page


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ({"party.name": ""}, "party.name", "姓名"),
        ({"party.paper": "id_card", "party.id_number": "15052119720909628Y"}, "party.id_number", ""),
        ({"party.phone": "12345"}, "party.phone", ""),
        ({"party.born_on": "1990-02-31"}, "party.born_on", "没有这一天"),
        ({"party.side": "nobody"}, "party.side", "列表中选"),
        ({"party.paper_missing_reason": ""}, "party.paper_missing_reason", "原因"),
        ({"party.address": "长" * 5000}, "party.address", "最多 400 个字"),
    ],
)
def test_a_party_typed_wrongly_is_said_at_the_field(
    house: House, typed: dict[str, str], at: str, said: str
) -> None:
    who, before = house.browser("registrar"), house.traces()
    path = f"/cases/{house.plan.cases['told'].public_id}/parties/add"
    sent = FormOnPage(who.get(path).text).sent | PARTY | typed
    answer = who.post(path, sent)
    form = FormOnPage(answer.text)
    assert answer.status_code == 422
    assert form.error(at)
    assert said in form.error(at)
    for name, value in sent.items():
        if name.startswith("party.") and value not in ("nobody", ["nobody"]):
            assert form.sent.get(name) == [value] or form.sent.get(name) == value, name
    assert house.traces() == before


def test_one_number_cannot_stand_on_both_sides(house: House) -> None:
    who = house.browser("registrar")
    with house.installation.read() as session:
        number = session.get_one(Party, house.plan.cases["told"].parties[1]).id_number
    path = f"/cases/{house.plan.cases['told'].public_id}/parties/add"
    both = {"party.side": "applicant", "party.paper": "id_card", "party.id_number": number}
    answer = who.post(path, FormOnPage(who.get(path).text).sent | PARTY | both)
    assert answer.status_code == 422
    assert "不能既是申请人又是被申请人" in FormOnPage(answer.text).error("party.id_number")


def test_a_correction_keeps_what_is_sealed_and_the_old_words_in_the_history(house: House) -> None:
    who, path = house.browser("registrar"), party_path(house, "told", "correct")
    sent = FormOnPage(who.get(path).text).sent
    assert [sent[f"party.{name}"] for name in ("id_number", "phone", "address", "account_number")] == [
        [""]
    ] * 4
    assert [who.post(path, sent | {"party.name": "张三丰"}).status_code for _ in range(2)] == [303, 303]
    with house.installation.read() as session:
        old = session.get_one(Party, house.plan.cases["told"].parties[0])
        new = session.scalars(select(Party).where(Party.name == "张三丰")).one()
        for name in ("id_number", "phone", "address", "account_number", "address_withheld"):
            assert getattr(old, name) == getattr(new, name)
        assert old.until_on == house.clock.today()
    assert "更正当事人信息：张三丰" in case_page(house, "head", "told")


def test_a_stale_correction_is_refused_with_its_text(house: House) -> None:
    who, path = house.browser("registrar"), party_path(house, "told", "correct")
    sent = FormOnPage(who.get(path).text).sent | {"party.name": "张三丰", "party.phone": "13912345678"}
    house.browser("head").post(party_path(house, "told", "consent", 1), {"purpose": "data", "granted": "yes"})
    answer = who.post(path, sent)
    assert answer.status_code == 409
    assert "白乌力吉" in answer.text
    assert FormOnPage(answer.text).sent["party.phone"] == ["13912345678"]


def test_the_last_of_a_side_cannot_leave_and_a_third_can(house: House) -> None:
    who, path = house.browser("registrar"), party_path(house, "told", "leave")
    sent = FormOnPage(who.get(path).text).sent
    answer = who.post(path, sent | {"reason": "不想调了"})
    assert answer.status_code == 422
    assert "每一方至少要有一名当事人" in answer.text
    assert "不想调了" in answer.text
    add = f"/cases/{house.plan.cases['told'].public_id}/parties/add"
    who.post(add, FormOnPage(who.get(add).text).sent | PARTY)
    with house.installation.read() as session:
        third = session.scalars(select(Party.id).where(Party.name == "第三个人")).one()
    path = f"/cases/{house.plan.cases['told'].public_id}/parties/{third}/leave"
    sent = FormOnPage(who.get(path).text).sent | {"reason": "与本案无关"}
    assert [who.post(path, sent).status_code for _ in range(2)] == [303, 303]
    assert events(house, "party:left") == 1
    assert who.get(path).status_code == 404


def test_parties_of_a_closed_case_are_no_longer_changed(house: House) -> None:
    who, before = house.browser("head"), house.traces()
    for what in ("correct", "leave"):
        assert who.get(party_path(house, "settled", what)).status_code == 409
    path = f"/cases/{house.plan.cases['settled'].public_id}/parties/add"
    assert who.get(path).status_code == 409
    assert who.post(path, PARTY).status_code == 409
    assert who.post(party_path(house, "settled", "leave"), {"reason": "理由"}).status_code == 409
    assert house.traces() == before


def test_the_diagram_shows_the_way_that_the_case_has_gone(house: House) -> None:
    page = case_page(house, "mediator", "told")
    assert "✓ 已登记" in page
    assert "● 调解中" in page
    english = house.browser("mediator")
    english.client.set_cookie(LANGUAGE_COOKIE, "en")
    shown = english.get(f"/cases/{house.plan.cases['told'].public_id}").text
    drawn = shown[shown.index("<svg") : shown.index("</svg>")]
    assert not CHINESE.search(drawn)


def small_form(page: str, action: str) -> dict[str, str]:
    """What the small form with that address carries unseen."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: value for name, value in hidden if name != "csrf_token"}


def test_small_forms_write_once_however_often_one_clicks(house: House) -> None:
    ids, who = house.plan.cases["mediating"], house.browser("mediator")
    start = f"/cases/{ids.public_id}/facts"
    consent = party_path(house, "mediating", "consent", 1)
    sends: dict[str, dict[str, str]] = {
        start: {"text": "沟长十米"},
        f"{start}/{ids.fact}/sign": {},
        f"{start}/{ids.fact}/withdraw": {},
        consent: {"granted": "yes"},
    }
    for path, typed in sends.items():
        form = small_form(who.get(f"/cases/{ids.public_id}").text, path)
        assert {"_key", "_version"} <= form.keys(), path
        before = house.traces()
        assert who.post(path, {**form, **typed}).status_code == 303
        after = house.traces()
        assert after != before
        assert who.post(path, {**form, **typed}).status_code == 303
        assert house.traces() == after, path


def test_a_small_form_on_a_stale_page_is_told_so_and_keeps_its_text(house: House) -> None:
    ids, who = house.plan.cases["mediating"], house.browser("mediator")
    start = f"/cases/{ids.public_id}/facts"
    page = who.get(f"/cases/{ids.public_id}").text
    paths = (start, f"{start}/{ids.fact}/withdraw", party_path(house, "mediating", "consent", 1))
    house.browser("head").post(start, {"text": "别人先记了一项"})
    before = house.traces()
    for path in paths:
        answer = who.post(path, {**small_form(page, path), "text": "我写的事实", "granted": "yes"})
        assert answer.status_code == 409
        assert "您打开页面之后" in answer.text
        assert ">我写的事实</textarea>" in answer.text
    assert house.traces() == before


def test_a_fact_is_signed_on_an_earlier_day_and_in_another_manner(house: House) -> None:
    ids, who = house.plan.cases["mediating"], house.browser("mediator")
    path = f"/cases/{ids.public_id}/facts/{ids.fact}/sign"
    assert f'href="{path}/{ids.parties[1]}"' in case_page(house, "mediator", "mediating")
    form = FormOnPage(who.get(f"{path}/{ids.parties[1]}").text)
    assert form.sent["signed_on"] == [house.clock.today().isoformat()]
    with house.installation.begin() as uow:
        uow.session.get_one(UndisputedFact, ids.fact).noted_at -= timedelta(days=2)
        uow.commit()
    day = house.clock.today() - timedelta(days=1)
    sent = {**form.sent, "signed_on": [day.isoformat()], "manners": ["fingerprint"]}
    refused = who.post(path, sent)
    assert refused.status_code == 422
    again = FormOnPage(refused.text)
    assert again.error("late_reason")
    assert again.sent["manners"] == ["fingerprint"]
    assert who.post(path, {**again.sent, "late_reason": ["下雨没有回村部"]}).status_code == 303
    page = case_page(house, "mediator", "mediating")
    assert f"✓ 李四：按指印 · {day.year}年{day.month}月{day.day}日" in page
    assert "下雨没有回村部" in page


def test_a_fact_noted_on_an_earlier_day_says_why_so_late_and_loses_no_text(house: House) -> None:
    ids, who = house.plan.cases["mediating"], house.browser("mediator")
    path, day = f"/cases/{ids.public_id}/facts", house.clock.today() - timedelta(days=1)
    typed = {"text": "沟长十米", "happened_on": day.isoformat()}
    refused = who.post(path, typed)
    assert refused.status_code == 422
    assert ">沟长十米</textarea>" in refused.text
    assert f'value="{day.isoformat()}"' in refused.text
    assert who.post(path, {**typed, "happened_on": "2026-02-31"}).status_code == 422
    assert who.post(path, {**typed, "late_reason": "没带电脑"}).status_code == 303
    with house.installation.read() as session:
        fact = session.scalars(select(UndisputedFact).order_by(UndisputedFact.ordinal.desc())).first()
        assert fact is not None
        assert fact.noted_at.astimezone(SHANGHAI).date() == day


def test_what_another_body_has_ended_and_a_suit_stand_on_the_case(house: House) -> None:
    who, case = house.browser("mediator"), house.plan.cases["in_force"]
    path = f"/cases/{case.public_id}"
    note = FormOnPage(who.get(f"{path}/proceedings/new").text).sent | {
        "kind": ["police"],
        "body": ["某公证处"],
        "what": ["债权文书公证"],
        "ended": ["yes"],
    }
    for kind, why in (("police", "只用于"), ("suit", "没有登记立案")):
        refused = who.post(f"{path}/proceedings/new", note | {"kind": [kind]})
        assert refused.status_code == 422
        assert why in FormOnPage(refused.text).error("ended")
    assert who.post(f"{path}/proceedings/new", note | {"kind": ["notary"]}).status_code == 303
    form = FormOnPage(who.get(f"/steps/dispute/{case.id}/record_suit").text)
    number = "（2026）内0521民初99号"
    court = next(option for option in form.fields["court_id"].options if option)
    suit = form.sent | {"court_id": [court], "court_number": [number]}
    assert who.post(f"/steps/dispute/{case.id}/record_suit", suit).status_code == 303
    page = unescape(who.get(path).text)
    assert page.count(number) >= 2  # beside the agreement, and in the history
    assert "已经办理有强制执行效力的公证（某公证处）" in page


def test_the_six_months_of_an_outsider_open_their_arithmetic(house: House) -> None:
    confirmation, browser = house.plan.cases["served"].confirmation, house.browser("liaison")
    path, today = f"/steps/confirmation/{confirmation}/raise_objection", house.installation.clock.today()
    typed = {"outsider": "王五", "grounds": "损害我的权益。", "party_id": ""}
    late = browser.post(path, {**typed, "known_on": (today - timedelta(200)).isoformat()})
    assert late.status_code == 422
    assert "不中止、不中断、不延长" in late.text
    assert "不计入" in late.text
    known_on = (today - timedelta(3)).isoformat()
    assert browser.post(path, {**typed, "known_on": known_on}).status_code == 303
    page = browser.get(f"/confirmations/{confirmation}").text
    part = page[page.index('id="objections"') :]
    assert "利害关系人的异议期限" in part
    assert "不计入" in part
    assert "第一百二十七条" in part
