"""Coming in and going out: passwords, and sessions as rows that really end."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Protocol, TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person, SignInAttempt, WebSession
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import Busy, MediationError, NotThere, StorageFailed
from mediation.rules.messages import Message, say
from mediation.services.field_check import FieldCheck
from mediation.services.sign_in_throttle import Attempt, locked
from mediation.services.unit_of_work import House, UnitOfWork

T = TypeVar("T")
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_STEP = timedelta(minutes=1)
"""A request within this time of the last noted one is not noted: reading pages must not cost a write each."""
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
GIVEN_FOR = timedelta(days=30)
"""So long a password that somebody else gave opens the account, once, to be changed."""

hasher = PasswordHasher()


class SignInRefused(MediationError):
    """Wrong account or password, too many attempts, or an account that may not come in."""


class Earnest(Protocol):
    """Settings that say whether this is no demonstration."""

    @property
    def production(self) -> bool: ...


class ReadingHouse(House, Protocol):
    """An installation that also gives read sessions."""

    @property
    def settings(self) -> Earnest: ...

    def read(self) -> AbstractContextManager[Session]: ...


@dataclass(frozen=True, slots=True)
class SignedInBrowser:
    """What the browser gets: a token that is kept nowhere, and the row that stands for it."""

    token: str
    session_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class _Checked:
    """What the slow check of the password found, outside any transaction."""

    person_id: UUID | None
    better_hash: str | None


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return hasher.hash(_normal(password))


def sign_in(
    house: ReadingHouse, *, account: str, password: str, address: str, device: str
) -> SignedInBrowser:
    """A new session for the right password; SignInRefused with the reason otherwise.

    The password is checked between two transactions, since hashing is slow by intention; the throttle is asked
    again inside the second one, so that guesses sent side by side gain nothing.
    """
    attempt = Attempt(account_name(account), address[:60], device[:300], house.clock.now())
    with house.read() as session:
        _refuse_throttled(session, attempt)
        row = session.execute(
            select(Person.id, Person.password_hash, Person.active, Person.demonstration).where(
                Person.account == attempt.account
            )
        ).one_or_none()
    may_enter = row is not None and row.active and not (row.demonstration and house.settings.production)
    checked = _check(row.id if row and may_enter else None, row.password_hash if row else None, password)
    answer = _written(house, lambda uow: _decide(uow, attempt, checked, house.clock.today()))
    if isinstance(answer, Message):
        raise SignInRefused(answer)
    return answer


def sign_out(uow: UnitOfWork, *, actor: Actor, clock: Clock, session_id: UUID) -> UUID:
    """End one's own session: a copied cookie is worth nothing from now on."""
    row = uow.session.get(WebSession, session_id)
    if row is None or row.person_id != actor.person_id:
        raise NotThere
    row.ended_at = row.ended_at or clock.now()
    return row.id


def end_sessions_of(uow: UnitOfWork, *, clock: Clock, person_id: UUID, but: UUID | None = None) -> None:
    """End all sessions of a person, `but` one's own: after a change of password, or when an account is closed."""
    for row in uow.session.scalars(
        select(WebSession).where(WebSession.person_id == person_id, WebSession.ended_at.is_(None))
    ):
        if row.id != but:
            row.ended_at = clock.now()


def change_password(
    house: ReadingHouse,
    *,
    actor: Actor,
    session_id: UUID,
    current: str,
    new: str,
    repeated: str,
    address: str,
) -> None:
    """A new password for one's own account; every other browser of theirs has to sign in again.

    BadInput with what is wrong; a wrong present password counts as a failed sign-in and is throttled like one.
    """
    with house.read() as session:
        person = session.get_one(Person, actor.person_id)
        account, kept = person.account, person.password_hash
        attempt = Attempt(account, address[:60], "", house.clock.now())
        _refuse_throttled(session, attempt)
    check, plain = FieldCheck(), _normal(new)
    known = _check(actor.person_id, kept, current).person_id is not None
    if not known:
        check.note("current", say("现在的密码不正确"))
    if not SHORTEST_PASSWORD <= len(plain) <= LONGEST_PASSWORD:
        check.note("new", say("新密码至少 {n} 个字符", n=SHORTEST_PASSWORD))
    elif account in plain.casefold() or plain == _normal(current):
        check.note("new", say("新密码不能和现在的一样，也不能含有账号"))
    if plain != _normal(repeated):
        check.note("repeated", say("两次写的新密码不一样"))
    digest = "" if check.problems else hash_password(new)

    def write(uow: UnitOfWork) -> None:
        if not known:
            uow.session.add(
                SignInAttempt(account=account, address=attempt.address, at=attempt.at, succeeded=False)
            )
        if digest:
            person = uow.session.get_one(Person, actor.person_id)
            person.password_hash, person.password_given_at = digest, None
            end_sessions_of(uow, clock=house.clock, person_id=actor.person_id, but=session_id)

    _written(house, write)
    check.refuse()


