"""What the letters contain that go from one organisation to another; none says what was said to settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.parties import PaperParty
from mediation.rules.vocabulary import CourtProcedure, HandOverKind, MediationEnd


@dataclass(frozen=True, slots=True)
class TransferLetter(Contents):
    """移送函: a dispute is offered to another organisation, with its papers (若干规定 21)."""

    sender: str
    receiver: str
    kind: HandOverKind
    matter: str
    parties: tuple[PaperParty, ...]
    category: str
    requested_on: date
    reason: str
    offered_on: date
    answer_until: date | None = None
    enclosures: tuple[str, ...] = ()
    number: str = ""

    @property
    def dated_on(self) -> date:
        return self.offered_on


@dataclass(frozen=True, slots=True)
class CourtLetter(Contents):
    """委派调解函 or 委托调解函: a court sends a dispute to mediation, before or after it registered the suit."""

    court: str
    committee: str
    case_number: str
    parties: tuple[PaperParty, ...]
    category: str
    claim: str
    sent_on: date
    days: int
    registered: bool
    procedure: CourtProcedure | None = None
    reply_address: str = ""
    enclosures: tuple[str, ...] = ()

    @property
    def dated_on(self) -> date:
        return self.sent_on


@dataclass(frozen=True, slots=True)
class ReplyLetter(Contents):
    """调解情况复函: how it ended; offers and concessions stay behind (特邀规定 26; 在线规则 21)."""

    court: str
    committee: str
    case_number: str
    number: str
    parties: tuple[PaperParty, ...]
    category: str
    accepted_on: date
    ended_on: date
    end: MediationEnd
    registered: bool
    reason: str = ""
    held_on: tuple[date, ...] = ()
    mediators: tuple[str, ...] = ()
    enclosures: tuple[str, ...] = ()

    @property
    def dated_on(self) -> date:
        return self.ended_on


@dataclass(frozen=True, slots=True)
class InvitationLetter(Contents):
    """邀请函: another committee is asked to mediate too (若干规定 21)."""

    committee: str
    invited: str
    matter: str
    parties: tuple[PaperParty, ...]
    category: str
    purpose: str
    asked_on: date
    answer_until: date | None = None
    number: str = ""

    @property
    def dated_on(self) -> date:
        return self.asked_on


KINDS = (
    PaperKind(
        name="transfer_letter",
        title="移送函",
        contents=TransferLetter,
        template_version="1",
        signers=("移送组织印章",),
        copies=Copies.ONE,
        issuer="sender",
        law="人民调解工作若干规定 21；个人信息保护法 23",
        shows_numbers=False,
    ),
    PaperKind(
        name="delegation_letter",
        title="委派调解函",
        contents=CourtLetter,
        template_version="1",
        signers=("人民法院印章",),
        copies=Copies.ONE,
        issuer="court",
        law="特邀调解规定 1、21、27",
        shows_numbers=False,
    ),
    PaperKind(
        name="entrustment_letter",
        title="委托调解函",
        contents=CourtLetter,
        template_version="1",
        signers=("人民法院印章",),
        copies=Copies.ONE,
        issuer="court",
        law="民事诉讼法 125；最高法2025年立案与调解意见二、三",
        shows_numbers=False,
    ),
    PaperKind(
        name="reply_letter",
        title="调解情况复函",
        contents=ReplyLetter,
        template_version="1",
        signers=("人民调解委员会印章",),
        copies=Copies.ONE,
        law="特邀调解规定 21、26；人民法院在线调解规则 21、25",
        shows_numbers=False,
    ),
    PaperKind(
        name="invitation_letter",
        title="邀请函",
        contents=InvitationLetter,
        template_version="1",
        signers=("人民调解委员会印章",),
        copies=Copies.ONE,
        law="人民调解工作若干规定 21；人民调解法 20",
        shows_numbers=False,
    ),
)
