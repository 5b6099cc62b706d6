"""Clocks follow a corrected fact: what it moves is listed 'before → after → why', and moved once that is approved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from mediation.model import Case, Deadline, HandOver
from mediation.model.matters import LinkedMatter
from mediation.rules import acts
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, Problem
from mediation.rules.grammar import Clock as Rule
from mediation.rules.grammar import Definition, Step
from mediation.rules.messages import Message, say
from mediation.rules.proof.facts import asked_by
from mediation.rules.terms import Derivation, Turn, in_words, length_in_words, recounted
from mediation.rules.vocabulary import DeadlineState, MatterKind, Seat, SuspensionCause
from mediation.services.gather_facts import gather_facts
from mediation.services.record_event import record_moved_clock
from mediation.services.run_clocks import length, stops_clocks
from mediation.services.told_events import told_events
from mediation.services.unit_of_work import UnitOfWork

FOLLOWED = "deadline:followed"
APPROVED = "approved"
"""The field by which the person who corrects says that the clocks listed shall move."""
OPEN = (DeadlineState.RUNNING, DeadlineState.PAUSED)


@dataclass(frozen=True, slots=True)
class Moved:
    """One clock as the corrected fact has it."""

    deadline: Deadline
    rule: Rule
    after: Derivation
    paused_on: date | None
    why: Message


def from_another_day(
    uow: UnitOfWork, deadline: Deadline, region_code: str, first: date, why: Message
) -> Moved | None:
    """The same clock from the day on which its event really was; None when nothing moves."""
    if deadline.starts_on == first:
        return None
    rule = uow.registry.clock_by_name[deadline.clock]
    return _moved(uow, deadline, region_code, rule, first, deadline.paused_on, why)


def of_the_dispute(uow: UnitOfWork, case: Case, today: date) -> list[Moved]:
    """What kind of dispute, source and the day of the request now say of the term of mediation that runs.

    The step that began the term names it, and its follow-ups say for which disputes another takes its place; so may
    a later step, such as what a court's letter says of its procedure.
    """
    definition = uow.registry.of(MatterKind.DISPUTE, case.definition_version)
    began = _began(uow, case, definition)
    if began is None:
        return []
    step, on, later = began
    names = {clock.name for one in (step, *step.then, *later) for clock in one.starts}
    running = uow.session.scalar(
        select(Deadline).where(
            Deadline.matter_id == case.id, Deadline.clock.in_(names), Deadline.state.in_(OPEN)
        )
    )
    if running is None:
        return []
    facts = gather_facts(uow.session, uow.registry, case, case, today, asked_by(step.then))
    instead = next((one for one in step.then if not one.refusals(facts)), None)
    rule = (instead or step).starts[0]
    first = _first_day(uow, case, instead, on)
    for one in later:
        rule = one.starts[0] if rule in one.drops else rule
    if (rule.name, first) == (running.clock, running.starts_on):
        return []
    paused_on = _stands_still_since(uow, case, definition, rule)
    before = uow.registry.clock_by_name[running.clock]
    why = (
        say("{before}改为{after}", before=say(before.title), after=say(rule.title))
        if before is not rule
        else say("起算日由{before}改为{after}", before=in_words(running.starts_on), after=in_words(first))
    )
    return [_moved(uow, running, case.region_code, rule, first, paused_on, why)]


def _first_day(uow: UnitOfWork, case: Case, instead: Step | None, on: date) -> date:
    """From which day it counts: the request's, the court's papers', else the acceptance of who answers now."""
    if instead is not None and instead.act is acts.COUNT_FROM_APPLICATION:
        return case.first_asked_on
    if instead is not None and instead.act is acts.COUNT_FROM_RECEIPT:
        return case.registered_at.astimezone(SHANGHAI).date()
    return max(on, _signed_for(uow, case) or on)


def _began(uow: UnitOfWork, case: Case, definition: Definition) -> tuple[Step, date, tuple[Step, ...]] | None:
    """The newest step that stands and began a term of which the dispute decides, its day, what replaced it later."""
    later: list[Step] = []
    for step, on, _ in reversed(_steps(uow, case, definition)):
        if step.starts and any(one.starts for one in step.then):
            day = (_signed_for(uow, case) or on) if step.seat is Seat.SYSTEM else on
            return step, day, tuple(reversed(later))
        if step.seat is not Seat.SYSTEM and step.drops and step.starts:
            later.append(step)
    return None


def _signed_for(uow: UnitOfWork, case: Case) -> date | None:
    """The day on which the organisation that answers now signed for the case, as it stands."""
    at = uow.session.scalar(
        select(HandOver.answered_at)
        .where(HandOver.case_id == case.id, HandOver.receiver_id == case.organisation_id)
        .where(HandOver.answered_at.is_not(None))
        .order_by(HandOver.id.desc())
        .limit(1)
    )
    return at.astimezone(SHANGHAI).date() if at is not None else None


