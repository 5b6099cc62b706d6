"""Lists that were worked on: what was to be done, by whom, and what became of each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import BatchFollower, Case, Organisation, Person, Run, RunLine
from mediation.rules.actor import Actor
from mediation.rules.derivation import message_stored
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message
from mediation.rules.vocabulary import LineOutcome
from mediation.services.many import PLANS

LATEST = 20
LINES = 200
"""Lines on a page."""


@dataclass(frozen=True, slots=True)
class RunShown:
    """A list: how many of its lines stand where."""

    id: UUID
    kind: str
    title: Message
    organisation: str
    made_at: datetime
    made_by: str
    batch_id: UUID | None
    reversible: bool
    counts: dict[LineOutcome, int]

    @property
    def waiting(self) -> int:
        return self.counts.get(LineOutcome.WAITING, 0)


@dataclass(frozen=True, slots=True)
class RunLineShown:
    """A line; without a public id the follower has no case yet, or the reader does not look into it."""

    public_id: str
    title: str
    outcome: LineOutcome
    said: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class RunPage:
    """Some lines of a list."""

    run: RunShown
    lines: tuple[RunLineShown, ...]
    page: int
    pages: int


def runs_of(
    session: Session, actor: Actor, registry: Registry, *, batch_id: UUID | None = None
) -> tuple[RunShown, ...]:
    """The latest lists that the actor may work on, the newest first; of one batch, or of none."""
    kinds = _kinds_by_organisation(actor, registry)
    query = (
        select(Run)
        .where(Run.organisation_id.in_(kinds), Run.batch_id == batch_id)
        .order_by(Run.made_at.desc())
        .limit(LATEST)
    )
    made = [one for one in session.scalars(query) if one.kind in kinds[one.organisation_id]]
    return _shown(session, made)


def run_page(session: Session, actor: Actor, registry: Registry, run_id: UUID, page: int = 1) -> RunPage:
    """One list with some of its lines: those that could not be done first. NotThere for others."""
    run = session.get(Run, run_id)
    kinds = _kinds_by_organisation(actor, registry)
    if run is None or run.kind not in kinds.get(run.organisation_id, ()):
        raise NotThere
    rows = session.execute(
        select(Case.public_id, Case.number, Case.title, BatchFollower.name, RunLine.outcome, RunLine.said)
        .select_from(RunLine)
        .outerjoin(Case, Case.id == func.coalesce(RunLine.case_id, RunLine.subject_id))
        .outerjoin(BatchFollower, BatchFollower.id == RunLine.subject_id)
        .where(RunLine.run_id == run_id)
        .order_by(RunLine.outcome.desc(), RunLine.ordinal)
        .limit(LINES)
        .offset((page - 1) * LINES)
    )
    opens = PLANS[run.kind].opens_cases
    lines = (
        RunLineShown(
            (public_id or "") if opens else "",
            (title or name or "") if opens else number or public_id,
            outcome,
            tuple(map(message_stored, said)),
        )
        for public_id, number, title, name, outcome, said in rows
    )
    shown = _shown(session, [run])[0]
    return RunPage(shown, tuple(lines), page, max(-(-sum(shown.counts.values()) // LINES), 1))


def _kinds_by_organisation(actor: Actor, registry: Registry) -> dict[UUID, set[str]]:
    """What kinds of lists the actor may work on, where."""
    found: dict[UUID, set[str]] = {}
    for kind, plan in PLANS.items():
        roles = plan.roles_of(registry)
        for post in actor.posts:
            if post.role in roles:
                found.setdefault(post.organisation_id, set()).add(kind)
    return found


def _shown(session: Session, made: Sequence[Run]) -> tuple[RunShown, ...]:
    ids = [one.id for one in made]
    counts: dict[UUID, dict[LineOutcome, int]] = {}
    for run_id, outcome, n in session.execute(
        select(RunLine.run_id, RunLine.outcome, func.count())
        .where(RunLine.run_id.in_(ids))
        .group_by(RunLine.run_id, RunLine.outcome)
    ):
        counts.setdefault(run_id, {})[outcome] = n
    return tuple(
        RunShown(
            id=one.id,
            kind=one.kind,
            title=message_stored(one.title),
            organisation=session.get_one(Organisation, one.organisation_id).name,
            made_at=one.made_at,
            made_by=session.get_one(Person, one.made_by).name,
            batch_id=one.batch_id,
            reversible=PLANS[one.kind].reversible(),
            counts=counts.get(one.id, {}),
        )
        for one in made
    )
