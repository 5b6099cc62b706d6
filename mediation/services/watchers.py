"""Who watches over a place on each level, and which people answer for an organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person
from mediation.rules.regions import ancestor_at
from mediation.rules.vocabulary import Level, OrganisationKind

WATCHING: Mapping[Level, tuple[OrganisationKind, ...]] = {
    Level.TOWNSHIP: (OrganisationKind.JUSTICE_STATION,),
    Level.COUNTY: (OrganisationKind.JUSTICE_BUREAU, OrganisationKind.GOVERNANCE_CENTRE),
    Level.CITY: (OrganisationKind.JUSTICE_BUREAU, OrganisationKind.GOVERNANCE_CENTRE),
}
ANSWERING = ("committee_head", "supervisor", "court_liaison", "department_officer")


def held_on(day: date) -> ColumnElement[bool]:
    """Posts that somebody holds on that day, whether or not their end is planned."""
    return and_(Membership.from_on <= day, or_(Membership.until_on.is_(None), Membership.until_on >= day))


def watcher_at(session: Session, region_code: str, level: Level, today: date) -> Organisation | None:
    """Who watches over the place on that level, with somebody there."""
    code = ancestor_at(region_code, level)
    if code is None:
        return None
    found = session.scalars(
        select(Organisation)
        .where(
            Organisation.region_code == code,
            Organisation.kind.in_(WATCHING[level]),
            Organisation.active,
            select(Membership.id)
            .where(
                Membership.organisation_id == Organisation.id,
                Membership.role == "supervisor",
                held_on(today),
            )
            .exists(),
        )
        .order_by(Organisation.kind.desc(), Organisation.name)
    )
    return found.first()


def nearest_watcher(session: Session, region_code: str, *, today: date) -> Organisation | None:
    """The lowest that there is."""
    found = (watcher_at(session, region_code, level, today) for level in WATCHING)
    return next((one for one in found if one is not None), None)


def answering(session: Session, organisation_id: UUID, today: date) -> Iterator[Person]:
    """Those who answer for an organisation today."""
    people = select(Person).join(Membership, Membership.person_id == Person.id)
    yield from session.scalars(
        people.where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(ANSWERING),
            held_on(today),
            Person.active,
        ).order_by(Person.id)
    )
