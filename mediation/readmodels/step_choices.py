"""What a step's form lets one choose from: colleagues, receivers, courts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Appointment, CourtArea, Membership, Organisation, Person
from mediation.rules.regions import ancestors, prefix
from mediation.rules.vocabulary import Level, OrganisationKind

MEDIATING_ROLES = ("mediator", "committee_head")
COMMITTEES = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)


def colleagues(
    session: Session, organisation_id: UUID, today: date, roles: tuple[str, ...] = MEDIATING_ROLES
) -> tuple[tuple[UUID, str], ...]:
    """The people who hold one of the roles in the organisation today."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role.in_(roles),
            Membership.from_on <= today,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
            Person.active,
        )
        .distinct()
        .order_by(Person.name)
    )
    return tuple((i, name) for i, name in rows)


def mediators_of(session: Session, case_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """The mediators of the case now."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.case_id == case_id, Appointment.until_at.is_(None))
        .order_by(Person.name)
    )
    return tuple((i, name) for i, name in rows)


def receivers(session: Session, organisation_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """Committees a case may be offered to: above first, then the county's industry committees, then neighbours."""
    own = session.get_one(Organisation, organisation_id)
    above = [code for code in ancestors(own.region_code) if code != own.region_code]
    county = prefix(own.region_code[:6].ljust(12, "0"))
    parent = above[0] if above else own.region_code
    near = prefix(parent) if own.level is Level.VILLAGE else county
    rows = session.scalars(
        select(Organisation)
        .where(
            Organisation.active,
            Organisation.id != own.id,
            Organisation.kind.in_(COMMITTEES),
            or_(
                Organisation.region_code.in_(above),
                Organisation.region_code.startswith(near),
                Organisation.region_code.startswith(county)
                & (Organisation.kind == OrganisationKind.INDUSTRY_COMMITTEE),
            ),
        )
        .order_by(Organisation.region_code, Organisation.name)
    ).all()
    ranked = sorted(rows, key=lambda o: (_rank(o, own, above), o.region_code, o.name))
    return tuple((o.id, o.name) for o in ranked)


def _rank(other: Organisation, own: Organisation, above: list[str]) -> int:
    if other.region_code in above and other.kind is OrganisationKind.COMMITTEE:
        return above.index(other.region_code)
    return 8 if other.kind is OrganisationKind.INDUSTRY_COMMITTEE else 9


@dataclass(frozen=True, slots=True)
class CourtChoice:
    """A court with jurisdiction, and the ground for it (民事诉讼法 205)."""

    id: UUID
    name: str
    ground: str


def courts_with_jurisdiction(
    session: Session, organisation_id: UUID, dispute_region: str, today: date
) -> tuple[CourtChoice, ...]:
    """The basic courts of the committee's place and of the dispute's place; the parties choose."""
    committee = session.get_one(Organisation, organisation_id)
    found: dict[UUID, CourtChoice] = {}
    for region_code, ground in (
        (committee.region_code, "调解组织所在地"),
        (dispute_region, "标的物所在地或者纠纷发生地"),
    ):
        codes = [region_code, *ancestors(region_code)]
        for court in session.scalars(
            select(Organisation)
            .join(CourtArea, CourtArea.court_id == Organisation.id)
            .where(
                CourtArea.region_code.in_(codes),
                CourtArea.valid_from <= today,
                or_(CourtArea.valid_until.is_(None), CourtArea.valid_until >= today),
                Organisation.active,
            )
            .order_by(Organisation.name)
        ):
            found.setdefault(court.id, CourtChoice(court.id, court.name, ground))
    return tuple(found.values())
