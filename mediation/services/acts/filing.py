"""诉讼兜底: the court registered the dispute; its number and day are kept."""

from __future__ import annotations

from datetime import date
from typing import cast

from mediation.model import Confirmation, Filing, Organisation
from mediation.rules.acts import CaseFiled, SuitFiled
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.numbering import CourtCaseNumber
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.case_now import standing_filing
from mediation.services.field_check import FieldCheck
from mediation.services.step import Done, Taking


def record_filing(taking: Taking) -> Done:
    """Raises BadInput for a number that is not that court's, or of another year than the filing."""
    given, check = cast(CaseFiled, taking.entry.given), FieldCheck()
    return Done(data=write_filing(taking, check, _court(taking, check, given), given))


def record_suit(taking: Taking) -> Done:
    """A suit over what was agreed is a case of the court's own: the history tells it, and there may be several."""
    given, check = cast(CaseFiled, taking.entry.given), FieldCheck()
    return Done(
        data={
            **check_filing(taking, check, _court(taking, check, given), given),
            "filed_on": given.filed_on.isoformat(),
        }
    )


def register_suit(taking: Taking) -> Done:
    """A party went back on the mediation paper: the court that made it registers the suit."""
    given, check = cast(SuitFiled, taking.entry.given), FieldCheck()
    court = taking.uow.session.get_one(Organisation, cast(Confirmation, taking.loaded.matter).court_id)
    return Done(data={**write_filing(taking, check, court, given), "procedure": given.procedure.value})


def _court(taking: Taking, check: FieldCheck, given: CaseFiled) -> Organisation | None:
    court = taking.uow.session.get(Organisation, given.court_id)
    if court is not None and court.kind is OrganisationKind.COURT:
        return court
    check.note("court_id", say("请选立案的人民法院"))
    return None


def write_filing(
    taking: Taking, check: FieldCheck, court: Organisation | None, given: CaseFiled | SuitFiled
) -> dict[str, str]:
    """The filing of the case at that court, once nothing is wrong with it; the answer is what the history tells."""
    standing = standing_filing(taking.uow.session, taking.loaded.case.id)
    if standing is not None:
        check.note(
            "court_number",
            say("这件纠纷已经立案，案号 {number}：同一纠纷不重复立案", number=standing.court_number),
        )
    told = check_filing(taking, check, court, given)
    assert court is not None
    taking.uow.session.add(
        Filing(
            case_id=taking.loaded.case.id,
            court_id=court.id,
            court_number=told["court_number"],
            filed_on=given.filed_on,
        )
    )
    return told


def check_filing(
    taking: Taking, check: FieldCheck, court: Organisation | None, given: CaseFiled | SuitFiled
) -> dict[str, str]:
    """Court and number as they are told; BadInput with all that is wrong with them."""
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    if given.filed_on > today:
        check.note("filed_on", say("立案日期不能晚于今天"))
    number = check_number(check, court, given.court_number, today)
    if number is not None and number.year != given.filed_on.year:
        check.note("court_number", say("案号的年份应是立案的年份"))
    check.refuse()
    assert court is not None
    return {"court": court.name, "court_number": str(number)}


def check_number(
    check: FieldCheck, court: Organisation | None, text: str, today: date
) -> CourtCaseNumber | None:
    """A number of that court (法〔2015〕137号); what is wrong with it is noted."""
    number = check.parse("court_number", lambda typed: CourtCaseNumber.parse(typed, today=today), text)
    if number is not None and court is not None and court.court_code and number.court != court.court_code:
        check.note("court_number", say("案号里的法院代字应是 {code}", code=court.court_code))
    return number
