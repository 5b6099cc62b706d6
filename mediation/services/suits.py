"""A suit that a court has registered, in however many cases it has entrusted it to mediation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseEvent, Confirmation, Diversion, Filing, Request
from mediation.rules.vocabulary import MatterKind, Outcome, SuitEnd

FULLY_AGREED = (Outcome.SETTLED, Outcome.AGREED_WRITTEN, Outcome.AGREED_ORALLY)
UNPAID = "deemed_withdrawn"
WENT_BACK = ("gone_back", "at_trial")
"""Where an application stands whose mediation paper a party refused: the trial goes on."""
BESIDE = "dispute:filed_beside"
"""What is recorded where a court registers a suit and leaves the dispute as it has ended."""


def cases_of_the_suit(session: Session, suit: Filing) -> Sequence[Case]:
    """Every case in which that suit stands, the first registered first."""
    return session.scalars(select(Case).where(Case.id.in_(_ids(suit))).order_by(Case.id)).all()


def is_still_tried(session: Session, suit: Filing) -> bool:
    """Whether the court has neither closed it nor held it withdrawn, and its parties have not come to terms."""
    unpaid = select(Request.id).where(
        Request.case_id.in_(_ids(suit)), Request.kind == MatterKind.FEE, Request.state == UNPAID
    )
    settled = Case.id.in_(_ids(suit)), Case.outcome.in_(FULLY_AGREED)
    agreed = select(Case.id).where(*settled, ~_sued_over_what_was_agreed())
    return how_it_ended(session, suit) is None and all(
        session.scalar(found.limit(1)) is None for found in (unpaid, agreed)
    )


def is_sued_over_what_was_agreed(session: Session, case_id: UUID) -> bool:
    """Whether the court tries the suit although the case has ended by agreement (人民调解法 32, 民诉法 102)."""
    found = select(Case.id).where(
        Case.id == case_id, Case.outcome.in_(FULLY_AGREED), _sued_over_what_was_agreed()
    )
    return session.scalar(found) is not None


def _sued_over_what_was_agreed() -> ColumnElement[bool]:
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
