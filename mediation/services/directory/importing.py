"""A table of divisions, organisations or people is kept aside, then applied as a whole by who sent it, or dropped."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import DirectoryImport
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.directory.check import Administered, Outcome, outcome_of, problems_of, published
from mediation.services.directory.reading import Directory, read_directory
from mediation.services.import_divisions import Division, import_divisions
from mediation.services.import_organisations import import_organisations
from mediation.services.import_people import FirstPassword, import_people
from mediation.services.importing.begin import SentTable
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

KEPT_FOR = timedelta(days=3)
"""So long the rows of a table wait for a decision; the next table that is sent forgets them."""


def begin_directory_import(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, kind: DirectoryKind, table: SentTable
) -> UUID:
    """Keep the table for looking over; nothing is made of it yet. BadInput for what is no such table."""
    post = administering_post(actor)
    read_directory(kind, table, clock.today())
    for old in uow.session.scalars(
        select(DirectoryImport).where(
            DirectoryImport.applied_at.is_(None),
            DirectoryImport.dropped_at.is_(None),
            DirectoryImport.made_at < clock.now() - KEPT_FOR,
        )
    ):
        old.cells, old.dropped_at = None, clock.now()
    made = DirectoryImport(
        kind=kind,
        region_code=post.region_code,
        file_name=table.file_name[-200:],
        file_digest=table.digest,
        made_by=actor.person_id,
        made_at=clock.now(),
    )
    uow.session.add(made)
    made.cells = json.dumps({"heads": table.heads, "rows": list(table.rows)}, ensure_ascii=False)
    uow.session.flush()
    return made.id


def apply_directory_import(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    import_id: UUID,
    pinyin: tuple[tuple[str, tuple[str, ...]], ...] = (),
    hashes: tuple[tuple[str, str], ...] = (),
) -> UUID:
    """All of the table, or nothing. `pinyin`: by which a division's name is found; `hashes`: of the first password of
    each new account. BadInput where something stands against it."""
    found = waiting_import(uow.session, actor, import_id)
    directory = directory_of(found)
    problems = problems_of(uow.session, uow.registry, actor, directory)
    if problems:
        raise BadInput.at("", say("表里有 {n} 处问题，一行也没有导入：请改好再传", n=len(problems)))
    outcome = outcome_of(uow.session, actor, directory)
    _make(uow, actor, clock, directory, dict(pinyin), _passwords(directory, outcome, dict(hashes)))
    found.added, found.changed, found.retired = map(len, (outcome.added, outcome.changed, outcome.retired))
    found.cells, found.applied_at = None, clock.now()
    uow.session.flush()
    return found.id


def _passwords(directory: Directory, outcome: Outcome, hashes: dict[str, str]) -> dict[str, FirstPassword]:
    """Of the accounts that are made; BadInput where others are new now than those that were looked over."""
    if directory.kind is not DirectoryKind.PEOPLE:
        return {}
    if not set(outcome.added) <= set(hashes):
        raise BadInput.at("", say("核对以后人员有变动，请重新核对再导入"))
    return {account: FirstPassword("", hashes[account]) for account in outcome.added}


def _make(
    uow: UnitOfWork,
    actor: Actor,
    clock: Clock,
    directory: Directory,
    pinyin: dict[str, tuple[str, ...]],
    first: dict[str, FirstPassword],
) -> None:
    if directory.kind is DirectoryKind.DIVISIONS:
        whole = published(uow.session, Administered.of(actor), directory)
        divisions = [Division(code, name) for code, name in whole.items()]
        import_divisions(uow, divisions, clock.today(), lambda name: pinyin.get(name, ()))
    elif directory.kind is DirectoryKind.ORGANISATIONS:
        import_organisations(uow, directory.organisations, clock.today())
    else:
        import_people(uow, directory.posts, first)


def drop_directory_import(uow: UnitOfWork, *, actor: Actor, clock: Clock, import_id: UUID) -> UUID:
    """Nothing is made of it, and its rows are forgotten."""
    found = waiting_import(uow.session, actor, import_id)
    found.cells, found.dropped_at = None, clock.now()
    return found.id


def own_import(session: Session, actor: Actor, import_id: UUID) -> DirectoryImport:
    """The import, for who sent it and still administers; NotThere for anybody else."""
    administering_post(actor)
    found = session.get(DirectoryImport, import_id)
    if found is None or found.made_by != actor.person_id:
        raise NotThere
    return found


def waiting_import(session: Session, actor: Actor, import_id: UUID) -> DirectoryImport:
    """WrongState once somebody has decided about it."""
    found = own_import(session, actor, import_id)
    session.refresh(found, with_for_update=True)
    if not found.waits:
        raise WrongState(say("这份表已经导入，或者已经取消"))
    return found


def directory_of(found: DirectoryImport) -> Directory:
    """Its rows, read as on the day on which it was sent."""
    kept = json.loads(found.cells or "{}")
    rows = tuple((line, tuple(cells)) for line, cells in kept["rows"])
    table = SentTable(found.file_name, found.file_digest, tuple(kept["heads"]), rows)
    return read_directory(found.kind, table, found.made_at.astimezone(SHANGHAI).date())
