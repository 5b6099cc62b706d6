"""The hashes of first passwords, some in each transaction: thousands take minutes, and nobody waits for them."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from time import monotonic
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from mediation.model import DirectoryImport, Person
from mediation.services.sign_in import ReadingHouse, hash_password

log = logging.getLogger(__name__)
AT_ONCE = 5
"""Hashes between two commits: about a second, more on a busy machine."""


def waiting_for_passwords(session: Session) -> Sequence[UUID]:
    """Tables whose new accounts nobody can enter yet, the oldest first."""
    left = select(DirectoryImport.id).where(DirectoryImport.passwords_left > 0)
    return session.scalars(left.order_by(DirectoryImport.applied_at, DirectoryImport.id)).all()


def make_first_passwords(house: ReadingHouse, *, import_id: UUID, seconds: float = float("inf")) -> None:
    """For as long; it can be called again at any time, and by two at once. What fails is taken up by the next call."""
    until = monotonic() + seconds
    try:
        while _some(house, import_id) and monotonic() < until:
            pass
    except Exception as error:
        log.error("first passwords of %s: %s", import_id, type(error).__name__)


def _some(house: ReadingHouse, import_id: UUID) -> bool:
    """Whether more is left to do. Passwords that were forgotten meanwhile, or given anew, are made no more."""
    with house.read() as session:
        found = session.get_one(DirectoryImport, import_id)
        passwords: dict[str, str] = json.loads(found.passwords or "{}")
        accounts = session.scalars(_unmade(found).limit(AT_ONCE)).all()
    made = {one: hash_password(passwords[one]) for one in accounts if one in passwords}
    with house.begin() as uow:
        found = uow.session.get_one(DirectoryImport, import_id, with_for_update=True)
        for account, hashed in made.items():
            unmade = (Person.account == account) & (Person.password_hash == "")
            uow.session.execute(update(Person).where(unmade).values(password_hash=hashed))
        left = uow.session.scalar(select(func.count()).select_from(_unmade(found).subquery())) or 0
        found.passwords_left = left if made else 0
        uow.commit()
        return found.passwords_left > 0


def _unmade(found: DirectoryImport) -> Select[str]:
    """Accounts of the table without a hash. They were given their password when it was applied."""
    given = Person.password_given_at == found.applied_at
    return select(Person.account).where(Person.password_hash == "", given).order_by(Person.account)
