"""Organisations of the administrator's area: named, stopped and used again, what courts serve, what committees take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    Category,
    Confirmation,
    CourtArea,
    Diversion,
    EarlyWarning,
    Filing,
    HandOver,
    Membership,
    Organisation,
    OrganisationCategory,
    Region,
    Request,
)
from mediation.model.matters import LINKED
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.early_warnings import WarningState
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.messages import Message, say
from mediation.rules.numbering import check_pattern
from mediation.rules.vocabulary import MatterKind, OrganisationKind
from mediation.services.directory.administrators import lock_administrators, refuse_last_administrator
from mediation.services.directory.check import NOT_YOURS, Administered
from mediation.services.directory.keep_change import checked_reason, keep_change
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

LONGEST_SHORT = 40
OF_OWN_CASES = {
    kind: LINKED[kind] for kind in (MatterKind.HAND_OVER, MatterKind.CONFIRMATION, MatterKind.PERFORMANCE)
}
DAY = timedelta(days=1)
YEARS_AHEAD = 2
FIRST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationNames:
    """What it is called, in its numbers too; `number_pattern` empty: as everybody's."""

    name: str
    short_name: str
    number_pattern: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """What an organisation still answers for, and how many."""

    what: Message
    n: int


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
    row.valid_until = last_on
    area = uow.session.get_one(Region, row.region_code).label
    said = say("不再管辖{area}", area=area)
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


def still_owed(session: Session, organisation: Organisation, today: date) -> tuple[Owed, ...]:
    """All that somebody has still to do in it, and what nobody else would do in its stead."""
    counted = (
        Owed(what, session.scalar(select(func.count()).select_from(found.subquery())) or 0)
        for what, found in _owed(organisation.id, today)
    )
    return tuple(one for one in counted if one.n)


def organisation_of_area(session: Session, actor: Actor, organisation_id: UUID) -> Organisation:
    """NotThere outside the administrator's own area."""
    administering_post(actor)
    found = session.get(Organisation, organisation_id)
    if found is None or not Administered.of(actor).holds(found.region_code):
        raise NotThere
    return found


def _owed(organisation_id: UUID, today: date) -> Iterator[tuple[Message, Select[UUID]]]:
    own = select(Case.id).where(Case.organisation_id == organisation_id)
    yield say("承办的未结案件"), own.where(Case.is_open)
    for kind, table in OF_OWN_CASES.items():
        what = say("承办案件的{matter}", matter=say(kind.title_text))
        yield what, select(table.id).where(table.is_open, table.case_id.in_(own))
    at = or_(HandOver.receiver_id == organisation_id, HandOver.decider_id == organisation_id)
    yield say("等它签收或者决定的移交"), select(HandOver.id).where(HandOver.is_open, at)
    court = Confirmation.court_id == organisation_id
    yield say("在它那里的司法确认"), select(Confirmation.id).where(Confirmation.is_open, court)
    sent = select(Case.id).join(Diversion, Diversion.case_id == Case.id)
    yield say("它送出、还在调解的案件"), sent.where(Case.is_open, Diversion.court_id == organisation_id)
    suits = Filing.court_id == organisation_id, Filing.voided_at.is_(None), Filing.ended_as.is_(None)
    tried = select(Filing.id).join(Case, Case.id == Filing.case_id).where(*suits)
    yield say("它立案、还没有结案的诉讼"), tried
    for seat in (Request.asker_id, Request.asked_id, Request.handler_id):
        what = say("它发出的请求") if seat is Request.asker_id else say("等它办理的请求")
        yield what, select(Request.id).where(Request.is_open, seat == organisation_id)
    raised = EarlyWarning.state == WarningState.RAISED
    yield (
        say("等它答复的预警"),
        select(EarlyWarning.id).where(raised, EarlyWarning.organisation_id == organisation_id),
    )
    lasting = or_(CourtArea.valid_until.is_(None), CourtArea.valid_until >= today)
    yield say("管辖的地区"), select(CourtArea.id).where(lasting, CourtArea.court_id == organisation_id)


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
