"""Importing people with their posts from a list: accounts made or kept, posts opened and closed, none deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from mediation.model import Membership, Organisation, Person
from mediation.rules.messages import say
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


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that was made, with its first password: told once, kept nowhere."""

    account: str
    name: str
    password: str


def import_people(uow: UnitOfWork, rows: Sequence[PostGiven]) -> tuple[NewAccount, ...]:
    """The accounts that were made. Raises BadInput with every wrong row (`2.role`); nothing is written then."""
    places = {one.name: one for one in uow.session.scalars(select(Organisation))}
    people = {one.account: one for one in uow.session.scalars(select(Person))}
    _check(uow, rows, places, people)
    made: dict[str, NewAccount] = {}
    for row in rows:
        account = account_name(row.account)
        person = people.get(account)
        if person is None:
            password = temporary_password()
            person = Person(account=account, name=row.name.strip(), password_hash=hash_password(password))
            uow.session.add(person)
            uow.session.flush()
            people[account] = person
            made[account] = NewAccount(account, person.name, password)
        _open_or_close(uow, person, places[row.organisation.strip()], row)
    return tuple(made.values())


def _check(
    uow: UnitOfWork, rows: Sequence[PostGiven], places: dict[str, Organisation], people: dict[str, Person]
) -> None:
    check = FieldCheck()
    names: dict[str, str] = {account: person.name for account, person in people.items()}
    for n, row in enumerate(rows, 1):
        account, name = account_name(row.account), row.name.strip()
        check.text(f"{n}.account", account, say("请写账号"), 60)
        check.text(f"{n}.name", row.name, say("请写姓名"), 80)
        if names.setdefault(account, name) != name:
            check.note(f"{n}.name", say("账号 {account} 是 {name} 的", account=account, name=names[account]))
        place, role = places.get(row.organisation.strip()), uow.registry.role_by_name.get(row.role)
        if place is None:
            check.note(f"{n}.organisation", say("没有这个组织：{name}", name=row.organisation))
        if role is None:
            roles = "、".join(uow.registry.role_by_name)
            check.note(f"{n}.role", say("岗位应是其中之一：{roles}", roles=roles))
        elif place is not None and place.kind not in role.at:
            check.note(
                f"{n}.role",
                say("{role}不在{kind}任职", role=say(role.title), kind=say(place.kind.title_text)),
            )
        if row.until_on is not None and row.until_on < row.from_on:
            check.note(f"{n}.until_on", say("离任日期不能早于到任日期"))
    check.refuse()


def _open_or_close(uow: UnitOfWork, person: Person, place: Organisation, row: PostGiven) -> None:
    held = uow.session.scalars(
        select(Membership).where(
            Membership.person_id == person.id,
            Membership.organisation_id == place.id,
            Membership.role == row.role,
            Membership.until_on.is_(None) | (Membership.until_on >= row.from_on),
        )
    ).first()
    if held is None:
        held = Membership(person_id=person.id, organisation_id=place.id, role=row.role, from_on=row.from_on)
        uow.session.add(held)
    held.until_on = row.until_on
    uow.session.flush()
