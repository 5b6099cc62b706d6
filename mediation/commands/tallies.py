"""Keeping the tallies of the backlog: cases that something happened to are read again, some seconds later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from time import monotonic
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from mediation.bootstrap import Installation
from mediation.model import Case, CaseChain, CaseTally
from mediation.readmodels.tallies import BACK
from mediation.readmodels.tally_recount import registered_in, registered_weeks
from mediation.rules.backlog import week_of
from mediation.rules.tally import CaseLine, merged, rows_before, tallied, without
from mediation.rules.tally_packing import packed, unpacked
from mediation.services.case_lines import lines_of, untallied
from mediation.services.keep_tallies import WeekCounted, keep_tallies, made_by

EVERY = 2.0
"""Seconds between two looks."""
ENOUGH = 50
"""So many cases wait until they are read: a page reads them by itself, and a week that is kept anew is read by all."""
AT_ONCE = 2000
"""So many cases come into the tallies in one transaction."""
AT_MOST = 5.0
"""Seconds that one look takes of the worker; the next goes on."""


class TalliesKept:
    """Knows when to look next."""

    def __init__(self, house: Installation, *, every: float = EVERY, enough: int = ENOUGH) -> None:
        self._house, self._every, self._enough, self._next = house, every, enough, 0.0
        self._periods = tuple(sorted(house.registry.periods))
        self._made = made_by(self._periods)

    def renew(self) -> int:
        """Read again what has changed, and weeks that were counted by other rules; how many cases were read."""
        if monotonic() < self._next:
            return 0
        until, read = monotonic() + AT_MOST, 0
        for week in self._outdated():
            read += self._count_week(week)
            if monotonic() > until:
                return read
        while len(some := self._untallied()) >= self._enough:
            read += self._read_again(some)
            if monotonic() > until:
                return read
        self._next = monotonic() + self._every
        return read

    def rebuild(self) -> int:
        """Count every week anew, in use; how many there are."""
        with self._house.read() as session:
            weeks = registered_weeks(session)
        for week in weeks:
            self._count_week(week)
        return len(weeks)

    def _outdated(self) -> Sequence[date]:
        with self._house.read() as session:
            query = select(CaseTally.week).where(CaseTally.made_by != self._made).order_by(CaseTally.week)
            return session.scalars(query).all()

    def _untallied(self) -> dict[UUID, int]:
        with self._house.read() as session:
            return untallied(session, AT_ONCE)

    def _read_again(self, seen: Mapping[UUID, int]) -> int:
        """The cases' lines in the place of those that were there; whoever has an event meanwhile comes again."""
        by_week: defaultdict[date, list[CaseLine]] = defaultdict(list)
        with self._house.read() as session:
            for line in lines_of(session, seen, self._periods):
                by_week[week_of(date.fromordinal(line.registered))].append(line)
            kept = {
                row.week: row
                for row in session.execute(
                    select(CaseTally.week, CaseTally.digest, CaseTally.content).where(
                        CaseTally.week.in_(by_week)
                    )
                )
            }
        weeks = {}
        for week, lines in by_week.items():
            row = kept.get(week)
            parts = [tallied(self._counting(lines))]
            if row is not None:
                before = unpacked(row.content)
                before = without(before, rows_before(before, self._since()))
                rows = (before.row_of(line.case_id) for line in lines)
                parts.insert(0, without(before, [one for one in rows if one is not None]))
            weeks[week] = WeekCounted(row.digest if row else None, packed(merged(parts)))
        return len(seen) if self._keep(weeks, seen) else 0

    def _count_week(self, week: date) -> int:
        """A week whole, from its cases alone."""
        with self._house.read() as session:
            before = session.scalar(select(CaseTally.digest).where(CaseTally.week == week))
            there = (  # in one statement: whoever is registered meanwhile is in neither, and comes again
                select(Case.id, CaseChain.last_seq, CaseChain.tallied)
                .outerjoin(CaseChain, CaseChain.case_id == Case.id)
                .where(Case.id.in_(registered_in(week)))
            )
            known = session.execute(there).all()
            ids = [case_id for case_id, _, _ in known]
            seen = {case_id: seq for case_id, seq, noted in known if seq is not None and not noted}
            lines = list(lines_of(session, ids, self._periods))
        content = packed(tallied(self._counting(lines)))
        return len(ids) if self._keep({week: WeekCounted(before, content)}, seen) else 0

    def _counting(self, lines: Iterable[CaseLine]) -> list[CaseLine]:
        """Those that a page of a year can count."""
        since = self._since()
        return [line for line in lines if line.counts_since(since)]

    def _since(self) -> int:
        return (self._house.clock.today() - BACK).toordinal()

    def _keep(self, weeks: Mapping[date, WeekCounted], seen: Mapping[UUID, int]) -> bool:
        """False where somebody else was there first: the next look reads the cases again."""
        try:
            with self._house.begin() as uow:
                kept = keep_tallies(uow, weeks=weeks, seen=seen, made=self._made)
                if kept:
                    uow.commit()
        except DBAPIError as error:
            if isinstance(error, IntegrityError) or self._house.database.is_transient(error):
                return False
            raise
        return kept