def note_seen(uow: UnitOfWork, *, clock: Clock, session_id: UUID) -> None:
    """Move the idle time-out on."""
    row = uow.session.get(WebSession, session_id)
    if row is not None and row.ended_at is None:
        row.seen_at = clock.now()


def token_digest(token: str) -> bytes:
    """What is kept of a token: it is random and long, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).digest()


def _written(house: ReadingHouse, work: Callable[[UnitOfWork], T]) -> T:
    """One transaction; what the database could not do is said as a refusal."""
    try:
        with house.begin() as uow:
            answer = work(uow)
            uow.commit()
            return answer
    except MediationError:
        raise
    except Exception as error:
        if house.is_transient(error):
            raise Busy from error
        if house.is_storage_failure(error):
            raise StorageFailed from error
        raise


def _decide(uow: UnitOfWork, attempt: Attempt, checked: _Checked, today: date) -> SignedInBrowser | Message:
    _refuse_throttled(uow.session, attempt)
    right = checked.person_id is not None
    uow.session.add(
        SignInAttempt(account=attempt.account, address=attempt.address, at=attempt.at, succeeded=right)
    )
    if checked.person_id is None:
        uow.session.flush()
        return locked(uow.session, attempt) or say("账号或密码不正确")
    if checked.better_hash is not None:
        uow.session.get_one(Person, checked.person_id).password_hash = checked.better_hash
    given_at = uow.session.get_one(Person, checked.person_id).password_given_at
    if given_at is not None and attempt.at - given_at > GIVEN_FOR:
        return say("临时密码 {n} 天里没有换，已经失效：请管理员重设", n=GIVEN_FOR.days)
    if not _has_post(uow.session, checked.person_id, today):
        return say("您的账号目前没有任何岗位，请联系管理员")
    return _new_session(uow.session, attempt, checked.person_id)


def _new_session(session: Session, attempt: Attempt, person_id: UUID) -> SignedInBrowser:
    token = secrets.token_urlsafe(32)
    row = WebSession(
        token_digest=token_digest(token),
        person_id=person_id,
        started_at=attempt.at,
        seen_at=attempt.at,
        address=attempt.address,
        device=attempt.device,
    )
    session.add(row)
    return SignedInBrowser(token, row.id, person_id)


def _has_post(session: Session, person_id: UUID, today: date) -> bool:
    posts = select(Membership.id).join(Organisation, Organisation.id == Membership.organisation_id)
    posts = posts.where(
        Organisation.active,
        Membership.person_id == person_id,
        Membership.from_on <= today,
        or_(Membership.until_on.is_(None), Membership.until_on >= today),
    )
    return session.scalar(posts.limit(1)) is not None


def _check(person_id: UUID | None, kept: str | None, password: str) -> _Checked:
    """The same work for known and unknown accounts, so that time does not tell them apart."""
    plain = _normal(password[:LONGEST_PASSWORD])
    try:
        hasher.verify(kept or _nobodys_hash(), plain)
    except (VerificationError, InvalidHashError):
        return _Checked(None, None)
    if person_id is None or kept is None or len(password) > LONGEST_PASSWORD:
        return _Checked(None, None)
    return _Checked(person_id, hasher.hash(plain) if hasher.check_needs_rehash(kept) else None)


@cache
def _nobodys_hash() -> str:
    return hasher.hash(secrets.token_urlsafe(16))


def _refuse_throttled(session: Session, attempt: Attempt) -> None:
    refusal = locked(session, attempt)
    if refusal is not None:
        raise SignInRefused(refusal)


def account_name(text: str) -> str:
    """The account as it is kept: full-width letters, capitals and spaces at the ends make no other account."""
    return unicodedata.normalize("NFKC", text).strip().casefold()[:60]


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
