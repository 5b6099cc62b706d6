"""The rules that an administrator keeps: a year's holidays, and lengths taken from practice, each from its day on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from mediation.model import CalendarDay, Region
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Clock as Rule
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.regional_holiday import RegionalHoliday
from mediation.rules.regional_holiday import problems_of as local_problems
from mediation.rules.regions import is_within
from mediation.rules.vocabulary import Holiday
from mediation.rules.year_notice import YearNotice, problems_of
from mediation.services.field_check import FieldCheck
from mediation.services.keep_setting import keep_setting
from mediation.services.recount_deadlines import administering_post, propose_recount
from mediation.services.unit_of_work import UnitOfWork

WORKED = "调休上班"
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
            _of_notice(notice.year) | CalendarDay.day.in_(rests | set(notice.worked)),
        )
    )
    named = {day: one.holiday.title_text for one in notice.holidays for day in one.days()}
    session.add_all(CalendarDay(day=day, is_rest=True, note=named[day]) for day in sorted(rests))
    session.add_all(CalendarDay(day=day, is_rest=False, note=WORKED) for day in notice.worked)
    session.flush()
    uow.forget_rules()
    return propose_recount(uow, actor=actor, clock=clock, why=f"录入 {notice.year} 年放假安排")


def _of_notice(year: int) -> ColumnElement[bool]:
    """What an earlier notice of that year had put there: a New Year that begins in December is the next year's."""

    def before_new_year(december: int) -> ColumnElement[bool]:
        last_days = CalendarDay.day.between(date(december, 12, 25), date(december, 12, 31))
        return last_days & CalendarDay.note.in_((Holiday.NEW_YEAR.title_text, WORKED))

    own = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    return (own & ~before_new_year(year)) | before_new_year(year - 1)


def enter_regional_holiday(uow: UnitOfWork, *, actor: Actor, clock: Clock, given: RegionalHoliday) -> UUID:
    """A local holiday of an area in place of the same one that year; the answer is the list of clocks that change."""
    _check_area(uow, actor, given.region_code)
    given = replace(given, name=given.name.strip())
    year, check = given.first_on.year, FieldCheck()
    if not clock.today().year - 1 <= year <= clock.today().year + 2:
        check.note("first_on", say("只能录入去年到后年的放假安排"))
    if given.name == WORKED:
        check.note("name", say("请写明节日的名称，例如那达慕"))
    others = {
        row.day: row.note
        for row in _of_area(uow, given.region_code, year)
        if row.is_rest and row.note != given.name
    }
    check.problems += local_problems(given, uow.calendar(), others)
    check.refuse()
    _forget(uow, given.region_code, year, given.name)
    region = given.region_code
    uow.session.add_all(
        CalendarDay(day=day, region_code=region, is_rest=True, note=given.name) for day in given.days()
    )
    worked = f"{given.name}{WORKED}"
    uow.session.add_all(
        CalendarDay(day=day, region_code=region, is_rest=False, note=worked) for day in given.worked
    )
    uow.session.flush()
    uow.forget_rules()
    return propose_recount(uow, actor=actor, clock=clock, why=_told(uow, "录入", region, year, given.name))


def drop_regional_holiday(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, region_code: str, year: int, name: str
) -> UUID:
    """A local holiday that was entered by mistake is taken out; NotThere without it."""
    _check_area(uow, actor, region_code)
    if not any(row.is_rest and row.note == name for row in _of_area(uow, region_code, year)):
        raise NotThere
    _forget(uow, region_code, year, name)
    uow.session.flush()
    uow.forget_rules()
    return propose_recount(uow, actor=actor, clock=clock, why=_told(uow, "取消", region_code, year, name))


def _told(uow: UnitOfWork, what: str, region_code: str, year: int, name: str) -> str:
    return f"{what} {year} 年{uow.session.get_one(Region, region_code).name}的{name}放假"


def _check_area(uow: UnitOfWork, actor: Actor, region_code: str) -> None:
    """An area that the administrator's own lies in, or that lies in it; BadInput for any other."""
    administering_post(actor)
    known = uow.session.get(Region, region_code) if region_code else None
    if known is None or not keeps_rules_of(actor, region_code):
        raise BadInput.at("region_code", say("请从列表中选放假的地区"))


def keeps_rules_of(actor: Actor, region_code: str) -> bool:
    """Whether one of the administrator's posts lies in the area, or the area in its region."""
    own = [post.region_code for post in actor.posts_with(Permission.ADMINISTER)]
    return any(is_within(region_code, one) or is_within(one, region_code) for one in own)


def _of_area(uow: UnitOfWork, region_code: str, year: int) -> list[CalendarDay]:
    """What was entered for that area itself in that year."""
    return list(
        uow.session.scalars(
            select(CalendarDay).where(
                CalendarDay.region_code == region_code,
                CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)),
            )
        )
    )


def _forget(uow: UnitOfWork, region_code: str, year: int, name: str) -> None:
    for row in _of_area(uow, region_code, year):
        if row.note in (name, f"{name}{WORKED}"):
            uow.session.delete(row)
    uow.session.flush()


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
    keep_setting(uow, actor, clock.now(), name=known.setting, since=since, value=str(n), reason=reason)
    why = f"{known.title}自 {since.isoformat()} 起改为 {n}：{reason}"
    return propose_recount(uow, actor=actor, clock=clock, why=why)


def changeable(uow: UnitOfWork, rule: str) -> Rule:
    """The clock of that name, if practice sets its length; NotThere otherwise: the law's own lengths stand."""
    known = uow.registry.clock_by_name.get(rule)
    if known is None or not known.setting:
        raise NotThere
    return known
