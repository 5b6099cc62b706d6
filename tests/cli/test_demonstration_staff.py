"""Whatever a case or a request can reach in the demonstration, somebody there can take every step of that seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.bootstrap import Installation
from mediation.model import Organisation, Person
from mediation.readmodels.actors import load_actor
from mediation.rules.grammar import Permission, Role
from mediation.rules.policy import committee
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Seat
from mediation.services.jurisdiction import courts_with_areas
from mediation.services.receivers import centre_of, decider, departments, receivers, unmanned
from workflows import REGISTRY

Staff = Mapping[UUID, set[Role]]
Reached = Mapping[Seat, set[UUID]]
STEPS = [step for definition in REGISTRY.definitions for step in definition.steps if step.by]


@pytest.fixture(scope="module")
def house(furnished: Path) -> Iterator[Installation]:
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(furnished)})
    yield house
    house.close()


@pytest.fixture(scope="module")
def staff(house: Installation) -> Staff:
    """The roles that people have today in each organisation in which anybody has one."""
    found: dict[UUID, set[Role]] = defaultdict(set)
    with house.read() as session:
        for person_id in session.scalars(select(Person.id)):
            actor = load_actor(session, person_id, house.registry, house.clock.today())
            for post in actor.posts if actor else ():
                found[post.organisation_id].add(post.role)
    return found


@pytest.fixture(scope="module")
def reached(house: Installation, staff: Staff) -> Reached:
    """The organisations that can come to each seat: by what people may do, by forms, by the tables of places."""
    with house.read() as session:
        seats = Seats(session, house)
        seats.take_in(may(staff, Permission.REGISTER))
        seats.found[Seat.WATCHER] = may(staff, Permission.READ_AREA)
        return dict(seats.found)


def may(staff: Staff, permission: Permission) -> set[UUID]:
    return {here for here, roles in staff.items() if any(permission in role.may for role in roles)}


class Seats:
    """Follows a case wherever the product lets it go."""

    def __init__(self, session: Session, house: Installation) -> None:
        self.session, self.registry, self.today = session, house.registry, house.clock.today()
        self.found: dict[Seat, set[UUID]] = defaultdict(set)

    def take_in(self, holders: set[UUID]) -> None:
        """They hold a case, hence whoever they may hand it to may as well."""
        new = holders - self.found[Seat.HOLDER]
        for seat in (Seat.HOLDER, Seat.SENDER, Seat.ASKER):
            self.found[seat] |= new
        for here in sorted(new):
            self._of_holder(self.session.get_one(Organisation, here))
        self.found[Seat.COURT] = {court.id for court in courts_with_areas(self.session, self.today)}
        if new:
            self.take_in(set(self.found[Seat.RECEIVER]))

    def _of_holder(self, holder: Organisation) -> None:
        near = {one.id: one for one in receivers(self.session, holder.id, self.today)}
        ready = self._manned(near, MatterKind.HAND_OVER, Seat.RECEIVER)
        self.found[Seat.RECEIVER] |= ready
        self.found[Seat.ASKED] |= self._manned(near, MatterKind.JOINT, Seat.ASKED)
        for receiver_id in ready:
            above = decider(self.session, self.registry, holder, near[receiver_id], self.today)
            assert above is not None, f"nobody decides between {holder.name} and {near[receiver_id].name}"
            self.found[Seat.DECIDER].add(above.id)
        if committee(holder.kind):
            self._of_call(centre_of(self.session, holder.region_code))

    def _of_call(self, centre: Organisation | None) -> None:
        assert centre is not None
        known = {one.id: one for one in departments(self.session, centre.region_code)}
        manned = self._manned({centre.id: centre}, MatterKind.CALL_UP, Seat.CENTRE)
        self.found[Seat.CENTRE] |= manned
        if manned:
            self.found[Seat.HANDLER] |= self._manned(known, MatterKind.CALL_UP, Seat.HANDLER)

    def _manned(self, known: Mapping[UUID, Organisation], matter: MatterKind, seat: Seat) -> set[UUID]:
        """Those that the product lets one choose; the others are shown as closed and refused."""
        return set(known) - unmanned(self.session, self.registry, known, self.today, matter, seat)


def without_anybody(house: Installation, staff: Staff, reached: Reached) -> list[str]:
    """Each step of a seat that nobody could take in an organisation that can come to it."""
    with house.read() as session:
        there = {one.id: one for one in session.scalars(select(Organisation))}
    return [
        f"{there[here].name}：{step.title}"
        for step in STEPS
        for here in reached.get(step.seat, ())
        if at_that_kind(step.by, there[here].kind) and not set(step.by) & staff.get(here, set())
    ]


def at_that_kind(roles: tuple[Role, ...], kind: OrganisationKind) -> bool:
    """Whether the step is one for that kind of holder: a court signs no agreements, a committee files no suits."""
    return any(kind in role.at for role in roles)


def test_whoever_can_be_reached_can_take_every_step_of_the_seat(
    house: Installation, staff: Staff, reached: Reached
) -> None:
    assert without_anybody(house, staff, reached) == []


def test_every_seat_is_reached_and_by_every_kind_that_can_sit_there(
    house: Installation, reached: Reached
) -> None:
    """Without this the other test could pass over nobody."""
    with house.read() as session:
        kinds = {i: kind for i, kind in session.execute(select(Organisation.id, Organisation.kind))}
    sitting = {seat: {kinds[here] for here in at} for seat, at in reached.items()}
    both = {OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE}
    desks = {OrganisationKind.COURT, OrganisationKind.GOVERNANCE_CENTRE}
    watching = {
        OrganisationKind.JUSTICE_BUREAU,
        OrganisationKind.JUSTICE_STATION,
        OrganisationKind.GOVERNANCE_CENTRE,
    }
    assert sitting == {
        Seat.HOLDER: both | desks,
        Seat.SENDER: both | desks,
        Seat.ASKER: both | desks,
        Seat.RECEIVER: both,
        Seat.ASKED: both,
        Seat.COURT: {OrganisationKind.COURT},
        Seat.CENTRE: {OrganisationKind.GOVERNANCE_CENTRE},
        Seat.HANDLER: {OrganisationKind.DEPARTMENT},
        Seat.DECIDER: watching - {OrganisationKind.GOVERNANCE_CENTRE},
        Seat.WATCHER: watching,
    }
