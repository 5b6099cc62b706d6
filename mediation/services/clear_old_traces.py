"""What is kept for a time only: sign-ins, guesses, ended sessions and questions about papers, half a year; drafts.

GB/T 22239 asks for six months.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_

from mediation.model import Draft, ReadingCode, SignInAttempt, SigningTry, VerificationTry, WebSession
from mediation.rules.clock import Clock
from mediation.services.unit_of_work import UnitOfWork

TRACES = timedelta(days=200)
DRAFTS = timedelta(days=90)
"""Counted from the last word typed: a draft holds identity numbers and is no place to keep them."""


def clear_old_traces(uow: UnitOfWork, *, clock: Clock) -> None:
    """Delete sign-in attempts, sessions not seen any more and forgotten drafts that are older than that."""
    before = clock.now() - TRACES
    session = uow.session
    session.execute(delete(SigningTry).where(SigningTry.at < before))
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < before))
    session.execute(delete(VerificationTry).where(VerificationTry.at < before))
    session.execute(delete(ReadingCode).where(ReadingCode.made_at < before))
    session.execute(delete(WebSession).where(or_(WebSession.ended_at < before, WebSession.seen_at < before)))
    session.execute(delete(Draft).where(Draft.updated_at < clock.now() - DRAFTS))
