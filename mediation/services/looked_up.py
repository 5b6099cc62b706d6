"""What a transaction has looked up about a case, asked of the database once until the transaction changes it.

Guards, acts and papers of one step ask the same things: who the parties are, what was agreed, who acts for whom. What
a case has is guarded by the lock on it: only this transaction can make an answer wrong, and it knows when it does.
What is written on the connection itself it does not know: that is for rows of cases nobody has asked about, such as
new ones (`open_cases`), and for tables that no question here rests on (events, lines of an import).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Set
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import FromClause, Select, Table, UpdateBase, event, inspect
from sqlalchemy.orm import Session, UOWTransaction, sessionmaker
from sqlalchemy.sql import visitors

T = TypeVar("T")
ANSWERS = "looked_up"
"""Where a session keeps answers. One without it asks every time."""
Answers = dict[Hashable, tuple[frozenset[Table], tuple[Any, ...]]]


def looked_up(session: Session, question: Select[T], where: Mapping[str, Hashable]) -> tuple[T, ...]:
    """The first column of every row: asked once, and again after a row of the question's tables was written.

    The question is one that was built once; a list in `where` is given as a tuple.
    """
    return _answer(session, question, where, lambda: session.scalars(question, where))


def one_looked_up(session: Session, question: Select[T], where: Mapping[str, Hashable]) -> T | None:
    """The first of them."""
    found = looked_up(session, question, where)
    return found[0] if found else None


def rows_looked_up(session: Session, question: Any, where: Mapping[str, Hashable]) -> tuple[Any, ...]:
    """The same of whole rows."""
    return _answer(session, question, where, lambda: session.execute(question, where))


def _answer(
    session: Session, question: Any, where: Mapping[str, Hashable], ask: Callable[[], Iterable[Any]]
) -> tuple[Any, ...]:
    answers: Answers | None = session.info.get(ANSWERS)
    if answers is None:
        return tuple(ask())
    if session.autoflush and (session.new or session.dirty or session.deleted):
        session.flush()  # as the question itself would
        answers = session.info[ANSWERS]
    key = (question, tuple(where.values()))
    known = answers.get(key)
    if known is None:
        known = answers[key] = (_tables(question), tuple(ask()))
    return known[1]


@cache
def _tables(question: Any) -> frozenset[Table]:
    """Whose rows the answer rests on."""
    return frozenset(one for one in visitors.iterate(question) if isinstance(one, Table))


class Forgetful(Session):
    """A session that forgets what it changes itself: rows when it flushes, statements when it is given them."""

    def execute(self, statement: Any, *args: Any, **options: Any) -> Any:
        _forget_written(self, statement)
        return super().execute(statement, *args, **options)

    def scalar(self, statement: Any, *args: Any, **options: Any) -> Any:
        _forget_written(self, statement)
        return super().scalar(statement, *args, **options)

    def scalars(self, statement: Any, *args: Any, **options: Any) -> Any:
        _forget_written(self, statement)
        return super().scalars(statement, *args, **options)


def watch(sessions: sessionmaker[Forgetful]) -> None:
    """Make the sessions of that maker forget also what ends or is flushed."""
    for moment in ("after_commit", "after_rollback"):
        event.listen(sessions, moment, _forget)
    event.listen(sessions, "after_soft_rollback", lambda session, _: _forget(session))
    event.listen(sessions, "after_flush", _forget_changed)


def _forget(session: Session) -> None:
    if ANSWERS in session.info:
        session.info[ANSWERS] = {}


def _forget_changed(session: Session, _: UOWTransaction) -> None:
    if session.info.get(ANSWERS):
        kinds = {type(row) for rows in (session.new, session.dirty, session.deleted) for row in rows}
        _forget_about(session, {table for kind in kinds for table in inspect(kind).tables})


def _forget_written(session: Session, statement: Any) -> None:
    """A statement that writes past the rows that the session knows."""
    if statement.is_select:
        return
    if isinstance(statement, UpdateBase):
        _forget_about(session, {statement.table})
    else:
        _forget(session)


def _forget_about(session: Session, written: Set[FromClause]) -> None:
    answers: Answers = session.info.get(ANSWERS, {})
    for key in [key for key, (tables, _) in answers.items() if not written.isdisjoint(tables)]:
        del answers[key]
