"""The heart: the only code that changes a state. Load, authorise, guard, transition, record the event; then commit."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm.attributes import flag_modified

from mediation.model import CaseEvent, Confirmation, HandOver, Organisation, Performance, Request
from mediation.model.matters import LINKED
from mediation.rules.actor import Actor, Post
from mediation.rules.acts import Given, Nothing
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, Problem, WrongState
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import REASON, WITHOUT_POSTS, Definition, State, Step
from mediation.rules.machine import move
from mediation.rules.messages import Message, say
from mediation.rules.policy import least_view, post_for
from mediation.rules.proof.facts import asked_by
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.rules.wall import Reach, outward, reach_of_reason
from mediation.services.acts import ACTS
from mediation.services.answer_court import answer_court
from mediation.services.ask_why import why_asked
from mediation.services.exchange.outbox import link_of
from mediation.services.exchange.tell import between_installations, tell_installations, tell_progress
from mediation.services.field_check import FieldCheck
from mediation.services.gather_facts import gather_facts
from mediation.services.issue_document import issue_document
from mediation.services.load import Loaded, compare_version, load_matter
from mediation.services.note_leaks import note_leaks
from mediation.services.paper_sources import PaperSources
from mediation.services.printable import note_unprintable
from mediation.services.record_event import record_event
from mediation.services.run_clocks import MatterClocks, start_clock, stops_clocks
from mediation.services.standing_steps import is_reversal, standing_steps
from mediation.services.step import Done, Entry, StepCommand, Taking
from mediation.services.trace import TRACE, traced
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.weigh_triage import keep_decision, weigh

LONGEST_REASON = 5000


def take_step(uow: UnitOfWork, *, actor: Actor, clock: Clock, command: StepCommand) -> UUID:
    """Take one step of a matter; the answer is the matter's id.

    Raises NotThere, StaleCase, NotAllowed, WrongState, ConditionsUnmet or BadInput; nothing is written then.
    """
    loaded = load_matter(uow, actor, command.matter, command.matter_id)
    if loaded.view < least_view(loaded.kind, definition_of(uow, loaded).by_step.get(command.step)):
        raise NotThere
    compare_version(uow, loaded, command.seen_version)
    definition = definition_of(uow, loaded)
    step = definition.step(command.step)
    post = authorise(actor, step, loaded)
    move(definition, loaded.matter.state, step)  # a wrong state is said before a wrong day
    day = command.given.day or command.happened_on
    if command.given.day is not None and command.given.day > clock.today():
        day = None  # the act refuses it at its own field
    entry = Entry(
        actor=actor,
        post=post,
        happened_at=moment(
            uow, loaded, clock, day, command.late_reason, step=step, field=command.given.day_field
        ),
        recorded_at=clock.now(),
        given=command.given,
        reason=command.reason.strip(),
        late_reason=command.late_reason.strip(),
        let_out=command.let_out.strip(),
        weighed=None
        if command.way_given
        else weigh(uow, loaded, definition, step, command.given, clock.today()),
    )
    _advance(uow, loaded, step, entry)
    return loaded.matter.id


def take_at_end(
    uow: UnitOfWork, loaded: Loaded, ended: str, happened_at: datetime, recorded_at: datetime
) -> bool:
    """What the definition attaches to the end of that clock of the matter; False when nothing is taken."""
    entry = Entry(actor=None, post=None, happened_at=happened_at, recorded_at=recorded_at)
    definition = definition_of(uow, loaded)
    here = definition.by_state[loaded.matter.state]
    brought = [s for s in definition.steps if here in s.source and ended in {c.name for c in s.at_end_of}]
    step = _first_that_holds(uow, loaded, entry, brought)
    if step is not None:
        _advance(uow, loaded, step, entry)
    return step is not None


def take_as_party(
    uow: UnitOfWork, loaded: Loaded, name: str, given: Given, *, clock: Clock, answers: UUID
) -> None:
    """A step of the party's own seat, taken without an account; `answers` is who opened the way for it.

    The caller has proved who it is. WrongState, ConditionsUnmet or BadInput as for everybody.
    """
    step = definition_of(uow, loaded).step(name)
    if step.seat is not Seat.PARTY:
        raise NotAllowed(whose(step))
    now = clock.now()
    entry = Entry(actor=None, post=None, happened_at=now, recorded_at=now, given=given, answers=answers)
    _advance(uow, loaded, step, entry)


def take_along(uow: UnitOfWork, loaded: Loaded, name: str, entry: Entry) -> None:
    """A step that another act of the same person brings with it; nothing where it does not fit the matter's version."""
    definition = definition_of(uow, loaded)
    named = [step for step in definition.steps_from(loaded.matter.state) if step.name == name]
    fitting = _first_that_holds(uow, loaded, entry, named)
    if fitting is not None:
        _advance(uow, loaded, fitting, entry)


