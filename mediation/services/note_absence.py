"""Somebody is away from a day until a day: noted by themselves, or by who keeps an office where they work."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Absence, Membership
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.grammar import Registry
from mediation.rules.messages import say
from mediation.services.field_check import FieldCheck
from mediation.services.many.stand_in import replacing_roles
from mediation.services.unit_of_work import UnitOfWork

LONGEST = timedelta(days=366)


def note_absence(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    person_id: UUID,
    from_on: date | None,
    until_on: date | None,
) -> UUID:
    """Note that somebody is away on those days, both counted; NotThere for people of other offices."""
    today = clock.today()
    if not may_note(uow.session, uow.registry, actor, person_id, today):
        raise NotThere
    check = FieldCheck()
    check.require("from_on", from_on, say("这一项必须填写"))
    check.require("until_on", until_on, say("这一项必须填写"))
    check.refuse()
    assert from_on is not None
    assert until_on is not None
    if until_on < from_on:
        check.note("until_on", say("最后一天不能早于第一天"))
    elif until_on < today:
        check.note("until_on", say("最后一天不能早于今天"))
    elif until_on - from_on > LONGEST:
        check.note("until_on", say("最多一年；更久的请停用岗位"))
    elif _overlaps(uow.session, person_id, from_on, until_on):
        check.note("from_on", say("这些天里已经记过不在"))
    check.refuse()
    absence = Absence(
        person_id=person_id,
        from_on=from_on,
        until_on=until_on,
        noted_by=actor.person_id,
        noted_at=clock.now(),
    )
    uow.session.add(absence)
    uow.session.flush()
    return absence.id


def end_absence(uow: UnitOfWork, *, actor: Actor, clock: Clock, absence_id: UUID) -> UUID:
    """Taken back, or the person came back early; WrongState when it is over already."""
    absence = uow.session.get(Absence, absence_id, with_for_update=True)
    today = clock.today()
    if absence is None or not may_note(uow.session, uow.registry, actor, absence.person_id, today):
        raise NotThere
    if absence.ended_at is not None or absence.until_on < today:
        raise WrongState(say("这次不在已经结束"))
    absence.ended_at = clock.now()
    return absence.id


def may_note(session: Session, registry: Registry, actor: Actor, person_id: UUID, today: date) -> bool:
    """Whether it is the actor, or somebody who works where the actor replaces mediators."""
    if person_id == actor.person_id:
        return True
    roles = replacing_roles(registry)
    here = {post.organisation_id for post in actor.posts if post.role in roles}
    return (
        session.scalar(
            select(Membership.id)
            .where(
                Membership.person_id == person_id,
                Membership.organisation_id.in_(here),
                or_(Membership.until_on.is_(None), Membership.until_on >= today),
            )
            .limit(1)
        )
        is not None
    )


def _overlaps(session: Session, person_id: UUID, from_on: date, until_on: date) -> bool:
    noted = select(Absence.id).where(
        Absence.person_id == person_id,
        Absence.ended_at.is_(None),
        Absence.from_on <= until_on,
        Absence.until_on >= from_on,
    )
    return session.scalar(noted.limit(1)) is not None
