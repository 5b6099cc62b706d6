"""The court's desk over a prefecture's diverted cases: told once through the services, then copied row by row."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Table as SqlTable
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bench.house import kept_name, opened
from bench.measure import Row
from bench.pages import Target, alone_in_turn
from mediation.bootstrap import Installation
from mediation.commands.court_figures import CourtFiguresKept
from mediation.demonstration.doors import DOORS, at_court
from mediation.demonstration.people import COUNTY, PASSWORD
from mediation.demonstration.player import Player
from mediation.model import Case, Organisation, Table
from mediation.model.types import new_id
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.sign_in import sign_in

COPIED = (
    "cases",
    "holdings",
    "diversions",
    "filings",
    "hand_overs",
    "parties",
    "agreements",
    "obligations",
    "performances",
    "confirmations",
    "requests",
    "deadlines",
)
"""What the court's pages read, in the order in which rows may be written."""
ONCE = {"public_id", "court_number"}
"""Columns in which no two rows are alike."""
SPAN = 1000
"""Over how many days the cases lie."""


def measure(*, folder: Path, cases: int, alone: int = 20) -> Iterator[Row]:
    house = diverted(folder, cases)
    token = sign_in(house, account="fayuan", password=PASSWORD, address="127.0.0.1", device="bench").token
    since = house.clock.today() - timedelta(days=SPAN)
    targets = [
        Target(f"court's desk, {cases:,} diverted cases", token, ["/court"]),
        Target(f"court's desk narrowed, {cases:,} diverted cases", token, ["/court?desk=receive&overdue=1"]),
        Target("court's calendar of a month", token, ["/court/calendar?view=month"]),
        Target("figures by organisation, this year", token, ["/court/organisations"]),
        Target(f"figures by organisation, all {cases:,}", token, [f"/court/organisations?from={since}"]),
        Target(
            "the cases behind a figure, all years",
            token,
            [f"/court/organisations/cases?figure=agreed&from={since}"],
        ),
    ]
    CourtFiguresKept(house).renew()  # as the worker does every half minute
    try:
        alone_in_turn(house, targets, alone)
    finally:
        house.close()
    for one in targets:
        yield Row(one.what, f"in-process {one.alone:.1f} ms, {one.statements} statements", "—", "—")


def diverted(folder: Path, count: int) -> Installation:
    """An installation whose court has sent out at least `count` cases."""
    house = opened(folder / f"court-{kept_name(count)}")
    today = house.clock.today()
    with house.read() as session:
        there = session.scalar(select(func.count()).select_from(Case)) or 0
    if not there:
        for n, (name, days, story) in enumerate(DOORS):
            if "2024" not in name:
                story(at_court(Player(house, today - timedelta(days=days)), n))
        with house.begin() as uow:
            copy_cases(uow.session, count)
            uow.commit()
    return house


def copy_cases(session: Session, count: int) -> None:
    tables = {one.name: one for one in Table.metadata.sorted_tables}
    dice = random.Random(36_200)  # noqa: S311
    stories = [_rows(session, tables, case_id) for case_id in session.scalars(select(Case.id)).all()]
    weights = [100 if _is_over(story) else 1 for story in stories]
    committees = session.scalars(
        select(Organisation.id).where(
            Organisation.kind == OrganisationKind.COMMITTEE,
            Organisation.region_code.startswith(COUNTY[:6]),
        )
    ).all()
    waiting: dict[str, list[dict[str, Any]]] = {name: [] for name in COPIED}
    for n in range(count):
        story = dice.choices(stories, weights)[0]
        days = dice.randrange(SPAN) if _is_over(story) else 0
        _copy(story, waiting, n, timedelta(days=days), dice.choice(committees))
        if n % 500 == 499 or n == count - 1:
            for name in COPIED:
                if waiting[name]:
                    session.execute(insert(tables[name]), waiting[name])
                waiting[name].clear()


def _is_over(story: dict[str, list[dict[str, Any]]]) -> bool:
    """Whether nothing of it waits any more: as with most of what a court ever sent out."""
    matters = ("cases", "hand_overs", "confirmations", "requests")
    return not any(row["is_open"] for name in matters for row in story[name])


def _rows(session: Session, tables: dict[str, SqlTable], case_id: UUID) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name in COPIED:
        table = tables[name]
        if name == "cases":
            where = table.c.id == case_id
        elif name == "obligations":
            where = table.c.agreement_id.in_(
                select(tables["agreements"].c.id).where(tables["agreements"].c.case_id == case_id)
            )
        else:
            where = table.c.case_id == case_id
        found[name] = [dict(row) for row in session.execute(select(table).where(where)).mappings()]
    return found


def _copy(
    story: dict[str, list[dict[str, Any]]],
    waiting: dict[str, list[dict[str, Any]]],
    n: int,
    earlier: timedelta,
    receiver: UUID,
) -> None:
    """The same case with keys of its own, some days earlier, at another committee."""
    fresh = {row["id"]: new_id() for rows in story.values() for row in rows}
    for name, rows in story.items():
        for row in rows:
            made = {
                key: fresh.get(value, value)
                if isinstance(value, UUID)
                else value - earlier
                if hasattr(value, "year")
                else f"{value}{n:05}"[-20:]
                if key in ONCE and value
                else value
                for key, value in row.items()
            }
            if name == "hand_overs":
                made["receiver_id"] = receiver
            waiting[name].append(made)
