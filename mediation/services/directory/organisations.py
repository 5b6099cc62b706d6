"""Organisations of the administrator's area: named, stopped and used again, what courts serve, what committees take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from mediation.model import (
    Category,
    CourtArea,
    Membership,
    Organisation,
    OrganisationCategory,
    Region,
)
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.numbering import check_pattern
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.directory.administrators import lock_administrators, refuse_last_administrator
from mediation.services.directory.check import NOT_YOURS, Administered
from mediation.services.directory.keep_change import checked_reason, keep_change
from mediation.services.directory.still_owed import still_owed
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.jurisdiction import courts_serving
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

LONGEST_SHORT = 40
DAY = timedelta(days=1)
YEARS_AHEAD = 2
FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationNames:
    """What it is called, in its numbers too; `number_pattern` empty: as everybody's."""

    name: str
    short_name: str
    number_pattern: str = ""


def rename_organisation(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    organisation_id: UUID,
    given: OrganisationNames,
    reason: str,
) -> UUID:
    """From now on; papers and numbers that were issued stay as they are."""
    found = organisation_of_area(uow.session, actor, organisation_id)
    uow.session.refresh(found, with_for_update=True)
    check = FieldCheck()
    name = check.text("name", given.name, say("请写组织名称"), LONGEST_NAME)
    short = check.text("short_name", given.short_name, say("请写编号里用的简称"), LONGEST_SHORT)
    typed = given.number_pattern.strip()
    pattern = check.parse("number_pattern", check_pattern, typed) if typed else None
    reason = checked_reason(check, reason)
    if name != found.name and _other(uow, found, Organisation.name == name):
        check.note("name", say("已经有这个名称的组织"))
    if short != found.short_name and _other(uow, found, Organisation.short_name == short):
        check.note("short_name", say("别的组织已经用这个简称，编号会分不开"))
    check.refuse()
    told = (
        (say("名称"), found.name, name),
        (say("简称"), found.short_name, short),
        (say("编号格式"), found.number_pattern or "—", pattern or "—"),
    )
    changes = [one for one in told if one[1] != one[2]]
    if not changes:
        raise BadInput.at("", say("没有改动"))
    found.name, found.short_name, found.number_pattern = name, short, pattern
    for what, before, after in changes:
        said = say("{what}：{before} → {after}", what=what, before=before, after=after)
        keep_change(uow, clock, actor, about=found, said=said, reason=reason)
    return found.id


def stop_organisation(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation_id: UUID, reason: str
) -> UUID:
    """Nothing is given to it from now on, and its posts open nothing. BadInput while it answers for anything."""
    today = clock.today()
    lock_administrators(uow, actor, today)
    found = organisation_of_area(uow.session, actor, organisation_id)
    uow.session.refresh(found, with_for_update=True)
    if any(post.organisation_id == found.id for post in actor.posts):
        raise NotAllowed(say("不能停用自己的单位：请由另一位管理员办理"))
    check = FieldCheck()
    reason = checked_reason(check, reason)
    for one in still_owed(uow.session, found, today):
        check.note("", say("还不能停用：{what}，{n} 件", what=one.what, n=one.n))
    check.refuse()
    if not found.active:
        raise WrongState(say("这个组织已经停用"))
    posts = uow.session.scalars(select(Membership.id).where(Membership.organisation_id == found.id)).all()
    refuse_last_administrator(uow, today, posts)
    found.active, found.stopped_on = False, today
    keep_change(uow, clock, actor, about=found, said=say("停用组织"), reason=reason)
    return found.id


def restore_organisation(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation_id: UUID, reason: str
) -> UUID:
    """Used again, with the posts that are not over."""
    found = organisation_of_area(uow.session, actor, organisation_id)
    uow.session.refresh(found, with_for_update=True)
    check = FieldCheck()
    reason = checked_reason(check, reason)
    check.refuse()
    if found.active:
        raise WrongState(say("这个组织没有停用"))
    found.active, found.stopped_on = True, None
    keep_change(uow, clock, actor, about=found, said=say("恢复使用组织"), reason=reason)
    return found.id


def add_court_area(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    organisation_id: UUID,
    region_code: str,
    from_on: date | None,
    reason: str,
) -> UUID:
    """A division that the court serves from that day; both lie in the own area."""
    court, today = _of_kind(uow, actor, organisation_id, OrganisationKind.COURT), clock.today()
    region = uow.session.get(Region, region_code) if region_code else None
    check = FieldCheck()
    if region is None or (region.valid_until is not None and region.valid_until < today):
        check.note("region_code", say("请从列表中选一个地区"))
    elif not Administered.of(actor).holds(region.code):
        check.note("region_code", NOT_YOURS)
    _check_day(check, "from_on", from_on, FIRST, today)
    reason = checked_reason(check, reason)
    check.refuse()
    assert region is not None
    assert from_on is not None
    known = uow.session.scalars(
        select(CourtArea).where(CourtArea.court_id == court.id, CourtArea.region_code == region.code)
    ).all()
    if any(_lasts(one, from_on) for one in known):
        raise BadInput.at("region_code", say("这个地区已经由它管辖"))
    row = next((one for one in known if one.valid_from == from_on), None)
    if row is None:
        row = CourtArea(region_code=region.code, court_id=court.id, valid_from=from_on)
        uow.session.add(row)
    row.valid_until = None
    said = say("管辖{area}", area=region.label)
    keep_change(uow, clock, actor, about=court, said=said, reason=reason, since=from_on)
    return row.id


