"""Keeping what cases count for, week by week of their registration, so that a page need not ask each case."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, insert, update

from mediation.model import CaseChain, CaseTally
from mediation.rules.tally import FORMAT, TABLES
from mediation.services.case_lines import ENDS, MARKS, ROADS
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class WeekCounted:
    """The tally of a week as it shall be, and the digest of that from which it was made; None where there was none."""

    before: bytes | None
    content: bytes


def made_by(periods: Sequence[str]) -> str:
    """By which rules a tally was made, with what its columns and bits mean: others make it worthless."""
    bits = [[one.value for one in terms] for terms in (MARKS, ENDS, ROADS)]
    said = (FORMAT, TABLES, bits, sorted(periods))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def keep_tallies(
    uow: UnitOfWork, *, weeks: Mapping[date, WeekCounted], seen: Mapping[UUID, int], made: str
) -> bool:
    """Put the weeks in the place of those that they were made from, and note up to which event the cases are in them.

    False, and nothing is to be committed, if somebody else kept one of the weeks meanwhile.
    A case with an event since stays among those that are to be read again.
    """
    for week, counted in weeks.items():
        digest = hashlib.sha256(counted.content).digest()
        values = {"digest": digest, "content": counted.content, "made_by": made}
        if counted.before is None:
            uow.session.execute(insert(CaseTally).values(week=week, **values))
            continue
        query = update(CaseTally).where(CaseTally.week == week, CaseTally.digest == counted.before)
        if not uow.session.connection().execute(query.values(**values)).rowcount:
            return False
    if seen:
        rows = [{"of": case_id, "upto": seq} for case_id, seq in seen.items()]
        uow.session.connection().execute(_NOTED, rows)
    return True


_CHAINS = CaseChain.__table__
_NOTED = (
    update(CaseChain)
    .where(_CHAINS.c.case_id == bindparam("of"), _CHAINS.c.last_seq == bindparam("upto"))
    .values(tallied=True)
)
