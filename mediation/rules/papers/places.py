"""Named places in the text of a clause, such as {付款人} or {房屋位置}: what fills them, and which are still open."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACE = re.compile(r"\{([^{}\n]{1,20})\}")
DEBTOR, CREDITOR = ("履行人", "付款人"), ("受领人", "收款人")
FILLED_BY_THE_FORM = (*DEBTOR, *CREDITOR)
"""Places that who owes and who is owed fill; all others are filled by hand."""


def places_in(text: str) -> tuple[str, ...]:
    """The names of the places in a text, each once, in their order."""
    return tuple(dict.fromkeys(PLACE.findall(text)))


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text with every place filled that is known; the others stay."""
    return PLACE.sub(lambda found: known.get(found[1]) or found[0], text)


def has_loose_braces(text: str) -> bool:
    """Whether a brace belongs to no place: mistyped, so that nobody would be asked to fill it."""
    return any(brace in PLACE.sub("", text) for brace in "{}")
