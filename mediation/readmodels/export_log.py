"""Who took figures or lists of an area out of the house, when and how much, for those who watch the area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, false, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session

from mediation.model import Export, OperatorExport, Organisation, Person, Region
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.exports import ExportKind, kind_of
from mediation.rules.policy import may_read_area, watches_exports
from mediation.rules.regions import span
from mediation.rules.work_calendar import ONE_DAY

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportsAsked:
    """What the list is narrowed down to."""

    region_code: str = ""
    """That area and all below it."""
    who: str = ""
    """Part of a name, or of an account of the machine."""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportNoted:
    """A file that left, or figures that were read at the command line."""

    id: UUID
    at: datetime
    who: str
    where: str
    """The organisation of their post; empty for an account of the machine."""
    operator: bool
    area: str
    kind: ExportKind
    what: Mapping[str, str]
    """What was chosen, as the note keeps it; empty for whom it is not to be told."""
    lines: int | None
    """None where it is not told: how many cases a choice finds is a figure of the area."""
    digest: str
    """SHA-256 of the file, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class ExportLog:
    """The newest first."""

    rows: tuple[ExportNoted, ...]
    total: int
    page: int
    pages: int
    areas: tuple[tuple[str, str], ...]
    """Code and name of the areas that can be chosen."""


def export_log(session: Session, actor: Actor, asked: ExportsAsked, page: int) -> ExportLog:
    """Of the areas that the actor watches; an administrator, who sees no figures, learns who took what kind of file."""
    codes = [post.region_code for post in watches_exports(actor)]
    noted = _noted()
    within = [noted.c.region_code.between(*span(code)) for code in codes]
    conditions = [or_(false(), *within), *_conditions(noted, asked)]
    total = session.scalar(select(func.count()).select_from(noted).where(*conditions)) or 0
    pages = max(1, -(-total // ON_A_PAGE))
    number = min(page, pages)
    return ExportLog(
        rows=tuple(_rows(session, noted, conditions, (number - 1) * ON_A_PAGE, actor)),
        total=total,
        page=number,
        pages=pages,
        areas=tuple(_areas(session, codes)),
    )


def all_exports(session: Session, asked: ExportsAsked, most: int) -> tuple[ExportNoted, ...]:
    """At the command line of the server, where whoever asks can read the tables themselves."""
    noted = _noted()
    return tuple(_rows(session, noted, list(_conditions(noted, asked)), 0, None, most))


def _noted() -> Subquery:
    """Both tables, as one list."""
    by_people = (
        select(
            *(Export.id, Export.made_at, Export.region_code, Export.what, Export.lines, Export.digest),
            Person.name.label("who"),
            Organisation.name.label("where"),
            false().label("operator"),
        )
        .join(Person, Person.id == Export.person_id)
        .join(Organisation, Organisation.id == Export.organisation_id)
    )
    of_machine = select(
        *(OperatorExport.id, OperatorExport.made_at, OperatorExport.region_code),
        *(OperatorExport.what, OperatorExport.lines, OperatorExport.digest),
        OperatorExport.operator.label("who"),
        literal("").label("where"),
        true().label("operator"),
    )
    return union_all(by_people, of_machine).subquery()


def _conditions(noted: Subquery, asked: ExportsAsked) -> Iterator[ColumnElement[bool]]:
    if asked.region_code:
        yield noted.c.region_code.between(*span(asked.region_code))
    if asked.who:
        yield noted.c.who.contains(asked.who, autoescape=True)
    if asked.first is not None:
        yield noted.c.made_at >= datetime.combine(asked.first, time(), SHANGHAI)
    if asked.last is not None:
        yield noted.c.made_at < datetime.combine(asked.last + ONE_DAY, time(), SHANGHAI)


def _rows(
    session: Session,
    noted: Subquery,
    conditions: list[ColumnElement[bool]],
    begin: int,
    actor: Actor | None,
    most: int = ON_A_PAGE,
) -> Iterator[ExportNoted]:
    found: Any = session.execute(
        select(noted, Region.name.label("area"))
        .join(Region, Region.code == noted.c.region_code)
        .where(*conditions)
        .order_by(noted.c.made_at.desc(), noted.c.id.desc())
        .offset(begin)
        .limit(most)
    )
    for row in found:
        told = actor is None or may_read_area(actor, row.region_code)
        yield ExportNoted(
            id=row.id,
            at=row.made_at,
            who=row.who,
            where=row.where,
            operator=bool(row.operator),
            area=row.area,
            kind=kind_of(row.what),
            what=row.what if told else {},
            lines=row.lines if told else None,
            digest=row.digest.hex(),
        )


def _areas(session: Session, codes: list[str]) -> Iterator[tuple[str, str]]:
    """Those that the actor watches, and the next level."""
    query = (
        select(Region.code, Region.name)
        .where(or_(Region.code.in_(codes), Region.parent_code.in_(codes)))
        .order_by(Region.code)
    )
    yield from ((code, name) for code, name in session.execute(query))
