"""One issued paper, for those who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Confirmation, Document, Organisation
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.policy import CaseView, case_view
from mediation.rules.vocabulary import DocumentState
from mediation.services.load import concerns, standing

COURT_READS = frozenset({"agreement", "confirmation_application", "confirmation_ruling", "service_addresses"})
RULING = "confirmation_ruling"


@dataclass(frozen=True, slots=True)
class ReadableDocument:
    """What is needed to hand out the bytes; `digest` None while they are not made."""

    id: UUID
    kind: str
    case_public_id: str
    digest: str | None
    state: DocumentState


def readable_document(session: Session, actor: Actor, document_id: UUID) -> ReadableDocument:
    """The document if the actor may read it; NotThere otherwise.

    The committee that answers for the case reads all but a ruling that is not sealed yet; the court reads the
    agreement, the application and its ruling.
    """
    document = session.get(Document, document_id)
    if document is None:
        raise NotThere
    case = session.get_one(Case, document.case_id)
    holder = session.get_one(Organisation, case.organisation_id)
    view = case_view(actor, standing(session, case, holder))
    if not _may_read(session, actor, document, view):
        raise NotThere
    return ReadableDocument(document.id, document.kind, case.public_id, document.digest, document.state)


def ruling_is_out(session: Session, document_id: UUID) -> bool:
    """Whether a ruling is sealed and this is its last edition: only then the committee sees it."""
    document = session.get_one(Document, document_id)
    confirmation = session.get_one(Confirmation, document.subject_id)
    return confirmation.sealed_on is not None and _is_last(session, document)


def _may_read(session: Session, actor: Actor, document: Document, view: CaseView) -> bool:
    if document.kind == RULING:
        confirmation = session.get_one(Confirmation, document.subject_id)
        if view is CaseView.FULL:
            return ruling_is_out(session, document.id)
        return view is CaseView.COURT and concerns(actor, confirmation, view)
    return view is CaseView.FULL or (view is CaseView.COURT and document.kind in COURT_READS)


def _is_last(session: Session, document: Document) -> bool:
    return session.scalar(select(Document.id).where(Document.replaces_id == document.id)) is None
