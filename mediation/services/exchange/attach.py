"""Papers that came from another installation: kept beside the offer, attached once there is a case, dropped with it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from mediation.model import Attachment, ExchangePaper, ExchangePeer
from mediation.rules.actor import Actor
from mediation.rules.attachments import KeptFile
from mediation.rules.clock import Clock
from mediation.rules.exchange.told import PaperSent
from mediation.rules.vocabulary import AttachmentKind, MatterKind
from mediation.services.load import Loaded
from mediation.services.record_event import record_event
from mediation.services.unit_of_work import UnitOfWork

LONGEST_TITLE = 100


def keep_paper(
    uow: UnitOfWork, peer: ExchangePeer, told: PaperSent, kept: KeptFile, carrier: Actor, clock: Clock
) -> ExchangePaper:
    """The row of a paper whose bytes are in the store."""
    paper = ExchangePaper(
        peer_id=peer.id,
        case_id=told.case,
        media_type=kept.media_type,
        digest=kept.digest,
        sent_digest=kept.sent_digest,
        thumb_digest=kept.thumb_digest or None,
        size=kept.size,
        pages=kept.pages,
        received_at=clock.now(),
        carried_by=carrier.person_id,
    )
    uow.session.add(paper)
    paper.title = told.title.strip()[:LONGEST_TITLE] or AttachmentKind.OTHER.title_text
    uow.session.flush()
    return paper


def attach_paper(
    uow: UnitOfWork, loaded: Loaded, paper: ExchangePaper, from_id: UUID, clock: Clock
) -> Attachment:
    """The paper becomes part of the file of the case, as come from that organisation; each look at it is recorded."""
    now = clock.now()
    attachment = Attachment(
        case_id=loaded.case.id,
        kind=AttachmentKind.OTHER,
        media_type=paper.media_type,
        digest=paper.digest,
        sent_digest=paper.sent_digest,
        size=paper.size,
        pages=paper.pages,
        thumb_digest=paper.thumb_digest,
        shows_numbers=True,
        organisation_id=from_id,
        uploaded_by=paper.carried_by,
        uploaded_at=now,
    )
    uow.session.add(attachment)
    attachment.title = paper.title
    uow.session.flush()
    paper.attachment_id = attachment.id
    record_event(
        uow,
        case_id=loaded.case.id,
        kind=MatterKind.DISPUTE,
        matter=loaded.case,
        tag="attachment:added",
        actor=None,
        post=None,
        happened_at=now,
        recorded_at=now,
        data={
            "material": AttachmentKind.OTHER.value,
            "pages": paper.pages,
            "digest": paper.digest,
            "sent": paper.sent_digest,
        },
    )
    return attachment


def waiting_papers(uow: UnitOfWork, peer_id: UUID, case_id: UUID) -> list[ExchangePaper]:
    """Those that lie beside an offer."""
    query = select(ExchangePaper).where(
        ExchangePaper.peer_id == peer_id,
        ExchangePaper.case_id == case_id,
        ExchangePaper.attachment_id.is_(None),
        ExchangePaper.dropped_at.is_(None),
    )
    return list(uow.session.scalars(query.order_by(ExchangePaper.id)))


def drop_papers(uow: UnitOfWork, peer_id: UUID, case_id: UUID, clock: Clock) -> None:
    """The offer went back: no row names the bytes any longer, and the store lets them go."""
    for paper in waiting_papers(uow, peer_id, case_id):
        paper.dropped_at, paper.title = clock.now(), None
    uow.session.flush()
