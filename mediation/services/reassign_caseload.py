"""Giving a mediator's open cases to a stand-in: tried first, done case by case, resumable, and back.

Each case takes the step that replaces mediators, with its own conditions and its own event: what one of them
refuses stops no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Appointment, Case, Person, Reassignment, ReassignmentLine
from mediation.rules.actor import Actor, Post
from mediation.rules.acts import MediatorsNamed
from mediation.rules.clock import Clock
from mediation.rules.derivation import stored_message
from mediation.rules.errors import BadInput, ConditionsUnmet, MediationError, NotThere, WrongState
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import LineOutcome, MatterKind
from mediation.services.field_check import FieldCheck
from mediation.services.step import StepCommand
from mediation.services.take_step import LONGEST_REASON, take_step
from mediation.services.unit_of_work import House, UnitOfWork

STEP = "replace_mediator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Whose cases in which organisation go to whom, and why."""

    organisation_id: UUID
    from_id: UUID
    to_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One case: what refuses it, or nothing."""

    case_id: UUID
    refusals: tuple[Message, ...] = ()


def reassigning_post(actor: Actor, registry: Registry, organisation_id: UUID) -> Post:
    """The post in that organisation from which mediators are replaced; NotThere for anybody else."""
    post = actor.post_at(organisation_id, registry.current(MatterKind.DISPUTE).step(STEP).by)
    if post is None:
        raise NotThere
    return post


def caseload(session: Session, organisation_id: UUID, person_id: UUID) -> Sequence[UUID]:
    """The open cases of the organisation that the person mediates, the oldest first."""
    return session.scalars(
        select(Case.id)
        .join(Appointment, Appointment.case_id == Case.id)
        .where(
            Appointment.person_id == person_id,
            Appointment.until_at.is_(None),
            Case.organisation_id == organisation_id,
            Case.is_open,
        )
        .order_by(Case.registered_at, Case.id)
    ).all()


def try_reassignment(house: House, *, actor: Actor, wish: Wish) -> tuple[Tried, ...]:
    """Each case really tried, and nothing kept: what the same wish would do now."""
    with house.begin() as uow:
        cases = _checked(uow, actor, wish)
    tried = []
    for case_id in cases:
        with house.begin() as uow:  # left without a commit
            try:
                _replace(uow, actor, house.clock, wish, case_id)
                tried.append(Tried(case_id))
            except MediationError as refusal:
                tried.append(Tried(case_id, _told(refusal)))
    return tuple(tried)


def begin_reassignment(uow: UnitOfWork, *, actor: Actor, clock: Clock, wish: Wish) -> UUID:
    """Write the list; `work_on_reassignment` does it. BadInput at `to_id`, `reason` or, without cases, ``."""
    cases = _checked(uow, actor, wish)
    made = Reassignment(
        organisation_id=wish.organisation_id,
        from_id=wish.from_id,
        to_id=wish.to_id,
        made_at=clock.now(),
        made_by=actor.person_id,
    )
    uow.session.add(made)
    made.reason = wish.reason.strip()
    uow.session.flush()
    uow.session.add_all(
        ReassignmentLine(
            reassignment_id=made.id, case_id=case_id, outcome=LineOutcome.WAITING, mediators=[], said=[]
        )
        for case_id in cases
    )
    return made.id


def work_on_reassignment(house: House, *, actor: Actor, reassignment_id: UUID, most: int) -> int:
    """Do as many waiting cases, a transaction each; how many still wait. It can be called again at any time."""
    with house.begin() as uow:
        wish = _wish_of(uow, actor, reassignment_id)
        waiting = _lines(uow.session, reassignment_id, LineOutcome.WAITING)
    for case_id in waiting[:most]:
        with house.begin() as uow:
            line = _locked(uow, reassignment_id, case_id)
            if line.outcome is not LineOutcome.WAITING:
                continue
            try:
                line.mediators = [str(one) for one in _mediators(uow.session, case_id)]
                _replace(uow, actor, house.clock, wish, case_id)
                line.outcome = LineOutcome.DONE
                uow.commit()
                continue
            except MediationError as refusal:
                said = _told(refusal)
        with house.begin() as uow:
            line = _locked(uow, reassignment_id, case_id)
            line.outcome, line.said = LineOutcome.REFUSED, [stored_message(one) for one in said]
            uow.commit()
    return max(len(waiting) - most, 0)


def undo_reassignment(house: House, *, actor: Actor, reassignment_id: UUID, reason: str) -> int:
    """Give the cases back to who had them, where the stand-in still has them; how many went back."""
    check = FieldCheck()
    reason = check.text("reason", reason, say("请写明理由"), LONGEST_REASON)
    check.refuse()
    with house.begin() as uow:
        wish = _wish_of(uow, actor, reassignment_id)
        done = _lines(uow.session, reassignment_id, LineOutcome.DONE)
    back = 0
    for case_id in done:
        with house.begin() as uow:
            line = _locked(uow, reassignment_id, case_id)
            before = tuple(UUID(one) for one in line.mediators)
            try:
                if line.outcome is not LineOutcome.DONE:
                    continue
                if wish.to_id not in _mediators(uow.session, case_id):
                    raise WrongState(say("案件又换过调解员，不能撤回"))
                _name(uow, actor, house.clock, case_id, before, reason)
                line.outcome = LineOutcome.UNDONE
                uow.commit()
                back += 1
                continue
            except MediationError as refusal:
                said = _told(refusal)
        with house.begin() as uow:
            _locked(uow, reassignment_id, case_id).said = [stored_message(one) for one in said]
            uow.commit()
    return back


def _checked(uow: UnitOfWork, actor: Actor, wish: Wish) -> Sequence[UUID]:
    reassigning_post(actor, uow.registry, wish.organisation_id)
    check = FieldCheck()
    check.require("to_id", wish.to_id, say("请选由谁接手"))
    if wish.to_id is not None and wish.to_id == wish.from_id:
        check.note("to_id", say("接手的人不能是同一个人"))
    if wish.to_id is not None and uow.session.get(Person, wish.to_id) is None:
        check.note("to_id", say("请从列表中选一项"))
    check.text("reason", wish.reason, say("请写明理由"), LONGEST_REASON)
    cases = caseload(uow.session, wish.organisation_id, wish.from_id)
    if not cases:
        check.note("", say("没有可以移交的未结案件"))
    check.refuse()
    return cases


def _replace(uow: UnitOfWork, actor: Actor, clock: Clock, wish: Wish, case_id: UUID) -> None:
    """The stand-in takes the place of the one who leaves; the other mediators stay."""
    assert wish.to_id is not None
    now = _mediators(uow.session, case_id)
    if wish.from_id not in now:
        raise WrongState(say("这件案件已经不由他调解"))
    named = dict.fromkeys(wish.to_id if one == wish.from_id else one for one in now)
    _name(uow, actor, clock, case_id, tuple(named), wish.reason)


def _name(
    uow: UnitOfWork, actor: Actor, clock: Clock, case_id: UUID, people: tuple[UUID, ...], reason: str
) -> None:
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=case_id,
        step=STEP,
        given=MediatorsNamed(people),
        reason=reason,
    )
    take_step(uow, actor=actor, clock=clock, command=command)


def _mediators(session: Session, case_id: UUID) -> Sequence[UUID]:
    return session.scalars(
        select(Appointment.person_id)
        .where(Appointment.case_id == case_id, Appointment.until_at.is_(None))
        .order_by(Appointment.from_at, Appointment.id)
    ).all()


def _wish_of(uow: UnitOfWork, actor: Actor, reassignment_id: UUID) -> Wish:
    found = uow.session.get(Reassignment, reassignment_id)
    if found is None:
        raise NotThere
    reassigning_post(actor, uow.registry, found.organisation_id)
    return Wish(
        organisation_id=found.organisation_id,
        from_id=found.from_id,
        to_id=found.to_id,
        reason=found.reason or "",
    )


def _lines(session: Session, reassignment_id: UUID, outcome: LineOutcome) -> Sequence[UUID]:
    return session.scalars(
        select(ReassignmentLine.case_id)
        .where(ReassignmentLine.reassignment_id == reassignment_id, ReassignmentLine.outcome == outcome)
        .order_by(ReassignmentLine.case_id)
    ).all()


def _locked(uow: UnitOfWork, reassignment_id: UUID, case_id: UUID) -> ReassignmentLine:
    key: Any = (reassignment_id, case_id)
    return uow.session.get_one(ReassignmentLine, key, with_for_update=True)


def _told(refusal: MediationError) -> tuple[Message, ...]:
    if isinstance(refusal, ConditionsUnmet):
        return refusal.conditions
    if isinstance(refusal, BadInput):
        return tuple(problem.message for problem in refusal.problems)
    return (refusal.message,)
