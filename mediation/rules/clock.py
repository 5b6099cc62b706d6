"""The clock that use cases are handed: instants in UTC and the date that the law counts by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Passed in, never fetched."""

    def now(self) -> datetime:
        """The aware instant, in UTC."""
        ...

    def today(self) -> date:
        """The date in Asia/Shanghai."""
        ...
