"""Words of violence and of self-harm in what somebody typed: a table, what excuses a word, and what denies it.

人民调解法 25: a dispute that may turn violent is reported at once. The words are rows that a bureau keeps; here is
only how they are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mediation.rules.vocabulary import Term

CLAUSES = re.compile(r"[。；;！!？?，,：:\n]")
DENIED = re.compile(
    r"(?:没有?(?!办法|活路|法|钱|希望|人管|良心|道理)|并未|从未|未曾|未|不会|不曾|从不|不敢|不再|否认|避免|防止)[^但却]{0,4}$"
)
"""Just before the word, in the same clause; 不想活 is a word itself and is found before anything denies it."""


class Threat(Term):
    """What the words are of."""

    VIOLENCE = "violence", "暴力"
    SELF_HARM = "self_harm", "自伤、轻生"


@dataclass(frozen=True, slots=True)
class Word:
    """What is looked for, and with what around it it is something else: 跳楼价, 动手术."""

    threat: Threat
    text: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A word that was found."""

    threat: Threat
    text: str


def words_in(text: str, words: Iterable[Word]) -> tuple[Found, ...]:
    """Each word once, in the order of the table; what is denied or means something else is left out."""
    clauses = [one for one in CLAUSES.split(text) if one.strip()]
    return tuple(
        Found(one.threat, one.text) for one in words if any(_is_in(one, clause) for clause in clauses)
    )


def _is_in(word: Word, clause: str) -> bool:
    for other in word.unless:
        clause = clause.replace(other, "　" * len(other))
    at = clause.find(word.text)
    while at >= 0:
        if not DENIED.search(clause[:at]):
            return True
        at = clause.find(word.text, at + 1)
    return False