def take_as_told(
    uow: UnitOfWork, loaded: Loaded, name: str, entry: Entry, data: Mapping[str, Any], *, acting: bool = False
) -> None:
    """A step that was taken in another installation: what it moves is moved here, what it wrote was written there.

    Its guards held there. With `acting` what the act writes about the hand-over is written here too. The terms of a
    dispute are told separately. What it drives is driven where the case lies after it. WrongState when the matter does
    not stand where the step begins.
    """
    definition, matter = definition_of(uow, loaded), loaded.matter
    step = definition.step(name)
    before = definition.by_state[matter.state]
    after = definition.by_state[move(definition, matter.state, step)]
    done = Done()
    if acting:
        done = _act(Taking(uow=uow, loaded=loaded, step=step, entry=entry, facts=CaseFacts(on=entry.on)))
    clocks = MatterClocks(uow, matter.id)
    _stand(uow, loaded, clocks, step, (before, after), entry.on)
    if loaded.kind is not MatterKind.DISPUTE:
        _turn_clocks(uow, loaded, clocks, step, (before, after), entry.on, done)
    seq = _record(uow, loaded, step, (before, after), entry, {**done.data, **data})
    if loaded.kind is MatterKind.DISPUTE:
        tell_progress(uow, loaded, step, (before, after), entry)
        if before.open and not after.open:
            _let_lapse(uow, loaded, replace(entry, of=seq))
        _open_here(uow, loaded, step, replace(entry, of=seq))
        if step.reaches:
            _reach(uow, loaded, step, _bare(replace(entry, of=seq)))
    elif step.drives and link_of(uow.session, loaded.case.organisation_id) is None:
        _drive(uow, loaded, step, replace(entry, of=seq))


def fitting_step(uow: UnitOfWork, loaded: Loaded, names: Sequence[str], on: date) -> str:
    """The first of these steps whose conditions hold as the case stands; the last where none does."""
    known = definition_of(uow, loaded).by_step
    steps = [known[name] for name in names if name in known]
    facts = gather_facts(uow.session, uow.registry, loaded.case, loaded.matter, on, asked_by(steps))
    return next((one.name for one in steps if not one.refusals(facts)), names[-1])


def definition_of(uow: UnitOfWork, loaded: Loaded) -> Definition:
    """The version that the matter began under."""
    return uow.registry.of(loaded.kind, loaded.matter.definition_version)


def authorise(actor: Actor, step: Step, loaded: Loaded) -> Post:
    """The post from which the actor takes the step; NotAllowed says whose step it is."""
    post = None if step.seat in WITHOUT_POSTS else post_for(actor, step, loaded.seats)
    if post is None:
        raise NotAllowed(whose(step))
    return post


def whose(step: Step) -> Message:
    """Who may take the step, as a sentence."""
    if step.seat is Seat.SYSTEM:
        return say("「{step}」由系统自动办理", step=say(step.title))
    if step.seat is Seat.PARTY:
        return say("「{step}」由当事人本人办理", step=say(step.title))
    return say(
        "「{step}」应由{seat}的{roles}办理",
        step=say(step.title),
        seat=say(step.seat.title_text),
        roles=tuple(say(role.title) for role in step.by),
    )


