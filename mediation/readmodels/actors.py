"""Who is signed in: the session behind a token and the person's posts of today, read anew for every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, or_, select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person, Setting, WebSession
from mediation.rules.actor import Actor, Post
from mediation.rules.grammar import Registry
from mediation.services.sign_in import IDLE, LONGEST, token_digest

IDLE_SETTING = "session_idle_minutes"


_TODAY = bindparam("today", type_=Date())
_POSTS = (
    select(Person.name, Membership.role, Organisation)
    .join(Membership, Membership.person_id == Person.id)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .where(
        Person.id == bindparam("person_id", type_=Uuid()),
        Person.active,
        Organisation.active,
        Membership.from_on <= _TODAY,
        or_(Membership.until_on.is_(None), Membership.until_on >= _TODAY),
    )
    .order_by(Membership.from_on, Membership.id)
)
_LIVE = (
    select(
        WebSession,
        Person.account,
        Person.password_given_at,
        select(Setting.value)
        .where(Setting.name == IDLE_SETTING, Setting.since <= _TODAY)
        .order_by(Setting.since.desc())
        .limit(1)
        .scalar_subquery()
        .label("idle"),
    )
    .join(Person, Person.id == WebSession.person_id)
    .where(WebSession.token_digest == bindparam("digest"), WebSession.ended_at.is_(None))
)
"""Built once: every request asks both."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session and who it belongs to."""

    session_id: UUID
    started_at: datetime
    seen_at: datetime
    account: str
    actor: Actor
    must_change: bool
    """The password was given by somebody else: nothing is done by it but to choose another."""


def load_actor(session: Session, person_id: UUID, registry: Registry, today: date) -> Actor | None:
    """The person with their posts of today; None without an active account or without a post."""
    rows = session.execute(_POSTS, {"person_id": person_id, "today": today}).all()
    posts = tuple(
        Post(
            organisation_id=here.id,
            organisation_name=here.name,
            kind=here.kind,
            level=here.level,
            region_code=here.region_code,
            role=registry.role_by_name[role],
        )
        for _, role, here in rows
        if role in registry.role_by_name
    )
    return Actor(person_id, rows[0].name, posts) if posts else None


def signed_in_by(
    session: Session, token: str, registry: Registry, now: datetime, today: date
) -> SignedIn | None:
    """The live session of a token: not ended, not idle too long, not too old."""
    row = session.execute(_LIVE, {"digest": token_digest(token), "today": today}).one_or_none()
    if row is None:
        return None
    web: WebSession = row.WebSession
    if now >= web.seen_at + _idle(row.idle) or now >= web.started_at + LONGEST:
        return None
    actor = load_actor(session, web.person_id, registry, today)
    if actor is None:
        return None
    given = row.password_given_at is not None
    return SignedIn(web.id, web.started_at, web.seen_at, row.account, actor, given)


def _idle(setting: str | None) -> timedelta:
    return timedelta(minutes=int(setting)) if setting and setting.isdecimal() else IDLE
