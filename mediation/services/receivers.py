"""To which organisations a case may be handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person
from mediation.rules.grammar import Registry
from mediation.rules.regions import ancestors, prefix
from mediation.rules.vocabulary import Level, MatterKind, OrganisationKind, Seat

COMMITTEES = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)


def receivers(session: Session, organisation_id: UUID) -> Sequence[Organisation]:
    """Committees a case may be offered to: above first, then the county's industry committees, then neighbours."""
    own = session.get_one(Organisation, organisation_id)
    above = [code for code in ancestors(own.region_code) if code != own.region_code]
    county = prefix(own.region_code[:6].ljust(12, "0"))
    parent = above[0] if above else own.region_code
    near = prefix(parent) if own.level is Level.VILLAGE else county
    rows = session.scalars(
        select(Organisation).where(
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
    )
    return sorted(rows, key=lambda o: (_rank(o, above), o.region_code, o.name))


def _rank(other: Organisation, above: list[str]) -> int:
    if other.region_code in above and other.kind is OrganisationKind.COMMITTEE:
        return above.index(other.region_code)
    return 8 if other.kind is OrganisationKind.INDUSTRY_COMMITTEE else 9


def unmanned(session: Session, registry: Registry, organisation_ids: Iterable[UUID], on: date) -> set[UUID]:
    """Those in which nobody can answer an offer that day: a case must not wait where no one is."""
    steps = registry.current(MatterKind.HAND_OVER).steps
    roles = {role.name for step in steps if step.seat is Seat.RECEIVER for role in step.by}
    asked = set(organisation_ids)
    manned = session.scalars(
        select(Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id.in_(asked),
            Membership.role.in_(roles),
            Membership.from_on <= on,
            Membership.until_on.is_(None) | (Membership.until_on >= on),
            Person.active,
        )
    )
    return asked - set(manned)
