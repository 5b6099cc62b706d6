"""By which door a court sends disputes to mediation: two regimes, chosen by court and date."""

from __future__ import annotations

from datetime import date

from mediation.rules.errors import SetupError
from mediation.rules.messages import say

REGISTERED_FIRST_FROM = date(2025, 1, 1)
"""最高法《关于严格依法规范民事案件立案与调解工作的意见》: from this day a conforming complaint is registered first."""
SETTING = "delegating_courts"
TAKES_REGISTERED = "confirming_registered_courts"
FOREVER = date.max


def still_delegates(setting: str, court_code: str, on: date) -> bool:
    """Whether that court sends disputes out before registering them (特邀调解规定 1) on that day.

    Every court until 2024; since then those named in the setting, as `内0521=2025-01-01/2025-06-30;内0502=2025-01-01/`.
    Raises SetupError for a setting that cannot be read.
    """
    if on < REGISTERED_FIRST_FROM:
        return True
    return _named(setting, SETTING, court_code, on)


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
