"""What a transaction has looked up about a case, asked of the database once until the transaction changes it.

Guards, acts and papers of one step ask the same things: who the parties are, what was agreed, who acts for whom. What
a case has is guarded by the lock on it: only this transaction can make an answer wrong, and it knows when it does.
What is written on the connection itself it does not know: that is for rows of cases nobody has asked about, such as
new ones (`open_cases`), and for tables that no question here rests on (events, lines of an import).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import FromClause, Select, Table, UpdateBase, event, inspect
from sqlalchemy.orm import Session, UOWTransaction, sessionmaker
from sqlalchemy.sql import visitors

T = TypeVar("T")


class Answers:
    """By question and what it was asked about; and which of them rest on a table."""

    def __init__(self) -> None:
        self.known: dict[Hashable, tuple[Any, ...]] = {}
        self._about: dict[FromClause, set[Hashable]] = {}

    def keep(self, key: Hashable, tables: Iterable[Table], answer: tuple[Any, ...]) -> None:
        """The answer, until one of the tables is written."""
        self.known[key] = answer
        for table in tables:
            self._about.setdefault(table, set()).add(key)

    def forget(self, written: Iterable[FromClause]) -> None:
        """What rests on those tables: looked for by table, for a transaction over many cases knows much."""
        for table in written:
            for key in self._about.pop(table, ()):
                self.known.pop(key, None)


ANSWERS = "looked_up"
"""Where a session keeps answers. One without it asks every time."""
WRITES = "writes"
"""The option of a statement in plain SQL that names the tables which it writes: all others are as they were."""


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
    known = answers.known.get(key)
    if known is None:
        known = tuple(ask())
        answers.keep(key, _tables(question), known)
    return known


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
        session.info[ANSWERS] = Answers()


def _forget_changed(session: Session, _: UOWTransaction) -> None:
    answers: Answers | None = session.info.get(ANSWERS)
    if answers is not None and answers.known:
        kinds = {type(row) for rows in (session.new, session.dirty, session.deleted) for row in rows}
        answers.forget({table for kind in kinds for table in inspect(kind).tables})


def _forget_written(session: Session, statement: Any) -> None:
    """A statement that writes past the rows that the session knows."""
    if statement.is_select:
        return
    answers: Answers | None = session.info.get(ANSWERS)
    written = statement.get_execution_options().get(WRITES)
    if isinstance(statement, UpdateBase):
        written = (statement.table,)
    if answers is None or written is None:
        _forget(session)
    else:
        answers.forget(written)
