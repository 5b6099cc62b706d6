"""A suit that a court has registered, in however many cases it has entrusted it to mediation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
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
    found = _same(suit, Filing).order_by(Filing.id).with_for_update()
    return session.scalars(found.execution_options(populate_existing=True)).all()


def is_mediated_now(session: Session, suit: Filing, but: UUID | None = None) -> bool:
    """Whether a case of the suit, other than `but`, is open."""
    found = select(Case.id).where(Case.id.in_(_ids(suit)), Case.is_open, Case.id != but)
    return session.scalar(found.limit(1)) is not None


def is_still_tried(session: Session, suit: Filing) -> bool:
    """Whether it is neither over nor held withdrawn, and its parties have not come to terms."""
    over = select(Filing.id).where(Filing.id == suit.id, said_to_be_over())
    unpaid = select(Request.id).where(
        Request.case_id.in_(_ids(suit)), Request.kind == MatterKind.FEE, Request.state == UNPAID
    )
    settled = Case.id.in_(_ids(suit)), Case.outcome.in_(FULLY_AGREED)
    agreed = select(Case.id).where(*settled, ~sued_over_what_was_agreed())
    return how_it_ended(session, suit) is None and all(
        session.scalar(found.limit(1)) is None for found in (over, unpaid, agreed)
    )


def is_sued_over_what_was_agreed(session: Session, case_id: UUID) -> bool:
    """Whether the court tries the suit although the case has ended by agreement (人民调解法 32, 民诉法 102)."""
    found = select(Case.id).where(
        Case.id == case_id, Case.outcome.in_(FULLY_AGREED), sued_over_what_was_agreed()
    )
    return session.scalar(found) is not None


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
    ended = _same(suit, Filing.ended_as).where(Filing.ended_as.is_not(None))
    how: SuitEnd | None = session.scalar(ended.limit(1))
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
    return list(session.scalars(_ids(suit)))


def fee_was_told(session: Session, suit: Filing) -> bool:
    """Whether the court has asked for the fee, in whichever of its cases."""
    asked = select(Request.id).where(Request.case_id.in_(_ids(suit)), Request.kind == MatterKind.FEE)
    return session.scalar(asked.limit(1)) is not None


def times_sent_out(session: Session, court_number: str) -> int:
    """How often the court has sent out what bears that number."""
    sent = select(func.max(Diversion.times)).where(
        Diversion.court_number == court_number, Diversion.court_number != ""
    )
    return session.scalar(sent) or 0


def _ids(suit: Filing) -> Select[tuple[UUID]]:
    return _same(suit, Filing.case_id)


def _same(suit: Filing, column: Any) -> Select[Any]:
    """Of the suit's filings that stand: one case each."""
    return select(column).where(
        Filing.court_id == suit.court_id,
        Filing.court_number == suit.court_number,
        Filing.voided_at.is_(None),
    )
