"""What the papers of a complaint contain, from its receipt to a refusal to register it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.papers.bench import BenchPaper
from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty


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
)
