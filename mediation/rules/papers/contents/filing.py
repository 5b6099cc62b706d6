"""What the papers of a complaint contain, from its receipt to a refusal to register it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from mediation.rules.papers.bench import BenchPaper
from mediation.rules.papers.contents.ending import ListedPaper
from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty, ServiceAddress
from mediation.rules.vocabulary import MediationEnd, Side


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
class FilingRefusal(BenchPaper):
    """民事裁定书 by which a complaint is not registered; `parties` are who sues, `sued` those against whom."""

    sued: tuple[str, ...]
    category: str
    received_on: date
    claim: str
    grounds: str
    case_number: str
    judge: str
    ruled_on: date

    @property
    def dated_on(self) -> date:
        return self.ruled_on


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One line of the list of evidence: what it is, where it comes from, what it proves."""

    title: str
    source: str = ""
    proves: str = ""


@dataclass(frozen=True, slots=True)
class FilingPackage(Contents):
    """立案材料: all that goes with a complaint (民诉法 123-124; 登记立案规定 4-6), and how mediation ended.

    Nothing of what was said to settle; the facts are those under which every party has signed.
    """

    organisation: str
    matter: str
    court: str
    parties: tuple[PaperParty, ...]
    claims: str
    facts: str
    evidence: tuple[EvidenceLine, ...]
    lines: tuple[ListedPaper, ...]
    addresses: tuple[ServiceAddress, ...]
    undisputed: tuple[str, ...]
    made_on: date
    witnesses: str = ""
    oral: bool = False
    end: MediationEnd | None = None
    ended_on: date | None = None
    number: str = ""

    def __post_init__(self) -> None:
        """Plaintiffs stand in it in full (民诉法 124), as far as that may be known; of others what tells them apart."""
        shown = (
            one if one.side is Side.APPLICANT else replace(one.as_courts_print_it, id_number="")
            for one in self.parties
        )
        object.__setattr__(self, "parties", tuple(shown))

    @property
    def suing(self) -> tuple[PaperParty, ...]:
        return tuple(one for one in self.parties if one.side is Side.APPLICANT)

    @property
    def sued(self) -> tuple[PaperParty, ...]:
        return tuple(one for one in self.parties if one.side is Side.RESPONDENT)

    @property
    def others(self) -> tuple[PaperParty, ...]:
        return tuple(one for one in self.parties if one.side is Side.THIRD)

    @property
    def copies(self) -> int:
        """One for the court, one for each defendant (民诉法 123)."""
        return len(self.sued) + 1

    @property
    def dated_on(self) -> date:
        return self.made_on


KINDS = (
    PaperKind(
        name="filing_receipt",
        title="收到起诉材料凭证",
        contents=FilingReceipt,
        template_version="2",
        signers=("人民法院印章",),
        copies=Copies.ONE,
        issuer="court",
        law="登记立案规定 2",
        shows_numbers=False,
    ),
    PaperKind(
        name="correction_notice",
        title="补正告知书",
        contents=CorrectionNotice,
        template_version="2",
        signers=("人民法院印章",),
        copies=Copies.ONE,
        issuer="court",
        law="登记立案规定 7",
        shows_numbers=False,
    ),
    PaperKind(
        name="filing_refusal",
        title="民事裁定书（不予立案）",
        contents=FilingRefusal,
        template_version="2",
        signers=("审判员", "院印"),
        copies=Copies.PARTIES_AND_ONE,
        issuer="court",
        law="民事诉讼法 122、126、171；登记立案规定 9",
    ),
    PaperKind(
        name="filing_package",
        title="立案材料",
        contents=FilingPackage,
        template_version="1",
        signers=("起诉人",),
        copies=Copies.ONE,
        issuer="organisation",
        law="民事诉讼法 122-124；登记立案规定 4-6；人民法院在线调解规则 18、21、22",
    ),
)
