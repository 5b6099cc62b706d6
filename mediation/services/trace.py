"""What a step writes, row by row: kept in its own event, so that the step can be taken back when it was a mistake."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import InstanceState, Session

from mediation.model import (
    CaseChain,
    CaseEvent,
    Command,
    Document,
    EarlierValues,
    OutboxItem,
    Table,
    TriageDecision,
)
from mediation.model.types import OneOf
from mediation.rules.vocabulary import Term

TRACE = "undo"
"""Under which name the data of an event keep the trace."""
BESIDE = (CaseChain, CaseEvent, Command, Document, EarlierValues, OutboxItem, TriageDecision)
"""Kept by the chain, never taken back, or found by the instant at which a paper was issued or a proposal decided on."""
OWN = frozenset({"version", "state"})
"""Of a matter: the event itself tells where it stood."""
ROWS: dict[str, Any] = {mapper.class_.__tablename__: mapper.class_ for mapper in Table.registry.mappers}
Values = dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Trace:
    """The rows that were made, and of those that were there already each value before and after, by table and id."""

    made: list[tuple[str, UUID]] = field(default_factory=list)
    changed: dict[tuple[str, UUID], Values] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "made": [[table, str(row)] for table, row in self.made],
            "changed": [
                [table, str(row), {name: [_stored(one) for one in pair] for name, pair in values.items()}]
                for (table, row), values in self.changed.items()
            ],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Trace:
        return cls(
            [(table, UUID(row)) for table, row in stored["made"]],
            {
                (table, UUID(row)): {
                    name: (_restored(table, name, pair[0]), _restored(table, name, pair[1]))
                    for name, pair in values.items()
                }
                for table, row, values in stored["changed"]
            },
        )


@contextmanager
def traced(session: Session) -> Iterator[Trace]:
    """Keeps what the session writes until the end of the block, which flushes."""
    trace = Trace()
    session.info[TRACE] = trace
    try:
        yield trace
        session.flush()
    finally:
        del session.info[TRACE]


@event.listens_for(Session, "before_flush")
def _look(session: Session, _context: object, _instances: object) -> None:
    trace: Trace | None = session.info.get(TRACE)
    if trace is None:
        return
    for row in session.new:
        if not isinstance(row, BESIDE) and hasattr(row, "id"):
            trace.made.append((row.__tablename__, row.id))
    for row in session.dirty:
        if not isinstance(row, BESIDE) and hasattr(row, "id"):
            _note(session, trace, row)


def _note(session: Session, trace: Trace, row: Any) -> None:
    if (row.__tablename__, row.id) in trace.made:
        return
    state: InstanceState[Any] = inspect(row)
    known = trace.changed.get((row.__tablename__, row.id), {})
    columns = state.mapper.column_attrs
    matter = "definition_version" in columns
    for name in tuple(state.committed_state):  # what was set since the last flush: all else is as it was
        if name not in columns or (matter and name in OWN):
            continue
        history = state.attrs[name].history
        if not history.added:
            continue
        before = known[name][0] if name in known else value_before(session, row, name)
        if before != history.added[0]:
            known[name] = (before, history.added[0])
        else:
            known.pop(name, None)
    if known:
        trace.changed[row.__tablename__, row.id] = known


def value_before(session: Session, row: Any, name: str) -> Any:
    """What the attribute said before it was changed, also where it had not been loaded."""
    deleted = inspect(row).attrs[name].history.deleted
    if deleted:
        return deleted[0]
    table = type(row).__table__
    return session.connection().execute(select(table.c[name]).where(table.c.id == row.id)).scalar_one()


def _stored(value: Any) -> Any:
    if isinstance(value, Term):
        return value.value
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def _restored(table: str, name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = ROWS[table].__table__.c[name].type
    if isinstance(kind, OneOf):
        return kind.terms.of(value)
    wanted = _python_type(kind)
    if wanted is bytes:
        return b64decode(value)
    if wanted in (date, datetime):
        return wanted.fromisoformat(value)
    return wanted(value) if wanted in (UUID, Decimal) else value


def _python_type(kind: Any) -> type:
    known = {"Instant": datetime, "Yuan": Decimal, "Json": object}
    return known.get(type(kind).__name__) or kind.python_type
