"""To which organisations a case may be handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, or_, select
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
from mediation.services.setting_on import value_on

COMMITTEES = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)


def receivers(
    session: Session, organisation_id: UUID, lying_in: Iterable[str] | None = None
) -> Sequence[Organisation]:
    """Committees a case may be offered to: above first, then the county's industry committees, then neighbours.

    From the county's level also the other counties' of the city: a dispute may lie across their border. With
    `lying_in` only those of these divisions, and the industry committees.
    """
    own = session.get_one(Organisation, organisation_id)
    where = _around(own)
    if lying_in is None:
        rows = session.scalars(_RECEIVERS, where)
    else:
        rows = session.scalars(_RECEIVERS_IN, {**where, "lying_in": list(lying_in)})
    return sorted(rows, key=lambda o: (_rank(o, where["above"], where["county"]), o.region_code, o.name))


def receiver(session: Session, organisation_id: UUID, receiver_id: UUID | None) -> Organisation | None:
    """That organisation, if a case may be offered to it."""
    around = _around(session.get_one(Organisation, organisation_id))
    return session.scalar(_RECEIVER, {**around, "receiver_id": receiver_id})


def _around(own: Organisation) -> dict[str, Any]:
    above = [code for code in ancestors(own.region_code) if code != own.region_code]
    county = prefix(own.region_code[:6].ljust(12, "0"))
    parent = above[0] if above else own.region_code
    return {
        "own": own.id,
        "above": above,
        "county": county,
        "near": prefix(parent) if own.level is Level.VILLAGE else county,
        "across": prefix(parent) if own.level is Level.COUNTY else county,
    }


def _begins(name: str) -> ColumnElement[bool]:
    return Organisation.region_code.startswith(bindparam(name))


_INDUSTRY = Organisation.kind == OrganisationKind.INDUSTRY_COMMITTEE
_RECEIVERS = select(Organisation).where(
    Organisation.active,
    Organisation.id != bindparam("own", type_=Uuid()),
    Organisation.kind.in_(COMMITTEES),
    or_(
        Organisation.region_code.in_(bindparam("above", expanding=True)),
        _begins("near"),
        _begins("county") & _INDUSTRY,
        _begins("across")
        & (Organisation.level == Level.COUNTY)
        & (Organisation.kind == OrganisationKind.COMMITTEE),
    ),
)
_RECEIVERS_IN = _RECEIVERS.where(
    Organisation.region_code.in_(bindparam("lying_in", expanding=True)) | _INDUSTRY
)
_RECEIVER = _RECEIVERS.where(Organisation.id == bindparam("receiver_id", type_=Uuid()))


def _rank(other: Organisation, above: list[str], county: str) -> int:
    if other.region_code in above and other.kind is OrganisationKind.COMMITTEE:
        return above.index(other.region_code)
    if other.kind is OrganisationKind.INDUSTRY_COMMITTEE:
        return 7
    return 8 if other.region_code.startswith(county) else 9


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
