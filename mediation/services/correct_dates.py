"""A day from which a clock counts was entered wrongly: of service on a party, or of receiving a case or a complaint."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import (
    CaseEvent,
    Confirmation,
    Deadline,
    Delivery,
    HandOver,
    Obligation,
    Party,
    Performance,
    Request,
)
from mediation.rules import acts
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import NotAllowed, NotThere, WrongState
from mediation.rules.grammar import Definition, State, Step
from mediation.rules.messages import Message, say
from mediation.rules.policy import Seats, post_for
from mediation.rules.terms import in_words
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.acts.confirming import signed_for_on
from mediation.services.acts.performing import ENFORCEMENT
from mediation.services.field_check import FieldCheck
from mediation.services.fill_papers import last_edition
from mediation.services.follow_facts import Moved, approve_or_refuse, follow, from_another_day
from mediation.services.issue_document import issue_document
from mediation.services.load import Loaded, compare_version, load_matter
from mediation.services.note_event import note_event
from mediation.services.paper_sources import PaperSources
from mediation.services.standing_steps import standing_steps
from mediation.services.take_step import whose
from mediation.services.unit_of_work import UnitOfWork

NOT_SIGNED_FOR = say("这次移交没有签收，或者案件已经不在接收组织")
DECIDED = say("法院已经对起诉作出决定，收到日期不再更正")
RECEIPT = "filing_receipt"
COUNTED = (DeadlineState.RUNNING, DeadlineState.PAUSED, DeadlineState.LAPSED)


def correct_service(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    confirmation_id: UUID,
    party_id: UUID,
    on: date | None,
    reason: str,
    approved: bool = False,
    seen_version: int | None = None,
) -> UUID:
    """The day on which a ruling really reached a party; the party's term for objecting counts from it."""
    loaded = load_matter(uow, actor, MatterKind.CONFIRMATION, confirmation_id)
    _, post = _right(uow, loaded, actor, acts.SERVE_RULING)
    compare_version(uow, loaded, seen_version)
    confirmation = cast(Confirmation, loaded.matter)
    delivery = uow.session.scalar(
        select(Delivery).where(Delivery.confirmation_id == confirmation.id, Delivery.party_id == party_id)
    )
    if delivery is None:
        raise NotThere
    before = delivery.delivered_on
    on, reason = _checked(before, on, reason, earliest=confirmation.sealed_on, latest=clock.today())
    why = say("送达日期由{before}更正为{after}", before=in_words(before), after=in_words(on))
    definition = uow.registry.of(loaded.kind, loaded.matter.definition_version)
    moves = _from(uow, loaded, begun_by(definition, acts.SERVE_RULING), on, why, subject_id=party_id)
    periods = _enforceable_from(uow, loaded, confirmation, party_id, on)
    approve_or_refuse([*moves, *periods], approved)
    delivery.delivered_on = on
    if confirmation.effective_on is not None:
        uow.session.flush()
        confirmation.effective_on = signed_for_on(uow.session, confirmation.id)
    name = uow.session.get_one(Party, party_id).name
    data = {"name": name, "before_on": before.isoformat(), "until_on": on.isoformat(), "reason": reason}
    note_event(uow, loaded, "delivery:corrected", actor, post, clock, data)
    follow(uow, moves, loaded.matter, actor, post, clock.now())
    for one in periods:
        duty = uow.session.get_one(Performance, one.deadline.matter_id)
        follow(uow, (one,), duty, actor, post, clock.now())
    return confirmation.id


def _enforceable_from(
    uow: UnitOfWork, loaded: Loaded, confirmation: Confirmation, party_id: UUID, on: date
) -> list[Moved]:
    """A mediation paper takes effect when the last party signs for it: duties without a term count from then."""
    before, session = confirmation.effective_on, uow.session
    others = session.scalar(
        select(func.max(Delivery.delivered_on)).where(
            Delivery.confirmation_id == confirmation.id, Delivery.party_id != party_id
        )
    )
    after = max(on, others or on)
    if before is None or after == before:
        return []
    found = session.scalars(
        select(Deadline)
        .join(Performance, Performance.id == Deadline.matter_id)
        .join(Obligation, Obligation.id == Performance.obligation_id)
        .where(
            Obligation.agreement_id == confirmation.agreement_id,
            Performance.due_on.is_(None),
            Deadline.clock == ENFORCEMENT,
            Deadline.starts_on == before,
            Deadline.state.in_(COUNTED),
        )
        .order_by(Deadline.id)
    )
    why = say("调解书生效日期由{before}更正为{after}", before=in_words(before), after=in_words(after))
    return _moves(uow, loaded, found, after, why)


