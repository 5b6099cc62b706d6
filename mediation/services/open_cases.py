"""Hundreds of cases at once, table by table: the same rows as one after the other, some times as fast.

The columns come from where a single case takes them (`open_case`, `write_party`, `record_event`); what lies between
is left out: no object is built for a row that nobody reads again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert

from mediation.model import Case, Consent, Deadline, Holding, Party, Representative, Table
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import SHANGHAI
from mediation.services.open_case import Opening, case_values, first_clocks, first_event, first_holding
from mediation.services.record_event import open_chains
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import consent_values, party_values, representative_values

Rows = dict[type[Table], list[dict[str, Any]]]
ORDER = (Case, Holding, Party, Consent, Representative, Deadline)
"""A row before those that point at it."""


def open_cases(
    uow: UnitOfWork, *, actor: Actor, post: Post, openings: Sequence[Opening], recorded_at: datetime
) -> list[Mapping[str, Any]]:
    """Write the checked disputes as new cases of the post's organisation; the answer is the columns of each."""
    rows: Rows = {table: [] for table in ORDER}
    today = recorded_at.astimezone(SHANGHAI).date()
    for opening in openings:
        case = case_values(uow, post, actor, opening)
        rows[Case].append(case)
        rows[Holding].append(first_holding(case))
        rows[Deadline] += ({**clock, "start_noted_on": today} for clock in first_clocks(uow, case))
        _parties(uow, rows, case, opening, today)
    for table, values in rows.items():
        insert_rows(uow, table, values)
    cases = rows[Case]
    firsts = zip(cases, openings, strict=True)
    open_chains(uow, [first_event(case, one, actor, post, recorded_at) for case, one in firsts])
    return list(cases)


def _parties(uow: UnitOfWork, rows: Rows, case: Mapping[str, Any], opening: Opening, today: date) -> None:
    from_on = opening.given.first_asked_on
    for n, given in enumerate(opening.given.parties, 1):
        party = party_values(uow, case["id"], n, given, from_on)
        rows[Party].append(party)
        rows[Consent] += consent_values(party["id"], given, today)
        rows[Representative] += representative_values(uow, party["id"], given, from_on)


def insert_rows(uow: UnitOfWork, table: type[Table], rows: Sequence[Mapping[str, Any]]) -> None:
    """All of them by one statement; rows with the same columns."""
    if rows:
        uow.session.connection().execute(insert(table.__table__), rows)  # type: ignore[arg-type]
