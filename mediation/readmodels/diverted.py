"""What a court sent to mediation, with how far it has come: a list of its own beside the confirmations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, Deadline, Diversion, Organisation
from mediation.readmodels.excerpt import Excerpt, excerpt
from mediation.readmodels.reach import running
from mediation.rules.actor import Actor
from mediation.rules.grammar import Permission, Registry, State
from mediation.rules.vocabulary import CourtDoor, MatterKind

KEPT = timedelta(days=30)
"""For how long a dispute that was concluded stays in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DivertedLine:
    """A dispute that was entrusted or delegated: who holds it, where it stands, until when."""

    case_public_id: str
    title: str
    door: CourtDoor
    court_number: str
    holder: str
    state: State
    due_on: date | None


def diverted_cases(
    session: Session, registry: Registry, actor: Actor, today: date, *, limit: int = 100, offset: int = 0
) -> Excerpt[DivertedLine]:
    """Those of the actor's court that a committee holds, open or just concluded; what it only guided is not its own."""
    courts = [post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)]
    if not courts:
        return Excerpt()
    due_on = (
        select(func.min(Deadline.due_on))
        .where(Deadline.case_id == Case.id, Deadline.matter == MatterKind.DISPUTE, running())
        .correlate(Case)
        .scalar_subquery()
    )
    query = (
        select(Case, Diversion, Organisation.name, due_on)
        .join(Diversion, Diversion.case_id == Case.id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Diversion.court_id.in_(courts),
            Diversion.door != CourtDoor.GUIDANCE,
            Case.organisation_id != Diversion.court_id,
            or_(Case.is_open, Case.concluded_on >= today - KEPT),
        )
        .order_by(Case.is_open.desc(), due_on.is_(None), due_on, Case.id)
    )

    def line(case: Case, diversion: Diversion, holder: str, due: date | None) -> DivertedLine:
        return DivertedLine(
            case_public_id=case.public_id,
            title=case.title,
            door=diversion.door,
            court_number=diversion.court_number,
            holder=holder,
            state=registry.of(MatterKind.DISPUTE, case.definition_version).by_state[case.state],
            due_on=due if case.is_open else None,
        )

    pressing = and_(Case.is_open, due_on <= today)
    return excerpt(session, query, line, limit=limit, offset=offset, pressing=pressing)
