"""The rules that an administrator keeps: a year's holidays, and lengths taken from practice, each from its day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete

from mediation.model import CalendarDay, Setting
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Clock as Rule
from mediation.rules.messages import say
from mediation.rules.year_notice import YearNotice, problems_of
from mediation.services.field_check import FieldCheck
from mediation.services.recount_deadlines import administering_post, propose_recount
from mediation.services.unit_of_work import UnitOfWork

MOST = 3650
"""Units that a length can have."""


def enter_year(uow: UnitOfWork, *, actor: Actor, clock: Clock, notice: YearNotice) -> UUID:
    """The country's holidays of a year in place of what stood there; the answer is the list of clocks that change."""
    administering_post(actor)
    check = FieldCheck()
    if not clock.today().year - 1 <= notice.year <= clock.today().year + 2:
        check.note("year", say("只能录入去年到后年的放假安排"))
    check.problems += problems_of(notice)
    check.refuse()
    rests = notice.rests()
    session = uow.session
    session.execute(
        delete(CalendarDay).where(
            CalendarDay.region_code == "",
            CalendarDay.day.between(date(notice.year, 1, 1), date(notice.year, 12, 31))
            | CalendarDay.day.in_(rests | set(notice.worked)),
        )
    )
    named = {day: one.holiday.title_text for one in notice.holidays for day in one.days()}
    session.add_all(CalendarDay(day=day, is_rest=True, note=named[day]) for day in sorted(rests))
    session.add_all(CalendarDay(day=day, is_rest=False, note="调休上班") for day in notice.worked)
    session.flush()
    uow.forget_rules()
    return propose_recount(uow, actor=actor, clock=clock, why=f"录入 {notice.year} 年放假安排")


def change_length(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, rule: str, n: int, since: date, reason: str
) -> UUID:
    """Another length of a clock that practice sets, for terms that begin from a day on; earlier ones keep theirs."""
    administering_post(actor)
    known = changeable(uow, rule)
    check = FieldCheck()
    if not 1 <= n <= MOST:
        check.note("n", say("请填 1 到 {n} 的整数", n=MOST))
    if not date(2000, 1, 1) <= since <= date(clock.today().year + 2, 12, 31):
        check.note("since", say("请核对起用日期"))
    reason = check.text("reason", reason, say("请写明理由"), 300)
    check.refuse()
    row = uow.session.get(Setting, (known.setting, since))
    if row is None:
        uow.session.add(Setting(name=known.setting, since=since, value=str(n)))
    else:
        row.value = str(n)
    uow.session.flush()
    uow.forget_rules()
    why = f"{known.title}自 {since.isoformat()} 起改为 {n}：{reason}"
    return propose_recount(uow, actor=actor, clock=clock, why=why)


def changeable(uow: UnitOfWork, rule: str) -> Rule:
    """The clock of that name, if practice sets its length; NotThere otherwise: the law's own lengths stand."""
    known = uow.registry.clock_by_name.get(rule)
    if known is None or not known.setting:
        raise NotThere
    return known
