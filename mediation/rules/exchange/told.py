"""The messages between two installations, each a frozen dataclass with a canonical JSON form.

Ids of cases, parties and hand-overs are the same on both sides; organisations go by the ids of the installation in
which they work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from mediation.rules.intake import PartyGiven
from mediation.rules.papers.json_form import Contents
from mediation.rules.vocabulary import (
    AgreementForm,
    CaseSource,
    ComplaintStanding,
    CourtDoor,
    CourtProcedure,
    DeadlineState,
    Difficulty,
    ExchangeKind,
    Outcome,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTold:
    """A clock that runs, or stands still, and how its last day was found (its derivation, as JSON)."""

    clock: str
    starts_on: date
    due_on: date
    state: DeadlineState
    provisional: bool = False
    paused_on: date | None = None
    derivation: str = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTold:
    """A step that moved the dispute: no word of what was said in it."""

    name: str
    from_state: str
    to_state: str
    happened_at: datetime
    organisation: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTold:
    """A party under its id."""

    id: UUID
    given: PartyGiven
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorTold:
    """By which door a court sent the case, under which number, and when it registered it."""

    court: str
    """Its code in case numbers, or its name."""
    door: CourtDoor
    court_number: str = ""
    procedure: CourtProcedure | None = None
    diverted_on: date
    filed_on: date | None = None
    times: int = 1
    """The how-many-eth time the court sends that suit out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSent(Contents):
    """A case is offered: who, what about, what is claimed; nothing of what was said to settle it."""

    hand_over: UUID
    case: UUID
    sender: UUID
    receiver: UUID
    offered_at: datetime
    reason: str
    due_on: date | None = None
    category_code: str
    source: CaseSource
    difficulty: Difficulty
    labour: bool
    land_title: bool
    danger: bool
    region_code: str
    place: str
    first_asked_on: date
    registered_at: datetime
    narrative: str
    claim: str
    amount: Decimal | None = None
    number: str = ""
    dispute_version: int
    dispute_digest: str
    hand_over_version: int
    hand_over_digest: str
    history: tuple[StepTold, ...] = ()
    parties: tuple[PartyTold, ...]
    door: DoorTold | None = None
    inviting_court: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSigned(Contents):
    """The receiver signed for the case: from that instant it answers for it."""

    hand_over: UUID
    case: UUID
    at: datetime
    by: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReturned(Contents):
    """The receiver sends the offer back, and why."""

    hand_over: UUID
    case: UUID
    at: datetime
    by: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallAsked(Contents):
    """The sender asks for its offer back; who has signed meanwhile keeps the case."""

    hand_over: UUID
    case: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRecalled(Contents):
    """Nobody had signed: the sender has its offer back."""

    hand_over: UUID
    case: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded(Contents):
    """The dispute closed at the sender's, as the parties may have it at any time (人民调解法 3, 23)."""

    hand_over: UUID
    case: UUID
    step: str
    to_state: str
    happened_at: datetime
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGivenBack(Contents):
    """What had been signed for is closed as the sender closed it, and is the sender's again."""

    hand_over: UUID
    case: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKept(Contents):
    """It had already ended here, so: its result stands and it stays here."""

    hand_over: UUID
    case: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementTold:
    """That there is an agreement, in which form, since when, over how much; its text goes as a paper or not at all."""

    form: AgreementForm
    in_force_on: date | None
    amount: Decimal | None
    performed_at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Contents):
    """Where the dispute stands now and which terms run; `step` led there, or is blank where only a term changed."""

    case: UUID
    step: StepTold | None
    state: str
    number: str
    clocks: tuple[ClockTold, ...]
    outcome: Outcome | None = None
    concluded_on: date | None = None
    agreement: AgreementTold | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHeld(Contents):
    """Another organisation of that installation answers for the case now."""

    case: UUID
    organisation: UUID
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDecided(Contents):
    """Where the complaint of a case stands that came back to its court, and under which number it is registered."""

    case: UUID
    court: UUID
    standing: ComplaintStanding
    happened_at: datetime
    court_number: str = ""
    filed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSent(Contents):
    """A paper of the case, as a file in base64."""

    case: UUID
    title: str
    media_type: str
    sha256: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRefused(Contents):
    """A message that could not be carried out over there, and why."""

    seq: int
    kind: ExchangeKind
    case: UUID | None
    hand_over: UUID | None
    at: datetime
    why: str


SHAPES: Mapping[ExchangeKind, type[Contents]] = {
    ExchangeKind.OFFER: OfferSent,
    ExchangeKind.SIGNED: OfferSigned,
    ExchangeKind.RETURNED: OfferReturned,
    ExchangeKind.RECALL: RecallAsked,
    ExchangeKind.RECALLED: OfferRecalled,
    ExchangeKind.ENDED: OfferEnded,
    ExchangeKind.GIVEN_BACK: CaseGivenBack,
    ExchangeKind.KEPT: CaseKept,
    ExchangeKind.MOVED: CaseMoved,
    ExchangeKind.HELD: CaseHeld,
    ExchangeKind.DECIDED: ComplaintDecided,
    ExchangeKind.PAPER: PaperSent,
    ExchangeKind.REFUSED: MessageRefused,
}
"""What each kind of message consists of."""
