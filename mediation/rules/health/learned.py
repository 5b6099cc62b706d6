"""Checks that a bureau has made of what courts objected to: words, or what a duty lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from mediation.rules.errors import Problem
from mediation.rules.health.written import AgreementWritten, DutyWritten, Finding
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import HealthLack, ObligationKind

LONGEST = 500
MOST_WORDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckGiven:
    """A check as somebody of the bureau writes it."""

    said: str
    article: str
    mend: str = ""
    words: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    kind: ObligationKind | None = None
    lacks: HealthLack | None = None
    category_code: str = ""

    def problems(self) -> Iterator[Problem]:
        for field, text, needed in (
            ("said", self.said, say("请写明提醒的话")),
            ("article", self.article, say("请写明依据的条文")),
        ):
            if not text.strip():
                yield Problem(field, needed)
        for field, text, longest in (
            ("said", self.said, LONGEST),
            ("mend", self.mend, LONGEST),
            ("article", self.article, 200),
        ):
            if len(text) > longest:
                yield Problem(field, say("最多 {n} 个字", n=longest))
        if not self.words and self.lacks is None:
            yield Problem("words", say("请写要找的词，或者选约定里不能缺的一项"))
        if any(len(word) < 2 for word in (*self.words, *self.but)):
            yield Problem("words", say("一个字的词到处都有，请至少写两个字"))
        if len(self.words) > MOST_WORDS or len(self.but) > MOST_WORDS:
            yield Problem("words", say("最多 {n} 个词", n=MOST_WORDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedCheck:
    """What is looked for and what is said of it, in the bureau's own words."""

    id: UUID
    said: str
    article: str
    mend: str = ""
    words: tuple[str, ...] = ()
    """Any of them in a clause."""
    but: tuple[str, ...] = ()
    """Any of these in the same clause excuses it."""
    kind: ObligationKind | None = None
    lacks: HealthLack | None = None
    """Which field of such a duty must not be empty."""
    category_code: str = ""

    @property
    def code(self) -> str:
        return f"learned.{self.id}"

    def look(self, agreement: AgreementWritten) -> Iterator[Finding]:
        if self.category_code and self.category_code != agreement.category_code:
            return
        if self.lacks is not None:
            for n, duty in enumerate(agreement.duties):
                if self._meant(duty) and not _filled(duty, self.lacks):
                    yield self._finding(f"obligations.{n}.{self.lacks.value}")
            return
        for at, text in agreement.clauses():
            said = any(word in text for word in self.words)
            if said and not any(word in text for word in self.but):
                yield self._finding(at)

    def _meant(self, duty: DutyWritten) -> bool:
        in_words = not self.words or any(word in duty.text for word in self.words)
        return self.kind in (None, duty.kind) and in_words

    def _finding(self, at: str) -> Finding:
        return Finding(self.code, Message(self.said), Message(self.mend), Message(self.article), at)


def _filled(duty: DutyWritten, lacks: HealthLack) -> bool:
    value = getattr(duty, lacks.value)
    return bool(value.strip() if isinstance(value, str) else value)


def check_learned(checks: Iterable[LearnedCheck], agreement: AgreementWritten) -> Iterator[Finding]:
    for one in checks:
        yield from one.look(agreement)
