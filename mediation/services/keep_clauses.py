"""A committee's head and an area's administrators keep common clauses of their own: add, change, retire."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from mediation.model import Category, CommonClause
from mediation.model.types import new_id
from mediation.rules.actor import Actor
from mediation.rules.clause_library import ClauseGiven, problems_of
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, StaleCase
from mediation.rules.messages import say
from mediation.rules.policy import area_of, keeping_post
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

OWN_FIRST = -1
"""Own clauses stand before those that came with the product."""


def add_clause(uow: UnitOfWork, *, actor: Actor, clock: Clock, given: ClauseGiven) -> UUID:
    """A new clause of one's own committee, or of the area."""
    return _write(uow, actor, clock, given, new_id(), 1).id


def change_clause(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, clause_id: UUID, given: ClauseGiven
) -> UUID:
    """A new version; the old one is offered no more, and agreements that took it stay as they are."""
    old = own_clause(uow, actor, clause_id)
    old.retired_at, old.retired_by = clock.now(), actor.person_id
    uow.session.flush()
    return _write(uow, actor, clock, given, old.clause_id, old.version + 1).id


def retire_clause(uow: UnitOfWork, *, actor: Actor, clock: Clock, clause_id: UUID) -> UUID:
    """Offered no more; kept with all its versions."""
    old = own_clause(uow, actor, clause_id)
    old.retired_at, old.retired_by = clock.now(), actor.person_id
    return old.id


def own_clause(uow: UnitOfWork, actor: Actor, version_id: UUID) -> CommonClause:
    """The version, where the actor's post keeps it and it is offered still; NotThere, StaleCase."""
    post = keeping_post(actor)
    found = uow.session.get(CommonClause, version_id)
    if found is None or found.organisation_id != post.organisation_id:
        raise NotThere
    if found.retired_at is not None:
        raise StaleCase(say("这条常用条款已经修改或者停用，请刷新页面看看"))
    return found


def _write(
    uow: UnitOfWork, actor: Actor, clock: Clock, given: ClauseGiven, clause_id: UUID, version: int
) -> CommonClause:
    post = keeping_post(actor)
    _check(uow, given, clock.today())
    clause = CommonClause(
        clause_id=clause_id,
        version=version,
        organisation_id=post.organisation_id,
        region_code=area_of(post),
        category_code=given.category_code or None,
        kind=given.kind,
        title=given.title.strip(),
        text=given.text.strip(),
        condition=given.condition.strip(),
        means=given.means.strip(),
        law=given.law.strip(),
        ordinal=OWN_FIRST,
        made_by=actor.person_id,
        made_at=clock.now(),
    )
    uow.session.add(clause)
    return clause


def _check(uow: UnitOfWork, given: ClauseGiven, today: date) -> None:
    check = FieldCheck()
    check.problems += problems_of(given)
    if given.category_code:
        category = uow.session.get(Category, given.category_code)
        if category is None or (category.valid_until is not None and category.valid_until < today):
            check.note("category_code", say("请从列表中选纠纷类型"))
    check.refuse()
