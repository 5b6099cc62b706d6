"""Already mediated once in vain, not diverted again but filed: the earlier case of the same parties and cause."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Date, Uuid, bindparam, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from mediation.model import Case, CaseLink, Organisation, Party
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.policy import CaseView, case_view
from mediation.rules.vocabulary import CaseLinkKind, Outcome, Side
from mediation.services.case_now import current_parties
from mediation.services.load import standing

IN_VAIN = (Outcome.TERMINATED, Outcome.WITHDRAWN, Outcome.TO_COURT)


def was_mediated_in_vain(case: Case) -> bool:
    """Whether a committee had accepted it and no agreement came of it."""
    return case.number is not None and case.outcome in IN_VAIN


def mediated_in_vain_before(session: Session, actor: Actor, case: Case) -> tuple[Case, ...]:
    """The earlier cases that the actor may see; of others nobody learns here that there are any.

    Linked as mediated again, or of the same kind between the same people: somebody of each side stands in both, by
    identity number or credit code and whichever side it was on then. A name alone makes nobody the same.
    """
    parties = current_parties(session, case.id)
    asked = {
        "case_id": case.id,
        "numbers": [p.id_number_index for p in parties if p.id_number_index],
        "codes": [p.credit_code for p in parties if p.credit_code],
        "category_code": case.category_code,
        "until_on": case.registered_at.astimezone(SHANGHAI).date(),
    }
    found = session.scalars(_EARLIER, asked).all()
    if not found:
        return ()
    linked = set(session.scalars(_ORIGINS, {"case_id": case.id}))
    return tuple(
        one
        for one in found
        if (one.id in linked or _between_the_same(session, one, parties)) and _may_see(session, actor, one)
    )


_CASE = bindparam("case_id", type_=Uuid())
_ORIGINS = select(CaseLink.origin_id).where(CaseLink.case_id == _CASE)
_AGAIN = _ORIGINS.where(CaseLink.kind == CaseLinkKind.AGAIN)
_OF_THEM = (
    select(Party.case_id).where(Party.id_number_index.in_(bindparam("numbers", expanding=True))),
    select(Party.case_id).where(
        Party.credit_code.in_(bindparam("codes", expanding=True)), literal_column("parties.credit_code <> ''")
    ),
)
_EARLIER = (
    select(Case)
    .where(
        Case.id.in_(union_all(_AGAIN, *_OF_THEM)),  # few: asked first, whatever else an index could answer
        Case.id != _CASE,
        Case.number.is_not(None),
        Case.outcome.in_(IN_VAIN),
        Case.concluded_on <= bindparam("until_on", type_=Date()),
        or_(Case.category_code == bindparam("category_code"), Case.id.in_(_AGAIN)),
    )
    .order_by(Case.concluded_on, Case.id)
)
"""Built once: every case that a court sends out asks it."""


def _between_the_same(session: Session, earlier: Case, parties: Sequence[Party]) -> bool:
    known = {mark for party in current_parties(session, earlier.id) for mark in _marks(party)}
    return all(
        any(known.intersection(_marks(party)) for party in parties if party.side is side)
        for side in (Side.APPLICANT, Side.RESPONDENT)
    )


def _marks(party: Party) -> set[object]:
    return {mark for mark in (party.id_number_index, party.credit_code) if mark}


def _may_see(session: Session, actor: Actor, case: Case) -> bool:
    holder = session.get_one(Organisation, case.organisation_id)
    return case_view(actor, standing(session, case, holder)) >= CaseView.COURT
