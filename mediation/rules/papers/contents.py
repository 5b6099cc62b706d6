"""The contents of the papers of a dispute's road from intake to a confirmed agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mediation.rules.clock import SHANGHAI
from mediation.rules.papers.clauses import Clause
from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.parties import PaperParty, ServiceAddress
from mediation.rules.vocabulary import CourtPaper, ObjectionOutcome, Side, SittingKind, SittingManner

LONGEST_SIGNER = 30


@dataclass(frozen=True, slots=True)
class PartyConsent:
    """A party's yes or no to mediation (人民调解法 17); `granted` None: not yet asked."""

    name: str
    granted: bool | None = None
    given_on: date | None = None
    in_writing: bool = False

    @property
    def printed(self) -> str:
        return {True: "同意调解", False: "不同意调解", None: "尚未表示意见"}[self.granted]


@dataclass(frozen=True, slots=True)
class IntakeForm(Contents):
    """人民调解受理登记表. A party's request interrupts the limitation period, so its day is printed."""

    committee: str
    registered_on: date
    requested_on: date
    parties: tuple[PaperParty, ...]
    consents: tuple[PartyConsent, ...]
    category: str
    source: str
    facts: str
    claim: str
    registrar: str
    number: str = ""
    difficulty: str = ""
    place: str = ""
    remarks: str = ""
    asked: bool = True
    """Whether protection was asked for; a committee that acts of itself interrupts nothing (诉讼时效规定 12)."""

    @property
    def all_consent(self) -> bool:
        return bool(self.consents) and all(consent.granted for consent in self.consents)

    @property
    def dated_on(self) -> date:
        return self.registered_on


@dataclass(frozen=True, slots=True)
class RightsNotice(Contents):
    """人民调解当事人权利义务告知书: the law's text is the template's; each party dates its own signature."""

    committee: str
    parties: tuple[PaperParty, ...]
    accepted_on: date
    mediators: tuple[str, ...] = ()
    number: str = ""
    matter: str = ""

    @property
    def dated_on(self) -> date:
        return self.accepted_on


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


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One who signed on a screen: who, for whom, when, how it was known, and the drawing as a PNG in base64."""

    label: str
    name: str
    signed_for_by: str
    signed_at: datetime
    proof: str
    image: str
    manifest: str
    """SHA-256 of the kept manifest."""


@dataclass(frozen=True, slots=True)
class SignatureSheet(Contents):
    """人民调解协议签署页: who signed the electronic text, when and how; it belongs to that text alone."""

    committee: str
    number: str
    edition: int
    document_digest: str
    signatures: tuple[SheetLine, ...]
    sentence: str
    sealed_on: date | None
    in_force_on: date
    court: str
    """Which court takes agreements signed so, and by which paper it said it."""

    @property
    def drawings(self) -> tuple[str, ...]:
        return tuple(one.image for one in self.signatures)

    @property
    def dated_on(self) -> date:
        return self.in_force_on


@dataclass(frozen=True, slots=True)
class ConfirmationApplication(Contents):
    """司法确认申请书: both parties apply jointly (民诉法 205)."""

    court: str
    parties: tuple[PaperParty, ...]
    committee: str
    agreement_number: str
    agreement_in_force_on: date
    facts: str
    clauses: tuple[Clause, ...]
    applied_on: date
    reasons: str = ""
    jurisdiction: str = ""
    """Why this court: 本院邀请…, 当事人住所地, 标的物所在地 or 调解组织所在地."""
    wanted: CourtPaper = CourtPaper.RULING
    successions: tuple[str, ...] = ()
    """Who came in whose place since the agreement took effect."""
    attachments: tuple[str, ...] = (
        "人民调解协议书",
        "调解组织主持调解证明",
        "申请人身份证明或者资格证明",
        "送达地址确认书",
    )

    @property
    def dated_on(self) -> date:
        return self.applied_on


@dataclass(frozen=True, slots=True)
class MediationCertificate(Contents):
    """调解组织主持调解证明: the committee's word that the agreement is of its mediation (民诉解释 354)."""

    court: str
    committee: str
    number: str
    parties: tuple[PaperParty, ...]
    category: str
    accepted_on: date
    in_force_on: date
    mediators: tuple[str, ...]
    issued_on: date

    @property
    def dated_on(self) -> date:
        return self.issued_on


@dataclass(frozen=True, slots=True)
class ServiceAddresses(Contents):
    """送达地址确认书: the closed annex of an application (民诉解释 354); each party sees its own sheet."""

    court: str
    committee: str
    agreement_number: str
    parties: tuple[ServiceAddress, ...]
    applied_on: date

    @property
    def dated_on(self) -> date:
        return self.applied_on


