"""One issued paper, for those who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Agreement, Case, Document, Organisation
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.papers import PAPERS, WordRequest, read_code
from mediation.rules.policy import case_view
from mediation.rules.vocabulary import DocumentState
from mediation.services.case_now import live_signatures
from mediation.services.court_papers import COURT_PAPERS
from mediation.services.fill_papers import AGREEMENT, CLOSED_ANNEXES
from mediation.services.load import standing
from mediation.services.read_document import is_open_to
from mediation.services.verify_paper import paper_of
from mediation.services.wordings_in_force import texts_of


@dataclass(frozen=True, slots=True)
class ReadableDocument:
    """What is needed to hand out the bytes; `digest` None while they are not made."""

    id: UUID
    kind: str
    case_public_id: str
    digest: str | None
    state: DocumentState


def readable_by_code(session: Session, actor: Actor, code: str) -> ReadableDocument | None:
    """The document under a verification code, if it is open to the actor."""
    document = paper_of(session, read_code(code))
    try:
        return readable_document(session, actor, document.id) if document else None
    except NotThere:
        return None


def readable_document(session: Session, actor: Actor, document_id: UUID) -> ReadableDocument:
    """The document if it is open to the actor; NotThere otherwise. Its bytes leave by way of `read_document`."""
    document = session.get(Document, document_id)
    if document is None:
        raise NotThere
    case = session.get_one(Case, document.case_id)
    holder = session.get_one(Organisation, case.organisation_id)
    view = case_view(actor, standing(session, case, holder))
    if not is_open_to(session, actor, document, view):
        raise NotThere
    return ReadableDocument(document.id, document.kind, case.public_id, document.digest, document.state)


def signatures_under(session: Session, document_id: UUID) -> int:
    """How many signatures stand under an agreement that is not in force; 0 of any other paper."""
    document = session.get_one(Document, document_id)
    if document.kind != AGREEMENT or session.get_one(Agreement, document.subject_id).in_force_on is not None:
        return 0
    return len(live_signatures(session, agreement_id=document.subject_id))


def has_word(document: Document) -> bool:
    """Whether the paper is also to be had as .docx: not a court's, not the closed annex, of today's template."""
    own = document.kind not in COURT_PAPERS and document.kind not in CLOSED_ANNEXES
    return own and document.template_version == PAPERS[document.kind].template_version


def as_word(session: Session, document_id: UUID) -> WordRequest:
    """The paper as it was issued, to be made as .docx once the look at it is recorded; NotThere for a court's own."""
    document = session.get_one(Document, document_id)
    if not has_word(document):
        raise NotThere
    return WordRequest(
        document.kind,
        document.template_version,
        document.contents or "",
        wording=texts_of(session, document.wordings),
    )