def moment(
    uow: UnitOfWork,
    loaded: Loaded,
    clock: Clock,
    on: date | None,
    late_reason: str,
    *,
    step: Step,
    field: str = "happened_on",
) -> datetime:
    """When it happened: now, or noon of an earlier day, which needs a reason and cannot precede what it rests on.

    Raises BadInput at `field` or `late_reason`.
    """
    happened_at = dated(clock, on, late_reason, first_asked_on=loaded.case.first_asked_on, field=field)
    if on is None or on == clock.today():
        return happened_at
    earliest = _earliest(uow, loaded, step)
    day = earliest.astimezone(SHANGHAI).date()
    if on < day:
        raise BadInput.at(field, say("发生日期不能早于上一步的 {day}", day=day))
    return max(happened_at, earliest)


def dated(
    clock: Clock, on: date | None, late_reason: str, *, first_asked_on: date, field: str = "happened_on"
) -> datetime:
    """Now, or noon of an earlier day since the first request, which needs a reason."""
    today = clock.today()
    if on is None or on == today:
        return clock.now()
    if on > today:
        raise BadInput.at(field, say("发生日期不能晚于今天"))
    if on < first_asked_on:
        raise BadInput.at(field, say("发生日期不能早于首次提出请求的 {day}", day=first_asked_on))
    if not late_reason.strip():
        raise BadInput.at("late_reason", say("补记以前的事，请写明为什么现在才记"))
    return datetime.combine(on, time(12), SHANGHAI)


def _earliest(uow: UnitOfWork, loaded: Loaded, step: Step) -> datetime:
    """The step before it; for one that keeps the state, the step that led where it may be taken."""
    opened = _opened_at(loaded)
    taken_back = standing_steps(uow.session, loaded.case.id).taken_back
    past = _past(uow, loaded, loaded.kind, loaded.matter.id, taken_back, _came_of_itself(uow, loaded, step))
    if step.dest is None and not step.drives:
        sources = {state.name for state in step.source}
        past = [one for one in past if one[2] in sources and one[1] not in sources][-1:]
    if step.drives:
        past += _past(uow, loaded, MatterKind.DISPUTE, loaded.case.id, taken_back)
    return max([opened, *(happened_at for happened_at, _, _ in past)])


def _came_of_itself(uow: UnitOfWork, loaded: Loaded, step: Step) -> frozenset[str]:
    """What ends of clocks brought and what was done before them overtakes: a step that asks for a day in time, or one
    from where time alone leads, or any once such a step has led on from there."""
    steps, here = definition_of(uow, loaded).steps, loaded.matter.state
    dated = any(guard.dated for guard in step.guards)
    overtaken = (
        one
        for one in steps
        if one.at_end_of
        and one.dest is not None
        and (dated or one.dest.name != here or all(s.at_end_of for s in steps if s.dest is one.dest))
    )
    names = {name for one in overtaken for name in (one.name, *(follow.name for follow in one.then))}
    return frozenset(f"{loaded.kind.value}:{name}" for name in names)


def _opened_at(loaded: Loaded) -> datetime:
    if isinstance(loaded.matter, HandOver):
        return loaded.matter.offered_at
    if isinstance(loaded.matter, Request):
        return loaded.matter.opened_at
    if isinstance(loaded.matter, Confirmation):
        return datetime.combine(loaded.matter.drawn_on, time(0), SHANGHAI)
    if isinstance(loaded.matter, Performance):
        return datetime.combine(loaded.matter.opened_on, time(0), SHANGHAI)
    return datetime.combine(loaded.case.first_asked_on, time(0), SHANGHAI)


def _past(
    uow: UnitOfWork,
    loaded: Loaded,
    kind: MatterKind,
    matter_id: UUID,
    taken_back: Container[int],
    but: Container[str] = (),
) -> list[tuple[datetime, str | None, str | None]]:
    """The steps of the matter that stand."""
    rows = uow.session.execute(
        select(CaseEvent.seq, CaseEvent.tag, CaseEvent.happened_at, CaseEvent.from_state, CaseEvent.to_state)
        .where(
            CaseEvent.case_id == loaded.case.id,
            CaseEvent.matter_id == matter_id,
            CaseEvent.tag.startswith(f"{kind.value}:"),
        )
        .order_by(CaseEvent.seq)
    )
    return [
        (happened_at, before, after)
        for seq, tag, happened_at, before, after in rows
        if seq not in taken_back and not is_reversal(tag) and tag not in but
    ]


