"""Lengths of legal terms, and the way by which a last day was found, in words and as stored JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import Term

LONGEST = 36_500
WEEKDAYS = (
    say("星期一"),
    say("星期二"),
    say("星期三"),
    say("星期四"),
    say("星期五"),
    say("星期六"),
    say("星期日"),
)


@dataclass(frozen=True, slots=True)
class _Count:
    """A length of at least one unit. Units are types of their own and never turn into one another."""

    n: int

    def __post_init__(self) -> None:
        if type(self.n) is not int or not 1 <= self.n <= LONGEST:
            raise ValueError(f"a term is 1 to {LONGEST} units long, not {self.n!r}")


class Days(_Count):
    """Calendar days (日)."""

    __slots__ = ()


class WorkingDays(_Count):
    """Working days (工作日)."""

    __slots__ = ()


class Months(_Count):
    """Months (月), ending on the corresponding day."""

    __slots__ = ()


class Years(_Count):
    """Years (年), ending on the corresponding day."""

    __slots__ = ()


Length = Days | WorkingDays | Months | Years
UNITS: Mapping[str, Callable[[int], Length]] = {
    "days": Days,
    "working_days": WorkingDays,
    "months": Months,
    "years": Years,
}


@dataclass(frozen=True, slots=True)
class DerivationStep:
    """One step in words.

    `kind` is start, term, named, rest, moved, rolled, kept, provisional, paused, extended or end.
    """

    kind: str
    on: date
    message: Message


@dataclass(frozen=True, slots=True)
class Turn:
    """What moved the end after the term was counted: `paused` from one day to another, or `extended` until a day."""

    kind: str
    until_on: date
    from_on: date | None = None
    why: Message | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "until_on": self.until_on.isoformat(),
            "from_on": self.from_on.isoformat() if self.from_on else None,
            "why": stored_message(self.why) if self.why else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Turn:
        return cls(
            stored["kind"],
            date.fromisoformat(stored["until_on"]),
            date.fromisoformat(stored["from_on"]) if stored["from_on"] else None,
            message_stored(stored["why"]) if stored["why"] else None,
        )


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a last day was found, from the event to the end of the term."""

    starts_on: date
    term: Length
    counted_from: date
    raw_last_day: date
    """The last day before it moved off a rest day."""
    due_on: date
    steps: tuple[DerivationStep, ...]
    provisional: bool
    """It rests on a year whose holidays nobody has entered: derive it again once they are."""
    turns: tuple[Turn, ...] = ()
    """What moved the end since, in order: with the term and the calendar, enough to find the last day again."""

    def to_json(self) -> dict[str, Any]:
        """Plain lists, dictionaries, strings and numbers."""
        unit = next(name for name, one in UNITS.items() if one is type(self.term))
        return {
            "starts_on": self.starts_on.isoformat(),
            "term": {"unit": unit, "n": self.term.n},
            "counted_from": self.counted_from.isoformat(),
            "raw_last_day": self.raw_last_day.isoformat(),
            "due_on": self.due_on.isoformat(),
            "steps": [
                {"kind": step.kind, "on": step.on.isoformat(), "message": stored_message(step.message)}
                for step in self.steps
            ],
            "provisional": self.provisional,
            "turns": [turn.to_json() for turn in self.turns],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Derivation:
        """The derivation that `to_json` stored, also before it kept turns apart."""
        steps = tuple(
            DerivationStep(step["kind"], date.fromisoformat(step["on"]), message_stored(step["message"]))
            for step in stored["steps"]
        )
        turns = stored.get("turns")
        return cls(
            starts_on=date.fromisoformat(stored["starts_on"]),
            term=UNITS[stored["term"]["unit"]](stored["term"]["n"]),
            counted_from=date.fromisoformat(stored["counted_from"]),
            raw_last_day=date.fromisoformat(stored["raw_last_day"]),
            due_on=date.fromisoformat(stored["due_on"]),
            steps=steps,
            provisional=stored["provisional"],
            turns=_turns_told(steps) if turns is None else tuple(Turn.from_json(turn) for turn in turns),
        )


def _turns_told(steps: tuple[DerivationStep, ...]) -> tuple[Turn, ...]:
    """The turns that an older derivation told in its steps only."""
    turns = []
    for step in steps:
        if step.kind == "extended":
            turns.append(Turn("extended", step.on, why=step.message))
        elif step.kind == "paused":
            said = dict(step.message.params)
            first, last = (_day_told(said[name]) for name in ("first", "last"))
            turns.append(Turn("paused", last, first))
    return tuple(turns)


def _day_told(words: object) -> date:
    assert isinstance(words, Message)
    parts = dict(words.params)
    year, month, day = (int(str(parts[name])) for name in ("year", "month", "day"))
    return date(year, month, day)


def stored_message(message: Message) -> dict[str, Any]:
    """The message as plain JSON."""
    return {"text": message.text, "params": {name: _stored(value) for name, value in message.params}}


def _stored(value: object) -> object:
    if isinstance(value, Message):
        return stored_message(value)
    if isinstance(value, Term):
        return stored_message(Message(value.title_text))
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, tuple):
        return {"list": [_stored(one) for one in value]}
    return value


def message_stored(stored: Mapping[str, Any]) -> Message:
    """The message that `stored_message` made."""
    params = {name: _restored(value) for name, value in stored["params"].items()}
    return Message(stored["text"], tuple(sorted(params.items())))


def _restored(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return date.fromisoformat(value["day"])
    if "number" in value:
        return Decimal(value["number"])
    if "list" in value:
        return tuple(_restored(one) for one in value["list"])
    return message_stored(value)


def in_words(day: date) -> Message:
    """2026年3月2日（星期一）"""
    return say(
        "{year}年{month}月{day}日（{weekday}）",
        year=day.year,
        month=day.month,
        day=day.day,
        weekday=WEEKDAYS[day.weekday()],
    )


def length_in_words(term: Length) -> Message:
    """30日, 15个工作日, 1个月, 2年"""
    if isinstance(term, Days):
        return say("{n}日", n=term.n)
    if isinstance(term, WorkingDays):
        return say("{n}个工作日", n=term.n)
    return say("{n}个月", n=term.n) if isinstance(term, Months) else say("{n}年", n=term.n)
