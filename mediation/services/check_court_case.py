"""What must hold of a case that a court enters: the dispute, its door by court and day, and the court's number."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from mediation.model import Confirmation, Diversion, Filing, ObjectionRuling, Organisation, Request, Setting
from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.diversion import RegimeKept, regime_on
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.vocabulary import CourtDoor, Regime
from mediation.services.acts.filing import check_number
from mediation.services.court_numbers import DELEGATION, SUIT, NumberKinds
from mediation.services.court_regime import regimes_of
from mediation.services.field_check import FieldCheck
from mediation.services.register_dispute import check_dispute

KINDS: dict[CourtDoor, NumberKinds] = {CourtDoor.FIRST_MEDIATION: SUIT, CourtDoor.DELEGATION: DELEGATION}


@dataclass(frozen=True, slots=True)
class Desk:
    """A court's desk on a day: the regimes of the court, and the numbers that were given already."""

    session: Session
    court: Organisation
    today: date
    regimes: Sequence[RegimeKept]
    kinds: Mapping[CourtDoor, Sequence[str]]
    """The type codes that a number bears at each door that has one."""
    used: Container[str]


def desk_of(session: Session, court: Organisation, today: date, numbers: Iterable[str]) -> Desk:
    """The desk for cases with those numbers."""
    return Desk(
        session,
        court,
        today,
        regimes_of(session, court.id),
        {door: _kinds(session, today, kinds) for door, kinds in KINDS.items()},
        used_numbers(session, numbers),
    )


def _kinds(session: Session, today: date, kinds: NumberKinds) -> list[str]:
    """The administrator's, or those that are usual."""
    said = session.scalars(
        select(Setting.value)
        .where(Setting.name == kinds.setting, Setting.since <= today)
        .order_by(Setting.since.desc())
        .limit(1)
    ).first()
    return (said or kinds.usual).split(",")


def check_court_case(desk: Desk, given: CourtCaseGiven) -> CourtCaseGiven:
    """The case with its numbers in canonical form; BadInput with everything that is wrong, each at its field."""
    check, dispute = FieldCheck(), given.dispute
    try:
        dispute = check_dispute(desk.session, dispute, desk.today)
    except BadInput as bad:
        check.problems += bad.problems
    number = _check_door(desk, check, given)
    if number in desk.used:
        check.note("court_number", say("这个案号已经用过"))
    check.refuse()
    registered = given.door is CourtDoor.FIRST_MEDIATION
    return replace(
        given,
        dispute=dispute,
        court_number=number,
        filed_on=given.filed_on if registered else None,
        procedure=given.procedure if registered else None,
    )


def _check_door(desk: Desk, check: FieldCheck, given: CourtCaseGiven) -> str:
    if given.door is CourtDoor.GUIDANCE:
        if given.court_number.strip():
            check.note(
                "court_number", say("还没有起诉的没有案号；已经立案的，门应是「立案后委托（先行调解）」")
            )
        return ""
    received_on = given.dispute.first_asked_on
    if given.door is CourtDoor.DELEGATION:
        if regime_on(desk.regimes, received_on).regime is not Regime.DELEGATION:
            check.note("door", say("{day} 这个法院先登记立案再委托，不在立案前委派", day=received_on))
    else:
        _check_registration(check, given, desk.today)
    number = check_number(check, desk.court, given.court_number, desk.today)
    if number is None:
        return ""
    allowed = desk.kinds[given.door]
    if number.kind not in allowed:
        check.note(
            "court_number",
            say(
                "从「{door}」这道门来的，案号的类型代字应是 {kinds}，不是 {kind}",
                door=say(given.door.title_text),
                kinds=tuple(allowed),
                kind=number.kind,
            ),
        )
    year = (given.filed_on or received_on).year
    if number.year != year:
        check.note("court_number", say("案号的年份应是 {year} 年", year=str(year)))
    return str(number)


def _check_registration(check: FieldCheck, given: CourtCaseGiven, today: date) -> None:
    check.require("filed_on", given.filed_on, say("请写明立案日期"))
    check.require("procedure", given.procedure, say("请选普通程序还是简易程序：先行调解的期限随它而定"))
    if given.filed_on is not None and given.filed_on > today:
        check.note("filed_on", say("立案日期不能晚于今天"))
    if given.filed_on is not None and given.filed_on < given.dispute.first_asked_on:
        check.note("filed_on", say("立案日期不能早于收到日期"))


def used_numbers(session: Session, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that a court has given to a case, ruling or paper here."""
    asked = [number for number in numbers if number]
    if not asked:
        return set()
    columns = (
        Diversion.court_number,
        Filing.court_number,
        Confirmation.court_number,
        ObjectionRuling.court_number,
        Request.court_number,
    )
    found = union_all(*(select(column).where(column.in_(asked)) for column in columns))
    return {number for (number,) in session.execute(found) if number}
