"""Which papers somebody may issue now beside the steps: one table of kind, subject, and from which desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MatterKind


class Desk(Enum):
    """From where somebody acts on a case."""

    COMMITTEE = "committee"
    """The committee that answers for it."""
    CENTRE = "centre"
    """The governance centre while it answers for it."""
    COURT_DESK = "court_desk"
    """The court while it answers for it."""
    COURT = "court"
    """A court that sent it, or has an application of it."""


class About(Enum):
    """What a paper is about."""

    APPLICATION = "application"
    CASE = "case"
    EVENT = "event"
    CLOSING = "closing"
    ANSWER = "answer"
    FACTS = "facts"
    AGENT = "agent"
    INVESTIGATION = "investigation"
    AGREEMENT = "agreement"
    VISIT = "visit"
    DUTY = "duty"
    ENFORCEABLE = "enforceable"
    PERFORMED = "performed"
    HAND_OVER = "hand_over"
    INVITATION = "invitation"
    SUIT = "suit"
    COMPLAINT = "complaint"
    CONFIRMATION = "confirmation"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing of the case that papers are about: the case's state, an event's tag, a hand-over's kind as `what`."""

    id: UUID
    what: str
    label: Message | str | date = ""


@dataclass(frozen=True, slots=True)
class Issuable:
    """A kind of paper: about what, if that is one `of` these (empty: any), from which desks; and when, in words."""

    kind: str
    about: About
    desks: frozenset[Desk]
    when: Message
    of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper that may be issued now."""

    kind: str
    subject: Subject


Subjects = Mapping[About, Iterable[Subject]]
_COMMITTEE = frozenset({Desk.COMMITTEE})
_DOORS = frozenset({Desk.COMMITTEE, Desk.CENTRE})
_HOLDERS = frozenset({Desk.COMMITTEE, Desk.CENTRE, Desk.COURT_DESK})
_COURT = frozenset({Desk.COURT})
_COURTS = frozenset({Desk.COURT, Desk.COURT_DESK})
ENDED = frozenset(
    {
        "dispute:terminate",
        "dispute:end_of_medical_term",
        "dispute:end_of_first_mediation",
        "dispute:end_of_delegation",
        "dispute:take_to_trial",
        "dispute:take_delegation_back",
        "dispute:withdraw",
    }
)
"""The steps with which mediation ends without an agreement (人民调解法 26)."""
BEFORE_THE_COURT = frozenset(
    {
        *("registered", "settling", "awaiting_acceptance", "accepted", "mediating", "suspended", "agreed"),
        *("in_force", "in_force_partly", "in_force_orally", "refused", "withdrawn", "terminated"),
        *("at_court", "at_arbitration", "at_land_arbitration", "at_government"),
    }
)
"""Where no court has registered the dispute: the way there is told from every one of them."""
SENT = frozenset({"transfer", "escalation", "assignment", "dispatch", "guidance"})
OWED = frozenset({"broken", "overdue"})
BROKEN = frozenset({"broken", "enforcing"})
"""Where a duty stands that was not performed in time and may be enforced."""
ISSUABLE = (
    Issuable("mediation_application", About.APPLICATION, _DOORS, say("当事人申请了调解")),
    Issuable("power_of_attorney", About.AGENT, _DOORS, say("当事人委托了代理人"), frozenset({"agent"})),
    Issuable("investigation_record", About.INVESTIGATION, _COMMITTEE, say("记录了调查")),
    Issuable("undisputed_facts", About.FACTS, _COMMITTEE, say("记下了双方都认可的事实")),
    Issuable("term_extension", About.EVENT, _COMMITTEE, say("延长了调解期限"), frozenset({"dispute:extend"})),
    Issuable("suspension_record", About.EVENT, _COMMITTEE, say("中止了调解"), frozenset({"dispute:suspend"})),
    Issuable(
        "danger_report",
        About.EVENT,
        _HOLDERS,
        say("报告了激化风险"),
        frozenset(
            {
                "dispute:report_danger",
                "dispute:report_danger_at_court",
                "joint:report_danger",
                "joint:report_danger_afterwards",
                "call_up:report_danger",
                "call_up:report_danger_afterwards",
                "call_up:report_danger_at_centre",
                "hand_over:report_danger",
                "hand_over:report_danger_afterwards",
                "hand_over:report_danger_when_deciding",
                "hand_over:report_danger_after_return",
                "confirmation:report_danger",
                "filing:report_danger",
            }
        ),
    ),
    Issuable("transfer_letter", About.HAND_OVER, _HOLDERS, say("移交等待签收"), SENT),
    Issuable("invitation_letter", About.INVITATION, _COMMITTEE, say("邀请了其他组织联合调解")),
    Issuable("oral_agreement", About.AGREEMENT, _COMMITTEE, say("达成了口头协议"), frozenset({"oral"})),
    Issuable(
        "intake_refusal",
        About.EVENT,
        _DOORS,
        say("决定不予受理，或者告知其他途径"),
        frozenset({"dispute:refuse", "dispute:send_elsewhere"}),
    ),
    Issuable("termination_notice", About.EVENT, _COMMITTEE, say("终止了调解"), ENDED),
    Issuable("reply_letter", About.ANSWER, _COMMITTEE, say("法院委派、委托的案件已经结束")),
    Issuable("closing_report", About.CLOSING, _COMMITTEE, say("受理过的案件已经结案")),
    Issuable("visit_record", About.VISIT, _COMMITTEE, say("记录了回访")),
    Issuable("performance_demand", About.DUTY, _COMMITTEE, say("到期没有履行"), OWED),
    Issuable("enforcement_application", About.ENFORCEABLE, _COMMITTEE, say("法院确认过的约定到期没有履行")),
    Issuable("performance_certificate", About.PERFORMED, _COMMITTEE, say("已经履行或者部分履行")),
    Issuable("litigation_guide", About.CASE, _HOLDERS, say("法院还没有立案"), BEFORE_THE_COURT),
    Issuable("filing_checklist", About.CASE, _HOLDERS, say("法院还没有立案"), BEFORE_THE_COURT),
    Issuable("filing_package", About.COMPLAINT, _DOORS, say("写好了起诉状或者口头起诉的记录")),
    Issuable("first_mediation_consent", About.SUIT, frozenset({Desk.COURT_DESK}), say("法院已经登记立案")),
    Issuable("delegation_letter", About.HAND_OVER, _COURTS, say("法院委派调解"), frozenset({"delegation"})),
    Issuable(
        "entrustment_letter", About.HAND_OVER, _COURTS, say("法院委托调解"), frozenset({"first_mediation"})
    ),
    Issuable("acceptance_notice", About.CONFIRMATION, _COURT, say("法院受理了司法确认申请")),
    Issuable(
        "non_acceptance_ruling",
        About.REVIEW,
        _COURT,
        say("裁定不予受理"),
        frozenset({"confirmation:refuse_application"}),
    ),
    Issuable(
        "rejection_ruling", About.REVIEW, _COURT, say("裁定驳回申请"), frozenset({"confirmation:reject"})
    ),
    Issuable(
        "termination_ruling",
        About.REVIEW,
        _COURT,
        say("裁定终结特别程序"),
        frozenset({"confirmation:end_procedure"}),
    ),
    Issuable(
        "withdrawal_ruling",
        About.REVIEW,
        _COURT,
        say("裁定准许撤回或者按撤回处理"),
        frozenset({"confirmation:allow_withdrawal", "confirmation:deem_withdrawn"}),
    ),
)
_MATTERS = {
    About.DUTY: MatterKind.PERFORMANCE,
    About.ENFORCEABLE: MatterKind.PERFORMANCE,
    About.PERFORMED: MatterKind.PERFORMANCE,
    About.HAND_OVER: MatterKind.HAND_OVER,
    About.INVITATION: MatterKind.JOINT,
    About.CONFIRMATION: MatterKind.CONFIRMATION,
    About.REVIEW: MatterKind.CONFIRMATION,
}
ON_REQUEST = frozenset(one.kind for one in ISSUABLE)
"""The papers that no step issues."""


def matters_of(issuable: Issuable) -> frozenset[MatterKind]:
    """Of which matters the paper tells: an event's tag begins with its matter."""
    if issuable.about is About.EVENT:
        return frozenset(MatterKind.of(tag.partition(":")[0]) for tag in issuable.of)
    return frozenset({_MATTERS.get(issuable.about, MatterKind.DISPUTE)})


def states_of(issuable: Issuable, matter: MatterKind) -> frozenset[str]:
    """The names of the states outside which it is not offered; empty where something else decides."""
    if matter not in matters_of(issuable):
        return frozenset()
    if issuable.about is About.CASE:
        return issuable.of
    if issuable.about is About.DUTY:
        return frozenset({"due", "broken"}) & {*issuable.of, "due"}  # overdue is a due one whose day is over
    return BROKEN if issuable.about is About.ENFORCEABLE else frozenset()


def offers(desk: Desk | None, subjects: Subjects) -> tuple[Offer, ...]:
    """Every paper that may be issued from that desk, in the table's order."""
    return tuple(
        Offer(one.kind, subject)
        for one in ISSUABLE
        if desk in one.desks
        for subject in subjects.get(one.about, ())
        if not one.of or subject.what in one.of
    )


def not_yet(desk: Desk | None, there: Iterable[Offer]) -> tuple[Issuable, ...]:
    """What this desk may issue at another time: each with when."""
    now = {one.kind for one in there}
    return tuple(one for one in ISSUABLE if desk in one.desks and one.kind not in now)
