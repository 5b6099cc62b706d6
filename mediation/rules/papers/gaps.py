"""What a paper still lacks before it can be issued: each field by its official name, and where it is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from mediation.rules.messages import Message, say
from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.parties import PaperParty
from mediation.rules.vocabulary import Side


class Where(Enum):
    """The part of the case in which something is filled in."""

    MATTER = "matter"
    PARTY = "party"
    MEDIATORS = "mediators"
    EVENT = "event"
    FACTS = "facts"
    AGREEMENT = "agreement"
    CONFIRMATION = "confirmation"
    INVESTIGATION = "investigation"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Gap:
    """`must`: nothing is issued without it; else it is printed blank, to be filled in by hand."""

    what: Message
    where: Where
    must: bool = True
    party: str = ""
    """By name, where it is a party's."""


def _party_gaps(party: PaperParty, must: bool) -> Iterator[Gap]:
    """Name and address say who somebody is; the form's other fields may be written in by hand."""
    needed: list[tuple[Message, object, bool]] = [
        (say("住址"), party.address or party.address_withheld, must)
    ]
    if party.natural:
        needed += [
            (say("性别"), party.sex, False),
            (say("民族"), party.ethnicity, False),
            (say("年龄"), party.printed_age, False),
            (say("职业或者职务"), party.occupation, False),
        ]
    else:
        needed += [
            (say("统一社会信用代码"), party.credit_code, False),
            (say("法定代表人（负责人）"), party.legal_representative, must),
        ]
    needed.append((say("联系方式"), party.phone or party.address_withheld, False))
    for what, there, is_must in needed:
        if not there:
            yield Gap(say("{name}的{what}", name=party.name, what=what), Where.PARTY, is_must, party.name)


def _of_application(paper: Any) -> Iterator[Gap]:
    for party in paper.parties:
        yield from _party_gaps(party, must=party.side is Side.APPLICANT)


def _of_parties(paper: Any) -> Iterator[Gap]:
    for party in paper.parties:
        yield from _party_gaps(party, must=True)


def _of_agent(paper: Any) -> Iterator[Gap]:
    yield from _of_parties(paper)
    giving = paper.parties[0]
    if paper.agent.authority is None:
        yield Gap(say("代理权限"), Where.PARTY, True, giving.name)
    if not paper.agent.id_number and not giving.address_withheld:
        yield Gap(say("受委托人的公民身份号码"), Where.PARTY, False, giving.name)


def _of_package(paper: Any) -> Iterator[Gap]:
    """All that 民诉法 122-124 asks of a complaint, told at once (登记立案规定 7)."""
    if not paper.suing:
        yield Gap(say("原告：还没有登记申请人"), Where.PARTY)
    if not paper.sued:
        yield Gap(say("明确的被告：还没有登记被申请人"), Where.PARTY)
    for one in paper.suing:
        yield from _of_plaintiff(one)
    for one in paper.sued:
        yield from _of_defendant(one)
    for one in paper.evidence:
        if not one.source:
            yield Gap(say("证据「{title}」的来源", title=one.title), Where.COMPLAINT)
    for one in paper.addresses:
        if one.side is Side.APPLICANT and not (one.address and one.phone):
            yield Gap(say("{name}的送达地址和联系电话", name=one.name), Where.PARTY, True, one.name)


def _of_plaintiff(party: PaperParty) -> Iterator[Gap]:
    needed: list[tuple[Message, object, bool]] = [
        (say("住所"), party.address or party.address_withheld, True)
    ]
    if party.natural:
        needed += [
            (say("性别"), party.sex, True),
            (say("年龄"), party.printed_age, True),
            (say("民族"), party.ethnicity, True),
            (say("职业、工作单位"), party.occupation, False),
            (say("身份证件号码"), party.id_number, False),
        ]
    else:
        needed += [
            (say("法定代表人或者主要负责人的姓名、职务"), party.legal_representative, True),
            (say("统一社会信用代码"), party.credit_code, False),
        ]
    for what, there, must in needed:
        if not there:
            yield Gap(say("{name}的{what}", name=party.name, what=what), Where.PARTY, must, party.name)


def _of_defendant(party: PaperParty) -> Iterator[Gap]:
    """Enough to tell the defendant from others."""
    if not (party.address or party.address_withheld):
        what = say("住所等信息，足以与他人相区别")
        yield Gap(say("{name}的{what}", name=party.name, what=what), Where.PARTY, True, party.name)
    if party.natural and not party.sex:
        yield Gap(say("{name}的{what}", name=party.name, what=say("性别")), Where.PARTY, False, party.name)


