"""Until when mediators may object before a claim of 以案定补 is approved: some working days after they are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mediation.model import SubsidyClaim, SubsidyLine
from mediation.rules.clock import SHANGHAI
from mediation.rules.subsidy_review import Verdict
from mediation.rules.terms import WorkingDays, due
from mediation.rules.work_calendar import WorkCalendar
from mediation.services.chosen_number import number_in
from mediation.services.claim_subsidy import reviews_of
from mediation.services.setting_on import value_on

OBJECTION_DAYS = ("subsidy_objection_days", 5)


def last_day_to_object(session: Session, claim: SubsidyClaim, calendar: WorkCalendar) -> date:
    """So many working days after the claim was drawn up, the last dossier withheld, the last line made smaller.

    As many as the setting said on that day.
    """
    told_on = max(_told(session, claim)).astimezone(SHANGHAI).date()
    name, usual = OBJECTION_DAYS
    days = number_in(value_on(session, name, told_on), usual)
    return due(told_on, WorkingDays(days), calendar).due_on


def _told(session: Session, claim: SubsidyClaim) -> Iterator[datetime]:
    yield claim.drawn_up_at
    for review in reviews_of(session, claim.id).values():
        if review.verdict is Verdict.WITHHOLD:
            yield review.reviewed_at
    before = aliased(SubsidyLine)
    yield from session.scalars(
        select(SubsidyLine.made_at)
        .join(before, before.id == SubsidyLine.replaces_id)
        .where(SubsidyLine.claim_id == claim.id, SubsidyLine.amount < before.amount)
    )
