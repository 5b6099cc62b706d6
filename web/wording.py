"""Turns Messages, titles, dates and amounts into text in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import EnumMeta

from flask import Flask
from markupsafe import Markup, escape

from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import State
from mediation.rules.messages import Message
from mediation.rules.money import format_yuan
from mediation.rules.vocabulary import Outcome, Term
from web.language import is_english, words
from web.typed import MOST_ROWS

AGREED = (Outcome.SETTLED, Outcome.AGREED_WRITTEN, Outcome.AGREED_ORALLY)
NOTHING = Markup("0")
GRANTED = ("confirmed", "in_force")
"""The closed states of a confirmation in which the court gave what was asked for."""


def translated(text: str) -> str:
    """The catalogue's text; the source itself where it has none. (The empty msgid is the catalogue's own head.)"""
    return str(words().gettext(text)) if text else ""


def worded(message: Message) -> str:
    """The sentence, its parameters worded too: nested Messages, terms, dates, amounts, lists of them."""
    template = translated(message.text)
    if not message.params:
        return template
    return template.format_map({name: shown(value) for name, value in message.params})


def titled(thing: object) -> str:
    """The translated title of a term, state, step, role, clock or paper, or of a title given as text."""
    if isinstance(thing, Term):
        return translated(thing.title_text)
    if isinstance(thing, str):
        return translated(thing)
    return translated(str(getattr(thing, "title")))  # noqa: B009  every definition has a title


def shown(value: object) -> str:
    """Any value as a reader sees it. Plain text stays as it is: it may be what somebody typed."""
    if value is None:
        return ""
    if isinstance(value, Message):
        return worded(value)
    if isinstance(value, Term):
        return titled(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return yuan(value)
    if isinstance(value, (tuple, list)):
        return translated("、").join(shown(item) for item in value)
    return value if isinstance(value, str) else _own_title(value)


def _own_title(value: object) -> str:
    return titled(value) if isinstance(getattr(value, "title", None), str) else str(value)


def tone(state: State) -> str:
    """How a state's tag looks: green only where people came to terms or the court confirmed it."""
    if state.open:
        return "info"
    return "good" if state.outcome in AGREED or state.name in GRANTED else "plain"


def day(value: date | None) -> str:
    """2026年11月23日, or 23 November 2026."""
    if value is None:
        return ""
    if is_english():
        return f"{value.day} {value:%B} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """The day and the minute in local time."""
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def moment_of_day(value: datetime | None) -> str:
    """The minute in local time, without the day."""
    return "" if value is None else f"{value.astimezone(SHANGHAI):%H:%M}"


def yuan(value: Decimal | None) -> str:
    return "" if value is None else format_yuan(value)


def number_link(n: int, url: str) -> Markup:
    """A number that leads to what it counts. Hundreds stand on a page: hence no macro."""
    return Markup(f'<a href="{escape(url)}">{n:,}</a>') if n else NOTHING  # noqa: S704  escaped


def choices(terms: EnumMeta, *only: Term) -> Iterator[tuple[str, str]]:
    """(value, translated title) of a closed list, or of some of its members, for a select or radios."""
    for member in only or tuple(terms):
        if isinstance(member, Term):
            yield str(member.value), titled(member)


def teach(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters.update(
        worded=worded,
        titled=titled,
        shown=shown,
        tone=tone,
        day=day,
        moment=moment,
        moment_of_day=moment_of_day,
        yuan=yuan,
    )
    app.jinja_env.globals.update(choices=choices, most_rows=MOST_ROWS, number_link=number_link)
