"""Importing people with their posts from a list: accounts made or kept, posts opened and closed, none deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Membership, Organisation, Person
from mediation.rules.errors import BadInput, Problem
from mediation.rules.grammar import Registry
from mediation.rules.messages import say
from mediation.rules.policy import committee
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.acts.opening import MAY_MEDIATE
from mediation.services.engagements import engagement_named, engagement_on, keep_engagement
from mediation.services.field_check import FieldCheck
from mediation.services.reset_password import temporary_password
from mediation.services.sign_in import account_name, hash_password
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class PostGiven:
    """A row of the list: one post of one person. `until_on` closes it; a person with two posts has two rows."""

    account: str
    name: str
    organisation: str
    role: str
    from_on: date
    until_on: date | None = None
    engagement: str = ""
    """Of a mediator: full time or not from `from_on` on; empty where the list does not say."""


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password that was made for somebody, and its hash."""

    password: str = field(repr=False)
    hashed: str


def first_password() -> FirstPassword:
    password = temporary_password()
    return FirstPassword(password, hash_password(password))


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that was made, with its first password: told once, kept nowhere."""

    account: str
    name: str
    password: str


def import_people(
    uow: UnitOfWork,
    rows: Sequence[PostGiven],
    at: datetime,
    first: Mapping[str, FirstPassword] | None = None,
    by: UUID | None = None,
) -> tuple[NewAccount, ...]:
    """The accounts that were made. Raises BadInput with every wrong row (`2.role`); nothing is written then.

    `first`: passwords by account that were made beforehand or whose hashes come later, since hashing many takes long.
    `by`: who sent the list, None at the server.
    """
    problems = check_people(uow.session, uow.registry, rows)
    if problems:
        raise BadInput(*problems)
    places = {one.name: one for one in uow.session.scalars(select(Organisation))}
    people = {one.account: one for one in uow.session.scalars(select(Person))}
    made: dict[str, NewAccount] = {}
    for row in rows:
        account = account_name(row.account)
        if account in people:
            continue
        begun = (first or {}).get(account) or first_password()
        people[account] = Person(
            account=account, name=row.name.strip(), password_hash=begun.hashed, password_given_at=at
        )
        uow.session.add(people[account])
        made[account] = NewAccount(account, people[account].name, begun.password)
    uow.session.flush()
    held = _held(uow.session)
    for row in rows:
        _open_or_close(
            uow.session, held, people[account_name(row.account)], places[row.organisation.strip()], row
        )
    uow.session.flush()
    for row in rows:
        engagement, person = engagement_named(row.engagement), people[account_name(row.account)]
        if engagement and engagement_on(uow.session, person.id, row.from_on) is not engagement:
            keep_engagement(uow.session, person.id, engagement, row.from_on, by=by, at=at)
    return tuple(made.values())


def check_people(session: Session, registry: Registry, rows: Sequence[PostGiven]) -> list[Problem]:
    """Everything that is wrong, at the number of its row and its column."""
    check = FieldCheck()
    places = dict(session.execute(select(Organisation.name, Organisation.kind)).all())
    names = dict(session.execute(select(Person.account, Person.name)).all())
    for n, row in enumerate(rows, 1):
        account, name = account_name(row.account), row.name.strip()
        check.text(f"{n}.account", account, say("请写账号"), 60)
        check.text(f"{n}.name", row.name, say("请写姓名"), 80)
        if names.setdefault(account, name) != name:
            check.note(f"{n}.name", say("账号 {account} 是 {name} 的", account=account, name=names[account]))
        kind, role = places.get(row.organisation.strip()), registry.role_by_name.get(row.role)
        if kind is None:
            check.note(f"{n}.organisation", say("没有这个组织：{name}", name=row.organisation))
        if role is None:
            roles = "、".join(registry.role_by_name)
            check.note(f"{n}.role", say("岗位应是其中之一：{roles}", roles=roles))
        elif kind is not None and kind not in role.at:
            check.note(
                f"{n}.role",
                say("{role}不在{kind}任职", role=say(role.title), kind=say(kind.title_text)),
            )
        if row.engagement.strip():
            _check_engagement(check, f"{n}.engagement", row, kind)
        if row.until_on is not None and row.until_on < row.from_on:
            check.note(f"{n}.until_on", say("离任日期不能早于到任日期"))
    return check.problems


def _check_engagement(check: FieldCheck, at: str, row: PostGiven, kind: OrganisationKind | None) -> None:
    if engagement_named(row.engagement) is None:
        check.note(at, say("写专职或者兼职：{typed}", typed=row.engagement[:20]))
    elif kind is not None and not (committee(kind) and row.role in MAY_MEDIATE):
        check.note(at, say("只有调委会的主任、调解员写专职、兼职"))


Held = dict[tuple[UUID, UUID, str], list[Membership]]


def _held(session: Session) -> Held:
    """All posts by who holds them where and as what: one question for a table of thousands."""
    found: Held = {}
    for one in session.scalars(select(Membership)):
        found.setdefault((one.person_id, one.organisation_id, one.role), []).append(one)
    return found


def _open_or_close(session: Session, held: Held, person: Person, place: Organisation, row: PostGiven) -> None:
    posts = held.setdefault((person.id, place.id, row.role), [])
    post = next((one for one in posts if one.until_on is None or one.until_on >= row.from_on), None)
    if post is None:
        post = Membership(person_id=person.id, organisation_id=place.id, role=row.role, from_on=row.from_on)
        session.add(post)
        posts.append(post)
    post.until_on = row.until_on
