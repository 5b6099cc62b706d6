"""One court takes agreements signed by phone: what is off by default can be seen at work, in its county alone."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COURT
from mediation.model import Organisation, Person
from mediation.readmodels.actors import load_actor
from mediation.services.note_court_approval import note_court_approval
from mediation.services.perform import perform

SINCE = timedelta(days=30)
PAPER = "诉源治理工作联席会议纪要（演示）"


def take_phone_signatures(house: Installation, today: date) -> None:
    """The administrator notes that court's word; every other court's agreements are signed on paper."""
    with house.read() as session:
        person_id = session.scalars(select(Person.id).where(Person.account == "guanliyuan")).one()
        court_id = session.scalars(select(Organisation.id).where(Organisation.name == COURT)).one()
        actor = load_actor(session, person_id, house.registry, today)
    assert actor is not None
    perform(
        house,
        note_court_approval,
        actor=actor,
        court_id=court_id,
        from_on=today - SINCE,
        paper=PAPER,
    )
