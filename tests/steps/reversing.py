"""Taking a step back and seeing that everything is as it was before: rows, facts, papers and chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.demonstration.player import Player
from mediation.model import Case, CaseEvent, Membership, Table
from mediation.model.matters import LINKED
from mediation.readmodels.actors import load_actor
from mediation.rules.actor import Actor
from mediation.rules.grammar import Permission, Step
from mediation.services.gather_facts import gather_facts
from mediation.services.perform import perform
from mediation.services.reverse_step import reverse_step
from workflows import REGISTRY

BESIDE = {
    *("case_events", "case_chains", "commands", "counters", "earlier_values", "outbox"),
    *("regions", "region_changes", "organisations", "organisation_categories", "court_areas", "categories"),
    *("people", "memberships", "calendar_days", "settings"),
    *("triage_decisions", "triage_retractions"),
}
"""What every act writes: the chain grows, a counter never goes back, and decisions are only added; and what no step can
touch."""
Rows = dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]
VOID: Mapping[str, str] = {
    "agreements": "superseded_at",
    "appointments": "until_at",
    "case_numbers": "voided_at",
    "documents": "voided_at",
    "filings": "voided_at",
    "objections": "voided_at",
    "return_visits": "voided_at",
    "sittings": "voided_at",
}
PARTS = {"obligations", "sitting_mediators", "sitting_parties"}
"""They go with the agreement or the sitting."""


def rows_of(session: Session) -> Rows:
    """Every row of every table as the driver gives it, but for versions."""
    found: Rows = {}
    for table in Table.metadata.sorted_tables:
        if table.name not in BESIDE:
            columns = ", ".join(f'"{name}"' for name in names_of(table))
            told = session.connection().exec_driver_sql(f'SELECT {columns} FROM "{table.name}"')
            keys = len(table.primary_key)
            found[table.name] = {row[:keys]: tuple(row) for row in told}
    return found


def names_of(table: Any) -> list[str]:
    """The columns but for versions, those of the key first."""
    keys = [column.name for column in table.primary_key]
    return [*keys, *(c.name for c in table.columns if c.name not in (*keys, "version"))]


def named(table: str, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(names_of(Table.metadata.tables[table]), row, strict=True))


def facts_of(player: Player) -> list[Any]:
    """What guards would decide on today, in the dispute and in every other matter of the case."""
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        today = player.clock.today()
        found = [gather_facts(session, player.house.registry, case, case, today)]
        for table in dict.fromkeys(LINKED.values()):
            own: Any = table
            for matter in session.scalars(select(own).where(own.case_id == case.id).order_by(own.id)):
                found.append(gather_facts(session, player.house.registry, case, matter, today))
        return [facts.facts for facts in found]  # type: ignore[attr-defined]


def last_event(player: Player, after: int) -> CaseEvent | None:
    """The step that a person took in the last act: the first of its events."""
    with player.house.read() as session:
        events = session.scalars(
            select(CaseEvent)
            .where(CaseEvent.case_id == player.case_id, CaseEvent.seq > after)
            .order_by(CaseEvent.seq)
        ).all()
        session.expunge_all()
    return next((event for event in events if step_of(event) is not None), None)


def step_of(event: CaseEvent) -> Step | None:
    noun, _, verb = event.tag.partition(":")
    return REGISTRY.current(event.matter).by_step.get(verb) if noun == event.matter.value else None


def who_may(player: Player, event: CaseEvent) -> Actor:
    """Somebody with the right, where the step was taken."""
    step = step_of(event)
    assert step is not None
    roles = [role.name for role in step.by if Permission.REVERSE in role.may]
    with player.house.read() as session:
        person = session.scalars(
            select(Membership.person_id)
            .where(Membership.organisation_id == event.organisation_id, Membership.role.in_(roles))
            .limit(1)
        ).one()
        actor = load_actor(session, person, REGISTRY, player.clock.today())
    assert actor is not None
    return actor


def take_back(player: Player, event: CaseEvent, reason: str = "点错了案件", **more: Any) -> UUID:
    more.setdefault("actor", who_may(player, event))
    return perform(
        player.house,
        reverse_step,
        matter=event.matter,
        matter_id=event.matter_id,
        seq=event.seq,
        reason=reason,
        **more,
    )


def differences(before: Rows, after: Rows) -> Iterator[str]:
    """What is not as it was before, and every new row that still counts."""
    for table, rows in before.items():
        for key, row in rows.items():
            now = after[table].get(key)
            if now != row:
                then, since = named(table, row), named(table, now) if now else {}
                wrong = {k: (v, since[k]) for k, v in then.items() if since[k] != v} if now else "gone"
                yield f"{table} {wrong}"
        for key in after[table].keys() - rows.keys():
            new = named(table, after[table][key])
            if table == "deadlines" and new["state"] != "withdrawn":
                yield f"{table} {new['clock']} still {new['state']}"
            elif table in VOID and new[VOID[table]] is None:
                yield f"{table} new and not void"
            elif table not in VOID and table not in PARTS and table != "deadlines":
                yield f"{table} new"
