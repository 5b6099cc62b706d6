"""The kinds of dispute: added, put right and ended, for the whole system; none is deleted, and no case changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from mediation.model import Category
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.messages import Message, say
from mediation.services.directory.keep_change import checked_reason, keep_change
from mediation.services.field_check import FieldCheck
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

CODE = re.compile(r"(?!new$)[a-z][a-z0-9_]{1,39}")
WHAT_IS_LEFT = "other"
LONGEST_NAME = 60
DAY = timedelta(days=1)
YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryGiven:
    """A kind of dispute and what follows from it (劳动争议调解仲裁法 5; 土地管理法 14; 电子签名法 3)."""

    name: str
    labour: bool = False
    land_title: bool = False
    wet_ink: bool = False


def add_category(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    code: str,
    given: CategoryGiven,
    from_on: date | None,
    reason: str,
) -> UUID:
    """A kind more, last in the lists but for the one that takes what is left; the answer is the line of the record."""
    administering_post(actor)
    today, check = clock.today(), FieldCheck()
    code = code.strip()
    if not CODE.fullmatch(code):
        check.note("code", say("代号用小写字母、数字和下划线，以字母开头，2 到 40 个字符"))
    elif uow.session.get(Category, code) is not None:
        check.note("code", say("已经有这个代号"))
    name = _name(check, uow, given, today, "")
    if from_on is None or not today <= from_on <= date(today.year + YEARS_AHEAD, 12, 31):
        check.note("from_on", say("请填从哪天起用，不能早于今天"))
    reason = checked_reason(check, reason)
    check.refuse()
    row = Category(
        code=code,
        name=name,
        ordinal=_next_place(uow),
        labour=given.labour,
        land_title=given.land_title,
        wet_ink=given.wet_ink,
        valid_from=from_on,
    )
    uow.session.add(row)
    uow.session.flush()
    said = say("新增纠纷类型：{name}{marks}", name=name, marks=_marks(given))
    return keep_change(uow, clock, actor, about=row, said=said, reason=reason, since=from_on)


def change_category(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, code: str, given: CategoryGiven, reason: str
) -> UUID:
    """Its name wherever it is read, and what is asked from the next form on; what was asked before stays."""
    row, check = _category(uow, actor, code), FieldCheck()
    name = _name(check, uow, given, clock.today(), row.code)
    reason = checked_reason(check, reason)
    check.refuse()
    before = CategoryGiven(name=row.name, labour=row.labour, land_title=row.land_title, wet_ink=row.wet_ink)
    if given == before:
        raise BadInput.at("", say("没有改动"))
    row.name, row.labour, row.land_title, row.wet_ink = name, given.labour, given.land_title, given.wet_ink
    said = say(
        "{before}{old} → {after}{new}", before=before.name, old=_marks(before), after=name, new=_marks(given)
    )
    return keep_change(uow, clock, actor, about=row, said=said, reason=reason)


def end_category(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, code: str, last_on: date | None, reason: str
) -> UUID:
    """The last day on which disputes are registered as such; those that are, stay."""
    row, today, check = _category(uow, actor, code), clock.today(), FieldCheck()
    if last_on is None or not today - DAY <= last_on <= date(today.year + YEARS_AHEAD, 12, 31):
        check.note("last_on", say("请填最后一天，不能早于昨天"))
    reason = checked_reason(check, reason)
    lasting = Category.valid_until.is_(None)
    if not uow.session.scalar(select(func.count()).where(lasting, Category.code != row.code)):
        check.note("", say("至少要有一类纠纷"))
    check.refuse()
    if row.valid_until is not None and row.valid_until < today:
        raise WrongState(say("这一类已经停用"))
    row.valid_until = last_on
    said = say("停用纠纷类型：{name}", name=say(row.name))
    return keep_change(uow, clock, actor, about=row, said=said, reason=reason, since=last_on)


def restore_category(uow: UnitOfWork, *, actor: Actor, clock: Clock, code: str, reason: str) -> UUID:
    """In use again from today."""
    row, check = _category(uow, actor, code), FieldCheck()
    reason = checked_reason(check, reason)
    if row.valid_until is not None:
        _name(check, uow, CategoryGiven(name=row.name), clock.today(), row.code)
    check.refuse()
    if row.valid_until is None:
        raise WrongState(say("这一类没有停用"))
    row.valid_until = None
    said = say("恢复使用纠纷类型：{name}", name=say(row.name))
    return keep_change(uow, clock, actor, about=row, said=said, reason=reason)


def in_use(today: date) -> ColumnElement[bool]:
    """Kinds that are not over by that day."""
    return or_(Category.valid_until.is_(None), Category.valid_until >= today)


def _category(uow: UnitOfWork, actor: Actor, code: str) -> Category:
    administering_post(actor)
    row = uow.session.get(Category, code, with_for_update=True)
    if row is None:
        raise NotThere
    return row


def _next_place(uow: UnitOfWork) -> int:
    last = uow.session.scalar(select(func.max(Category.ordinal))) or 0
    rest = uow.session.get(Category, WHAT_IS_LEFT)
    if rest is None or rest.ordinal < last:
        return last + 1
    rest.ordinal = last + 1
    return last


def _name(check: FieldCheck, uow: UnitOfWork, given: CategoryGiven, today: date, own: str) -> str:
    name = check.text("name", given.name, say("请写名称"), LONGEST_NAME)
    same = select(Category.code).where(Category.name == name, Category.code != own, in_use(today))
    if name and uow.session.scalar(same.limit(1)) is not None:
        check.note("name", say("已经有这个名称的纠纷类型"))
    return name


def _marks(given: CategoryGiven) -> tuple[Message, ...] | str:
    marks = (
        (given.labour, say("（问劳动关系）")),
        (given.land_title, say("（问土地权属）")),
        (given.wet_ink, say("（只能在纸上签）")),
    )
    return tuple(text for marked, text in marks if marked) or ""
