"""A party complains of how a court takes suits in: to whom, the days for the answer, who reads it and who does not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.court_desk import handed_in
from mediation.demonstration.invented import COURT, register
from mediation.demonstration.people import PASSWORD
from mediation.demonstration.player import Player
from mediation.model import Case, Deadline, Membership, Notice, Organisation, Request
from mediation.readmodels.case_history import history_of
from mediation.readmodels.court_day import court_day
from mediation.readmodels.grievances import answers_due
from mediation.rules import acts
from mediation.rules.errors import BadInput, NotAllowed, NotThere
from mediation.rules.vocabulary import CourtDesk, DeadlineState, GrievanceGround, MatterKind
from mediation.services.perform import perform
from mediation.services.raise_grievance import raise_grievance
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.conftest import FixedClock
from tests.steps.conftest import TODAY
from web import create_app

FILING, GRIEVANCE = MatterKind.FILING, MatterKind.GRIEVANCE
HIGHER = "通辽市中级人民法院"


@pytest.fixture
def village(house: Installation) -> Player:
    player = Player(house, TODAY - timedelta(40))
    register(player, 1)
    return player


def given(player: Player, court: str = COURT, *grounds: GrievanceGround) -> acts.GrievanceRaised:
    on = player.clock.today()
    return acts.GrievanceRaised(
        court_named(player, court), grounds or (GrievanceGround.NO_RECEIPT,), "窗口没有出具凭证", on
    )


def court_named(player: Player, name: str) -> UUID:
    with player.house.read() as session:
        return session.scalars(select(Organisation.id).where(Organisation.name == name)).one()


def told(player: Player, account: str, court: str = COURT, against: str = COURT) -> UUID:
    return perform(
        player.house,
        raise_grievance,
        actor=player.actor(account),
        case_id=player.case_id,
        against_id=court_named(player, against),
        given=given(player, court, GrievanceGround.NOT_RECEIVED),
    )


def of(player: Player) -> Request:
    with player.house.read() as session:
        asked = select(Request).where(Request.case_id == player.case_id, Request.kind == GRIEVANCE)
        found = session.scalars(asked.order_by(Request.id.desc())).first()
        assert found is not None
        session.expunge(found)
        return found


def subject(player: Player) -> str:
    with player.house.read() as session:
        return session.get_one(Request, of(player).id).subject or ""


def clocks(player: Player) -> dict[str, tuple[date, date, DeadlineState]]:
    with player.house.read() as session:
        rows = session.scalars(select(Deadline).where(Deadline.matter_id == of(player).id))
        return {one.clock: (one.starts_on, one.due_on, one.state) for one in rows}


def test_the_fifteen_days_run_from_the_day_on_which_the_court_took_it_in(village: Player) -> None:
    handed_in(village)
    village.step("cunzhuren", "raise_grievance", given(village), matter=FILING)
    starts, due, state = clocks(village)["grievance_acceptance"]
    assert (starts, state) == (village.clock.today(), DeadlineState.RUNNING)
    assert due - starts >= timedelta(5)
    village.wait(3)
    village.step("fayuan", "take_in", matter=GRIEVANCE)
    starts, due, state = clocks(village)["grievance_answer"]
    assert (starts, state) == (village.clock.today(), DeadlineState.RUNNING)
    assert (due - starts).days in range(15, 18)  # a last day of rest moves on
    village.step(
        "fayuan", "answer_found", acts.Answered("已补发凭证，已对窗口人员提出批评"), matter=GRIEVANCE
    )
    assert of(village).state == "found"
    assert clocks(village)["grievance_answer"][2] is DeadlineState.MET
    with village.house.read() as session:
        sent = session.scalars(select(Notice).where(Notice.subject_id == of(village).id)).all()
        assert sent
        assert all("批评" not in (one.text or "") for one in sent)


def test_even_where_no_papers_were_taken_the_committee_helps_to_complain(village: Player) -> None:
    told(village, "cunzhuren")
    assert of(village).state == "lodged"
    assert "不接收诉状" in subject(village)
    village.step("cunzhuren", "hear_taken_in", matter=GRIEVANCE)
    village.step("cunzhuren", "hear_unfounded", acts.Answered("当天是法定假日"), matter=GRIEVANCE)
    assert of(village).state == "unfounded"


def test_it_goes_to_that_court_or_to_one_above_it_and_once(village: Player) -> None:
    with pytest.raises(BadInput, match="受诉人民法院或者上级人民法院"):
        told(village, "cunzhuren", court="开鲁县人民法院")
    told(village, "cunzhuren", court=HIGHER)
    with pytest.raises(BadInput, match="还没有反馈"):
        told(village, "cunzhuren", court=HIGHER)
    told(village, "cunzhuren", court=COURT)


def test_all_that_is_wrong_is_said_at_once(village: Player) -> None:
    empty = acts.GrievanceRaised(None, (), " ", village.clock.today() + timedelta(0))
    with pytest.raises(BadInput) as refused:
        perform(
            village.house,
            raise_grievance,
            actor=village.actor("cunzhuren"),
            case_id=village.case_id,
            against_id=None,
            given=empty,
        )
    assert {one.field for one in refused.value.problems} == {"against_id", "court_id", "grounds", "facts"}


def test_it_stands_on_the_courts_desk_and_in_its_calendar(village: Player) -> None:
    handed_in(village)
    village.step("cunzhuren", "raise_grievance", given(village), matter=FILING)
    village.step("fayuan", "take_in", matter=GRIEVANCE)
    due = clocks(village)["grievance_answer"][1]
    actor, today = village.actor("fayuan"), village.clock.today()
    with village.house.read() as session:
        desk = court_day(session, village.house.registry, actor, today)[CourtDesk.FILE]
        assert [(one.due_on, one.mine) for one in desk if one.kind is GRIEVANCE] == [(due, True)]
        calendar = answers_due(session, actor, today, due)
        assert [one.request_id for one in calendar[due]] == [of(village).id]
        elsewhere = village.actor("kailufayuan")
        assert not answers_due(session, elsewhere, today, due)


def test_the_court_complained_of_does_not_read_what_went_to_the_court_above(village: Player) -> None:
    handed_in(village)
    village.step("cunzhuren", "raise_grievance", given(village, HIGHER), matter=FILING)
    with pytest.raises(NotThere):
        village.step("fayuan", "take_in", matter=GRIEVANCE)
    with pytest.raises((NotAllowed, NotThere)):
        told(village, "kailufayuan", court=HIGHER)


def test_an_unanswered_complaint_is_overdue_and_outlives_the_dispute(village: Player) -> None:
    handed_in(village)
    village.step("cunzhuren", "raise_grievance", given(village), matter=FILING)
    village.step("fayuan", "take_in", matter=GRIEVANCE)
    village.wait(25)
    assert sweep_deadlines(village.house).failed == 0
    assert of(village).is_open
    assert clocks(village)["grievance_answer"][2] is DeadlineState.RUNNING
    with village.house.read() as session:
        tags = [one.tag for one in history_of(session, village.case_id, contents=False)]
    assert "deadline:overdue" in tags


def pages_of(village: Player, account: str, *paths: str) -> list[str]:
    client = signed_in(opened(village), account)
    answers = [client.get(path, buffered=True) for path in paths]
    assert [one.status_code for one in answers] == [200] * len(paths)
    return [one.text for one in answers]


def opened(village: Player) -> Flask:
    """The pages, on the day to which the player has come."""
    return create_app(replace(village.house, clock=FixedClock(village.clock.instant)))


def signed_in(app: Flask, account: str) -> FlaskClient:
    client = app.test_client()
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").text)
    assert found
    fields = {"csrf_token": found[1], "account": account, "password": PASSWORD}
    client.post("/sign-in", data=fields)
    return client


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_calendar_turns_back_to_an_answer_that_is_still_owed(village: Player) -> None:
    """No hearing lies there: the complaint alone is why."""
    handed_in(village)
    village.step("cunzhuren", "raise_grievance", given(village), matter=FILING)
    village.step("fayuan", "take_in", matter=GRIEVANCE)
    due = clocks(village)["grievance_answer"][1]
    village.clock.move_to(due + timedelta(45))
    app = opened(village)
    desk, elsewhere = signed_in(app, "fayuan"), signed_in(app, "kailufayuan")
    monday = due - timedelta(due.weekday())
    for view, earlier in (("week", monday), ("month", due.replace(day=1))):
        now = f"/court/calendar?view={view}&on={village.clock.today()}"
        page = desk.get(now).text
        assert 'rel="prev"' in page
        assert 'rel="next"' not in page
        assert 'rel="prev"' not in elsewhere.get(now).text
        there = desk.get(f"/court/calendar?view={view}&on={earlier}").text
        assert "投诉" in there
        assert 'rel="prev"' not in there
        assert 'rel="next"' in there  # to today
    village.step("fayuan", "answer_found", acts.Answered("已补发凭证"), matter=GRIEVANCE)
    assert 'rel="prev"' not in desk.get(f"/court/calendar?on={village.clock.today()}").text


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_went_to_the_court_above_is_there_for_it_and_for_who_complained_alone(village: Player) -> None:
    handed_in(village)
    village.step("cunzhuren", "raise_grievance", given(village, HIGHER), matter=FILING)
    person = village.actor("kailufayuan").person_id
    with village.house.begin() as uow:  # somebody who sits in the higher court as well
        higher = Membership(
            person_id=person, organisation_id=court_named(village, HIGHER), role="judge", from_on=TODAY
        )
        uow.session.add(higher)
        uow.commit()
    village.clock.move_to(TODAY)
    complaint = of(village).id
    pages = (f"/requests/{complaint}", f"/steps/grievance/{complaint}/answer_found")
    answers = {
        "kailufayuan": (200, 200),
        "cunzhuren": (200, 403),
        "fayuan": (404, 404),
        "faguan": (404, 404),
        "shujiyuan": (404, 404),
        "lincun": (404, 404),
        "qidudao": (404, 404),
        "chuangkou": (404, 404),
        "guanliyuan": (404, 404),
    }
    app, found = opened(village), {}
    for account in answers:
        client = signed_in(app, account)
        found[account] = tuple(client.get(page).status_code for page in pages)
    assert found == answers


def test_no_page_tells_the_court_that_somebody_complained_to_the_court_above(village: Player) -> None:
    handed_in(village)
    village.step("cunzhuren", "raise_grievance", given(village, HIGHER), matter=FILING)
    with village.house.read() as session:
        filing = session.scalars(select(Request.id).where(Request.kind == FILING)).one()
        case = session.get_one(Case, village.case_id).public_id
    paths = f"/cases/{case}", f"/requests/{filing}"
    of_case, of_filing = pages_of(village, "fayuan", *paths)
    for page in (of_case, of_filing):
        assert HIGHER not in page
        assert "立案投诉" not in page
    assert "投诉立案工作" not in of_case
    assert all(HIGHER in page for page in pages_of(village, "cunzhuren", *paths))
