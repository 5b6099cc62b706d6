"""What a use case is given: a session, the vault, the definitions and the calendar, inside one transaction."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Case, CaseChain
from mediation.model.types import FieldCipher
from mediation.rules.clock import Clock
from mediation.rules.grammar import Registry
from mediation.rules.terms import WorkCalendar


class EventCipher(Protocol):
    """Seals and opens the data of one case's events under the case's own key."""

    def seal(self, plain: bytes, seq: int) -> bytes: ...

    def open(self, sealed: bytes, seq: int) -> bytes: ...


class Vault(FieldCipher, Protocol):
    """Field encryption, and a key of its own for every case's events."""

    def new_case_key(self, case_id: UUID) -> bytes:
        """A fresh key, wrapped for storage and bound to the case."""
        ...

    def case_cipher(self, wrapped: bytes, case_id: UUID) -> EventCipher: ...

    def seal_head(self, case_id: UUID, seq: int, head: bytes) -> bytes:
        """A keyed statement that the case's chain ends there."""
        ...

    def is_head(self, sealed: bytes, case_id: UUID, seq: int, head: bytes) -> bool: ...


class Signer(Protocol):
    """Signs checkpoints with a key that stays with the installation."""

    @property
    def checkpoint_public_key(self) -> bytes: ...

    def sign_checkpoint(self, digest: bytes) -> bytes: ...


@dataclass(slots=True)
class Locked:
    """A case that the transaction holds, with the head of its chain once that was read."""

    case: Case
    chain: CaseChain | None = None


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit` rolls everything back."""

    @property
    def locked(self) -> dict[UUID, Locked]:
        """The cases that nobody else writes until this transaction ends."""
        ...

    @property
    def session(self) -> Session: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def registry(self) -> Registry: ...

    def calendar(self, region_code: str = "") -> WorkCalendar:
        """The working days, with the administrator's table for the country and that region on top."""
        ...

    def setting(self, name: str, on: date = date.max) -> str | None:
        """The administrator's value of a setting as of a day, or None; the last one without a day."""
        ...

    def forget_rules(self) -> None:
        """Read settings and calendars again: they were changed in this transaction."""
        ...

    def commit(self) -> None: ...


class House(Protocol):
    """The installation, as use cases see it."""

    @property
    def clock(self) -> Clock: ...

    @property
    def registry(self) -> Registry: ...

    def begin(self) -> AbstractContextManager[UnitOfWork]: ...

    def is_transient(self, error: Exception) -> bool: ...

    def is_storage_failure(self, error: Exception) -> bool: ...
