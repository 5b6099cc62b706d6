"""Runs a use case: one transaction, one answer per idempotency key, retried when the database asks for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import CursorResult, LargeBinary, Uuid, bindparam, text
from sqlalchemy.orm.exc import StaleDataError

from mediation.model import Command
from mediation.model.types import Instant
from mediation.rules.actor import Actor
from mediation.rules.errors import Busy, KeyReused, MediationError, StaleCase, StorageFailed
from mediation.rules.messages import say
from mediation.services.looked_up import WRITES
from mediation.services.unit_of_work import House, UnitOfWork

ATTEMPTS = 5
PATIENCE = 10.0
"""Seconds after which no further attempt is begun: a person is waiting."""
log = logging.getLogger(__name__)


UseCase = Callable[..., UUID]
"""A verb: `uow` first, everything else by keyword; the answer is the id of what was made or changed."""


Kept = TypeVar("Kept")


def perform(
    house: House, use_case: UseCase, *, actor: Actor | None, key: str | None = None, **arguments: Any
) -> UUID:
    """The use case's answer, committed. The same key twice gives the first answer and writes nothing.

    Who has no account (`actor` None) brings no key: their use cases tell a second click by what they have written.

    Raises the use case's own refusals; StaleCase when another writer came between; Busy when the database stayed
    locked; StorageFailed when it refused the write. Nothing is half-written in any of them.
    """
    return _performed(house, use_case, actor, key, arguments)


def perform_once(
    house: House, use_case: UseCase, *, actor: Actor, key: str | None = None, **arguments: Any
) -> UUID:
    """The same where the page shows what may be seen only as often as it is written down.

    KeyReused instead of the first answer: a form that is sent again, as by loading the page anew, shows nothing.
    """
    return _performed(house, use_case, actor, key, arguments, single_use=True)


def _performed(
    house: House,
    use_case: UseCase,
    actor: Actor | None,
    key: str | None,
    arguments: dict[str, Any],
    *,
    single_use: bool = False,
) -> UUID:
    started = monotonic()
    for attempt in range(ATTEMPTS):
        if monotonic() - started > PATIENCE:
            break
        try:
            return _once(house, use_case, actor, key, arguments, single_use)
        except MediationError as refusal:
            _log_refusal(use_case, actor, arguments, refusal)
            raise
        except StaleDataError:
            raise StaleCase(say("这件事刚刚被别人改过，请刷新页面看看最新情况")) from None
        except Exception as error:
            if house.is_transient(error):
                log.info("retrying %s after attempt %d", _name(use_case), attempt + 1)
                continue
            if house.is_storage_failure(error):
                log.error("storage refused %s: %s", _name(use_case), type(error).__name__)
                raise StorageFailed from error
            raise
    raise Busy


def rehearse(
    house: House, use_case: UseCase, read: Callable[[UnitOfWork], Kept], *, actor: Actor, **arguments: Any
) -> Kept:
    """What `read` finds after the use case, which is then undone: as if it had never been asked for.

    Raises the use case's own refusals; Busy when the database could not be had.
    """
    try:
        with house.begin() as uow:
            use_case(uow, actor=actor, clock=house.clock, **arguments)
            uow.session.flush()
            return read(uow)
    except MediationError:
        raise
    except Exception as error:
        if house.is_transient(error):
            raise Busy from error
        raise


def _once(
    house: House,
    use_case: UseCase,
    actor: Actor | None,
    key: str | None,
    arguments: dict[str, Any],
    single_use: bool,
) -> UUID:
    with house.begin() as uow:
        if key is not None and actor is not None:
            digest = _digest(uow, use_case, arguments)
            if not _claim(uow, key, actor, digest, house.clock.now()):
                if single_use:
                    raise KeyReused
                return _first_answer(uow.session.get_one(Command, key), actor, digest)
        answer = use_case(uow, actor=actor, clock=house.clock, **arguments)
        if key is not None and actor is not None:
            uow.session.execute(ANSWERED, {"key": key, "answer": str(answer)})
        uow.commit()
        return answer


# Where somebody else's transaction holds the same key, this waits for it: the second click gets the first answer.
_CLAIMED = text(
    "INSERT INTO commands (key, person_id, digest, answer, recorded_at) "
    "VALUES (:key, :person_id, :digest, '', :at) ON CONFLICT (key) DO NOTHING"
).bindparams(
    bindparam("person_id", type_=Uuid()),
    bindparam("digest", type_=LargeBinary()),
    bindparam("at", type_=Instant()),
)
CLAIM = _CLAIMED.execution_options(**{WRITES: (Command.__table__,)})
_ANSWER = text("UPDATE commands SET answer = :answer WHERE key = :key")
ANSWERED = _ANSWER.execution_options(**{WRITES: (Command.__table__,)})


def _claim(uow: UnitOfWork, key: str, actor: Actor, digest: bytes, at: datetime) -> bool:
    values = {"key": key, "person_id": actor.person_id, "digest": digest, "at": at}
    made = cast(CursorResult[Any], uow.session.execute(CLAIM, values))
    return made.rowcount == 1


def _first_answer(earlier: Command, actor: Actor, digest: bytes) -> UUID:
    if earlier.digest != digest or earlier.person_id != actor.person_id:
        raise KeyReused
    return UUID(earlier.answer)


def _digest(uow: UnitOfWork, use_case: UseCase, arguments: dict[str, Any]) -> bytes:
    """Keyed: what was sent holds numbers that a plain digest would let anybody guess."""
    return uow.vault.blind_index("command", repr((_name(use_case), sorted(arguments.items()))))


def _log_refusal(
    use_case: UseCase, actor: Actor | None, arguments: dict[str, Any], refusal: MediationError
) -> None:
    """Who was refused what about which matter: all that a refusal leaves, and not a word of what was typed."""
    wish = arguments.get("command")
    step = getattr(wish, "step", "")
    about = getattr(wish, "matter_id", None) or arguments.get("matter_id") or arguments.get("case_id")
    log.info(
        "refused %s%s of %s to %s: %s",
        _name(use_case),
        f" {step}" if step.isidentifier() else "",  # an address may name anything, lines of a log among it
        about or "-",
        actor.person_id if actor else "-",
        type(refusal).__name__,
    )


def _name(use_case: UseCase) -> str:
    return str(getattr(use_case, "__name__", use_case))
