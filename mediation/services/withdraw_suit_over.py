"""“法院已经结案” was noted by mistake: taken back with a reason, and the suit is tried as before."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseEvent, CaseLink
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, WrongState
from mediation.rules.grammar import Permission, Registry
from mediation.rules.messages import say
from mediation.rules.vocabulary import CaseLinkKind
from mediation.services.case_now import standing_filing
from mediation.services.field_check import FieldCheck
from mediation.services.load import compare_version, load_case
from mediation.services.note_event import note_event
from mediation.services.note_proceeding import noting_roles
from mediation.services.suits import SUIT_OVER_WITHDRAWN as WITHDRAWN
from mediation.services.suits import cases_of_the_suit, lock_the_suit, over_as_noted
from mediation.services.unit_of_work import UnitOfWork

LONGEST_REASON = 400


def withdraw_suit_over(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    reason: str,
    seen_version: int | None = None,
) -> UUID:
    """By who noted it, or who may take steps back there; what another case of the suit has noted stands. The answer
    is the case's id.

    WrongState while nothing is noted, or while the parties are mediated again because it was (人民调解法 17).
    """
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    note = over_as_noted(uow.session, case_id)
    post = _post(uow.registry, actor, loaded.case, note)
    if note is None:
        raise WrongState(say("没有记录过法院已经结案，或者已经撤销"))
    suit = standing_filing(uow.session, case_id)
    assert suit is not None
    lock_the_suit(uow.session, suit)
    again = _mediated_again(uow.session, cases_of_the_suit(uow.session, suit), note)
    if again is not None:
        raise WrongState(
            say("已经按这条记录再次调解（{case}）：先结束那一件", case=again.number or again.public_id)
        )
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明为什么撤销"), LONGEST_REASON)
    check.refuse()
    told = {"court_number": suit.court_number, "why": why}
    note_event(uow, loaded, WITHDRAWN, actor, post, clock, told)
    return case_id


def may_withdraw_suit_over(session: Session, registry: Registry, actor: Actor, case_id: UUID) -> bool:
    """Whether there is such a note, and the actor may take it back."""
    note = over_as_noted(session, case_id)
    if note is None:
        return False
    try:
        _post(registry, actor, session.get_one(Case, case_id), note)
    except NotAllowed:
        return False
    return True


def _post(registry: Registry, actor: Actor, case: Case, note: CaseEvent | None) -> Post:
    here = case.organisation_id
    post = actor.post_at(here, noting_roles(registry))
    if post is None:
        raise NotAllowed(say("只有承办组织的人员可以修改案件内容"))
    if note is None or note.person_id == actor.person_id:
        return post
    for one in actor.posts_with(Permission.REVERSE):
        if one.organisation_id == here:
            return one
    raise NotAllowed(say("由记录的人或者本组织能撤销步骤的人撤销"))


def _mediated_again(session: Session, of: list[UUID], note: CaseEvent) -> Case | None:
    """A case that is open because of the note."""
    found = (
        select(Case)
        .join(CaseLink, CaseLink.case_id == Case.id)
        .where(CaseLink.origin_id.in_(of), CaseLink.kind == CaseLinkKind.AGAIN, CaseLink.id > note.id)
        .where(Case.is_open)
    )
    return session.scalar(found.order_by(Case.id).limit(1))
