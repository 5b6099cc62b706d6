"""What was added to a case: the list for who may see it, and one file to be handed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Attachment, Case, Document, Organisation, Party, Person, Sitting
from mediation.readmodels.case_history import documents_of
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import NotThere
from mediation.rules.papers import PAPERS
from mediation.rules.policy import CaseView, case_view
from mediation.rules.vocabulary import AttachmentKind, SittingKind
from mediation.services.case_now import current_parties
from mediation.services.load import standing
from mediation.services.read_attachment import attachment_is_open, mediators_of
from mediation.services.read_document import is_open_to


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentShown:
    """A file for the list."""

    id: UUID
    kind: AttachmentKind
    title: str
    media_type: str
    pages: int
    size: int
    digest: str
    sent_digest: str
    has_thumb: bool
    shows_numbers: bool
    party: str
    paper: str
    """The title of the paper whose signed copy or sheet it is."""
    paper_kind: str
    document_id: UUID | None
    sitting_id: UUID | None
    sitting: int | None
    happened_on: date | None
    uploaded_by: str
    uploaded_at: datetime
    withdrawn_by: str
    withdrawn_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class ReadableAttachment:
    """What is needed to hand out the bytes."""

    id: UUID
    case_public_id: str
    title: str
    media_type: str
    digest: str
    thumb_digest: str | None
    shows_numbers: bool


def attachments_of(
    session: Session, actor: Actor, case_id: UUID, view: CaseView
) -> tuple[AttachmentShown, ...]:
    """The files of a case that are open to the actor, those taken out included, in the order they came."""
    taker = aliased(Person)
    rows = session.execute(
        select(Attachment, Person.name, taker.name, Party.name, Document.kind, Sitting.ordinal)
        .join(Person, Person.id == Attachment.uploaded_by)
        .outerjoin(taker, taker.id == Attachment.withdrawn_by)
        .outerjoin(Party, Party.id == Attachment.party_id)
        .outerjoin(Document, Document.id == Attachment.document_id)
        .outerjoin(Sitting, Sitting.id == Attachment.sitting_id)
        .where(Attachment.case_id == case_id)
        .order_by(Attachment.uploaded_at, Attachment.id)
    )
    return tuple(
        _shown(one, by, taker_name, party, paper, sitting)
        for one, by, taker_name, party, paper, sitting in rows
        if attachment_is_open(session, actor, one, view)
    )


ON_PAPER = (AttachmentKind.HANDWRITTEN, AttachmentKind.SIGNED_COPY)


def sheets_of(session: Session, actor: Actor, case_id: UUID) -> tuple[AttachmentShown, ...]:
    """What was written or signed on paper, to be shown beside the facts typed from it."""
    return tuple(
        one
        for one in attachments_of(session, actor, case_id, CaseView.FULL)
        if one.kind in ON_PAPER and one.withdrawn_at is None
    )


def count_of_attachments(session: Session, case_id: UUID) -> int:
    """How many stand, those of sittings held apart not counted: even their number is nobody else's."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Attachment)
            .outerjoin(Sitting, Sitting.id == Attachment.sitting_id)
            .where(
                Attachment.case_id == case_id,
                Attachment.withdrawn_at.is_(None),
                or_(Sitting.id.is_(None), Sitting.kind != SittingKind.APART),
            )
        )
        or 0
    )


def _shown(
    one: Attachment, by: str, taker: str | None, party: str | None, paper: str | None, sitting: int | None
) -> AttachmentShown:
    return AttachmentShown(
        id=one.id,
        kind=one.kind,
        title=one.title or "",
        media_type=one.media_type,
        pages=one.pages,
        size=one.size,
        digest=one.digest,
        sent_digest=one.sent_digest,
        has_thumb=one.thumb_digest is not None and not one.shows_numbers,
        shows_numbers=one.shows_numbers,
        party=party or "",
        paper=PAPERS[paper].title if paper else "",
        paper_kind=paper or "",
        document_id=one.document_id,
        sitting_id=one.sitting_id,
        sitting=sitting,
        happened_on=one.happened_on,
        uploaded_by=by,
        uploaded_at=one.uploaded_at,
        withdrawn_by=taker or "",
        withdrawn_at=one.withdrawn_at,
        reason=one.reason or "",
    )


def readable_attachment(session: Session, actor: Actor, attachment_id: UUID) -> ReadableAttachment:
    """The file if it is open to the actor; NotThere otherwise. Its bytes leave by way of `read_attachment`."""
    one = session.get(Attachment, attachment_id)
    if one is None:
        raise NotThere
    case = session.get_one(Case, one.case_id)
    view = case_view(actor, standing(session, case, session.get_one(Organisation, case.organisation_id)))
    if not attachment_is_open(session, actor, one, view):
        raise NotThere
    return ReadableAttachment(
        one.id,
        case.public_id,
        one.title or "",
        one.media_type,
        one.digest,
        one.thumb_digest,
        one.shows_numbers,
    )


@dataclass(frozen=True, slots=True)
class UploadChoices:
    """What a new file may be said to belong to."""

    parties: tuple[tuple[UUID, str], ...]
    papers: tuple[tuple[UUID, str, int, date], ...]
    """Papers in use: id, title, edition, day."""
    sittings: tuple[tuple[UUID, int, date], ...]


def upload_choices(session: Session, actor: Actor, case_id: UUID) -> UploadChoices:
    """Parties, papers in use and sittings of the case, those that the actor may see."""
    issued = [
        (one, session.get_one(Document, one.id))
        for one in documents_of(session, case_id)
        if not one.superseded and not one.void and one.digest
    ]
    held = session.scalars(
        select(Sitting)
        .where(Sitting.case_id == case_id, Sitting.voided_at.is_(None))
        .order_by(Sitting.ordinal)
    )
    return UploadChoices(
        parties=tuple((party.id, party.name) for party in current_parties(session, case_id)),
        papers=tuple(
            (one.id, PAPERS[one.kind].title, one.edition, one.issued_at.astimezone(SHANGHAI).date())
            for one, document in issued
            if is_open_to(session, actor, document, CaseView.FULL)
        ),
        sittings=tuple(
            (one.id, one.ordinal, one.began_at.astimezone(SHANGHAI).date())
            for one in held
            if one.kind is not SittingKind.APART or actor.person_id in mediators_of(session, one.id)
        ),
    )
