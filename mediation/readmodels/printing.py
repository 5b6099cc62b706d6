"""What is printed together: the papers of a day, and labels for the boxes of the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Document, Dossier, Organisation
from mediation.readmodels.reach import cases_worked_on
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.papers import PAPERS
from mediation.rules.policy import CaseView
from mediation.services.read_document import is_open_to


@dataclass(frozen=True, slots=True)
class PrintablePaper:
    """A paper of the day: which, of which case, how many copies are signed."""

    id: UUID
    title: str
    edition: int
    case_title: str
    number: str
    digest: str
    copies: int
    issued_at: datetime


def papers_of_day(session: Session, actor: Actor, on: date) -> tuple[PrintablePaper, ...]:
    """The papers in use that were issued on the day in cases that the actor sees whole, in their order."""
    began = datetime.combine(on, time(), SHANGHAI)
    rows = session.execute(
        select(Document, Case)
        .join(Case, Case.id == Document.case_id)
        .where(
            cases_worked_on(actor),
            Document.issued_at >= began,
            Document.issued_at < began + timedelta(days=1),
            Document.digest.is_not(None),
            Document.voided_at.is_(None),
            Document.id.not_in(select(Document.replaces_id).where(Document.replaces_id.is_not(None))),
        )
        .order_by(Case.number, Document.issued_at, Document.id)
    )
    return tuple(
        _printable(document, case)
        for document, case in rows
        if is_open_to(session, actor, document, CaseView.FULL)
    )


def _printable(document: Document, case: Case) -> PrintablePaper:
    kind = PAPERS[document.kind]
    return PrintablePaper(
        document.id,
        kind.title,
        document.edition,
        case.title,
        case.number or "",
        document.digest or "",
        kind.copies_of(kind.contents.from_json(document.contents or "")),
        document.issued_at,
    )


@dataclass(frozen=True, slots=True)
class BoxLabel:
    """What stands on the box or folder of a file."""

    id: UUID
    committee: str
    number: str
    title: str
    year: int
    retention: str


def labels_of_year(session: Session, actor: Actor, year: int) -> tuple[BoxLabel, ...]:
    """The files that the actor's organisations archived in the year, in the order of the archive."""
    rows = session.execute(
        select(Dossier, Organisation.name)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .join(Case, Case.id == Dossier.case_id)
        .where(cases_worked_on(actor), Dossier.year == year, Dossier.reopened_at.is_(None))
        .order_by(Dossier.archived_at, Dossier.id)
    )
    return tuple(
        BoxLabel(one.id, committee, one.number, one.title or "", one.year, one.retention)
        for one, committee in rows
    )