def _check(uow: UnitOfWork, loaded: Loaded, step: Step, entry: Entry) -> Mapping[str, Any]:
    """BadInput with all that is wrong; the answer is what the event says of a passage that was let out."""
    check = FieldCheck()
    if step.issues:
        note_unprintable(uow.session, check, entry.given)
    if reach_of_reason(f"{loaded.kind.value}:{step.name}") is Reach.COURT:
        note_unprintable(uow.session, check, entry.reason, "reason")
    let_out = _note_leaks(uow, loaded, step, entry, check)
    problems = check.problems
    if REASON in step.needs and not entry.reason:
        problems.append(Problem("reason", say("请写明理由")))
    elif entry.weighed is not None and not entry.weighed.followed and not entry.reason:
        problems.append(
            Problem(
                "reason",
                say("分流建议是「{proposed}」：不按建议的，请写明理由", proposed=entry.weighed.proposed),
            )
        )
    if not entry.reason and (asked := why_asked(uow.session, loaded.case, step.act)) is not None:
        problems.append(Problem("reason", asked))
    for name in ("reason", "late_reason"):
        if len(getattr(entry, name)) > LONGEST_REASON:
            problems.append(Problem(name, say("最多 {n} 个字", n=LONGEST_REASON)))
    if not isinstance(entry.given, step.act.given if step.act else Nothing):
        problems.append(Problem("", say("提交的内容与「{step}」不符", step=say(step.title))))
    if problems:
        raise BadInput(*problems)
    return let_out


def _note_leaks(
    uow: UnitOfWork, loaded: Loaded, step: Step, entry: Entry, check: FieldCheck
) -> Mapping[str, Any]:
    """What goes to a court is held against what was said to settle; what the system takes says nothing new."""
    if entry.actor is None or entry.of is not None:
        return {}
    texts = dict(outward(entry.given))
    tag = f"{loaded.kind.value}:{step.name}"
    if entry.reason and reach_of_reason(tag) is Reach.COURT:
        texts["reason"] = entry.reason
    return note_leaks(uow, loaded, check, texts, entry.let_out)


def _advance(uow: UnitOfWork, loaded: Loaded, step: Step, entry: Entry) -> None:
    matter, definition = loaded.matter, definition_of(uow, loaded)
    before = definition.by_state[matter.state]
    after = definition.by_state[move(definition, matter.state, step)]
    facts = _facts(uow, loaded, entry, step)
    unmet = (*step.refusals(facts), *between_installations(uow.session, matter, step))
    if unmet:
        raise ConditionsUnmet(unmet)
    let_out = _check(uow, loaded, step, entry)
    if entry.of is None:
        entry = replace(entry, traced=f"{loaded.kind.value}:{step.name}" in uow.registry.reversible)
    with traced(uow.session) as trace:
        done = _act(Taking(uow=uow, loaded=loaded, step=step, entry=entry, facts=facts))
        day = done.on or entry.on
        clocks = MatterClocks(uow, matter.id)
        _stand(uow, loaded, clocks, step, (before, after), day)
        _turn_clocks(uow, loaded, clocks, step, (before, after), day, done)
    written = {TRACE: trace.to_json()} if entry.traced else {}
    seq = _record(uow, loaded, step, (before, after), entry, {**done.data, **let_out, **written})
    if entry.weighed is not None:
        keep_decision(uow, entry.weighed, entry, loaded, step, done)
    tell_installations(uow, loaded, step, (before, after), entry)
    entry = replace(entry, of=entry.of or seq)
    sources = PaperSources(uow.session, loaded.case)
    for paper in step.issues:
        issue_document(
            uow, sources, paper.name, done.subject_id or matter.id, entry.recorder_id, entry.recorded_at
        )
    ends = loaded.kind is MatterKind.DISPUTE and before.open and not after.open
    if ends and step.seat is not Seat.COURT:  # a court that ends it itself needs no answer
        answer_court(uow, loaded, seq, entry)
    if ends:
        _let_lapse(uow, loaded, entry)  # before what follows, which may open something anew
    if step.opens is not None and done.subject_id is not None:
        _begin(uow, loaded, step.opens, done.subject_id, entry)
    _follow_up(uow, loaded, step, entry)


