"""诉讼兜底: the court registered the dispute; its number and day are kept."""

from __future__ import annotations

from typing import cast

from mediation.model import Filing, Organisation
from mediation.rules.acts import CaseFiled
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.acts.diverting import check_number
from mediation.services.field_check import FieldCheck
from mediation.services.step import Done, Taking


def record_filing(taking: Taking) -> Done:
    """Raises BadInput for a number that is not that court's, or of another year than the filing."""
    given, session = cast(CaseFiled, taking.entry.given), taking.uow.session
    court = session.get(Organisation, given.court_id)
    check = FieldCheck()
    if court is None or court.kind is not OrganisationKind.COURT:
        check.note("court_id", say("请选立案的人民法院"))
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    if given.filed_on > today:
        check.note("filed_on", say("立案日期不能晚于今天"))
    number = check_number(check, court, given.court_number, today) if court else None
    if number is not None and number.year != given.filed_on.year:
        check.note("court_number", say("案号的年份应是立案的年份"))
    check.refuse()
    assert court is not None
    session.add(
        Filing(
            case_id=taking.loaded.case.id,
            court_id=court.id,
            court_number=str(number),
            filed_on=given.filed_on,
        )
    )
    return Done(data={"court": court.name, "court_number": str(number)})
