"""What administrators have brought in as tables; of one that waits, what is wrong and what would come of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import DirectoryImport, Person
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission, Registry
from mediation.rules.messages import Message
from mediation.rules.regions import span
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.directory.check import Outcome, outcome_of, problems_of
from mediation.services.directory.importing import directory_of, own_import
from mediation.services.directory.reading import Directory

LATEST, SHOWN = 20, 300


@dataclass(frozen=True, slots=True)
class ImportShown:
    """One table: of what, who sent it when, and what became of it."""

    id: UUID
    kind: DirectoryKind
    file_name: str
    made_by: str
    made_at: datetime
    applied_at: datetime | None
    dropped_at: datetime | None
    added: int
    changed: int
    retired: int
    own: bool

    @property
    def waits(self) -> bool:
        return self.applied_at is None and self.dropped_at is None


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One that waits: its columns, the rows that are wrong (else the first), what is wrong by row and column, and
    what would come of it."""

    shown: ImportShown
    directory: Directory
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[tuple[int, str, Message], ...]
    outcome: Outcome | None


def imports_of(session: Session, actor: Actor) -> tuple[ImportShown, ...]:
    """The latest of the administrator's area, whoever sent them."""
    if not actor.has(Permission.ADMINISTER):
        raise NotThere
    areas = [
        DirectoryImport.region_code.between(*span(post.region_code))
        for post in actor.posts_with(Permission.ADMINISTER)
    ]
    rows = session.execute(
        select(DirectoryImport, Person.name)
        .join(Person, Person.id == DirectoryImport.made_by)
        .where(or_(*areas))
        .order_by(DirectoryImport.made_at.desc())
        .limit(LATEST)
    )
    return tuple(_shown(row, name, actor) for row, name in rows)


def import_page(session: Session, registry: Registry, actor: Actor, import_id: UUID) -> ImportPage:
    """NotThere for anybody but who sent it; only what waits has rows."""
    found = own_import(session, actor, import_id)
    shown = _shown(found, actor.name, actor)
    if not found.waits:
        return ImportPage(shown, Directory(found.kind, ()), (), (), (), None)
    directory = directory_of(found)
    kept = json.loads(found.cells or "{}")
    problems = problems_of(session, registry, actor, directory)
    wrong = {line for line, _, _ in problems}
    return ImportPage(
        shown,
        directory,
        tuple(kept["heads"]),
        tuple((line, tuple(cells)) for line, cells in kept["rows"] if line in wrong)[:SHOWN]
        or tuple((line, tuple(cells)) for line, cells in kept["rows"][:SHOWN]),
        problems,
        None if problems else outcome_of(session, actor, directory),
    )


def _shown(row: DirectoryImport, name: str, actor: Actor) -> ImportShown:
    return ImportShown(
        row.id,
        row.kind,
        row.file_name,
        name,
        row.made_at,
        row.applied_at,
        row.dropped_at,
        row.added,
        row.changed,
        row.retired,
        row.made_by == actor.person_id,
    )
