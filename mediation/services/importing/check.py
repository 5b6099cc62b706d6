"""Checking some rows of a table: what each says, everything wrong with it, and whether it is there already."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from mediation.model import CaseImport, CaseImportLine, Organisation
from mediation.model.types import sealed_values
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.court_rows import Row, cells_by_field
from mediation.rules.court_table import COLUMNS, column_of, places_of
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import ImportLineState, ImportStage
from mediation.services.check_court_case import Desk, check_court_case, desk_of
from mediation.services.importing.words import as_one_row, as_stored, known_words
from mediation.services.same_dispute import match_index, same_disputes
from mediation.services.unit_of_work import UnitOfWork

NUMBER = COLUMNS["court_number"]


@dataclass(slots=True)
class Read:
    """A row being checked."""

    line: CaseImportLine
    cells: Mapping[str, str]
    given: CourtCaseGiven
    problems: list[Problem]
    twin: Message | None = None
    match: bytes | None = field(default=None)

    @property
    def state(self) -> ImportLineState:
        if self.problems:
            return ImportLineState.WRONG
        return ImportLineState.TWIN if self.twin else ImportLineState.SOUND


def check_lines(uow: UnitOfWork, found: CaseImport, *, actor: Actor, clock: Clock, most: int) -> bool:
    """Check the next rows; whether any was left to check. The last one ends the checking."""
    waiting = select(CaseImportLine).where(
        CaseImportLine.import_id == found.id, CaseImportLine.state == ImportLineState.WAITING
    )
    lines = uow.session.scalars(waiting.order_by(CaseImportLine.row).limit(most).with_for_update()).all()
    if not lines:
        found.stage, found.checked_on = ImportStage.CHECKED, clock.today()
        return False
    court = uow.session.get_one(Organisation, found.organisation_id)
    reads = _read(uow, found, court, lines, clock.today())
    desk = desk_of(uow.session, court, clock.today(), [one.given.court_number for one in reads])
    for one in reads:
        _check(desk, one)
    _note_repeated_numbers(uow, found.id, reads)
    _note_twins(uow, actor, found.id, reads)
    _keep(uow, reads)
    return True


def _read(
    uow: UnitOfWork, found: CaseImport, court: Organisation, lines: Sequence[CaseImportLine], today: date
) -> list[Read]:
    known, places = known_words(uow.session, court, today), places_of(found.heads)
    reads = []
    for line in lines:
        cells = cells_by_field(places, json.loads(line.cells or "[]"))
        row = Row(cells, known)
        reads.append(Read(line, cells, row.case(), row.problems))
    return reads


def _check(desk: Desk, one: Read) -> None:
    """What is wrong by the same checks as for a case typed in by hand, under the headings of the table."""
    sides = [party.side for party in one.given.dispute.parties]
    known = {problem.field for problem in one.problems}
    try:
        one.given = check_court_case(desk, one.given)
    except BadInput as bad:
        told = [Problem(column_of(problem.field, sides), problem.message) for problem in bad.problems]
        one.problems += [problem for problem in dict.fromkeys(told) if problem.field not in known]


def _note_repeated_numbers(uow: UnitOfWork, import_id: UUID, reads: Sequence[Read]) -> None:
    """A number that an earlier row of the file has."""
    numbers = [one.given.court_number for one in reads if one.given.court_number]
    query = select(CaseImportLine.court_number, CaseImportLine.row).where(
        CaseImportLine.import_id == import_id, CaseImportLine.court_number.in_(numbers)
    )
    first: dict[str, int] = {}
    for number, row in uow.session.execute(query):
        first[number] = min(row, first.get(number, row))
    for one in reads:
        number = one.given.court_number
        row = first.setdefault(number, one.line.row)
        if number and row < one.line.row:
            one.problems.append(Problem(NUMBER, say("这个案号第 {row} 行已经写过", row=row)))


def _note_twins(uow: UnitOfWork, actor: Actor, import_id: UUID, reads: Sequence[Read]) -> None:
    """The same dispute in an earlier row, or in a case that is there."""
    sound = [one for one in reads if not one.problems]
    for one in sound:
        one.match = match_index(uow, one.given.dispute)
    query = select(CaseImportLine.match_index, CaseImportLine.row).where(
        CaseImportLine.import_id == import_id, CaseImportLine.match_index.in_([one.match for one in sound])
    )
    first: dict[bytes, int] = {}
    for match, row in uow.session.execute(query):
        if match is not None:
            first[match] = min(row, first.get(match, row))
    there = same_disputes(uow.session, actor, {one.line.row: one.given.dispute for one in sound})
    for one in sound:
        assert one.match is not None
        row = first.setdefault(one.match, one.line.row)
        if row < one.line.row:
            one.twin = say("和第 {row} 行的当事人、请求一样", row=row)
        else:
            one.twin = there.get(one.line.row)


def _keep(uow: UnitOfWork, reads: Sequence[Read]) -> None:
    uow.session.connection().execute(_CHECKED, [_values(uow, one) for one in reads])


def _values(uow: UnitOfWork, one: Read) -> dict[str, Any]:
    said = one.problems or ([Problem("", one.twin)] if one.twin else [])
    sealed = sealed_values(
        uow.vault,
        CaseImportLine,
        one.line.id,
        given="" if one.problems else one.given.to_sparse_json(),
        said=as_stored(said) if said else "",
    )
    return {
        **sealed,
        "line_id": one.line.id,
        "state": one.state,
        "court_number": one.given.court_number[:80],
        "match_index": one.match,
    }


_LINES: Any = CaseImportLine.__table__
_CHECKED = update(_LINES).where(_LINES.c.id == bindparam("line_id"))


def row_index(uow: UnitOfWork, court_id: UUID, cells: Mapping[str, str]) -> bytes:
    """A keyed digest of a row at a court: the same row of another file, or of the same one another day, has it too."""
    return uow.vault.blind_index("import row", f"{court_id} {as_one_row(cells)}")
