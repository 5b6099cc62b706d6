"""After the agreement: the return visit (人民调解法 31)."""

from __future__ import annotations

from typing import cast

from mediation.model import ReturnVisit
from mediation.rules.acts import VisitMade
from mediation.rules.messages import say
from mediation.services.field_check import FieldCheck
from mediation.services.step import Done, Taking


def make_visit(taking: Taking) -> Done:
    given = cast(VisitMade, taking.entry.given)
    check = FieldCheck()
    findings = check.text("findings", given.findings, say("请写明回访情况"))
    check.refuse()
    visit = ReturnVisit(
        case_id=taking.loaded.case.id,
        visited_on=taking.entry.on,
        visitor_id=taking.entry.taker.person_id,
    )
    taking.uow.session.add(visit)
    visit.findings = findings
    return Done()
