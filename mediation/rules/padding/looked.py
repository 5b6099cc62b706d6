"""What is looked at of a dossier: days, places, who took part, and texts without names and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from mediation.rules.messages import Message
from mediation.rules.overlap import plain
from mediation.rules.vocabulary import Term


class SignKind(Term):
    """What made somebody look: each has an innocent explanation too."""

    COPIED = "copied", "文字和另一件几乎相同"
    AGAIN = "again", "同样的当事人多次调解"
    TWO_PLACES = "two_places", "同一调解员同一时间在两处"
    EARLY = "early", "签名早于调解"
    HEAP = "heap", "期末集中补录很早的案件"
    SPLIT = "split", "一件纠纷拆成几件"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A sitting: when, where, and whether its mediators had to be there in person."""

    began_at: datetime
    ended_at: datetime | None
    place: str
    told: str
    """What is told of the place: the division of the dispute, or that it was at somebody's home; no address."""
    region_code: str
    in_person: bool
    mediators: frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A dossier as it is compared with others."""

    case_id: UUID
    number: str
    organisation_id: UUID
    category: str
    family: UUID
    """The case itself; of cases that openly belong together (示范调解, 分案, 再次调解) the first of them."""
    parties: frozenset[str]
    entered_by: UUID
    entered_at: datetime
    accepted_on: date
    text: str
    """What was found and said, as `bare` makes it."""
    meetings: tuple[Meeting, ...]
    signed_on: date | None
    """The earliest signature of a party."""
    signed_by: datetime | None
    """By when it was recorded."""
    copy_on: date | None = None
    """The earliest day that stands on a signed copy of the agreement or of a record, as whoever added it read it."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A reason to look at a dossier, with the cases that it rests on."""

    kind: SignKind
    case_id: UUID
    others: tuple[UUID, ...]
    why: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From where on something is a sign; each is a setting `padding_<name>`, since practice decides."""

    same_percent: int = 75
    """So much of both texts in common, beyond what the whole county writes."""
    again_cases: int = 3
    again_days: int = 365
    overlap_minutes: int = 10
    """What people round when they write down hours."""
    least_minutes: int = 20
    """How long a sitting lasted of which no end was written down."""
    travel_minutes: int = 20
    """From one township to another."""
    heap_cases: int = 5
    heap_days: int = 14
    """How far back the day of acceptance lies when a case is entered late."""
    heap_end_days: int = 5
    """Before the end of the period, or after it."""
    split_days: int = 15


def limits(setting: Callable[[str], str | None]) -> Limits:
    """As the administrator set them; what is no number from 1 to 1000 changes nothing."""
    found = {}
    for one in fields(Limits):
        value = setting(f"padding_{one.name}") or ""
        if value.isascii() and value.isdigit() and 1 <= int(value) <= 1000:
            found[one.name] = int(value)
    return Limits(**found)


FIGURES = re.compile(r"[0-9〇零一二三四五六七八九十百千万亿两]+")


def bare(texts: Iterable[str], names: Iterable[str]) -> str:
    """The texts without names, figures, punctuation and blanks: what is left when a copy is made to look new."""
    whole = "\n".join(texts)
    for name in sorted({one for one in names if len(one) > 1}, key=len, reverse=True):
        whole = whole.replace(name, "")
    return FIGURES.sub("", plain(whole))
