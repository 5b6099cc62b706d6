"""Filling the court's papers that open and end the review of an application without confirming it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mediation.model import Agreement, Confirmation, Questioning
from mediation.rules import papers
from mediation.rules.vocabulary import ReviewEnd
from mediation.services.paper_sources import Fill, PaperSources

ENDS = {
    "confirmation:refuse_application": ReviewEnd.NOT_ACCEPTED,
    "confirmation:reject": ReviewEnd.REJECTED,
    "confirmation:allow_withdrawal": ReviewEnd.WITHDRAWAL_ALLOWED,
    "confirmation:deem_withdrawn": ReviewEnd.DEEMED_WITHDRAWN,
    "confirmation:end_procedure": ReviewEnd.PROCEDURE_ENDED,
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


def _hearing_record(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    hearing = sources.session.get_one(Questioning, subject_id)
    confirmation = sources.session.get_one(Confirmation, hearing.confirmation_id)
    there = {UUID(one) for one in hearing.party_ids}
    return papers.HearingRecord(
        court=sources.organisation(confirmation.court_id).name,
        committee=sources.committee,
        agreement_number=sources.case.number or "",
        began_at=hearing.began_at,
        place=hearing.place,
        parties=sources.print_of([one for one in sources.applicants if one.id in there]),
        absent=tuple(one.name for one in sources.applicants if one.id not in there),
        judge=sources.name(hearing.asked_by),
        clerk=hearing.clerk_name,
        record=hearing.record or "",
        case_number=confirmation.court_number or "",
        ended_at=hearing.ended_at,
    )


FILLS: Mapping[str, Fill] = {
    "hearing_record": _hearing_record,
    "acceptance_notice": _acceptance_notice,
    "non_acceptance_ruling": _review_ruling,
    "rejection_ruling": _review_ruling,
    "withdrawal_ruling": _review_ruling,
    "termination_ruling": _review_ruling,
}
