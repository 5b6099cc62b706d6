"""Runs the migrations on the connection it is handed, or on the address in the settings."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from mediation.adapters.database import Database
from mediation.config import Settings
from mediation.model import Table


def run(connection: Connection) -> None:
    # Batch mode would rebuild tables on SQLite and silently lose their triggers, so it stays off.
    context.configure(
        connection=connection, target_metadata=Table.metadata, render_as_batch=False, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


handed: Connection | None = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    database = Database(Settings.from_environment(os.environ).database_url)
    with database.write_engine.begin() as connection:
        run(connection)
    database.dispose()
