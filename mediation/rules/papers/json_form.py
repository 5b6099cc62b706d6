"""One canonical JSON form for the contents of papers: same contents, same text, same digest."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Self, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from mediation.rules.vocabulary import Term


class Contents:
    """What a paper says. Frozen dataclasses of strings, days, instants, decimals, ids, terms and each other."""

    __slots__ = ()

    @property
    def drawings(self) -> tuple[str, ...]:
        """The PNGs in base64 that the template shows as drawing-1.png, drawing-2.png …"""
        return ()

    def to_json(self) -> str:
        """Sorted keys, no spaces, characters as they are."""
        return json.dumps(_plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def to_sparse_json(self) -> str:
        """The same without what is as by default: shorter and quicker to read where there are thousands."""
        return json.dumps(_sparse(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The contents again; ValueError when the text is not theirs. A field with a default may lack."""
        made = _made(cls, json.loads(text), cls.__name__)
        assert isinstance(made, cls)
        return made


def _plain(value: object) -> object:
    if type(value) is str:  # nearly everything that a paper says
        return value
    if is_dataclass(value):
        kind: Any = type(value)
        return {name: _plain(getattr(value, name)) for name, _ in _defaults(kind)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return _instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _yuan_text(value)
    if isinstance(value, UUID):
        return str(value)
    return value.value if isinstance(value, Enum) else value


def _sparse(value: object) -> object:
    if is_dataclass(value):
        kind: Any = type(value)
        return {
            name: _sparse(said)
            for name, default in _defaults(kind)
            if (said := getattr(value, name)) is not default and (default is MISSING or said != default)
        }
    if isinstance(value, tuple):
        return [_sparse(item) for item in value]
    return _plain(value)


@cache
def _defaults(cls: Any) -> tuple[tuple[str, object], ...]:
    return tuple((f.name, f.default) for f in fields(cls))


def _instant_text(value: datetime) -> str:
    """In UTC, so that one instant has one text whatever zone it came in."""
    if value.tzinfo is None:
        raise ValueError("an instant on a paper must be aware")
    return value.astimezone(UTC).isoformat()


def _yuan_text(value: Decimal) -> str:
    text = f"{value:.2f}"
    if Decimal(text) != value:
        raise ValueError(f"{value} yuan has more than two decimals")
    return text


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _made(kind: Any, value: Any, path: str) -> object:
    """`value` of parsed JSON as the type that the dataclass declares."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        inner = next(arg for arg in get_args(kind) if arg is not NoneType)
        return None if value is None else _made(inner, value, path)
    if origin is tuple:
        _expect(value, list, path)
        return tuple(_made(get_args(kind)[0], item, f"{path}.{n}") for n, item in enumerate(value))
    if is_dataclass(kind):
        return _made_dataclass(kind, value, path)
    _expect(value, kind if kind in (int, bool) else str, path)
    return _made_single(kind, value)


def _made_single(kind: Any, value: Any) -> object:
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind in (Decimal, UUID):
        return kind(value)
    if issubclass(kind, Term):
        return kind.of(value)
    return value


def _made_dataclass(kind: Any, value: Any, path: str) -> object:
    _expect(value, dict, path)
    hints = _hints(kind)
    if unknown := value.keys() - {f.name for f in fields(kind)}:
        raise ValueError(f"{path} has no field {sorted(unknown)}")
    try:
        return kind(**{name: _made(hints[name], item, f"{path}.{name}") for name, item in value.items()})
    except TypeError as error:
        raise ValueError(f"{path}: {error}") from error


def _expect(value: object, kind: type, path: str) -> None:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{path} must be {kind.__name__}")
