"""Complaints of how courts take suits in: the courts of the form, and the last days for answers in the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Deadline, Organisation, Request
from mediation.readmodels.reach import running
from mediation.readmodels.step_choices import courts
from mediation.rules.actor import Actor
from mediation.rules.grammar import Permission
from mediation.rules.vocabulary import MatterKind, OrganisationKind

Named = tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """A complaint whose clock ends on that day."""

    request_id: UUID
    title: str
    on: date


def grievance_courts(session: Session, case_id: UUID, today: date) -> tuple[Named, Named, UUID | None]:
    """Of whom one complains, to whom, and the court that last received the papers of this case."""
    case = session.get_one(Case, case_id)
    lies = select(Request.asked_id).where(Request.case_id == case_id, Request.kind == MatterKind.FILING)
    last = session.scalar(lies.order_by(Request.opened_at.desc()).limit(1))
    above = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == OrganisationKind.COURT, Organisation.active)
        .order_by(Organisation.region_code, Organisation.name)
    )
    return courts(session, case.organisation_id, today), tuple((one, name) for one, name in above), last


def answers_due(
    session: Session, actor: Actor, from_on: date, until_on: date
) -> Mapping[date, tuple[AnswerDue, ...]]:
    """By day, of the actor's own court alone."""
    here = [post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)]
    rows = session.execute(
        select(Request.id, Case.title, Deadline.due_on)
        .join(Deadline, Deadline.matter_id == Request.id)
        .join(Case, Case.id == Request.case_id)
        .where(
            Request.kind == MatterKind.GRIEVANCE,
            Request.asked_id.in_(here),
            Request.is_open,
            running(),
            Deadline.due_on.between(from_on, until_on),
        )
        .order_by(Deadline.due_on, Request.id)
    )
    found: dict[date, list[AnswerDue]] = {}
    for request_id, title, on in rows:
        found.setdefault(on, []).append(AnswerDue(request_id, title, on))
    return {on: tuple(lines) for on, lines in found.items()}
