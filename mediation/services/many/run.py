"""Working through a list: tried first, done line by line, taken up where it stopped, and taken back.

Each line has its own conditions and events, and is done wholly or not at all: what one refuses stops no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from mediation.model import Run, RunLine
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.derivation import stored_message
from mediation.rules.errors import BadInput, ConditionsUnmet, MediationError, NotThere
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import LineOutcome
from mediation.services.field_check import FieldCheck
from mediation.services.many import PLANS
from mediation.services.many.plan import TAKEN_BACK, Did, Plan, stop_waiting
from mediation.services.take_step import LONGEST_REASON
from mediation.services.unit_of_work import House, UnitOfWork

TOGETHER = 5
"""Lines in one transaction: what they share is read once, and nobody waits long for what they hold."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One line: what refuses it, or nothing."""

    subject_id: UUID
    refusals: tuple[Message, ...] = ()


def try_run(house: House, *, actor: Actor, plan: Plan) -> tuple[Tried, ...]:
    """Each line really tried, and nothing kept: what the same plan would do now."""
    with house.begin() as uow:
        subjects = _checked(uow, actor, plan)
    tried = []
    for subject_id in subjects:
        with house.begin() as uow:  # left without a commit
            did = _attempt(uow, house, actor, plan, subject_id)
        tried.append(Tried(subject_id, did if isinstance(did, tuple) else ()))
    return tuple(tried)


def begin_run(uow: UnitOfWork, *, actor: Actor, clock: Clock, plan: Plan) -> UUID:
    """Write the list; `work_on_run` does it. BadInput at the plan's fields or, without cases, ``."""
    plan.post(actor, uow.registry)
    plan.begin(uow)
    subjects = _checked(uow, actor, plan)
    plain, texts = plan.stored()
    made = Run(
        organisation_id=plan.organisation_id,
        kind=plan.kind,
        batch_id=plan.batch(),
        title=stored_message(plan.title(uow.session)),
        plan=plain,
        made_at=clock.now(),
        made_by=actor.person_id,
    )
    uow.session.add(made)
    made.texts = texts
    uow.session.flush()
    cases = plan.cases(uow.session, subjects)
    uow.session.add_all(
        RunLine(
            run_id=made.id,
            subject_id=subject_id,
            case_id=cases.get(subject_id),
            ordinal=n,
            outcome=LineOutcome.WAITING,
            before=None,
            said=[],
        )
        for n, subject_id in enumerate(subjects, 1)
    )
    return made.id


def work_on_run(house: House, *, actor: Actor, run_id: UUID, most: int) -> int:
    """Do as many waiting lines; how many still wait. It can be called again at any time.

    A line that fails, rather than being refused, waits for the next time; the others are done before that is raised.
    """
    with house.begin() as uow:
        plan = _plan_of(uow, actor, run_id)
        waiting = _lines(uow.session, run_id, LineOutcome.WAITING)
    chosen, failed = waiting[:most], list[Exception]()
    for n in range(0, len(chosen), TOGETHER):
        failed += _work(house, actor, plan, run_id, chosen[n : n + TOGETHER])
    if failed:
        raise failed[0]
    return max(len(waiting) - most, 0)


def _work(
    house: House, actor: Actor, plan: Plan, run_id: UUID, subjects: Sequence[UUID]
) -> Sequence[Exception]:
    """Some lines in one transaction; line by line where that meets somebody else's, or one of them fails."""
    try:
        with house.begin() as uow:
            for subject_id in subjects:
                line = _locked(uow, run_id, subject_id)
                if line.outcome is LineOutcome.WAITING:
                    _do(uow, house, actor, plan, line)
            uow.commit()
    except Exception as error:
        if house.is_storage_failure(error):
            raise
        if len(subjects) == 1:
            return [error]
        return [one for subject_id in subjects for one in _work(house, actor, plan, run_id, (subject_id,))]
    return ()