def correct_receipt(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    hand_over_id: UUID,
    on: date | None,
    reason: str,
    approved: bool = False,
    seen_version: int | None = None,
) -> UUID:
    """The day on which a case was really signed for; the term that began with it counts from it.

    Who answered for the case until when stays as the two organisations recorded it.
    """
    loaded = load_matter(uow, actor, MatterKind.HAND_OVER, hand_over_id)
    step, post = _right(uow, loaded, actor, acts.TAKE_OVER)
    compare_version(uow, loaded, seen_version)
    hand_over = cast(HandOver, loaded.matter)
    signed = step.dest is not None and hand_over.state == step.dest.name
    if not signed or hand_over.answered_at is None or loaded.case.organisation_id != hand_over.receiver_id:
        raise WrongState(NOT_SIGNED_FOR)
    before = hand_over.answered_at.astimezone(SHANGHAI).date()
    offered_on = hand_over.offered_at.astimezone(SHANGHAI).date()
    on, reason = _checked(before, on, reason, earliest=offered_on, latest=clock.today())
    why = say("签收日期由{before}更正为{after}", before=in_words(before), after=in_words(on))
    begun = [one for driven in step.drives for one in (driven, *driven.then)]
    names = {one.name for it in begun if it.act is not acts.COUNT_FROM_APPLICATION for one in it.starts}
    case = Loaded(loaded.case, loaded.case, MatterKind.DISPUTE, {}, loaded.view, loaded.holder)
    moves = [one for one in _from(uow, case, names, on, why) if one.deadline.starts_on == before]
    approve_or_refuse(moves, approved)
    hand_over.answered_at = max(datetime.combine(on, time(12), SHANGHAI), hand_over.offered_at)
    data = {"before_on": before.isoformat(), "until_on": on.isoformat(), "reason": reason}
    note_event(uow, loaded, "receipt:corrected", actor, post, clock, data)
    follow(uow, moves, loaded.case, actor, post, clock.now())
    return hand_over.id


def correct_refusal_service(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    complaint_id: UUID,
    party_id: UUID,
    on: date | None,
    reason: str,
    approved: bool = False,
    seen_version: int | None = None,
) -> UUID:
    """The day on which a ruling not to register really reached an applicant, whose term of appeal counts from it."""
    loaded = load_matter(uow, actor, MatterKind.FILING, complaint_id)
    _, post = _right(uow, loaded, actor, acts.SERVE_REFUSAL)
    compare_version(uow, loaded, seen_version)
    complaint = cast(Request, loaded.matter)
    definition = uow.registry.of(loaded.kind, complaint.definition_version)
    term = uow.session.scalar(
        select(Deadline).where(
            Deadline.matter_id == complaint.id,
            Deadline.subject_id == party_id,
            Deadline.clock.in_(begun_by(definition, acts.SERVE_REFUSAL)),
            Deadline.state.in_(COUNTED),
        )
    )
    if term is None:
        raise NotThere
    before = term.starts_on
    on, reason = _checked(before, on, reason, earliest=complaint.ruled_on, latest=clock.today())
    why = say("送达日期由{before}更正为{after}", before=in_words(before), after=in_words(on))
    moves = _moves(uow, loaded, (term,), on, why)
    approve_or_refuse(moves, approved)
    name = uow.session.get_one(Party, party_id).name
    data = {"name": name, "before_on": before.isoformat(), "until_on": on.isoformat(), "reason": reason}
    note_event(uow, loaded, "delivery:corrected", actor, post, clock, data)
    follow(uow, moves, complaint, actor, post, clock.now())
    return complaint.id


def correct_complaint(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    complaint_id: UUID,
    on: date | None,
    reason: str,
    approved: bool = False,
    seen_version: int | None = None,
) -> UUID:
    """The day on which a complaint really reached the court; the seven days to decide count from it.

    What was handed in later to correct it began them anew, on a day of its own that this does not touch.
    """
    loaded = load_matter(uow, actor, MatterKind.FILING, complaint_id)
    _, post = _right(uow, loaded, actor, acts.TELL_DEFECTS)
    compare_version(uow, loaded, seen_version)
    complaint = cast(Request, loaded.matter)
    definition = uow.registry.of(loaded.kind, complaint.definition_version)
    if not in_time(definition, definition.by_state[complaint.state], acts.TELL_DEFECTS):
        raise WrongState(DECIDED)
    before = complaint.opened_at.astimezone(SHANGHAI).date()
    earliest, latest = loaded.case.first_asked_on, _first_step(uow, loaded) or clock.today()
    on, reason = _checked(before, on, reason, earliest=earliest, latest=latest)
    why = say("收到日期由{before}更正为{after}", before=in_words(before), after=in_words(on))
    own = definition.initial.clock
    found = _from(uow, loaded, (own.name,) if own else (), on, why)
    moves = [one for one in found if one.deadline.starts_on == before]
    approve_or_refuse(moves, approved)
    complaint.opened_at = datetime.combine(on, time(12), SHANGHAI)
    data = {"before_on": before.isoformat(), "until_on": on.isoformat(), "reason": reason}
    note_event(uow, loaded, "complaint:corrected", actor, post, clock, data)
    follow(uow, moves, complaint, actor, post, clock.now())
    _print_again(uow, loaded, definition, actor, clock)
    return complaint.id


