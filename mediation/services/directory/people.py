"""Accounts and posts of the administrator's area: opened, stopped and ended, with a reason, and nothing deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotAllowed, NotThere, Problem, WrongState
from mediation.rules.messages import say
from mediation.services.directory.administrators import lock_administrators, refuse_last_administrator
from mediation.services.directory.check import Administered
from mediation.services.directory.keep_change import checked_reason, keep_change
from mediation.services.directory.left_alone import refuse_last_in_charge
from mediation.services.field_check import FieldCheck
from mediation.services.import_people import FirstPassword, PostGiven, import_people
from mediation.services.recount_deadlines import administering_post
from mediation.services.sign_in import account_name, end_sessions_of
from mediation.services.unit_of_work import UnitOfWork

YEARS_AHEAD = 2
LONGEST_NAME = 80
DAY, YEAR = timedelta(days=1), timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post at the organisation of that name; `from_on` None: from today."""

    organisation: str
    role: str
    from_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody who has no account yet. `hashed`: of the first password, which is made beforehand."""

    account: str
    name: str
    hashed: str = field(repr=False)


def open_account(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, person: NewPerson, post: NewPost, reason: str
) -> UUID:
    """An account with its first post; the answer is the person."""
    check = FieldCheck()
    place = _place(check, uow, actor, post)
    from_on = _first_day(check, post, clock.today())
    reason = checked_reason(check, reason)
    account = account_name(person.account)
    if uow.session.scalar(select(Person.id).where(Person.account == account)) is not None:
        check.note("account", say("已经有账号 {account}", account=account))
    check.refuse()
    assert place is not None
    row = PostGiven(
        account=account, name=person.name, organisation=place.name, role=post.role, from_on=from_on
    )
    _write(uow, clock, row, FirstPassword("", person.hashed))
    made = uow.session.scalars(select(Person).where(Person.account == account)).one()
    said = say("新开账号，任职：{place}，{role}", place=place.name, role=_title(uow, post.role))
    keep_change(uow, clock, actor, about=made, said=said, reason=reason, since=from_on)
    return made.id


def stop_account(uow: UnitOfWork, *, actor: Actor, clock: Clock, person_id: UUID, reason: str) -> UUID:
    """Nobody signs in by it from now on, and who is in it is out with the next click."""
    lock_administrators(uow, actor, clock.today())
    person = person_to_change(uow, actor, clock.today(), person_id)
    check = FieldCheck()
    reason = checked_reason(check, reason)
    check.refuse()
    if not person.active:
        raise WrongState(say("这个账号已经停用"))
    ending = [post.id for post, _ in posts_of(uow.session, person.id)]
    refuse_last_administrator(uow, clock.today(), ending)
    refuse_last_in_charge(uow, clock.today(), ending)
    person.active, person.stopped_on = False, clock.today()
    end_sessions_of(uow, clock=clock, person_id=person.id)
    keep_change(uow, clock, actor, about=person, said=say("停用账号"), reason=reason)
    return person.id


def restore_account(uow: UnitOfWork, *, actor: Actor, clock: Clock, person_id: UUID, reason: str) -> UUID:
    """The account with its old password and the posts that are not over."""
    person = person_to_change(uow, actor, clock.today(), person_id)
    check = FieldCheck()
    reason = checked_reason(check, reason)
    check.refuse()
    if person.active:
        raise WrongState(say("这个账号没有停用"))
    person.active, person.stopped_on = True, None
    keep_change(uow, clock, actor, about=person, said=say("恢复使用账号"), reason=reason)
    return person.id


def give_password(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, person_id: UUID, hashed: str, reason: str
) -> UUID:
    """A temporary password for who forgot theirs, to be changed at the next sign-in; all of their sessions end."""
    person = person_to_change(uow, actor, clock.today(), person_id)
    check = FieldCheck()
    reason = checked_reason(check, reason)
    check.refuse()
    if not person.active:
        raise WrongState(say("这个账号已经停用"))
    person.password_hash, person.password_given_at = hashed, clock.now()
    end_sessions_of(uow, clock=clock, person_id=person.id)
    keep_change(uow, clock, actor, about=person, said=say("重设密码"), reason=reason)
    return person.id


def rename_person(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, person_id: UUID, name: str, reason: str
) -> UUID:
    """The name from now on, on pages of older acts too; papers that were issued stay as they are."""
    person = person_to_change(uow, actor, clock.today(), person_id)
    check = FieldCheck()
    name = check.text("name", name, say("请写姓名"), LONGEST_NAME)
    reason = checked_reason(check, reason)
    check.refuse()
    if name == person.name:
        raise WrongState(say("姓名没有变"))
    said = say("更正姓名：{before}改为{after}", before=person.name, after=name)
    person.name = name
    keep_change(uow, clock, actor, about=person, said=said, reason=reason)
    return person.id


def end_post(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    person_id: UUID,
    post_id: UUID,
    last_on: date | None,
    reason: str,
) -> UUID:
    """The last day of a post; a day before today takes it away at once. What was done in it stays."""
    today = clock.today()
    lock_administrators(uow, actor, today)
    person = another_of_area(uow, actor, person_id)
    found = next((row for row in posts_of(uow.session, person.id) if row[0].id == post_id), None)
    if found is None or not Administered.of(actor).holds(found[1].region_code):
        raise NotThere
    post, place = found
    check = FieldCheck()
    reason = checked_reason(check, reason)
    if last_on is None:
        check.note("last_on", say("请填最后一天"))
    elif not post.from_on - DAY <= last_on <= date(today.year + YEARS_AHEAD, 12, 31):
        check.note("last_on", say("请核对日期：岗位从{day}开始", day=post.from_on))
    check.refuse()
    if post.until_on is not None and post.until_on < today:
        raise WrongState(say("这个岗位已经结束"))
    refuse_last_administrator(uow, today, [post.id])
    refuse_last_in_charge(uow, today, [post.id])
    post.until_on = last_on
    said = say("结束岗位：{place}，{role}", place=place.name, role=_title(uow, post.role))
    keep_change(uow, clock, actor, about=person, said=said, reason=reason, since=last_on)
    return post.id


def add_post(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, person_id: UUID, given: NewPost, reason: str
) -> UUID:
    """A post more at an organisation of the own area."""
    person, today = another_of_area(uow, actor, person_id), clock.today()
    check = FieldCheck()
    place = _place(check, uow, actor, given)
    from_on = _first_day(check, given, today)
    reason = checked_reason(check, reason)
    check.refuse()
    assert place is not None
    if any(
        post.organisation_id == place.id and post.role == given.role and _lasts(post, from_on)
        for post, _ in posts_of(uow.session, person.id)
    ):
        raise WrongState(say("他已经有这个岗位"))
    row = PostGiven(
        account=person.account, name=person.name, organisation=place.name, role=given.role, from_on=from_on
    )
    _write(uow, clock, row, None)
    said = say("任职：{place}，{role}", place=place.name, role=_title(uow, given.role))
    keep_change(uow, clock, actor, about=person, said=said, reason=reason, since=from_on)
    return person.id


def posts_of(session: Session, person_id: UUID) -> Sequence[Row[Membership, Organisation]]:
    """All that the person ever held, the latest first."""
    return session.execute(
        select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.from_on.desc(), Organisation.name, Membership.role)
    ).all()


def person_of_area(session: Session, actor: Actor, person_id: UUID) -> Person:
    """Whoever holds or held a post in the area; NotThere for anybody else."""
    administering_post(actor)
    person, area = session.get(Person, person_id), Administered.of(actor)
    if person is None or not any(area.holds(place.region_code) for _, place in posts_of(session, person_id)):
        raise NotThere
    return person


def serves_elsewhere(session: Session, actor: Actor, person_id: UUID, today: date) -> bool:
    """Whether the person has a post outside the administrator's area, today or later."""
    area = Administered.of(actor)
    return any(
        _lasts(post, today) and not area.holds(place.region_code)
        for post, place in posts_of(session, person_id)
    )


