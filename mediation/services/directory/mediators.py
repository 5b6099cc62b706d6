"""What an administrator notes of the mediators of the area: full time or not, from which day on, and their training."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import MediatorTraining, Person
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.policy import committee
from mediation.rules.vocabulary import Engagement
from mediation.services.acts.opening import MAY_MEDIATE
from mediation.services.directory.keep_change import checked_reason, keep_change
from mediation.services.directory.people import another_of_area, posts_of
from mediation.services.directory.trainings import (
    TrainingGiven,
    check_past_day,
    check_training,
    keep_training,
)
from mediation.services.engagements import engagement_on, keep_engagement
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork


def note_engagement(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    person_id: UUID,
    engagement: Engagement | None,
    from_on: date | None,
    reason: str,
) -> UUID:
    """专职 or 兼职 from that day on, until what is noted of a later day; what was before that day stays."""
    person = another_of_area(uow, actor, person_id)
    _must_mediate(uow.session, person)
    check = FieldCheck()
    check.require("engagement", engagement, say("请选专职或者兼职"))
    check_past_day(check, "from_on", from_on, clock.today())
    reason = checked_reason(check, reason)
    check.refuse()
    assert engagement is not None
    assert from_on is not None
    if engagement_on(uow.session, person.id, from_on) is engagement:
        raise WrongState(say("那一天登记的已经是{what}", what=say(engagement.title_text)))
    keep_engagement(uow.session, person.id, engagement, from_on, by=actor.person_id, at=clock.now())
    said = say("登记为{what}", what=say(engagement.title_text))
    keep_change(uow, clock, actor, about=person, said=said, reason=reason, since=from_on)
    return person.id


def note_training(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, person_id: UUID, given: TrainingGiven
) -> UUID:
    """A training that the mediator attended; the answer is the training."""
    person = another_of_area(uow, actor, person_id)
    _must_mediate(uow.session, person)
    check = FieldCheck()
    check_training(check, given, clock.today())
    check.refuse()
    same = select(MediatorTraining.id).where(
        MediatorTraining.person_id == person.id,
        MediatorTraining.held_on == given.held_on,
        MediatorTraining.subject == given.subject.strip(),
        MediatorTraining.voided_at.is_(None),
    )
    if uow.session.scalar(same) is not None:
        raise WrongState(say("他的这次培训已经登记过"))
    made = keep_training(uow.session, person.id, given, by=actor.person_id, at=clock.now())
    uow.session.flush()
    return made.id


def withdraw_training(uow: UnitOfWork, *, actor: Actor, clock: Clock, training_id: UUID, reason: str) -> UUID:
    """A training noted by mistake counts no more; the row and the reason stay. The answer is the person."""
    found = uow.session.get(MediatorTraining, training_id)
    if found is None:
        raise NotThere
    person = another_of_area(uow, actor, found.person_id)
    uow.session.refresh(found)
    check = FieldCheck()
    reason = checked_reason(check, reason)
    check.refuse()
    if found.voided_at is not None:
        raise WrongState(say("这次培训的登记已经撤销"))
    found.voided_at = clock.now()
    said = say("撤销培训登记：{day}，{subject}", day=found.held_on, subject=found.subject)
    keep_change(uow, clock, actor, about=person, said=said, reason=reason)
    return person.id


def mediates_somewhere(session: Session, person_id: UUID) -> bool:
    """Whether the person is or was a mediator of a committee: its head, or named so."""
    return any(
        committee(place.kind) and post.role in MAY_MEDIATE for post, place in posts_of(session, person_id)
    )


def _must_mediate(session: Session, person: Person) -> None:
    if not mediates_somewhere(session, person.id):
        raise WrongState(say("只登记调委会的主任、调解员：他没有这样的岗位"))
