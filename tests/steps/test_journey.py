"""The whole road through the services, on both databases: from the village door to a served ruling."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES
from mediation.model import (
    Agreement,
    Case,
    CaseEvent,
    CaseNumber,
    Confirmation,
    Deadline,
    Document,
    Holding,
    OutboxItem,
)
from mediation.readmodels.replay import replay_breaks
from mediation.rules.vocabulary import DeadlineState
from tests.steps.conftest import Begin

CONFIRMED = next(story for name, _, story in STORIES if name == "confirmed and served")


def test_a_dispute_goes_from_the_village_to_a_served_ruling(house: Installation, begin: Begin) -> None:
    player = begin(25)
    CONFIRMED(player)
    with house.read() as session:
        case = session.get_one(Case, player.case_id)
        confirmation = session.scalars(select(Confirmation)).one()
        agreement = session.scalars(select(Agreement)).one()
        assert (case.state, case.is_open, confirmation.state) == ("in_force", False, "confirmed")
        assert case.concluded_on == agreement.in_force_on
        assert confirmation.court_number == "（2026）内0521诉前调确201号"
        assert confirmation.sealed_on is not None


def test_replay_gives_the_states_and_events_have_no_gap(house: Installation, begin: Begin) -> None:
    player = begin(25)
    CONFIRMED(player)
    with house.read() as session:
        assert list(replay_breaks(session, house.registry)) == []
        numbers = list(session.scalars(select(CaseEvent.seq).order_by(CaseEvent.seq)))
        assert numbers == list(range(1, len(numbers) + 1))


def test_one_organisation_answers_at_every_instant_and_the_days_add_up(
    house: Installation, begin: Begin
) -> None:
    player = begin(25)
    CONFIRMED(player)
    with house.read() as session:
        first, second = session.scalars(select(Holding).order_by(Holding.from_at)).all()
        assert first.until_at == second.from_at
        assert (first.open, second.open, second.until_at) == (False, True, None)
        registered = session.scalars(select(CaseEvent).where(CaseEvent.tag == "case:registered")).one()
        assert first.from_at == registered.happened_at


def test_each_committee_gives_its_own_number(house: Installation, begin: Begin) -> None:
    player = begin(25)
    CONFIRMED(player)
    with house.read() as session:
        texts = set(session.scalars(select(CaseNumber.text)))
    assert texts == {"（2026）衙门台村人调字第1号", "（2026）保康人调字第1号"}


def test_the_month_begins_anew_at_the_receiver_and_the_thirty_days_on_the_last_signature(
    house: Installation, begin: Begin
) -> None:
    player = begin(25)
    CONFIRMED(player)
    with house.read() as session:
        clocks = session.scalars(select(Deadline).order_by(Deadline.starts_on)).all()
        agreement = session.scalars(select(Agreement)).one()
    months = [c for c in clocks if c.clock == "mediation"]
    assert len(months) == 2
    assert months[0].starts_on < months[1].starts_on
    application = next(c for c in clocks if c.clock == "application")
    assert application.starts_on == agreement.in_force_on
    assert application.due_on >= application.starts_on + timedelta(30)
    assert application.state is DeadlineState.MET
    objections = [c for c in clocks if c.clock == "objection"]
    assert len({c.subject_id for c in objections}) == 2


def test_every_document_is_queued_in_the_transaction_that_issued_it(
    house: Installation, begin: Begin
) -> None:
    player = begin(25)
    CONFIRMED(player)
    with house.read() as session:
        kinds = set(session.scalars(select(Document.kind)))
        queued = set(session.scalars(select(OutboxItem.subject_id)))
        assert queued == set(session.scalars(select(Document.id)))
    assert kinds == {
        "intake_form",
        "rights_notice",
        "sitting_record",
        "agreement",
        "confirmation_application",
        "mediation_certificate",
        "service_addresses",
        "confirmation_ruling",
    }
