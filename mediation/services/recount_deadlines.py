"""Finding all open clocks again: first a list 'before → after → why', then, once a person approves, in one act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from mediation.model import Case, CaseChain, Deadline, Recount, RecountLine
from mediation.model.matters import TABLES
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.derivation import stored_message
from mediation.rules.errors import NotAllowed, NotThere, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.terms import Derivation, length_in_words
from mediation.rules.vocabulary import DeadlineState, MatterKind, RecountState
from mediation.services.field_check import FieldCheck
from mediation.services.record_event import record_moved_clock
from mediation.services.run_clocks import found_again
from mediation.services.unit_of_work import UnitOfWork

RECOUNTED = "deadline:recounted"
OPEN = (DeadlineState.RUNNING, DeadlineState.PAUSED)
UNSURE = Deadline.provisional & (
    (Deadline.state == DeadlineState.LAPSED)
    | ((Deadline.state == DeadlineState.ENDED) & Deadline.overdue_at.is_not(None))
)
"""Over by holidays nobody had entered: a right may not be gone, and more may have been done in time, after all."""
LONGEST_WHY = 500
CHUNK = 500
"""Cases locked and written together; all chunks are one transaction."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A clock whose last day or certainty would be another."""

    deadline: Deadline
    after: Derivation
    why: tuple[Message, ...]


def administering_post(actor: Actor) -> Post:
    """From where the actor keeps the rules; NotAllowed for anybody else."""
    post = next(actor.posts_with(Permission.ADMINISTER), None)
    if post is None:
        raise NotAllowed(say("期限规则、放假安排和流程换版由管理员办理"))
    return post


def propose_recount(uow: UnitOfWork, *, actor: Actor, clock: Clock, why: str) -> UUID:
    """Look at every open clock and list those that the rules of today end on another day; nothing moves yet."""
    administering_post(actor)
    check = FieldCheck()
    why = check.text("why", why, say("请写明为什么重新核对"), LONGEST_WHY)
    check.refuse()
    recount = Recount(
        why=why,
        made_at=clock.now(),
        made_by=actor.person_id,
        looked_at=0,
        state=RecountState.PROPOSED,
    )
    uow.session.add(recount)
    uow.session.flush()
    looked_at, lines = 0, list[dict[str, Any]]()
    open_clocks = (
        select(Deadline, Case.region_code)
        .join(Case, Case.id == Deadline.case_id)
        .where(Deadline.state.in_(OPEN) | UNSURE)
        .order_by(Deadline.id)
        .execution_options(yield_per=1000)
    )
    for deadline, region_code in uow.session.execute(open_clocks):
        looked_at += 1
        change = _changed(uow, deadline, region_code)
        if change is not None:
            lines.append(
                {
                    "recount_id": recount.id,
                    "deadline_id": deadline.id,
                    "before_on": deadline.due_on,
                    "after_on": change.after.due_on,
                    "why": [stored_message(message) for message in change.why],
                }
            )
    recount.looked_at = looked_at
    if lines:
        uow.session.execute(insert(RecountLine), lines)
    return recount.id


def apply_recount(uow: UnitOfWork, *, actor: Actor, clock: Clock, recount_id: UUID) -> UUID:
    """Every line of the list in one transaction, each an event of its case.

    A clock that ended or moved after the list was made is left as it is, and its line says so.
    """
    post = administering_post(actor)
    recount = _proposed(uow, recount_id)
    now = clock.now()
    lines = uow.session.execute(
        select(RecountLine.deadline_id, Deadline.case_id)
        .join(Deadline, Deadline.id == RecountLine.deadline_id)
        .where(RecountLine.recount_id == recount_id)
        .order_by(Deadline.case_id, RecountLine.deadline_id)
    ).all()
    waiting = iter(lines)
    while chunk := [row.deadline_id for row in islice(waiting, CHUNK)]:
        _apply(uow, recount_id, chunk, actor, post, now)
    recount.state, recount.decided_at, recount.decided_by = RecountState.APPLIED, now, actor.person_id
    return recount.id


def drop_recount(uow: UnitOfWork, *, actor: Actor, clock: Clock, recount_id: UUID) -> UUID:
    """The list is not followed; every date stays as it is."""
    administering_post(actor)
    recount = _proposed(uow, recount_id)
    recount.state, recount.decided_at, recount.decided_by = (
        RecountState.DROPPED,
        clock.now(),
        actor.person_id,
    )
    return recount.id


def _proposed(uow: UnitOfWork, recount_id: UUID) -> Recount:
    recount = uow.session.get(Recount, recount_id, with_for_update=True)
    if recount is None:
        raise NotThere
    if recount.state is not RecountState.PROPOSED:
        raise WrongState(say("这份清单已经处理过了"))
    return recount