@dataclass(frozen=True, slots=True)
class FilingReceipt(Contents):
    """收到起诉材料凭证: every complaint gets one, dated, whatever becomes of it (登记立案规定 2)."""

    court: str
    parties: tuple[PaperParty, ...]
    category: str
    received_on: date
    papers: str = ""

    @property
    def dated_on(self) -> date:
        return self.received_on


@dataclass(frozen=True, slots=True)
class CorrectionNotice(Contents):
    """补正告知书: all that a complaint lacks, told once, with the last day for it (登记立案规定 7)."""

    court: str
    parties: tuple[PaperParty, ...]
    category: str
    received_on: date
    what: str
    told_on: date
    until_on: date

    @property
    def dated_on(self) -> date:
        return self.told_on


@dataclass(frozen=True, slots=True)
class FilingRefusal(Contents):
    """民事裁定书 by which a complaint is not registered; `parties` are who sues, `sued` those against whom."""

    court: str
    parties: tuple[PaperParty, ...]
    sued: tuple[str, ...]
    category: str
    received_on: date
    claim: str
    grounds: str
    case_number: str
    judge: str
    ruled_on: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", tuple(one.as_courts_print_it for one in self.parties))

    @property
    def dated_on(self) -> date:
        return self.ruled_on


@dataclass(frozen=True, slots=True)
class MediationPaper(Contents):
    """民事调解书 of a court that itself sent the dispute to mediation (民诉法 100); a draft until it is sealed."""

    court: str
    parties: tuple[PaperParty, ...]
    committee: str
    accepted_on: date
    clauses: tuple[Clause, ...]
    registered: bool
    """Whether the suit is registered: then there are 原告 and 被告."""
    category: str = ""
    findings: str = ""
    fee: str = ""
    case_number: str = ""
    judge: str = ""
    clerk: str = ""
    ruled_on: date | None = None
    sealed_on: date | None = None
    successions: tuple[str, ...] = ()
    """Who came in whose place since the agreement took effect."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", tuple(one.as_courts_print_it for one in self.parties))

    def stands_as(self, party: PaperParty) -> str:
        """What the court calls the party."""
        suing = {Side.APPLICANT: "原告", Side.RESPONDENT: "被告"} if self.registered else {}
        return suing.get(party.side, party.side.title_text)

    @property
    def draft(self) -> bool:
        return not (self.case_number and self.judge and self.ruled_on and self.sealed_on)

    @property
    def dated_on(self) -> date:
        return self.ruled_on or self.accepted_on


@dataclass(frozen=True, slots=True)
class PaperObjection:
    """Who objected, on which day and why; an outsider is harmed without being a party."""

    who: str
    raised_on: date
    grounds: str
    outsider: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmationRuling(Contents):
    """民事裁定书 confirming an agreement (民诉法 206); a draft until number, judge, date, seal are given."""

    court: str
    parties: tuple[PaperParty, ...]
    committee: str
    agreement_number: str
    agreement_in_force_on: date
    accepted_on: date
    clauses: tuple[Clause, ...]
    category: str = ""
    findings: str = ""
    """What the court found, besides that the agreement fulfils the conditions of law."""
    case_number: str = ""
    judge: str = ""
    clerk: str = ""
    ruled_on: date | None = None
    sealed_on: date | None = None
    successions: tuple[str, ...] = ()
    """Who came in whose place since the agreement took effect."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", tuple(one.as_courts_print_it for one in self.parties))

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps it a draft."""
        given = {
            "案号": self.case_number,
            "审判员": self.judge,
            "裁定日期": self.ruled_on,
            "院印": self.sealed_on,
        }
        return tuple(title for title, value in given.items() if not value)

    @property
    def draft(self) -> bool:
        return bool(self.missing)

    @property
    def dated_on(self) -> date:
        return self.ruled_on or self.accepted_on


@dataclass(frozen=True, slots=True)
class ObjectionRuling(Contents):
    """民事裁定书 on objections to a confirmation (民诉解释 372); a draft until it is sealed."""

    court: str
    parties: tuple[PaperParty, ...]
    objections: tuple[PaperObjection, ...]
    committee: str
    agreement_number: str
    original_number: str
    original_ruled_on: date
    outcome: ObjectionOutcome
    findings: str
    case_number: str
    judge: str
    clerk: str
    ruled_on: date
    terms: str = ""
    lifted: tuple[Clause, ...] = ()
    """The clauses that are no longer confirmed, where the ruling is varied."""
    remaining: tuple[Clause, ...] = ()
    """Those that still are."""
    sealed_on: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", tuple(one.as_courts_print_it for one in self.parties))

    @property
    def draft(self) -> bool:
        return self.sealed_on is None

    @property
    def copies(self) -> int:
        """One for each party and for whoever else objected, and two for the court's file."""
        return len(self.parties) + sum(one.outsider for one in self.objections) + 2

    @property
    def dated_on(self) -> date:
        return self.ruled_on
