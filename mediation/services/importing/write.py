"""Sound rows become cases, some hundred in a transaction: the rows that a case entered by hand has, with its event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from mediation.model import CaseImport, CaseImportLine, Diversion, Filing
from mediation.model.types import sealed_values
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.court_rows import cells_by_field
from mediation.rules.court_table import COLUMNS, places_of
from mediation.rules.errors import Problem
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import ImportLineState, ImportStage
from mediation.services.check_court_case import used_numbers
from mediation.services.enter_court_case import court_desk, diversion_values, filing_values, told_of_door
from mediation.services.importing.check import row_index
from mediation.services.importing.words import as_stored
from mediation.services.open_case import Opening
from mediation.services.open_cases import insert_rows, open_cases
from mediation.services.unit_of_work import UnitOfWork

NUMBER = COLUMNS["court_number"]
KNOWN = say("这一行以前已经导入过")
USED = say("这个案号已经用过")
FAILED = say("这一行没有导入：写入时出错，请再试一次或者告诉管理员")


def write_lines(uow: UnitOfWork, found: CaseImport, *, actor: Actor, clock: Clock, most: int) -> bool:
    """Make cases of the next rows; whether any was left. The last one ends the import."""
    lines = next_lines(uow, found.id, most)
    if not lines:
        found.stage, found.ended_at = ImportStage.DONE, clock.now()
        return False
    post, court = court_desk(uow, actor, found.organisation_id)
    places = places_of(found.heads)
    indexes = [
        row_index(uow, court.id, cells_by_field(places, json.loads(one.cells or "[]"))) for one in lines
    ]
    refused = _refused(uow, lines, indexes)
    fresh = [
        (line, index, CourtCaseGiven.from_json(line.given or ""))
        for line, index in zip(lines, indexes, strict=True)
        if line.id not in refused
    ]
    now = clock.now()
    openings = [Opening(given.dispute, now, told_of_door(given)) for _, _, given in fresh]
    cases = open_cases(uow, actor=actor, post=post, openings=openings, recorded_at=now) if fresh else []
    given_of = [(case["id"], given) for case, (_, _, given) in zip(cases, fresh, strict=True)]
    insert_rows(uow, Filing, [row for one, given in given_of for row in filing_values(one, court.id, given)])
    insert_rows(uow, Diversion, [diversion_values(one, court.id, given) for one, given in given_of])
    made = [
        {"line_id": line.id, "case_id": case["id"], "made_index": index}
        for case, (line, index, _) in zip(cases, fresh, strict=True)
    ]
    if made:
        uow.session.connection().execute(_MADE, made)
    refuse_lines(uow, refused)
    return True


def next_lines(uow: UnitOfWork, import_id: UUID, most: int) -> Sequence[CaseImportLine]:
    """The next sound rows, locked."""
    sound = select(CaseImportLine).where(
        CaseImportLine.import_id == import_id, CaseImportLine.state == ImportLineState.SOUND
    )
    return uow.session.scalars(sound.order_by(CaseImportLine.row).limit(most).with_for_update()).all()


def _refused(
    uow: UnitOfWork, lines: Sequence[CaseImportLine], indexes: Sequence[bytes]
) -> dict[UUID, Message]:
    """The rows of which a case was made since they were checked, by whatever way."""
    used = used_numbers(uow.session, [line.court_number for line in lines])
    query = select(CaseImportLine.made_index).where(CaseImportLine.made_index.in_(indexes))
    known = set(uow.session.scalars(query))
    refused: dict[UUID, Message] = {}
    for line, index in zip(lines, indexes, strict=True):
        if index in known:
            refused[line.id] = KNOWN
        elif line.court_number in used:
            refused[line.id] = USED
        known.add(index)
    return refused


def refuse_lines(uow: UnitOfWork, refused: dict[UUID, Message]) -> None:
    """Rows of which nothing is made, each with its reason."""
    rows = []
    for line_id, why in refused.items():
        told = as_stored((Problem(NUMBER if why is USED else "", why),))
        rows.append({**sealed_values(uow.vault, CaseImportLine, line_id, said=told), "line_id": line_id})
    if rows:
        uow.session.connection().execute(_LEFT_OUT, rows)


_LINES: Any = CaseImportLine.__table__
_HERE = _LINES.c.id == bindparam("line_id")
_MADE = (
    update(_LINES)
    .where(_HERE)
    .values(
        state=ImportLineState.MADE,
        cells_sealed=None,
        given_sealed=None,
        said_sealed=None,
        match_index=None,
        case_id=bindparam("case_id"),
        made_index=bindparam("made_index"),
    )
)
_LEFT_OUT = (
    update(_LINES)
    .where(_HERE)
    .values(state=ImportLineState.LEFT_OUT, given_sealed=None, said_sealed=bindparam("said_sealed"))
)