def _steps(uow: UnitOfWork, case: Case, definition: Definition) -> list[tuple[Step, date, str]]:
    """The steps of the dispute that stand, the day of each, and the cause that it gave."""
    return [
        (definition.by_step[verb], event.on, event.said("cause"))
        for event in told_events(uow.session, case.id)
        if event.stands
        and event.matter_id == case.id
        and (verb := event.tag.partition(":")[2]) in definition.by_step
    ]


def _stands_still_since(uow: UnitOfWork, case: Case, definition: Definition, rule: Rule) -> date | None:
    """Since when mediation is suspended, for a clock that stands still meanwhile."""
    return next((since for since, until in _standstills(uow, case, definition, rule) if until is None), None)


def _pauses(uow: UnitOfWork, case: Case, rule: Rule) -> tuple[Turn, ...]:
    """The pauses of mediation that are over, as turns of the clock had it run all along."""
    definition = uow.registry.of(MatterKind.DISPUTE, case.definition_version)
    stood = _standstills(uow, case, definition, rule)
    return tuple(Turn("paused", until, since) for since, until in stood if until is not None)


def _standstills(
    uow: UnitOfWork, case: Case, definition: Definition, rule: Rule
) -> list[tuple[date, date | None]]:
    """From when to when the clock stands still under the facts as they are now, whatever ran at the time."""
    found, since = list[tuple[date, date | None]](), None
    for step, on, cause in _steps(uow, case, definition):
        if since is None and _stops(uow, case, step, cause, on, rule):
            since = on
        elif rule in step.resumes and since is not None:
            found.append((since, on))
            since = None
    return [*found, (since, None)] if since is not None else found


def _stops(uow: UnitOfWork, case: Case, step: Step, cause: str, on: date, rule: Rule) -> bool:
    """Whether the clock stands still from the step on, by itself or by what follows from its cause."""
    if step.seat is Seat.SYSTEM:
        return False  # told with the step that it followed
    if rule in step.pauses:
        return stops_clocks(uow, step, on)
    follows = [one for one in step.then if rule in one.pauses]
    if not follows:
        return False
    supposed = {"appraisal_awaited": cause == SuspensionCause.APPRAISAL.value}
    facts = gather_facts(uow.session, uow.registry, case, case, on, asked_by(follows), supposed)
    return any(not one.refusals(facts) for one in follows)


def _moved(
    uow: UnitOfWork,
    deadline: Deadline,
    region_code: str,
    rule: Rule,
    first: date,
    paused_on: date | None,
    why: Message,
) -> Moved:
    before = Derivation.from_json(deadline.derivation)
    turns = before.turns
    known = uow.registry.clock_by_name[deadline.clock]
    if rule is not known:
        case = uow.session.get_one(Case, deadline.case_id)
        pauses = _pauses(uow, case, rule)
        if pauses != _pauses(uow, case, known):
            turns = (*pauses, *(turn for turn in turns if turn.kind == "extended"))
    term = None if rule.term is None else length(uow, rule, first)
    begun = replace(before, starts_on=first, turns=turns)
    after = recounted(begun, uow.calendar(region_code), rolls=rule.rolls, term=term)
    return Moved(deadline, rule, after, paused_on, why)


def approve_or_refuse(moves: Sequence[Moved], approved: bool) -> None:
    """BadInput with every clock that would move, until the person who corrects has approved the list."""
    if moves and not approved:
        raise BadInput(*(Problem(APPROVED, _listed(one)) for one in moves))


def _listed(one: Moved) -> Message:
    return say(
        "{clock}由 {before} 改到 {after}：{why}（{length}）",
        clock=say(one.rule.title),
        before=one.deadline.due_on,
        after=one.after.due_on,
        why=one.why,
        length=length_in_words(one.after.term),
    )


def follow(
    uow: UnitOfWork,
    moves: Iterable[Moved],
    matter: Case | LinkedMatter,
    actor: Actor,
    post: Post,
    now: datetime,
) -> None:
    """Move the clocks that were approved, each an event of its case."""
    today = now.astimezone(SHANGHAI).date()
    for one in moves:
        deadline, before_on, was_over_at = one.deadline, one.deadline.due_on, one.deadline.overdue_at
        deadline.clock, deadline.starts_on = one.rule.name, one.after.starts_on
        deadline.due_on, deadline.derivation = one.after.due_on, one.after.to_json()
        deadline.provisional = one.after.provisional
        deadline.warned_at = deadline.overdue_at = None
        if deadline.state in OPEN:
            deadline.paused_on = one.paused_on
            deadline.state = DeadlineState.PAUSED if one.paused_on else DeadlineState.RUNNING
        elif deadline.state is DeadlineState.LAPSED and deadline.due_on >= today:
            deadline.state, deadline.ended_on = DeadlineState.RUNNING, None  # the right is not gone after all
        elif deadline.state is DeadlineState.LAPSED:
            deadline.ended_on, deadline.overdue_at = deadline.due_on, was_over_at
        uow.session.flush()
        record_moved_clock(uow, deadline, matter, FOLLOWED, before_on, (one.why,), actor, post, now)
