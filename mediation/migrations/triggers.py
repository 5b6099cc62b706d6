"""The triggers of the database, on both databases, and the question whether they are all there.

They are made again after every upgrade and asked for at every start, since a migration that rebuilds a table loses
them without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, inspect, text

from mediation.migrations import append_only, stamps

POSTGRES_FUNCTIONS = (append_only.REFUSE, stamps.STAMP)


class Trigger(NamedTuple):
    """Of which table it is, what makes it, and which tables must be there before."""

    table: str
    sql: str
    needs: frozenset[str]


def _triggers(of_tables: Mapping[str, tuple[str, str]], *beside: str) -> dict[str, Trigger]:
    return {
        name: Trigger(table, sql, frozenset((table, *beside))) for name, (table, sql) in of_tables.items()
    }


SQLITE = _triggers(append_only.SQLITE) | _triggers(stamps.SQLITE, stamps.KEPT_IN)
POSTGRES = _triggers(append_only.POSTGRES) | _triggers(stamps.POSTGRES, stamps.KEPT_IN)


def create_triggers(connection: Connection) -> None:
    """Make every trigger that is not there, on the tables that an older revision has."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        for function in POSTGRES_FUNCTIONS:
            connection.execute(text(function))
    wanted, there = SQLITE if sqlite else POSTGRES, set(inspect(connection).get_table_names())
    for name in missing_triggers(connection):
        if wanted[name].needs <= there:
            connection.execute(text(wanted[name].sql))


def drop_triggers(connection: Connection) -> None:
    """Take all of them away, for a downgrade."""
    sqlite = connection.dialect.name == "sqlite"
    for name, trigger in (SQLITE if sqlite else POSTGRES).items():
        on = "" if sqlite else f" ON {trigger.table}"
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
    if not sqlite:
        for function in ("refuse_change", "set_stamp"):
            connection.execute(text(f"DROP FUNCTION IF EXISTS {function}()"))


def missing_triggers(connection: Connection) -> list[str]:
    """The names of triggers that should be there and are not."""
    if connection.dialect.name == "sqlite":
        there = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        return [name for name in SQLITE if name not in there]
    there = set(
        connection.scalars(
            text(
                "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = current_schema() AND t.tgenabled <> 'D'"
            )
        )
    )
    return [name for name in POSTGRES if name not in there]
