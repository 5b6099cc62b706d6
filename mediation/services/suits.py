"""A suit that a court has registered, in however many cases it has entrusted it to mediation."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, String, Uuid, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Case, CaseEvent, Confirmation, Diversion, Filing, Request
from mediation.rules.vocabulary import MatterKind, Outcome, ProceedingKind, SuitEnd
from mediation.services.decided_elsewhere import ENDED

FULLY_AGREED = (Outcome.SETTLED, Outcome.AGREED_WRITTEN, Outcome.AGREED_ORALLY)
UNPAID = "deemed_withdrawn"
WENT_BACK = ("gone_back", "at_trial")
"""Where an application stands whose mediation paper a party refused: the trial goes on."""
SUIT_OVER_WITHDRAWN = "case:suit_over_withdrawn"
"""What is recorded where a note that the court is done with a suit was a mistake."""
BESIDE = "dispute:filed_beside"
"""What is recorded where a court registers a suit and leaves the dispute as it has ended."""


def lock_the_suit(session: Session, suit: Filing) -> Sequence[Filing]:
    """Its filings that stand, one of each case, as they are now, until the end of the transaction.

    Whoever entrusts or closes a suit asks about all its cases, and a step locks its own alone.
    """
    return session.scalars(_FILINGS_LOCKED, _bears(suit)).all()


def is_mediated_now(session: Session, suit: Filing, but: UUID | None = None) -> bool:
    """Whether a case of the suit, other than `but`, is open."""
    if but is None:
        return session.scalar(_MEDIATED, _bears(suit)) is True
    return session.scalar(_MEDIATED_ELSEWHERE, {**_bears(suit), "but": but}) is True


def is_still_tried(session: Session, suit: Filing) -> bool:
    """Whether it is neither over nor held withdrawn, and its parties have not come to terms."""
    return not any(session.execute(_NO_LONGER_TRIED, {**_bears(suit), "filing_id": suit.id}).one())


def is_sued_over_what_was_agreed(session: Session, case_id: UUID) -> bool:
    """Whether the court tries the suit although the case has ended by agreement (人民调解法 32, 民诉法 102)."""
    return session.scalar(_SUED_OVER_WHAT_WAS_AGREED, {"case_id": case_id}) is True


def sued_over_what_was_agreed() -> ColumnElement[bool]:
    """Of a case: a party refused the court's paper of it, or it was registered once the agreement stood."""
    refused = select(Confirmation.id).where(
        Confirmation.case_id == Case.id, Confirmation.state.in_(WENT_BACK)
    )
    later = select(CaseEvent.id).where(
        CaseEvent.case_id == Case.id, CaseEvent.tag == BESIDE, CaseEvent.to_state == Case.state
    )
    return or_(refused.exists(), later.exists())


def how_it_ended(session: Session, suit: Filing) -> SuitEnd | None:
    """How the court has closed it, in whichever of its cases that was recorded; None while it has not."""
    how: SuitEnd | None = session.scalar(_ENDED_AS, _bears(suit))
    return how


def is_closed() -> ColumnElement[bool]:
    """Of a filing: the court has closed the suit, in whichever of its cases that was recorded."""
    one = aliased(Filing)
    return select(one.id).where(*_of_one_suit(one), one.ended_as.is_not(None)).exists()


def is_charged() -> ColumnElement[bool]:
    """Of a filing: the court has asked for the fee of the suit, in whichever of its cases."""
    one = aliased(Filing)
    fee = select(one.id).join(Request, Request.case_id == one.case_id)
    return fee.where(*_of_one_suit(one), Request.kind == MatterKind.FEE).exists()


def _of_one_suit(one: type[Filing]) -> tuple[ColumnElement[bool], ...]:
    return one.court_id == Filing.court_id, one.court_number == Filing.court_number, one.voided_at.is_(None)


def said_to_be_over() -> ColumnElement[bool]:
    """Of a filing: who holds a case of the suit has noted, since it was filed, that the court is done with it."""
    one = aliased(Filing)
    noted = select(CaseEvent.id).join(one, one.case_id == CaseEvent.case_id)
    return noted.where(*_of_one_suit(one), *_noted_over(one)).exists()


