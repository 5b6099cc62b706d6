"""By which of a court's doors a case came, as its page tells it: kept with the case, whatever the table says since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Diversion, Organisation
from mediation.rules.diversion import LAW
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import CourtDoor, CourtProcedure, OrganisationKind
from mediation.services.court_door import court_door
from mediation.services.court_regime import still_delegates

NOT_SENT = say("还没有送出去：没有起诉的可以引导，已经登记立案的可以委托；当事人随时可以起诉")
NOT_SENT_DELEGATING = say(
    "还没有送出去：没有起诉的可以引导，已经登记立案的可以委托；按登记的文件，本院立案前也可以委派"
)


@dataclass(frozen=True, slots=True)
class DoorShown:
    """The door (None: it stands before all of them at the court), the court's number and day, and the law of it."""

    door: CourtDoor | None
    court: str
    court_number: str
    on: date | None
    procedure: CourtProcedure | None
    law: Message


def door_of(session: Session, case_id: UUID, today: date) -> DoorShown | None:
    """The door of the case; None where no court had anything to do with it."""
    case = session.get_one(Case, case_id)
    door, procedure = court_door(session, case)
    sent = session.scalar(select(Diversion).where(Diversion.case_id == case_id))
    if door is not None:
        court_id = sent.court_id if sent else case.inviting_court_id
        court = session.get_one(Organisation, court_id).name if court_id else ""
        number, on = (sent.court_number, sent.diverted_on) if sent else ("", None)
        return DoorShown(door, court, number, on, procedure, LAW[door])
    holder = session.get_one(Organisation, case.organisation_id)
    if holder.kind is not OrganisationKind.COURT or not case.is_open:
        return None
    law = NOT_SENT_DELEGATING if still_delegates(session, holder.id, today) else NOT_SENT
    return DoorShown(None, holder.name, "", None, None, law)
