"""What every ruling and mediation paper of a court has: the court, its parties as courts print them, the bench."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.parties import PaperParty

BENCH = ("审判员", "书记员", "院印")
"""Who signs and seals it."""


@dataclass(frozen=True, slots=True)
class BenchPaper(Contents):
    """A paper of the bench; phones and occupations of its parties are dropped before anything is kept."""

    court: str
    parties: tuple[PaperParty, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", tuple(one.as_courts_print_it for one in self.parties))
