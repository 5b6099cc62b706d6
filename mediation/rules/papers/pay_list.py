"""以案定补补贴发放表: who gets how much for how many cases, with a place for each to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mediation.rules.money import capitals, format_yuan
from mediation.rules.papers.json_form import Contents


@dataclass(frozen=True, slots=True)
class PayListLine:
    """One mediator: 分 for so many cases."""

    committee: str
    name: str
    cases: int
    fen: int

    @property
    def yuan(self) -> str:
        return format_yuan(Decimal(self.fen).scaleb(-2))


@dataclass(frozen=True, slots=True)
class PayList(Contents):
    """A claim as it is paid; a draft until it is approved."""

    organisation: str
    area: str
    period: str
    first_on: date
    last_on: date
    paper: str
    lines: tuple[PayListLine, ...]
    total: int
    approved_by: str
    approved_on: date | None
    corrections: tuple[str, ...]
    made_by: str
    made_on: date

    @property
    def dated_on(self) -> date:
        return self.made_on

    @property
    def draft(self) -> bool:
        return self.approved_on is None

    @property
    def total_yuan(self) -> str:
        return format_yuan(Decimal(self.total).scaleb(-2))

    @property
    def total_capitals(self) -> str:
        return capitals(Decimal(self.total).scaleb(-2))
