"""The tallies of all weeks in this process's memory, with what happened since they were counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from uuid import UUID
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from mediation.model import CaseTally
from mediation.readmodels.ordered_rows import Ordered
from mediation.rules.backlog import week_of
from mediation.rules.tally import CaseLine, Column, Tally, joined, no_words, renumbered, tallied
from mediation.rules.tally import Known as KnownWords
from mediation.rules.tally_packing import unpacked
from mediation.services.case_lines import lines_of, untallied, untallied_since
from mediation.services.keep_tallies import made_by

FEW = 1000
"""So many cases with events since are read as the page is asked for; with more the page tells of a moment ago."""
AGO = timedelta(minutes=5)
"""No page tells of a moment farther back: the worker reads some thousand cases in a minute or two, or it hangs."""
BACK = timedelta(weeks=54)
"""How far back what moved is kept; the longest period of the page is shorter."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A tally with ways to some of its rows."""

    tally: Tally
    registered: Ordered
    concluded: Ordered
    returned: Ordered
    """The hand-overs that were returned."""
    moved: Ordered
    """The moves."""
    marked: Ordered
    """The cases of which anything is so: what is open, in danger, waits for a court or was not kept to."""
    began: Column
    """The codes of the regions that cases began in."""

    @classmethod
    def of(cls, tally: Tally) -> Indexed:
        cases = tally.columns["cases"]
        marked = np.flatnonzero((cases["flags"] != 0) | ((cases["marks"] & 1) != 0))
        return cls(
            tally,
            registered=Ordered.of(cases, "registered"),
            concluded=Ordered.of(cases, "concluded"),
            returned=Ordered.of(tally.columns["returned"], "day"),
            moved=Ordered.of(tally.columns["moves"], "day"),
            marked=Ordered.of(cases, "registered", marked),
            began=np.array(tally.words["region"], dtype="S12"),
        )


@dataclass(frozen=True, slots=True)
class Known:
    """What was kept of all weeks, put together once for all that ask until a week changes."""

    digests: Mapping[date, bytes]
    words: KnownWords
    parts: Mapping[date, Tally]
    starts: Mapping[date, int]
    whole: Indexed


@dataclass(frozen=True, slots=True)
class Fresh:
    """The cases that wait to be kept, read once for all that ask until one of them has another event."""

    waiting: Mapping[UUID, int]
    """Each with the place of its last event."""
    lines: Mapping[UUID, CaseLine]
    whole: Indexed


@dataclass(frozen=True, slots=True)
class Tallied:
    """All cases as they stand: those that were kept, the rows of those that were read again, and these anew."""

    kept: Indexed
    stands: Column | None
    """Whether the row of a case still says what is so; None where all do."""
    fresh: Indexed
    as_of: datetime | None
    """All that happened before is in them, and some of what came since; None: they hold what is so now."""


def standing_tallies(session: Session, periods: tuple[str, ...], least: datetime) -> Tallied | None:
    """What every case counts for at this moment, or as of a moment ago where many have changed since.

    None where only the cases themselves say it: weeks were counted by other rules, or that moment lies before `least`.
    """
    waiting = untallied(session, FEW + 1)  # before the tallies: what is counted meanwhile is counted in both
    as_of = None
    if len(waiting) > FEW:
        waiting, as_of = {}, untallied_since(session)
        if as_of is not None and as_of < least:
            return None
    known = _known(session, made_by(periods))
    if known is None:
        return None
    fresh = _fresh(session, waiting, periods)
    engine = session.get_bind().engine
    held = _stand.get(engine)
    if held is None or held.kept is not known.whole or held.fresh is not fresh.whole or held.as_of != as_of:
        again = [row for line in fresh.lines.values() if (row := _row(known, line)) is not None]
        stands = np.ones(len(known.whole.tally), dtype=bool) if again else None
        if stands is not None:
            stands[again] = False
        held = _stand[engine] = Tallied(known.whole, stands, fresh.whole, as_of)
    return held


_stand: WeakKeyDictionary[Engine, Tallied] = WeakKeyDictionary()


def _row(known: Known, line: CaseLine) -> int | None:
    week = week_of(date.fromordinal(line.registered))
    row = known.parts[week].row_of(line.case_id) if week in known.parts else None
    return None if row is None else known.starts[week] + row


_read_again: WeakKeyDictionary[Engine, Fresh] = WeakKeyDictionary()


def _fresh(session: Session, waiting: Mapping[UUID, int], periods: tuple[str, ...]) -> Fresh:
    """Only cases with an event that was not yet there are read: a line says at least what its events say."""
    engine = session.get_bind().engine
    held = _read_again.get(engine)
    if held is not None and held.waiting == waiting:
        return held
    lines = {
        case_id: line
        for case_id, line in (held.lines.items() if held is not None else ())
        if held is not None and held.waiting[case_id] == waiting.get(case_id)
    }
    for line in lines_of(session, [one for one in waiting if one not in lines], periods):
        lines[UUID(bytes=line.case_id)] = line
    found = _read_again[engine] = Fresh(waiting, lines, Indexed.of(tallied(list(lines.values()))))
    return found


_held: WeakKeyDictionary[Engine, Known] = WeakKeyDictionary()
_held_lock = Lock()


def _known(session: Session, made: str) -> Known | None:
    """The weeks as they are kept now; those that have changed are read. None if some were made by other rules."""
    rows = session.execute(select(CaseTally.week, CaseTally.digest, CaseTally.made_by)).all()
    if any(row.made_by != made for row in rows):
        return None
    digests = {row.week: row.digest for row in rows}
    engine = session.get_bind().engine
    with _held_lock:
        held = _held.get(engine)
        if held is None or held.digests != digests:
            held = _held[engine] = _read(session, held, digests)
    return held


def _read(session: Session, held: Known | None, digests: Mapping[date, bytes]) -> Known:
    """Only weeks that have changed are read and numbered; to put columns together takes little."""
    words = held.words if held else no_words()
    parts: dict[date, Tally] = {}
    if held is not None:
        parts = {week: part for week, part in held.parts.items() if held.digests[week] == digests.get(week)}
    now = dict(digests)
    changed = [week for week in digests if week not in parts]
    query = select(CaseTally.week, CaseTally.digest, CaseTally.content).where(CaseTally.week.in_(changed))
    for week, digest, content in session.execute(query):
        parts[week], now[week] = renumbered(unpacked(content), words), digest
    starts, first = {}, 0
    for week in sorted(parts):
        starts[week] = first
        first += len(parts[week])
    whole = joined([parts[week] for week in sorted(parts)], words)
    return Known(now, words, parts, starts, Indexed.of(whole))