def _act(taking: Taking) -> Done:
    return ACTS[taking.step.act.name](taking) if taking.step.act else Done()


def _facts(uow: UnitOfWork, loaded: Loaded, entry: Entry, *steps: Step) -> CaseFacts:
    """What the steps' guards ask for, and nothing else."""
    return gather_facts(uow.session, uow.registry, loaded.case, loaded.matter, entry.on, asked_by(steps))


def _stand(
    uow: UnitOfWork, loaded: Loaded, clocks: MatterClocks, step: Step, way: tuple[State, State], day: date
) -> None:
    matter, (before, after) = loaded.matter, way
    matter.state, matter.is_open = after.name, after.open
    flag_modified(matter, "state")  # every step raises the version, also one that keeps the state
    if before.open and not after.open:
        clocks.end(day, met=after.fulfils and not step.at_end_of, but=uow.registry.periods)
    if loaded.kind is MatterKind.DISPUTE and before.open is not after.open:
        loaded.case.concluded_on, loaded.case.outcome = (None, None) if after.open else (day, after.outcome)


def _turn_clocks(
    uow: UnitOfWork,
    loaded: Loaded,
    clocks: MatterClocks,
    step: Step,
    way: tuple[State, State],
    day: date,
    done: Done,
) -> None:
    before, after = way
    moved = before is not after
    own = {before.clock.name} if before.clock else set()
    fulfils = after.fulfils and not step.at_end_of  # what its own end brings has met nothing
    met = {clock.name for clock in step.stops} | (own if moved and fulfils else set())
    unmet = {clock.name for clock in step.drops} | (own if step.renews or (moved and not fulfils) else set())
    for names, were_met in ((met, True), (unmet, False)):
        if names:
            clocks.end(day, only=names, met=were_met)
    if step.pauses and stops_clocks(uow, step, day):
        clocks.stand_still({clock.name for clock in step.pauses}, day)
    if step.resumes:
        clocks.unpause(loaded, step.resumes, day)
    if after.clock and (moved or step.renews):
        start_clock(uow, loaded, after.clock, day, until=done.due)
    for clock in step.starts:
        for first, subject_id in ((day, None),) if done.clocks_from is None else done.clocks_from:
            start_clock(uow, loaded, clock, first, subject_id, until=done.until)


def _record(
    uow: UnitOfWork,
    loaded: Loaded,
    step: Step,
    way: tuple[State, State],
    entry: Entry,
    data: Mapping[str, Any],
) -> int:
    departed = entry.weighed is not None and not entry.weighed.followed
    said = {
        "reason": entry.reason,
        "late": entry.late_reason,
        "of": entry.of,
        "departed_from": str(entry.weighed.proposed) if departed and entry.weighed else "",
    }
    return record_event(
        uow,
        case_id=loaded.case.id,
        kind=loaded.kind,
        matter=loaded.matter,
        tag=f"{loaded.kind.value}:{step.name}",
        actor=entry.actor,
        post=entry.post,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        data={**data, **{k: v for k, v in said.items() if v}},
        from_state=way[0].name,
        to_state=way[1].name,
    )


def _follow_up(uow: UnitOfWork, loaded: Loaded, step: Step, entry: Entry) -> None:
    alone = _bare(entry)
    following = _first_that_holds(uow, loaded, entry, step.then)
    if following is not None:
        _advance(uow, loaded, following, alone)
    if step.drives:
        _drive(uow, loaded, step, entry)
    if step.reaches:
        _reach(uow, loaded, step, alone)


def _drive(uow: UnitOfWork, loaded: Loaded, step: Step, entry: Entry) -> None:
    """The first of the dispute's steps that fits; WrongState where none does."""
    holder = uow.session.get_one(Organisation, loaded.case.organisation_id)  # may be another by now
    dispute = replace(loaded, matter=loaded.case, kind=MatterKind.DISPUTE, holder=holder)
    definition = definition_of(uow, dispute)
    fitting = _first_that_holds(uow, dispute, entry, _known(definition, step.drives, dispute.case.state))
    if fitting is None:
        raise WrongState(say("案件现在的状态不能这样办理"))
    _advance(uow, dispute, fitting, _bare(entry))


