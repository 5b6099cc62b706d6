"""Going on with a table, chunk by chunk: each is a transaction, so that it can stop anywhere and be taken up again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import monotonic
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import CaseImport
from mediation.rules.actor import Actor
from mediation.rules.errors import MediationError, NotThere
from mediation.rules.vocabulary import ImportStage
from mediation.services.importing.check import check_lines
from mediation.services.importing.confirm import forget, own_import
from mediation.services.importing.write import FAILED, next_lines, refuse_lines, write_lines
from mediation.services.many.go_on import NO_RIGHT
from mediation.services.unit_of_work import House

log = logging.getLogger(__name__)
AT_ONCE = {ImportStage.CHECKING: 400, ImportStage.WRITING: 300}
"""Rows in one transaction, by what is done with them: nobody waits long for what it holds."""


def waiting_imports(session: Session) -> Sequence[tuple[UUID, UUID]]:
    """Tables with rows to check or to write, the oldest first: each with the person who handed it in."""
    under_way = select(CaseImport.id, CaseImport.made_by).where(CaseImport.stage.in_(list(AT_ONCE)))
    rows = session.execute(under_way.order_by(CaseImport.made_at, CaseImport.id))
    return [(import_id, made_by) for import_id, made_by in rows]


def work_on_import(house: House, *, actor: Actor, import_id: UUID, seconds: float = float("inf")) -> bool:
    """Check or write rows for as long; whether there is more to do now. It can be called again at any time."""
    until = monotonic() + seconds
    while _chunk(house, actor, import_id):
        if monotonic() >= until:
            return True
    return False


def _chunk(house: House, actor: Actor, import_id: UUID) -> bool:
    with house.begin() as uow:
        found = own_import(uow, actor, import_id)
        if found.stage not in AT_ONCE:
            return False
        most, writing = AT_ONCE[found.stage], found.stage is ImportStage.WRITING
    while True:
        try:
            return _some(house, actor, import_id, most)
        except MediationError:
            raise
        except Exception as error:
            if house.is_storage_failure(error) or house.is_transient(error) or not writing:
                raise
            if most == 1:
                return _leave_out(house, actor, import_id, error)
            most = max(most // 8, 1)


def _some(house: House, actor: Actor, import_id: UUID, most: int) -> bool:
    with house.begin() as uow:
        found = own_import(uow, actor, import_id)
        if found.stage not in AT_ONCE:
            return False
        do = check_lines if found.stage is ImportStage.CHECKING else write_lines
        more = do(uow, found, actor=actor, clock=house.clock, most=most)
        uow.commit()
    return more


def _leave_out(house: House, actor: Actor, import_id: UUID, error: Exception) -> bool:
    """One row that the database will not have stops none of the others."""
    log.error("import %s: a row was refused: %s", import_id, type(error).__name__)
    with house.begin() as uow:
        own_import(uow, actor, import_id)
        refuse_lines(uow, {line.id: FAILED for line in next_lines(uow, import_id, 1)})
        uow.commit()
    return True


def _stop(house: House, import_id: UUID) -> None:
    """Nothing more is made of the table; every row that was to become a case says why it did not."""
    with house.begin() as uow:
        found = uow.session.get_one(CaseImport, import_id, with_for_update=True)
        if found.stage is ImportStage.CHECKING:
            forget(uow, found, house.clock)
        elif found.stage is ImportStage.WRITING:
            while left := next_lines(uow, import_id, AT_ONCE[ImportStage.WRITING]):
                refuse_lines(uow, {line.id: NO_RIGHT for line in left})
            found.stage, found.ended_at = ImportStage.DONE, house.clock.now()
        uow.commit()


def go_on_importing(house: House, *, import_id: UUID, actor: Actor | None, seconds: float) -> bool:
    """Some rows more in the name and with the rights of who handed them in; whether that went well.

    Who has lost the post makes nothing more of a table; what they confirmed is told to have stopped.
    """
    try:
        if actor is None:
            raise NotThere
        work_on_import(house, actor=actor, import_id=import_id, seconds=seconds)
    except NotThere:
        _stop(house, import_id)
    except Exception as error:
        log.error("import %s: %s", import_id, type(error).__name__)
        return False
    return True
