"""What a step's form lets one choose from: colleagues, receivers, courts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Appointment, Case, Membership, Organisation, Party, Person, Sitting
from mediation.rules.regions import ancestors, prefix
from mediation.rules.vocabulary import Level, OrganisationKind, SittingKind
from mediation.services.jurisdiction import courts_serving, courts_with_areas

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


def courts(session: Session, organisation_id: UUID, today: date) -> tuple[tuple[UUID, str], ...]:
    """All courts, those of the committee's own place first: the engine holds the choice against its ground."""
    own = session.get_one(Organisation, organisation_id)
    near = [court.id for court in courts_serving(session, own.region_code, today)]
    rows = courts_with_areas(session, today)
    return tuple((c.id, c.name) for c in sorted(rows, key=lambda c: c.id not in near))


def domiciles(session: Session, case_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """The parties whose domicile is known; no nearer than the name, since it may be withheld."""
    rows = session.execute(
        select(Party.id, Party.name)
        .where(Party.case_id == case_id, Party.until_on.is_(None), Party.region_code.is_not(None))
        .order_by(Party.position)
    )
    return tuple((i, name) for i, name in rows)


def recorder_of(session: Session, case_id: UUID) -> tuple[UUID, str] | None:
    """Who recorded the last joint sitting signs under the agreement too."""
    row = session.execute(
        select(Person.id, Person.name)
        .join(Sitting, Sitting.recorder_id == Person.id)
        .join(Case, Case.id == Sitting.case_id)
        .where(
            Sitting.case_id == case_id,
            Sitting.organisation_id == Case.organisation_id,
            Sitting.kind == SittingKind.JOINT,
        )
        .order_by(Sitting.ordinal.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])
