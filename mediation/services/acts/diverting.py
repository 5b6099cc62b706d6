"""A court sends a dispute to mediation: it registers the suit and entrusts it, delegates it, or guides to it."""

from __future__ import annotations

from datetime import date
from typing import cast

from sqlalchemy import select

from mediation.model import Case, Diversion, Filing, Organisation
from mediation.rules.acts import CaseDelegated, CaseOffered, SuitFiled
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.numbering import CourtCaseNumber
from mediation.rules.vocabulary import CaseSource, CourtDoor, CourtProcedure, Side
from mediation.services.acts.handing_over import open_hand_over
from mediation.services.case_now import current_parties
from mediation.services.field_check import FieldCheck
from mediation.services.step import Done, Taking

SOURCES = {
    CourtDoor.GUIDANCE: CaseSource.COURT_GUIDANCE,
    CourtDoor.FIRST_MEDIATION: CaseSource.COURT_ENTRUSTED,
    CourtDoor.DELEGATION: CaseSource.COURT_DELEGATED,
}


def file_suit(taking: Taking) -> Done:
    """A conforming complaint is registered before anything else (民事诉讼法 126); mediation never waits for it."""
    given, check = cast(SuitFiled, taking.entry.given), FieldCheck()
    court, case = taking.loaded.holder, taking.loaded.case
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    if given.filed_on > today:
        check.note("filed_on", say("立案日期不能晚于今天"))
    number = check_number(check, court, given.court_number, today)
    if number is not None and number.year != given.filed_on.year:
        check.note("court_number", say("案号的年份应是立案的年份"))
    check.refuse()
    text = str(number)
    taking.uow.session.add(
        Filing(case_id=case.id, court_id=court.id, court_number=text, filed_on=given.filed_on)
    )
    _divert(taking, CourtDoor.FIRST_MEDIATION, text, given.procedure)
    return Done(data={"court": court.name, "court_number": text, "procedure": given.procedure.value})


def entrust(taking: Taking) -> Done:
    """委托 of a registered suit: its court keeps the number, the organisation gives its own (door 2)."""
    given = cast(CaseOffered, taking.entry.given)
    return open_hand_over(taking, given, current_parties(taking.uow.session, taking.loaded.case.id))


def delegate(taking: Taking) -> Done:
    """委派 before registration (door 3), under a number of its own (诉前调)."""
    given, check = cast(CaseDelegated, taking.entry.given), FieldCheck()
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    number = check_number(check, taking.loaded.holder, given.court_number, today)
    check.refuse()
    _divert(taking, CourtDoor.DELEGATION, str(number))
    done = open_hand_over(taking, given, current_parties(taking.uow.session, taking.loaded.case.id))
    return Done(data={**done.data, "court_number": str(number)})


def guide(taking: Taking) -> Done:
    """引导 (人调法 18): who asks at the court is told of mediation (door 1); the other side is asked later."""
    _divert(taking, CourtDoor.GUIDANCE)
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    asking = [party for party in parties if party.side is Side.APPLICANT]
    return open_hand_over(taking, cast(CaseOffered, taking.entry.given), asking)


def check_number(check: FieldCheck, court: Organisation, text: str, today: date) -> CourtCaseNumber | None:
    """The court's number; what is wrong with it is noted."""
    number = check.parse("court_number", lambda typed: CourtCaseNumber.parse(typed, today=today), text)
    if number is not None and court.court_code and number.court != court.court_code:
        check.note("court_number", say("案号里的法院代字应是 {code}", code=court.court_code))
    return number


def _divert(
    taking: Taking, door: CourtDoor, number: str = "", procedure: CourtProcedure | None = None
) -> None:
    """By which door the case is sent now: one may follow another, as long as the court holds it."""
    session, case, court = taking.uow.session, taking.loaded.case, taking.loaded.holder
    diversion = session.scalar(select(Diversion).where(Diversion.case_id == case.id))
    if diversion is None:
        diversion = Diversion(case_id=case.id, court_id=court.id)
        session.add(diversion)
    diversion.door, diversion.court_number, diversion.procedure = door, number, procedure
    diversion.diverted_on = taking.entry.on
    _name_source(case, court, door)


def _name_source(case: Case, court: Organisation, door: CourtDoor) -> None:
    """Who invites alone confirms (民事诉讼法 205(1)); guiding is no invitation."""
    case.source = SOURCES[door]
    case.inviting_court_id = None if door is CourtDoor.GUIDANCE else court.id
