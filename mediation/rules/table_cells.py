"""What stands in a cell of somebody's table: days in every usual way of writing them, and what a spreadsheet spoilt."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mediation.rules.errors import BadInput
from mediation.rules.identity import check_id_number
from mediation.rules.messages import say

EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's count, as it counts since 1900-03-01."""
SERIALS = range(36526, 73051)
"""2000-01-01 to 2099-12-31: what a five-digit number in a column of days can mean."""
SPOILT = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+")
WRITTEN = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]00:00(?::00)?)?")
PLAIN = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
MARKS = "=+-@\t\r"
"""What begins a formula in one program or another."""


def day_of(text: str) -> date:
    """2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123, or a spreadsheet's number of the day.

    BadInput for anything else, and for a day that there is not.
    """
    found = WRITTEN.fullmatch(text) or PLAIN.fullmatch(text)
    if found is not None:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            raise BadInput.at("", say("没有 {day} 这一天", day=text)) from None
    if text.isascii() and text.isdigit() and int(text) in SERIALS:
        return EPOCH + timedelta(days=int(text))
    raise BadInput.at("", say("「{day}」不是日期，请写成 2026-11-23", day=text[:20]))


def number_as_text(text: str) -> str:
    """A number that identifies somebody, as it was typed; BadInput for one whose last digits a spreadsheet dropped."""
    if SPOILT.fullmatch(text) or _is_cut_off(text):
        raise BadInput.at(
            "",
            say(
                "「{text}」是被表格改成数字的号码，后几位已经丢失：请把这一列设成「文本」，重新填写",
                text=text[:30],
            ),
        )
    return text


def _is_cut_off(text: str) -> bool:
    """Sixteen digits or more that end in noughts, and no identity number that happens to."""
    if not (text.isascii() and text.isdigit() and len(text) > 15 and text.endswith("000")):
        return False
    try:
        check_id_number(text)
    except BadInput:
        return True
    return False


def is_formula(text: str) -> bool:
    """Whether the cell holds a formula as text, such as ="1505…"."""
    return text.startswith("=")


def harmless(text: str) -> str:
    """The text as a cell that no program takes for a formula."""
    return f"'{text}" if text[:1] and text[0] in MARKS else text
