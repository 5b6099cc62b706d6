"""Filling the papers of a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from mediation.model import Deadline, Filing, Organisation, Request
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import Side
from mediation.services.paper_sources import Fill, PaperSources


def _filing_receipt(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    """Of a complaint that lies with the court, or of a suit that was registered on the spot."""
    complaint = sources.session.get(Request, subject_id)
    if complaint is None:
        filing = sources.session.scalars(
            select(Filing).where(Filing.case_id == subject_id, Filing.voided_at.is_(None))
        ).one()
        court_id, received_on, handed_in = filing.court_id, filing.filed_on, ""
    else:
        assert complaint.asked_id is not None
        court_id, handed_in = complaint.asked_id, complaint.subject or ""
        received_on = _received_on(complaint)
    return papers.FilingReceipt(
        court=sources.session.get_one(Organisation, court_id).name,
        parties=sources.named,
        category=sources.category,
        received_on=received_on,
        papers=handed_in,
    )


def _correction_notice(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    complaint = sources.session.get_one(Request, subject_id)
    term = sources.session.scalars(
        select(Deadline)
        .where(Deadline.matter_id == subject_id, Deadline.clock == "correction")
        .order_by(Deadline.id.desc())
        .limit(1)
    ).one()
    return papers.CorrectionNotice(
        court=sources.session.get_one(Organisation, complaint.asked_id).name,
        parties=sources.named,
        category=sources.category,
        received_on=_received_on(complaint),
        what=complaint.answer or "",
        told_on=term.starts_on,
        until_on=term.due_on,
    )


def _filing_refusal(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    complaint = sources.session.get_one(Request, subject_id)
    suing = [party for party in sources.parties if party.side is Side.APPLICANT]
    return papers.FilingRefusal(
        court=sources.session.get_one(Organisation, complaint.asked_id).name,
        parties=sources.print_of(suing),
        sued=tuple(party.name for party in sources.parties if party.side is Side.RESPONDENT),
        category=sources.category,
        received_on=_received_on(complaint),
        claim=sources.case.claim or "",
        grounds=complaint.answer or "",
        case_number=complaint.court_number or "",
        judge=sources.name(complaint.judge_id),
        ruled_on=complaint.ruled_on or _received_on(complaint),
    )


def _received_on(complaint: Request) -> date:
    return complaint.opened_at.astimezone(SHANGHAI).date()


FILLS: Mapping[str, Fill] = {
    "filing_receipt": _filing_receipt,
    "correction_notice": _correction_notice,
    "filing_refusal": _filing_refusal,
}
