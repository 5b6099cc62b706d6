"""Days and instants as a Chinese legal paper prints them, always in Asia/Shanghai."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def printed_date(day: date) -> str:
    """2026年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def printed_instant(instant: datetime) -> str:
    """2026年12月31日9时05分; a naive instant is a programming error."""
    if instant.tzinfo is None:
        raise ValueError("an instant on a paper must be aware")
    there = instant.astimezone(SHANGHAI)
    return f"{printed_date(there.date())}{there.hour}时{there.minute:02d}分"
