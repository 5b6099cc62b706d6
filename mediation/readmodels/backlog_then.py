"""The backlog of a past day as it was known by the end of that day: replayed from the events, the slow way."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseEvent, Confirmation, Deadline, Holding, Organisation, Performance
from mediation.readmodels.backlog_cells import (
    LEFT,
    Scope,
    here,
    in_area,
    narrowed_by,
    over,
    start_of,
    still_open,
)
from mediation.readmodels.backlog_counted import Figures
from mediation.readmodels.backlog_matrix import Group, part_length
from mediation.readmodels.backlog_movement import Movement
from mediation.readmodels.known_lines import held_by, known_lines
from mediation.readmodels.reach import running
from mediation.readmodels.tallied_figures import BANDS, OLDEST_DAYS, as_figures, summed
from mediation.readmodels.tallied_places import Located, Place, Places, places
from mediation.readmodels.tallied_rows import Chosen, OfArea, chosen, of_area
from mediation.readmodels.tallies import BACK, Indexed
from mediation.rules.backlog import AgeBand, Cell, Figure, Holder
from mediation.rules.grammar import Registry
from mediation.rules.regions import is_within
from mediation.rules.tally import ID_BYTES, CaseLine, Column, Flag, lines_in, tallied
from mediation.rules.vocabulary import DeadlineState, Level, MatterKind
from mediation.services.case_line_rows import as_kept, id_of, in_hex
from mediation.services.case_lines import day_of

AT_ONCE = 500
MOST_REPLAYED = 50_000
"""More cases take longer than somebody waits for a page."""


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
    """What the page shows of that day; only what was open where the weeks before it are no longer kept."""
    found = known_of(session, registry, scope, day)
    if found is not None:
        return as_figures(session, summed(found, as_of_day(scope, day), level), found, _end(day))
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
        _end(day),
    )


def _end(day: date) -> datetime:
    return start_of(day + timedelta(days=1)) - timedelta(seconds=1)


def as_of_day(scope: Scope, day: date) -> Scope:
    """The same on that day."""
    return replace(scope, today=day)


def known_of(
    session: Session, registry: Registry, scope: Scope, day: date, since: date | None = None
) -> OfArea | None:
    """All that the page counts, as it had been recorded by the end of that day: what has changed since is replayed.

    Where the tallies no longer hold all that moved since the period began, or since `since`, every case is replayed
    that lay in the area in it. None where there are too many to do so while somebody waits.
    """
    end = start_of(day + timedelta(days=1))
    since = min(scope.narrowed.since, since or day)
    if since < scope.today - BACK:
        return _all_replayed(session, registry, scope, day, since)
    now = of_area(
        session, as_of_day(scope, day), end
    )  # first: what changes meanwhile is among what has changed
    if now is None:
        return _all_replayed(session, registry, scope, day, since)
    kept, fresh = now.both
    ids = _few(session, _touched(scope, end))
    if ids is None:
        return None
    changed = {one.bytes for one in ids}
    last = day.toordinal()
    stands = kept.cases["registered"] <= last  # of what came later nothing had been recorded
    if kept.stands is not None:
        stands &= kept.stands
    stands[_rows(kept, changed)] = False
    lines = [
        line for line in lines_in(fresh.tally) if line.registered <= last and line.case_id not in changed
    ]
    lines += known_lines(session, registry, ids, day, end)
    at = as_of_day(scope, day)
    standing = chosen(kept.indexed, stands, kept.places, at)
    return OfArea((standing, _chosen(lines, now.places, at)), None, now.places)


def _chosen(lines: list[CaseLine], where: Places, at: Scope) -> Chosen:
    replayed = Indexed.of(tallied(lines))
    return chosen(replayed, None, Located.of(where, replayed.tally), at)


def _all_replayed(
    session: Session, registry: Registry, scope: Scope, day: date, since: date
) -> OfArea | None:
    end, at, where = start_of(day + timedelta(days=1)), as_of_day(scope, day), places(session)
    ids = _few(session, _alive(scope, start_of(since), end))
    if ids is None:
        return None
    lines = list(known_lines(session, registry, ids, day, end))
    return OfArea((_chosen([], where, at), _chosen(lines, where, at)), None, where)


def _few(session: Session, query: Select[Any]) -> list[UUID] | None:
    """The cases; None where they are too many to be replayed while somebody waits."""
    ids = [UUID(bytes=id_of(row.id)) for row in session.execute(query.limit(MOST_REPLAYED + 1))]
    return ids if len(ids) <= MOST_REPLAYED else None


def _rows(kept: Chosen, changed: Set[bytes]) -> Column:
    """The rows of those cases."""
    halves = [np.frombuffer(ids, dtype=">u8").reshape(-1, 2) for ids in (kept.tally.ids, b"".join(changed))]
    near = np.flatnonzero(np.isin(halves[0][:, 1], halves[1][:, 1]))
    ids = kept.tally.ids
    found = [row for row in near.tolist() if ids[ID_BYTES * row : ID_BYTES * (row + 1)] in changed]
    return np.array(found, dtype=np.int64)


def hidden_of(session: Session, scope: Scope, ids: Sequence[UUID]) -> set[UUID]:
    """Those of the cases that lie elsewhere by now, and did not begin in the area either."""
    seen: set[UUID] = set()
    for first in range(0, len(ids), AT_ONCE):
        query = select(Case.id).join(Organisation, Organisation.id == Case.organisation_id)
        seen.update(session.scalars(query.where(Case.id.in_(ids[first : first + AT_ONCE]), here(scope))))
    return set(ids) - seen


@dataclass(frozen=True, slots=True)
class Line:
    """What decides where a case counts: its holder's id in hexadecimal, the day of its registration as an ordinal."""

    case_id: bytes
    holder: str
    state: str
    registered: int


