"""Which version of its definition the open matters of each kind stand under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model.matters import REQUESTS, TABLES
from mediation.model.requests import Request
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Definition, Permission, Registry
from mediation.rules.vocabulary import MatterKind


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version, and how many open matters stand under it."""

    definition: Definition
    newest: bool
    others: bool
    """Whether there is another version to move to."""
    open: int


def versions_shown(session: Session, actor: Actor, registry: Registry) -> tuple[VersionShown, ...]:
    """Every version of every definition, the newest first; NotThere for who does not administer."""
    require_administrator(actor)
    counts = _open(session)
    kinds = list(dict.fromkeys(one.matter for one in registry.definitions))
    return tuple(
        VersionShown(
            definition=one,
            newest=one is registry.current(one.matter),
            others=sum(other.matter is one.matter for other in registry.definitions) > 1,
            open=counts.get((one.matter, one.version), 0),
        )
        for one in sorted(registry.definitions, key=lambda d: (kinds.index(d.matter), -d.version))
    )


def states_held(session: Session, actor: Actor, definition: Definition) -> Mapping[str, int]:
    """The states in which open matters of that version stand, with how many."""
    require_administrator(actor)
    table: Any = TABLES[definition.matter]
    query = (
        select(table.state, func.count())
        .where(table.is_open, table.definition_version == definition.version)
        .group_by(table.state)
    )
    if table is Request:
        query = query.where(table.kind == definition.matter)
    return {state: n for state, n in session.execute(query)}


def require_administrator(actor: Actor) -> None:
    if not actor.has(Permission.ADMINISTER):
        raise NotThere


def _open(session: Session) -> Mapping[tuple[MatterKind, int], int]:
    found: dict[tuple[MatterKind, int], int] = {}
    for kind, table in ((k, t) for k, t in TABLES.items() if k not in REQUESTS):
        own: Any = table
        for version, n in session.execute(
            select(own.definition_version, func.count()).where(own.is_open).group_by(own.definition_version)
        ):
            found[kind, version] = n
    requests = select(Request.kind, Request.definition_version, func.count()).where(Request.is_open)
    for kind, version, n in session.execute(requests.group_by(Request.kind, Request.definition_version)):
        found[kind, version] = n
    return found
