"""Reading what cases count for on the backlog page, some hundreds at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session

from mediation.model import CaseChain
from mediation.rules.backlog import CARE, End, Mark, Road, Went, end_by, road_through
from mediation.rules.tally import CaseLine, Flag, Move
from mediation.rules.vocabulary import Difficulty
from mediation.services.case_line_rows import (
    applications_of,
    appointments_of,
    care_of,
    cases_of,
    clocks_of,
    duties_of,
    id_of,
    in_hex,
    moves_of,
    offers_of,
    returns_of,
    states_of,
)

AT_ONCE = 500
SHANGHAI_AHEAD = timedelta(hours=8)
MARKS = tuple(Mark)
"""The bits of a case's marks, danger the first."""
WAYS, ENDS, ROADS = tuple(Went), tuple(End), tuple(Road)
Rows = dict[bytes, list[Any]]
UNTALLIED: ColumnElement[bool] = literal_column("NOT case_chains.tallied")


def untallied(session: Session, most: int) -> dict[UUID, int]:
    """Cases with events that no tally holds yet, each with the place of its last event."""
    query = (
        select(CaseChain.case_id, CaseChain.last_seq).where(UNTALLIED).order_by(CaseChain.case_id).limit(most)
    )
    return {case_id: seq for case_id, seq in session.execute(query)}


def untallied_since(session: Session) -> datetime | None:
    """When the first event came that no tally holds yet; None if they hold all."""
    return session.scalar(select(func.min(CaseChain.untallied_since)).where(UNTALLIED))


def lines_of(session: Session, case_ids: Iterable[UUID], periods: Sequence[str]) -> Iterator[CaseLine]:
    """What each of the cases counts for now; `periods` are the clocks whose end makes nothing late."""
    ids = iter(case_ids)
    while some := list(islice(ids, AT_ONCE)):
        yield from _lines(session, some, periods)


def _lines(session: Session, ids: list[UUID], periods: Sequence[str]) -> Iterator[CaseLine]:
    cases = session.execute(cases_of(ids)).all()
    open_ids = [UUID(bytes=id_of(row.id)) for row in cases if row.is_open]
    clocks = by_case(session, clocks_of(open_ids, periods))
    waits, led = by_case(session, offers_of(open_ids)), by_case(session, appointments_of(open_ids))
    returned, moves = by_case(session, returns_of(ids)), by_case(session, moves_of(ids))
    confirming, broken = by_case(session, applications_of(ids)), by_case(session, duties_of(ids))
    cared, states = by_case(session, care_of(ids)), by_case(session, states_of(ids))
    for row in cases:
        key = id_of(row.id)
        flags = (
            Flag.OPEN * bool(row.is_open)
            | Flag.WAITS * (key in waits)
            | Flag.CONFIRMING * (key in confirming)
            | Flag.BROKEN * (key in broken)
        )
        concluded = row.concluded_on.toordinal() if row.concluded_on else 0
        yield CaseLine(
            case_id=key,
            organisation=in_hex(row.organisation_id),
            category=row.category_code,
            source=row.source.value,
            state=row.state,
            flags=int(flags),
            marks=marks_of(row, cared[key]),
            end=ENDS.index(end_by(row.outcome)),
            road=ROADS.index(road_through({one.to_state for one in states[key]})),
            registered=day_of(row.registered_at),
            second=second_of(row.registered_at),
            concluded=concluded,
            lasted=concluded - day_of(row.from_at) if concluded else 0,
            due=min((one.due_on.toordinal() for one in clocks[key]), default=0),
            warned=max((one.due_on.toordinal() for one in clocks[key] if one.warned_at), default=0),
            led=tuple(
                in_hex(one.person_id) for one in led[key] if one.organisation_id == row.organisation_id
            ),
            returned=tuple(day_of(one.answered_at) for one in returned[key] if one.answered_at),
            moves=tuple(_move(row, one) for one in moves[key]),
        )


def _move(case: Any, row: Any) -> Move:
    day = day_of(row.until_at)
    return Move(in_hex(row.left), in_hex(row.onward), case.region_code, day, day - day_of(row.from_at))


def marks_of(case: Any, cared: Iterable[Any]) -> int:
    """The bits of a case and of what its parties need."""
    plain = {
        Mark.DANGER: case.danger,
        Mark.COMPLEX: case.difficulty is Difficulty.COMPLEX,
        Mark.LABOUR: case.labour,
        Mark.LAND_TITLE: case.land_title,
    }
    told = "".join(row.care for row in cared)
    marked = [plain[mark] if mark in plain else f'"{CARE[mark].value}"' in told for mark in MARKS]
    return sum(1 << bit for bit, holds in enumerate(marked) if holds)


def day_of(at: datetime) -> int:
    """The day of an instant in Shanghai, as an ordinal."""
    return (at + SHANGHAI_AHEAD).toordinal()


def second_of(at: datetime) -> int:
    """The second of that day."""
    local = at + SHANGHAI_AHEAD
    return 3600 * local.hour + 60 * local.minute + local.second


def by_case(session: Session, query: Any) -> Rows:
    """The rows of each case."""
    found: Rows = defaultdict(list)
    for row in session.execute(query):
        found[id_of(row.case_id)].append(row)
    return found
