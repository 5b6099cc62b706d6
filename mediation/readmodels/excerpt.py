"""The first lines of a list, or a page of it, with how many there are in all and how many of them press."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar, overload

from sqlalchemy import ColumnElement, case, func, literal
from sqlalchemy.orm import Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Excerpt(Sequence[T], Generic[T]):
    """Some lines of a list. `pressing`: how many of all of them are due today or overdue."""

    lines: tuple[T, ...] = ()
    total: int = 0
    pressing: int = 0
    capped: bool = False
    """Whether there may be more than `total`: counting stopped there."""

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self.lines[index]

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[T]:
        return iter(self.lines)

    def first(self, few: int) -> Excerpt[T]:
        return replace(self, lines=self.lines[:few])


def cut(
    found: Sequence[T],
    *,
    limit: int,
    offset: int = 0,
    pressing: Callable[[T], bool] = lambda line: False,
) -> Excerpt[T]:
    """Of a list that was read as a whole."""
    press = sum(1 for line in found if pressing(line))
    return Excerpt(tuple(found[offset : offset + limit]), len(found), press)


def excerpt(
    session: Session,
    query: Any,
    line: Callable[..., T],
    *,
    limit: int,
    offset: int = 0,
    pressing: ColumnElement[bool] | None = None,
) -> Excerpt[T]:
    """Of what an ordered SELECT finds, counted in the same statement; beyond its end nothing is counted."""
    presses = literal(0) if pressing is None else func.sum(case((pressing, 1), else_=0)).over()
    rows = session.execute(query.add_columns(func.count().over(), presses).limit(limit).offset(offset)).all()
    total, press = rows[0][-2:] if rows else (0, 0)
    return Excerpt(tuple(line(*row[:-2]) for row in rows), total, int(press))