def _print_again(uow: UnitOfWork, loaded: Loaded, definition: Definition, actor: Actor, clock: Clock) -> None:
    """A new edition of what was handed out with the wrong day: the receipt, and a notice that is not answered yet."""
    told = entered_by(definition, acts.TELL_DEFECTS)
    waiting = told.dest is not None and loaded.matter.state == told.dest.name
    sources = PaperSources(uow.session, loaded.case)
    for kind in (RECEIPT, *(paper.name for paper in told.issues if waiting)):
        if last_edition(uow.session, loaded.case.id, kind, loaded.matter.id) is not None:
            issue_document(uow, sources, kind, loaded.matter.id, actor.person_id, clock.now())


def begun_by(definition: Definition, act: acts.Act) -> list[str]:
    """The clocks that an act of that definition starts."""
    return [rule.name for step in definition.steps if step.act is act for rule in step.starts]


def in_time(definition: Definition, state: State, act: acts.Act) -> bool:
    """Whether a day that rests on the act is still put right where the matter stands."""
    step = entered_by(definition, act)
    if act is acts.TELL_DEFECTS:  # the court still looks at the complaint
        return state in (*step.source, step.dest)
    return step.dest is None or state is step.dest


def _first_step(uow: UnitOfWork, loaded: Loaded) -> date | None:
    """The day of the first step after the complaint was received."""
    taken = standing_steps(uow.session, loaded.case.id).steps.get(loaded.matter.id, ())
    first = uow.session.scalar(
        select(func.min(CaseEvent.happened_at)).where(
            CaseEvent.case_id == loaded.case.id, CaseEvent.seq.in_(taken)
        )
    )
    return first.astimezone(SHANGHAI).date() if first is not None else None


def entered_by(definition: Definition, act: acts.Act) -> Step:
    """The step by which the day is entered at first, or that rests on it: who takes it corrects it."""
    return next(step for step in definition.steps if step.act is act)


def _right(uow: UnitOfWork, loaded: Loaded, actor: Actor, act: acts.Act) -> tuple[Step, Post]:
    step = entered_by(uow.registry.of(loaded.kind, loaded.matter.definition_version), act)
    return step, right_of(actor, step, loaded.seats)


def right_of(actor: Actor, step: Step, seats: Seats) -> Post:
    """The post from which the actor corrects what the step entered; NotAllowed says whose it is."""
    post = post_for(actor, step, seats)
    if post is None:
        raise NotAllowed(whose(step))
    return post


def _checked(
    before: date, on: date | None, reason: str, *, earliest: date | None, latest: date
) -> tuple[date, str]:
    check = FieldCheck()
    check.require("on", on, say("请写明正确的日期"))
    if on is not None and on > latest:
        check.note("on", say("日期不能晚于 {day}", day=latest))
    elif on is not None and earliest is not None and on < earliest:
        check.note("on", say("日期不能早于 {day}", day=earliest))
    elif on == before:
        check.note("on", say("日期没有变化"))
    reason = check.text("reason", reason, say("请写明理由"))
    check.refuse()
    assert on is not None
    return on, reason


def _from(
    uow: UnitOfWork,
    loaded: Loaded,
    names: Iterable[str],
    on: date,
    why: Message,
    subject_id: UUID | None = None,
) -> list[Moved]:
    """The clocks of those names that count, from that day."""
    query = select(Deadline).where(
        Deadline.matter_id == loaded.matter.id, Deadline.clock.in_(list(names)), Deadline.state.in_(COUNTED)
    )
    if subject_id is not None:
        query = query.where(Deadline.subject_id == subject_id)
    return _moves(uow, loaded, uow.session.scalars(query), on, why)


def _moves(
    uow: UnitOfWork, loaded: Loaded, deadlines: Iterable[Deadline], on: date, why: Message
) -> list[Moved]:
    region = loaded.case.region_code
    found = (from_another_day(uow, one, region, on, why) for one in deadlines)
    return [one for one in found if one is not None]
