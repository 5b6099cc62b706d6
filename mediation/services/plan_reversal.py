"""Whether a step may be taken back, by whom, and what goes with it: found the same for the page and for the act."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    CaseChain,
    CaseEvent,
    Confirmation,
    Deadline,
    Organisation,
    Party,
    PeriodClosing,
    Setting,
)
from mediation.model.matters import TABLES, LinkedMatter
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotAllowed, NotThere, SetupError, WrongState
from mediation.rules.grammar import Definition, Permission, Registry, Step
from mediation.rules.messages import say
from mediation.rules.regions import ancestors
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.services.exchange.outbox import shared_with
from mediation.services.standing_steps import Standing, standing_steps
from mediation.services.trace import ROWS, TRACE, Trace
from mediation.services.unit_of_work import EventCipher, Vault

REPORTED_UNTIL = "closings_reported_until"
"""The setting with the last day whose closings are in a statistical report that was handed in."""
RECKONED = {"clock", "starts_on", "due_on", "derivation", "provisional", "warned_at", "overdue_at"}
"""Of a clock: what a new calendar, a corrected fact or the sweep may have changed meanwhile: it is found again."""


@dataclass(frozen=True, slots=True)
class Undone:
    """One step that is taken back, of one matter."""

    event: CaseEvent
    matter: Case | LinkedMatter
    definition: Definition
    step: Step
    trace: Trace


@dataclass(frozen=True, slots=True)
class Plan:
    """The step, and what followed from it in the same act, the newest first."""

    post: Post
    undone: tuple[Undone, ...]

    @property
    def first(self) -> Undone:
        """The step that the person took."""
        return self.undone[-1]

    def made(self) -> frozenset[tuple[str, UUID]]:
        """The rows that the act made."""
        return frozenset(row for one in self.undone for row in one.trace.made)

    def before(self) -> Mapping[tuple[str, UUID], Mapping[str, Any]]:
        """What the rows that were there already said before the act."""
        made, found = self.made(), dict[tuple[str, UUID], dict[str, Any]]()
        for one in self.undone:
            for row, values in one.trace.changed.items():
                if row not in made:
                    found.setdefault(row, {}).update({name: pair[0] for name, pair in values.items()})
        return found


def reversing_post(actor: Actor, step: Step, organisation_id: UUID | None) -> Post | None:
    """The post from which the actor may take back that step: where it was taken, in a role that takes it."""
    here = (post for post in actor.posts_with(Permission.REVERSE) if post.organisation_id == organisation_id)
    return next((post for post in here if post.role in step.by), None)


def plan_reversal(
    session: Session,
    registry: Registry,
    actor: Actor,
    case: Case,
    kind: MatterKind,
    matter_id: UUID,
    seq: int,
) -> Plan:
    """NotThere, NotAllowed, or WrongState with the reason in words when the step cannot be taken back."""
    event = session.scalar(
        select(CaseEvent).where(
            CaseEvent.case_id == case.id, CaseEvent.seq == seq, CaseEvent.matter_id == matter_id
        )
    )
    first = _undone(session, registry, event, {}) if event is not None else None
    if first is None or first.event.matter is not kind:
        raise NotThere
    post = reversing_post(actor, first.step, first.event.organisation_id)
    if post is None:
        raise NotAllowed(_whose(first.step))
    standing = standing_steps(session, case.id)
    if seq in standing.taken_back:
        raise WrongState(say("「{step}」已经撤销过了", step=say(first.step.title)))
    if first.event.tag not in registry.reversible:
        raise WrongState(registry.final.get(first.event.tag, say("这一步不能撤销")))
    undone = _act(session, registry, case, first.event)
    _check_told(session, case, undone)
    _check_newest(session, registry, case, undone, standing)
    plan = Plan(post, tuple(reversed(undone)))
    _check_report(session, plan)
    _check_untouched(session, plan)
    _check_alone(session, plan)
    return plan


def _check_told(session: Session, case: Case, undone: Iterable[Undone]) -> None:
    """What moved a case that came from another installation was told there, and does not come back from there."""
    told = any(one.event.from_state != one.event.to_state for one in undone)
    if told and any(not row.sent for row in shared_with(session, case.id)):
        raise WrongState(say("这一步已经告知移来案件的另一个系统，不能撤销"))


def _whose(step: Step) -> Any:
    roles = tuple(say(role.title) for role in step.by if Permission.REVERSE in role.may)
    if step.seat is Seat.SYSTEM or not roles:
        return say("这一步由系统随前一步办理，随前一步一起撤销")
    return say("撤销「{step}」由办理它的组织的{roles}决定", step=say(step.title), roles=roles)


def _act(session: Session, registry: Registry, case: Case, first: CaseEvent) -> list[Undone]:
    """The step and those that followed from it, in their order."""
    chain = session.get_one(CaseChain, case.id)
    if chain.wrapped_key is None:
        raise WrongState(say("本案的办案记录已经销毁内容，不能撤销"))
    vault: Vault = session.info["vault"]
    cipher, found = vault.case_cipher(chain.wrapped_key, case.id), list[Undone]()
    rows = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.seq >= first.seq)
        .order_by(CaseEvent.seq)
    )
    for event in rows:
        data = _data(cipher, event)
        if event is not first and data.get("of") != first.seq:
            break
        one = _undone(session, registry, event, data)
        if one is not None and event is not first and one.step.opens is not None:
            raise WrongState(registry.final.get(event.tag, say("这一步不能撤销")))
        if one is None or TRACE not in data:
            raise WrongState(say("这一步是旧版程序记录的，没有留下恢复所需的内容，不能撤销"))
        found.append(one)
    return found


def _data(cipher: EventCipher, event: CaseEvent) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(cipher.open(event.data_sealed, event.seq))
    return data


def _undone(session: Session, registry: Registry, event: CaseEvent, data: Mapping[str, Any]) -> Undone | None:
    """None for an event that is no step of the definition under which its matter stands."""
    noun, _, verb = event.tag.partition(":")
    table: Any = TABLES[event.matter]
    matter = session.get(table, event.matter_id)
    if matter is None or noun != event.matter.value:
        return None
    definition = registry.of(event.matter, matter.definition_version)
    step = definition.by_step.get(verb)
    trace = Trace.from_json(data[TRACE]) if TRACE in data else Trace()
    return None if step is None else Undone(event, matter, definition, step, trace)


def _check_newest(
    session: Session, registry: Registry, case: Case, undone: Iterable[Undone], standing: Standing
) -> None:
    """Nothing may rest on it: in each matter that it moved it must be the last that was done."""
    act = {one.event.seq for one in undone}
    for one in undone:
        steps = standing.steps.get(one.event.matter_id, [])
        later = [seq for seq in steps if seq > one.event.seq and seq not in act]
        if one.event.seq not in steps:
            raise WrongState(say("这一步以后流程换了版本，不能撤销"))
        if later:
            told = session.scalars(
                select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.seq == later[-1])
            ).one()
            after = _undone(session, registry, told, {})
            raise WrongState(
                say(
                    "这一步以后又办理了「{step}」：先撤销后一步，才能撤销这一步",
                    step=say(after.step.title) if after else told.tag,
                )
            )


def _check_report(session: Session, plan: Plan) -> None:
    """A closing that stands in a report that was handed in is not taken out of it again."""
    first = plan.first
    states = first.definition.by_state
    closes = states[first.event.from_state].open and not states[first.event.to_state].open
    if first.event.matter is not MatterKind.DISPUTE or not closes or not isinstance(first.matter, Case):
        return
    concluded_on = first.matter.concluded_on
    until = max(_reported_until(session), _closed_until(session, first.matter))
    if concluded_on is not None and concluded_on <= until:
        raise WrongState(
            say(
                "结案已经报入截至 {day} 的统计报表，不能撤销；当事人还要调解的，「再次调解（另立新案）」",
                day=until,
            )
        )


def _reported_until(session: Session) -> date:
    """The administrator's word; the first of all days without one."""
    said = session.scalar(
        select(Setting.value).where(Setting.name == REPORTED_UNTIL).order_by(Setting.since.desc()).limit(1)
    )
    try:
        return date.fromisoformat(said) if said else date.min
    except ValueError:
        raise SetupError(say("设置「{name}」写错了", name=REPORTED_UNTIL)) from None


