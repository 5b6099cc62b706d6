"""An agreement as it is written so far, with what is known of its parties; and one thing found in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mediation.rules.messages import Message
from mediation.rules.vocabulary import (
    AgentAuthority,
    AgreementForm,
    Capacity,
    ObligationKind,
    PartyKind,
    RepresentativeKind,
    Side,
)

NOBODY = ("双方", "各方", "一方", "大家", "全体", "有关人员", "相关人员", "有关部门", "相关部门")
"""Written where a name belongs."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a court would ask about: what, by which article, how to mend it, and where it stands."""

    code: str
    said: Message
    mend: Message
    article: Message
    at: str = ""
    """The field of the agreement's form; '' where it is not in its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyWritten:
    """A duty as typed: anything may still be missing."""

    kind: ObligationKind
    debtor: str = ""
    creditor: str = ""
    amount: Decimal | None = None
    what: str = ""
    due_on: date | None = None
    condition: str = ""
    means: str = ""
    place: str = ""
    performed_at_once: bool = False

    @property
    def text(self) -> str:
        """What it says, read as a sentence: one not to do something says so."""
        forborne = self.kind is ObligationKind.FORBEARANCE and self.what and not self.what.startswith("不")
        return "，".join(
            part for part in (f"不得{self.what}" if forborne else self.what, self.condition) if part
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """Somebody who acts for a party, and whether they signed in its place."""

    kind: RepresentativeKind
    name: str = ""
    authority: AgentAuthority | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyWritten:
    """A party with what the court will want to know of it."""

    name: str
    side: Side = Side.APPLICANT
    kind: PartyKind = PartyKind.NATURAL
    capacity: Capacity = Capacity.FULL
    signed: bool = False
    """In person."""
    identified: bool = True
    reachable: bool = True
    """Whether an address and a telephone number for service are known."""
    acting: tuple[Acting, ...] = ()

    @property
    def guarded(self) -> bool:
        return any(one.kind is RepresentativeKind.GUARDIAN for one in self.acting)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWritten:
    """The application for confirmation, where one is drawn."""

    right_court: bool = True
    unsigned: tuple[str, ...] = ()
    submitted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWritten:
    """The whole of it, on the day on which somebody looks."""

    on: date
    drawn_on: date
    parties: tuple[PartyWritten, ...]
    duties: tuple[DutyWritten, ...] = ()
    form: AgreementForm = AgreementForm.WRITTEN
    facts: str = ""
    disputed: str = ""
    responsibility: str = ""
    further: tuple[str, ...] = ()
    category_code: str = ""
    land_title: bool = False
    property_papers: bool = False
    """Whether papers of the things concerned are in the file."""
    in_force_on: date | None = None
    apply_until: date | None = None
    registered: bool = False
    """Whether a court had registered the suit before it was mediated, and is not known to confirm such agreements."""
    application: ApplicationWritten | None = None
    highest_rate: Decimal = Decimal("12")
    """The highest yearly interest that courts protect, in percent."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(party.name for party in self.parties)

    def is_party(self, name: str) -> bool:
        return name in self.names

    def clauses(self) -> Iterator[tuple[str, str]]:
        """Every text that binds somebody, with the field in which it stands."""
        for n, duty in enumerate(self.duties):
            if duty.text:
                yield f"obligations.{n}.what", duty.text
        for n, text in enumerate(self.further):
            if text.strip():
                yield f"further.{n}.text", text
