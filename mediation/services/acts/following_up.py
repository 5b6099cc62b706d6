"""After the agreement: whether each duty is done, and the return visit (人民调解法 31)."""

from __future__ import annotations

from datetime import date
from typing import cast

from mediation.model import Agreement, Obligation, ReturnVisit
from mediation.rules.acts import DutyChecked, VisitMade
from mediation.rules.messages import say
from mediation.rules.vocabulary import ObligationState
from mediation.rules.work_calendar import next_working_day
from mediation.services.field_check import FieldCheck
from mediation.services.step import Done, Taking

DONE = (ObligationState.DONE, ObligationState.DONE_LATE)


def check_duty(taking: Taking) -> Done:
    given = cast(DutyChecked, taking.entry.given)
    session = taking.uow.session
    obligation = session.get(Obligation, given.obligation_id)
    agreement = session.get(Agreement, obligation.agreement_id) if obligation else None
    check = FieldCheck()
    if obligation is None or agreement is None or agreement.case_id != taking.loaded.case.id:
        check.note("obligation_id", say("请选本协议的一项约定"))
        check.refuse()
    assert obligation is not None
    proof = check.text("proof", given.proof, longest=200)
    if given.state is ObligationState.PENDING:
        check.note("state", say("请选履行结果"))
    if given.state in DONE:
        check.require("done_on", given.done_on, say("请写明履行日期"))
    if given.done_on is not None and given.done_on > taking.entry.on:
        check.note("done_on", say("履行日期不能晚于今天"))
    first_asked_on = taking.loaded.case.first_asked_on
    if given.done_on is not None and given.done_on < first_asked_on:
        check.note("done_on", say("履行日期不能早于首次提出请求的 {day}", day=first_asked_on))
    check.refuse()
    state = given.state
    if state in DONE and given.done_on is not None:
        state = (
            ObligationState.DONE_LATE if _late(taking, obligation, given.done_on) else ObligationState.DONE
        )
    obligation.state = state
    obligation.done_on = given.done_on if state in DONE else None
    obligation.proof = proof
    return Done(
        data={
            "obligation": obligation.ordinal,
            "state": state.value,
            "done_on": given.done_on.isoformat() if given.done_on else "",
        }
    )


def _late(taking: Taking, obligation: Obligation, done_on: date) -> bool:
    """A last day on which nobody works moves to the next working day (民法典 203)."""
    if obligation.due_on is None:
        return False
    calendar = taking.uow.calendar(taking.loaded.case.region_code)
    return done_on > next_working_day(obligation.due_on, calendar)


def make_visit(taking: Taking) -> Done:
    given = cast(VisitMade, taking.entry.given)
    check = FieldCheck()
    findings = check.text("findings", given.findings, say("请写明回访情况"))
    check.refuse()
    visit = ReturnVisit(
        case_id=taking.loaded.case.id,
        visited_on=taking.entry.on,
        visitor_id=taking.entry.actor.person_id,
    )
    taking.uow.session.add(visit)
    visit.findings = findings
    return Done()
