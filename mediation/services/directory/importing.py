"""A table of divisions, organisations or people is kept aside, then applied as a whole by who sent it, or dropped."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import DirectoryImport
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.directory.administrators import lock_administrators
from mediation.services.directory.check import Administered, outcome_of, problems_of, published
from mediation.services.directory.reading import Directory, read_directory
from mediation.services.directory.trainings import keep_training, new_attended
from mediation.services.import_divisions import Division, import_divisions
from mediation.services.import_organisations import import_organisations
from mediation.services.import_people import FirstPassword, import_people
from mediation.services.importing.begin import SentTable
from mediation.services.recount_deadlines import administering_post
from mediation.services.reset_password import temporary_password
from mediation.services.unit_of_work import UnitOfWork

PASSWORDS_KEPT_FOR = timedelta(days=14)
KEPT_FOR = timedelta(days=3)
"""So long the rows of a table wait for a decision; the next table that is sent forgets them."""


def begin_directory_import(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, kind: DirectoryKind, table: SentTable
) -> UUID:
    """Keep the table for looking over; nothing is made of it yet. BadInput for what is no such table."""
    post = administering_post(actor)
    read_directory(kind, table, clock.today())
    forget_directory_tables(uow, clock)
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
) -> UUID:
    """All of the table, or nothing. `pinyin`: by which a division's name is found. BadInput where something stands
    against it. Nobody comes in by a new account until `make_first_passwords` has made its password's hash."""
    found = waiting_import(uow.session, actor, import_id)
    directory = directory_of(found)
    if directory.kind is DirectoryKind.PEOPLE:
        lock_administrators(uow, actor, clock.today())
    problems = problems_of(uow.session, uow.registry, actor, directory, clock.today())
    if problems:
        raise BadInput.at("", say("表里有 {n} 处问题，一行也没有导入：请改好再传", n=len(problems)))
    outcome = outcome_of(uow.session, actor, directory)
    now = clock.now()
    new = outcome.added if directory.kind is DirectoryKind.PEOPLE else ()
    first = {account: temporary_password() for account in new}
    _make(uow, actor, now, directory, dict(pinyin), first)
    if first:
        found.passwords, found.passwords_left = json.dumps(first), len(first)
    found.added, found.changed, found.retired = map(len, (outcome.added, outcome.changed, outcome.retired))
    found.cells, found.applied_at = None, now
    uow.session.flush()
    return found.id


def _make(
    uow: UnitOfWork,
    actor: Actor,
    now: datetime,
    directory: Directory,
    pinyin: dict[str, tuple[str, ...]],
    first: dict[str, str],
) -> None:
    if directory.kind is DirectoryKind.DIVISIONS:
        whole = published(uow.session, Administered.of(actor), directory)
        divisions = [Division(code, name) for code, name in whole.items()]
        import_divisions(uow, divisions, now.astimezone(SHANGHAI).date(), lambda name: pinyin.get(name, ()))
    elif directory.kind is DirectoryKind.ORGANISATIONS:
        import_organisations(uow, directory.organisations, now.astimezone(SHANGHAI).date())
    elif directory.kind is DirectoryKind.TRAININGS:
        for person_id, row in new_attended(uow.session, directory.attended):
            keep_training(uow.session, person_id, row.training, by=actor.person_id, at=now)
    else:
        made = {account: FirstPassword(password, "") for account, password in first.items()}
        import_people(uow, directory.posts, now, made, actor.person_id)


def drop_directory_import(uow: UnitOfWork, *, actor: Actor, clock: Clock, import_id: UUID) -> UUID:
    """Nothing is made of it, and its rows are forgotten."""
    found = waiting_import(uow.session, actor, import_id)
    found.cells, found.dropped_at = None, clock.now()
    return found.id


def note_handed_over(uow: UnitOfWork, *, actor: Actor, clock: Clock, import_id: UUID) -> UUID:
    """All first passwords of the table were given to their people: they are forgotten."""
    found = own_import(uow.session, actor, import_id)
    uow.session.refresh(found, with_for_update=True)
    if found.passwords is None:
        raise WrongState(say("这份表没有等待交给本人的初始密码"))
    if found.passwords_left:
        raise WrongState(say("还有 {n} 个账号的密码没有生成，请稍候", n=found.passwords_left))
    found.passwords, found.handed_over_at = None, clock.now()
    return found.id


def forget_directory_tables(uow: UnitOfWork, clock: Clock) -> None:
    """Rows that nobody decided about, and passwords that nobody said to have handed over, after their days."""
    waiting = select(DirectoryImport).where(
        DirectoryImport.applied_at.is_(None),
        DirectoryImport.dropped_at.is_(None),
        DirectoryImport.made_at < clock.now() - KEPT_FOR,
    )
    for old in uow.session.scalars(waiting).all():
        old.cells, old.dropped_at = None, clock.now()
    told = select(DirectoryImport).where(
        DirectoryImport.passwords_sealed.is_not(None),
        DirectoryImport.applied_at < clock.now() - PASSWORDS_KEPT_FOR,
    )
    for old in uow.session.scalars(told).all():
        old.passwords = None


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
