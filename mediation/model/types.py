"""Column types: aware instants, yuan kept as whole 分, closed lists, and fields kept as ciphertext."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar, overload
from uuid import UUID

import uuid6
from sqlalchemy import BigInteger, DateTime, LargeBinary, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column, object_session
from sqlalchemy.types import TypeDecorator

from mediation.rules.vocabulary import Term

T = TypeVar("T", bound=Term)


def new_id() -> UUID:
    """A UUIDv7 made by the application, so that a ciphertext can be bound to its row before the insert."""
    return UUID(int=uuid6.uuid7().int)


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Yuan(TypeDecorator[Decimal]):
    """Decimal yuan with two places, stored as whole 分: exact and summable on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        fen = value * 100
        if fen != fen.to_integral_value():
            raise ValueError("an amount has two decimals")
        return int(fen)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class OneOf(TypeDecorator[T], Generic[T]):
    """A member of a closed list, stored by its value."""

    impl = String(32)
    cache_ok = True

    def __init__(self, terms: type[T]) -> None:
        super().__init__()
        self.terms = terms

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.terms.of(value).value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:
        return None if value is None else self.terms.of(value)


class Json(TypeDecorator[Any]):
    """Small structured values as canonical text, the same on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class FieldCipher(Protocol):
    """What the session must carry under `info["vault"]` for sealed fields to be written or read."""

    def seal(self, plain: str | bytes, *, table: str, column: str, row: UUID | str) -> bytes: ...

    def open(self, sealed: bytes, *, table: str, column: str, row: UUID | str) -> str: ...

    def blind_index(self, column: str, normalised: str) -> bytes: ...


class Sealed:
    """Plain text in Python, ciphertext in `<name>_sealed`, bound to table, column, row and key.

    With `indexed=True` a keyed digest in `<name>_index` allows an exact search. The row must be in a session.
    """

    def __init__(self, *, indexed: bool = False) -> None:
        self.indexed = indexed

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, row: None, owner: type) -> Sealed: ...

    @overload
    def __get__(self, row: object, owner: type) -> str | None: ...

    def __get__(self, row: Any, owner: type) -> Sealed | str | None:
        if row is None:
            return self
        sealed = getattr(row, f"{self.name}_sealed")
        if sealed is None:
            return None
        return _cipher(row).open(sealed, table=row.__tablename__, column=self.name, row=row.id)

    def __set__(self, row: Any, plain: str | None) -> None:
        cipher = _cipher(row)
        blank = plain is None or plain == ""
        sealed = (
            None if blank else cipher.seal(str(plain), table=row.__tablename__, column=self.name, row=row.id)
        )
        setattr(row, f"{self.name}_sealed", sealed)
        if self.indexed:
            setattr(row, f"{self.name}_index", None if blank else cipher.blind_index(self.name, str(plain)))


def sealed_values(cipher: FieldCipher, table: Any, row_id: UUID, **plain: str) -> dict[str, bytes | None]:
    """The columns of sealed fields of a row that is not in a session: what setting them there would write."""
    found: dict[str, bytes | None] = {}
    for name, text in plain.items():
        place = {"table": table.__tablename__, "column": name, "row": row_id}
        found[f"{name}_sealed"] = cipher.seal(text, **place) if text else None
        if getattr(table, name).indexed:
            found[f"{name}_index"] = cipher.blind_index(name, text) if text else None
    return found


def _cipher(row: Any) -> FieldCipher:
    session = object_session(row)
    if session is None:
        raise RuntimeError("a sealed field is read and written only while its row is in a session")
    cipher: FieldCipher = session.info["vault"]
    return cipher


def sealed_column() -> Any:
    """The ciphertext column behind a Sealed field."""
    return mapped_column(LargeBinary, nullable=True)
