"""Reading what cases count for on the backlog page, some hundreds at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, cast, literal_column, select, type_coerce
from sqlalchemy.orm import Session, aliased

from mediation.model import (
    Appointment,
    Case,
    CaseChain,
    Confirmation,
    Deadline,
    HandOver,
    Holding,
    Party,
    Performance,
)
from mediation.rules.backlog import CARE, Mark, Went, ended
from mediation.rules.tally import CaseLine, Flag, Move
from mediation.rules.vocabulary import Difficulty

AT_ONCE = 500
SHANGHAI_AHEAD = timedelta(hours=8)
BROKEN, RETURNED = "broken", "returned"
MARKS = tuple(Mark)
"""The bits of a case's marks, danger the first."""
WAYS = tuple(Went)
Rows = dict[bytes, list[Any]]
_ONWARD = aliased(Holding)


def untallied(session: Session, most: int) -> dict[UUID, int]:
    """Cases with events that no tally holds yet, each with the place of its last event."""
    query = (
        select(CaseChain.case_id, CaseChain.last_seq)
        .where(literal_column("NOT case_chains.tallied"))
        .order_by(CaseChain.case_id)
        .limit(most)
    )
    return {case_id: seq for case_id, seq in session.execute(query)}


def lines_of(session: Session, case_ids: Iterable[UUID], periods: Sequence[str]) -> Iterator[CaseLine]:
    """What each of the cases counts for now; `periods` are the clocks whose end makes nothing late."""
    ids = iter(case_ids)
    while some := list(islice(ids, AT_ONCE)):
        yield from _lines(session, some, periods)


def _lines(session: Session, ids: list[UUID], periods: Sequence[str]) -> Iterator[CaseLine]:
    cases = session.execute(_cases(ids)).all()
    open_ids = [UUID(bytes=_id(row.id)) for row in cases if row.is_open]
    clocks = _by_case(session, _clocks(open_ids, periods))
    waits, led = _by_case(session, _offers(open_ids)), _by_case(session, _appointments(open_ids))
    returned, moves = _by_case(session, _returns(ids)), _by_case(session, _moves(ids))
    confirming, broken = _by_case(session, _applications(ids)), _by_case(session, _duties(ids))
    cared = _by_case(session, _care(ids))
    for row in cases:
        key = _id(row.id)
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
            marks=_marks(row, cared[key]),
            went=WAYS.index(ended(row.outcome)),
            registered=day_of(row.registered_at),
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


def _marks(case: Any, cared: Iterable[Any]) -> int:
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


def _by_case(session: Session, query: Any) -> Rows:
    found: Rows = defaultdict(list)
    for row in session.execute(query):
        found[_id(row.case_id)].append(row)
    return found


def as_kept(column: Any) -> Any:
    """An id as the driver gives it: making a UUID of each takes long."""
    return type_coerce(column, String)


def in_hex(kept: str | UUID) -> str:
    return kept.hex if isinstance(kept, UUID) else kept


def _id(kept: str | UUID) -> bytes:
    return kept.bytes if isinstance(kept, UUID) else bytes.fromhex(kept)


def _cases(ids: list[UUID]) -> Any:
    return (
        select(
            as_kept(Case.id).label("id"),
            as_kept(Case.organisation_id).label("organisation_id"),
            *(Case.category_code, Case.source, Case.state, Case.is_open, Case.danger, Case.difficulty),
            *(Case.labour, Case.land_title, Case.region_code),
            *(Case.registered_at, Case.concluded_on, Case.outcome, Holding.from_at),
        )
        .join(Holding, Holding.id == Case.holding_id)
        .where(Case.id.in_(ids))
    )


def _clocks(ids: list[UUID], periods: Sequence[str]) -> Any:
    return select(as_kept(Deadline.case_id).label("case_id"), Deadline.due_on, Deadline.warned_at).where(
        Deadline.case_id.in_(ids),
        literal_column("deadlines.state") == literal_column("'running'"),
        Deadline.clock.not_in(periods),
    )


def _offers(ids: list[UUID]) -> Any:
    return select(as_kept(HandOver.case_id).label("case_id")).where(
        HandOver.case_id.in_(ids), literal_column("hand_overs.is_open")
    )


def _returns(ids: list[UUID]) -> Any:
    return select(as_kept(HandOver.case_id).label("case_id"), HandOver.answered_at).where(
        HandOver.case_id.in_(ids), HandOver.state == RETURNED
    )


def _appointments(ids: list[UUID]) -> Any:
    return select(
        *(as_kept(column).label(column.key) for column in (Appointment.case_id, Appointment.person_id)),
        as_kept(Appointment.organisation_id).label("organisation_id"),
    ).where(Appointment.case_id.in_(ids), Appointment.until_at.is_(None))


def _applications(ids: list[UUID]) -> Any:
    return select(as_kept(Confirmation.case_id).label("case_id")).where(
        Confirmation.case_id.in_(ids),
        literal_column("confirmations.is_open"),
        Confirmation.submitted_on.is_not(None),
    )


def _duties(ids: list[UUID]) -> Any:
    return select(as_kept(Performance.case_id).label("case_id")).where(
        Performance.case_id.in_(ids), literal_column("performances.is_open"), Performance.state == BROKEN
    )


def _care(ids: list[UUID]) -> Any:
    care = cast(Party.special_care, String)
    return select(as_kept(Party.case_id).label("case_id"), care.label("care")).where(
        Party.case_id.in_(ids), Party.until_on.is_(None), care != "[]"
    )


def _moves(ids: list[UUID]) -> Any:
    return (
        select(
            as_kept(Holding.case_id).label("case_id"),
            as_kept(Holding.organisation_id).label("left"),
            as_kept(_ONWARD.organisation_id).label("onward"),
            *(Holding.from_at, Holding.until_at),
        )
        .join(_ONWARD, and_(_ONWARD.case_id == Holding.case_id, _ONWARD.from_at == Holding.until_at))
        .where(Holding.case_id.in_(ids), Holding.id != _ONWARD.id)
    )
