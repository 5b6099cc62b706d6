"""调解情况复函, of itself: what a court sent and a committee has ended is answered in the same act (特邀规定 26)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from mediation.model import Appointment, CaseEvent
from mediation.rules.policy import committee
from mediation.rules.vocabulary import CourtDoor
from mediation.services.court_door import court_door
from mediation.services.issue_document import issue_document
from mediation.services.load import Loaded
from mediation.services.paper_sources import PaperSources
from mediation.services.step import Entry
from mediation.services.unit_of_work import UnitOfWork

LETTER = "reply_letter"
SENT = (CourtDoor.FIRST_MEDIATION, CourtDoor.DELEGATION)


def answer_court(uow: UnitOfWork, loaded: Loaded, seq: int, entry: Entry) -> None:
    """The letter about the event with which the dispute ended; nothing where no court asked.

    Also what came on paper and was not accepted, so that it has no number of the committee's.
    """
    case = loaded.case
    if case.inviting_court_id is None or not committee(loaded.holder.kind):
        return
    if court_door(uow.session, case)[0] not in SENT:
        return
    event_id = uow.session.scalars(_EVENT, {"case_id": case.id, "seq": seq}).one()
    sources = PaperSources(uow.session, case)
    issue_document(uow, sources, LETTER, event_id, _by(uow, loaded, entry), entry.recorded_at)


_EVENT = select(CaseEvent.id).where(
    CaseEvent.case_id == bindparam("case_id", type_=Uuid()), CaseEvent.seq == bindparam("seq")
)


def _by(uow: UnitOfWork, loaded: Loaded, entry: Entry) -> UUID:
    """Who ended it; of what a term ended, who mediated, else who registered the case."""
    if entry.actor is not None:
        return entry.actor.person_id
    named = select(Appointment.person_id).where(
        Appointment.case_id == loaded.case.id, Appointment.until_at.is_(None)
    )
    mediator = uow.session.scalar(named.order_by(Appointment.from_at).limit(1))
    return entry.answers or mediator or loaded.case.registered_by
