"""What the file of a case holds now: papers in use, their signed copies, what was added, in the official order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Agreement, Attachment, Case, Document, Party, Sitting
from mediation.rules.attachments import PDF
from mediation.rules.dossiers import (
    BY_HAND,
    BY_PHONE,
    OF_ATTACHMENTS,
    OF_PAPERS,
    OLDER,
    SIGNED,
    UNSIGNED,
    FilePart,
    Place,
    in_order,
    missing,
)
from mediation.rules.papers import PAPERS
from mediation.rules.vocabulary import AttachmentKind, PartyKind, SittingKind
from mediation.services.case_now import current_parties
from mediation.services.court_papers import COURT_PAPERS
from mediation.services.fill_papers import AGREEMENT, CLOSED_ANNEXES, hidden_parties
from mediation.services.read_document import ruling_is_out
from mediation.services.signing_rounds import is_drawn


@dataclass(frozen=True, slots=True)
class FilePlan:
    """The papers in order, and what stands in the way of binding or archiving them."""

    parts: tuple[FilePart, ...]
    missing: tuple[str, ...]
    waiting: tuple[str, ...]
    """Papers whose bytes are not made."""
    kept_apart: tuple[str, ...]
    """Papers that are sealed elsewhere, since they tell an address that is withheld."""

    @property
    def unvouched(self) -> tuple[str, ...]:
        """PDFs from outside: nobody answers for their fonts and colours, so a file with them claims no PDF/A."""
        return tuple(one.title for one in self.parts if not one.own and one.media_type == PDF)


def plan_file(session: Session, case: Case) -> FilePlan:
    """What would be bound now. What was written down apart is never part of it."""
    papers = _papers_in_use(session, case.id)
    added = _added(session, case.id)
    hidden = bool(hidden_parties(session, case.id))
    kept_apart = tuple(PAPERS[one.kind].title for one in papers if hidden and one.kind in CLOSED_ANNEXES)
    bound = [one for one in papers if not (hidden and one.kind in CLOSED_ANNEXES)]
    parts = in_order([*_of_papers(session, bound, added), *_of_themselves(session, added)])
    coming = [OF_PAPERS.get(one.kind, Place.OTHER) for one in bound if one.digest is None]
    return FilePlan(
        parts=parts,
        missing=missing(
            (*(one.place for one in parts), *coming), case.outcome, _unproven(session, case.id, added)
        ),
        waiting=tuple(PAPERS[one.kind].title for one in bound if one.digest is None),
        kept_apart=kept_apart,
    )


def _papers_in_use(session: Session, case_id: UUID) -> list[Document]:
    """The newest edition of each that stands, in the order they were issued."""
    issued = session.scalars(
        select(Document)
        .where(Document.case_id == case_id, Document.voided_at.is_(None))
        .order_by(Document.issued_at, Document.id)
    ).all()
    replaced = {one.replaces_id for one in issued}
    set_aside = set(
        session.scalars(
            select(Agreement.id).where(Agreement.case_id == case_id, Agreement.superseded_at.is_not(None))
        )
    )
    return [
        one
        for one in issued
        if one.id not in replaced
        and one.subject_id not in set_aside
        and (one.kind not in COURT_PAPERS or ruling_is_out(session, one))
    ]


def _added(session: Session, case_id: UUID) -> list[Attachment]:
    return list(
        session.scalars(
            select(Attachment)
            .outerjoin(Sitting, Sitting.id == Attachment.sitting_id)
            .where(
                Attachment.case_id == case_id,
                Attachment.withdrawn_at.is_(None),
                Sitting.id.is_(None) | (Sitting.kind != SittingKind.APART),
            )
            .order_by(Attachment.uploaded_at, Attachment.id)
        )
    )


def _of_papers(session: Session, papers: list[Document], added: list[Attachment]) -> Iterator[FilePart]:
    """Each paper, its signed copy in its place where there is one, what was written by hand behind it."""
    for one in papers:
        place = OF_PAPERS.get(one.kind, Place.OTHER)
        title = _title(session, one)
        signed = [a for a in added if a.document_id == one.id and a.kind is AttachmentKind.SIGNED_COPY]
        by_hand = [a for a in added if a.kind is AttachmentKind.HANDWRITTEN and _belongs(a, one)]
        if not signed and one.digest is not None:
            yield FilePart(place, title, one.digest, remark=_unsigned(session, one))
        for attachment in signed:
            yield _part(place, title, attachment, SIGNED)
        for attachment in by_hand:
            yield _part(place, title, attachment, BY_HAND)


def _unsigned(session: Session, one: Document) -> str:
    """What is remarked of a print without a signed copy: drawn signatures stand on a sheet of their own."""
    if not PAPERS[one.kind].signers or one.kind in COURT_PAPERS:
        return ""
    return BY_PHONE if one.kind == AGREEMENT and is_drawn(session, one.subject_id) else UNSIGNED


def _belongs(attachment: Attachment, paper: Document) -> bool:
    return paper.id == attachment.document_id or paper.subject_id == attachment.sitting_id


def _title(session: Session, paper: Document) -> str:
    title = PAPERS[paper.kind].title
    sitting = session.get(Sitting, paper.subject_id)
    return f"{title}（第{sitting.ordinal}次）" if sitting is not None else title


def _of_themselves(session: Session, added: list[Attachment]) -> Iterator[FilePart]:
    """What belongs to no paper in use; in_order leaves out what was bound with one."""
    for one in added:
        if one.kind is AttachmentKind.SIGNED_COPY:
            paper = session.get_one(Document, one.document_id)
            yield _part(OF_PAPERS.get(paper.kind, Place.OTHER), _title(session, paper), one, OLDER)
            continue
        place = OF_ATTACHMENTS[one.kind]
        if one.kind is AttachmentKind.HANDWRITTEN and one.sitting_id is not None:
            place = Place.RECORD
        name = session.get_one(Party, one.party_id).name if one.party_id else ""
        title = one.title or one.kind.title_text
        remark = BY_HAND if one.kind is AttachmentKind.HANDWRITTEN else ""
        yield _part(place, f"{title}（{name}）" if name and name not in title else title, one, remark)


def _part(place: Place, title: str, one: Attachment, remark: str) -> FilePart:
    return FilePart(place, title, one.digest, one.media_type, remark, own=False)


def _unproven(session: Session, case_id: UUID, added: list[Attachment]) -> tuple[str, ...]:
    """People among the parties of whom no proof of identity names them; nobody where one names no party."""
    proofs = [one for one in added if one.kind is AttachmentKind.IDENTITY]
    if any(one.party_id is None for one in proofs):
        return ()
    proven = {one.party_id for one in proofs}
    return tuple(
        party.name
        for party in current_parties(session, case_id)
        if party.kind is PartyKind.NATURAL and party.id not in proven
    )
