"""Tables that a court handed in: how far each is, what is wrong in which row, and what became of every row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseImport, CaseImportLine, Organisation, Person
from mediation.readmodels.court_table import importing_posts
from mediation.rules.actor import Actor
from mediation.rules.derivation import message_stored
from mediation.rules.errors import NotThere
from mediation.rules.messages import Message
from mediation.rules.vocabulary import ImportLineState, ImportStage

LATEST, LINES, AT_ONCE = 20, 100, 1000
TWINS = 1000
"""On one page, so that what is ticked is confirmed with one click."""
TROUBLE = (ImportLineState.WRONG, ImportLineState.TWIN, ImportLineState.LEFT_OUT)


@dataclass(frozen=True, slots=True)
class ImportShown:
    """A table: how many of its rows stand where."""

    id: UUID
    file_name: str
    court: str
    stage: ImportStage
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    counts: dict[ImportLineState, int]

    def count(self, *states: ImportLineState) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Rows that the work under way has behind it."""
        waits = ImportLineState.WAITING if self.stage is ImportStage.CHECKING else ImportLineState.SOUND
        return self.total - self.count(waits)

    @property
    def under_way(self) -> bool:
        return self.stage in (ImportStage.CHECKING, ImportStage.WRITING)


@dataclass(frozen=True, slots=True)
class ImportLineShown:
    """A row: what is said of it, each under the heading of its column."""

    row: int
    state: ImportLineState
    court_number: str
    said: tuple[tuple[str, Message], ...]
    case_public_id: str
    case_title: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A table with some of its rows."""

    shown: ImportShown
    lines: tuple[ImportLineShown, ...]
    page: int
    pages: int


def imports_of(session: Session, actor: Actor) -> tuple[ImportShown, ...]:
    """The latest tables of the actor's courts, the newest first."""
    courts = [post.organisation_id for post in importing_posts(actor)]
    query = select(CaseImport).where(CaseImport.organisation_id.in_(courts))
    made = session.scalars(query.order_by(CaseImport.made_at.desc()).limit(LATEST)).all()
    return _shown(session, made)


def import_page(
    session: Session, actor: Actor, import_id: UUID, page: int = 1, only: ImportLineState | None = None
) -> ImportPage:
    """One table of the actor's court; without a choice the rows with which something is the matter. Else NotThere."""
    found = _own(session, actor, import_id)
    (shown,) = _shown(session, (found,))
    states = (only,) if only else TROUBLE
    size = TWINS if only is ImportLineState.TWIN else LINES
    rows = session.execute(
        select(CaseImportLine, Case.public_id, Case.title)
        .outerjoin(Case, Case.id == CaseImportLine.case_id)
        .where(CaseImportLine.import_id == import_id, CaseImportLine.state.in_(states))
        .order_by(CaseImportLine.row)
        .limit(size)
        .offset((page - 1) * size)
    )
    lines = tuple(_line(line, public_id, title) for line, public_id, title in rows)
    return ImportPage(shown, lines, page, max(-(-shown.count(*states) // size), 1))


def report_of(session: Session, actor: Actor, import_id: UUID) -> tuple[Sequence[str], Iterator[ReportRow]]:
    """The columns of the file, and every row with what became of it; a row that became a case is not told again."""
    found = _own(session, actor, import_id)
    return found.heads, _report(session, import_id)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row for the report: its cells only where no case was made of it."""

    line: ImportLineShown
    cells: tuple[str, ...]


def _report(session: Session, import_id: UUID) -> Iterator[ReportRow]:
    last = 0
    while True:
        rows = session.execute(
            select(CaseImportLine, Case.public_id, Case.title)
            .outerjoin(Case, Case.id == CaseImportLine.case_id)
            .where(CaseImportLine.import_id == import_id, CaseImportLine.row > last)
            .order_by(CaseImportLine.row)
            .limit(AT_ONCE)
        ).all()
        for line, public_id, title in rows:
            yield ReportRow(_line(line, public_id, title), tuple(json.loads(line.cells or "[]")))
            last = line.row
        session.expunge_all()
        if len(rows) < AT_ONCE:
            return


def _own(session: Session, actor: Actor, import_id: UUID) -> CaseImport:
    found = session.get(CaseImport, import_id)
    if found is None or all(found.organisation_id != post.organisation_id for post in importing_posts(actor)):
        raise NotThere
    return found


def _line(line: CaseImportLine, public_id: str | None, title: str | None) -> ImportLineShown:
    said = json.loads(line.said or "[]")
    told = tuple((one["at"], message_stored(one["message"])) for one in said)
    return ImportLineShown(line.row, line.state, line.court_number, told, public_id or "", title or "")


def _shown(session: Session, made: Sequence[CaseImport]) -> tuple[ImportShown, ...]:
    counts: dict[UUID, dict[ImportLineState, int]] = {}
    for import_id, state, n in session.execute(
        select(CaseImportLine.import_id, CaseImportLine.state, func.count())
        .where(CaseImportLine.import_id.in_([one.id for one in made]))
        .group_by(CaseImportLine.import_id, CaseImportLine.state)
    ):
        counts.setdefault(import_id, {})[state] = n
    return tuple(
        ImportShown(
            id=one.id,
            file_name=one.file_name,
            court=session.get_one(Organisation, one.organisation_id).name,
            stage=one.stage,
            made_at=one.made_at,
            made_by=session.get_one(Person, one.made_by).name,
            ended_at=one.ended_at,
            counts=counts.get(one.id, {}),
        )
        for one in made
    )
