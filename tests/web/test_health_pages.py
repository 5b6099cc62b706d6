"""The health check on pages: while an agreement is written, on the case, at the court; and a bureau's own checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from form_on_page import FormOnPage
from furnished import DOUBT, FINDINGS, Browser, House, actor, furnished_house
from sqlalchemy import func, select

from mediation.model import CaseEvent, Document, HealthCheck, Party
from mediation.rules import acts
from mediation.rules.vocabulary import MatterKind
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step

VAGUE = {
    "facts": "张三打伤李四",
    "obligations.0.kind": "money",
    "obligations.0.what": "医疗费5600元",
    "obligations.0.amount": "6000",
    "obligations.0.condition": "手头宽裕时",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def drawing(house: House) -> str:
    return f"/steps/dispute/{house.plan.cases['told'].id}/reach_agreement"


def typed(house: House) -> dict[str, str]:
    first, second = house.plan.cases["told"].parties[:2]
    return VAGUE | {"obligations.0.debtor_id": str(first), "obligations.0.creditor_id": str(second)}


def test_what_is_typed_is_looked_at_and_nothing_is_written(house: House) -> None:
    before = house.traces()
    found = house.browser("mediator").post(f"{drawing(house)}/health", typed(house))
    assert found.status_code == 200
    for said in (
        "期限不确定",
        "没有写怎么付",
        "￥5,600.00",
        "第三百五十八条第五项",
        "#f-obligations-0-due_on",
    ):
        assert said in found.text
    assert house.traces() == before


def test_without_javascript_a_button_does_the_same_and_keeps_what_was_typed(house: House) -> None:
    before = house.traces()
    page = house.browser("mediator").post(drawing(house), typed(house) | {"_health": "1"})
    assert page.status_code == 200
    assert "期限不确定" in page.text
    assert FormOnPage(page.text).fields["obligations.0.what"].values == ["医疗费5600元"]
    assert house.traces() == before


def test_the_check_never_stops_an_agreement(house: House) -> None:
    who = house.browser("mediator")
    form = FormOnPage(who.get(drawing(house)).text)
    assert who.post(drawing(house), form.sent | {k: [v] for k, v in typed(house).items()}).status_code == 303
    page = who.get(f"/cases/{house.plan.cases['told'].public_id}").text
    assert "确认体检：" in page
    assert "期限不确定" in page


def test_only_who_may_draw_the_agreement_is_told(house: House) -> None:
    for person in ("next_village", "liaison", "supervisor", "other_county"):
        assert house.browser(person).post(f"{drawing(house)}/health", typed(house)).status_code == 404
    assert house.browser("mediator").post(f"{drawing(house)[:-15]}appoint/health").status_code == 404


def test_the_court_sees_the_check_and_the_committee_never_its_deliberation(house: House) -> None:
    """Answers, notes, drafts and hearings are the court's; that it was reviewed, everybody on the case may know."""
    case = house.plan.cases["reviewing"]
    hold = acts.HearingHeld(
        house.clock.now(), "审判庭", tuple(case.parties), "问：年底能付清吗？\n答：我私下借钱付", "周文静"
    )
    command = StepCommand(
        matter=MatterKind.CONFIRMATION, matter_id=case.confirmation, step="hold_hearing", given=hold
    )
    perform(
        house.installation,
        take_step,
        actor=actor(house.installation, house.plan, "clerk"),
        command=command,
    )
    court = house.browser("clerk").get(f"/confirmations/{case.confirmation}").text
    for secret in (DOUBT, FINDINGS, "我私下借钱付"):
        assert secret in court
    assert "确认体检" in court
    with house.installation.read() as session:
        record = session.scalars(select(Document.id).where(Document.kind == "hearing_record")).one()
    assert house.browser("clerk").get(f"/documents/{record}").status_code in (200, 303)
    for person in ("head", "mediator", "other_court", "supervisor"):
        assert house.browser(person).get(f"/documents/{record}").status_code == 404
    for person in ("head", "registrar", "mediator"):
        for path in (f"/confirmations/{case.confirmation}", f"/cases/{case.public_id}"):
            page = house.browser(person).get(path)
            assert page.status_code == 200
            for secret in (DOUBT, FINDINGS, "我私下借钱付", "询问笔录（只有本院能看）"):
                assert secret not in page.text, (person, path)
    for person in ("other_court", "supervisor", "next_village"):
        assert house.browser(person).get(f"/confirmations/{case.confirmation}").status_code == 404


@pytest.fixture
def objected(house: House) -> House:
    """The court asks for something about one application."""
    case = house.plan.cases["reviewing"]
    asked = acts.SupplementAsked("张三没有写明房屋的门牌号", house.clock.today() + timedelta(5))
    command = StepCommand(
        matter=MatterKind.CONFIRMATION, matter_id=case.confirmation, step="ask_supplement", given=asked
    )
    clerk = actor(house.installation, house.plan, "clerk")
    perform(house.installation, take_step, actor=clerk, command=command)
    return house


def test_what_a_court_said_becomes_a_check_once_a_person_puts_it_in_use(objected: House) -> None:
    house, who = objected, objected.browser("administrator")
    page = who.get("/checks").text
    assert "没有写明房屋的门牌号" in page
    made = {
        "from": str(house.plan.cases["reviewing"].confirmation),
        "said": "写到医疗费的，附上票据",
        "article": "民诉法司法解释第三百五十四条",
        "words": "医疗费、药费",
        "but": "票据",
    }
    assert who.get(f"/checks/new?from={made['from']}").status_code == 200
    assert who.post("/checks/new", made | {"words": ""}).status_code == 422
    assert who.post("/checks/new", made).status_code == 303
    mediator = house.browser("mediator")
    assert "附上票据" not in mediator.post(f"{drawing(house)}/health", typed(house)).text
    with house.installation.read() as session:
        check = session.scalars(select(HealthCheck.id)).one()
    assert who.post(f"/checks/{check}/switch", {"on": "yes"}).status_code == 303
    assert "附上票据" in mediator.post(f"{drawing(house)}/health", typed(house)).text
    beside = typed(house) | {"obligations.0.what": "医疗费，凭票据"}
    assert "附上票据" not in mediator.post(f"{drawing(house)}/health", beside).text
    assert who.post(f"/checks/{check}/switch", {"on": ""}).status_code == 303
    assert "附上票据" not in mediator.post(f"{drawing(house)}/health", typed(house)).text


def test_names_of_parties_are_left_out_of_what_is_offered(objected: House) -> None:
    """A bureau learns why, not of whom."""
    house = objected
    with house.installation.read() as session:
        names = session.scalars(
            select(Party.name).where(Party.case_id == house.plan.cases["reviewing"].id)
        ).all()
    page = house.browser("administrator").get("/checks").text
    assert "没有写明房屋的门牌号" in page
    for name in names:
        assert name not in page


def test_checks_are_for_those_who_keep_them_for_an_area(house: House) -> None:
    for person in ("head", "mediator", "liaison", "judge", "supervisor", "grid"):
        who: Browser = house.browser(person)
        assert who.get("/checks").status_code == 403
        assert who.post("/checks/new", {"said": "x"}).status_code == 403
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).select_from(HealthCheck)) == 0
        assert session.scalar(select(func.count()).select_from(CaseEvent))
