"""What stands behind a number of 组织队伍: exactly its committees, and for who keeps the directory its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import MediatorTraining, Organisation, PeriodClosing, Person, Region
from mediation.readmodels.backlog import area_for
from mediation.readmodels.directory_people import TrainingShown
from mediation.readmodels.statistics import asked_period, closed
from mediation.readmodels.statistics_cases import NOW, PAGE, Cell
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.periods import Period
from mediation.rules.regions import is_within
from mediation.rules.statistics import FORCE_BY_NAME, CommitteeKind, Indicator
from mediation.services.directory.check import Administered
from mediation.services.force_rows import ForceRows, force_rows, kept_force
from mediation.services.statistical_rows import Where

Members = Mapping[UUID, set[UUID]]
"""Of each committee who or what of it a number counts."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a number counts; `training` where it counts trainings."""

    person_id: UUID
    name: str
    training: TrainingShown | None


@dataclass(frozen=True, slots=True)
class CommitteeLine:
    """A committee, how many of it are counted, and who they are where the reader may see them."""

    name: str
    place: str
    kind: CommitteeKind
    number: int
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class FrozenForce:
    """By which closing a number stands, and what the records of today give."""

    area: str
    closed_at: datetime
    now: int


@dataclass(frozen=True, slots=True)
class ForceBehind:
    """A page of the committees behind a number, of how many."""

    region: Region
    period: Period
    indicator: Indicator
    cell: Cell
    lines: tuple[CommitteeLine, ...]
    committees: int
    number: int
    page: int
    named: bool
    """Whether the reader keeps the directory of the area, and so sees its people."""
    frozen: FrozenForce | None

    @property
    def pages(self) -> int:
        return max(1, -(-self.committees // PAGE))


def force_behind(
    session: Session, actor: Actor, region_code: str, named: str, cell: Cell, clock: Clock, page: int = 1
) -> ForceBehind:
    """For whoever supervises the area; NotThere for any other, another figure, or what was not counted then."""
    region = area_for(session, actor, region_code)
    wanted, indicator = asked_period(session, named, clock.today()), FORCE_BY_NAME.get(cell.figure)
    if indicator is None:
        raise NotThere
    where = Where(region_code=region.code, period=wanted, today=clock.today())
    rows, frozen = _frozen(session, where, cell)
    if rows is None:
        rows = force_rows(session, where)
    members = _members(rows, where.region_code, cell)
    told = Administered.of(actor).holds(region.code)
    return ForceBehind(
        region,
        wanted,
        indicator,
        cell,
        tuple(_lines(session, rows, members, cell.figure, page, named=told)),
        len(members),
        _number(members),
        page,
        told and cell.figure != "committees",
        frozen,
    )


def _frozen(session: Session, where: Where, cell: Cell) -> tuple[ForceRows | None, FrozenForce | None]:
    """The rows of the closing that froze the number."""
    if cell.closing == NOW:
        return None, None
    closing, _ = closed(session, where.region_code, where.period.name, cell.closing)
    if closing is None and cell.closing:
        raise NotThere
    if closing is None or (cell.own and closing.region_code != where.region_code):
        return None, None
    rows = kept_force(session, closing.id)
    if rows is None:
        raise NotThere
    row = session.get_one(PeriodClosing, closing.id)  # the period as it was cut off then
    cut = replace(where.period, first=row.first_on, last=row.last_on)
    now = _number(_members(force_rows(session, replace(where, period=cut)), where.region_code, cell))
    return rows, FrozenForce(closing.area, closing.closed_at, now)


def _members(rows: ForceRows, code: str, cell: Cell) -> Members:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for committee_id, member in rows.members(cell.figure):
        place = rows.committees[committee_id]
        here = place.region_code == code if cell.own else is_within(place.region_code, code)
        if here and cell.kind in (None, place.kind):
            found[committee_id].add(member)
    return found


def _number(members: Members) -> int:
    return len(set().union(*members.values()))


def _lines(
    session: Session, rows: ForceRows, members: Members, figure: str, page: int, *, named: bool
) -> Iterable[CommitteeLine]:
    """In the order of the places."""
    places = session.execute(
        select(Organisation.id, Organisation.name, Region.label)
        .join(Region, Region.code == Organisation.region_code)
        .where(Organisation.id.in_(members))
        .order_by(Organisation.region_code, Organisation.name, Organisation.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    counted = {member for one, _, _ in places for member in members[one]}
    people = _people(session, rows, figure, counted) if named and figure != "committees" else {}
    for one, name, place in places:
        who = sorted((people[member] for member in members[one] if member in people), key=_in_order)
        yield CommitteeLine(name, place, rows.committees[one].kind, len(members[one]), tuple(who))


def _in_order(one: Named) -> tuple[str, str, str]:
    return one.name, str(one.person_id), f"{one.training.held_on}" if one.training else ""


def _people(session: Session, rows: ForceRows, figure: str, counted: set[UUID]) -> dict[UUID, Named]:
    """By what the number counts: the person, or their training."""
    if figure != "trainings":
        found = session.execute(select(Person.id, Person.name).where(Person.id.in_(counted)))
        return {person_id: Named(person_id, name, None) for person_id, name in found}
    trainings = session.execute(
        select(MediatorTraining, Person.name)
        .join(Person, Person.id == MediatorTraining.person_id)
        .where(MediatorTraining.id.in_(counted))
    )
    return {
        one.id: Named(
            one.person_id, name, TrainingShown(one.id, one.held_on, one.hours, one.subject, one.held_by)
        )
        for one, name in trainings
    }
