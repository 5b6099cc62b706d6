"""Filling the court's papers that open and end the review of an application without confirming it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mediation.model import Agreement, Confirmation
from mediation.rules import papers
from mediation.rules.vocabulary import ReviewEnd
from mediation.services.paper_sources import Fill, PaperSources

ENDS = {
    "confirmation:refuse_application": ReviewEnd.NOT_ACCEPTED,
    "confirmation:reject": ReviewEnd.REJECTED,
    "confirmation:allow_withdrawal": ReviewEnd.WITHDRAWAL_ALLOWED,
    "confirmation:deem_withdrawn": ReviewEnd.DEEMED_WITHDRAWN,
}
"""The steps by which a judge ends it."""


def _acceptance_notice(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    confirmation = sources.session.get_one(Confirmation, subject_id)
    return papers.AcceptanceNotice(
        court=sources.organisation(confirmation.court_id).name,
        parties=sources.named,
        committee=sources.committee,
        agreement_number=sources.case.number or "",
        submitted_on=confirmation.submitted_on or confirmation.drawn_on,
        accepted_on=confirmation.accepted_on or confirmation.drawn_on,
        case_number=confirmation.court_number or "",
    )


def _review_ruling(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    confirmation = sources.session.get_one(Confirmation, subject_id)
    agreement = sources.session.get_one(Agreement, confirmation.agreement_id)
    ruled = [e for e in sources.events if e.matter_id == confirmation.id and e.tag in ENDS]
    return papers.ReviewRuling(
        court=sources.organisation(confirmation.court_id).name,
        parties=sources.printed_applicants,
        committee=sources.committee,
        agreement_number=sources.case.number or "",
        agreement_in_force_on=agreement.in_force_on or agreement.drawn_on,
        submitted_on=confirmation.submitted_on or confirmation.drawn_on,
        end=ENDS[ruled[-1].tag],
        grounds=ruled[-1].said("reason"),
        case_number=confirmation.court_number or "",
        judge=sources.name(confirmation.judge_id),
        ruled_on=confirmation.ruled_on or ruled[-1].on,
        clerk=confirmation.clerk_name,
        accepted_on=confirmation.accepted_on,
        sealed_on=confirmation.sealed_on,
        successions=sources.successions,
    )


FILLS: Mapping[str, Fill] = {
    "acceptance_notice": _acceptance_notice,
    "non_acceptance_ruling": _review_ruling,
    "rejection_ruling": _review_ruling,
    "withdrawal_ruling": _review_ruling,
}
