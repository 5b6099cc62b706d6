"""What a step's form lets one choose from: colleagues, receivers, courts."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Appointment,
    Case,
    Confirmation,
    Diversion,
    Membership,
    Organisation,
    Party,
    Person,
    Request,
    Sitting,
)
from mediation.rules.vocabulary import Channel, CounsellingAnswer, SittingKind
from mediation.services import receivers as rule
from mediation.services.case_now import joined_committees
from mediation.services.jurisdiction import courts_serving, courts_with_areas
from mediation.services.objection_rulings import GRANTED

MEDIATING_ROLES = ("mediator", "committee_head")


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


def colleagues_beside(session: Session, case_id: UUID, today: date) -> tuple[tuple[UUID, str], ...]:
    """The mediators of the committees that have joined, each with the committee's name."""
    joined = joined_committees(session, case_id)
    committees = session.scalars(select(Organisation).where(Organisation.id.in_(joined))) if joined else ()
    return tuple(
        (person_id, f"{name}（{committee.name}）")
        for committee in sorted(committees, key=lambda one: one.name)
        for person_id, name in colleagues(session, committee.id, today)
    )


def mediators_of(session: Session, case_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """The mediators of the case now."""
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Appointment, Appointment.person_id == Person.id)
        .where(Appointment.case_id == case_id, Appointment.until_at.is_(None))
        .order_by(Person.name)
    )
    return tuple((i, name) for i, name in rows)


def receivers(session: Session, organisation_id: UUID, today: date) -> tuple[tuple[UUID, str], ...]:
    """Committees a case may be offered to, in the order in which they come into question."""
    return tuple((o.id, o.name) for o in rule.receivers(session, organisation_id, today))


def departments_of(session: Session, organisation_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """The departments of the county in which an organisation lies."""
    own = session.get_one(Organisation, organisation_id)
    return tuple((o.id, o.name) for o in rule.departments(session, own.region_code))


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
            Sitting.voided_at.is_(None),
        )
        .order_by(Sitting.ordinal.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def confirming_courts(session: Session, case_id: UUID) -> tuple[UUID, ...]:
    """The courts that have confirmed an agreement of the case: they enforce it too (民诉法解释 460)."""
    return tuple(
        session.scalars(
            select(Confirmation.court_id).where(
                Confirmation.case_id == case_id, Confirmation.state.in_(GRANTED)
            )
        )
    )


def court_that_is_answered(session: Session, case_id: UUID) -> str:
    """The court that sent the case, to which its end is told by letter; '' where none did."""
    sent = select(Diversion.court_id).where(Diversion.case_id == case_id)
    court_id = session.scalar(sent) or session.get_one(Case, case_id).inviting_court_id
    return session.get_one(Organisation, court_id).name if court_id is not None else ""


def answers_to(session: Session, request_id: UUID) -> type[CounsellingAnswer] | None:
    """What alone may be answered; None where the answer is written freely."""
    request = session.get(Request, request_id)
    counselling = request is not None and request.channel is Channel.COUNSELLING
    return CounsellingAnswer if counselling else None
