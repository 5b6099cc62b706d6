"""The rows from which it is read what some cases count for: one SELECT for each table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, cast, literal_column, select, type_coerce
from sqlalchemy.orm import aliased

from mediation.model import (
    Appointment,
    Case,
    CaseEvent,
    Confirmation,
    Deadline,
    HandOver,
    Holding,
    Party,
    Performance,
)
from mediation.rules.backlog import IN_MEDIATION, SETTLING
from mediation.rules.vocabulary import MatterKind

BROKEN, RETURNED = "broken", "returned"
_ONWARD = aliased(Holding)


def as_kept(column: Any) -> Any:
    """An id as the driver gives it: making a UUID of each takes long."""
    return type_coerce(column, String)


def in_hex(kept: str | UUID) -> str:
    return kept.hex if isinstance(kept, UUID) else kept


def id_of(kept: str | UUID) -> bytes:
    return kept.bytes if isinstance(kept, UUID) else bytes.fromhex(kept)


def cases_of(ids: list[UUID]) -> Any:
    return (
        select(
            as_kept(Case.id).label("id"),
            as_kept(Case.organisation_id).label("organisation_id"),
            *(Case.category_code, Case.source, Case.state, Case.is_open, Case.danger, Case.difficulty),
            *(Case.labour, Case.land_title, Case.region_code),
            *(Case.registered_at, Case.concluded_on, Case.outcome, Holding.from_at),
        )
        .join(Holding, Holding.id == Case.holding_id)
        .where(Case.id.in_(ids))
    )


def clocks_of(ids: list[UUID], periods: Sequence[str]) -> Any:
    return select(as_kept(Deadline.case_id).label("case_id"), Deadline.due_on, Deadline.warned_at).where(
        Deadline.case_id.in_(ids),
        literal_column("deadlines.state") == literal_column("'running'"),
        Deadline.clock.not_in(periods),
    )


def offers_of(ids: list[UUID]) -> Any:
    return select(as_kept(HandOver.case_id).label("case_id")).where(
        HandOver.case_id.in_(ids), literal_column("hand_overs.is_open")
    )


def returns_of(ids: list[UUID]) -> Any:
    return select(as_kept(HandOver.case_id).label("case_id"), HandOver.answered_at).where(
        HandOver.case_id.in_(ids), HandOver.state == RETURNED
    )


def appointments_of(ids: list[UUID]) -> Any:
    return select(
        *(as_kept(column).label(column.key) for column in (Appointment.case_id, Appointment.person_id)),
        as_kept(Appointment.organisation_id).label("organisation_id"),
    ).where(Appointment.case_id.in_(ids), Appointment.until_at.is_(None))


def applications_of(ids: list[UUID]) -> Any:
    return select(as_kept(Confirmation.case_id).label("case_id")).where(
        Confirmation.case_id.in_(ids),
        literal_column("confirmations.is_open"),
        Confirmation.submitted_on.is_not(None),
    )


def duties_of(ids: list[UUID]) -> Any:
    return select(as_kept(Performance.case_id).label("case_id")).where(
        Performance.case_id.in_(ids), literal_column("performances.is_open"), Performance.state == BROKEN
    )


def states_of(ids: list[UUID]) -> Any:
    """The states through which it is read which tiers a dispute went through."""
    return select(as_kept(CaseEvent.case_id).label("case_id"), CaseEvent.to_state).where(
        CaseEvent.case_id.in_(ids),
        CaseEvent.matter == MatterKind.DISPUTE,
        CaseEvent.to_state.in_((*SETTLING, *IN_MEDIATION)),
    )


def care_of(ids: list[UUID]) -> Any:
    care = cast(Party.special_care, String)
    return select(as_kept(Party.case_id).label("case_id"), care.label("care")).where(
        Party.case_id.in_(ids), Party.until_on.is_(None), care != "[]"
    )


def moves_of(ids: list[UUID]) -> Any:
    return (
        select(
            as_kept(Holding.case_id).label("case_id"),
            as_kept(Holding.organisation_id).label("left"),
            as_kept(_ONWARD.organisation_id).label("onward"),
            *(Holding.from_at, Holding.until_at),
        )
        .join(_ONWARD, and_(_ONWARD.case_id == Holding.case_id, _ONWARD.from_at == Holding.until_at))
        .where(Holding.case_id.in_(ids), Holding.id != _ONWARD.id)
    )
