"""What a table to be filled in consists of: headings, lists to choose from, examples, and how it is to be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """A table on the first of four sheets; what stands on the others is never read back."""

    sheet: str
    examples_sheet: str
    notes_sheet: str
    choices_sheet: str
    heads: Sequence[str]
    needed: frozenset[str] = frozenset()
    """Headings that are marked: each row must say something there."""
    as_text: frozenset[str] = frozenset()
    """Columns whose cells a spreadsheet may not make numbers of."""
    wide: frozenset[str] = frozenset()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By heading."""
    examples: Sequence[Mapping[str, str]] = ()
    notes: Sequence[tuple[str, str]] = ()
    """Heading and what belongs under it."""
