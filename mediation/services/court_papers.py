"""The court's own papers: to which confirmation each belongs, and when it was sealed."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from mediation.model import Confirmation, Document, ObjectionRuling, Questioning

OBJECTION_RULING = "objection_ruling"
HEARING_RECORD = "hearing_record"
"""The court's own file: never out."""
REVIEW_RULINGS = frozenset(
    {"non_acceptance_ruling", "rejection_ruling", "withdrawal_ruling", "termination_ruling"}
)
COURT_PAPERS = REVIEW_RULINGS | {"confirmation_ruling", "mediation_paper", OBJECTION_RULING, HEARING_RECORD}


def confirmation_behind(session: Session, document: Document) -> Confirmation | None:
    """The confirmation that the paper is about; None for a paper of the dispute."""
    if document.kind == OBJECTION_RULING:
        ruling = session.get_one(ObjectionRuling, document.subject_id)
        return session.get_one(Confirmation, ruling.confirmation_id)
    if document.kind == HEARING_RECORD:
        return session.get_one(
            Confirmation, session.get_one(Questioning, document.subject_id).confirmation_id
        )
    return session.get(Confirmation, document.subject_id)


def sealed_on(session: Session, document: Document) -> date | None:
    """When the court sealed what the paper says."""
    if document.kind == OBJECTION_RULING:
        return session.get_one(ObjectionRuling, document.subject_id).sealed_on
    if document.kind == HEARING_RECORD:
        return None
    return session.get_one(Confirmation, document.subject_id).sealed_on
