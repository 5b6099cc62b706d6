"""Whether a text repeats another: what both have in common, in runs of characters, whatever stands between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

GRAM = 6
"""Characters on end that are compared; fewer are common to too many sentences."""
RUN = 12
"""So many characters on end are no accident: the passage was copied."""
SHARE = 0.6
"""So much of one sentence, wherever its words were changed."""
LEAST = 8
"""Fewer characters than these say nothing of where they come from."""
NEW = 6
"""So many of them must stand in the closed text alone: a fact that is in the open record may be told everywhere."""
ENDS = re.compile(r"[。！？；!?;\n]+")


def plain(text: str) -> str:
    """Letters, characters and digits alone: spaces, punctuation and the width of figures hide nothing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def grams(text: str) -> set[str]:
    """All runs of GRAM characters in a plain text."""
    return {text[n : n + GRAM] for n in range(len(text) - GRAM + 1)}


def repeated(typed: str, closed: str, known: set[str]) -> int:
    """How many characters of the closed text are repeated in what was typed; 0 when it is no copy of it.

    `known` are the grams of the open record. A copy is RUN characters on end, or SHARE of one sentence.
    """
    asked = grams(plain(typed))
    whole = plain(closed)
    most = max((run for run in _runs(whole, asked, known) if run >= RUN), default=0)
    for sentence in map(plain, ENDS.split(closed)):
        there, new = _covered(sentence, asked, known)
        if len(sentence) >= LEAST and there >= max(LEAST, SHARE * len(sentence)) and new >= NEW:
            most = max(most, there)
    return most


def known_grams(texts: Iterable[str]) -> set[str]:
    """The grams of everything that may be told."""
    found: set[str] = set()
    for text in texts:
        found |= grams(plain(text))
    return found


def _marks(text: str, asked: set[str]) -> list[bool]:
    """Which characters of the text lie in a gram that was asked for."""
    marked = [False] * len(text)
    for n in range(len(text) - GRAM + 1):
        if text[n : n + GRAM] in asked:
            marked[n : n + GRAM] = [True] * GRAM
    return marked


def _covered(text: str, asked: set[str], known: set[str]) -> tuple[int, int]:
    """How many characters are repeated, and how many of them are not known from the open record."""
    there, open_ = _marks(text, asked), _marks(text, known)
    return sum(there), sum(
        1 for here, known_here in zip(there, open_, strict=True) if here and not known_here
    )


def _runs(text: str, asked: set[str], known: set[str]) -> Iterable[int]:
    """The lengths of the repeated passages in which enough is not known from the open record."""
    length = new = 0
    for here, known_here in zip([*_marks(text, asked), False], [*_marks(text, known), False], strict=True):
        if here:
            length, new = length + 1, new + (not known_here)
            continue
        if new >= NEW:
            yield length
        length = new = 0