def over_as_noted(session: Session, case_id: UUID) -> CaseEvent | None:
    """The newest such note of the case itself that stands."""
    one = aliased(Filing)
    noted = select(CaseEvent).join(one, one.case_id == CaseEvent.case_id)
    here = noted.where(CaseEvent.case_id == case_id, one.voided_at.is_(None), *_noted_over(one))
    return session.scalar(here.order_by(CaseEvent.seq.desc()).limit(1))


def _noted_over(filing: type[Filing]) -> tuple[ColumnElement[bool], ...]:
    """Of an event: noted since that filing, and not taken back."""
    back = aliased(CaseEvent)
    later = back.case_id == CaseEvent.case_id, back.seq > CaseEvent.seq
    taken_back = select(back.id).where(*later, back.tag == SUIT_OVER_WITHDRAWN)
    return CaseEvent.tag == ENDED[ProceedingKind.SUIT], CaseEvent.id > filing.id, ~taken_back.exists()


def cases_of_the_suit(session: Session, suit: Filing) -> list[UUID]:
    return list(session.scalars(_OF_THE_SUIT, _bears(suit)))


def fee_was_told(session: Session, suit: Filing, since: UUID | None = None) -> bool:
    """Whether the court has asked for the fee, in whichever of its cases; after the event `since`, where given."""
    if since is None:
        return session.scalar(_FEE_TOLD, _bears(suit)) is True
    return session.scalar(_FEE_TOLD_SINCE, {**_bears(suit), "since": since}) is True


def times_sent_out(session: Session, court_number: str) -> int:
    """How often the court has sent out what bears that number."""
    sent = select(func.max(Diversion.times)).where(
        Diversion.court_number == court_number, Diversion.court_number != ""
    )
    return session.scalar(sent) or 0


def _bears(suit: Filing) -> dict[str, UUID | str]:
    """By what its filings are found, one of each case."""
    return {"court_id": suit.court_id, "court_number": suit.court_number}


_STANDING = (
    Filing.court_id == bindparam("court_id", type_=Uuid()),
    Filing.court_number == bindparam("court_number", type_=String()),
    Filing.voided_at.is_(None),
)
_OF_THE_SUIT = select(Filing.case_id).where(*_STANDING)
_FILINGS_LOCKED = (
    select(Filing)
    .where(*_STANDING)
    .order_by(Filing.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_ENDED = select(Filing.ended_as).where(*_STANDING, Filing.ended_as.is_not(None))
_ENDED_AS = _ENDED.limit(1)
_OPEN = select(Case.id).where(Case.id.in_(_OF_THE_SUIT), Case.is_open)
_MEDIATED = select(_OPEN.exists())
_MEDIATED_ELSEWHERE = select(_OPEN.where(Case.id != bindparam("but", type_=Uuid())).exists())
_FEES = select(Request.id).where(Request.case_id.in_(_OF_THE_SUIT), Request.kind == MatterKind.FEE)
_FEE_TOLD = select(_FEES.exists())
_FEE_TOLD_SINCE = select(_FEES.where(Request.id > bindparam("since", type_=Uuid())).exists())
_AGREED = select(Case.id).where(Case.outcome.in_(FULLY_AGREED))
_NO_LONGER_TRIED = select(
    _ENDED.exists(),
    select(Filing.id).where(Filing.id == bindparam("filing_id", type_=Uuid()), said_to_be_over()).exists(),
    _FEES.where(Request.state == UNPAID).exists(),
    _AGREED.where(Case.id.in_(_OF_THE_SUIT), ~sued_over_what_was_agreed()).exists(),
)
"""Closed, noted to be over, held withdrawn for the fee, or agreed on."""
_SUED_OVER_WHAT_WAS_AGREED = select(
    _AGREED.where(Case.id == bindparam("case_id", type_=Uuid()), sued_over_what_was_agreed()).exists()
)
