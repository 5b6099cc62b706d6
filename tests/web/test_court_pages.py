"""Filing, the alarm at the wall, the court's desk and its calendar, as people meet them on the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from form_on_page import FormOnPage
from furnished import SECRET, House, furnished_house
from sqlalchemy import select

from mediation.model import Case, Complaint, HandOver, Request
from mediation.rules.vocabulary import MatterKind
from web.language import LANGUAGE_COOKIE

LEAKED = f"被告说过：{SECRET}"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def filing_url(house: House, case: str = "mediating") -> str:
    return f"/cases/{house.plan.cases[case].public_id}/filing"


def fields(house: House, **changed: str) -> dict[str, str]:
    usual = {
        "court_id": str(house.plan.organisations["court"]),
        "claims": "判令被告恢复原状",
        "facts": "排水沟堵塞，水流入院内",
        "evidence.0.title": "照片",
    }
    return usual | {name.replace("__", "."): value for name, value in changed.items()}


def test_the_form_begins_with_what_the_parties_said_when_they_came(house: House) -> None:
    page = house.browser("head").get(filing_url(house)).text
    form = FormOnPage(page, "complaint-form")
    assert form.fields["claims"].values[0].strip() == "恢复原状"
    assert form.fields["facts"].values[0].strip() == "排水沟堵塞，双方多次争吵"


def test_what_is_missing_stands_there_at_once_with_where_it_is_mended(house: House) -> None:
    who = house.browser("head")
    assert who.post(filing_url(house), fields(house)).status_code == 303
    page = unescape(who.get(filing_url(house)).text)
    missing = page[page.index('id="missing"') : page.index('id="package"')]
    assert missing.count("去补") == 3
    assert "张三的民族" in missing
    assert re.search(r'href="/cases/[^"]+/parties/[^"]+/correct"', missing)
    assert "2 份" in page  # the court's copy and the defendant's


def test_the_alarm_stands_at_the_field_and_what_was_typed_is_kept(house: House) -> None:
    who = house.browser("head")
    answer = who.post(filing_url(house), fields(house, facts=LEAKED))
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "第 2 次调解的记录（单独进行）" in page
    assert LEAKED in page
    assert 'name="let_out"' in page
    let = fields(house, facts=LEAKED, let_out="双方书面同意")
    assert who.post(filing_url(house), let).status_code == 303
    with house.installation.read() as session:
        assert session.scalars(select(Complaint)).one().facts == LEAKED
    story = unescape(who.get(f"/cases/{house.plan.cases['mediating'].public_id}").text)
    assert "和内部记录相同的话" in story
    assert "双方书面同意" in story


def test_a_fact_with_what_was_said_apart_is_stopped_on_the_case_page(house: House) -> None:
    who, case = house.browser("mediator"), house.plan.cases["mediating"]
    answer = who.post(f"/cases/{case.public_id}/facts", {"text": SECRET})
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "单独进行" in page
    assert 'name="let_out"' in page


def test_sending_ends_mediation_and_leads_to_the_complaint_at_the_court(house: House) -> None:
    who = house.browser("head")
    who.post(filing_url(house), fields(house))
    sent = who.post(f"{filing_url(house)}/send", {"reason": "双方没有达成协议", "even_so": "yes"})
    assert sent.status_code == 303
    with house.installation.read() as session:
        request = session.scalars(select(Request).where(Request.kind == MatterKind.FILING)).one()
    page = unescape(who.get(f"/requests/{request.id}").text)
    assert "告知起诉人" in page
    assert "您的起诉材料已于" in page
    at_court = unescape(house.browser("liaison").get("/court?desk=file").text)
    assert "张三" in at_court
    assert "登记立案" in at_court
    assert SECRET not in at_court
    case = unescape(house.browser("judge").get(f"/cases/{house.plan.cases['mediating'].public_id}").text)
    assert f'href="/requests/{request.id}"' in case  # from the case to what lies with the court, and back
    assert SECRET not in case


@pytest.mark.daily(1)
@pytest.mark.parametrize("person", ["liaison", "clerk", "judge"])
def test_the_desk_counts_what_waits_and_narrows_by_its_address(house: House, person: str) -> None:
    who = house.browser(person)
    whole, none = unescape(who.get("/court").text), unescape(who.get("/court?q=没有这样的人").text)
    assert whole.count("data-row") > 3
    assert none.count("data-row") == 0
    assert "没有等着办的" in none
    assert unescape(who.get("/court?desk=accept").text).count("data-row") < whole.count("data-row")


def test_the_courts_pages_are_english_for_who_reads_english(house: House) -> None:
    who = house.browser("liaison")
    who.client.set_cookie(LANGUAGE_COOKIE, "en")
    for path in ("/court", "/court/calendar?view=month", "/court/organisations"):
        page = unescape(who.get(path).text)
        shell = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
        assert "待" not in shell
        assert "日程" not in shell


def test_a_hearing_is_put_on_the_calendar_and_the_committee_reads_it(house: House) -> None:
    who, case = house.browser("clerk"), house.plan.cases["submitted"]
    typed = {
        "kind": "review",
        "begins_at": "2026-12-01T09:00",
        "ends_at": "2026-12-01T10:00",
        "place": "第二调解室",
        "before": "韩立新",
    }
    assert who.post(f"/cases/{case.public_id}/hearings/new", typed).status_code == 303
    assert "第二调解室" in unescape(who.get("/court/calendar?on=2026-12-02").text)
    assert "第二调解室" in unescape(house.browser("head").get(f"/cases/{case.public_id}").text)
    again = who.post(f"/cases/{case.public_id}/hearings/new", typed)
    assert again.status_code == 422
    assert "那段时间已有安排" in unescape(again.text)


def test_the_calendar_turns_no_further_than_there_is_something(house: House) -> None:
    """Else whoever follows every link never comes to an end."""
    who = house.browser("judge")
    for view in ("week", "month"):
        page = who.get(f"/court/calendar?view={view}&on=2150-05-05").text
        assert 'rel="prev"' in page  # to today
        assert 'rel="next"' not in page
        assert 'rel="prev"' not in who.get(f"/court/calendar?view={view}&on=2001-05-05").text


def test_back_from_a_hearings_form_leads_where_one_came_from_and_never_elsewhere(house: House) -> None:
    who, case = house.browser("clerk"), house.plan.cases["submitted"]
    form = f"/cases/{case.public_id}/hearings/new"
    here = f"/cases/{case.public_id}"
    assert f"{form}?back={here}" in unescape(who.get(here).text).replace("%2F", "/")

    def back(page: str) -> list[str]:
        return re.findall(r'<a class="button" href="([^"]*)">返回', unescape(page))

    named = "/court/calendar?view=month&on=2026-12-01"
    assert back(who.get(form, query_string={"back": named}).text) == [named]
    assert back(who.post(form, {"back": named}).text) == [named]  # refused, and not forgotten
    for elsewhere in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", ""):
        assert back(who.get(form, query_string={"back": elsewhere}).text) == [here]


def test_a_cancelled_hearing_leaves_one_in_the_week_that_was_looked_at(house: House) -> None:
    who, case = house.browser("clerk"), house.plan.cases["submitted"]
    typed = {
        "kind": "review",
        "begins_at": "2026-12-08T09:00",
        "ends_at": "2026-12-08T10:00",
        "place": "第三调解室",
    }
    assert who.post(f"/cases/{case.public_id}/hearings/new", typed).status_code == 303
    week = "/court/calendar?on=2026-12-08"
    (cancel,) = re.findall(r'action="(/court/hearings/[^"]*/cancel)"', who.get(week).text)
    answer = who.post(cancel, {"back": week})
    assert (answer.status_code, answer.headers["Location"]) == (303, week)


def test_many_at_once_is_offered_to_who_may_work_on_many_alone(house: House) -> None:
    for person in ("judge", "clerk", "liaison"):
        who = house.browser(person)
        offered = 'href="/many"' in who.get("/court").text
        assert offered == (who.get("/many").status_code == 200), person


@pytest.mark.parametrize("person", ["judge", "clerk", "liaison"])
def test_what_the_courts_pages_name_can_be_opened(house: House, person: str) -> None:
    who = house.browser(person)
    for start in ("/court", "/court/organisations", "/court/organisations/cases?figure=sent"):
        for link in re.findall(
            r'href="(/(?:cases|court|steps|requests|hand-overs)[^"#]*)', who.get(start).text
        ):
            assert who.get(unescape(link)).status_code == 200, (start, link)


def test_a_labour_suit_that_was_not_arbitrated_is_registered_with_a_reason(house: House) -> None:
    case = house.plan.cases["asking"]
    with house.installation.begin() as uow:
        uow.session.get_one(Case, case.id).labour = True
        uow.commit()
    who, path = house.browser("liaison"), f"/steps/dispute/{case.id}/file_suit"
    page = who.get(path).text
    assert "劳动争议应先申请劳动仲裁" in page
    assert "为什么仍然办理" in page
    today = house.clock.today().isoformat()
    suit = {"court_number": "（2026）内0521民初98号", "procedure": "summary", "filed_on": today}
    refused = who.post(path, suit)
    assert refused.status_code == 422
    assert "只凭工资欠条起诉" in refused.text
    assert who.post(path, {**suit, "reason": "只凭工资欠条起诉"}).status_code == 303


def test_the_court_finds_on_its_page_how_it_takes_back_what_it_sent_out(house: House) -> None:
    case = house.plan.cases["desk"]
    offered = {
        "receiver_id": str(house.plan.organisations["township"]),
        "agreeing_ids": [str(party) for party in case.parties],
        "reason": "适宜调解",
    }
    court, path = house.browser("liaison"), f"/cases/{case.public_id}"
    assert court.post(f"/steps/dispute/{case.id}/entrust", offered).status_code == 303
    taking_back = f"/steps/dispute/{case.id}/take_to_trial"
    assert taking_back not in court.get(path).text  # nobody has signed for it yet
    with house.installation.read() as session:
        waiting = session.scalars(select(HandOver.id).where(HandOver.case_id == case.id)).one()
    assert house.browser("township_head").post(f"/steps/hand_over/{waiting}/sign_for", {}).status_code == 303
    assert taking_back in court.get(path).text
    assert (
        "《调解情况复函》" not in court.get(taking_back).text
    )  # nobody tells the court what it decided itself
    assert court.post(taking_back, {"reason": ""}).status_code == 422
    assert court.post(taking_back, {"reason": "一方不愿继续"}).status_code == 303
    assert taking_back not in court.get(path).text


def test_a_labour_agreement_leads_to_arbitration_from_its_page(house: House) -> None:
    case = house.plan.cases["in_force"]
    who, path = house.browser("head"), f"/cases/{case.public_id}"
    assert 'id="follow"' not in who.get(path).text
    with house.installation.begin() as uow:
        uow.session.get_one(Case, case.id).labour = True
        uow.commit()
    assert 'id="follow"' in who.get(path).text
    channels = FormOnPage(who.get(f"/steps/dispute/{case.id}/refer").text, "form").fields["channel"]
    assert {"notary", "legal_aid", "labour_arbitration"} <= set(channels.options or ())
    assert "petition" not in (channels.options or ())
    assert who.post(f"{path}/follow", {}).status_code == 303
    assert 'id="follow"' not in who.get(path).text
