"""登记: a dispute comes to the door; its date of first request is kept, since it interrupts limitation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Category, Organisation, Region
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed
from mediation.rules.grammar import Permission
from mediation.rules.intake import (
    DisputeGiven,
    MatterGiven,
    acting_against,
    same_person_on_both_sides,
)
from mediation.rules.messages import say
from mediation.rules.money import LARGEST
from mediation.rules.vocabulary import OrganisationKind, Side
from mediation.services.field_check import FieldCheck
from mediation.services.jurisdiction import INVITED_BY_COURT
from mediation.services.open_case import open_case
from mediation.services.printable import note_unprintable
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import check_domicile, check_party, check_representatives

MOST_PARTIES = 1000
EARLIEST = date(1949, 10, 1)
"""No dispute before the People's Republic comes to its committees: an earlier day is a slip of the pen."""
ACTS_AGAINST = say("这个人在对方一边，不能同时代理这一方（民法典第三十五条、第一百六十八条）")


def register_dispute(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    organisation_id: UUID,
    given: DisputeGiven,
    happened_on: date | None = None,
    late_reason: str = "",
) -> UUID:
    """Register a dispute at the actor's own organisation; the answer is the case's id.

    `happened_on` dates the act to an earlier day, which needs a reason for the late entry.
    Raises NotAllowed for another organisation, BadInput with everything that is wrong at its field.
    """
    post = registering_post(actor, organisation_id)
    today = clock.today()
    given = check_dispute(uow.session, given, today)
    happened_at = dated(clock, happened_on, late_reason, first_asked_on=given.first_asked_on)
    case = open_case(
        uow,
        actor=actor,
        post=post,
        given=given,
        happened_at=happened_at,
        recorded_at=clock.now(),
        data={"late": late_reason.strip()} if late_reason.strip() else {},
    )
    return case.id


def registering_post(actor: Actor, organisation_id: UUID) -> Post:
    """The post from which the actor registers disputes there; NotAllowed for another organisation."""
    for post in actor.posts_with(Permission.REGISTER):
        if post.organisation_id == organisation_id:
            return post
    raise NotAllowed(say("您只能为自己所在的组织登记纠纷"))


def check_dispute(session: Session, given: DisputeGiven, today: date) -> DisputeGiven:
    """The dispute with numbers in their canonical form; BadInput with everything that is wrong at its field."""
    check = FieldCheck()
    check_matter(session, check, given, today)
    note_unprintable(session, check, given)
    parties = []
    for i, party in enumerate(given.parties):
        one = check_party(check, f"parties.{i}", party, today)
        check_domicile(session, check, f"parties.{i}", one)
        parties.append(check_representatives(check, f"parties.{i}", one, today))
    for side in (Side.APPLICANT, Side.RESPONDENT):
        if all(p.side is not side for p in given.parties):
            check.note("parties", say("请至少登记一名{side}", side=say(side.title_text)))
    if len(parties) > MOST_PARTIES:
        check.note("parties", say("一案最多 {n} 名当事人", n=MOST_PARTIES))
    checked = tuple(parties)
    for i in same_person_on_both_sides(checked):
        check.note(f"parties.{i}.id_number", say("同一个证件号码不能既是申请人又是被申请人"))
    for i, j in acting_against(checked):
        check.note(f"parties.{i}.representatives.{j}.id_number", ACTS_AGAINST)
    check.refuse()
    return replace(given, parties=checked)


def check_matter(
    session: Session, check: FieldCheck, given: MatterGiven, today: date, before: MatterGiven | None = None
) -> None:
    """Note what is wrong at its field; a kind or place that has ended since `before` may stay."""
    category = session.get(Category, given.category_code) if given.category_code else None
    if category is None or (
        _ended(category, today) and given.category_code != (before and before.category_code)
    ):
        check.note("category_code", say("请选纠纷类型"))
    region = session.get(Region, given.region_code) if given.region_code else None
    if region is None or (_ended(region, today) and given.region_code != (before and before.region_code)):
        check.note("region_code", say("请从列表中选纠纷发生地：没有这个地方"))
    check.text("narrative", given.narrative, say("请写明纠纷简要情况"))
    check.text("claim", given.claim, say("请写明当事人的请求"))
    check.text("place", given.place, longest=200)
    if given.first_asked_on > today:
        check.note("first_asked_on", say("首次请求的日期不能晚于今天"))
    elif given.first_asked_on < EARLIEST:
        check.note("first_asked_on", say("首次请求的日期不能早于 {day}", day=EARLIEST))
    _check_court(session, check, given)
    if given.amount is not None and not 0 <= given.amount <= LARGEST:
        check.note("amount", say("金额不能是负数，也不能太大"))


def _check_court(session: Session, check: FieldCheck, given: MatterGiven) -> None:
    invited = given.source in INVITED_BY_COURT
    court = session.get(Organisation, given.inviting_court_id) if given.inviting_court_id else None
    if invited and (court is None or court.kind is not OrganisationKind.COURT):
        check.note(
            "inviting_court_id", say("请选邀请调解的人民法院：司法确认只能向它申请（民事诉讼法第二百零五条）")
        )
    if not invited and given.inviting_court_id is not None:
        check.note("inviting_court_id", say("案件来源不是法院委派或者委托，不用选法院"))


def _ended(one: Category | Region, today: date) -> bool:
    return one.valid_until is not None and one.valid_until < today
