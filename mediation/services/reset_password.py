"""A forgotten password: the operator sets a temporary one, told once and kept nowhere."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from mediation.model import Command, Person
from mediation.model.types import new_id
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.services.sign_in import account_name, end_sessions_of, hash_password
from mediation.services.unit_of_work import UnitOfWork

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
RESET = "reset-password"


def temporary_password() -> str:
    """Twelve characters that are not mistaken for one another."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def reset_password(uow: UnitOfWork, *, clock: Clock, account: str) -> str:
    """The temporary password. All of the person's sessions end; who and when stays among the commands."""
    person = uow.session.scalars(
        select(Person).where(Person.account == account_name(account), Person.active)
    ).one_or_none()
    if person is None:
        raise BadInput.at("account", say("没有这个账号，或者已经停用：{account}", account=account))
    password, now = temporary_password(), clock.now()
    person.password_hash, person.password_given_at = hash_password(password), now
    end_sessions_of(uow, clock=clock, person_id=person.id)
    uow.session.add(
        Command(
            key=f"{RESET}:{new_id()}",
            person_id=person.id,
            digest=bytes(32),
            answer=str(person.id),
            recorded_at=now,
        )
    )
    return password
