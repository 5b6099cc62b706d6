"""The whole history of a case, opened for those who may read it, and its papers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Agreement, CaseChain, CaseEvent, Document, Organisation, Person
from mediation.rules.vocabulary import DocumentState, MatterKind
from mediation.services.trace import TRACE
from mediation.services.unit_of_work import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class EventShown:
    """An act; `data` is empty where the reader may not see contents or the key was destroyed."""

    seq: int
    tag: str
    matter: MatterKind
    matter_id: UUID
    who: str
    organisation: str
    organisation_id: UUID | None
    role: str
    happened_at: datetime
    recorded_at: datetime
    from_state: str
    to_state: str
    data: dict[str, Any]
    traced: bool = False
    """Whether it kept what is needed to take it back."""


GRIEVING = ("case:grievance", "filing:raise_grievance")
"""The acts by which a party complains of a court."""


def without_grievances(events: Iterable[EventShown]) -> tuple[EventShown, ...]:
    """As a court reads them: it is not to learn here that a party complained of it to the court above."""
    return tuple(one for one in events if one.tag not in GRIEVING and one.matter is not MatterKind.GRIEVANCE)


def history_of(
    session: Session, case_id: UUID, *, contents: bool, matter_id: UUID | None = None
) -> tuple[EventShown, ...]:
    """All events in order, or those of one matter; with `contents` their data too."""
    chain = session.get_one(CaseChain, case_id)
    vault: Vault = session.info["vault"]
    cipher = vault.case_cipher(chain.wrapped_key, case_id) if contents and chain.wrapped_key else None
    query = (
        select(CaseEvent, Person.name, Organisation.name)
        .outerjoin(Person, Person.id == CaseEvent.person_id)
        .outerjoin(Organisation, Organisation.id == CaseEvent.organisation_id)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.seq)
    )
    if matter_id is not None:
        query = query.where(CaseEvent.matter_id == matter_id)
    shown = []
    for e, who, organisation in session.execute(query):
        data = json.loads(cipher.open(e.data_sealed, e.seq)) if cipher else {}
        traced = data.pop(TRACE, None) is not None
        shown.append(
            EventShown(
                seq=e.seq,
                tag=e.tag,
                matter=e.matter,
                matter_id=e.matter_id,
                who=who or "",
                organisation=organisation or "",
                organisation_id=e.organisation_id,
                role=e.role,
                happened_at=e.happened_at,
                recorded_at=e.recorded_at,
                from_state=e.from_state,
                to_state=e.to_state,
                data=data,
                traced=traced,
            )
        )
    return tuple(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentShown:
    """An issued paper; `superseded` when a later edition names it as the old one."""

    id: UUID
    kind: str
    subject_id: UUID
    edition: int
    state: DocumentState
    digest: str
    size: int
    failure: str
    issued_by: str
    issued_at: datetime
    superseded: bool
    void: bool
    """Of an agreement that was set aside, or issued by a step that was taken back."""


def documents_of(session: Session, case_id: UUID) -> tuple[DocumentShown, ...]:
    """The papers of a case, newest first."""
    rows = session.execute(
        select(Document, Person.name)
        .join(Person, Person.id == Document.issued_by)
        .where(Document.case_id == case_id)
        .order_by(Document.issued_at.desc(), Document.id.desc())
    ).all()
    replaced = {document.replaces_id for document, _ in rows if document.voided_at is None}
    set_aside = set(
        session.scalars(
            select(Agreement.id).where(Agreement.case_id == case_id, Agreement.superseded_at.is_not(None))
        )
    )
    return tuple(
        DocumentShown(
            id=d.id,
            kind=d.kind,
            subject_id=d.subject_id,
            edition=d.edition,
            state=d.state,
            digest=d.digest or "",
            size=d.size or 0,
            failure=d.failure,
            issued_by=name,
            issued_at=d.issued_at,
            superseded=d.id in replaced,
            void=d.subject_id in set_aside or d.voided_at is not None,
        )
        for d, name in rows
    )
