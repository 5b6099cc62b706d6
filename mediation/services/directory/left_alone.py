"""No organisation with something left to do loses the last one who can do it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from mediation.model import Confirmation, HandOver, Membership, Organisation, Person, Request
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission, Registry, Role
from mediation.rules.messages import say
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.services.directory.still_owed import still_owed
from mediation.services.load import ASKED_FROM
from mediation.services.unit_of_work import UnitOfWork

BESIDE = frozenset({Seat.DECIDER, Seat.COURT, Seat.CENTRE, Seat.HANDLER, Seat.WATCHER})
"""Seats in which roles act that need not see all cases of their organisation: supervisors, judges, departments."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """An organisation with something to do, and the roles of which nobody would be left to do it."""

    place: Organisation
    roles: tuple[Role, ...]


def refuse_last_in_charge(uow: UnitOfWork, today: date, ending: Collection[UUID]) -> None:
    """BadInput where an organisation still answers for something that nobody could do once these posts end."""
    for one in left_alone(uow.session, uow.registry, today, ending):
        raise BadInput.at(
            "",
            say(
                "{place}还有没有办完的事，要由{roles}办理，没有别人：请先在那里另外任命一位",
                place=one.place.name,
                roles=tuple(say(role.title) for role in one.roles),
            ),
        )


def left_alone(
    session: Session, registry: Registry, today: date, ending: Collection[UUID]
) -> tuple[LeftAlone, ...]:
    """What somebody can do there today, and without these posts nobody who stays."""
    leaving = (
        select(Organisation, Membership.role)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.id.in_(list(ending)), *_in_force(today), Organisation.active)
        .order_by(Organisation.name)
    )
    held: dict[Organisation, set[str]] = {}
    for place, role in session.execute(leaving):
        held.setdefault(place, set()).add(role)
    return tuple(
        LeftAlone(place, tuple(one for one in registry.roles if one.name in group and place.kind in one.at))
        for place, roles in held.items()
        for group in _groups_left_empty(session, registry, place, today, roles, ending)
    )


def acting_roles(registry: Registry) -> frozenset[str]:
    """Every role of which an organisation may need somebody."""
    return in_charge(registry).union(
        *(
            group
            for one in registry.definitions
            for group in _groups(registry, one.matter, one.version, BESIDE)
        )
    )


def in_charge(registry: Registry) -> frozenset[str]:
    """The roles that see all cases of their organisation: a committee's office, a court's or centre's desk."""
    return frozenset(role.name for role in registry.roles if Permission.READ_ORGANISATION_CASES in role.may)


def _groups_left_empty(
    session: Session,
    registry: Registry,
    place: Organisation,
    today: date,
    leaving: set[str],
    ending: Collection[UUID],
) -> Iterator[frozenset[str]]:
    staying = _staying(session, place, today, ending)

    def is_lost(group: frozenset[str]) -> bool:
        return not group.isdisjoint(leaving) and group.isdisjoint(staying)

    office = in_charge(registry)
    if is_lost(office) and still_owed(session, place, today):
        yield office
    for kind, version, seat in _open_at(session, place.id):
        yield from (group for group in _groups(registry, kind, version, {seat}) if is_lost(group))


def _groups(
    registry: Registry, kind: MatterKind, version: int, seats: Collection[Seat]
) -> Iterator[frozenset[str]]:
    """By whom each step that leads an open matter on from these seats is taken."""
    for step in registry.of(kind, version).steps:
        if step.seat in seats and step.dest is not None and any(state.open for state in step.source):
            yield frozenset(role.name for role in step.by)


def _open_at(session: Session, organisation_id: UUID) -> Iterator[tuple[MatterKind, int, Seat]]:
    """The kinds and versions of what is open there, and the seat that the organisation has in it."""
    seats: list[tuple[MatterKind, type[HandOver | Confirmation | Request], ColumnElement[bool], Seat]] = [
        (MatterKind.HAND_OVER, HandOver, HandOver.decider_id == organisation_id, Seat.DECIDER),
        (MatterKind.CONFIRMATION, Confirmation, Confirmation.court_id == organisation_id, Seat.COURT),
        (MatterKind.CALL_UP, Request, Request.handler_id == organisation_id, Seat.HANDLER),
        (MatterKind.CALL_UP, Request, Request.asker_id == organisation_id, Seat.ASKER),
        (MatterKind.ORDER, Request, Request.asker_id == organisation_id, Seat.WATCHER),
        *((kind, Request, Request.asked_id == organisation_id, seat) for kind, seat in ASKED_FROM.items()),
    ]
    for kind, table, here, seat in seats:
        of_kind = (Request.kind == kind,) if table is Request else ()
        found = select(table.definition_version).where(table.is_open, here, *of_kind).distinct()
        yield from ((kind, version, seat) for version in session.scalars(found))


def _in_force(today: date) -> tuple[ColumnElement[bool], ...]:
    lasts = or_(Membership.until_on.is_(None), Membership.until_on >= today)
    return Membership.from_on <= today, lasts


def _staying(session: Session, place: Organisation, today: date, ending: Collection[UUID]) -> frozenset[str]:
    """The roles in which somebody stays there."""
    staying = (
        select(Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == place.id,
            Membership.from_on <= today,
            Membership.until_on.is_(None),
            Membership.id.not_in(list(ending)),
            Person.active,
        )
    )
    return frozenset(session.scalars(staying))
