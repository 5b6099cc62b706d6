"""Filling the application for enforcement of one duty."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from mediation.model import Agreement, Deadline, Obligation, Organisation, Party, Performance
from mediation.rules import papers
from mediation.rules.vocabulary import CourtPaper, DeadlineState
from mediation.services.case_now import in_whose_place
from mediation.services.objection_rulings import confirmation_in_force
from mediation.services.paper_sources import Fill, PaperSources, clauses_of_agreement

PERIOD = "enforcement"


def _enforcement_application(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    session = sources.session
    life = session.get_one(Performance, subject_id)
    duty = session.get_one(Obligation, life.obligation_id)
    agreement = session.get_one(Agreement, duty.agreement_id)
    title = confirmation_in_force(session, agreement.id, duty.ordinal)
    changed = f"（当事人已经约定变更：{life.terms.rstrip('。')}。）" if life.terms else ""
    return papers.EnforcementApplication(
        court=session.get_one(Organisation, title.court_id).name if title else "",
        parties=sources.print_of(_standing(sources, duty)),
        committee=sources.committee,
        agreement_number=sources.case.number or "",
        title=title.wanted if title else CourtPaper.RULING,
        case_number=(title.court_number or "") if title else "",
        ruled_on=(title.ruled_on if title else None) or agreement.drawn_on,
        duty=clauses_of_agreement(sources, agreement)[duty.ordinal - 1].text + changed,
        made_on=life.due_on or agreement.in_force_on or agreement.drawn_on,
        due_on=life.due_on,
        until_on=session.scalar(
            select(Deadline.due_on).where(
                Deadline.matter_id == life.id,
                Deadline.clock == PERIOD,
                Deadline.state == DeadlineState.RUNNING,
            )
        ),
    )


def _standing(sources: PaperSources, duty: Obligation) -> list[Party]:
    """Who asks and who owes, as they stand now: heirs for the dead."""
    return [
        party
        for wanted in (duty.creditor_id, duty.debtor_id)
        for party in sources.applicants
        if wanted is not None and wanted in in_whose_place(sources.session, party)
    ]


FILLS: Mapping[str, Fill] = {"enforcement_application": _enforcement_application}
