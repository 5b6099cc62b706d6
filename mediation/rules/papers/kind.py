"""What a kind of paper is: title, contents, version, who signs, copies, law."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Copies(Enum):
    """How many are printed."""

    ONE = "one"
    EACH_PARTY = "each_party"
    PARTIES_AND_ONE = "parties_and_one"
    PARTIES_AND_TWO = "parties_and_two"


_MORE_THAN_PARTIES = {Copies.EACH_PARTY: 0, Copies.PARTIES_AND_ONE: 1, Copies.PARTIES_AND_TWO: 2}


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper; its template is the folder mediation/documents/<name>."""

    name: str
    title: str
    contents: type[Any]
    template_version: str
    signers: tuple[str, ...]
    copies: Copies
    law: str
    shows_numbers: bool = True
    """Whether identity numbers, phones or addresses are printed: then opening it is a recorded look at them."""
    issuer: str = "committee"
    """The field of the contents that names who issues it: committee, court, organisation, sender."""

    def copies_of(self, paper: Any) -> int:
        """How many copies of this paper are signed; the paper may say so itself."""
        if (own := getattr(paper, "copies", None)) is not None:
            return int(own)
        return 1 if self.copies is Copies.ONE else len(paper.parties) + _MORE_THAN_PARTIES[self.copies]