def _closed_until(session: Session, case: Case) -> date:
    """The last day of a closed period in which the case was concluded; the first of all days without one."""
    home = session.get_one(Organisation, case.organisation_id).region_code
    closed = session.scalar(
        select(func.max(PeriodClosing.last_on)).where(
            PeriodClosing.region_code.in_((home, *ancestors(home))),
            PeriodClosing.first_on <= case.concluded_on,
            PeriodClosing.last_on >= case.concluded_on,
        )
    )
    return closed or date.min


def _check_untouched(session: Session, plan: Plan) -> None:
    """What the step wrote must still say what it wrote there."""
    made, known = plan.made(), dict[tuple[str, UUID, str], Any]()
    for one in plan.undone:
        for (table, row_id), values in one.trace.changed.items():
            row = session.get(ROWS[table], row_id)
            if row is None:
                raise WrongState(say("这一步写下的内容后来又有改动，不能撤销"))
            if (table, row_id) in made:
                continue
            if isinstance(row, Party) and row.until_on is not None and "until_on" not in values:
                raise WrongState(say("当事人{name}的信息后来更正过或者退出了，不能撤销", name=row.name))
            for name, (before, after) in values.items():
                now = known.get((table, row_id, name), getattr(row, name))
                known[table, row_id, name] = before
                if now != after and not (isinstance(row, Deadline) and name in RECKONED):
                    raise WrongState(say("这一步写下的内容后来又有改动，不能撤销"))


def _check_alone(session: Session, plan: Plan) -> None:
    """One agreement has one open application at most."""
    first = plan.first
    if not isinstance(first.matter, Confirmation):
        return
    reopens = first.definition.by_state[first.event.from_state].open and not first.matter.is_open
    other = select(Confirmation.id).where(
        Confirmation.agreement_id == first.matter.agreement_id,
        Confirmation.is_open,
        Confirmation.id != first.matter.id,
    )
    newer = select(Agreement.id).where(
        Agreement.id == first.matter.agreement_id, Agreement.superseded_at.is_not(None)
    )
    if reopens and (session.scalar(other) or session.scalar(newer)):
        raise WrongState(say("这份协议后来又申请了司法确认，不能撤销"))
