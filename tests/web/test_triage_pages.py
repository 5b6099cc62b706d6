"""Triage on the pages: shown where somebody decides, asked why where they depart, counted where somebody watches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from furnished import House, furnished_house
from sqlalchemy import select

from mediation.model import Absence, Case, Setting, TriageDecision
from mediation.rules.vocabulary import Difficulty

OWN, TOWNSHIP, COUNTY = "保康村人民调解委员会", "保康镇人民调解委员会", "科左中旗人民调解委员会"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def panel(page: str) -> str:
    """The part of a page about triage."""
    start = page.index('id="triage"')
    return unescape(page[start : page.index("</section>", start)])


def path(house: House, case: str, step: str) -> str:
    return f"/steps/dispute/{house.plan.cases[case].id}/{step}"


def made_complex(house: House, case: str) -> None:
    with house.installation.begin() as uow:
        uow.session.get_one(Case, house.plan.cases[case].id).difficulty = Difficulty.COMPLEX
        uow.commit()


def test_the_proposal_stands_on_a_case_that_nobody_has_accepted(house: House) -> None:
    case = house.plan.cases["registered"]
    shown = panel(house.browser("head").get(f"/cases/{case.public_id}").text)
    assert OWN in shown
    assert "同一嘎查村" in shown
    assert "不必到上级" in shown  # why the township stands behind
    page = house.browser("supervisor").get(f"/cases/{case.public_id}").text
    assert 'id="triage"' not in page
    accepted = house.plan.cases["accepted"].public_id
    assert "由谁调解" not in house.browser("head").get(f"/cases/{accepted}").text


def test_what_follows_the_proposal_is_asked_no_reason(house: House) -> None:
    page = house.browser("head").get(path(house, "labour", "accept")).text
    assert OWN in panel(page)
    assert 'name="reason"' not in page
    assert house.browser("head").post(path(house, "labour", "accept")).status_code == 303


def test_a_departure_is_asked_why_and_stays_in_the_history(house: House) -> None:
    made_complex(house, "labour")
    browser = house.browser("head")
    page = browser.get(path(house, "labour", "accept")).text
    assert COUNTY in panel(page)
    assert "为什么不照分流建议" in page
    refused = browser.post(path(house, "labour", "accept"))
    assert refused.status_code == 422
    assert f"分流建议是「{COUNTY}」" in refused.text
    reason = "双方都要求在村里调解"
    assert browser.post(path(house, "labour", "accept"), {"reason": reason}).status_code == 303
    case = unescape(browser.get(f"/cases/{house.plan.cases['labour'].public_id}").text)
    assert f"没有照分流建议：{COUNTY}" in case
    assert reason in panel(case)
    assert "登记为疑难复杂" in panel(case)
    with house.installation.read() as session:
        rows = select(TriageDecision.followed).where(TriageDecision.step == "accept")
        of_case = rows.where(TriageDecision.case_id == house.plan.cases["labour"].id)
        assert session.scalars(of_case).all() == [False]


def test_a_hand_over_starts_with_the_proposed_receiver(house: House) -> None:
    page = unescape(house.browser("head").get(path(house, "accepted", "offer")).text)
    chosen = re.search(r'<option value="[0-9a-f-]{36}" selected>([^<]+)</option>', page)
    assert chosen is not None
    assert chosen[1] == f"{TOWNSHIP}（建议）"
    assert "已经受理过本案" in panel(page)


def test_a_trial_of_many_says_what_is_proposed_for_each(house: House) -> None:
    case, village = house.plan.cases["accepted"].id, house.plan.organisations["village"]
    fields = {
        "case_ids": str(case),
        "told": str(case),
        "reason": "请旗里办",
        "receiver_id": str(house.plan.organisations["county"]),
        "_do": "try",
    }
    page = unescape(house.browser("head").post(f"/many/offer/{village}", fields).text)
    assert f"分流建议：{TOWNSHIP}" in page


def test_settlement_where_there_is_danger_is_asked_why(house: House) -> None:
    with house.installation.begin() as uow:
        uow.session.get_one(Case, house.plan.cases["registered"].id).danger = True
        uow.commit()
    browser = house.browser("head")
    page = browser.get(path(house, "registered", "try_settlement")).text
    assert "激化风险" in panel(page)
    assert 'name="reason"' in page
    assert browser.post(path(house, "registered", "try_settlement"), {"helper": "网格员"}).status_code == 422


def note(house: House, who: str, account: str, **changed: str) -> Any:
    fields = {"person_id": str(house.plan.people[who]), "from_on": "2026-11-23", "until_on": "2026-12-05"}
    return house.browser(account).post("/absences", {**fields, **changed})


def test_who_is_away_is_marked_where_mediators_are_named(house: House) -> None:
    assert note(house, "mediator", "head").status_code == 303
    page = house.browser("head").get("/absences").text
    assert "王芳" in page
    assert "今天不在" in page
    for form in (path(house, "accepted", "appoint"), f"/many/appoint/{house.plan.organisations['village']}"):
        assert "王芳（不在，到 2026年12月5日）" in house.browser("head").get(form).text
    assert "不在，到 2026年12月5日" in house.browser("head").get("/caseloads").text
    with house.installation.read() as session:
        absence = session.scalars(select(Absence.id)).one()
    assert house.browser("colleague").post(f"/absences/{absence}/end").status_code == 404
    assert house.browser("mediator").post(f"/absences/{absence}/end").status_code == 303
    assert house.browser("mediator").post(f"/absences/{absence}/end").status_code == 409
    assert "王芳（不在" not in house.browser("head").get(path(house, "accepted", "appoint")).text


def test_an_absence_that_cannot_be_keeps_what_was_typed(house: House) -> None:
    refused = note(house, "head", "head", until_on="2026-11-01")
    assert refused.status_code == 422
    assert "最后一天不能早于第一天" in refused.text
    assert "2026-11-01" in refused.text
    assert note(house, "head", "mediator").status_code == 404
    assert note(house, "head", "head", from_on="不是日期").status_code == 422


def test_figures_lead_to_the_decisions_behind_them(house: House) -> None:
    browser = house.browser("supervisor")
    page = unescape(browser.get("/triage").text)
    links = re.findall(r'href="(/triage/decisions\?[^"]+)">(\d+)</a>', page)
    assert len(links) > 5
    for url, n in links[:6]:
        listed = browser.get(url).text
        assert f"（{n} 条）" in listed
    assert house.browser("other_supervisor").get(links[0][0]).status_code == 404


def test_the_administrator_reads_figures_and_opens_no_case(house: House) -> None:
    with house.installation.begin() as uow:
        uow.session.add(Setting(name="triage_load", since=date(2026, 1, 1), value="许多"))
        uow.commit()
    page = house.browser("administrator").get("/triage").text
    assert "triage_load" in page
    assert "/triage/decisions" not in page
    assert "每名在岗调解员超过 30 件未结" in page


def test_english_pages_speak_english(house: House) -> None:
    browser = house.browser("head")
    browser.post("/preferences", {"language": "en"})
    case = house.plan.cases["registered"]
    shown = panel(browser.get(f"/cases/{case.public_id}").text)
    assert "All parties are in one village" in shown
    assert "Settlement first" in shown
    assert "need not go higher" in shown
