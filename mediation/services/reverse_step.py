"""撤销一步: a step taken by mistake is taken back by an event of its own; the history keeps both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from mediation.model import (
    Agreement,
    Appointment,
    CaseNumber,
    Deadline,
    Document,
    Filing,
    Objection,
    Obligation,
    ReturnVisit,
    Sitting,
    TriageDecision,
    TriageRetraction,
)
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.rules.papers.issuing import ON_REQUEST
from mediation.rules.policy import least_view
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, compare_version, load_matter
from mediation.services.plan_reversal import Plan, Undone, plan_reversal
from mediation.services.record_event import record_event
from mediation.services.recount_deadlines import find_again
from mediation.services.standing_steps import tag_of_reversal
from mediation.services.trace import ROWS
from mediation.services.unit_of_work import UnitOfWork

LONGEST_REASON = 5000


def reverse_step(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    matter: MatterKind,
    matter_id: UUID,
    seq: int,
    reason: str,
    seen_version: int | None = None,
) -> UUID:
    """Take back the step whose event has that number, with what followed from it; the answer is the matter's id.

    Everything is as it was before: where the matters stand, their clocks, what had been ended. What the step wrote is
    kept and void. Raises NotThere, StaleCase, NotAllowed, WrongState or BadInput; nothing is written then.
    """
    loaded = load_matter(uow, actor, matter, matter_id)
    if loaded.view < least_view(matter, None):
        raise NotThere
    compare_version(uow, loaded, seen_version)
    plan = plan_reversal(uow.session, uow.registry, actor, loaded.case, matter, matter_id, seq)
    check = FieldCheck()
    reason = check.text("reason", reason, say("请写明为什么要撤销，错在哪里"), LONGEST_REASON)
    check.refuse()
    now = clock.now()
    for row in plan.made():
        _end(uow, row, now)
    for paper in papers_of(uow.session, plan):
        paper.voided_at = now
    uow.session.flush()  # before what it had ended stands again: one of each at a time
    for row, values in plan.before().items():
        _restore(uow, loaded, row, values)
    uow.session.flush()
    _retract_decision(uow.session, plan, now)
    for one in plan.undone:
        _stand_back(uow, loaded, plan, one, actor, now, reason)
    return matter_id


def _retract_decision(session: Session, plan: Plan, now: datetime) -> None:
    """What was decided beside triage's proposal stays told and is counted no more."""
    act = plan.first.event
    decided = session.scalars(
        select(TriageDecision.id).where(
            TriageDecision.case_id == act.case_id,
            TriageDecision.decided_at == act.recorded_at,
            TriageDecision.step == plan.first.step.name,
        )
    )
    session.add_all(TriageRetraction(decision_id=one, retracted_at=now) for one in decided.all())


def _end(uow: UnitOfWork, made: tuple[str, UUID], now: datetime) -> None:
    """What the step made counts for nothing from now on; it is never deleted."""
    table, row_id = made
    ENDINGS[ROWS[table]](uow.session.get_one(ROWS[table], row_id), now)


def _ended(deadline: Deadline, now: datetime) -> None:
    if deadline.ended_on is None or deadline.state is DeadlineState.LAPSED:
        deadline.ended_on = now.astimezone(SHANGHAI).date()
    deadline.state = DeadlineState.WITHDRAWN


def _released(appointment: Appointment, now: datetime) -> None:
    if appointment.until_at is None:
        appointment.until_at = max(now, appointment.from_at)


def _superseded(agreement: Agreement, now: datetime) -> None:
    agreement.superseded_at = now


def _voided(row: CaseNumber | Filing | Objection | ReturnVisit | Sitting, now: datetime) -> None:
    row.voided_at = now


def _part_of_it(row: Obligation, now: datetime) -> None:
    """A duty goes with its agreement."""


ENDINGS: Mapping[type[Any], Callable[[Any, datetime], None]] = {
    Agreement: _superseded,
    Appointment: _released,
    CaseNumber: _voided,
    Deadline: _ended,
    Filing: _voided,
    Objection: _voided,
    Obligation: _part_of_it,
    ReturnVisit: _voided,
    Sitting: _voided,
}
"""Everything that reversible steps make."""


def papers_of(session: Session, plan: Plan) -> list[Document]:
    """The papers that the act issued, and those issued since about the act or about what it made; not void yet."""
    act = plan.first.event
    about = {one.event.id for one in plan.undone} | {row_id for _, row_id in plan.made()}
    kinds = {paper.name for one in plan.undone for paper in one.step.issues}
    return list(
        session.scalars(
            select(Document)
            .where(
                Document.case_id == act.case_id,
                or_(
                    and_(Document.issued_at == act.recorded_at, Document.kind.in_(kinds)),
                    and_(Document.kind.in_(ON_REQUEST), Document.subject_id.in_(about)),
                ),
                Document.voided_at.is_(None),
            )
            .order_by(Document.kind)
        )
    )


def _restore(uow: UnitOfWork, loaded: Loaded, changed: tuple[str, UUID], values: Mapping[str, Any]) -> None:
    """What it had changed says again what it said before; a clock that runs again is found by today's calendar."""
    table, row_id = changed
    row = uow.session.get_one(ROWS[table], row_id)
    for name, before in values.items():
        setattr(row, name, before)
    if isinstance(row, Deadline):
        find_again(uow, row, loaded.case.region_code)


def _stand_back(
    uow: UnitOfWork, loaded: Loaded, plan: Plan, one: Undone, actor: Actor, now: datetime, reason: str
) -> None:
    matter, event = one.matter, one.event
    matter.state, matter.is_open = event.from_state, one.definition.by_state[event.from_state].open
    flag_modified(matter, "state")
    uow.session.flush()
    said = {"reason": reason} if one is plan.first else {"with": plan.first.event.seq}
    record_event(
        uow,
        case_id=loaded.case.id,
        kind=event.matter,
        matter=matter,
        tag=tag_of_reversal(event.matter),
        actor=actor,
        post=plan.post,
        happened_at=now,
        recorded_at=now,
        data={"seq": event.seq, "step": one.step.name, **said},
        from_state=event.to_state,
        to_state=event.from_state,
    )