def end_court_area(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    organisation_id: UUID,
    area_id: UUID,
    last_on: date | None,
    reason: str,
) -> UUID:
    """The last day on which the court serves the division; what was brought to it before stays there."""
    court, today = _of_kind(uow, actor, organisation_id, OrganisationKind.COURT), clock.today()
    row = uow.session.get(CourtArea, area_id)
    if row is None or row.court_id != court.id:
        raise NotThere
    check = FieldCheck()
    _check_day(check, "last_on", last_on, row.valid_from - DAY, today)
    reason = checked_reason(check, reason)
    check.refuse()
    if not _lasts(row, today):
        raise WrongState(say("这个地区已经不由它管辖"))
    assert last_on is not None
    row.valid_until = last_on
    region = uow.session.get_one(Region, row.region_code)
    _require_a_court(uow.session, region, last_on)
    said = say("不再管辖{area}", area=region.label)
    keep_change(uow, clock, actor, about=court, said=said, reason=reason, since=last_on)
    return row.id


def take_category(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation_id: UUID, category_code: str, reason: str
) -> UUID:
    """A kind of dispute that the industry committee takes from today."""
    place, today = _of_kind(uow, actor, organisation_id, OrganisationKind.INDUSTRY_COMMITTEE), clock.today()
    category = uow.session.get(Category, category_code) if category_code else None
    check = FieldCheck()
    if category is None or (category.valid_until is not None and category.valid_until < today):
        check.note("category_code", say("请从列表中选一类纠纷"))
    reason = checked_reason(check, reason)
    check.refuse()
    assert category is not None
    row = uow.session.get(OrganisationCategory, (place.id, category.code))
    if row is not None and (row.valid_until is None or row.valid_until >= today):
        raise WrongState(say("它已经受理这一类"))
    if row is None:
        row = OrganisationCategory(organisation_id=place.id, category_code=category.code)
        uow.session.add(row)
    row.valid_until = None
    said = say("受理{category}", category=say(category.name))
    keep_change(uow, clock, actor, about=place, said=said, reason=reason)
    return place.id


def leave_category(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    organisation_id: UUID,
    category_code: str,
    last_on: date | None,
    reason: str,
) -> UUID:
    """The last day on which it takes that kind; the cases that it has stay with it."""
    place, today = _of_kind(uow, actor, organisation_id, OrganisationKind.INDUSTRY_COMMITTEE), clock.today()
    row = uow.session.get(OrganisationCategory, (place.id, category_code))
    if row is None:
        raise NotThere
    check = FieldCheck()
    _check_day(check, "last_on", last_on, today - DAY, today)
    reason = checked_reason(check, reason)
    check.refuse()
    if row.valid_until is not None and row.valid_until < today:
        raise WrongState(say("它已经不受理这一类"))
    row.valid_until = last_on
    said = say("不再受理{category}", category=say(uow.session.get_one(Category, category_code).name))
    keep_change(uow, clock, actor, about=place, said=said, reason=reason, since=last_on)
    return place.id


def organisation_of_area(session: Session, actor: Actor, organisation_id: UUID) -> Organisation:
    """NotThere outside the administrator's own area."""
    administering_post(actor)
    found = session.get(Organisation, organisation_id)
    if found is None or not Administered.of(actor).holds(found.region_code):
        raise NotThere
    return found


def _require_a_court(session: Session, region: Region, last_on: date) -> None:
    """BadInput where nobody would serve the division from the next day on: its people sue somewhere."""
    following = last_on + DAY
    session.flush()
    if region.valid_until is not None and region.valid_until < following:
        return
    if not courts_serving(session, region.code, following):
        raise BadInput.at(
            "last_on",
            say("{area}从{day}起没有法院管辖：请先登记由哪个法院管辖", area=region.label, day=following),
        )


def _of_kind(uow: UnitOfWork, actor: Actor, organisation_id: UUID, kind: OrganisationKind) -> Organisation:
    found = organisation_of_area(uow.session, actor, organisation_id)
    if found.kind is not kind:
        raise NotThere
    uow.session.refresh(found, with_for_update=True)
    return found


def _other(uow: UnitOfWork, but: Organisation, like: ColumnElement[bool]) -> bool:
    return (
        uow.session.scalar(select(Organisation.id).where(like, Organisation.id != but.id).limit(1))
        is not None
    )


def _check_day(check: FieldCheck, field: str, day: date | None, first: date, today: date) -> None:
    if day is None:
        check.note(field, say("请填日期"))
    elif not first <= day <= date(today.year + YEARS_AHEAD, 12, 31):
        check.note(field, say("请核对日期"))


def _lasts(area: CourtArea, on: date) -> bool:
    return area.valid_until is None or area.valid_until >= on
