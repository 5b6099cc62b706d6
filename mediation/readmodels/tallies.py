"""The tallies of all weeks in this process's memory, with what happened since they were counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from mediation.model import CaseTally
from mediation.rules.backlog import week_of
from mediation.rules.tally import CaseLine, Column, Tally, joined, no_words, renumbered, tallied
from mediation.rules.tally import Known as KnownWords
from mediation.rules.tally_packing import unpacked
from mediation.services.case_lines import lines_of, untallied
from mediation.services.keep_tallies import made_by

FEW = 300
"""So many cases with events since are read as the page is asked for; if there are more, everything is counted anew."""
BACK = timedelta(weeks=54)
"""How far back what moved is kept; the longest period of the page is shorter."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was kept of all weeks, put together once for all that ask until a week changes."""

    digests: Mapping[date, bytes]
    words: KnownWords
    parts: Mapping[date, Tally]
    starts: Mapping[date, int]
    whole: Tally


@dataclass(frozen=True, slots=True)
class Tallied:
    """All cases as they stand: those that were kept, the rows of those that were read again, and these anew."""

    kept: Tally
    stands: Column
    """Whether the row of a case still says what is so."""
    fresh: Tally


def standing_tallies(session: Session, periods: tuple[str, ...]) -> Tallied | None:
    """What every case counts for at this moment; None where too much of it would have to be read first."""
    waiting = untallied(session, FEW + 1)  # before the tallies: what is counted meanwhile is counted in both
    if len(waiting) > FEW:
        return None
    known = _known(session, made_by(periods))
    if known is None:
        return None
    lines = list(lines_of(session, waiting, periods))
    stands = np.ones(len(known.whole), dtype=bool)
    stands[[row for line in lines if (row := _row(known, line)) is not None]] = False
    return Tallied(known.whole, stands, tallied(lines))


def _row(known: Known, line: CaseLine) -> int | None:
    week = week_of(date.fromordinal(line.registered))
    row = known.parts[week].row_of(line.case_id) if week in known.parts else None
    return None if row is None else known.starts[week] + row


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
    return Known(now, words, parts, starts, joined([parts[week] for week in sorted(parts)], words))