def known_cases(session: Session, registry: Registry, scope: Scope, day: date) -> Iterator[Known]:
    """Every case of the area that was open by what had been recorded until the end of that day."""
    end = start_of(day + timedelta(days=1))
    standing = _standing(session, scope, end)  # first: what changes meanwhile is among what has changed
    changed = session.execute(_changed(scope, end)).all()
    seen = {id_of(row.id) for row in changed}
    late = _running_late(session, scope, day)
    held = Held.of(session, registry, scope, day)
    for line in standing:
        if line.case_id not in seen:
            yield from held.known(line, overdue=line.case_id in late)
    for first in range(0, len(changed), AT_ONCE):
        some = changed[first : first + AT_ONCE]
        ids = [UUID(bytes=id_of(row.id)) for row in some]
        states, holders, late = (
            _states(session, ids, end),
            held_by(session, ids, day, end),
            _late(session, scope, ids, day),
        )
        for row in some:
            case_id = id_of(row.id)
            holder = holders[case_id][-1][0]
            line = Line(case_id, holder, states.get(case_id, ""), day_of(row.registered_at))
            yield from held.known(line, overdue=case_id in late)


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds cases in the area, and in which states they are open."""

    places: Mapping[str, Place]
    open_states: frozenset[str]
    day: int

    @classmethod
    def of(cls, session: Session, registry: Registry, scope: Scope, day: date) -> Held:
        here = {
            key: one for key, one in places(session).by_id.items() if is_within(one.region, scope.region_code)
        }
        disputes = (one for one in registry.definitions if one.matter is MatterKind.DISPUTE)
        still = frozenset(state.name for one in disputes for state in one.states if state.open)
        return cls(here, still, day.toordinal())

    def known(self, line: Line, *, overdue: bool) -> Iterator[Known]:
        """Nothing of a case that lay elsewhere or was closed."""
        place = self.places.get(line.holder)
        if place is not None and line.state in self.open_states:
            band = BANDS[bisect_left(OLDEST_DAYS, self.day - line.registered)]
            yield Known(UUID(bytes=line.case_id), place.region, place.holder, line.state, band, overdue)


def _standing(session: Session, scope: Scope, end: datetime) -> list[Line]:
    """What was registered by then and is open now: from the tallies where they hold all that happened until then."""
    found = of_area(session, scope, end)
    if found is not None:
        last = end.toordinal() - 1
        return [line for one in found.both for line in _open(one, last)]
    query = (
        select(*_COLUMNS, Case.state)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(still_open(), *_of(scope, end), in_area(scope.region_code))
    )
    return [
        Line(id_of(row.id), in_hex(row.organisation_id), row.state, day_of(row.registered_at))
        for row in session.execute(over(query, Figure.OPEN))
    ]


def _open(one: Chosen, last: int) -> Iterator[Line]:
    still = one.flagged(Flag.OPEN)
    still = still.where(still["registered"] <= last)
    holders, states, ids = one.tally.words["organisation"], one.tally.words["state"], one.tally.ids
    columns = (still.rows, *(still[name] for name in ("organisation", "state", "registered")))
    for row, holder, state, registered in zip(*(column.tolist() for column in columns), strict=True):
        case_id = ids[ID_BYTES * row : ID_BYTES * (row + 1)]
        yield Line(case_id, holders[holder], states[state], registered)


_COLUMNS: tuple[Any, ...] = (
    as_kept(Case.id).label("id"),
    as_kept(Case.organisation_id).label("organisation_id"),
    Case.registered_at,
)


def _of(scope: Scope, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Case.registered_at < end, *narrowed_by(scope.narrowed))


def _changed(scope: Scope, end: datetime) -> Select[Any]:
    """What lies or lay in the area and has an event since."""
    events = select(CaseEvent.case_id).where(CaseEvent.recorded_at >= end).distinct()
    since = events.with_hint(CaseEvent, "INDEXED BY ix_case_events_recorded", "sqlite").subquery()
    return (
        select(*_COLUMNS)
        .select_from(since)
        .join(Case, Case.id == since.c.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(_lies_or_lay(scope), *_of(scope, end))
    )


def _touched(scope: Scope, end: datetime) -> Select[Any]:
    """The same, whatever it is narrowed down to."""
    events = select(CaseEvent.case_id).where(CaseEvent.recorded_at >= end).distinct()
    since = events.with_hint(CaseEvent, "INDEXED BY ix_case_events_recorded", "sqlite").subquery()
    return (
        select(as_kept(Case.id).label("id"))
        .select_from(since)
        .join(Case, Case.id == since.c.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(_lies_or_lay(scope), Case.registered_at < end)
    )


def _alive(scope: Scope, since: datetime, end: datetime) -> Select[Any]:
    """What lies or lay in the area and has an event from `since` on, or is not over."""
    events = select(CaseEvent.id).where(CaseEvent.case_id == Case.id, CaseEvent.recorded_at >= since)
    matters = (
        select(matter.id).where(matter.case_id == Case.id, matter.is_open)
        for matter in (Confirmation, Performance)
    )
    lay = select(Holding.case_id).join(LEFT, LEFT.id == Holding.organisation_id)
    lay = lay.where(in_area(scope.region_code, organisation=LEFT))  # who answers for a case now holds it too
    return select(as_kept(Case.id).label("id")).where(
        Case.id.in_(lay),
        or_(still_open(), events.exists(), *(one.exists() for one in matters)),
        Case.registered_at < end,
    )


def _lies_or_lay(scope: Scope) -> ColumnElement[bool]:
    lay = select(Holding.id).join(LEFT, LEFT.id == Holding.organisation_id)
    lay = lay.where(Holding.case_id == Case.id, in_area(scope.region_code, organisation=LEFT))
    return or_(in_area(scope.region_code), lay.exists())


def _states(session: Session, ids: list[UUID], end: datetime) -> dict[bytes, str]:
    """The state after the last step that had been recorded."""
    rows = session.execute(
        select(as_kept(CaseEvent.case_id), CaseEvent.to_state)
        .where(
            CaseEvent.case_id.in_(ids),
            CaseEvent.matter == MatterKind.DISPUTE,
            CaseEvent.to_state != "",
            CaseEvent.recorded_at < end,
        )
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    return {id_of(case_id): state for case_id, state in rows}


def _running_late(session: Session, scope: Scope, day: date) -> set[bytes]:
    """Cases with a clock that runs still and ran out before that day."""
    query = select(as_kept(Deadline.case_id)).where(
        running(), Deadline.due_on < day, Deadline.starts_on <= day, Deadline.clock.not_in(scope.periods)
    )
    return {id_of(case_id) for case_id in session.scalars(query)}


def _late(session: Session, scope: Scope, ids: list[UUID], day: date) -> set[bytes]:
    rows = session.scalars(
        select(as_kept(Deadline.case_id)).where(
            Deadline.case_id.in_(ids),
            Deadline.starts_on <= day,
            Deadline.due_on < day,
            or_(Deadline.ended_on.is_(None), Deadline.ended_on > day),
            Deadline.state.not_in((DeadlineState.WITHDRAWN, DeadlineState.LAPSED)),
            Deadline.clock.not_in(scope.periods),
        )
    )
    return {id_of(case_id) for case_id in rows}
