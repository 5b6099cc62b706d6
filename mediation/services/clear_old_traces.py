"""What is kept for a time only: sign-ins, guesses, ended sessions and questions about papers, half a year; drafts.

GB/T 22239 asks for six months.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from mediation.model import (
    CaseImport,
    CaseImportLine,
    Draft,
    ReadingCode,
    SignInAttempt,
    SigningTry,
    VerificationTry,
    WebSession,
)
from mediation.rules.clock import Clock
from mediation.rules.vocabulary import ImportLineState, ImportStage
from mediation.services.directory.importing import forget_directory_tables
from mediation.services.importing.confirm import forget
from mediation.services.unit_of_work import UnitOfWork

TRACES = timedelta(days=200)
TABLES = timedelta(days=3)
"""A court's table that nobody has confirmed: it is sent again rather than kept."""
LEFT_ROWS = timedelta(days=30)
"""Rows of a table of which no case was made: long enough to put them right."""
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
    _forget_tables(uow, clock)
    forget_directory_tables(uow, clock)
    session.execute(delete(Draft).where(Draft.updated_at < clock.now() - DRAFTS))


def _forget_tables(uow: UnitOfWork, clock: Clock) -> None:
    """Tables that were never confirmed, and what other tables said in rows that became no case."""
    stale = select(CaseImport).where(
        CaseImport.stage.in_((ImportStage.CHECKING, ImportStage.CHECKED)),
        CaseImport.made_at < clock.now() - TABLES,
    )
    for one in uow.session.scalars(stale).all():
        forget(uow, one, clock)
    over = select(CaseImport.id).where(CaseImport.ended_at < clock.now() - LEFT_ROWS)
    uow.session.execute(
        update(CaseImportLine)
        .where(
            CaseImportLine.import_id.in_(over),
            CaseImportLine.state != ImportLineState.MADE,
            CaseImportLine.cells_sealed.is_not(None),
        )
        .values(cells_sealed=None, given_sealed=None, said_sealed=None)
    )
