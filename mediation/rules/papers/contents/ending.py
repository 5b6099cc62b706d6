"""What the papers contain with which mediation ends, and those of what was agreed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty
from mediation.rules.vocabulary import Route


@dataclass(frozen=True, slots=True)
class TerminationNotice(Contents):
    """终止调解告知书: mediation is over, and the other ways stand open (人民调解法 26)."""

    committee: str
    matter: str
    parties: tuple[PaperParty, ...]
    requested_on: date
    ended_on: date
    reason: str
    number: str = ""
    route: Route = Route.COURT

    @property
    def dated_on(self) -> date:
        return self.ended_on


@dataclass(frozen=True, slots=True)
class ClosingReport(Contents):
    """人民调解结案报告表, a local addition: the case on one sheet for who looks after the committee."""

    committee: str
    number: str
    parties: tuple[PaperParty, ...]
    category: str
    source: str
    accepted_on: date
    concluded_on: date
    outcome: str
    facts: str
    result: str
    mediators: tuple[str, ...]
    held_on: tuple[date, ...] = ()
    """The days of its joint sittings."""

    @property
    def dated_on(self) -> date:
        return self.concluded_on


@dataclass(frozen=True, slots=True)
class LitigationGuide(Contents):
    """诉讼引导告知书: where and how to file, on the spot and whenever the parties like."""

    organisation: str
    matter: str
    parties: tuple[PaperParty, ...]
    requested_on: date
    guided_on: date
    route: Route = Route.COURT
    court: str = ""
    """The basic court of the place, where the dispute arose."""
    number: str = ""

    @property
    def dated_on(self) -> date:
        return self.guided_on


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One line of a list of papers: what, in how many copies, and whether it is at hand."""

    title: str
    copies: int = 1
    ready: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class FilingChecklist(Contents):
    """立案材料清单: what a complaint needs (民诉法 124; 登记立案规定 4-6)."""

    organisation: str
    matter: str
    parties: tuple[PaperParty, ...]
    lines: tuple[ListedPaper, ...]
    made_on: date
    number: str = ""

    @property
    def dated_on(self) -> date:
        return self.made_on


@dataclass(frozen=True, slots=True)
class VisitRecord(Contents):
    """人民调解回访记录 (司发通〔2010〕239号)."""

    committee: str
    number: str
    parties: tuple[PaperParty, ...]
    purpose: str
    visited_on: date
    findings: str
    visitor: str

    @property
    def dated_on(self) -> date:
        return self.visited_on


@dataclass(frozen=True, slots=True)
class PerformanceDemand(Contents):
    """履行督促书: the committee presses for what was agreed (人民调解法 31)."""

    committee: str
    number: str
    debtor: str
    creditor: str
    in_force_on: date
    duty: str
    due_on: date | None
    asked_on: date
    pressed_on: tuple[date, ...] = ()
    confirmed: bool = False
    """A court made it enforceable."""

    @property
    def dated_on(self) -> date:
        return self.asked_on


@dataclass(frozen=True, slots=True)
class PerformedDuty:
    """A duty of the agreement, and when it was done as what shows."""

    text: str
    done_on: date | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True)
class PerformanceCertificate(Contents):
    """履行证明, for the police or a court (治安管理处罚法 9; 人民调解法 31)."""

    committee: str
    number: str
    parties: tuple[PaperParty, ...]
    matter: str
    in_force_on: date
    duties: tuple[PerformedDuty, ...]

    @property
    def complete(self) -> bool:
        return all(duty.done_on for duty in self.duties)

    @property
    def dated_on(self) -> date:
        return max((duty.done_on for duty in self.duties if duty.done_on), default=self.in_force_on)


KINDS = (
    PaperKind(
        name="termination_notice",
        title="终止调解告知书",
        contents=TerminationNotice,
        template_version="1",
        signers=("人民调解委员会印章",),
        copies=Copies.PARTIES_AND_ONE,
        law="人民调解法 23、26",
        shows_numbers=False,
    ),
    PaperKind(
        name="closing_report",
        title="人民调解结案报告表",
        contents=ClosingReport,
        template_version="1",
        signers=("人民调解员", "调委会主任", "人民调解委员会印章"),
        copies=Copies.ONE,
        law="人民调解法 27；地方增加的表",
        shows_numbers=False,
    ),
    PaperKind(
        name="litigation_guide",
        title="诉讼引导告知书",
        contents=LitigationGuide,
        template_version="1",
        signers=("当事人",),
        copies=Copies.EACH_PARTY,
        issuer="organisation",
        law="人民调解法 3、18、26；登记立案规定 2、8",
        shows_numbers=False,
    ),
    PaperKind(
        name="filing_checklist",
        title="立案材料清单",
        contents=FilingChecklist,
        template_version="1",
        signers=("起诉人",),
        copies=Copies.ONE,
        issuer="organisation",
        law="民事诉讼法 122、124；登记立案规定 4-6",
        shows_numbers=False,
    ),
    PaperKind(
        name="visit_record",
        title="人民调解回访记录",
        contents=VisitRecord,
        template_version="1",
        signers=("回访人",),
        copies=Copies.ONE,
        law="人民调解法 31；司发通〔2010〕239号",
        shows_numbers=False,
    ),
    PaperKind(
        name="performance_demand",
        title="履行督促书",
        contents=PerformanceDemand,
        template_version="1",
        signers=("人民调解委员会印章",),
        copies=Copies.ONE,
        law="人民调解法 31、33",
        shows_numbers=False,
    ),
    PaperKind(
        name="performance_certificate",
        title="履行证明",
        contents=PerformanceCertificate,
        template_version="1",
        signers=("人民调解委员会印章",),
        copies=Copies.ONE,
        law="人民调解法 31；治安管理处罚法 9",
        shows_numbers=False,
    ),
)
