"""Duties of agreements in force, and confirmations and visits that wait: lists of their own beside the backlog."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mediation.adapters.unit_of_work import calendar
from mediation.model import Case, Deadline, Obligation, Performance
from mediation.readmodels.excerpt import Excerpt, excerpt
from mediation.readmodels.reach import cases_worked_on, not_lapsed, running
from mediation.rules.actor import Actor
from mediation.rules.grammar import Registry, State
from mediation.rules.vocabulary import MatterKind, ObligationKind
from mediation.rules.work_calendar import next_working_day
from mediation.services.acts.agreeing import without_term


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty not yet done."""

    case_public_id: str
    title: str
    ordinal: int
    debtor: str
    amount: Decimal | None
    due_on: date | None
    state: State
    performance_id: UUID
    last_on: date | None
    """Until when it is done in time: a last day on which nobody works moves on (民法典 203)."""


def duties_waiting(
    session: Session,
    registry: Registry,
    actor: Actor,
    *,
    limit: int = 100,
    offset: int = 0,
    today: date | None = None,
) -> Excerpt[DutyLine]:
    """Duties due, broken or being enforced in cases that the actor works on, the earliest first.

    `today`: those due by then press.
    """
    query = (
        select(
            Case.public_id,
            Case.title,
            Obligation.ordinal,
            Obligation.debtor_name,
            Obligation.amount,
            Performance,
            Case.region_code,
        )
        .join(Obligation, Obligation.id == Performance.obligation_id)
        .join(Case, Case.id == Performance.case_id)
        .where(Performance.is_open, cases_worked_on(actor))
        .order_by(Performance.due_on.is_(None), Performance.due_on, Case.id, Obligation.ordinal)
    )
    calendar_of = cache(partial(calendar, session))

    def line(
        public_id: str,
        title: str,
        ordinal: int,
        debtor: str,
        amount: Decimal | None,
        one: Performance,
        region_code: str,
    ) -> DutyLine:
        return DutyLine(
            case_public_id=public_id,
            title=title,
            ordinal=ordinal,
            debtor=debtor,
            amount=amount,
            due_on=one.due_on,
            state=registry.of(MatterKind.PERFORMANCE, one.definition_version).by_state[one.state],
            performance_id=one.id,
            last_on=one.due_on and next_working_day(one.due_on, calendar_of(region_code)),
        )

    pressing = None if today is None else Performance.due_on <= today
    return excerpt(session, query, line, limit=limit, offset=offset, pressing=pressing)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationShown:
    id: UUID
    ordinal: int
    kind: ObligationKind
    debtor_id: UUID | None
    debtor: str
    creditor_id: UUID | None
    creditor: str
    amount: Decimal | None
    what: str
    due_on: date | None
    condition: str
    means: str
    place: str
    performed_at_once: bool
    performance_id: UUID | None
    """Its performance, once the agreement is in force."""
    state: str
    owed_until: date | None
    """The last day as it is now: the parties may have changed it."""
    terms: str
    """What is owed since they changed it."""
    done_on: date | None
    proof: str

    @property
    def without_term(self) -> bool:
        return without_term(self)


def obligations_of(session: Session, agreement_id: UUID) -> tuple[ObligationShown, ...]:
    """The duties of an agreement in order."""
    query = _duties().where(Obligation.agreement_id == agreement_id).order_by(Obligation.ordinal)
    return tuple(_shown(o, p) for o, p in session.execute(query))


def duty_of(session: Session, performance_id: UUID) -> ObligationShown:
    """The duty that a performance is of."""
    o, p = session.execute(_duties().where(Performance.id == performance_id)).one()
    return _shown(o, p)


def _duties() -> Select[Obligation, Performance]:
    return select(Obligation, Performance).outerjoin(Performance, Performance.obligation_id == Obligation.id)


def _shown(o: Obligation, p: Performance | None) -> ObligationShown:
    return ObligationShown(
        id=o.id,
        ordinal=o.ordinal,
        kind=o.kind,
        debtor_id=o.debtor_id,
        debtor=o.debtor_name,
        creditor_id=o.creditor_id,
        creditor=o.creditor_name,
        amount=o.amount,
        what=o.what or "",
        due_on=o.due_on,
        condition=o.condition,
        means=o.means,
        place=o.place,
        performed_at_once=o.performed_at_once,
        performance_id=p.id if p else None,
        state=p.state if p else "",
        owed_until=p.due_on if p else o.due_on,
        terms=(p.terms or "") if p else "",
        done_on=p.done_on if p else None,
        proof=p.proof if p else "",
    )


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock that runs in a case of mine."""

    case_public_id: str
    title: str
    clock: str
    due_on: date


def clocks_running(
    session: Session,
    actor: Actor,
    clocks: tuple[str, ...],
    today: date,
    periods: tuple[str, ...],
    *,
    limit: int = 100,
    offset: int = 0,
) -> Excerpt[ClockLine]:
    """Running clocks of those names in cases that the actor works on, the earliest first."""
    query = (
        select(Case.public_id, Case.title, Deadline.clock, Deadline.due_on)
        .join(Case, Case.id == Deadline.case_id)
        .where(running(), Deadline.clock.in_(clocks), not_lapsed(periods, today), cases_worked_on(actor))
        .order_by(Deadline.due_on, Case.id)
    )
    return excerpt(session, query, ClockLine, limit=limit, offset=offset, pressing=Deadline.due_on <= today)
