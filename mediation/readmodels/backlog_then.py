"""The backlog of a past day as it was known by the end of that day: replayed from the events, the slow way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from mediation.model import Case, CaseChain, CaseEvent, Deadline, Holding, Organisation
from mediation.readmodels.backlog_cells import LEFT, Scope, in_area, narrowed_by, over, start_of, still_open
from mediation.readmodels.backlog_counted import Figures
from mediation.readmodels.backlog_matrix import Group, part_length
from mediation.readmodels.backlog_movement import Movement
from mediation.readmodels.reach import running
from mediation.rules.backlog import OLDEST, AgeBand, Cell, Figure, Holder
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Registry
from mediation.rules.regions import is_within
from mediation.rules.vocabulary import DeadlineState, Level, MatterKind, OrganisationKind

SIGNED_FOR = "accepted"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A case that was open on that day, as it was known then."""

    case_id: UUID
    region_code: str
    level: Holder
    state: str
    band: AgeBand
    overdue: bool

    def counts_in(self, cell: Cell, scope: Scope) -> bool:
        return (
            (cell.level is None or cell.level is self.level)
            and (not cell.state or cell.state == self.state)
            and (cell.band is None or cell.band is self.band)
            and (cell.overdue is None or cell.overdue is self.overdue)
            and (not cell.own or self.region_code == scope.region_code)
        )


def known_figures(session: Session, registry: Registry, scope: Scope, level: Level, day: date) -> Figures:
    """What the page shows of that day: what was open, and nothing of what moved."""
    groups: Counter[tuple[str, Holder, str, AgeBand]] = Counter()
    late: Counter[tuple[str, Holder, str, AgeBand]] = Counter()
    courts: Counter[str] = Counter()
    for one in known_cases(session, registry, scope, day):
        key = (one.region_code[: part_length(level)], one.level, one.state, one.band)
        groups[key] += 1
        late[key] += one.overdue
        courts[key[0]] += one.level is Holder.COURT
    return Figures(
        tuple(Group(*key, n, late[key]) for key, n in groups.items()),
        dict(+courts),
        {},
        Movement(standing=groups.total()),
        start_of(day + timedelta(days=1)) - timedelta(seconds=1),
    )


def known_cases(session: Session, registry: Registry, scope: Scope, day: date) -> Iterator[Known]:
    """Every case of the area that was open by what had been recorded until the end of that day."""
    end = start_of(day + timedelta(days=1))
    still = {
        state.name
        for definition in registry.definitions
        if definition.matter is MatterKind.DISPUTE
        for state in definition.states
        if state.open
    }
    held = {one.id: one for one in session.scalars(select(Organisation))}
    late_now = _running_late(session, scope, day)
    for some in _batches(_candidates(session, scope, end)):
        changed = [row.id for row in some if row.changed]
        states, holders = _states(session, changed, end), _holders(session, changed, end)
        late = _late(session, scope, changed, day)
        for row in some:
            state = states.get(row.id) if row.changed else row.state
            holder = held[holders.get(row.id, row.organisation_id)]
            if state in still and is_within(holder.region_code, scope.region_code):
                court = holder.kind is OrganisationKind.COURT
                yield Known(
                    row.id,
                    holder.region_code,
                    Holder.COURT if court else Holder.of(holder.level.value),
                    state,
                    _band((day - row.registered_at.astimezone(SHANGHAI).date()).days),
                    row.id in (late if row.changed else late_now),
                )


def _candidates(session: Session, scope: Scope, end: datetime) -> Iterator[Any]:
    """Registered by then, and open still or changed since, each with whether it was changed since."""
    chain, last = aliased(CaseChain), aliased(CaseEvent)
    columns = (Case.id, Case.organisation_id, Case.registered_at, Case.state)
    of_area, narrowed = in_area(scope.region_code), (Case.registered_at < end, *narrowed_by(scope.narrowed))
    still = (
        select(*columns, (last.recorded_at >= end).label("changed"))
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(chain, chain.case_id == Case.id)
        .join(last, and_(last.case_id == chain.case_id, last.seq == chain.last_seq))
        .where(still_open(), of_area, *narrowed)
    )
    yield from session.execute(over(still, Figure.OPEN))
    changed = select(CaseEvent.case_id).where(CaseEvent.recorded_at >= end).distinct()
    since = changed.with_hint(CaseEvent, "INDEXED BY ix_case_events_recorded", "sqlite").subquery()
    lay = select(Holding.id).join(LEFT, LEFT.id == Holding.organisation_id)
    lay = lay.where(Holding.case_id == Case.id, in_area(scope.region_code, organisation=LEFT))
    yield from session.execute(
        select(*columns, true().label("changed"))
        .select_from(since)
        .join(Case, Case.id == since.c.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(or_(and_(~still_open(), of_area), and_(~of_area, lay.exists())), *narrowed)
    )


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _states(session: Session, ids: list[UUID], end: datetime) -> dict[UUID, str]:
    """The state after the last step that had been recorded."""
    last = (
        select(CaseEvent.case_id, func.max(CaseEvent.seq).label("seq"))
        .where(
            CaseEvent.case_id.in_(ids),
            CaseEvent.matter == MatterKind.DISPUTE,
            CaseEvent.to_state != "",
            CaseEvent.recorded_at < end,
        )
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    rows = session.execute(
        select(CaseEvent.case_id, CaseEvent.to_state).join(
            last, and_(last.c.case_id == CaseEvent.case_id, last.c.seq == CaseEvent.seq)
        )
    )
    return {case_id: state for case_id, state in rows}


def _holders(session: Session, ids: list[UUID], end: datetime) -> dict[UUID, UUID]:
    """Who had signed for the case: as many holdings back as hand-overs were signed for, and recorded, since."""
    held: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for case_id, organisation_id in session.execute(
        select(Holding.case_id, Holding.organisation_id)
        .where(Holding.case_id.in_(ids))
        .order_by(Holding.case_id, Holding.from_at, Holding.open)
    ):
        held[case_id].append(organisation_id)
    since = Counter(
        session.scalars(
            select(CaseEvent.case_id).where(
                CaseEvent.case_id.in_([case_id for case_id, all_of in held.items() if len(all_of) > 1]),
                CaseEvent.matter == MatterKind.HAND_OVER,
                CaseEvent.to_state == SIGNED_FOR,
                CaseEvent.recorded_at >= end,
            )
        )
    )
    return {case_id: all_of[max(0, len(all_of) - 1 - since[case_id])] for case_id, all_of in held.items()}


def _running_late(session: Session, scope: Scope, day: date) -> set[UUID]:
    """Cases with a clock that runs still and ran out before that day."""
    query = select(Deadline.case_id).where(
        running(), Deadline.due_on < day, Deadline.starts_on <= day, Deadline.clock.not_in(scope.periods)
    )
    return set(session.scalars(query))


def _late(session: Session, scope: Scope, ids: list[UUID], day: date) -> set[UUID]:
    return set(
        session.scalars(
            select(Deadline.case_id).where(
                Deadline.case_id.in_(ids),
                Deadline.starts_on <= day,
                Deadline.due_on < day,
                or_(Deadline.ended_on.is_(None), Deadline.ended_on > day),
                Deadline.state.not_in((DeadlineState.WITHDRAWN, DeadlineState.LAPSED)),
                Deadline.clock.not_in(scope.periods),
            )
        )
    )


def _band(age: int) -> AgeBand:
    return next((band for band in AgeBand if (OLDEST[band] or 10**6) >= age), AgeBand.LONGER)
