"""Collecting everything wrong with what was typed, so that all of it is said at once, each at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say

T = TypeVar("T")
LONGEST_TEXT = 5000
LONGEST_NAME = 200


class FieldCheck:
    """Notes problems; `refuse` raises them together."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def note(self, field: str, message: Message) -> None:
        self.problems.append(Problem(field, message))

    def require(self, field: str, value: object, message: Message) -> None:
        """Note the message unless the value is there."""
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            self.note(field, message)

    def text(
        self, field: str, value: str, message: Message | None = None, longest: int = LONGEST_TEXT
    ) -> str:
        """The trimmed text; required when a message is given; never longer than `longest` characters."""
        if message is not None:
            self.require(field, value, message)
        if len(value) > longest:
            self.note(field, say("最多 {n} 个字，现在是 {now} 个", n=longest, now=len(value)))
        return value.strip()

    def parse(self, field: str, parser: Callable[[str], T], value: str) -> T | None:
        """What the parser makes of the value; its refusal is noted at the field."""
        try:
            return parser(value)
        except BadInput as bad:
            self.problems += [Problem(field, p.message) for p in bad.problems]
            return None

    def refuse(self) -> None:
        """Raise BadInput with all that was noted."""
        if self.problems:
            raise BadInput(*self.problems)
