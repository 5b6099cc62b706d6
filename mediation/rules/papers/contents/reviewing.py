"""What the court's papers contain that open and end the review of an application without confirming it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mediation.rules.clock import SHANGHAI
from mediation.rules.papers.bench import BENCH, BenchPaper
from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty
from mediation.rules.vocabulary import ReviewEnd


@dataclass(frozen=True, slots=True)
class AcceptanceNotice(Contents):
    """受理通知书 of an application for confirmation (民诉解释 354-357)."""

    court: str
    parties: tuple[PaperParty, ...]
    committee: str
    agreement_number: str
    submitted_on: date
    accepted_on: date
    case_number: str = ""

    @property
    def dated_on(self) -> date:
        return self.accepted_on


@dataclass(frozen=True, slots=True)
class ReviewRuling(BenchPaper):
    """民事裁定书 that does not confirm: not accepted, rejected, withdrawn or terminated; a draft until it is sealed."""

    committee: str
    agreement_number: str
    agreement_in_force_on: date
    submitted_on: date
    end: ReviewEnd
    grounds: str
    case_number: str
    judge: str
    ruled_on: date
    clerk: str = ""
    accepted_on: date | None = None
    sealed_on: date | None = None
    successions: tuple[str, ...] = ()

    @property
    def draft(self) -> bool:
        return self.sealed_on is None

    @property
    def dated_on(self) -> date:
        return self.ruled_on


@dataclass(frozen=True, slots=True)
class HearingRecord(Contents):
    """询问笔录: the court called both sides together and asked them (民诉解释 356)."""

    court: str
    committee: str
    agreement_number: str
    began_at: datetime
    place: str
    parties: tuple[PaperParty, ...]
    """Those who came, each with who acts for it."""
    absent: tuple[str, ...]
    judge: str
    clerk: str
    record: str
    case_number: str = ""
    ended_at: datetime | None = None

    @property
    def dated_on(self) -> date:
        return self.began_at.astimezone(SHANGHAI).date()


KINDS = (
    PaperKind(
        name="hearing_record",
        title="询问笔录",
        contents=HearingRecord,
        template_version="1",
        signers=("当事人", "翻译人员", "审判员", "书记员"),
        copies=Copies.ONE,
        issuer="court",
        law="民诉解释 356",
        shows_numbers=False,
    ),
    PaperKind(
        name="acceptance_notice",
        title="受理通知书",
        contents=AcceptanceNotice,
        template_version="1",
        signers=("人民法院印章",),
        copies=Copies.PARTIES_AND_ONE,
        issuer="court",
        law="民诉解释 354-357；确认规定 4",
        shows_numbers=False,
    ),
    PaperKind(
        name="non_acceptance_ruling",
        title="民事裁定书（不予受理）",
        contents=ReviewRuling,
        template_version="1",
        signers=BENCH,
        copies=Copies.PARTIES_AND_TWO,
        issuer="court",
        law="民诉解释 355；民事诉讼法 157",
        shows_numbers=True,
    ),
    PaperKind(
        name="rejection_ruling",
        title="民事裁定书（驳回申请）",
        contents=ReviewRuling,
        template_version="1",
        signers=BENCH,
        copies=Copies.PARTIES_AND_TWO,
        issuer="court",
        law="民事诉讼法 205、206；民诉解释 358",
        shows_numbers=True,
    ),
    PaperKind(
        name="withdrawal_ruling",
        title="民事裁定书（撤回申请）",
        contents=ReviewRuling,
        template_version="1",
        signers=BENCH,
        copies=Copies.PARTIES_AND_TWO,
        issuer="court",
        law="民诉解释 357；民事诉讼法 157",
        shows_numbers=True,
    ),
    PaperKind(
        name="termination_ruling",
        title="民事裁定书（终结特别程序）",
        contents=ReviewRuling,
        template_version="1",
        signers=BENCH,
        copies=Copies.PARTIES_AND_TWO,
        issuer="court",
        law="民事诉讼法 186、157",
        shows_numbers=True,
    ),
)
