"""Filling the papers with which mediation ends, and those of what was agreed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from mediation.model import Agreement, Case, CaseNumber, Obligation, Performance, ReturnVisit
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import Side
from mediation.services.case_now import duties_of
from mediation.services.filling.mediating import undisputed_facts_of
from mediation.services.jurisdiction import courts_serving
from mediation.services.objection_rulings import confirmation_in_force
from mediation.services.paper_sources import Fill, PaperSources, clauses_of_agreement
from mediation.services.told_events import ToldEvent

PRESSED = ("performance:press", "performance:remind")


def _termination_notice(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    ended = sources.event(subject_id)
    return papers.TerminationNotice(
        committee=sources.organisation(ended.organisation_id).name
        if ended.organisation_id
        else sources.committee,
        matter=sources.case.title,
        parties=sources.named,
        requested_on=sources.case.first_asked_on,
        ended_on=ended.on,
        reason=ended.said("reason") or "调解期限届满，没有达成调解协议，当事人也没有同意延长。",
        number=sources.number_of(ended.organisation_id) or sources.case.number or "",
        route=sources.route,
    )


def _closing_report(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    ended, case = sources.event(subject_id), sources.case
    return papers.ClosingReport(
        committee=sources.committee,
        number=case.number or "",
        parties=sources.named,
        category=sources.category,
        source=case.source.title_text,
        accepted_on=_accepted_on(sources),
        concluded_on=case.concluded_on or ended.on,
        outcome=case.outcome.title_text if case.outcome else "",
        facts=case.narrative or "",
        result=_result(sources, ended),
        mediators=sources.mediators,
        held_on=sources.joint_days(case.organisation_id),
    )


def _accepted_on(sources: PaperSources) -> date:
    case = sources.case
    given = sources.session.scalar(
        select(CaseNumber.given_on).where(CaseNumber.text == case.number, CaseNumber.case_id == case.id)
    )
    return given or case.registered_at.astimezone(SHANGHAI).date()


def _result(sources: PaperSources, ended: ToldEvent) -> str:
    """What was agreed, clause by clause; else why it ended."""
    stands = select(Agreement).where(
        Agreement.case_id == sources.case.id,
        Agreement.superseded_at.is_(None),
        Agreement.in_force_on.is_not(None),
    )
    agreement = sources.session.scalar(stands)
    if agreement is None:
        return ended.said("reason") or ended.said("terms")
    clauses = clauses_of_agreement(sources, agreement)
    return "\n".join(f"{papers.ordinal(n)}、{clause.text}" for n, clause in enumerate(clauses, 1))


def _litigation_guide(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    case = sources.case
    courts = courts_serving(sources.session, case.region_code, case.first_asked_on)
    return papers.LitigationGuide(
        organisation=sources.committee,
        matter=case.title,
        parties=tuple(one for one in sources.named if one.side is Side.APPLICANT) or sources.named,
        requested_on=case.first_asked_on,
        guided_on=_guided_on(case),
        route=sources.route,
        court=courts[0].name if len(courts) == 1 else "",
        number=case.number or "",
    )


def _guided_on(case: Case) -> date:
    return case.concluded_on or case.registered_at.astimezone(SHANGHAI).date()


def _filing_checklist(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    case = sources.case
    return papers.FilingChecklist(
        organisation=sources.committee,
        matter=case.title,
        parties=sources.named,
        lines=(*_always_needed(sources), *_needed_here(sources)),
        made_on=_guided_on(case),
        number=case.number or "",
    )


def _always_needed(sources: PaperSources) -> tuple[papers.ListedPaper, ...]:
    """登记立案规定 4-6; a copy more for each defendant."""
    sued = [one for one in sources.applicants if one.side is Side.RESPONDENT]
    suing = [one for one in sources.applicants if one.side is Side.APPLICANT]
    copies = len(sued) + 1
    known = all(one.name and (one.address or one.address_withheld) for one in sued) and bool(sued)
    return (
        papers.ListedPaper("民事起诉状", copies, note="书写确有困难的，可以口头起诉"),
        papers.ListedPaper(
            "原告身份证明复印件", len(suing), all(p.id_number or p.credit_code for p in suing)
        ),
        papers.ListedPaper("被告的姓名或者名称、住所等信息", 1, known, "足以与他人相区别"),
        papers.ListedPaper("证据目录和证据复印件", copies, note="注明来源；有证人的写明姓名、住所"),
        papers.ListedPaper("送达地址确认书", len(suing)),
    )


def _needed_here(sources: PaperSources) -> tuple[papers.ListedPaper, ...]:
    """What the case itself brings: who acts, what came before, what both sides signed."""
    needed = []
    if any(sources.acting(sources.applicants).values()):
        needed.append(papers.ListedPaper("诉讼授权委托书和代理人身份证明", 1, note="调解的委托书不能代替"))
    needed.extend(sources.decisions_to_bring())
    if undisputed_facts_of(sources.session, sources.case.id):
        needed.append(papers.ListedPaper("无争议事实记载", 1, note="各方都已签名的才提交"))
    if sources.case.concluded_on is not None and sources.case.number:
        needed.append(papers.ListedPaper("终止调解告知书等调解结果", 1, note="只写结果，不写协商中说的话"))
    return tuple(needed)


def _visit_record(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    visit = sources.session.get_one(ReturnVisit, subject_id)
    return papers.VisitRecord(
        committee=sources.committee,
        number=sources.case.number or "",
        parties=sources.named,
        purpose="了解调解协议的履行情况和当事人的意见",
        visited_on=visit.visited_on,
        findings=visit.findings or "",
        visitor=sources.name(visit.visitor_id),
    )


def _performance_demand(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    session = sources.session
    performance = session.get_one(Performance, subject_id)
    duty = session.get_one(Obligation, performance.obligation_id)
    agreement = session.get_one(Agreement, duty.agreement_id)
    pressed = tuple(
        e.on for e in sources.events if e.tag in PRESSED and e.matter_id == performance.id and e.stands
    )
    due_on = performance.due_on
    changed = f"（当事人已经约定变更：{performance.terms.rstrip('。')}。）" if performance.terms else ""
    return papers.PerformanceDemand(
        committee=sources.committee,
        number=sources.case.number or "",
        debtor=duty.debtor_name,
        creditor=duty.creditor_name,
        in_force_on=agreement.in_force_on or agreement.drawn_on,
        duty=clauses_of_agreement(sources, agreement)[duty.ordinal - 1].text + changed,
        due_on=due_on,
        asked_on=max((*pressed, due_on or agreement.drawn_on)),
        pressed_on=tuple(dict.fromkeys(pressed)),
        confirmed=confirmation_in_force(session, agreement.id, duty.ordinal) is not None,
    )


def _performance_certificate(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    session = sources.session
    agreement = session.get_one(Agreement, subject_id)
    lives = {
        one.obligation_id: one
        for one in session.scalars(select(Performance).where(Performance.case_id == sources.case.id))
    }
    told = zip(duties_of(session, agreement.id), clauses_of_agreement(sources, agreement), strict=True)
    return papers.PerformanceCertificate(
        committee=sources.committee,
        number=sources.case.number or "",
        parties=sources.named,
        matter=sources.case.title,
        in_force_on=agreement.in_force_on or agreement.drawn_on,
        duties=tuple(
            papers.PerformedDuty(clause.text, life.done_on if life else None, life.proof if life else "")
            for duty, clause in told
            for life in (lives.get(duty.id),)
        ),
    )


FILLS: Mapping[str, Fill] = {
    "termination_notice": _termination_notice,
    "closing_report": _closing_report,
    "litigation_guide": _litigation_guide,
    "filing_checklist": _filing_checklist,
    "visit_record": _visit_record,
    "performance_demand": _performance_demand,
    "performance_certificate": _performance_certificate,
}