def _do(uow: UnitOfWork, house: House, actor: Actor, plan: Plan, line: RunLine) -> None:
    """One line behind a savepoint: what it refuses leaves nothing but the refusal."""
    locked = dict(uow.locked)
    savepoint = uow.session.begin_nested()
    did = _attempt(uow, house, actor, plan, line.subject_id)
    if isinstance(did, Did):
        savepoint.commit()
        line.outcome, line.case_id, line.before = LineOutcome.DONE, did.case_id, did.before
        return
    savepoint.rollback()
    uow.session.expire_all()  # also the heads of chains, which an event moves without the session
    uow.locked.clear()  # PostgreSQL gives locks back to where they were at the savepoint
    uow.locked.update(locked)
    line.outcome, line.said = LineOutcome.REFUSED, [stored_message(one) for one in did]


def refuse_waiting(house: House, *, run_id: UUID, why: Message) -> None:
    """Nothing more is done on this list; every line that waited says why."""
    with house.begin() as uow:
        stop_waiting(uow.session, run_id, why)
        uow.commit()


def undo_run(house: House, *, actor: Actor, run_id: UUID, reason: str) -> int:
    """Take the lines back that still can be, and do no more of them; how many were. The others say why not."""
    check = FieldCheck()
    reason = check.text("reason", reason, say("请写明理由"), LONGEST_REASON)
    check.refuse()
    with house.begin() as uow:
        plan = _plan_of(uow, actor, run_id)
        if plan.reversible():
            stop_waiting(uow.session, run_id, TAKEN_BACK)
            uow.commit()
    with house.begin() as uow:
        done = _lines(uow.session, run_id, LineOutcome.DONE)
    back = 0
    for subject_id in done:
        with house.begin() as uow:
            line = _locked(uow, run_id, subject_id)
            if line.outcome is not LineOutcome.DONE:
                continue
            try:
                plan.undo(uow, actor, house.clock, subject_id, line.before, reason)
                line.outcome = LineOutcome.UNDONE
                uow.commit()
                back += 1
                continue
            except MediationError as refusal:
                said = told(refusal)
        _say(house, run_id, subject_id, said, LineOutcome.DONE)
    return back


def told(refusal: MediationError) -> tuple[Message, ...]:
    """All that a refusal says."""
    if isinstance(refusal, ConditionsUnmet):
        return refusal.conditions
    if isinstance(refusal, BadInput):
        return tuple(problem.message for problem in refusal.problems)
    return (refusal.message,)


def _attempt(
    uow: UnitOfWork, house: House, actor: Actor, plan: Plan, subject_id: UUID
) -> Did | tuple[Message, ...]:
    try:
        return plan.do(uow, actor, house.clock, subject_id)
    except MediationError as refusal:
        return told(refusal)
    except StaleDataError:
        return (say("这件事刚刚被别人改过，请刷新页面看看最新情况"),)


def _say(house: House, run_id: UUID, subject_id: UUID, said: Sequence[Message], outcome: LineOutcome) -> None:
    with house.begin() as uow:
        line = _locked(uow, run_id, subject_id)
        line.outcome, line.said = outcome, [stored_message(one) for one in said]
        uow.commit()


def _checked(uow: UnitOfWork, actor: Actor, plan: Plan) -> Sequence[UUID]:
    plan.post(actor, uow.registry)
    subjects = plan.subjects(uow)
    if not subjects:
        raise BadInput.at("", say("没有可以办理的案件"))
    return subjects


def _plan_of(uow: UnitOfWork, actor: Actor, run_id: UUID) -> Plan:
    found = uow.session.get(Run, run_id)
    if found is None:
        raise NotThere
    plan = PLANS[found.kind].restored(found.plan, found.texts)
    plan.post(actor, uow.registry)
    return plan


def _lines(session: Session, run_id: UUID, outcome: LineOutcome) -> Sequence[UUID]:
    return session.scalars(
        select(RunLine.subject_id)
        .where(RunLine.run_id == run_id, RunLine.outcome == outcome)
        .order_by(RunLine.ordinal)
    ).all()


def _locked(uow: UnitOfWork, run_id: UUID, subject_id: UUID) -> RunLine:
    key: Any = (run_id, subject_id)
    return uow.session.get_one(RunLine, key, with_for_update=True)
