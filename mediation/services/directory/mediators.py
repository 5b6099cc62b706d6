"""What an administrator notes of the mediators of the area: full time or not, from which day on, and their training."""

from __future__ import annotations

from dataclasses import dataclass
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
from mediation.services.engagements import engagement_on, keep_engagement
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

EARLIEST = date(1990, 1, 1)
MOST_HOURS = 500
LONGEST_SUBJECT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingGiven:
    """A training as it is entered; `hours` 学时."""

    held_on: date | None
    hours: int | None
    subject: str
    held_by: str


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
    _past_day(check, "from_on", from_on, clock.today())
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
    _past_day(check, "held_on", given.held_on, clock.today())
    check.require("hours", given.hours, say("请填学时"))
    if given.hours is not None and not 0 < given.hours <= MOST_HOURS:
        check.note("hours", say("学时填 1 到 {n} 的整数", n=MOST_HOURS))
    subject = check.text("subject", given.subject, say("请写培训内容"), LONGEST_SUBJECT)
    held_by = check.text("held_by", given.held_by, say("请写谁办的培训"), LONGEST_SUBJECT)
    check.refuse()
    assert given.held_on is not None
    assert given.hours is not None
    same = select(MediatorTraining.id).where(
        MediatorTraining.person_id == person.id,
        MediatorTraining.held_on == given.held_on,
        MediatorTraining.subject == subject,
        MediatorTraining.voided_at.is_(None),
    )
    if uow.session.scalar(same) is not None:
        raise WrongState(say("他的这次培训已经登记过"))
    made = MediatorTraining(
        person_id=person.id,
        held_on=given.held_on,
        hours=given.hours,
        subject=subject,
        held_by=held_by,
        noted_by=actor.person_id,
        noted_at=clock.now(),
    )
    uow.session.add(made)
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


def _past_day(check: FieldCheck, field: str, day: date | None, today: date) -> None:
    check.require(field, day, say("请填日期"))
    if day is not None and not EARLIEST <= day <= today:
        check.note(field, say("请核对日期：不能晚于今天"))
