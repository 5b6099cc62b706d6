"""No organisation with something left to do loses the last one who sees all of it and can act."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission, Registry
from mediation.rules.messages import say
from mediation.services.directory.still_owed import still_owed
from mediation.services.unit_of_work import UnitOfWork


def refuse_last_in_charge(uow: UnitOfWork, today: date, ending: Collection[UUID]) -> None:
    """BadInput where an organisation still answers for something and nobody would be in charge once these posts end."""
    for place in left_alone(uow.session, uow.registry, today, ending):
        raise BadInput.at(
            "",
            say(
                "{place}还有没有办完的事，没有别人能受理、分派、签收：请先在那里另外任命一位",
                place=place.name,
            ),
        )


def left_alone(
    session: Session, registry: Registry, today: date, ending: Collection[UUID]
) -> tuple[Organisation, ...]:
    """Organisations with something to do, somebody in charge today, and without these posts nobody who stays."""
    charge = in_charge(registry)
    here = select(Organisation).join(Membership, Membership.organisation_id == Organisation.id)
    held = session.scalars(
        here.where(Membership.id.in_(list(ending)), *_in_force(charge, today)).order_by(Organisation.name)
    ).unique()
    return tuple(
        place
        for place in held
        if place.active
        and not _somebody_stays(session, place, charge, today, ending)
        and still_owed(session, place, today)
    )


def in_charge(registry: Registry) -> list[str]:
    """The roles that see all cases of their organisation: a committee's office, a court's or centre's desk."""
    return [role.name for role in registry.roles if Permission.READ_ORGANISATION_CASES in role.may]


def _in_force(charge: list[str], today: date) -> tuple[ColumnElement[bool], ...]:
    lasts = or_(Membership.until_on.is_(None), Membership.until_on >= today)
    return Membership.role.in_(charge), Membership.from_on <= today, lasts


def _somebody_stays(
    session: Session, place: Organisation, charge: list[str], today: date, ending: Collection[UUID]
) -> bool:
    staying = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == place.id,
            Membership.role.in_(charge),
            Membership.from_on <= today,
            Membership.until_on.is_(None),
            Membership.id.not_in(list(ending)),
            Person.active,
        )
    )
    return session.scalar(staying.limit(1)) is not None
