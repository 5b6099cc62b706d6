"""Opening an issued paper: to whom it is open, and the event that a look at printed numbers leaves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, Confirmation, Diversion, Document, Filing, HandOver, Request
from mediation.rules import papers
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.rules.policy import CaseView
from mediation.services.court_papers import COURT_PAPERS, REVIEW_RULINGS, confirmation_behind, sealed_on
from mediation.services.load import concerns, load_case
from mediation.services.reveal_party import note_look
from mediation.services.unit_of_work import UnitOfWork

SENT_BY_COURT = frozenset({"delegation_letter", "entrustment_letter", "first_mediation_consent"})
"""A court's own letters: open to the court that sent them."""
SENT_TO_COURT = "reply_letter"
CONFIRMED_FACTS = "undisputed_facts"
COURT_READS = (
    COURT_PAPERS
    | SENT_BY_COURT
    | {
        SENT_TO_COURT,
        CONFIRMED_FACTS,
        "acceptance_notice",
        "agreement",
        "confirmation_application",
        "correction_notice",
        "filing_package",
        "filing_receipt",
        "filing_refusal",
        "mediation_certificate",
        "service_addresses",
    }
)


def is_open_to(session: Session, actor: Actor, document: Document, view: CaseView) -> bool:
    """The committee reads all but a ruling that is not out yet; the court what its own applications are about.

    A text of an agreement that was given up is talk, and talk is not for the court (民诉法解释 107).
    """
    if view is CaseView.FULL:
        return document.kind not in COURT_PAPERS or ruling_is_out(session, document)
    if view is not CaseView.COURT or document.kind not in COURT_READS:
        return False
    if document.kind in SENT_BY_COURT or document.kind in (SENT_TO_COURT, CONFIRMED_FACTS):
        return _passes_between(session, actor, document)
    complaint = session.get(Request, document.subject_id)
    if complaint is not None:
        return concerns(actor, complaint, view)
    behind = confirmation_behind(session, document)
    about = select(Confirmation).where(
        or_(
            Confirmation.id == (behind.id if behind else None),
            Confirmation.agreement_id == document.subject_id,
        ),
        Confirmation.submitted_on.is_not(None),
    )
    return any(concerns(actor, confirmation, view) for confirmation in session.scalars(about))


def _passes_between(session: Session, actor: Actor, document: Document) -> bool:
    """Letters go to the court that sent the dispute; facts, once every party has signed under each of them.

    Whoever gets this far has the case before their court.
    """
    here = {post.organisation_id for post in actor.posts if Permission.READ_COURT_MATTERS in post.role.may}
    if document.kind == CONFIRMED_FACTS:
        return papers.UndisputedFacts.from_json(document.contents or "").confirmed
    if document.kind == "first_mediation_consent":
        return session.get_one(Filing, document.subject_id).court_id in here
    if document.kind in SENT_BY_COURT:
        return session.get_one(HandOver, document.subject_id).sender_id in here
    sent = select(Diversion.court_id).where(Diversion.case_id == document.case_id)
    court_id = session.scalar(sent) or session.get_one(Case, document.case_id).inviting_court_id
    return court_id in here


def ruling_is_out(session: Session, document: Document) -> bool:
    """Whether a ruling is sealed and this is its last edition: only then the committee sees it."""
    if sealed_on(session, document) is None:
        return False
    if document.kind in REVIEW_RULINGS and papers.ReviewRuling.from_json(document.contents or "").draft:
        return False  # issued before the seal, and not again since
    later = select(Document.id).where(Document.replaces_id == document.id, Document.voided_at.is_(None))
    return document.voided_at is None and session.scalar(later) is None


def read_document(uow: UnitOfWork, *, actor: Actor, clock: Clock, document_id: UUID) -> UUID:
    """Leave to open the paper; where it prints numbers, phones or addresses, recorded like any look at them."""
    session = uow.session
    document = session.get(Document, document_id)
    if document is None:
        raise NotThere
    loaded = load_case(uow, actor, document.case_id, at_least=CaseView.COURT)
    if not is_open_to(session, actor, document, loaded.view):
        raise NotThere
    if not PAPERS[document.kind].shows_numbers:
        return document.id
    data = {"kind": document.kind, "edition": document.edition}
    refusal = say("这份文书印有证件号码、电话或者住址，您的岗位不能查看")
    behind = confirmation_behind(session, document)
    note_look(uow, loaded, actor, clock, "document:read", data, refusal, behind)
    return document.id
