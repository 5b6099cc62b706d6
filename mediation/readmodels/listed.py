"""A list by pages: its lines and how many there are of them in all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Line = TypeVar("Line")
PAGE = 20


@dataclass(frozen=True, slots=True)
class Listed(Generic[Line]):
    """A page of a list."""

    lines: tuple[Line, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def page_within(asked: int, total: int) -> int:
    """The page that was asked for, or the last one of so many lines."""
    return max(1, min(asked, -(-total // PAGE) or 1))
