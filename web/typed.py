"""What was typed into a form and what is wrong with it, as the form macros read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from werkzeug.datastructures import MultiDict

from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message


@dataclass(frozen=True)
class Typed:
    """Fields by their dotted path, each with all its values, and the problems found. `focus`: a row just added."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    focus: str = ""

    @classmethod
    def of(cls, form: MultiDict[str, str], problems: Iterable[Problem] = (), focus: str = "") -> Self:
        """What a request sent, without the fields that belong to the shell (`_key`, `csrf_token`)."""
        kept = {k: form.getlist(k) for k in form if not k.startswith("_") and k != "csrf_token"}
        return cls(kept, tuple(problems), focus)

    @classmethod
    def starting(cls, **values: object) -> Self:
        """A fresh form with some values; dots in names are written as two underscores."""
        fields = {k.replace("__", "."): [str(v)] for k, v in values.items() if v is not None}
        return cls(fields)

    def refused(self, refusal: BadInput) -> Self:
        """The same with the problems of a refusal."""
        return type(self)(self.fields, refusal.problems, self.focus)

    def value(self, name: str) -> str:
        values = self.fields.get(name)
        return values[0] if values else ""

    def values(self, name: str) -> Sequence[str]:
        return self.fields.get(name, ())

    def error(self, name: str) -> Message | None:
        """The first problem at exactly that field."""
        return next((p.message for p in self.problems if p.field == name), None)

    def count(self, name: str) -> int:
        """How many rows `name.0`, `name.1` … were typed."""
        start = f"{name}."
        numbers = [k[len(start) :].partition(".")[0] for k in self.fields if k.startswith(start)]
        return 1 + max((int(n) for n in numbers if n.isdecimal()), default=-1)

    def with_row(self, name: str, count: int) -> Self:
        """The same form, its new row `name.count` to be focused."""
        return type(self)(self.fields, (), f"{name}.{count}")

    def without_row(self, row: str) -> Self:
        """The same form without the row `parties.1`; the rows behind it move up."""
        name, _, index = row.rpartition(".")
        if not name or not index.isdecimal():
            return self
        moved = {new: v for k, v in self.fields.items() if (new := _moved(k, name, int(index))) is not None}
        return type(self)(moved, (), f"{name}.{max(0, int(index) - 1)}")


def _moved(field_name: str, name: str, gone: int) -> str | None:
    start = f"{name}."
    if not field_name.startswith(start):
        return field_name
    number, dot, rest = field_name[len(start) :].partition(".")
    if not number.isdecimal() or int(number) < gone:
        return field_name
    return None if int(number) == gone else f"{start}{int(number) - 1}{dot}{rest}"
