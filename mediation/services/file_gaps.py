"""What the files of many cases lack, by the same rule that one file is planned by, in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mediation.model import Agreement, Attachment, Document, Party, Sitting
from mediation.rules.dossiers import OF_ATTACHMENTS, OF_PAPERS, Place, must_have
from mediation.rules.vocabulary import AttachmentKind, Outcome, PartyKind, SittingKind

Ids = Select[Any]


@dataclass(slots=True)
class FileSeen:
    """The places of a file that are taken, and whose identity is proven there."""

    places: set[int] = field(default_factory=set)
    proofs: set[UUID | None] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)

    def lacking(self, outcome: Outcome | None) -> tuple[Place, ...]:
        return tuple(one for one in must_have(outcome) if one not in self.places)

    @property
    def unproven(self) -> int:
        """Of how many people no proof is there; none where one names nobody, nor where there is none at all."""
        if not self.proofs or None in self.proofs:
            return 0
        return len(self.people - self.proofs)


def files_seen(session: Session, ids: Ids) -> Mapping[UUID, FileSeen]:
    """Of each case that the query names."""
    found: dict[UUID, FileSeen] = defaultdict(FileSeen)
    for case_id, kind in session.execute(_papers(ids)):
        found[case_id].places.add(OF_PAPERS.get(kind, Place.OTHER))
    for case_id, place, party_id in _added(session.execute(_attachments(ids))):
        found[case_id].places.add(place)
        if place is Place.IDENTITY:
            found[case_id].proofs.add(party_id)
    people = select(Party.case_id, Party.id).where(
        Party.case_id.in_(ids), Party.until_on.is_(None), Party.kind == PartyKind.NATURAL
    )
    for case_id, party_id in session.execute(people):
        found[case_id].people.add(party_id)
    return found


def _papers(ids: Ids) -> Any:
    set_aside = select(Agreement.id).where(Agreement.case_id.in_(ids), Agreement.superseded_at.is_not(None))
    return (
        select(Document.case_id, Document.kind)
        .where(Document.case_id.in_(ids), Document.voided_at.is_(None), Document.subject_id.not_in(set_aside))
        .distinct()
    )


def _attachments(ids: Ids) -> Any:
    return (
        select(
            Attachment.case_id,
            Attachment.kind,
            Attachment.party_id,
            Document.kind,
            Attachment.sitting_id,
        )
        .outerjoin(Sitting, Sitting.id == Attachment.sitting_id)
        .outerjoin(Document, Document.id == Attachment.document_id)
        .where(
            Attachment.case_id.in_(ids),
            Attachment.withdrawn_at.is_(None),
            Sitting.id.is_(None) | (Sitting.kind != SittingKind.APART),
        )
    )


def _added(rows: Iterable[Any]) -> Iterable[tuple[UUID, Place, UUID | None]]:
    for case_id, kind, party_id, paper, sitting_id in rows:
        place = OF_ATTACHMENTS[kind]
        if paper is not None and kind in (AttachmentKind.SIGNED_COPY, AttachmentKind.HANDWRITTEN):
            place = OF_PAPERS.get(paper, Place.OTHER)
        elif kind is AttachmentKind.HANDWRITTEN and sitting_id is not None:
            place = Place.RECORD
        yield case_id, place, party_id
