"""The people of an administrator's area: who has an account, which posts, and what may be changed about each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Appointment,
    Case,
    MediatorEngagement,
    MediatorTraining,
    Membership,
    Organisation,
    Person,
)
from mediation.readmodels.directory_changes import ChangeShown, changes_of
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission, Registry
from mediation.rules.messages import Message, say
from mediation.rules.regions import span
from mediation.rules.vocabulary import Engagement
from mediation.services.directory.check import Administered
from mediation.services.directory.mediators import mediates_somewhere
from mediation.services.directory.people import person_of_area, posts_of, serves_elsewhere

PAGE, MOST_OFFERED = 50, 600


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post: where, as what, from when to when."""

    id: UUID
    organisation_id: UUID
    place: str
    role: Message
    from_on: date
    until_on: date | None
    over: bool
    own_area: bool


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody with an account; `given`: the password is still the one that they were given."""

    id: UUID
    name: str
    account: str
    active: bool
    given: bool
    posts: tuple[PostShown, ...]


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One page of them."""

    people: tuple[PersonShown, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class EngagementShown:
    """专职 or 兼职 from that day on, as it holds now."""

    engagement: Engagement
    from_on: date
    noted_by: str
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class TrainingShown:
    """A training that stands."""

    id: UUID
    held_on: date
    hours: int
    subject: str
    held_by: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One of them. `is_self`, `elsewhere`: why the account is not to be changed from here; `mediating`: open cases."""

    shown: PersonShown
    is_self: bool
    elsewhere: bool
    mediating: int
    mediates: bool
    """Whether the person is or was a mediator of a committee, and so is full time or not, and is trained."""
    engagements: tuple[EngagementShown, ...]
    trainings: tuple[TrainingShown, ...]
    changes: tuple[ChangeShown, ...]

    @property
    def changeable(self) -> bool:
        return not (self.is_self or self.elsewhere)


def people_of_area(
    session: Session, registry: Registry, actor: Actor, today: date, typed: str = "", page: int = 1
) -> PeopleList:
    """Whoever holds or held a post in the area and whose name, account or organisation holds what was typed."""
    found = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(places_of(actor))
    )
    if text := typed.strip()[:60]:
        found = found.where(
            or_(
                *(
                    column.contains(text, autoescape=True)
                    for column in (Person.name, Person.account, Organisation.name)
                )
            )
        )
    ids = found.distinct().subquery()
    total = session.scalar(select(func.count()).select_from(ids)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(page, pages)
    people = session.scalars(
        select(Person)
        .where(Person.id.in_(select(ids.c.id)))
        .order_by(Person.active.desc(), Person.name, Person.account)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return PeopleList(
        tuple(_shown(session, registry, actor, one, today) for one in people), total, page, pages
    )


def person_page(
    session: Session, registry: Registry, actor: Actor, person_id: UUID, today: date
) -> PersonPage:
    """NotThere for who never held a post in the area."""
    person = person_of_area(session, actor, person_id)
    mediating = session.scalar(
        select(func.count(func.distinct(Case.id)))
        .join(Appointment, Appointment.case_id == Case.id)
        .where(Appointment.person_id == person.id, Appointment.until_at.is_(None), Case.is_open)
    )
    return PersonPage(
        _shown(session, registry, actor, person, today),
        person.id == actor.person_id,
        serves_elsewhere(session, actor, person.id, today),
        mediating or 0,
        mediates_somewhere(session, person.id),
        tuple(_engagements(session, person.id)),
        tuple(_trainings(session, person.id)),
        changes_of(session, person),
    )


def post_of(page: PersonPage, post_id: UUID) -> PostShown:
    """One of the person's posts in the own area that is not over."""
    for post in page.shown.posts:
        if post.id == post_id and post.own_area and not post.over:
            return post
    raise NotThere


def training_of(page: PersonPage, training_id: UUID) -> TrainingShown:
    """One of the person's trainings that stand."""
    for one in page.trainings:
        if one.id == training_id:
            return one
    raise NotThere


def _engagements(session: Session, person_id: UUID) -> Iterator[EngagementShown]:
    """The latest first, of each day what was noted last."""
    rows = session.execute(
        select(MediatorEngagement, Person.name)
        .outerjoin(Person, Person.id == MediatorEngagement.noted_by)
        .where(MediatorEngagement.person_id == person_id)
        .order_by(
            MediatorEngagement.from_on.desc(),
            MediatorEngagement.noted_at.desc(),
            MediatorEngagement.id.desc(),
        )
    )
    told: set[date] = set()
    for row, by in rows:
        if row.from_on not in told:
            told.add(row.from_on)
            yield EngagementShown(row.engagement, row.from_on, by or "", row.noted_at)


def _trainings(session: Session, person_id: UUID) -> Iterator[TrainingShown]:
    rows = session.scalars(
        select(MediatorTraining)
        .where(MediatorTraining.person_id == person_id, MediatorTraining.voided_at.is_(None))
        .order_by(MediatorTraining.held_on.desc(), MediatorTraining.id.desc())
    )
    return (TrainingShown(row.id, row.held_on, row.hours, row.subject, row.held_by) for row in rows)


def places_of(actor: Actor) -> ColumnElement[bool]:
    """Organisations of the administrator's area; NotThere for who administers none."""
    own = list(actor.posts_with(Permission.ADMINISTER))
    if not own:
        raise NotThere
    return or_(*(Organisation.region_code.between(*span(post.region_code)) for post in own))


def organisation_names(session: Session, actor: Actor) -> tuple[str, ...]:
    """Of those of the area that are in use; none where they are too many to be offered in a list."""
    names = session.scalars(
        select(Organisation.name)
        .where(places_of(actor), Organisation.active)
        .order_by(Organisation.region_code, Organisation.name)
        .limit(MOST_OFFERED + 1)
    ).all()
    return tuple(names) if len(names) <= MOST_OFFERED else ()


def _shown(session: Session, registry: Registry, actor: Actor, person: Person, today: date) -> PersonShown:
    area = Administered.of(actor)
    posts = tuple(
        PostShown(
            post.id,
            place.id,
            place.name,
            _role(registry, post.role),
            post.from_on,
            post.until_on,
            post.until_on is not None and post.until_on < today,
            area.holds(place.region_code),
        )
        for post, place in posts_of(session, person.id)
    )
    return PersonShown(
        person.id, person.name, person.account, person.active, person.password_given_at is not None, posts
    )


def _role(registry: Registry, name: str) -> Message:
    known = registry.role_by_name.get(name)
    return say(known.title) if known else say("{name}", name=name)
