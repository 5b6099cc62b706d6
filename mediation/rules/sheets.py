"""What a spreadsheet is asked to hold: tables of words, numbers and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Value = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, what is said above it, its headings, and its rows."""

    name: str
    notes: Sequence[str]
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
