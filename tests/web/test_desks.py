"""The desks that mediate nothing, in the browser: the centre sends on who comes, the court takes a complaint in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from furnished import House, furnished_house
from intake_form import filled
from sqlalchemy import select

from mediation.model import Case, HandOver, Party, Request
from mediation.rules.vocabulary import CaseSource, MatterKind, Side


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def registered(house: House, person: str, source: CaseSource) -> Case:
    """Who came is registered with the source that the empty form proposes."""
    browser = house.browser(person)
    page = browser.get("/intake").text
    assert re.search(rf'<option value="{source.value}" selected', page)
    on = house.installation.clock.today().isoformat()
    answer = browser.post("/intake", filled(source=source.value, first_asked_on=on))
    assert answer.status_code == 303, answer.text
    with house.installation.read() as session:
        case = session.scalars(select(Case).where(Case.narrative_sealed.is_not(None), Case.source == source))
        return case.all()[-1]


def test_the_desk_of_the_centre_registers_and_dispatches_and_sees_it_go(house: House) -> None:
    case = registered(house, "desk", CaseSource.GOVERNANCE_CENTRE)
    browser, path = house.browser("desk"), f"/steps/dispute/{case.id}/dispatch"
    assert "派单给调解组织" in browser.get(f"/cases/{case.public_id}").text
    page = unescape(browser.get(path).text)
    asked = re.search(r'name="agreeing_ids" value="([0-9a-f-]{36})"', page)
    assert asked is not None
    receiver = str(house.plan.organisations["township"])
    fields = {"receiver_id": receiver, "agreeing_ids": asked[1], "reason": "按属地派单"}
    assert browser.post(path, fields).status_code == 303
    with house.installation.read() as session:
        offer = session.scalars(select(HandOver).where(HandOver.case_id == case.id)).one()
    assert "综治中心" in house.browser("township_head").get(f"/hand-overs/{offer.id}").text
    assert house.browser("township_head").post(f"/steps/hand_over/{offer.id}/sign_for").status_code == 303
    assert browser.get(f"/cases/{case.public_id}").status_code == 404


def test_the_court_takes_a_complaint_in_and_tells_once_what_it_lacks(house: House) -> None:
    case = registered(house, "liaison", CaseSource.COURT_GUIDANCE)
    browser, on = house.browser("liaison"), house.installation.clock.today().isoformat()
    received = {"papers": "起诉状一份", "received_on": on}
    assert browser.post(f"/steps/dispute/{case.id}/receive_complaint", received).status_code == 303
    with house.installation.read() as session:
        complaint = session.scalars(select(Request).where(Request.kind == MatterKind.FILING)).one()
    path = f"/requests/{complaint.id}"
    page = browser.get(path).text
    assert "立案决定期限" in page
    assert "收到起诉材料凭证" in page
    assert path in browser.get("/").text
    assert path in house.browser("judge").get("/").text
    refused = browser.post(f"/steps/filing/{complaint.id}/tell_defects", {"what": "", "until_on": on})
    assert refused.status_code == 422
    assert "请一次写全要补正什么" in refused.text
    for stranger in ("other_court", "county_head", "desk"):
        assert house.browser(stranger).get(path).status_code == 404


def test_a_refusal_waits_on_the_home_page_of_the_court_until_it_is_served(house: House) -> None:
    case = registered(house, "liaison", CaseSource.COURT_GUIDANCE)
    browser, today = house.browser("liaison"), house.installation.clock.today()
    received = {"papers": "起诉状一份", "received_on": today.isoformat()}
    assert browser.post(f"/steps/dispute/{case.id}/receive_complaint", received).status_code == 303
    with house.installation.read() as session:
        complaint = session.scalars(select(Request).where(Request.kind == MatterKind.FILING)).one()
    ruled = {"court_number": f"（{today.year}）内0521民初931号", "reason": "没有明确的被告"}
    path = f"/steps/filing/{complaint.id}"
    assert house.browser("judge").post(f"{path}/refuse", ruled).status_code == 303
    assert f"/requests/{complaint.id}" in browser.get("/").text
    form = browser.get(f"{path}/serve_refusal").text
    fields = {f"served.0.{name}": _value(form, f"served.0.{name}") for name in ("party_id", "delivered_on")}
    fields |= {"served.0.here": "1", "served.0.manner": "direct"}
    assert browser.post(f"{path}/serve_refusal", fields).status_code == 303
    assert f"/requests/{complaint.id}" not in browser.get("/").text


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return unescape(found[1])


def test_the_desk_of_the_centre_finds_many_to_dispatch(house: House) -> None:
    registered(house, "desk", CaseSource.GOVERNANCE_CENTRE)
    page = house.browser("desk").get("/many").text
    assert "派单给调解组织" in page


def test_the_days_of_a_complaint_are_put_right_with_the_terms_that_count_from_them(house: House) -> None:
    case = registered(house, "liaison", CaseSource.COURT_GUIDANCE)
    browser, today = house.browser("liaison"), house.installation.clock.today()
    received = {"papers": "起诉状一份", "received_on": today.isoformat()}
    assert browser.post(f"/steps/dispute/{case.id}/receive_complaint", received).status_code == 303
    with house.installation.begin() as uow:  # who came had asked two days ago
        uow.session.get_one(Case, case.id).first_asked_on = today - timedelta(2)
        uow.commit()
        complaint = uow.session.scalars(select(Request).where(Request.case_id == case.id)).one().id
        suing = uow.session.scalars(
            select(Party.id).where(Party.case_id == case.id, Party.side == Side.APPLICANT)
        ).first()
    path, judge = f"/requests/{complaint}", house.browser("judge")
    wrong = f"{path}/receipt"
    assert wrong in browser.get(path).text
    assert wrong not in judge.get(path).text
    assert judge.get(wrong).status_code == 403
    right = {"on": (today - timedelta(1)).isoformat(), "reason": "邮戳是前一天"}
    listed = browser.post(wrong, right)
    assert (listed.status_code, "立案决定期限由" in listed.text) == (422, True)
    assert browser.post(wrong, {**right, "approved": "yes"}).status_code == 303
    assert "更正收到起诉材料的日期：由" in browser.get(path).text

    ruled = {"court_number": "（2026）内0521民初901号", "reason": "没有明确的被告"}
    answer = judge.post(f"/steps/filing/{complaint}/refuse", ruled)
    assert answer.status_code == 303, answer.text
    assert browser.get(wrong).status_code == 409
    served = {
        "served.0.here": "yes",
        "served.0.party_id": str(suing),
        "served.0.manner": "direct",
        "served.0.delivered_on": today.isoformat(),
    }
    answer = browser.post(f"/steps/filing/{complaint}/serve_refusal", served)
    assert answer.status_code == 303, answer.text
    wrong = f"{path}/service/{suing}"
    assert wrong in browser.get(path).text
    assert judge.get(wrong).status_code == 403
    assert "请更正下列内容" in browser.post(wrong, {"on": "", "reason": ""}).text
    early = {"on": (today - timedelta(1)).isoformat(), "reason": "回执"}
    assert browser.post(wrong, early).status_code == 422  # before the ruling
    assert browser.get(f"{path}/service/{complaint}").status_code == 404