def person_to_change(uow: UnitOfWork, actor: Actor, today: date, person_id: UUID) -> Person:
    """Somebody else, and nobody who also serves in another administrator's area: an account has one password."""
    person = another_of_area(uow, actor, person_id)
    if serves_elsewhere(uow.session, actor, person_id, today):
        raise NotAllowed(
            say("他在别的地区也有岗位：账号由管着这些地区的上一级管理员办理，本地区的岗位可以结束")
        )
    return person


def another_of_area(uow: UnitOfWork, actor: Actor, person_id: UUID) -> Person:
    """Whoever holds or held a post in the area, but the administrator; their row is held."""
    person = person_of_area(uow.session, actor, person_id)
    uow.session.refresh(person, with_for_update=True)
    if person.id == actor.person_id:
        raise NotAllowed(say("不能改自己的账号和岗位：请由另一位管理员办理"))
    return person


def _place(check: FieldCheck, uow: UnitOfWork, actor: Actor, given: NewPost) -> Organisation | None:
    """Where the post is, in the own area; what is wrong with place and role is noted."""
    administering_post(actor)
    name = given.organisation.strip()
    place = uow.session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()
    if given.role not in uow.registry.role_by_name:
        check.note("role", say("请选岗位"))
    if place is None or not place.active or not Administered.of(actor).holds(place.region_code):
        check.note("organisation", say("请写您管理的地区里正在使用的一个组织的全称"))
        return None
    return place


def _first_day(check: FieldCheck, given: NewPost, today: date) -> date:
    from_on = given.from_on or today
    if not today - YEAR <= from_on <= date(today.year + YEARS_AHEAD, 12, 31):
        check.note("from_on", say("请核对日期"))
    return from_on


def _write(uow: UnitOfWork, clock: Clock, row: PostGiven, password: FirstPassword | None) -> None:
    """By the very import of a table's row; its refusals at the fields of the form."""
    first = {row.account: password} if password else None
    try:
        import_people(uow, [row], clock.now(), first)
    except BadInput as refusal:
        raise BadInput(
            *(Problem(one.field.partition(".")[2], one.message) for one in refusal.problems)
        ) from None


def _lasts(post: Membership, on: date) -> bool:
    return post.until_on is None or post.until_on >= on


def _title(uow: UnitOfWork, role: str) -> object:
    known = uow.registry.role_by_name.get(role)
    return say(known.title) if known else role
