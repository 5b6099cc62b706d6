"""What a transaction wrote, taken down at the cursor, to be written again by the bare ORM and by raw sqlite3."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, Executable, Table, event
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import flag_modified

from mediation.model.registry import Table as Mapped

MAPPERS: dict[str, Mapper[Any]] = {mapper.local_table.name: mapper for mapper in Mapped.registry.mappers}  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Write:
    """One statement that wrote, as the driver got it and as SQLAlchemy meant it."""

    sql: str
    parameters: Any
    many: bool
    meant: Executable
    table: str
    """The mapped table; '' where the statement was plain SQL."""
    inserts: bool
    values: tuple[Mapping[str, Any], ...]

    def raw(self, connection: sqlite3.Connection) -> None:
        if self.many:
            connection.executemany(self.sql, self.parameters)
        else:
            connection.execute(self.sql, self.parameters).fetchall()

    def by_orm(self, session: Session) -> None:
        """An insert becomes a new object, an update a loaded object with new attributes."""
        for values in self.values:
            if self.inserts and self.table:
                mapper = MAPPERS[self.table]
                session.add(mapper.class_(**{_attribute(mapper, name): v for name, v in values.items()}))
            elif self.table:
                self._update(session, values)
            else:
                session.execute(self.meant, values)

    def _update(self, session: Session, values: Mapping[str, Any]) -> None:
        mapper = MAPPERS[self.table]
        keys = {f"{self.table}_{column.name}": column for column in mapper.primary_key}
        one = session.get_one(mapper.class_, tuple(values[key] for key in keys))
        counter = mapper.version_id_col
        if one in session.dirty:
            session.flush()  # the version counts the updates
        for name, value in values.items():
            if name in mapper.local_table.c and (counter is None or name != counter.name):
                setattr(one, _attribute(mapper, name), value)
                flag_modified(one, _attribute(mapper, name))


def _attribute(mapper: Mapper[Any], column: str) -> str:
    return mapper.get_property_by_column(mapper.local_table.c[column]).key


@dataclass(slots=True)
class Scribe:
    """Takes down the writes of an engine, transaction by transaction, and counts what it reads."""

    transactions: list[list[Write]] = field(default_factory=list)
    reads: int = 0

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "begin", lambda connection: self.transactions.append([]))
        event.listen(engine, "before_cursor_execute", self._note)

    def taken(self) -> list[list[Write]]:
        """All transactions so far that wrote; the book is empty afterwards."""
        taken, self.transactions = [writes for writes in self.transactions if writes], []
        return taken

    def _note(
        self, connection: object, cursor: object, sql: str, parameters: Any, context: Any, many: bool
    ) -> None:
        word = sql.lstrip()[:6].upper()
        if word not in ("INSERT", "UPDATE", "DELETE"):
            self.reads += word == "SELECT"
            return
        table = getattr(context.compiled.statement, "table", None)
        self.transactions[-1].append(
            Write(
                sql=sql,
                parameters=parameters,
                many=many,
                meant=context.invoked_statement,
                table=table.name if isinstance(table, Table) else "",
                inserts=context.isinsert,
                values=tuple(context.compiled_parameters),
            )
        )
