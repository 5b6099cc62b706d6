"""What the application for enforcement contains of a confirmed duty that was not performed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty
from mediation.rules.vocabulary import CourtPaper


@dataclass(frozen=True, slots=True)
class EnforcementApplication(Contents):
    """强制执行申请书 (民诉法 250; 民诉解释 460): the creditor's; the committee helps to write it."""

    court: str
    parties: tuple[PaperParty, ...]
    """The applicant first, then who owes."""
    committee: str
    agreement_number: str
    title: CourtPaper
    """What makes it enforceable."""
    case_number: str
    ruled_on: date
    duty: str
    made_on: date
    due_on: date | None = None
    until_on: date | None = None
    """The last day of the two years for applying, as it runs now."""
    attachments: tuple[str, ...] = (
        "申请执行人身份证明",
        "执行依据（裁定书或者调解书）及送达证明",
        "人民调解协议书",
        "被执行人财产线索",
    )

    @property
    def paper(self) -> str:
        return "民事调解书" if self.title is CourtPaper.MEDIATION else "民事裁定书"

    @property
    def dated_on(self) -> date:
        return self.made_on


KINDS = (
    PaperKind(
        name="enforcement_application",
        title="强制执行申请书",
        contents=EnforcementApplication,
        template_version="1",
        signers=("申请执行人",),
        copies=Copies.PARTIES_AND_ONE,
        law="民事诉讼法 206、247、250；民诉解释 460、481；人民调解法 33",
    ),
)