def _open_here(uow: UnitOfWork, loaded: Loaded, step: Step, entry: Entry) -> None:
    """What a step that was taken elsewhere opens for an organisation that works here."""
    opening = [one for one in step.then if one.opens is not None]
    following = _first_that_holds(uow, loaded, entry, opening)
    if following is not None:
        _advance(uow, loaded, following, _bare(entry))


def _reach(uow: UnitOfWork, loaded: Loaded, step: Step, entry: Entry) -> None:
    """What the step means for the duties of the case and what is asked about it: each that its steps fit takes one."""
    case_id, session = loaded.case.id, uow.session
    duties = session.scalars(_DUTIES, {"case_id": case_id}).all()
    asked = session.scalars(_REQUESTS, {"case_id": case_id}).all()
    kinds: list[tuple[MatterKind, Performance | Request]] = [(MatterKind.PERFORMANCE, one) for one in duties]
    for kind, one in [*kinds, *((one.kind, one) for one in asked)]:
        linked = replace(loaded, matter=one, kind=kind)
        known = _known(definition_of(uow, linked), step.reaches, one.state)
        fitting = _first_that_holds(uow, linked, entry, known)
        if fitting is not None:
            _advance(uow, linked, fitting, entry)


def _known(definition: Definition, steps: Iterable[Step], state: str) -> list[Step]:
    """The steps of those names in the matter's own version that begin where it stands."""
    here = definition.by_state[state]
    own = (definition.by_step[one.name] for one in steps if one.name in definition.by_step)
    return [one for one in own if here in one.source]


def _first_that_holds(uow: UnitOfWork, loaded: Loaded, entry: Entry, steps: Collection[Step]) -> Step | None:
    facts = _facts(uow, loaded, entry, *steps) if steps else None
    return next((one for one in steps if facts is not None and not one.refusals(facts)), None)


def _bare(entry: Entry) -> Entry:
    """The same act, as a system step sees it: without what was given to the first one."""
    return replace(entry, given=Nothing(), reason="", late_reason="", let_out="", weighed=None)


_CASE = bindparam("case_id", type_=Uuid())
_OFFERS = select(HandOver).where(HandOver.case_id == _CASE, HandOver.is_open)
_DUTIES = (
    select(Performance).where(Performance.case_id == _CASE, Performance.is_open).order_by(Performance.id)
)
_REQUESTS = select(Request).where(Request.case_id == _CASE, Request.is_open)


def _begin(uow: UnitOfWork, loaded: Loaded, kind: MatterKind, matter_id: UUID, entry: Entry) -> None:
    """What the system does at once with what was opened, where its definition says so and the conditions hold."""
    begins = uow.registry.current(kind).begins
    if begins is None:
        return
    table: Any = LINKED[kind]
    opened = replace(loaded, matter=uow.session.get_one(table, matter_id), kind=kind)
    if not begins.refusals(_facts(uow, opened, entry, begins)):
        _advance(uow, opened, begins, _bare(entry))


def _let_lapse(uow: UnitOfWork, loaded: Loaded, entry: Entry) -> None:
    """What hangs on a dispute that has closed ends with it, where its definition says so."""
    case_id, session = loaded.case.id, uow.session
    offers = session.scalars(_OFFERS, {"case_id": case_id}).all()
    asked = session.scalars(_REQUESTS, {"case_id": case_id}).all()
    kinds: list[tuple[MatterKind, HandOver | Request]] = [(MatterKind.HAND_OVER, one) for one in offers]
    for kind, linked in [*kinds, *((one.kind, one) for one in asked)]:
        matter = replace(loaded, matter=linked, kind=kind)
        definition = definition_of(uow, matter)
        lapses, here = definition.lapses, definition.by_state[linked.state]
        if lapses is None or here not in lapses.source:
            continue  # no longer the asking side's to give up
        if not lapses.refusals(_facts(uow, matter, entry, lapses)):
            _advance(uow, matter, lapses, _bare(entry))
