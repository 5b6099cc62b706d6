"""What is given when a case that ended on the spot is entered afterwards (补录): all of it on one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from mediation.rules.intake import DisputeGiven
from mediation.rules.vocabulary import ObligationKind, Outcome, SignatureManner, SittingManner

ENDINGS = (Outcome.AGREED_ORALLY, Outcome.AGREED_WRITTEN, Outcome.SETTLED)
"""How a case can end on the spot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingGiven:
    """The one sitting, at which all parties were there."""

    began_at: datetime
    ended_at: datetime | None = None
    manner: SittingManner = SittingManner.ON_SITE
    place: str = ""
    record: str = ""
    result: str = ""
    helpers: str = ""
    rights_told: bool = False
    mediator_ids: tuple[UUID, ...] = ()
    recorder_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAgreed:
    """One duty; who owes and who receives by their place among the parties, or by name."""

    kind: ObligationKind
    debtor: int | None = None
    debtor_name: str = ""
    creditor: int | None = None
    creditor_name: str = ""
    amount: Decimal | None = None
    what: str = ""
    due_on: date | None = None
    condition: str = ""
    means: str = ""
    performed_at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkGiven:
    """How a party signed the written agreement; `by` is the place of the representative who signed."""

    manners: tuple[SignatureManner, ...] = ()
    by: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheSpot:
    """All of a case that ended on the spot."""

    dispute: DisputeGiven
    ending: Outcome
    happened_on: date
    """The day it was settled or agreed."""
    late_reason: str = ""
    helper: str = ""
    terms: str = ""
    settlement_performed: bool = False
    sitting: SittingGiven | None = None
    facts: str = ""
    disputed: str = ""
    responsibility: str = ""
    duties: tuple[DutyAgreed, ...] = ()
    further: tuple[str, ...] = ()
    """Clauses of the agreement that set no duty."""
    signed_on: date | None = None
    marks: tuple[MarkGiven, ...] = ()
    mediator_signed: bool = False
    sealed: bool = False
