"""Filling the papers of a complaint."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    Complaint,
    Deadline,
    FactSignature,
    Filing,
    Organisation,
    Party,
    Request,
)
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import MediationEnd, Side
from mediation.services.case_now import current_parties
from mediation.services.filling.mediating import undisputed_facts_of
from mediation.services.filling.moving import end_of
from mediation.services.paper_sources import Fill, PaperSources


def _filing_receipt(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    """Of a complaint that lies with the court, or of a suit that was registered on the spot."""
    complaint = sources.session.get(Request, subject_id)
    if complaint is None:
        filing = sources.session.scalars(
            select(Filing).where(Filing.case_id == subject_id, Filing.voided_at.is_(None))
        ).one()
        court_id, received_on, handed_in = filing.court_id, filing.filed_on, ""
    else:
        assert complaint.asked_id is not None
        court_id, handed_in = complaint.asked_id, complaint.subject or ""
        received_on = _received_on(complaint)
    return papers.FilingReceipt(
        court=sources.session.get_one(Organisation, court_id).name,
        parties=sources.named,
        category=sources.category,
        received_on=received_on,
        papers=handed_in,
    )


def _correction_notice(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    complaint = sources.session.get_one(Request, subject_id)
    term = sources.session.scalars(
        select(Deadline)
        .where(Deadline.matter_id == subject_id, Deadline.clock == "correction")
        .order_by(Deadline.id.desc())
        .limit(1)
    ).one()
    return papers.CorrectionNotice(
        court=sources.session.get_one(Organisation, complaint.asked_id).name,
        parties=sources.named,
        category=sources.category,
        received_on=_received_on(complaint),
        what=complaint.answer or "",
        told_on=term.starts_on,
        until_on=term.due_on,
    )


def _filing_refusal(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    complaint = sources.session.get_one(Request, subject_id)
    suing = [party for party in sources.parties if party.side is Side.APPLICANT]
    return papers.FilingRefusal(
        court=sources.session.get_one(Organisation, complaint.asked_id).name,
        parties=sources.print_of(suing),
        sued=tuple(party.name for party in sources.parties if party.side is Side.RESPONDENT),
        category=sources.category,
        received_on=_received_on(complaint),
        claim=sources.case.claim or "",
        grounds=complaint.answer or "",
        case_number=complaint.court_number or "",
        judge=sources.name(complaint.judge_id),
        ruled_on=complaint.ruled_on or _received_on(complaint),
    )


def _filing_package(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    """Of the case while it is drawn up; of the complaint that lies with the court once it was handed in."""
    session, case = sources.session, sources.case
    sent = session.get(Request, subject_id)
    drawn = session.scalars(select(Complaint).where(Complaint.case_id == case.id)).one()
    court_id = sent.asked_id if sent is not None else drawn.court_id
    end, ended_on = how_it_ended(case)
    undisputed = confirmed_facts(session, case.id)
    evidence = tuple(papers.EvidenceLine(*one) for one in json.loads(drawn.evidence or "[]"))
    sued = sum(1 for party in sources.applicants if party.side is Side.RESPONDENT)
    return papers.FilingPackage(
        organisation=sources.committee,
        matter=case.title,
        court=session.get_one(Organisation, court_id).name if court_id else "",
        parties=sources.printed_applicants,
        claims=drawn.claims or "",
        facts=drawn.facts or "",
        evidence=evidence,
        witnesses=drawn.witnesses or "",
        oral=drawn.oral,
        lines=_listed(sources, drawn.oral, sued + 1, bool(evidence), bool(undisputed), end is not None),
        addresses=tuple(_service_address(sources, party) for party in sources.applicants),
        undisputed=undisputed,
        end=end,
        ended_on=ended_on,
        made_on=_received_on(sent) if sent is not None else drawn.drawn_up_at.astimezone(SHANGHAI).date(),
        number=case.number or "",
    )


def _listed(
    sources: PaperSources, oral: bool, copies: int, evidence: bool, undisputed: bool, ended: bool
) -> tuple[papers.ListedPaper, ...]:
    """What is handed in, in how many copies: one for each defendant beside the court's (民诉法 123)."""
    suing = [party for party in sources.applicants if party.side is Side.APPLICANT]
    complaint = "口头起诉笔录" if oral else "民事起诉状"
    lines = [
        papers.ListedPaper(complaint, copies, True, "正本一份，其余按照被告人数提供副本"),
        papers.ListedPaper("原告身份证明复印件", len(suing), note="与原件核对"),
        papers.ListedPaper("证据目录和证据复印件", copies, evidence, "按照被告人数提供副本"),
        papers.ListedPaper("送达地址确认书", len(suing), True, "密封，只交人民法院"),
    ]
    if any(sources.acting(sources.applicants).values()):
        lines.append(papers.ListedPaper("诉讼授权委托书和代理人身份证明", 1, note="调解的委托书不能代替"))
    lines.extend(sources.decisions_to_bring())
    if undisputed:
        lines.append(papers.ListedPaper("无争议事实记载", 1, True, "各方都已签名"))
    if ended:
        lines.append(papers.ListedPaper("调解结果说明", 1, True, "只写结果，不写协商中说的话"))
    return tuple(lines)


def _service_address(sources: PaperSources, party: Party) -> papers.ServiceAddress:
    return papers.ServiceAddress(
        side=party.side,
        kind=party.kind,
        name=party.name,
        address=party.address or "",
        phone=party.phone or "",
        address_withheld=party.address_withheld,
        representatives=sources.acting([party]).get(party.id, ()),
    )


def confirmed_facts(session: Session, case_id: UUID) -> tuple[str, ...]:
    """The facts that stand and under which every party of now has signed."""
    everybody = {party.id for party in current_parties(session, case_id)}
    return tuple(
        fact.text or ""
        for fact in undisputed_facts_of(session, case_id)
        if everybody
        <= set(session.scalars(select(FactSignature.party_id).where(FactSignature.fact_id == fact.id)))
    )


def how_it_ended(case: Case) -> tuple[MediationEnd | None, date | None]:
    """Of a case that a committee accepted and that is over; nothing of a case that is not."""
    if case.concluded_on is None or not case.number:
        return None, None
    return end_of(case), case.concluded_on


def _received_on(complaint: Request) -> date:
    return complaint.opened_at.astimezone(SHANGHAI).date()


FILLS: Mapping[str, Fill] = {
    "filing_receipt": _filing_receipt,
    "correction_notice": _correction_notice,
    "filing_refusal": _filing_refusal,
    "filing_package": _filing_package,
}
