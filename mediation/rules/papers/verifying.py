"""What can be asked about an issued paper without being told what it says: its issuer, and facts that it prints."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mediation.rules.papers.kind import PaperKind
from mediation.rules.vocabulary import ObligationKind

NUMBERS = ("number", "case_number", "agreement_number", "original_number")
SHORTEST_TAIL = 8
"""Characters of the digest that must be typed: fewer would be found by trying."""
_MARKS = re.compile(r"[\s（）()〔〕\[\]第]")


def issuer_of(kind: PaperKind, paper: Any) -> str:
    """Who issues the paper, by name."""
    return str(getattr(paper, kind.issuer))


def contents_digest(salt: str, contents_json: str, wording: Mapping[str, str] | None = None) -> str:
    """SHA-256 over the canonical contents and a committee's own words. Salted: contents are short enough to guess."""
    own = f"\n{json.dumps(dict(wording), ensure_ascii=False, sort_keys=True)}" if wording else ""
    return hashlib.sha256(f"{salt}\n{contents_json}{own}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Duty:
    """One sum that is owed, and its last day where it has one."""

    amount: Decimal
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PrintedFacts:
    """What somebody with the paper in hand can compare."""

    numbers: frozenset[str]
    dated_on: date
    total: Decimal | None
    duties: frozenset[Duty]

    def has_number(self, typed: str) -> bool:
        return _among(plain_number(typed), self.numbers)

    def has_duty(self, amount: Decimal, due_on: date | None) -> bool:
        """Of that amount, and on that day where one is typed."""
        return any(d.amount == amount and (due_on is None or d.due_on == due_on) for d in self.duties)


def facts_of(paper: Any) -> PrintedFacts:
    """The facts of a paper that can be asked about."""
    numbers = (str(getattr(paper, name, "") or "") for name in NUMBERS)
    sums = [
        one
        for clause in getattr(paper, "clauses", ())
        for one in clause.obligations
        if one.kind is ObligationKind.MONEY and one.amount is not None
    ]
    return PrintedFacts(
        numbers=frozenset(plain_number(number) for number in numbers if number),
        dated_on=paper.dated_on,
        total=sum((one.amount for one in sums), Decimal(0)) if sums else None,
        duties=frozenset(duty for one in sums for duty in _parts(one)),
    )


def _parts(one: Any) -> Iterator[Duty]:
    yield Duty(one.amount, one.due_on)
    for instalment in one.instalments:
        yield Duty(instalment.amount, instalment.due_on)


def plain_number(text: str) -> str:
    """A number whatever brackets, spaces and widths it is typed with."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text))


def is_tail(typed: str, digest: str) -> bool:
    """Whether these are the last characters of the printed digest."""
    tail = _MARKS.sub("", unicodedata.normalize("NFKC", typed[:200])).lower()
    enough = SHORTEST_TAIL <= len(tail) <= len(digest)
    return hmac.compare_digest(tail.encode(), digest[-len(tail) :].encode() if enough else b"") and enough


def _among(typed: str, known: frozenset[str]) -> bool:
    """Every one is looked at, in constant time: how long it takes tells nothing."""
    found = [hmac.compare_digest(typed.encode(), one.encode()) for one in sorted(known)]
    return any(found)