FURTHER: Mapping[str, Callable[[Any], Iterator[Gap]]] = {
    "mediation_application": _of_application,
    "oral_agreement": _of_parties,
    "power_of_attorney": _of_agent,
    "filing_package": _of_package,
}
_MATTER = (("facts", say("纠纷简要情况"), Where.MATTER), ("claim", say("当事人申请事项"), Where.MATTER))
_REASON = ("reason", say("理由"), Where.EVENT)
_MEDIATORS = ("mediators", say("人民调解员"), Where.MEDIATORS)
_RULING = (
    ("grounds", say("裁定的理由"), Where.CONFIRMATION),
    ("case_number", say("案号"), Where.CONFIRMATION),
    ("judge", say("审判员"), Where.CONFIRMATION),
)
NEEDED: Mapping[str, tuple[tuple[str, Message, Where], ...]] = {
    "mediation_application": _MATTER,
    "intake_refusal": (_REASON,),
    "termination_notice": (_REASON,),
    "investigation_record": (
        ("asked", say("被调查人"), Where.INVESTIGATION),
        ("record", say("调查记录"), Where.INVESTIGATION),
    ),
    "oral_agreement": (
        ("facts", say("纠纷主要事实、争议事项"), Where.AGREEMENT),
        ("clauses", say("协议内容"), Where.AGREEMENT),
        _MEDIATORS,
    ),
    "undisputed_facts": (("facts", say("无争议事实"), Where.FACTS), _MEDIATORS),
    "suspension_record": (("paper", say("中止依据的材料"), Where.EVENT), _MEDIATORS),
    "danger_report": (
        ("what", say("可能激化的情况"), Where.EVENT),
        ("reported_to", say("报告给谁"), Where.EVENT),
    ),
    "closing_report": (
        ("facts", say("纠纷简要情况"), Where.MATTER),
        ("result", say("处理结果"), Where.EVENT),
        _MEDIATORS,
    ),
    "visit_record": (("findings", say("回访情况"), Where.EVENT),),
    "transfer_letter": (_REASON,),
    "delegation_letter": (
        ("case_number", say("法院案号"), Where.EVENT),
        ("claim", say("当事人申请事项"), Where.MATTER),
    ),
    "entrustment_letter": (
        ("case_number", say("法院案号"), Where.EVENT),
        ("claim", say("当事人申请事项"), Where.MATTER),
    ),
    "filing_package": (
        ("court", say("受诉人民法院"), Where.COMPLAINT),
        ("claims", say("诉讼请求"), Where.COMPLAINT),
        ("facts", say("事实与理由"), Where.COMPLAINT),
        ("evidence", say("证据和证据来源"), Where.COMPLAINT),
    ),
    "invitation_letter": (("purpose", say("邀请事项"), Where.EVENT),),
    "enforcement_application": (
        ("parties", say("申请执行人"), Where.PARTY),
        ("case_number", say("案号"), Where.CONFIRMATION),
    ),
    "non_acceptance_ruling": _RULING,
    "rejection_ruling": _RULING,
    "withdrawal_ruling": _RULING[1:],
    "termination_ruling": _RULING,
}
HELPFUL: Mapping[str, tuple[tuple[str, Message, Where], ...]] = {
    "reply_letter": (("case_number", say("法院案号"), Where.EVENT), _MEDIATORS),
    "acceptance_notice": (("case_number", say("案号"), Where.CONFIRMATION),),
    **dict.fromkeys(
        ("non_acceptance_ruling", "rejection_ruling", "withdrawal_ruling", "termination_ruling"),
        (("clerk", say("书记员"), Where.CONFIRMATION),),
    ),
}


PRINT_PARTIES_IN_FULL = frozenset({"intake_form", "agreement", "confirmation_application"})
"""Of the papers that steps issue: what is not known of a party is printed blank there."""


def left_blank(parties: Iterable[PaperParty]) -> tuple[Gap, ...]:
    """What such a paper leaves blank of its parties, to be known before it is issued."""
    return tuple(gap for party in parties for gap in _party_gaps(party, must=False))


def gaps(kind: str, paper: Contents) -> tuple[Gap, ...]:
    """All that lacks, what must be there first."""
    found = [
        Gap(title, where, must)
        for table, must in ((NEEDED, True), (HELPFUL, False))
        for name, title, where in table.get(kind, ())
        if not getattr(paper, name)
    ]
    found += FURTHER[kind](paper) if kind in FURTHER else ()
    return tuple(sorted(found, key=lambda gap: not gap.must))
