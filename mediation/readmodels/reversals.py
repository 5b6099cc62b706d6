"""What can be taken back of a case, and what will happen then, for the history and for the page that asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Appointment,
    Case,
    CaseNumber,
    Deadline,
    Document,
    Filing,
    Objection,
    Party,
    Performance,
    Person,
    ReturnVisit,
    Sitting,
)
from mediation.readmodels.case_history import EventShown
from mediation.rules.actor import Actor
from mediation.rules.grammar import Registry, Step
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.plan_reversal import Plan, plan_reversal, reversing_post
from mediation.services.reverse_step import papers_of
from mediation.services.standing_steps import standing_of
from mediation.services.trace import ROWS

OPEN = (DeadlineState.RUNNING, DeadlineState.PAUSED)


@dataclass(frozen=True, slots=True)
class Offered:
    """A step of the history that the reader may take back; `why` says why it cannot be."""

    matter: MatterKind
    matter_id: UUID
    why: Message | None


def offered_reversals(
    registry: Registry, actor: Actor, events: Sequence[EventShown]
) -> Mapping[int, Offered]:
    """By the number of its event: the newest step of each matter that was taken from the actor's seat."""
    by_seq = {event.seq: event for event in events}
    standing = standing_of((e.seq, e.matter, e.matter_id, e.tag) for e in events)
    found: dict[int, Offered] = {}
    for matter_id, steps in standing.steps.items():
        last = by_seq[steps[-1]] if steps else None
        first = by_seq.get(int(last.data.get("of", last.seq))) if last else None
        step = _step(registry, first) if first is not None and first.matter_id == matter_id else None
        if first is None or step is None or reversing_post(actor, step, first.organisation_id) is None:
            continue
        if first.traced:
            found[first.seq] = Offered(first.matter, matter_id, None)
        elif first.tag in registry.final:
            found[first.seq] = Offered(first.matter, matter_id, registry.final[first.tag])
    return found


def _step(registry: Registry, event: EventShown) -> Step | None:
    return registry.current(event.matter).by_step.get(event.tag.partition(":")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """A step that can be taken back, and what happens then."""

    step: Step
    happened_at: datetime
    effects: tuple[Message, ...]


def reversal_of(
    session: Session,
    registry: Registry,
    actor: Actor,
    case_id: UUID,
    kind: MatterKind,
    matter_id: UUID,
    seq: int,
) -> Reversal:
    """The same refusals as when it is done."""
    case = session.get_one(Case, case_id)
    plan = plan_reversal(session, registry, actor, case, kind, matter_id, seq)
    return Reversal(
        step=plan.first.step,
        happened_at=plan.first.event.happened_at,
        effects=(
            *_places(plan),
            *_clocks(session, registry, plan),
            *(said for made in plan.made() if (said := _void(session, made)) is not None),
            *_restored(session, plan),
            *(_paper(paper) for paper in papers_of(session, plan)),
            say("这一步和撤销都留在经过里，不删除"),
        ),
    )


def _places(plan: Plan) -> Iterator[Message]:
    """Where each matter stands again."""
    first_of = {one.event.matter_id: one for one in plan.undone}  # the newest first: the oldest wins
    last_of = {one.event.matter_id: one for one in reversed(plan.undone)}
    for matter_id, one in first_of.items():
        states = one.definition.by_state
        before, after = states[one.event.from_state], states[last_of[matter_id].event.to_state]
        if before is not after:
            yield say(
                "{matter}由「{now}」恢复为「{before}」",
                matter=say(one.definition.title),
                now=say(after.title),
                before=say(before.title),
            )


def _clocks(session: Session, registry: Registry, plan: Plan) -> Iterator[Message]:
    titles = {name: say(clock.title) for name, clock in registry.clock_by_name.items()}
    for table, row_id in plan.made():
        if table == Deadline.__tablename__:
            clock = session.get_one(Deadline, row_id)
            if clock.state in OPEN or clock.state is DeadlineState.LAPSED:
                yield say("{clock}（到 {day}）撤销，不再计算", clock=titles[clock.clock], day=clock.due_on)
    for (table, row_id), values in plan.before().items():
        if table == Deadline.__tablename__:
            clock = session.get_one(Deadline, row_id)
            state, day = values.get("state", clock.state), values.get("due_on", clock.due_on)
            if state in OPEN:
                yield say("{clock}按原来的日期计算，最后一日是 {day}", clock=titles[clock.clock], day=day)


def _void(session: Session, made: tuple[str, UUID]) -> Message | None:
    row: Any = session.get_one(ROWS[made[0]], made[1])
    if isinstance(row, CaseNumber):
        return say("编号 {number} 作废；本案同一年再受理，仍用这个编号", number=row.text)
    if isinstance(row, Appointment):
        return say("{name}不再是本案调解员", name=session.get_one(Person, row.person_id).name)
    if isinstance(row, Sitting):
        return say("第 {n} 次调解记录作废，仍保存", n=row.ordinal)
    if isinstance(row, Agreement):
        return say("这一次形成的协议文本作废，仍保存")
    if isinstance(row, Filing):
        return say("立案记录（{number}）作废，仍保存", number=row.court_number)
    if isinstance(row, Objection):
        return say("这一次异议的记录作废，仍保存")
    return say("这一次回访的记录作废，仍保存") if isinstance(row, ReturnVisit) else None


def _restored(session: Session, plan: Plan) -> Iterator[Message]:
    for (table, row_id), values in plan.before().items():
        row: Any = session.get_one(ROWS[table], row_id)
        if isinstance(row, Appointment) and "until_at" in values:
            yield say("{name}恢复为本案调解员", name=session.get_one(Person, row.person_id).name)
        elif isinstance(row, Agreement) and "superseded_at" in values:
            yield say("原来的协议文本和上面的签名恢复有效")
        elif isinstance(row, Party) and "rights_told_on" in values:
            yield say("{name}的权利义务告知不再算数，需要重新告知", name=row.name)
        elif isinstance(row, Case) and "danger" in values:
            yield say("激化风险恢复为没有解除")
        elif isinstance(row, Case) and "concluded_on" in values:
            yield say("结案撤销：不再计入结案数，重新计入未结")
        elif isinstance(row, Performance) and {"done_on", "due_on", "terms_sealed"} & values.keys():
            yield say("履行情况恢复为这一步以前的记录")


def _paper(paper: Document) -> Message:
    return say(
        "《{paper}》第 {n} 版作废，仍保存，标明已作废", paper=say(PAPERS[paper.kind].title), n=paper.edition
    )
