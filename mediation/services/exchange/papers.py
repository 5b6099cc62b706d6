"""Papers that go with a case: those on the closed lists, once their bytes are there, each once to each installation."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Attachment, Case, Document, ExchangeCase, ExchangeOut, HandOver, Organisation
from mediation.rules.actor import Actor
from mediation.rules.attachments import PDF
from mediation.rules.clock import Clock
from mediation.rules.exchange.leaving import BACK_TO_THE_COURT, FROM_A_COURT, HANDED_IN, LETTERS, SIGNED
from mediation.rules.exchange.told import PaperSent
from mediation.rules.papers import PAPERS
from mediation.rules.vocabulary import AttachmentKind, DocumentState, ExchangeKind, OrganisationKind
from mediation.services.case_now import current_agreement
from mediation.services.exchange.carriers import require_carrier
from mediation.services.exchange.house import ExchangeHouse
from mediation.services.exchange.outbox import queue_message
from mediation.services.filling.moving import TRAVELS
from mediation.services.perform import perform
from mediation.services.unit_of_work import UnitOfWork

LARGEST = 12 * 1024 * 1024
"""Bytes of one paper; a larger one is carried by hand."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A paper that goes, by its bytes in the store."""

    case_id: UUID
    about: str
    title: str
    media_type: str
    digest: str
    size: int


def send_ready_papers(house: ExchangeHouse, *, actor: Actor, peer_id: UUID) -> int:
    """Put every paper that may go, and did not yet, beside the other messages; how many."""
    with house.read() as session:
        waiting = [one for one in papers_to_send(session, peer_id) if one.size <= LARGEST]
    for one in waiting:
        data = house.blobs.get(one.digest)
        perform(house, send_paper, actor=actor, peer_id=peer_id, paper=one, data=data)
    return len(waiting)


def send_paper(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, peer_id: UUID, paper: Leaving, data: bytes
) -> UUID:
    """One paper for that installation; nothing where it went meanwhile."""
    require_carrier(actor)
    if _went(uow.session, peer_id, paper.about):
        return paper.case_id
    body = PaperSent(
        case=paper.case_id,
        title=paper.title,
        media_type=paper.media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        content=base64.b64encode(data).decode(),
    )
    queue_message(
        uow,
        peer_id,
        ExchangeKind.PAPER,
        body,
        at=clock.now(),
        case_id=paper.case_id,
        about=paper.about,
    )
    return paper.case_id


def papers_to_send(session: Session, peer_id: UUID) -> tuple[Leaving, ...]:
    """In the order of the cases; a paper that was replaced or taken back does not go."""
    shared = session.scalars(select(ExchangeCase).where(ExchangeCase.peer_id == peer_id)).all()
    found = [one for row in shared for one in _of_case(session, row)]
    return tuple(one for one in found if not _went(session, peer_id, one.about))


def _of_case(session: Session, row: ExchangeCase) -> Iterator[Leaving]:
    case = session.get_one(Case, row.case_id)
    if row.sent:
        offer = _offer(session, row)
        if offer is not None:
            yield from _documents(session, case.id, LETTERS, offer.id)
            sender = session.get_one(Organisation, offer.sender_id)
            kinds = FROM_A_COURT if sender.kind is OrganisationKind.COURT else TRAVELS
            yield from _documents(session, case.id, kinds)
            yield from _files(session, case.id)
    elif not case.is_open and case.inviting_court_id == row.with_id:
        yield from _documents(session, case.id, BACK_TO_THE_COURT)
        agreement = current_agreement(session, case.id)
        if agreement is not None and agreement.in_force_on is not None:
            yield from _documents(session, case.id, SIGNED, agreement.id)
            yield from _scans(session, case.id, agreement.id)


def _offer(session: Session, row: ExchangeCase) -> HandOver | None:
    """The hand-over by which the case goes there, while it is not returned or taken back."""
    return session.scalar(
        select(HandOver)
        .where(
            HandOver.case_id == row.case_id,
            HandOver.receiver_id == row.with_id,
            HandOver.is_open | (HandOver.state == "accepted"),
        )
        .order_by(HandOver.offered_at.desc())
        .limit(1)
    )


def _documents(
    session: Session, case_id: UUID, kinds: frozenset[str], subject_id: UUID | None = None
) -> Iterator[Leaving]:
    replaced = select(Document.replaces_id).where(
        Document.case_id == case_id, Document.replaces_id.is_not(None), Document.voided_at.is_(None)
    )
    query = select(Document).where(
        Document.case_id == case_id,
        Document.kind.in_(kinds),
        Document.state == DocumentState.ISSUED,
        Document.voided_at.is_(None),
        Document.digest.is_not(None),
        Document.id.not_in(replaced),
    )
    if subject_id is not None:
        query = query.where(Document.subject_id == subject_id)
    for one in session.scalars(query.order_by(Document.issued_at, Document.id)):
        yield Leaving(
            case_id, f"document:{one.id}", PAPERS[one.kind].title, PDF, one.digest or "", one.size or 0
        )


def _files(session: Session, case_id: UUID) -> Iterator[Leaving]:
    """What the parties handed in; never a record, an investigation or what somebody calls 'other'."""
    query = select(Attachment).where(
        Attachment.case_id == case_id,
        Attachment.kind.in_(HANDED_IN),
        Attachment.document_id.is_(None),
        Attachment.sitting_id.is_(None),
        Attachment.withdrawn_at.is_(None),
    )
    for one in session.scalars(query.order_by(Attachment.uploaded_at, Attachment.id)):
        yield _attached(one, one.kind.title_text)


def _scans(session: Session, case_id: UUID, agreement_id: UUID) -> Iterator[Leaving]:
    """Scans of the signed agreement."""
    query = (
        select(Attachment, Document.kind)
        .join(Document, Document.id == Attachment.document_id)
        .where(
            Attachment.case_id == case_id,
            Attachment.kind == AttachmentKind.SIGNED_COPY,
            Attachment.withdrawn_at.is_(None),
            Document.kind.in_(SIGNED),
            Document.subject_id == agreement_id,
            Document.voided_at.is_(None),
        )
    )
    for one, kind in session.execute(query.order_by(Attachment.uploaded_at, Attachment.id)):
        yield _attached(one, f"{PAPERS[kind].title}（{AttachmentKind.SIGNED_COPY.title_text}）")


def _attached(one: Attachment, title: str) -> Leaving:
    return Leaving(one.case_id, f"attachment:{one.id}", title, one.media_type, one.digest, one.size)


def _went(session: Session, peer_id: UUID, about: str) -> bool:
    there = select(ExchangeOut.id).where(ExchangeOut.peer_id == peer_id, ExchangeOut.about == about)
    return session.scalar(there.limit(1)) is not None
