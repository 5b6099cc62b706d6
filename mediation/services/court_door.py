"""By which door a court sent a case, and what follows for the day on which its agreement takes effect."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import Case, Diversion, Organisation
from mediation.rules.policy import committee
from mediation.rules.vocabulary import CaseSource, CourtDoor, CourtProcedure
from mediation.services.case_now import standing_filing
from mediation.services.looked_up import one_looked_up

MEDICAL = "medical"
"""The category whose agreements must be in writing (医疗纠纷预防和处理条例 39)."""
ON_PAPER = {
    CaseSource.COURT_ENTRUSTED: CourtDoor.FIRST_MEDIATION,
    CaseSource.COURT_DELEGATED: CourtDoor.DELEGATION,
}

_DIVERSION = select(Diversion).where(Diversion.case_id == bindparam("case_id", type_=Uuid()))


def court_door(session: Session, case: Case) -> tuple[CourtDoor | None, CourtProcedure | None]:
    """The door and, where known, the procedure.

    A committee may register what a court entrusted or delegated on paper: then the source says by which door.
    """
    diversion = diversion_of(session, case.id)
    if diversion is not None:
        return diversion.door, diversion.procedure
    holder = session.get_one(Organisation, case.organisation_id)
    return (ON_PAPER.get(case.source) if committee(holder.kind) else None), None


def sent_by_a_court(session: Session, case: Case) -> bool:
    """Whether a court entrusted or delegated it, so that its rules of invited mediation hold (特邀规定 1)."""
    return court_door(session, case)[0] in (CourtDoor.FIRST_MEDIATION, CourtDoor.DELEGATION)


def registered_by_a_court(session: Session, case: Case) -> bool:
    """Whether the dispute is a suit already: its filing stands, or a court entrusted it, which follows registration."""
    entrusted = case.source is CaseSource.COURT_ENTRUSTED
    return (
        entrusted
        or court_door(session, case)[0] is CourtDoor.FIRST_MEDIATION
        or standing_filing(session, case.id) is not None
    )


def diversion_of(session: Session, case_id: UUID) -> Diversion | None:
    """How a court sent the case, or is about to."""
    return one_looked_up(session, _DIVERSION, {"case_id": case_id})


def number_of_door(session: Session, case_id: UUID) -> str:
    """The court's number under which the case was sent or is to be sent; '' without one."""
    return session.scalar(select(Diversion.court_number).where(Diversion.case_id == case_id)) or ""


def term_of(door: CourtDoor, procedure: CourtProcedure | None) -> int:
    """In how many days what a court sent is to be mediated (特邀规定 27; 2025意见 三)."""
    if door is CourtDoor.DELEGATION:
        return 30
    return 7 if procedure is CourtProcedure.SUMMARY else 15


def may_make_a_mediation_paper(session: Session, case: Case) -> UUID | None:
    """The court that itself entrusted or delegated the dispute: it alone makes a mediation paper of the agreement."""
    if court_door(session, case)[0] not in (CourtDoor.FIRST_MEDIATION, CourtDoor.DELEGATION):
        return None
    diversion = diversion_of(session, case.id)
    return diversion.court_id if diversion is not None else case.inviting_court_id


def sent_on_paper(session: Session, case: Case) -> bool:
    """Whether the court sent it on paper: a door, and no diversion behind it."""
    written = diversion_of(session, case.id)
    return court_door(session, case)[0] is not None and written is None


def the_parties_marks_suffice(session: Session, case: Case) -> bool:
    """委派: in force when the parties have signed (特邀规定 24); a medical or labour agreement is sealed as well."""
    sealed = case.labour or case.category_code == MEDICAL
    return not sealed and court_door(session, case)[0] is CourtDoor.DELEGATION
