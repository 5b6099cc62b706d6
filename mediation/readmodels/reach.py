"""The actor as a WHERE clause: which cases a query may see."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, select

from mediation.model import (
    Appointment,
    Case,
    Confirmation,
    Deadline,
    Diversion,
    Filing,
    Organisation,
    Request,
)
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Permission
from mediation.rules.regions import prefix
from mediation.rules.vocabulary import CourtDoor, MatterKind
from mediation.services.load import GIVEN_UP


def half_a_year_before(today: date) -> datetime:
    """So far back is listed what has gone elsewhere or has ended."""
    return datetime.combine(today - timedelta(days=183), time(0), SHANGHAI)


def cases_worked_on(actor: Actor) -> ColumnElement[bool]:
    """Cases that the actor sees in full: of their organisation, or their own in it or beside another that leads."""
    whole = {p.organisation_id for p in actor.posts_with(Permission.READ_ORGANISATION_CASES)}
    own = {p.organisation_id for p in actor.posts_with(Permission.READ_OWN_CASES)} - whole
    involved = or_(
        Case.registered_by == actor.person_id,
        select(Appointment.id)
        .where(
            Appointment.case_id == Case.id,
            Appointment.person_id == actor.person_id,
            Appointment.until_at.is_(None),
        )
        .exists(),
    )
    clauses: list[ColumnElement[bool]] = []
    if whole:
        clauses.append(_held_by(whole))
    if own:
        clauses += [and_(_held_by(own), involved), _mediated_along(actor, own)]
    return or_(*clauses) if clauses else false()


def _mediated_along(actor: Actor, organisations: set[UUID]) -> ColumnElement[bool]:
    """Cases that another committee leads, to which the actor's own has joined with the actor as a mediator."""
    return Case.id.in_(
        select(Appointment.case_id)
        .join(
            Request,
            and_(Request.case_id == Appointment.case_id, Request.asked_id == Appointment.organisation_id),
        )
        .where(
            Appointment.person_id == actor.person_id,
            Appointment.until_at.is_(None),
            Appointment.organisation_id.in_(organisations),
            Request.kind == MatterKind.JOINT,
            Request.is_open,
            Request.answered_at.is_not(None),
        )
    )


def _held_by(organisations: set[UUID]) -> ColumnElement[bool]:
    """One organisation as an equation, so that its index also gives the order."""
    if len(organisations) == 1:
        return Case.organisation_id == next(iter(organisations))
    return Case.organisation_id.in_(organisations)


def running() -> ColumnElement[bool]:
    """Clocks that run. A literal, not a parameter: only so the partial index on them is used."""
    return literal_column("deadlines.state") == literal_column("'running'")


def still_open(table: str) -> ColumnElement[bool]:
    """Matters that are open. A literal for the same reason: a comparison with a value leaves the index aside."""
    return literal_column(f"{table}.is_open")


def not_lapsed(periods: tuple[str, ...], today: date) -> ColumnElement[bool]:
    """Clocks that still say something: a period in which somebody might have acted is over without a delay."""
    return or_(Deadline.clock.not_in(periods), Deadline.due_on >= today)


def cases_in_area(actor: Actor) -> ColumnElement[bool]:
    """Cases whose holder lies in an area that the actor supervises."""
    areas = [prefix(p.region_code) for p in actor.posts_with(Permission.READ_AREA)]
    if not areas:
        return false()
    return Case.organisation_id.in_(
        select(Organisation.id).where(or_(*(Organisation.region_code.startswith(a) for a in areas)))
    )


def cases_of_a_court(actor: Actor) -> ColumnElement[bool]:
    """Cases that a court of the actor's has sent out or registered, or of which it has the complaint."""
    courts = [p.organisation_id for p in actor.posts_with(Permission.READ_COURT_MATTERS)]
    if not courts:
        return false()
    sent = select(Diversion.case_id).where(
        Diversion.court_id.in_(courts), Diversion.door != CourtDoor.GUIDANCE
    )
    sued = select(Request.case_id).where(
        Request.kind == MatterKind.FILING,
        Request.asked_id.in_(courts),
        Request.is_open | Request.state.not_in(GIVEN_UP),
    )
    tried = select(Filing.case_id).where(
        Filing.court_id.in_(courts), literal_column("filings.voided_at IS NULL")
    )
    return or_(Case.id.in_(sent), Case.id.in_(sued), Case.id.in_(tried))


def confirmations_at_court(actor: Actor) -> ColumnElement[bool]:
    """Confirmations that reached a court where the actor works."""
    courts = [p.organisation_id for p in actor.posts_with(Permission.READ_COURT_MATTERS)]
    if not courts:
        return false()
    return and_(Confirmation.court_id.in_(courts), Confirmation.submitted_on.is_not(None))
