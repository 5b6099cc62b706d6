"""A supervisor of the whole city looks at what a case is about: only with a reason, and each look is an event."""

from __future__ import annotations

from uuid import UUID

from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.regions import is_within
from mediation.rules.vocabulary import Level
from mediation.services.field_check import FieldCheck
from mediation.services.load import load_case
from mediation.services.record_event import record_event
from mediation.services.unit_of_work import UnitOfWork

LOOKED = "case:looked_into"
LONGEST = 500


def looking_post(actor: Actor, *region_codes: str) -> Post | None:
    """The post from which the actor may look: one that watches over a whole city in which the case lies."""
    return next(
        (
            post
            for post in actor.posts_with(Permission.READ_AREA)
            if post.level is Level.CITY and any(is_within(code, post.region_code) for code in region_codes)
        ),
        None,
    )


def look_into_case(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, reason: str) -> UUID:
    """Record the look; the page then shows the matter and the parties' names, no numbers and no talks.

    Raises NotThere for what is not the actor's to watch, NotAllowed on any other post, BadInput without a reason.
    """
    loaded = load_case(uow, actor, case_id, at_least=CaseView.OVERVIEW)
    post = looking_post(actor, loaded.case.region_code, loaded.holder.region_code)
    if post is None:
        raise NotAllowed(say("只有市一级的督导可以写明理由查看案件内容"))
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明为什么要看"), LONGEST)
    check.refuse()
    now = clock.now()
    record_event(
        uow,
        case_id=case_id,
        kind=loaded.kind,
        matter=loaded.case,
        tag=LOOKED,
        actor=actor,
        post=post,
        happened_at=now,
        recorded_at=now,
        data={"reason": why},
    )
    return case_id
