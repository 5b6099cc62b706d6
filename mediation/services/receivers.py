"""To which organisations a case may be handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, or_, select
from sqlalchemy.orm import Session

from mediation.model import ExchangeOrganisation, ExchangePeer, Membership, Organisation, Person
from mediation.rules.acts import FILE_COMPLAINT, Act
from mediation.rules.deciders import SETTING as DECIDERS
from mediation.rules.deciders import who_decides
from mediation.rules.errors import SetupError
from mediation.rules.grammar import Registry
from mediation.rules.messages import say
from mediation.rules.regions import ancestor_at, ancestors, level_of, prefix
from mediation.rules.vocabulary import Level, MatterKind, OrganisationKind, Seat
from mediation.services.jurisdiction import areas_of
from mediation.services.setting_on import value_on

COMMITTEES = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)


def receivers(
    session: Session, organisation_id: UUID, on: date, lying_in: Iterable[str] | None = None
) -> Sequence[Organisation]:
    """Committees a case may be offered to: above first, then the county's industry committees, then neighbours.

    From the county's level also the other counties' of the city: a dispute may lie across their border. A court's are
    those of the areas that it serves on that day. With `lying_in` only those of these divisions, and the industry
    committees.
    """
    around = _around(session, organisation_id, on)
    statements = _statements(len(around.near))
    if lying_in is None:
        rows = session.scalars(statements.all, around.asked)
    else:
        rows = session.scalars(statements.lying_in, {**around.asked, "lying_in": list(lying_in)})
    return sorted(rows, key=lambda o: (around.rank(o), o.region_code, o.name))


def receiver(
    session: Session, organisation_id: UUID, receiver_id: UUID | None, on: date
) -> Organisation | None:
    """That organisation, if a case may be offered to it on that day."""
    around = _around(session, organisation_id, on)
    return session.scalar(_statements(len(around.near)).one, {**around.asked, "receiver_id": receiver_id})


@dataclass(frozen=True, slots=True)
class _Around:
    """What lies around an organisation: divisions above it, and the leading digits of those near to it."""

    own: UUID
    above: tuple[str, ...]
    near: tuple[str, ...]
    county: str
    across: str

    @property
    def asked(self) -> dict[str, Any]:
        near = {f"near_{n}": digits for n, digits in enumerate(self.near)}
        return {
            "own": self.own,
            "above": self.above,
            "county": self.county,
            "across": self.across,
            **near,
        }

    def rank(self, other: Organisation) -> int:
        if other.region_code in self.above and other.kind is OrganisationKind.COMMITTEE:
            return self.above.index(other.region_code)
        if other.kind is OrganisationKind.INDUSTRY_COMMITTEE:
            return 7
        return 8 if other.region_code.startswith((*self.near, self.county)) else 9


def _around(session: Session, organisation_id: UUID, on: date) -> _Around:
    own = session.get_one(Organisation, organisation_id)
    at_court = own.kind is OrganisationKind.COURT
    areas = areas_of(session, own, on) if at_court else [own.region_code]
    above = tuple(dict.fromkeys(one for code in areas for one in ancestors(code)))
    county = prefix(own.region_code[:6].ljust(12, "0"))
    parent = ancestors(own.region_code)[:1] or (own.region_code,)
    if at_court:
        near = tuple(prefix(code) for code in areas)
    else:
        near = (prefix(parent[0]) if own.level is Level.VILLAGE else county,)
    return _Around(
        own=own.id,
        above=above,
        near=near,
        county=near[0] if at_court else county,
        across=prefix(parent[0]) if own.level is Level.COUNTY else county,
    )


@dataclass(frozen=True, slots=True)
class _Statements:
    """All committees around an organisation, those of some divisions, and one of them."""

    all: Select[Organisation]
    lying_in: Select[Organisation]
    one: Select[Organisation]


@cache
def _statements(areas: int) -> _Statements:
    """Built once for each number of divisions that somebody serves: every case that moves asks them."""
    offered = select(Organisation).where(
        Organisation.active,
        Organisation.id != bindparam("own", type_=Uuid()),
        Organisation.kind.in_(COMMITTEES),
        or_(
            Organisation.region_code.in_(bindparam("above", expanding=True)),
            *(_begins(f"near_{n}") for n in range(areas)),
            _begins("county") & _INDUSTRY,
            _begins("across")
            & (Organisation.level == Level.COUNTY)
            & (Organisation.kind == OrganisationKind.COMMITTEE),
        ),
    )
    lying_in = Organisation.region_code.in_(bindparam("lying_in", expanding=True))
    return _Statements(
        all=offered,
        lying_in=offered.where(lying_in | _INDUSTRY),
        one=offered.where(Organisation.id == bindparam("receiver_id", type_=Uuid())),
    )


def _begins(name: str) -> ColumnElement[bool]:
    return Organisation.region_code.startswith(bindparam(name))


_INDUSTRY = Organisation.kind == OrganisationKind.INDUSTRY_COMMITTEE


def unmanned(
    session: Session,
    registry: Registry,
    organisation_ids: Iterable[UUID],
    on: date,
    matter: MatterKind = MatterKind.HAND_OVER,
    seat: Seat = Seat.RECEIVER,
    act: Act | None = None,
) -> set[UUID]:
    """Those in which nobody can take the seat's steps, or those of that act, that day, and those not in use any more.

    A case must not wait where no one is.
    """
    steps = registry.current(matter).steps
    roles = {role.name for step in steps if step.seat is seat and act in (None, step.act) for role in step.by}
    asked = set(organisation_ids)
    if matter is MatterKind.HAND_OVER and seat is Seat.RECEIVER:
        asked -= working_elsewhere(session, asked)
    manned = session.scalars(_MANNED, {"asked": list(asked), "roles": list(roles), "on": on})
    return asked - set(manned)


def without_filing_desk(
    session: Session, registry: Registry, court_ids: Iterable[UUID], on: date
) -> set[UUID]:
    """Those courts in which nobody can register a suit that day: a judge alone rules, and takes nothing in."""
    return unmanned(session, registry, court_ids, on, MatterKind.FILING, Seat.COURT, FILE_COMPLAINT)


def done_without_us(session: Session, registry: Registry, court_id: UUID, on: date) -> bool:
    """Whether nobody here can record what that court does: it works in another installation, or in none."""
    empty = unmanned(session, registry, (court_id,), on, MatterKind.FILING, Seat.COURT)
    return bool(empty | working_elsewhere(session, (court_id,)))


def working_elsewhere(session: Session, organisation_ids: Iterable[UUID]) -> set[UUID]:
    """Those whose people sign in another installation, to which files are carried."""
    return set(session.scalars(_ELSEWHERE, {"asked": list(organisation_ids)}))


_ELSEWHERE = (
    select(ExchangeOrganisation.organisation_id)
    .join(ExchangePeer, ExchangePeer.id == ExchangeOrganisation.peer_id)
    .where(
        ExchangeOrganisation.organisation_id.in_(bindparam("asked", expanding=True, type_=Uuid())),
        ExchangePeer.ended_at.is_(None),
    )
)
_MANNED = (
    select(Membership.organisation_id)
    .join(Person, Person.id == Membership.person_id)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(
        Membership.organisation_id.in_(bindparam("asked", expanding=True, type_=Uuid())),
        Organisation.active,
        Membership.role.in_(bindparam("roles", expanding=True)),
        Membership.from_on <= bindparam("on"),
        Membership.until_on.is_(None) | (Membership.until_on >= bindparam("on")),
        Person.active,
    )
)


def centre_of(session: Session, region_code: str) -> Organisation | None:
    """The governance centre of the county in which a place lies."""
    return session.scalar(
        select(Organisation).where(
            Organisation.active,
            Organisation.kind == OrganisationKind.GOVERNANCE_CENTRE,
            Organisation.region_code == ancestor_at(region_code, Level.COUNTY),
        )
    )


def departments(session: Session, region_code: str) -> Sequence[Organisation]:
    """The departments of that county to which its centre may give a call."""
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.active,
            Organisation.kind == OrganisationKind.DEPARTMENT,
            Organisation.region_code == ancestor_at(region_code, Level.COUNTY),
        )
        .order_by(Organisation.name)
    ).all()


def decider(
    session: Session, registry: Registry, sender: Organisation, receiver: Organisation, on: date
) -> Organisation | None:
    """Who above both decides between them: the nearest such organisation in which somebody can, never the sender."""
    above = {(o.region_code, *ancestors(o.region_code)) for o in (sender, receiver)}
    shared = set.intersection(*map(set, above))
    chosen = _who_decides(session, on)
    for code in sorted(shared, key=lambda code: level_of(code).rank):
        kinds = chosen.get(level_of(code), ())
        found = session.scalars(
            select(Organisation).where(
                Organisation.active,
                Organisation.region_code == code,
                Organisation.kind.in_(kinds),
                Organisation.id != sender.id,
            )
        ).all()
        idle = unmanned(session, registry, [o.id for o in found], on, seat=Seat.DECIDER)
        ready = sorted((o for o in found if o.id not in idle), key=lambda o: kinds.index(o.kind))
        if ready:
            return ready[0]
    return None


def _who_decides(session: Session, on: date) -> dict[Level, tuple[OrganisationKind, ...]]:
    """As of that day."""
    try:
        return who_decides(value_on(session, DECIDERS, on) or "")
    except ValueError:
        raise SetupError(say("设置「{name}」写错了", name=DECIDERS)) from None
