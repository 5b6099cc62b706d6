"""起诉立案: a complaint handed in at a court, and what the court decides about it (登记立案规定 2, 7-9; 民诉法 126)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Deadline, HandOver, Organisation, Party
from mediation.rules.acts import (
    Answered,
    AppealRaised,
    ComplaintHandedIn,
    ComplaintReceived,
    RulingMade,
    RulingServed,
    SuitFiled,
    SuitNumbered,
    SupplementAsked,
)
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.numbering import canonical
from mediation.rules.papers import printed_date
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Outcome, Side
from mediation.services.acts.asking import open_request, request_of
from mediation.services.acts.diverting import check_unused, register_suit
from mediation.services.acts.filing import check_number, write_filing
from mediation.services.case_now import current_parties
from mediation.services.court_door import diversion_of
from mediation.services.court_numbers import FILING_REFUSAL, check_kind_and_use
from mediation.services.field_check import FieldCheck
from mediation.services.filing_appeals import appeals_of
from mediation.services.receivers import without_filing_desk, working_elsewhere
from mediation.services.run_clocks import set_by_court
from mediation.services.step import Done, Taking
from mediation.services.tell_plaintiffs import tell_plaintiffs

DECISION = "filing_decision"
LONGEST_CORRECTION = 60
TAKEN_BACK = "withdrawn"
"""Where an offer ended that its sender took back."""


def receive_complaint(taking: Taking) -> Done:
    """The court that holds the dispute takes the papers in: whatever they are worth, their receipt is dated."""
    return _received(taking, FieldCheck(), taking.loaded.holder)


def hand_in_complaint(taking: Taking) -> Done:
    """Handed in for the parties by the committee that mediated in vain; no court may decline to receive it."""
    given, check, session = cast(ComplaintHandedIn, taking.entry.given), FieldCheck(), taking.uow.session
    court = session.get(Organisation, given.court_id)
    if court is None or court.kind is not OrganisationKind.COURT:
        check.note("court_id", say("请选收下起诉材料的人民法院"))
        court = None
    elif working_elsewhere(session, (court.id,)):
        check.note(
            "court_id",
            say("{name}在另一个系统办理：请当事人直接向该院递交，立案以后在这里记录", name=court.name),
        )
    elif without_filing_desk(session, taking.uow.registry, [court.id], _today(taking)):
        check.note(
            "court_id", say("{name}还没有能立案的人员，请选别的法院或者请当事人直接递交", name=court.name)
        )
    return _received(taking, check, court)


def _received(taking: Taking, check: FieldCheck, court: Organisation | None) -> Done:
    given = cast(ComplaintReceived, taking.entry.given)
    papers = check.text("papers", given.papers, say("请写明收到哪些起诉材料"))
    if given.received_on > _today(taking):
        check.note("received_on", say("收到日期不能晚于今天"))
    check.refuse()
    assert court is not None
    made = open_request(taking, MatterKind.FILING, papers, asked_id=court.id, asked_name=court.name)
    day = printed_date(given.received_on)
    tell_plaintiffs(taking, made.id, f"您的起诉材料已于{day}递交{court.name}，法院七日内决定是否立案。")
    return Done(data={"to": court.name, "papers": papers}, subject_id=made.id)


def return_to_court(taking: Taking) -> Done:
    """What a court sent out before registering it lies at its desk again; the seven days run from when it is known.

    The papers never left, or go back with the letter of reply.
    """
    session, case = taking.uow.session, taking.loaded.case
    diversion = diversion_of(session, case.id)
    sender_id = diversion.court_id if diversion is not None else case.inviting_court_id
    assert sender_id is not None
    court = session.get_one(Organisation, sender_id)
    number = f"，案号{diversion.court_number}" if diversion is not None else "（纸上委派）"
    papers = f"委派以前已经提交的起诉材料{number}"
    at = taking.entry.recorded_at
    made = open_request(taking, MatterKind.FILING, papers, asked_id=court.id, asked_name=court.name, at=at)
    tell_plaintiffs(
        taking,
        made.id,
        f"{_why_it_is_back(taking)}，您的起诉材料在{court.name}审查立案；坚持起诉或者不再起诉的，请告知法院。",
    )
    return Done(data={"to": court.name, "papers": papers}, subject_id=made.id)


def _why_it_is_back(taking: Taking) -> str:
    case = taking.loaded.case
    if taking.loaded.kind is MatterKind.CONFIRMATION:
        return "有当事人在签收调解书以前反悔"
    if case.outcome is Outcome.REFUSED:
        return "调解组织没有受理"
    if not case.is_open:
        return "调解已经结束"
    offers = select(HandOver.state).where(HandOver.case_id == case.id).order_by(HandOver.id.desc())
    return (
        "法院已经撤回委派" if taking.uow.session.scalar(offers.limit(1)) == TAKEN_BACK else "调解组织没有接收"
    )


def add_papers(taking: Taking) -> Done:
    """Whoever insists brings what they sue with: its receipt is dated, and the seven days run from then."""
    given, check, request = cast(ComplaintReceived, taking.entry.given), FieldCheck(), request_of(taking)
    papers = check.text("papers", given.papers, say("请写明收到哪些起诉材料"))
    if given.received_on > _today(taking):
        check.note("received_on", say("收到日期不能晚于今天"))
    check.refuse()
    request.subject = f"{request.subject}；{papers}"
    day, court = printed_date(given.received_on), _court(taking).name
    tell_plaintiffs(taking, request.id, f"您的起诉材料已于{day}递交{court}，法院七日内决定是否立案。")
    return Done(data={"to": court, "papers": papers}, subject_id=request.id)


def file_complaint(taking: Taking) -> Done:
    return _filed(taking, cast(SuitFiled, taking.entry.given))


def file_first(taking: Taking) -> Done:
    """Nobody decided in seven days: it is registered on the last of them, and only its number is still to come."""
    request = request_of(taking)
    request.ruled_on = taking.uow.session.scalar(
        select(func.max(Deadline.due_on)).where(
            Deadline.matter_id == request.id, Deadline.clock == DECISION, Deadline.overdue_at.is_not(None)
        )
    )
    assert request.ruled_on is not None
    tell_plaintiffs(taking, request.id, f"{_court(taking).name}七日内没有决定，已经先行立案，正在编立案号。")
    return Done(data={"filed_on": request.ruled_on.isoformat()})


def number_suit(taking: Taking) -> Done:
    """Of one that had to be registered: on the day on which the term was over, or as a higher court has ordered."""
    given, request = cast(SuitNumbered, taking.entry.given), request_of(taking)
    by_the_term = None if request.court_number else request.ruled_on
    return _filed(taking, SuitFiled(given.court_number, given.procedure, by_the_term or taking.entry.on))


def _filed(taking: Taking, given: SuitFiled) -> Done:
    """Where that court holds the dispute, it may be mediated before trial; else it is a suit, and no more to do.

    A committee may have signed for the dispute since: it is no court, and its number, its terms, who invited stay.
    """
    request, case = request_of(taking), taking.loaded.case
    request.answered_at = taking.entry.happened_at
    number = canonical(given.court_number)
    tell_plaintiffs(
        taking, request.id, f"{_court(taking).name}已登记立案，案号{number}；交费、开庭由法院另行通知。"
    )
    if case.is_open and case.organisation_id == request.asked_id:
        return Done(data=register_suit(taking, given))
    check = FieldCheck()
    check_unused(taking, check, given.court_number)
    told = write_filing(taking, check, _court(taking), given)
    return Done(data={**told, "procedure": given.procedure.value})


def tell_defects(taking: Taking) -> Done:
    """All at once, in writing, with the last day that the court sets (登记立案规定 7)."""
    given, check, request = cast(SupplementAsked, taking.entry.given), FieldCheck(), request_of(taking)
    what = check.text("what", given.what, say("请一次写全要补正什么"))
    if not taking.entry.on < given.until_on <= taking.entry.on + timedelta(days=LONGEST_CORRECTION):
        check.note("until_on", say("期限应在明天到 {n} 天以内", n=LONGEST_CORRECTION))
    check.refuse()
    request.answer = what
    last, court = printed_date(given.until_on), _court(taking).name
    tell_plaintiffs(
        taking, request.id, f"{court}要求在{last}以前补正起诉材料，请向法院或者调委会领取补正告知书。"
    )
    return Done(
        data={"what": what, "until_on": given.until_on.isoformat()},
        until=set_by_court(given.until_on),
        subject_id=request.id,
    )


def receive_corrections(taking: Taking) -> Done:
    given, check = cast(Answered, taking.entry.given), FieldCheck()
    answer = check.text("answer", given.answer, say("请写明收到哪些补正材料"))
    check.refuse()
    return Done(data={"answer": answer})


def refuse_filing(taking: Taking) -> Done:
    """A ruling with its reasons: it can be appealed, so it has a number, a judge and a day (登记立案规定 9)."""
    given, check, request = cast(RulingMade, taking.entry.given), FieldCheck(), request_of(taking)
    number = check_number(check, _court(taking), given.court_number, _today(taking))
    check_kind_and_use(taking.uow, check, number, FILING_REFUSAL)
    check.refuse()
    request.court_number, request.ruled_on = str(number), taking.entry.on
    request.judge_id = taking.entry.taker.person_id
    request.answer, request.answered_at = taking.entry.reason, taking.entry.happened_at
    court = _court(taking).name
    tell_plaintiffs(
        taking, request.id, f"{court}裁定不予立案（{number}）；不服的，自收到裁定书之日起十日内可以上诉。"
    )
    return Done(data={"court_number": str(number)}, subject_id=request.id)


def serve_refusal(taking: Taking) -> Done:
    """Each applicant has ten days from the day on which the ruling reached it (民事诉讼法 171)."""
    given, check, request = cast(RulingServed, taking.entry.given), FieldCheck(), request_of(taking)
    applicants = _applicants(taking)
    known = appeals_of(taking.uow.session, request.id)
    check.require("served", given.served, say("请选送达了谁"))
    for n, one in enumerate(given.served):
        if one.party_id not in applicants:
            check.note(f"served.{n}", say("裁定书送达起诉的人"))
        elif applicants[one.party_id].position in known or one.party_id in {
            o.party_id for o in given.served[:n]
        }:
            check.note(f"served.{n}", say("已经记录过送达"))
        if not (request.ruled_on or date.min) <= one.delivered_on <= _today(taking):
            check.note(f"served.{n}.delivered_on", say("送达日期应在裁定之日到今天之间"))
    check.refuse()
    return Done(
        data={"served": [applicants[one.party_id].name for one in given.served]},
        clocks_from=tuple((one.delivered_on, one.party_id) for one in given.served),
    )


def record_appeal(taking: Taking) -> Done:
    given, check, applicants = cast(AppealRaised, taking.entry.given), FieldCheck(), _applicants(taking)
    grounds = check.text("grounds", given.grounds, say("请写明上诉的理由"))
    appealing = applicants.get(given.party_id)
    if appealing is None:
        check.note("party_id", say("请选上诉的起诉人"))
    else:
        _check_in_time(taking, check, appealing)
    check.refuse()
    assert appealing is not None
    return Done(data={"name": appealing.name, "grounds": grounds})


def _check_in_time(taking: Taking, check: FieldCheck, appealing: Party) -> None:
    ten_days = appeals_of(taking.uow.session, taking.loaded.matter.id).get(appealing.position)
    if ten_days is None:
        check.note("party_id", say("裁定书还没有送达这位起诉人"))
    elif taking.entry.on > ten_days.due_on:
        last = ten_days.due_on
        check.note(
            "party_id", say("这位起诉人的上诉期限到 {day} 已经届满（民事诉讼法第一百七十一条）", day=last)
        )


def _applicants(taking: Taking) -> dict[UUID, Party]:
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    return {party.id: party for party in parties if party.side is Side.APPLICANT}


def _court(taking: Taking) -> Organisation:
    return taking.uow.session.get_one(Organisation, request_of(taking).asked_id)


def _today(taking: Taking) -> date:
    return taking.entry.recorded_at.astimezone(SHANGHAI).date()
