"""What the papers of mediating contain: its records and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mediation.rules.clock import SHANGHAI
from mediation.rules.papers.clauses import Clause
from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty
from mediation.rules.vocabulary import SittingKind, SittingManner

LONGEST_SIGNER = 30


@dataclass(frozen=True, slots=True)
class SittingRecord(Contents):
    """人民调解记录 of one sitting; `parties` are those present, `helpers` those invited (人民调解法 20)."""

    committee: str
    matter: str
    began_at: datetime
    place: str
    parties: tuple[PaperParty, ...]
    mediators: tuple[str, ...]
    recorder: str
    record: str
    result: str
    ordinal: int = 1
    kind: SittingKind = SittingKind.JOINT
    manner: SittingManner = SittingManner.ON_SITE
    ended_at: datetime | None = None
    helpers: str = ""
    number: str = ""
    rights_told: bool = False

    @property
    def invited(self) -> tuple[str, ...]:
        """Those invited, each with a place to sign; what reads like no list of names gets one place for all."""
        names = tuple(name for part in self.helpers.split("、") if (name := part.strip(" 。")))
        return names if all(len(name) <= LONGEST_SIGNER for name in names) else ("",)

    @property
    def apart(self) -> bool:
        return self.kind is SittingKind.APART

    @property
    def dated_on(self) -> date:
        return self.began_at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Agreement(Contents):
    """人民调解协议书 (人民调解法 29)."""

    committee: str
    number: str
    parties: tuple[PaperParty, ...]
    facts: str
    clauses: tuple[Clause, ...]
    drawn_on: date
    mediators: tuple[str, ...]
    recorder: str
    disputed: str = ""
    responsibility: str = ""
    left_over: str = ""
    """What is not agreed on."""
    performance: str = ""
    """履行方式、时限 where the clauses do not say all of it."""
    place: str = ""
    performed_at_once: bool = False
    court_invited: bool = False
    """One copy more, for the court that invited the mediation (特邀规定 19)."""
    parties_marks_suffice: bool = False
    """In force when the parties have signed: a court delegated it (特邀规定 24)."""

    @property
    def copies(self) -> int:
        return len(self.parties) + 1 + self.court_invited

    @property
    def substance(self) -> tuple[object, ...]:
        """What its signers put their names to; a new phone or occupation of a party is not part of it."""
        people = tuple(
            (p.side, p.kind, p.name, p.id_number, tuple((r.kind, r.name) for r in p.representatives))
            for p in self.parties
        )
        said = (
            self.facts,
            self.disputed,
            self.responsibility,
            self.left_over,
            self.clauses,
            self.parties_marks_suffice,
        )
        return (self.committee, self.number, self.drawn_on, frozenset(self.mediators), people, said)

    @property
    def dated_on(self) -> date:
        return self.drawn_on


KINDS = (
    PaperKind(
        name="sitting_record",
        title="人民调解记录",
        contents=SittingRecord,
        template_version="3",
        signers=("当事人", "翻译人员", "参加人", "人民调解员", "记录人"),
        copies=Copies.ONE,
        law="人民调解法 20-27",
        shows_numbers=False,
    ),
    PaperKind(
        name="agreement",
        title="人民调解协议书",
        contents=Agreement,
        template_version="4",
        signers=("当事人", "翻译人员", "人民调解员", "记录人", "人民调解委员会印章"),
        copies=Copies.PARTIES_AND_ONE,
        law="人民调解法 28、29、31-33",
    ),
)
