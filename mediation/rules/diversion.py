"""By which door a court sends disputes to mediation: two regimes, chosen by court and date; and each door's law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import CaseSource, CourtDoor, Regime

REGISTERED_FIRST_FROM = date(2025, 1, 1)
"""最高法《关于严格依法规范民事案件立案与调解工作的意见》: from this day a conforming complaint is registered first."""
SOURCES = {
    CourtDoor.GUIDANCE: CaseSource.COURT_GUIDANCE,
    CourtDoor.FIRST_MEDIATION: CaseSource.COURT_ENTRUSTED,
    CourtDoor.DELEGATION: CaseSource.COURT_DELEGATED,
}
"""Where a case comes from that a court sends by that door."""
LAW: dict[CourtDoor, Message] = {
    CourtDoor.GUIDANCE: say(
        "还没有起诉：引导到调解组织，由它决定是否受理；随时可以起诉，调不成的帮助当事人当场起诉（人民调解法第十八条）"
    ),
    CourtDoor.FIRST_MEDIATION: say(
        "已经登记立案（民事诉讼法第一百二十六条）：经当事人同意，审理以前委托调解；"
        "调不成的转入审理，不再次立案（民事诉讼法第一百二十五条，最高法2025年立案与调解意见第二条、第五条）"
    ),
    CourtDoor.DELEGATION: say(
        "立案以前委派：经当事人同意，签收起三十日；调不成的，法院依法及时登记立案（特邀调解规定第二十一条、第二十七条）"
    ),
}
"""What each door means, as whoever reads a case is told."""
ABOUT_CONFIRMING = (Regime.CONFIRMS_SUITS, Regime.CONFIRMS_NO_SUITS)
"""What a row of the table may say beside the door: it does not answer by which door a court sends out."""


@dataclass(frozen=True, slots=True)
class RegimeKept:
    """A row of the table of regimes of one court: from when to when (None: until further notice), by which paper."""

    regime: Regime
    from_on: date
    until_on: date | None
    paper: str

    def covers(self, on: date) -> bool:
        """Whether the row speaks of that day."""
        return self.from_on <= on and (self.until_on is None or on <= self.until_on)


@dataclass(frozen=True, slots=True)
class RegimeOn:
    """The regime of a court on a day; `row` None where the law alone decides."""

    regime: Regime
    row: RegimeKept | None = None


def regime_on(rows: Iterable[RegimeKept], on: date) -> RegimeOn:
    """The regime on that day: what was entered last of that day, else what the law says of it.

    `rows` are a court's, in the order in which they were entered: none is ever changed, a later one puts right.
    """
    said = [row for row in rows if row.covers(on) and row.regime not in ABOUT_CONFIRMING]
    if said:
        return RegimeOn(said[-1].regime, said[-1])
    return RegimeOn(Regime.DELEGATION if on < REGISTERED_FIRST_FROM else Regime.FILING_FIRST)


def confirms_suits(rows: Iterable[RegimeKept], on: date) -> RegimeOn:
    """Whether the court, that day, confirms what was agreed in a suit that it registered first (民诉法 205).

    Before 2025 nothing stood against it; since then what was entered last of that day, else it does not (?).
    """
    said = [row for row in rows if row.covers(on) and row.regime in ABOUT_CONFIRMING]
    if said:
        return RegimeOn(said[-1].regime, said[-1])
    return RegimeOn(Regime.CONFIRMS_SUITS if on < REGISTERED_FIRST_FROM else Regime.CONFIRMS_NO_SUITS)
