"""Checks of agreements that a bureau makes of what courts objected to; only a person puts one in use."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Case, Category, Confirmation, HealthCheck, Organisation
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.health import CheckGiven
from mediation.rules.messages import say
from mediation.rules.policy import area_of, keeping_post
from mediation.rules.regions import is_within
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork


def checking_post(actor: Actor) -> Post:
    """From where checks of an area are kept; NotAllowed for a committee, which keeps none for others."""
    post = keeping_post(actor)
    if not area_of(post):
        raise NotAllowed(say("体检提醒由司法局、综治中心的管理员维护"))
    return post


def add_check(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    given: CheckGiven,
    confirmation_id: UUID | None = None,
) -> UUID:
    """A new check, not yet in use; of what a court said about an application, where it names one of the area."""
    post, check = checking_post(actor), FieldCheck()
    check.problems += given.problems()
    if given.category_code and uow.session.get(Category, given.category_code) is None:
        check.note("category_code", say("请从列表中选纠纷类型"))
    check.refuse()
    if confirmation_id is not None:
        _in_area(uow, post, confirmation_id)
    made = HealthCheck(
        organisation_id=post.organisation_id,
        region_code=area_of(post),
        category_code=given.category_code or None,
        words=list(given.words),
        but=list(given.but),
        kind=given.kind,
        lacks=given.lacks,
        said=given.said.strip(),
        article=given.article.strip(),
        mend=given.mend.strip(),
        confirmation_id=confirmation_id,
        made_by=actor.person_id,
        made_at=clock.now(),
    )
    uow.session.add(made)
    uow.session.flush()
    return made.id


def switch_check(uow: UnitOfWork, *, actor: Actor, clock: Clock, check_id: UUID, on: bool) -> UUID:
    """Put in use, or out of it; agreements are looked at with those in use."""
    post = checking_post(actor)
    found = uow.session.get(HealthCheck, check_id)
    if found is None or found.organisation_id != post.organisation_id:
        raise NotThere
    found.on_at, found.switched_by = clock.now() if on else None, actor.person_id
    return found.id


def _in_area(uow: UnitOfWork, post: Post, confirmation_id: UUID) -> None:
    confirmation = uow.session.get(Confirmation, confirmation_id)
    if confirmation is None:
        raise NotThere
    case = uow.session.get_one(Case, confirmation.case_id)
    holder = uow.session.get_one(Organisation, case.organisation_id)
    if not is_within(holder.region_code, area_of(post)):
        raise NotThere
