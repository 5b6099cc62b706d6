"""Runs a use case: one transaction, one answer per idempotency key, retried when the database asks for it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from mediation.model import Command
from mediation.rules.actor import Actor
from mediation.rules.errors import Busy, KeyReused, MediationError, StaleCase, StorageFailed
from mediation.rules.messages import say
from mediation.services.unit_of_work import House

ATTEMPTS = 5
log = logging.getLogger(__name__)


UseCase = Callable[..., UUID]
"""A verb: `uow` first, everything else by keyword; the answer is the id of what was made or changed."""


def perform(
    house: House, use_case: UseCase, *, actor: Actor, key: str | None = None, **arguments: Any
) -> UUID:
    """The use case's answer, committed. The same key twice gives the first answer and writes nothing.

    Raises the use case's own refusals; StaleCase when another writer came between; Busy when the database stayed
    locked; StorageFailed when it refused the write. Nothing is half-written in any of them.
    """
    for attempt in range(ATTEMPTS):
        try:
            return _once(house, use_case, actor, key, arguments)
        except MediationError:
            raise
        except StaleDataError:
            raise StaleCase(say("这件事刚刚被别人改过，请刷新页面看看最新情况")) from None
        except Exception as error:
            if house.is_transient(error) or (key and _key_race(error)):
                log.info("retrying %s after attempt %d", _name(use_case), attempt + 1)
                continue
            if house.is_storage_failure(error):
                log.error("storage refused %s: %s", _name(use_case), type(error).__name__)
                raise StorageFailed from error
            raise
    raise Busy


def _once(house: House, use_case: UseCase, actor: Actor, key: str | None, arguments: dict[str, Any]) -> UUID:
    with house.begin() as uow:
        digest = _digest(use_case, arguments)
        if key is not None:
            earlier = uow.session.get(Command, key)
            if earlier is not None:
                return _first_answer(earlier, actor, digest)
        answer = use_case(uow, actor=actor, clock=house.clock, **arguments)
        if key is not None:
            uow.session.add(
                Command(
                    key=key,
                    person_id=actor.person_id,
                    digest=digest,
                    answer=str(answer),
                    recorded_at=house.clock.now(),
                )
            )
        uow.commit()
        return answer


def _first_answer(earlier: Command, actor: Actor, digest: bytes) -> UUID:
    if earlier.digest != digest or earlier.person_id != actor.person_id:
        raise KeyReused
    return UUID(earlier.answer)


def _digest(use_case: UseCase, arguments: dict[str, Any]) -> bytes:
    return hashlib.sha256(repr((_name(use_case), sorted(arguments.items()))).encode()).digest()


def _key_race(error: Exception) -> bool:
    return isinstance(error, IntegrityError) and "commands" in str(error.orig)


def _name(use_case: UseCase) -> str:
    return str(getattr(use_case, "__name__", use_case))
