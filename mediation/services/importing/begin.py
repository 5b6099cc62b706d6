"""A table is taken in: its rows are kept sealed and aside, and checked from there; no case is made yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from mediation.model import CaseImport, CaseImportLine
from mediation.model.types import new_id, sealed_values
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.court_table import MOST_ROWS, places_of
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.vocabulary import ImportLineState, ImportStage
from mediation.services.enter_court_case import court_desk
from mediation.services.unit_of_work import UnitOfWork

UNDER_WAY = (ImportStage.CHECKING, ImportStage.CHECKED, ImportStage.WRITING)


@dataclass(frozen=True, slots=True)
class SentTable:
    """A file as it was read: its columns, and its rows by their numbers in it. The digest stands for all of it."""

    file_name: str
    digest: str
    heads: tuple[str, ...] = field(repr=False)
    rows: Sequence[tuple[int, tuple[str, ...]]] = field(repr=False)


def begin_import(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation_id: UUID, table: SentTable
) -> UUID:
    """Keep the table for checking; the answer is the import: the one under way, where the same file is.

    NotAllowed for who enters no cases at that court; BadInput for a table of other columns, or of no rows.
    """
    _, court = court_desk(uow, actor, organisation_id)
    places_of(table.heads)
    filled = [(row, cells) for row, cells in table.rows if any(cells)]
    if not filled:
        raise BadInput.at("file", say("表里没有案件：第一行是列名，下面每行一件"))
    if len(filled) > MOST_ROWS:
        raise BadInput.at("file", say("一次最多 {n} 行，请分成几个文件", n=MOST_ROWS))
    again = uow.session.scalar(
        select(CaseImport.id).where(
            CaseImport.organisation_id == court.id,
            CaseImport.file_digest == table.digest,
            CaseImport.stage.in_(UNDER_WAY),
        )
    )
    if again is not None:
        return again
    made = CaseImport(
        organisation_id=court.id,
        file_name=table.file_name[-200:],
        file_digest=table.digest,
        heads=list(table.heads),
        stage=ImportStage.CHECKING,
        made_by=actor.person_id,
        made_at=clock.now(),
    )
    uow.session.add(made)
    uow.session.flush()
    lines = [_line(uow, made.id, row, cells) for row, cells in filled]
    uow.session.connection().execute(insert(CaseImportLine.__table__), lines)  # type: ignore[arg-type]
    return made.id


def _line(uow: UnitOfWork, import_id: UUID, row: int, cells: Sequence[str]) -> dict[str, Any]:
    line_id = new_id()
    text = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
    return {
        **sealed_values(uow.vault, CaseImportLine, line_id, cells=text),
        "id": line_id,
        "import_id": import_id,
        "row": row,
        "state": ImportLineState.WAITING,
        "court_number": "",
    }
