"""Reading what was typed: every field tried, every problem kept at its field, nothing thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say
from mediation.rules.money import parse_yuan
from mediation.rules.vocabulary import Term
from web.typed import Typed

T = TypeVar("T", bound=Term)
V = TypeVar("V")


class Reader:
    """Reads a submitted form: a usable value or None, and what is wrong noted at the field."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.problems: list[Problem] = []

    def note(self, field: str, message: Message) -> None:
        self.problems.append(Problem(field, message))

    def text(self, field: str) -> str:
        """The text as typed, with line ends as one character."""
        return self.typed.value(field).replace("\r\n", "\n").strip()

    def checked(self, field: str) -> bool:
        return self.typed.value(field) not in ("", "0")

    def day(self, field: str, *, required: bool = False) -> date | None:
        """A date that exists; 31 February is said to be none."""
        return self._parsed(field, date.fromisoformat, say("没有这一天，请按 年-月-日 填写"), required)

    def moment(self, field: str, *, required: bool = False) -> datetime | None:
        """A day and minute in Asia/Shanghai, as `datetime-local` sends it."""
        found = self._parsed(field, _local, say("没有这个时间，请重新填写"), required)
        return found.replace(tzinfo=SHANGHAI) if found is not None else None

    def yuan(self, field: str) -> Decimal | None:
        """An amount in yuan with 分."""
        typed = self.text(field)
        if not typed:
            return None
        try:
            return parse_yuan(typed)
        except BadInput as bad:
            self.problems += [Problem(field, problem.message) for problem in bad.problems]
            return None

    def count(self, field: str) -> int | None:
        """A whole number that must be given."""
        return self._parsed(field, int, say("请填整数"), True)

    def term(self, field: str, terms: type[T], *, required: bool = False) -> T | None:
        """A member of a closed list."""
        return self._parsed(field, terms.of, say("请从列表中选一项"), required)

    def terms(self, field: str, terms: type[T]) -> tuple[T, ...]:
        """Several members of a closed list, from checkboxes."""
        return self._all(field, terms.of)

    def uuid(self, field: str, *, required: bool = False) -> UUID | None:
        return self._parsed(field, UUID, say("请从列表中选一项"), required)

    def uuids(self, field: str) -> tuple[UUID, ...]:
        return self._all(field, UUID)

    def counts(self, field: str) -> tuple[int, ...]:
        """Several whole numbers, from checkboxes."""
        return self._all(field, int)

    def rows(self, name: str) -> list[str]:
        """The prefixes `name.0`, `name.1` … of the rows that were typed."""
        return [f"{name}.{n}" for n in range(self.typed.count(name))]

    def is_blank(self, row: str, fields: Iterable[str]) -> bool:
        """Whether nothing was typed in the row: left out, never an error."""
        return not any(self.text(f"{row}.{name}") for name in fields)

    def refuse(self) -> None:
        """Raise everything that was noted."""
        if self.problems:
            raise BadInput(*self.problems)

    def _parsed(self, field: str, parse: Callable[[str], V], message: Message, required: bool) -> V | None:
        typed = self.text(field)
        if not typed:
            if required:
                self.note(field, say("这一项必须填写"))
            return None
        try:
            return parse(typed)
        except ValueError:
            self.note(field, message)
            return None

    def _all(self, field: str, parse: Callable[[str], V]) -> tuple[V, ...]:
        found = []
        for typed in self.typed.values(field):
            try:
                found.append(parse(typed))
            except ValueError:
                self.note(field, say("请从列表中选一项"))
        return tuple(found)


def _local(typed: str) -> datetime:
    """A time without an offset: one that was typed would change the hour without a word."""
    found = datetime.fromisoformat(typed)
    if found.tzinfo is not None:
        raise ValueError(typed)
    return found
