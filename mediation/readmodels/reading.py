"""What the page for the full text of a paper says before anything is proved, and the codes that are read out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Notice, Party, ReadingCode, Representative
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.papers import read_code
from mediation.rules.vocabulary import NoticePurpose
from mediation.services.paper_readers import is_for_parties, proof_of
from mediation.services.verify_paper import paper_of


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """No name, no number: who has only the code learns what /verify tells anyway."""

    kind: str
    digest: str
    to_be_read: bool
    """Whether it is given to parties, and stands."""
    proved: bool


@dataclass(frozen=True, slots=True)
class CodeToReadOut:
    """Where nothing is sent, the committee reads it to the party in person."""

    name: str
    text: str
    expires_at: datetime


def reading_page(session: Session, code: str, browser: str, clock: Clock) -> ReadingShown:
    """NotThere for a code that is none."""
    document = paper_of(session, read_code(code))
    if document is None or document.digest is None:
        raise NotThere
    proved = proof_of(session, document, browser, clock.now()) is not None
    return ReadingShown(document.kind, document.digest, is_for_parties(session, document), proved)


def codes_to_read_out(session: Session, case_id: UUID, clock: Clock) -> tuple[CodeToReadOut, ...]:
    """Codes that still count; for who sees the whole case, which the caller has asked."""
    rows = session.execute(
        select(Notice, Party.name, Representative.name)
        .join(ReadingCode, ReadingCode.id == Notice.subject_id)
        .join(Party, Party.id == ReadingCode.party_id)
        .outerjoin(Representative, Representative.id == ReadingCode.representative_id)
        .where(
            Notice.case_id == case_id,
            Notice.purpose == NoticePurpose.READING_CODE,
            Notice.expires_at > clock.now(),
            Notice.done_at.is_(None),
        )
        .order_by(Notice.created_at.desc())
    )
    return tuple(
        CodeToReadOut(acting or name, notice.text, notice.expires_at)
        for notice, name, acting in rows
        if notice.text
    )
