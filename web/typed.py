"""What was typed into a form and what is wrong with it, as the form macros read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

from werkzeug.datastructures import MultiDict

from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say

MOST_ROWS: Mapping[str, int] = {
    "parties": 60,
    "representatives": 10,
    "duties": 200,
    "obligations": 200,
    "further": 50,
    "marks": 200,
    "served": 200,
    "evidence": 60,
    "items": 20,
    "found": 50,
}
"""How many rows a form can have of each list. Rows are counted by their highest number and named by it in other
rows (who owes, who signed), hence a number beyond these is refused and never renumbered."""


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
        return cls(kept, tuple(problems), focus).within_bounds()

    @classmethod
    def starting(cls, **values: object) -> Self:
        """A fresh form with some values; dots in names are written as two underscores."""
        fields = {k.replace("__", "."): [str(v)] for k, v in values.items() if v is not None}
        return cls(fields)

    def within_bounds(self) -> Self:
        """The same; refused before anything counts or draws its rows when a row has an impossible number."""
        if not all(is_possible(name) for name in self.fields):
            raise BadInput.at("", say("表单的行数太多或者行号不对，没有保存；请返回上一页重新填写"))
        return self

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
        """The same form, its new row `name.count` to be focused; unchanged when there is no room for one."""
        if not is_possible(f"{name}.{count}"):
            return self
        return type(self)(self.fields, (), f"{name}.{count}")

    def without_row(self, row: str) -> Self:
        """The same form without the row `parties.1`; the rows behind it move up."""
        name, _, index = row.rpartition(".")
        if not name or not index.isdecimal() or not is_possible(row):
            return self
        moved = {new: v for k, v in self.fields.items() if (new := _moved(k, name, int(index))) is not None}
        return type(self)(moved, (), f"{name}.{max(0, int(index) - 1)}")


def is_possible(name: str) -> bool:
    """Whether every row number in a field's name is one that a form of ours has."""
    return all(
        n.isascii() and len(n) < 4 and n == str(int(n)) and int(n) < MOST_ROWS.get(rows, 0)
        for rows, n in pairwise(name.split("."))
        if n.isdecimal()
    )


def _moved(field_name: str, name: str, gone: int) -> str | None:
    start = f"{name}."
    if not field_name.startswith(start):
        return field_name
    number, dot, rest = field_name[len(start) :].partition(".")
    if not number.isdecimal() or int(number) < gone:
        return field_name
    return None if int(number) == gone else f"{start}{int(number) - 1}{dot}{rest}"
