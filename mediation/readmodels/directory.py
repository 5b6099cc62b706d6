"""What administrators have brought in as tables; of one that waits, what is wrong and what would come of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import DirectoryImport, Person
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission, Registry
from mediation.rules.messages import Message
from mediation.rules.regions import span
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.directory.check import Outcome, outcome_of, problems_of
from mediation.services.directory.importing import PASSWORDS_KEPT_FOR, directory_of, own_import
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
    handed_over_at: datetime | None
    passwords: int
    """First passwords that still have to be handed over."""
    own: bool

    @property
    def waits(self) -> bool:
        return self.applied_at is None and self.dropped_at is None


@dataclass(frozen=True, slots=True)
class FirstPasswords:
    """Of the accounts that a table made, until they are handed over: each with the name of its person, and None once
    it is no longer the password that holds. `left`: how many the worker has still to make usable."""

    accounts: tuple[tuple[str, str, str | None], ...]
    left: int
    until: date

    @property
    def made(self) -> int:
        return len(self.accounts) - self.left


@dataclass(frozen=True, slots=True)
class ImportPage:
    """One that waits: its columns, the rows that are wrong (else the first), what is wrong by row and column, and
    what would come of it. One that was applied: the first passwords that wait to be handed over."""

    shown: ImportShown
    directory: Directory
    heads: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[tuple[int, str, Message], ...]
    outcome: Outcome | None
    passwords: FirstPasswords | None = None


def imports_of(session: Session, actor: Actor, now: datetime) -> tuple[ImportShown, ...]:
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
    return tuple(_shown(row, name, actor, now) for row, name in rows)


def import_page(
    session: Session, registry: Registry, actor: Actor, import_id: UUID, now: datetime
) -> ImportPage:
    """NotThere for anybody but who sent it; only what waits has rows."""
    found = own_import(session, actor, import_id)
    shown = _shown(found, actor.name, actor, now)
    if not found.waits:
        nothing = Directory(found.kind, ())
        return ImportPage(shown, nothing, (), (), (), None, _passwords(session, found, now))
    directory = directory_of(found)
    kept = json.loads(found.cells or "{}")
    problems = problems_of(session, registry, actor, directory, now.astimezone(SHANGHAI).date())
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


def _passwords(session: Session, found: DirectoryImport, now: datetime) -> FirstPasswords | None:
    """None once they were handed over, or after their days."""
    if not _kept(found, now):
        return None
    assert found.applied_at is not None
    kept: dict[str, str] = json.loads(found.passwords or "{}")
    people = session.execute(
        select(Person.account, Person.name, Person.password_given_at)
        .where(Person.account.in_(kept))
        .order_by(Person.name, Person.account)
    )
    return FirstPasswords(
        tuple(
            (account, name, kept[account] if given_at == found.applied_at else None)
            for account, name, given_at in people
        ),
        found.passwords_left,
        (found.applied_at + PASSWORDS_KEPT_FOR).astimezone(SHANGHAI).date(),
    )


def _kept(found: DirectoryImport, now: datetime) -> bool:
    return (
        found.passwords_sealed is not None
        and found.applied_at is not None
        and now <= found.applied_at + PASSWORDS_KEPT_FOR
    )


def _shown(row: DirectoryImport, name: str, actor: Actor, now: datetime) -> ImportShown:
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
        row.handed_over_at,
        row.added if _kept(row, now) else 0,
        row.made_by == actor.person_id,
    )
