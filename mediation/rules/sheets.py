"""What a spreadsheet is asked to hold: tables of words, numbers and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Value = str | int | Decimal | date | datetime | None
"""A Decimal is money, in yuan."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, what is said above it, its headings, and its rows."""

    name: str
    notes: Sequence[str]
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
