"""Finding words in clauses: a table of what is looked for, what excuses it, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mediation.rules.health.written import AgreementWritten, Finding
from mediation.rules.messages import Message


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for in every clause. `unless` in the same sentence excuses it."""

    code: str
    pattern: re.Pattern[str]
    said: Message
    mend: Message
    article: Message
    unless: re.Pattern[str] | None = None

    def found_in(self, text: str) -> bool:
        return any(
            self.pattern.search(sentence) and not (self.unless and self.unless.search(sentence))
            for sentence in sentences(text)
        )


def sentences(text: str) -> list[str]:
    return [one for one in re.split(r"[。；;\n]", text) if one.strip()]


def look_for(table: Iterable[Words], agreement: AgreementWritten) -> Iterator[Finding]:
    """Each kind of finding once for a clause."""
    for at, text in agreement.clauses():
        for words in table:
            if words.found_in(text):
                yield Finding(words.code, words.said, words.mend, words.article, at)
