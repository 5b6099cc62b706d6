"""What the papers of an application for confirmation contain, the committee's and the court's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.papers.bench import BENCH, BenchPaper
from mediation.rules.papers.clauses import Clause
from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty, ServiceAddress
from mediation.rules.vocabulary import CourtPaper, ObjectionOutcome, Side


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
class MediationPaper(BenchPaper):
    """民事调解书 of a court that itself sent the dispute to mediation (民诉法 100); a draft until it is sealed."""

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
class ConfirmationRuling(BenchPaper):
    """民事裁定书 confirming an agreement (民诉法 206); a draft until number, judge, date, seal are given."""

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
class ObjectionRuling(BenchPaper):
    """民事裁定书 on objections to a confirmation (民诉解释 372); a draft until it is sealed."""

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


KINDS = (
    PaperKind(
        name="confirmation_application",
        title="司法确认申请书",
        contents=ConfirmationApplication,
        template_version="3",
        signers=("申请人",),
        copies=Copies.PARTIES_AND_ONE,
        law="民事诉讼法 205；民诉解释 351-354；人民调解法 33",
    ),
    PaperKind(
        name="mediation_certificate",
        title="调解组织主持调解证明",
        contents=MediationCertificate,
        template_version="2",
        signers=("人民调解委员会印章",),
        copies=Copies.ONE,
        law="民诉解释 354；确认规定 3",
        shows_numbers=False,
    ),
    PaperKind(
        name="service_addresses",
        title="送达地址确认书",
        contents=ServiceAddresses,
        template_version="2",
        signers=("申请人",),
        copies=Copies.ONE,
        law="民诉解释 354",
    ),
    PaperKind(
        name="confirmation_ruling",
        title="民事裁定书",
        contents=ConfirmationRuling,
        template_version="4",
        signers=BENCH,
        copies=Copies.PARTIES_AND_TWO,
        issuer="court",
        law="民事诉讼法 205、206；民诉解释 356、358",
    ),
    PaperKind(
        name="mediation_paper",
        title="民事调解书",
        contents=MediationPaper,
        template_version="2",
        signers=BENCH,
        copies=Copies.PARTIES_AND_TWO,
        issuer="court",
        law="民事诉讼法 99、100、102；民诉解释 133、149",
    ),
    PaperKind(
        name="objection_ruling",
        title="民事裁定书（异议）",
        contents=ObjectionRuling,
        template_version="2",
        signers=BENCH,
        copies=Copies.PARTIES_AND_TWO,
        issuer="court",
        law="民诉解释 372；民事诉讼法 157",
    ),
)
