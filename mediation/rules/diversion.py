"""By which door a court sends disputes to mediation: two regimes, chosen by court and date; and each door's law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mediation.rules.errors import SetupError
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
TAKES_REGISTERED = "confirming_registered_courts"
FOREVER = date.max


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
    said = [row for row in rows if row.covers(on)]
    if said:
        return RegimeOn(said[-1].regime, said[-1])
    return RegimeOn(Regime.DELEGATION if on < REGISTERED_FIRST_FROM else Regime.FILING_FIRST)


def takes_registered(setting: str, court_code: str, on: date) -> bool:
    """Whether that court, that day, confirms agreements in suits that were registered first (民诉法 205).

    Before 2025 nothing stood against it; since then those named in the setting, written as that of delegation.
    """
    return on < REGISTERED_FIRST_FROM or _named(setting, TAKES_REGISTERED, court_code, on)


def _named(setting: str, name: str, court_code: str, on: date) -> bool:
    return any(
        code == court_code and first <= on <= last for code, first, last in _read(setting, name) if court_code
    )


def _read(setting: str, name: str) -> list[tuple[str, date, date]]:
    try:
        return [_one(part.strip()) for part in setting.split(";") if part.strip()]
    except ValueError:
        raise SetupError(say("设置「{name}」写错了", name=name)) from None


def _one(part: str) -> tuple[str, date, date]:
    code, _, days = part.partition("=")
    first, _, last = days.partition("/")
    return code, date.fromisoformat(first), date.fromisoformat(last) if last else FOREVER
