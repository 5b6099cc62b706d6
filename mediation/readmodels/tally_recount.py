"""The slow way with the tallies: every line that is kept held against the case itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseTally
from mediation.readmodels.backlog_cells import start_of
from mediation.readmodels.tallies import BACK
from mediation.rules.backlog import week_of
from mediation.rules.tally import CaseLine, lines_in
from mediation.rules.tally_packing import unpacked
from mediation.services.case_lines import lines_of, untallied
from mediation.services.keep_tallies import made_by

A_WEEK = timedelta(days=7)
EVERY_ONE = 10**9


def unlike_lines(
    session: Session, periods: tuple[str, ...], today: date
) -> Iterator[tuple[UUID, tuple[str, ...]]]:
    """Each case whose kept line is not what the case says, and in what; cases that wait to be read again left out.

    Nothing where weeks wait to be counted by other rules: nobody reads the tallies then.
    In use only in a session that reads everything as of one moment.
    """
    if set(session.scalars(select(CaseTally.made_by))) - {made_by(periods)}:
        return
    waiting = {case_id.bytes for case_id in untallied(session, EVERY_ONE)}
    since = (today - BACK).toordinal()
    for week in registered_weeks(session):
        kept = session.scalar(select(CaseTally.content).where(CaseTally.week == week))
        there = {line.case_id: line for line in lines_in(unpacked(kept))} if kept else {}
        ids = session.scalars(registered_in(week)).all()
        now = {line.case_id: line for line in lines_of(session, ids, periods)}
        for case_id in sorted((there.keys() | now.keys()) - waiting):
            found, line = there.get(case_id), now.get(case_id)
            if differs := _differing(found, line, since):
                yield UUID(bytes=case_id), differs


def _differing(kept: CaseLine | None, line: CaseLine | None, since: int) -> tuple[str, ...]:
    if kept is None or line is None:
        one = kept or line
        return ("case_id",) if one is not None and (line is None or one.counts_since(since)) else ()
    kept, line = _ordered(kept), _ordered(line)
    return tuple(one.name for one in fields(CaseLine) if getattr(kept, one.name) != getattr(line, one.name))


def _ordered(line: CaseLine) -> CaseLine:
    moves = tuple(sorted(line.moves, key=str))
    return replace(line, led=tuple(sorted(line.led)), returned=tuple(sorted(line.returned)), moves=moves)


def registered_weeks(session: Session) -> list[date]:
    """Every Monday from the first case's week to the last one's, and those that have a tally."""
    first, last = session.execute(select(func.min(Case.registered_at), func.max(Case.registered_at))).one()
    weeks = set(session.scalars(select(CaseTally.week)))
    if first is not None:
        week = week_of(first.date())
        while week <= last.date() + timedelta(days=1):
            weeks.add(week)
            week += A_WEEK
    return sorted(weeks)


def registered_in(week: date) -> Select[UUID]:
    """The cases of that week."""
    return select(Case.id).where(
        Case.registered_at >= start_of(week), Case.registered_at < start_of(week + A_WEEK)
    )
