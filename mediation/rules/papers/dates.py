"""Days and instants as a Chinese legal paper prints them, always in Asia/Shanghai."""

from datetime import date, datetime

from mediation.rules.clock import SHANGHAI

_FIGURES = "〇一二三四五六七八九"


def printed_date(day: date) -> str:
    """2026年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def date_in_characters(day: date) -> str:
    """二〇二六年十二月三十一日, as a court dates its papers."""
    return f"{''.join(_FIGURES[int(n)] for n in str(day.year))}年{_tens(day.month)}月{_tens(day.day)}日"


def _tens(n: int) -> str:
    """一 … 九, 十, 十一 … 三十一."""
    tens, units = divmod(n, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_FIGURES[tens]}十") + (
        _FIGURES[units] if units else ""
    )


def printed_instant(instant: datetime) -> str:
    """2026年12月31日9时05分; a naive instant is a programming error."""
    if instant.tzinfo is None:
        raise ValueError("an instant on a paper must be aware")
    there = instant.astimezone(SHANGHAI)
    return f"{printed_date(there.date())}{there.hour}时{there.minute:02d}分"
