"""The duties of an agreement in force: performed, pressed for, changed, enforced (人民调解法 31-33)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Agreement, Case, Deadline, Obligation, Organisation, Performance
from mediation.rules.acts import DutyChanged, EnforcementAsked, PerformanceRecorded, PeriodNoted, Pressed
from mediation.rules.errors import BadInput, WrongState
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.terms import Months, due
from mediation.rules.vocabulary import DeadlineState, MatterKind, OrganisationKind
from mediation.services.acts.telling import silent
from mediation.services.case_now import current_parties, duties_of
from mediation.services.decided_elsewhere import notarised_on
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.load import Loaded
from mediation.services.objection_rulings import confirmation_in_force
from mediation.services.run_clocks import MatterClocks, resume_clock, start_clock
from mediation.services.step import Done, Taking
from mediation.services.unit_of_work import UnitOfWork

DONE, ENFORCEMENT = "done", "enforcement"
LAST_MONTHS = Months(6)
"""Of the period: an obstacle before them holds nobody up."""


def open_performances(taking: Taking, agreement: Agreement, on: date) -> None:
    """Every duty begins to run on the day the agreement takes effect; what was done on the spot is done that day."""
    uow, session = taking.uow, taking.uow.session
    definition = uow.registry.current(MatterKind.PERFORMANCE)
    opened = []
    for duty in duties_of(session, agreement.id):
        state = definition.by_state[DONE] if duty.performed_at_once else definition.initial
        opened.append(
            Performance(
                case_id=agreement.case_id,
                obligation_id=duty.id,
                definition_version=definition.version,
                definition_digest=definition.digest,
                state=state.name,
                began=state.name,
                is_open=state.open,
                version=1,
                opened_on=on,
                due_on=duty.due_on,
                done_on=on if duty.performed_at_once else None,
            )
        )
    session.add_all(opened)
    session.flush()
    for one in opened:
        clock = definition.by_state[one.state].clock
        if clock is not None:
            start_clock(uow, replace(taking.loaded, matter=one, kind=MatterKind.PERFORMANCE), clock, on)


def begin_older_clocks(uow: UnitOfWork) -> None:
    """What is owed under agreements of an older program gets its clock, from the day they took effect."""
    definition = uow.registry.current(MatterKind.PERFORMANCE)
    without = select(Performance).where(
        Performance.is_open,
        Performance.id.not_in(select(Deadline.matter_id)),
        Performance.due_on.is_not(None),
    )
    for one in uow.session.scalars(without).all():
        clock, case = definition.by_state[one.state].clock, uow.session.get_one(Case, one.case_id)
        holder = uow.session.get_one(Organisation, case.organisation_id)
        if clock is not None:
            loaded = Loaded(case, one, MatterKind.PERFORMANCE, {}, CaseView.FULL, holder)
            start_clock(uow, loaded, clock, one.opened_on)


def record_performance(taking: Taking) -> Done:
    given, check, performance = cast(PerformanceRecorded, taking.entry.given), FieldCheck(), _here(taking)
    first = taking.loaded.case.first_asked_on
    proof = check.text("proof", given.proof, longest=200)
    if given.done_on > taking.entry.on:
        check.note("done_on", say("履行日期不能晚于今天"))
    if given.done_on < first:
        check.note("done_on", say("履行日期不能早于首次提出请求的 {day}", day=first))
    check.refuse()
    performance.done_on, performance.proof = given.done_on, proof
    taking.uow.session.flush()
    return Done(data={"obligation": _ordinal(taking), "done_on": given.done_on.isoformat(), "proof": proof})


def press(taking: Taking) -> Done:
    given, check = cast(Pressed, taking.entry.given), FieldCheck()
    how = check.text("how", given.how, say("请写明怎样督促、对方怎么说"))
    check.refuse()
    data = {"obligation": _ordinal(taking), "how": how}
    return Done(data=data, clocks_from=_enforceable_from(taking))


def interrupt_period(taking: Taking) -> Done:
    """The period begins anew on the day of what interrupted it (民法典 195)."""
    return Done(data=_noted(taking, say("请写明什么使时效中断，例如对方同意履行、提出过履行要求")))


def suspend_period(taking: Taking) -> Done:
    """An obstacle counts in the last six months alone (民法典 194), also of a period that lapsed before it was told."""
    on, calendar = taking.entry.on, taking.uow.calendar(taking.loaded.case.region_code)
    period = taking.uow.session.scalar(
        select(Deadline)
        .where(
            Deadline.matter_id == _here(taking).id,
            Deadline.clock == ENFORCEMENT,
            Deadline.state.in_((DeadlineState.RUNNING, DeadlineState.LAPSED)),
            Deadline.due_on >= on,
        )
        .order_by(Deadline.due_on.desc())
        .limit(1)
    )
    if period is None:
        raise WrongState(say("申请执行的期间没有在走"))
    last = period.due_on
    if due(on, LAST_MONTHS, calendar, rolls=False).due_on < last:
        raise BadInput.at(
            "what", say("期间到 {day} 才届满：只有最后六个月内的障碍才中止（民法典第一百九十四条）", day=last)
        )
    data = _noted(taking, say("请写明什么障碍，例如不可抗力、没有法定代理人、没有确定继承人"))
    period.state, period.ended_on = DeadlineState.RUNNING, None
    taking.uow.session.flush()
    _clocks(taking).stand_still({ENFORCEMENT}, on)
    return Done(data=data)


def resume_period(taking: Taking) -> Done:
    data = _noted(taking, say("请写明障碍怎样消除"))
    _clocks(taking).unpause(taking.loaded, (taking.uow.registry.clock_by_name[ENFORCEMENT],), taking.entry.on)
    return Done(data=data)


def _noted(taking: Taking, missing: Message) -> dict[str, Any]:
    given, check = cast(PeriodNoted, taking.entry.given), FieldCheck()
    what = check.text("what", given.what, missing)
    paper = check.text("paper", given.paper, say("请写明依据的材料"), LONGEST_NAME)
    check.refuse()
    return {"obligation": _ordinal(taking), "what": what, "paper": paper}


def _clocks(taking: Taking) -> MatterClocks:
    return MatterClocks(taking.uow, _here(taking).id)


def mark_broken(taking: Taking) -> Done:
    return Done(data={"obligation": _ordinal(taking)}, clocks_from=_enforceable_from(taking))


def change_duty(taking: Taking) -> Done:
    """Only all parties together change what was agreed; the ruling that confirmed it does not follow."""
    given, check, performance = cast(DutyChanged, taking.entry.given), FieldCheck(), _here(taking)
    terms = check.text("terms", given.terms, say("请写明变更以后怎样履行"))
    if given.due_on is not None and given.due_on < taking.entry.on:
        check.note("due_on", say("变更后的期限不能早于今天"))
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    names = silent(parties, given.agreeing_ids)
    if names:
        check.note(
            "agreeing_ids", say("变更协议要各方一致，还缺 {names}（民法典第五百四十三条）", names=names)
        )
    check.refuse()
    performance.terms, performance.due_on = terms, given.due_on
    performance.done_on, performance.proof = None, ""
    until = given.due_on.isoformat() if given.due_on else ""
    return Done(data={"obligation": _ordinal(taking), "terms": terms, "until": until})


def ask_enforcement(taking: Taking) -> Done:
    given, check = cast(EnforcementAsked, taking.entry.given), FieldCheck()
    court = taking.uow.session.get(Organisation, given.court_id)
    if court is None or court.kind is not OrganisationKind.COURT:
        check.note("court_id", say("请从列表中选法院"))
    owed = check.text("owed", given.owed, say("请写明还有什么没有履行"))
    check.refuse()
    assert court is not None
    return Done(data={"obligation": _ordinal(taking), "court": court.name, "owed": owed})


def reopen_duty(taking: Taking) -> Done:
    """It is owed after all; what had ended the period for enforcement is taken back with it."""
    performance = _here(taking)
    performance.done_on, performance.proof = None, ""
    resume_clock(taking.uow, taking.loaded, performance.id, ENFORCEMENT, taking.entry.on)
    return Done(data={"obligation": _ordinal(taking)}, clocks_from=_enforceable_from(taking))


def _here(taking: Taking) -> Performance:
    return cast(Performance, taking.loaded.matter)


def _ordinal(taking: Taking) -> int:
    return taking.uow.session.get_one(Obligation, _here(taking).obligation_id).ordinal


def _enforceable_from(taking: Taking) -> tuple[tuple[date, UUID | None], ...]:
    """From when the two years run (民事诉讼法 250), once; never for what nobody has made enforceable.

    The last day for performance; of the last instalment, where one owes the other several; else the day of the
    ruling or of the notary's deed. Anew from the day on which they were met: whoever applied, or performed,
    interrupted them (民法典 195).
    """
    session, performance = taking.uow.session, _here(taking)
    duty = session.get_one(Obligation, performance.obligation_id)
    session.flush()  # a period taken up again above
    begun = session.scalars(
        select(Deadline).where(
            Deadline.matter_id == performance.id,
            Deadline.clock == ENFORCEMENT,
            Deadline.state.not_in((DeadlineState.ENDED, DeadlineState.WITHDRAWN)),  # dropped, or never due
        )
    ).all()
    met_on = [one.ended_on for one in begun if one.state is DeadlineState.MET and one.ended_on]
    ruling = confirmation_in_force(session, duty.agreement_id, duty.ordinal)
    deed_on = notarised_on(session, taking.loaded.case.id)
    if (ruling is None and deed_on is None) or len(met_on) < len(begun):
        return ()
    if met_on:
        return ((max(met_on), None),)
    last = session.scalar(
        select(func.max(Performance.due_on))
        .join(Obligation, Obligation.id == Performance.obligation_id)
        .where(
            Obligation.agreement_id == duty.agreement_id,
            Obligation.debtor_name == duty.debtor_name,
            Obligation.creditor_name == duty.creditor_name,
        )
    )
    first = last or ((ruling.effective_on or ruling.ruled_on) if ruling is not None else deed_on)
    return ((first, None),) if first is not None else ()
