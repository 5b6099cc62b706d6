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


@dataclass(frozen=True, slots=True)
class InvestigationRecord(Contents):
    """人民调解调查记录 (司发通〔2010〕239号): what somebody said who was asked about the facts."""

    committee: str
    matter: str
    began_at: datetime
    place: str
    asked: str
    record: str
    investigator: str
    recorder: str
    about: str = ""
    """Sex, age, employer or address and relation of who was asked, as told."""
    ended_at: datetime | None = None
    present: str = ""
    number: str = ""

    @property
    def dated_on(self) -> date:
        return self.began_at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class OralAgreement(Contents):
    """人民调解口头协议登记表: what the mediator records of an agreement without paper (人民调解法 28, 30)."""

    committee: str
    number: str
    parties: tuple[PaperParty, ...]
    facts: str
    clauses: tuple[Clause, ...]
    agreed_on: date
    mediators: tuple[str, ...]
    performed_at_once: bool = False

    @property
    def dated_on(self) -> date:
        return self.agreed_on


@dataclass(frozen=True, slots=True)
class ConfirmedFact:
    """A fact, and who has signed under it so far."""

    text: str
    signed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndisputedFacts(Contents):
    """无争议事实记载: what all sides confirm in writing, all that may leave of the talks (在线规则 18, 22)."""

    committee: str
    matter: str
    parties: tuple[PaperParty, ...]
    facts: tuple[ConfirmedFact, ...]
    noted_on: date
    mediators: tuple[str, ...] = ()
    number: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether every party has signed under every fact: only then a court may have it."""
        names = {one.name for one in self.parties}
        return bool(self.facts) and all(names <= set(fact.signed) for fact in self.facts)

    @property
    def dated_on(self) -> date:
        return self.noted_on


@dataclass(frozen=True, slots=True)
class TermExtension(Contents):
    """延长调解期限同意书: every party agrees to go on (若干规定 33)."""

    committee: str
    matter: str
    parties: tuple[PaperParty, ...]
    agreed_on: date
    before_on: date
    until_on: date
    number: str = ""
    before_trial: bool = False
    """Of a registered suit: at most thirty days, which the trial's limit leaves out (2025意见 三)."""

    @property
    def dated_on(self) -> date:
        return self.agreed_on


@dataclass(frozen=True, slots=True)
class SuspensionRecord(Contents):
    """调解中止、恢复记录: why mediation stands still, since when, and when it goes on."""

    committee: str
    matter: str
    parties: tuple[PaperParty, ...]
    suspended_on: date
    cause: str
    paper: str
    mediators: tuple[str, ...]
    reason: str = ""
    resumed_on: date | None = None
    resumed_reason: str = ""
    number: str = ""

    @property
    def dated_on(self) -> date:
        return self.resumed_on or self.suspended_on


@dataclass(frozen=True, slots=True)
class DangerReport(Contents):
    """纠纷激化报告单: to the police or another body, at once (人民调解法 25); names only, no talks."""

    committee: str
    reported_to: str
    matter: str
    parties: tuple[PaperParty, ...]
    what: str
    reported_at: datetime
    reporter: str
    place: str = ""
    number: str = ""

    @property
    def dated_on(self) -> date:
        return self.reported_at.astimezone(SHANGHAI).date()


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


KINDS = (
    PaperKind(
        name="sitting_record",
        title="人民调解记录",
        contents=SittingRecord,
        template_version="4",
        signers=("当事人", "翻译人员", "参加人", "人民调解员", "记录人"),
        copies=Copies.ONE,
        law="人民调解法 20-27",
        shows_numbers=False,
    ),
    PaperKind(
        name="agreement",
        title="人民调解协议书",
        contents=Agreement,
        template_version="5",
        signers=("当事人", "翻译人员", "人民调解员", "记录人", "人民调解委员会印章"),
        copies=Copies.PARTIES_AND_ONE,
        law="人民调解法 28、29、31-33",
    ),
    PaperKind(
        name="signature_sheet",
        title="人民调解协议签署页",
        contents=SignatureSheet,
        template_version="1",
        signers=(),
        copies=Copies.ONE,
        law="电子签名法 2、5、13、14；人民调解法 29",
        shows_numbers=False,
    ),
    PaperKind(
        name="investigation_record",
        title="人民调解调查记录",
        contents=InvestigationRecord,
        template_version="1",
        signers=("被调查人", "调查人", "记录人"),
        copies=Copies.ONE,
        law="人民调解法 21、27；司发通〔2010〕239号",
        shows_numbers=False,
    ),
    PaperKind(
        name="oral_agreement",
        title="人民调解口头协议登记表",
        contents=OralAgreement,
        template_version="1",
        signers=("人民调解员", "人民调解委员会印章"),
        copies=Copies.ONE,
        law="人民调解法 28、30；司发通〔2010〕239号",
        shows_numbers=True,
    ),
    PaperKind(
        name="undisputed_facts",
        title="无争议事实记载",
        contents=UndisputedFacts,
        template_version="1",
        signers=("当事人", "人民调解员"),
        copies=Copies.PARTIES_AND_ONE,
        law="人民法院在线调解规则 18、22；特邀调解规定 22",
        shows_numbers=False,
    ),
    PaperKind(
        name="term_extension",
        title="延长调解期限同意书",
        contents=TermExtension,
        template_version="1",
        signers=("当事人", "人民调解委员会印章"),
        copies=Copies.ONE,
        law="人民调解工作若干规定 33；最高法2025年立案与调解意见三",
        shows_numbers=False,
    ),
    PaperKind(
        name="suspension_record",
        title="调解中止、恢复记录",
        contents=SuspensionRecord,
        template_version="1",
        signers=("人民调解员", "人民调解委员会印章"),
        copies=Copies.ONE,
        law="人民调解法 27；特邀调解规定 18",
        shows_numbers=False,
    ),
    PaperKind(
        name="danger_report",
        title="纠纷激化报告单",
        contents=DangerReport,
        template_version="1",
        signers=("报告人", "人民调解委员会印章"),
        copies=Copies.ONE,
        law="人民调解法 25",
        shows_numbers=False,
    ),
)
