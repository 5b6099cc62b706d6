"""Common clauses in forms: one as its keeper typed it, and one taken into an agreement."""

from __future__ import annotations

from collections.abc import Sequence

from mediation.readmodels.common_clauses import ClauseShown
from mediation.rules.clause_library import ClauseGiven
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.vocabulary import ObligationKind
from web.forms.reading import Reader
from web.typed import Typed, is_possible

NO_DUTY = "none"
"""Sent for a clause that sets no duty."""
_ROW_MARKS = (
    "debtor_id",
    "creditor_id",
    "debtor",
    "creditor",
    "amount",
    "what",
    "due_on",
    "condition",
    "means",
    "place",
)


def read_clause(typed: Typed) -> ClauseGiven:
    reader = Reader(typed)
    kind = None if typed.value("kind") == NO_DUTY else reader.term("kind", ObligationKind, required=True)
    reader.refuse()
    return ClauseGiven(
        title=reader.text("title"),
        text=reader.text("text"),
        law=reader.text("law"),
        kind=kind,
        category_code=reader.text("category_code"),
        condition=reader.text("condition"),
        means=reader.text("means"),
    )


def clause_typed(clause: ClauseShown) -> Typed:
    """The form as it starts for a change or a copy."""
    return Typed.starting(
        title=clause.title,
        text=clause.text,
        law=clause.law,
        kind=clause.kind.value if clause.kind else NO_DUTY,
        category_code=clause.category_code,
        condition=clause.condition,
        means=clause.means,
    )


def with_chosen(
    typed: Typed, chosen: str, offered: Sequence[ClauseShown], duties: str = "obligations"
) -> Typed:
    """The form with that clause of those offered; with a word where it was changed or retired meanwhile."""
    clause = next((one for one in offered if str(one.id) == chosen), None)
    if clause is None:
        return typed.refused(BadInput.at("", say("这条常用条款已经修改或者停用，请重新选一条")))
    return with_clause(typed, clause, duties)


def with_clause(typed: Typed, clause: ClauseShown, duties: str = "obligations") -> Typed:
    """The form of an agreement with the clause in its first blank row, or in one more."""
    if clause.kind is None:
        row = _free_row(typed, "further", ("text",))
        values = {f"{row}.text": clause.text}
    else:
        row = _free_row(typed, duties, _ROW_MARKS)
        values = {
            f"{row}.kind": clause.kind.value,
            f"{row}.what": clause.text,
            f"{row}.condition": clause.condition,
            f"{row}.means": clause.means,
        }
    if not is_possible(row):
        return typed
    return Typed({**typed.fields, **{name: [value] for name, value in values.items()}}, (), row)


def _free_row(typed: Typed, name: str, marks: Sequence[str]) -> str:
    count = typed.count(name)
    for n in range(count):
        if not any(typed.value(f"{name}.{n}.{mark}").strip() for mark in marks):
            return f"{name}.{n}"
    return f"{name}.{count}"
