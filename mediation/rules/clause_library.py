"""A common clause as its keeper writes it: what must be there, and the sentence that it will print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from mediation.rules.errors import Problem
from mediation.rules.messages import say
from mediation.rules.money import printed
from mediation.rules.papers import (
    FILLED_BY_THE_FORM,
    PaperObligation,
    clause_text,
    has_loose_braces,
    places_in,
    printed_date,
)
from mediation.rules.papers.places import CREDITOR, DEBTOR
from mediation.rules.vocabulary import ObligationKind

LONGEST = {"title": 60, "text": 1000, "condition": 400, "means": 120, "law": 200}
_SOME_DAY, _SOME_SUM = date(1999, 12, 31), Decimal("0.07")
"""Stand in for a day and a sum while the sentence is formed; their print is then replaced by the places' names."""


class ClauseText(Protocol):
    """The words of a clause."""

    @property
    def kind(self) -> ObligationKind | None: ...

    @property
    def text(self) -> str: ...

    @property
    def condition(self) -> str: ...

    @property
    def means(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseGiven:
    """A clause as it was typed; `kind` None: it sets no duty, `category_code` '': for every kind of dispute."""

    title: str
    text: str
    law: str
    kind: ObligationKind | None = None
    category_code: str = ""
    condition: str = ""
    means: str = ""


def problems_of(given: ClauseGiven) -> Iterator[Problem]:
    """Everything wrong with the words of a clause, each at its field."""
    for field, message in (("title", say("请写明条款的名称")), ("text", say("请写明条款的内容"))):
        if not getattr(given, field).strip():
            yield Problem(field, message)
    if not given.law.strip():
        yield Problem("law", say("请写明依据的法律和条文"))
    for field, longest in LONGEST.items():
        value = getattr(given, field)
        if len(value) > longest:
            yield Problem(field, say("最多 {n} 个字，现在是 {now} 个", n=longest, now=len(value)))
    for field in ("text", "condition", "means"):
        if has_loose_braces(getattr(given, field)):
            yield Problem(
                field, say("花括号要成对，里面写 1 到 20 个字的名称，例如 {example}", example="{房屋位置}")
            )
    yield from _unfillable(given)


def _unfillable(given: ClauseGiven) -> Iterator[Problem]:
    if given.kind is None:
        for name in places_in(given.text):
            if name in FILLED_BY_THE_FORM:
                yield Problem("text", say("不设义务的条款没有「{place}」，请写明是谁", place=name))
        for field in ("condition", "means"):
            if getattr(given, field).strip():
                yield Problem(field, say("不设义务的条款没有这一项"))


def sentence(clause: ClauseText) -> str:
    """What an agreement will say, with the places still open."""
    if clause.kind is None:
        return f"{clause.text.rstrip('。')}。"
    money = clause.kind is ObligationKind.MONEY
    dated = clause.kind in (ObligationKind.MONEY, ObligationKind.THING)  # an act may say its times itself
    debtor, creditor = DEBTOR[money], CREDITOR[money]
    duty = PaperObligation(
        kind=clause.kind,
        debtor=f"{{{debtor}}}",
        creditor=f"{{{creditor}}}",
        amount=_SOME_SUM if money else None,
        what=clause.text,
        due_on=_SOME_DAY if dated else None,
        condition=clause.condition,
        means=clause.means,
    )
    formed = clause_text(duty).replace(printed_date(_SOME_DAY), "{日期}")
    return formed.replace(printed(_SOME_SUM), "{金额}")
