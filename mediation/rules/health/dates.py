"""Days in clauses: those that do not exist, that have passed already, or that differ from the duty's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from mediation.rules.health import articles
from mediation.rules.health.written import AgreementWritten, Finding
from mediation.rules.messages import say

_DAY = re.compile(
    r"(?:(?P<y>\d{4})\s*[年./-])?\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*[日号]?(?P<by>之?前|以前|内|止)?"
)
_LEAP = 2024


def check_dates(agreement: AgreementWritten) -> Iterator[Finding]:
    texts = [*agreement.clauses(), ("facts", agreement.facts)]
    for at, text in texts:
        yield from _impossible(at, text)
    for at, text in agreement.clauses():
        gone = [day for day in _ends(text) if day < agreement.drawn_on]
        if gone and not _done(agreement, at):
            yield _past(at, gone[0])
    for n, duty in enumerate(agreement.duties):
        at = f"obligations.{n}.due_on"
        if duty.due_on is not None and duty.due_on < agreement.drawn_on and not duty.performed_at_once:
            yield _past(at, duty.due_on)
        other = [day for day in _ends(duty.text) if duty.due_on is not None and day != duty.due_on]
        if other:
            yield Finding(
                "date.differs",
                say("文字里写的是 {said}，期限栏是 {due}", said=other[0], due=duty.due_on),
                say("期限只写在期限栏里，文字里不再重复"),
                articles.UNCLEAR,
                at,
            )


def _done(agreement: AgreementWritten, at: str) -> bool:
    kind, _, rest = at.partition(".")
    return kind == "obligations" and agreement.duties[int(rest.partition(".")[0])].performed_at_once


def _impossible(at: str, text: str) -> Iterator[Finding]:
    for found in _DAY.finditer(text):
        if not re.search(r"[月日号]", found[0]) and not found["y"]:
            continue  # 3.5 is no day
        if _day(found) is None:
            yield Finding(
                "date.impossible",
                say("没有「{day}」这一天", day=found[0].rstrip("之以前内止").strip()),
                say("改成日历上有的日期"),
                articles.UNCLEAR,
                at,
            )


def _ends(text: str) -> Iterator[date]:
    """The days by which something has to be done."""
    for found in _DAY.finditer(text):
        day = _day(found)
        if found["y"] and found["by"] and day is not None and "已" not in text[: found.start()][-12:]:
            yield day


def _day(found: re.Match[str]) -> date | None:
    """The day; one without a year of a leap year."""
    try:
        return date(int(found["y"] or _LEAP), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _past(at: str, day: date) -> Finding:
    return Finding(
        "date.past",
        say("期限 {day} 在协议形成以前就过了", day=day),
        say("改成以后的日期；已经履行的，写成已经履行"),
        articles.UNCLEAR,
        at,
    )
