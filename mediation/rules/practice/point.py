"""A point that practice decides, and what is asked of every kind that it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from mediation.rules.errors import BadInput
from mediation.rules.messages import Message

VALUE = "value"
NOTHING = Message("")
Given = Mapping[str, str]
"""What was typed, by field: `value`, or several that begin with it."""


class Kind(Protocol):
    """What a point can be. `widget` says which form asks for it."""

    @property
    def widget(self) -> str: ...

    def start(self, kept: str) -> dict[str, str]:
        """The fields of the form as it is kept now."""
        ...

    def kept(self, given: Given, today: date) -> str:
        """As it will be kept; BadInput with all that is wrong, at its field."""
        ...

    def told(self, kept: str) -> Message:
        """In words; ValueError for what cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what it is called, what it can be, what holds while nobody has set it, and what it is for."""

    name: str
    title: Message
    kind: Kind
    usual: str
    meaning: Message = NOTHING
    among: str = ""
    """The point whose words this one is to be chosen from."""
    ahead: bool = True
    """Whether it may be set from a day to come: not what is read as it stands, whatever the day."""


def readable(kind: Kind, kept: str) -> str:
    """What is kept, unless somebody wrote there what the form would refuse."""
    try:
        return kind.kept({VALUE: kept}, date.max)
    except BadInput as refusal:
        raise ValueError(kept) from refusal
