"""What a person decides on a table that was checked: made into cases, wholly or in part, or dropped."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, select, update

from mediation.model import CaseImport, CaseImportLine
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.vocabulary import ImportLineState, ImportStage
from mediation.services.enter_court_case import court_desk
from mediation.services.unit_of_work import UnitOfWork

CHECKED_ONCE = (ImportLineState.SOUND, ImportLineState.TWIN, ImportLineState.WRONG)


def confirm_import(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    import_id: UUID,
    only_sound: bool = False,
    anyway: tuple[int, ...] = (),
) -> UUID:
    """Let the sound rows become cases; those in `anyway`, by their numbers, though they look like ones that are there.

    All rows or none, unless only the sound ones are asked for. A table checked on another day is checked anew first.
    Raises WrongState before it was checked, BadInput for what stands against it.
    """
    found = own_import(uow, actor, import_id)
    if found.stage is not ImportStage.CHECKED:
        raise WrongState(say("表格还没有核对完，或者已经确认过"))
    if found.checked_on != clock.today():
        _check_anew(uow, found)
        return found.id
    _take_as_others(uow, found.id, anyway)
    _refuse_what_stands_against(uow, found.id, only_sound)
    found.stage, found.confirmed_at = ImportStage.WRITING, clock.now()
    return found.id


def _take_as_others(uow: UnitOfWork, import_id: UUID, rows: tuple[int, ...]) -> None:
    """Rows that somebody has looked at and says are other disputes than those that they look like."""
    uow.session.execute(
        update(CaseImportLine)
        .where(
            CaseImportLine.import_id == import_id,
            CaseImportLine.state == ImportLineState.TWIN,
            CaseImportLine.row.in_(rows),
        )
        .values(state=ImportLineState.SOUND)
    )


def _refuse_what_stands_against(uow: UnitOfWork, import_id: UUID, only_sound: bool) -> None:
    counts = counts_of(uow, import_id)
    left = counts.get(ImportLineState.WRONG, 0) + counts.get(ImportLineState.TWIN, 0)
    if left and not only_sound:
        raise BadInput.at(
            "only_sound",
            say("有 {n} 行不能导入：请改好表格再传一次；要先导入其余的，请勾选「只导入没有问题的」", n=left),
        )
    if not counts.get(ImportLineState.SOUND, 0):
        raise BadInput.at("", say("没有可以导入的行"))


def drop_import(uow: UnitOfWork, *, actor: Actor, clock: Clock, import_id: UUID) -> UUID:
    """Nothing is made of the table, and its rows are forgotten. WrongState once it was confirmed."""
    found = own_import(uow, actor, import_id)
    if found.stage not in (ImportStage.CHECKING, ImportStage.CHECKED):
        raise WrongState(say("已经确认导入，不能再取消；导入的案件请逐件处理"))
    forget(uow, found, clock)
    return found.id


def forget(uow: UnitOfWork, found: CaseImport, clock: Clock) -> None:
    """The rows are deleted; that there was such a file stays."""
    uow.session.execute(delete(CaseImportLine).where(CaseImportLine.import_id == found.id))
    found.stage, found.ended_at = ImportStage.DROPPED, clock.now()


def own_import(uow: UnitOfWork, actor: Actor, import_id: UUID) -> CaseImport:
    """The import of the actor's own court, locked; another's is not there."""
    found = uow.session.get(CaseImport, import_id, with_for_update=True)
    if found is None:
        raise NotThere
    try:
        court_desk(uow, actor, found.organisation_id)
    except NotAllowed:
        raise NotThere from None
    return found


def counts_of(uow: UnitOfWork, import_id: UUID) -> dict[ImportLineState, int]:
    """How many rows stand where."""
    query = select(CaseImportLine.state, func.count()).where(CaseImportLine.import_id == import_id)
    return {state: n for state, n in uow.session.execute(query.group_by(CaseImportLine.state))}


def _check_anew(uow: UnitOfWork, found: CaseImport) -> None:
    uow.session.execute(
        update(CaseImportLine)
        .where(CaseImportLine.import_id == found.id, CaseImportLine.state.in_(CHECKED_ONCE))
        .values(
            state=ImportLineState.WAITING,
            given_sealed=None,
            said_sealed=None,
            match_index=None,
            court_number="",
        )
    )
    found.stage, found.checked_on = ImportStage.CHECKING, None