def _apply(
    uow: UnitOfWork, recount_id: UUID, deadline_ids: Sequence[UUID], actor: Actor, post: Post, now: datetime
) -> None:
    session = uow.session
    case_ids = set(session.scalars(select(Deadline.case_id).where(Deadline.id.in_(deadline_ids))))
    locked = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update()
    cases = {case.id: case for case in session.scalars(locked.execution_options(populate_existing=True))}
    chains = session.scalars(select(CaseChain).where(CaseChain.case_id.in_(case_ids))).all()  # kept loaded
    lines = {
        line.deadline_id: line
        for line in session.scalars(
            select(RecountLine).where(
                RecountLine.recount_id == recount_id, RecountLine.deadline_id.in_(deadline_ids)
            )
        )
    }
    deadlines = session.scalars(
        select(Deadline)
        .where(Deadline.id.in_(deadline_ids))
        .order_by(Deadline.case_id, Deadline.id)
        .execution_options(populate_existing=True)
    ).all()
    matters = _matters(uow, deadlines)
    for deadline in deadlines:
        line, change = lines[deadline.id], None
        if _counts(deadline) and deadline.due_on == line.before_on:
            change = _changed(uow, deadline, cases[deadline.case_id].region_code)
        line.applied = change is not None and change.after.due_on == line.after_on
        if change is None or not line.applied:
            continue
        matter = matters[deadline.matter_id]
        was_over_at = deadline.overdue_at
        _move(deadline, change.after)
        _open_again(deadline, was_over_at, now.astimezone(SHANGHAI).date())
        record_moved_clock(uow, deadline, matter, RECOUNTED, line.before_on, change.why, actor, post, now)
    session.flush()
    del chains


def _matters(uow: UnitOfWork, deadlines: Iterable[Deadline]) -> dict[UUID, Any]:
    """The matters of the clocks, one look for each kind."""
    asked: dict[MatterKind, set[UUID]] = {}
    for deadline in deadlines:
        asked.setdefault(deadline.matter, set()).add(deadline.matter_id)
    found: dict[UUID, Any] = {}
    for kind, ids in asked.items():
        table: Any = TABLES[kind]
        found |= {matter.id: matter for matter in uow.session.scalars(select(table).where(table.id.in_(ids)))}
    return found


def find_again(uow: UnitOfWork, deadline: Deadline, region_code: str) -> None:
    """An open clock by the rules of now: what happened to it while it did not run has not been told to it."""
    if deadline.state in OPEN:
        change = _changed(uow, deadline, region_code)
        if change is not None:
            _move(deadline, change.after)


def _move(deadline: Deadline, after: Derivation) -> None:
    moved = deadline.due_on != after.due_on
    deadline.due_on, deadline.derivation = after.due_on, after.to_json()
    deadline.provisional = after.provisional
    if moved:
        deadline.warned_at = deadline.overdue_at = None


def _counts(deadline: Deadline) -> bool:
    """As the list has it: what is open, and what is over by a guess."""
    by_a_guess = deadline.provisional and (
        deadline.state is DeadlineState.LAPSED
        or (deadline.state is DeadlineState.ENDED and deadline.overdue_at is not None)
    )
    return deadline.state in OPEN or by_a_guess


def _open_again(deadline: Deadline, was_over_at: datetime | None, today: date) -> None:
    """A right that had lapsed a day too early is there again; what its end brought stays, with the right day."""
    if deadline.state is DeadlineState.LAPSED and deadline.due_on >= today:
        deadline.state, deadline.ended_on = DeadlineState.RUNNING, None
    elif deadline.state not in OPEN:
        deadline.overdue_at = was_over_at
        if deadline.state is DeadlineState.LAPSED:
            deadline.ended_on = deadline.due_on


def _changed(uow: UnitOfWork, deadline: Deadline, region_code: str) -> _Change | None:
    before = Derivation.from_json(deadline.derivation)
    after = found_again(uow, deadline, region_code)
    if (after.due_on, after.provisional) == (deadline.due_on, deadline.provisional):
        return None
    return _Change(deadline, after, tuple(_why(before, after)))


def _why(before: Derivation, after: Derivation) -> Iterator[Message]:
    """The length that changed, and whatever else the arithmetic tells otherwise."""
    if before.term != after.term and before.steps[0].kind != "named":
        yield say(
            "期间由{before}改为{after}",
            before=length_in_words(before.term),
            after=length_in_words(after.term),
        )
    known = {step.message for step in before.steps}
    counted = ("rest", "moved", "rolled", "kept", "provisional")
    yield from (step.message for step in after.steps if step.kind in counted and step.message not in known)
    if before.provisional and not after.provisional:
        yield say("放假安排已经录入，不再是暂定")
