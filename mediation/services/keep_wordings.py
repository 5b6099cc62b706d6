"""The head of a committee or an administrator words blocks of papers: a draft, then in force from a day."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from mediation.documents.blocks import blocks_of
from mediation.model import Wording
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, StaleCase
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.rules.papers.wording import WordingBlock, problems_of
from mediation.rules.policy import area_of, keeping_post
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

LATEST = timedelta(days=366)
"""How far ahead a wording may be put in force."""


def draft_wording(uow: UnitOfWork, *, actor: Actor, clock: Clock, paper: str, block: str, text: str) -> UUID:
    """The block's draft, written or written over; papers are issued as before until it is put in force."""
    post = keeping_post(actor)
    known, text = known_block(paper, block), text.strip().replace("\r\n", "\n")
    check = FieldCheck()
    for message in problems_of(known, text):
        check.note("text", message)
    check.refuse()
    own = _of_block(post.organisation_id, known)
    draft = uow.session.scalar(own.where(Wording.in_force_on.is_(None), Wording.ended_on.is_(None)))
    if draft is None:
        last = uow.session.scalar(own.with_only_columns(func.max(Wording.version))) or 0
        draft = Wording(
            organisation_id=post.organisation_id,
            region_code=area_of(post),
            paper=paper,
            block=block,
            version=last + 1,
        )
        uow.session.add(draft)
    draft.text, draft.made_by, draft.made_at = text, actor.person_id, clock.now()
    return draft.id


def put_wording_in_force(uow: UnitOfWork, *, actor: Actor, clock: Clock, wording_id: UUID, on: date) -> UUID:
    """From that day on papers are issued with it; its text never changes again, and an earlier one ends then."""
    draft = own_wording(uow, actor, wording_id)
    if draft.in_force_on is not None:
        raise StaleCase(say("这一版已经定了起用日期，请刷新页面看看"))
    check = FieldCheck()
    if not clock.today() <= on <= clock.today() + LATEST:
        check.note("on", say("起用日期从今天起、最迟一年以内"))
    block = known_block(draft.paper, draft.block)
    for message in problems_of(block, draft.text):
        check.note("text", message)
    check.refuse()
    for earlier in uow.session.scalars(
        _of_block(draft.organisation_id, block).where(
            Wording.in_force_on.is_not(None), Wording.ended_on.is_(None) | (Wording.ended_on > on)
        )
    ):
        earlier.ended_on, earlier.ended_by = max(on, earlier.in_force_on or on), actor.person_id
    draft.in_force_on, draft.put_in_force_by = on, actor.person_id
    return draft.id


def end_wording(uow: UnitOfWork, *, actor: Actor, clock: Clock, wording_id: UUID) -> UUID:
    """Not used from today on, a draft dropped: papers are issued as the area or the product words them."""
    own = own_wording(uow, actor, wording_id)
    own.ended_on, own.ended_by = clock.today(), actor.person_id
    return own.id


def _of_block(organisation_id: UUID, block: WordingBlock) -> Select[Wording]:
    return select(Wording).where(
        Wording.organisation_id == organisation_id,
        Wording.paper == block.paper,
        Wording.block == block.name,
    )


def own_wording(uow: UnitOfWork, actor: Actor, wording_id: UUID) -> Wording:
    """The version, where the actor's post keeps it and it is not ended; NotThere, StaleCase."""
    post = keeping_post(actor)
    found = uow.session.get(Wording, wording_id)
    if found is None or found.organisation_id != post.organisation_id:
        raise NotThere
    if found.ended_on is not None:
        raise StaleCase(say("这一版已经停用或者被新的一版代替，请刷新页面看看"))
    return found


def known_block(paper: str, block: str) -> WordingBlock:
    """The block of that name; NotThere where the paper declares none."""
    known = blocks_of(paper).get(block) if paper in PAPERS else None
    if known is None:
        raise NotThere
    return known
