"""Which of my organisation's open cases may take a step, for doing it to many of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Category, Deadline
from mediation.rules.actor import Actor, Post
from mediation.rules.grammar import Permission, Registry, State
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.many.steps import MOST_CASES


@dataclass(frozen=True, slots=True)
class EligibleCase:
    """A case in a state in which the step may be taken; its conditions are asked when it is tried."""

    id: UUID
    public_id: str
    title: str
    number: str
    category: str
    state: State
    due_on: date | None


def posts_for(actor: Actor, registry: Registry, step: str) -> Sequence[Post]:
    """The actor's posts, one for each organisation, from which the step is theirs and every case is open to them."""
    by = registry.current(MatterKind.DISPUTE).step(step).by
    found: dict[UUID, Post] = {}
    for post in actor.posts_with(Permission.READ_ORGANISATION_CASES):
        if post.role in by:
            found.setdefault(post.organisation_id, post)
    return tuple(found.values())


def eligible_cases(session: Session, registry: Registry, post: Post, step: str) -> tuple[EligibleCase, ...]:
    """The open cases that the post's organisation holds and whose state opens the step, the most urgent first."""
    definition = registry.current(MatterKind.DISPUTE)
    names = [state.name for state in definition.step(step).source]
    due = (
        select(func.min(Deadline.due_on))
        .where(Deadline.case_id == Case.id, Deadline.state == DeadlineState.RUNNING)
        .correlate(Case)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Case, Category.name, due)
        .join(Category, Category.code == Case.category_code)
        .where(Case.is_open, Case.organisation_id == post.organisation_id, Case.state.in_(names))
        .order_by(due.is_(None), due, Case.registered_at, Case.id)
        .limit(MOST_CASES)
    )
    return tuple(
        EligibleCase(
            id=case.id,
            public_id=case.public_id,
            title=case.title,
            number=case.number or "",
            category=category,
            state=registry.of(MatterKind.DISPUTE, case.definition_version).by_state[case.state],
            due_on=due_on,
        )
        for case, category, due_on in rows
    )
