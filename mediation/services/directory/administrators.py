"""No area is left without an administrator, and no administrator undoes the own seat."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person, Region
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, NotAllowed
from mediation.rules.grammar import Permission, Registry
from mediation.rules.messages import say
from mediation.services.unit_of_work import UnitOfWork


def lock_administrators(uow: UnitOfWork, actor: Actor, today: date) -> None:
    """One change among administrators at a time, so that two cannot stop each other. NotAllowed for who is none."""
    seated = select(Membership.person_id).where(Membership.role.in_(administering_roles(uow.registry)))
    uow.session.scalars(
        select(Person.id).where(Person.id.in_(seated)).order_by(Person.id).with_for_update()
    ).all()
    if not any(person_id == actor.person_id for person_id, _ in _seats(uow.session, uow.registry, today)):
        raise NotAllowed(say("您已经不是管理员"))


def refuse_last_administrator(uow: UnitOfWork, today: date, ending: Collection[UUID]) -> None:
    """BadInput where an area would have no administrator of its own once these posts end."""
    bare = areas_left_bare(uow.session, uow.registry, today, ending)
    if bare:
        names = uow.session.scalars(select(Region.label).where(Region.code.in_(bare)).order_by(Region.code))
        raise BadInput.at("", say("{area}只有这一位管理员：请先另外任命一位", area=tuple(names)))


def areas_left_bare(session: Session, registry: Registry, today: date, ending: Collection[UUID]) -> set[str]:
    """The areas that are administered today and would have nobody of their own, without a last day, after these."""
    left = {code for _, code in _seats(session, registry, today, ending, lasting=True)}
    held = {code for _, code in _seats(session, registry, today)}
    return held & _regions(session, registry, ending) - left


def _regions(session: Session, registry: Registry, ending: Iterable[UUID]) -> set[str]:
    """Where those of the posts sit that are an administrator's."""
    return set(
        session.scalars(
            select(Organisation.region_code)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .where(Membership.id.in_(list(ending)), Membership.role.in_(administering_roles(registry)))
        )
    )


def _seats(
    session: Session,
    registry: Registry,
    today: date,
    without: Collection[UUID] = (),
    *,
    lasting: bool = False,
) -> set[tuple[UUID, str]]:
    """Who administers which area today, `lasting`: with no last day; the posts of `without` left out."""
    until = Membership.until_on.is_(None)
    rows = session.execute(
        select(Membership.person_id, Organisation.region_code)
        .join(Person, Person.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.role.in_(administering_roles(registry)),
            Membership.from_on <= today,
            until if lasting else or_(until, Membership.until_on >= today),
            Membership.id.not_in(list(without)),
            Person.active,
            Organisation.active,
        )
    )
    return {(person_id, code) for person_id, code in rows}


def administering_roles(registry: Registry) -> list[str]:
    return [role.name for role in registry.roles if Permission.ADMINISTER in role.may]
