"""What cases counted for by the end of a past day, as far as it had been recorded by then: replayed from the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from mediation.model import Appointment, CaseEvent, Deadline, EarlierValues, HandOver, Holding
from mediation.rules.backlog import end_by, road_through
from mediation.rules.grammar import Registry, State
from mediation.rules.tally import CaseLine, Flag, Move
from mediation.rules.vocabulary import DeadlineState, Difficulty, MatterKind
from mediation.services.case_line_rows import as_kept, care_of, cases_of, id_of, in_hex
from mediation.services.case_lines import ENDS, ROADS, by_case, day_of, marks_of, second_of

AT_ONCE = 500
RETURNED, BROKEN, PREPARING = "returned", "broken", "preparing"
MATTERS = (MatterKind.DISPUTE, MatterKind.HAND_OVER, MatterKind.CONFIRMATION, MatterKind.PERFORMANCE)
States = Mapping[MatterKind, Mapping[str, State]]


@dataclass(slots=True)
class Then:
    """What had been recorded of a case."""

    state: str = ""
    ended: int = 0
    """The day on which it was closed."""
    states: set[str] = field(default_factory=set)
    matters: dict[tuple[MatterKind, UUID], str] = field(default_factory=dict)
    """The state of each hand-over, confirmation and duty; none yet for one that nothing has happened to."""
    returned: dict[UUID, int] = field(default_factory=dict)
    """The day on which each hand-over that was returned was so."""


def known_lines(
    session: Session, registry: Registry, ids: Sequence[UUID], day: date, end: datetime
) -> Iterator[CaseLine]:
    """The cases that had been recorded by the end of that day.

    What a party needs (minor, disabled and the like) is as it is now.
    """
    periods, states = tuple(sorted(registry.periods)), _states(registry)
    for first in range(0, len(ids), AT_ONCE):
        yield from _lines(session, list(ids[first : first + AT_ONCE]), periods, states, day, end)


def _states(registry: Registry) -> States:
    found: dict[MatterKind, dict[str, State]] = {kind: {} for kind in MATTERS}
    for definition in registry.definitions:
        if definition.matter in found:
            found[definition.matter] |= {state.name: state for state in definition.states}
    return found


def _lines(
    session: Session, ids: list[UUID], periods: Sequence[str], states: States, day: date, end: datetime
) -> Iterator[CaseLine]:
    then, held = _recorded(session, ids, states, day, end), held_by(session, ids, day, end)
    earlier, led = _earlier(session, ids, day), _led(session, ids, day, end)
    clocks, cared = _clocks(session, ids, periods, day, end, earlier), by_case(session, care_of(ids))
    for row in session.execute(cases_of(ids)):
        key = id_of(row.id)
        known, stays = then.get(key), held[key]
        state = states[MatterKind.DISPUTE].get(known.state) if known else None
        if known is None or state is None:
            continue
        who, from_at, _ = stays[-1]
        told = _told(row, earlier.get(row.id, {}))
        due = clocks[key] if state.open else []
        concluded = 0 if state.open else known.ended
        yield CaseLine(
            case_id=key,
            organisation=who,
            category=told.category_code,
            source=told.source,
            state=known.state,
            flags=_flags(known, state, states),
            marks=marks_of(told, cared[key]),
            end=ENDS.index(end_by(state.outcome)),
            road=ROADS.index(road_through(known.states)),
            registered=day_of(row.registered_at),
            second=second_of(row.registered_at),
            concluded=concluded,
            lasted=concluded - day_of(from_at) if concluded else 0,
            due=min((one.due_on.toordinal() for one in due), default=0),
            warned=max((one.due_on.toordinal() for one in due if one.warned), default=0),
            led=tuple(person for person, where in led[key] if where == who and state.open),
            returned=tuple(known.returned.values()),
            moves=tuple(_moves(told.region_code, stays)),
        )


def _flags(known: Then, state: State, states: States) -> int:
    found = Flag.OPEN if state.open else Flag(0)
    for (kind, _), name in known.matters.items():
        if name and not states[kind][name].open:
            continue
        if kind is MatterKind.HAND_OVER and state.open:
            found |= Flag.WAITS
        elif kind is MatterKind.CONFIRMATION and name != PREPARING:
            found |= Flag.CONFIRMING
        elif kind is MatterKind.PERFORMANCE and name == BROKEN:
            found |= Flag.BROKEN
    return int(found)


def _recorded(
    session: Session, ids: list[UUID], states: States, day: date, end: datetime
) -> dict[bytes, Then]:
    """By every step that had been recorded."""
    found, dispute = defaultdict[bytes, Then](Then), states[MatterKind.DISPUTE]
    offered = select(as_kept(HandOver.case_id), HandOver.id).where(
        HandOver.case_id.in_(ids), HandOver.offered_at < end, _noted(HandOver.noted_on, day)
    )
    for case_id, matter_id in session.execute(offered):
        found[id_of(case_id)].matters[(MatterKind.HAND_OVER, matter_id)] = ""
    rows = session.execute(
        select(
            as_kept(CaseEvent.case_id).label("case_id"),
            CaseEvent.matter,
            CaseEvent.matter_id,
            CaseEvent.to_state,
            CaseEvent.happened_at,
        )
        .where(
            CaseEvent.case_id.in_(ids),
            CaseEvent.matter.in_(MATTERS),
            CaseEvent.to_state != "",
            CaseEvent.recorded_at < end,
        )
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    for row in rows:
        one = found[id_of(row.case_id)]
        if row.matter is not MatterKind.DISPUTE:
            one.matters[(row.matter, row.matter_id)] = row.to_state
            one.returned.pop(row.matter_id, None)
            if row.matter is MatterKind.HAND_OVER and row.to_state == RETURNED:
                one.returned[row.matter_id] = day_of(row.happened_at)
            continue
        was, now = (dispute.get(name) for name in (one.state, row.to_state))
        if now is not None and not now.open and (was is None or was.open):
            one.ended = day_of(row.happened_at)
        one.state = row.to_state
        one.states.add(row.to_state)
    return found


Stay = tuple[str, datetime, datetime | None]


def held_by(session: Session, ids: list[UUID], day: date, end: datetime) -> Mapping[bytes, list[Stay]]:
    """Who answered for each case, one after the other; the first does so from its registration on."""
    found: defaultdict[bytes, list[Stay]] = defaultdict(list)
    columns = (Holding.from_at, Holding.until_at, Holding.noted_on)
    rows = session.execute(
        select(as_kept(Holding.case_id), as_kept(Holding.organisation_id), *columns)
        .where(Holding.case_id.in_(ids))
        .order_by(Holding.case_id, Holding.from_at, Holding.open)
    )
    for case_id, organisation_id, from_at, until_at, noted_on in rows:
        stays = found[id_of(case_id)]
        if not stays or (from_at < end and (noted_on is None or noted_on <= day)):
            stays.append((in_hex(organisation_id), from_at, until_at))
    return found


def _noted(column: Any, day: date) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= day)


def _moves(region: str, stays: Sequence[Stay]) -> Iterator[Move]:
    for (left, from_at, until_at), (onward, *_) in pairwise(stays):
        if until_at is not None:
            yield Move(left, onward, region, day_of(until_at), day_of(until_at) - day_of(from_at))


Earlier = Mapping[str | UUID, Mapping[str, Any]]


def _earlier(session: Session, ids: list[UUID], day: date) -> Earlier:
    """What cases and clocks said until they were changed, where that was recorded afterwards: by the row's id."""
    found: defaultdict[str | UUID, dict[str, Any]] = defaultdict(dict)
    rows = session.execute(
        select(as_kept(EarlierValues.row_id), EarlierValues.said)
        .where(EarlierValues.case_id.in_(ids), EarlierValues.until_on > day)
        .order_by(EarlierValues.until_on.desc(), EarlierValues.id.desc())
    )
    for row_id, said in rows:  # the first change after that day says what it said on it
        found[row_id] |= said
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What the case itself said."""

    category_code: str
    source: str
    danger: bool
    difficulty: Difficulty
    labour: bool
    land_title: bool
    region_code: str


def _told(row: Any, earlier: Mapping[str, Any]) -> Told:
    difficulty = earlier.get("difficulty", row.difficulty)
    return Told(
        category_code=earlier.get("category_code", row.category_code),
        source=earlier.get("source", row.source.value),
        danger=earlier.get("danger", row.danger),
        difficulty=Difficulty.of(difficulty),
        labour=earlier.get("labour", row.labour),
        land_title=earlier.get("land_title", row.land_title),
        region_code=earlier.get("region_code", row.region_code),
    )


@dataclass(frozen=True, slots=True)
class Ran:
    """A clock that ran on that day."""

    due_on: date
    warned: bool
    """Whether its near end had been told."""


def _clocks(
    session: Session, ids: list[UUID], periods: Sequence[str], day: date, end: datetime, earlier: Earlier
) -> Mapping[bytes, list[Ran]]:
    """What ran on that day, by what had been recorded."""
    found: defaultdict[bytes, list[Ran]] = defaultdict(list)
    columns = (
        *(Deadline.due_on, Deadline.warned_at, Deadline.state),
        *(Deadline.ended_on, Deadline.end_noted_on, Deadline.paused_on),
    )
    rows = session.execute(
        select(as_kept(Deadline.case_id).label("case_id"), as_kept(Deadline.id).label("id"), *columns).where(
            Deadline.case_id.in_(ids),
            Deadline.starts_on <= day + timedelta(days=1),
            _noted(Deadline.start_noted_on, day),
            or_(Deadline.end_noted_on > day, Deadline.end_noted_on.is_(None)),
            or_(Deadline.end_noted_on > day, Deadline.ended_on.is_(None), Deadline.ended_on > day),
            Deadline.clock.not_in(periods),
        )
    )
    for row in rows:
        said = earlier.get(row.id, {})
        if not _ran(row, said, day):
            continue
        due_on = date.fromisoformat(said["due_on"]) if "due_on" in said else row.due_on
        warned_at = row.warned_at
        if "warned_at" in said:
            warned_at = said["warned_at"] and datetime.fromisoformat(said["warned_at"])
        found[id_of(row.case_id)].append(Ran(due_on, warned_at is not None and warned_at < end))
    return found


def _ran(row: Any, said: Mapping[str, Any], day: date) -> bool:
    if "state" in said:
        return bool(said["state"] == DeadlineState.RUNNING.value)
    if row.ended_on is not None:
        # since then, or it would not be among them; of older clocks only the day is known
        return row.end_noted_on is not None or row.state is not DeadlineState.WITHDRAWN
    return row.state is DeadlineState.RUNNING or (row.paused_on is not None and row.paused_on > day)


def _led(
    session: Session, ids: list[UUID], day: date, end: datetime
) -> Mapping[bytes, list[tuple[str, str]]]:
    """Who mediated, and for whom."""
    found: defaultdict[bytes, list[tuple[str, str]]] = defaultdict(list)
    rows = session.execute(
        select(
            *(
                as_kept(one)
                for one in (Appointment.case_id, Appointment.person_id, Appointment.organisation_id)
            )
        ).where(
            Appointment.case_id.in_(ids),
            Appointment.from_at < end,
            _noted(Appointment.start_noted_on, day),
            or_(Appointment.until_at.is_(None), Appointment.until_at >= end, Appointment.end_noted_on > day),
        )
    )
    for case_id, person_id, organisation_id in rows:
        found[id_of(case_id)].append((in_hex(person_id), in_hex(organisation_id)))
    return found
