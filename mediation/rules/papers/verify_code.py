"""The short code by which an issued paper is verified: unambiguous characters, the last of them a check."""

from __future__ import annotations

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O. There are 31, a prime: the check finds every wrong and every swapped character."""
LENGTH = 10
_APART = re.compile(r"[\s\-－—–]+")


def new_code() -> str:
    """A random code: 31⁹ of them."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return drawn + _check(drawn)


def read_code(typed: str) -> str:
    """What was typed as the code is kept: no dashes or spaces, capitals, half width; at most 40 characters."""
    return _APART.sub("", unicodedata.normalize("NFKC", typed[:200])).upper()[:40]


def is_code(code: str) -> bool:
    """Whether it can be one of ours: what is mistyped is told without anything being looked up."""
    return len(code) == LENGTH and set(code) <= set(ALPHABET) and _check(code[:-1]) == code[-1]


def printed_code(code: str) -> str:
    """In two halves, as people read it out."""
    return f"{code[:5]}-{code[5:]}"


def _check(drawn: str) -> str:
    """Weights 1 … 9: no two are the same modulo 31, so a swap changes the sum too."""
    total = sum(weight * ALPHABET.index(one) for weight, one in enumerate(drawn, 1))
    return ALPHABET[total % len(ALPHABET)]
