"""The organisations of an administrator's area: what each is, serves, takes and still answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Category,
    CourtArea,
    Membership,
    Organisation,
    OrganisationCategory,
    Person,
    Region,
)
from mediation.readmodels.directory_changes import ChangeShown, changes_of
from mediation.readmodels.directory_people import places_of
from mediation.rules.actor import Actor
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.directory.organisations import organisation_of_area
from mediation.services.directory.still_owed import Owed, still_owed

PAGE = 50


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """One in the list; `people`: who holds a post there today."""

    id: UUID
    name: str
    kind: OrganisationKind
    place: str
    active: bool
    people: int


@dataclass(frozen=True, slots=True)
class OrganisationList:
    """One page of them."""

    lines: tuple[OrganisationLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Spell:
    """A division that a court serves or a kind that a committee takes, from when to when."""

    key: str
    title: str
    since: date | None
    until: date | None
    over: bool


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One of them, with all that may be changed about it."""

    id: UUID
    name: str
    kind: OrganisationKind
    place: str
    short_name: str
    court_code: str
    number_pattern: str
    active: bool
    own: bool
    areas: tuple[Spell, ...]
    takes: tuple[Spell, ...]
    owed: tuple[Owed, ...]
    people: int
    changes: tuple[ChangeShown, ...]


def organisations_of_area(
    session: Session, actor: Actor, today: date, typed: str = "", page: int = 1
) -> OrganisationList:
    """Those whose name or place holds what was typed."""
    found = select(Organisation, Region.label).join(Region, Region.code == Organisation.region_code)
    found = found.where(places_of(actor))
    if text := typed.strip()[:60]:
        found = found.where(
            or_(
                Organisation.name.contains(text, autoescape=True),
                Region.label.contains(text, autoescape=True),
            )
        )
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(page, pages)
    rows = session.execute(
        found.order_by(Organisation.active.desc(), Organisation.region_code, Organisation.name)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    people = _people(session, [one.id for one, _ in rows], today)
    return OrganisationList(
        tuple(
            OrganisationLine(one.id, one.name, one.kind, label, one.active, people.get(one.id, 0))
            for one, label in rows
        ),
        total,
        page,
        pages,
    )


def organisation_page(session: Session, actor: Actor, organisation_id: UUID, today: date) -> OrganisationPage:
    """NotThere outside the administrator's own area."""
    one = organisation_of_area(session, actor, organisation_id)
    return OrganisationPage(
        one.id,
        one.name,
        one.kind,
        session.get_one(Region, one.region_code).label,
        one.short_name,
        one.court_code or "",
        one.number_pattern or "",
        one.active,
        any(post.organisation_id == one.id for post in actor.posts),
        _areas(session, one, today),
        _takes(session, one, today),
        still_owed(session, one, today) if one.active else (),
        _people(session, [one.id], today).get(one.id, 0),
        changes_of(session, one),
    )


def _people(session: Session, ids: list[UUID], today: date) -> dict[UUID, int]:
    rows = session.execute(
        select(Membership.organisation_id, func.count(func.distinct(Membership.person_id)))
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id.in_(ids),
            Membership.from_on <= today,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
            Person.active,
        )
        .group_by(Membership.organisation_id)
    )
    return {organisation_id: n for organisation_id, n in rows}


def _areas(session: Session, court: Organisation, today: date) -> tuple[Spell, ...]:
    rows = session.execute(
        select(CourtArea, Region.label)
        .join(Region, Region.code == CourtArea.region_code)
        .where(CourtArea.court_id == court.id)
        .order_by(CourtArea.region_code, CourtArea.valid_from)
    )
    return tuple(
        Spell(str(row.id), label, row.valid_from, row.valid_until, _over(row.valid_until, today))
        for row, label in rows
    )


def _takes(session: Session, committee: Organisation, today: date) -> tuple[Spell, ...]:
    rows = session.execute(
        select(OrganisationCategory, Category.name)
        .join(Category, Category.code == OrganisationCategory.category_code)
        .where(OrganisationCategory.organisation_id == committee.id)
        .order_by(Category.ordinal)
    )
    return tuple(
        Spell(row.category_code, name, None, row.valid_until, _over(row.valid_until, today))
        for row, name in rows
    )


def _over(until: date | None, today: date) -> bool:
    return until is not None and until < today
