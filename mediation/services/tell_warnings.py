"""A warning that nobody answers goes up: to the township, the county, the city, each after some days."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from mediation.model import Case, EarlyWarning, EarlyWarningAct, EarlyWarningCase, Organisation
from mediation.rules.clock import Clock
from mediation.rules.early_warnings import (
    ADDRESSED,
    NEXT_UP,
    TOLD_AFTER,
    WarningAct,
    WarningKind,
    WarningState,
)
from mediation.rules.messages import say
from mediation.services.chosen_number import chosen_number
from mediation.services.raise_warning import tell
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.watchers import watcher_at


def unanswered(uow: UnitOfWork, today: date) -> list[UUID]:
    """The warnings whose last day is over."""
    waiting = select(EarlyWarning.id).where(
        EarlyWarning.state == WarningState.RAISED, EarlyWarning.due_on < today
    )
    return list(uow.session.scalars(waiting.order_by(EarlyWarning.due_on, EarlyWarning.id)))


def tell_warning(uow: UnitOfWork, *, clock: Clock, warning_id: UUID) -> bool:
    """Tell the next one up, if it is time; False where it is not, or there is nobody above."""
    warning = uow.session.get(EarlyWarning, warning_id, with_for_update=True)
    if warning is None or warning.state is not WarningState.RAISED:
        return False
    if _is_reported(uow, warning):
        return _answered_by_reporting(uow, clock, warning)
    acts = uow.session.scalars(
        select(EarlyWarningAct).where(EarlyWarningAct.warning_id == warning_id).order_by(EarlyWarningAct.at)
    ).all()
    since = max(act.at for act in acts if act.act in (WarningAct.RAISED, WarningAct.GREW))
    told = sum(act.act is WarningAct.TOLD and act.at > since for act in acts)
    days = 1 if warning.kind is WarningKind.WORDS else chosen_number(uow, TOLD_AFTER, clock.today())
    if clock.today() <= warning.due_on + timedelta(days=days * told):
        return False
    reached = {act.organisation_id for act in acts if act.act in ADDRESSED}
    to = _next_up(uow, warning, reached, clock.today())
    if to is None:
        return False
    case_id = uow.session.scalar(
        select(EarlyWarningCase.case_id).where(EarlyWarningCase.warning_id == warning_id).limit(1)
    )
    if case_id is not None:
        tell(uow, clock=clock, warning=warning, act=WarningAct.TOLD, to=to, case_id=case_id)
    return case_id is not None


def _is_reported(uow: UnitOfWork, warning: EarlyWarning) -> bool:
    """Whether the danger that the words told of was reported in the case meanwhile (人民调解法 25)."""
    reported = (
        select(Case.id)
        .join(EarlyWarningCase, EarlyWarningCase.case_id == Case.id)
        .where(EarlyWarningCase.warning_id == warning.id, Case.danger)
    )
    return warning.kind is WarningKind.WORDS and uow.session.scalar(reported.limit(1)) is not None


def _answered_by_reporting(uow: UnitOfWork, clock: Clock, warning: EarlyWarning) -> bool:
    """The report is the answer; whether the warning was right is still for people to say."""
    warning.state = WarningState.ANSWERED
    act = EarlyWarningAct(
        warning_id=warning.id,
        act=WarningAct.ANSWERED,
        organisation_id=warning.organisation_id,
        at=clock.now(),
    )
    uow.session.add(act)
    act.said = str(say("已在案件里报告激化风险"))
    return False


def _next_up(uow: UnitOfWork, warning: EarlyWarning, reached: set[UUID], today: date) -> Organisation | None:
    first = uow.session.get_one(Organisation, warning.organisation_id)
    above = (watcher_at(uow.session, first.region_code, level, today) for level in NEXT_UP[first.level])
    return next((one for one in above if one is not None and one.id not in reached), None)
