"""The schema of a database: bringing it to the newest migration, and asking whether it is whole."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from mediation.adapters.database import Database
from mediation.migrations.triggers import create_triggers, missing_triggers
from mediation.rules.errors import SetupError
from mediation.rules.messages import say

logging.getLogger("alembic").setLevel(logging.WARNING)  # what it did is said by the command
MIGRATIONS = Path(__file__).parent.parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def migrate(database: Database, revision: str = "head", *, down: bool = False) -> None:
    """Move the schema to a revision in one transaction, then make the triggers again."""
    config = _config()
    with database.write_engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)
        if current(database, connection) == head():
            create_triggers(connection)


def head() -> str:
    """The newest revision that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(database: Database, connection: object = None) -> str:
    """The revision that the database stands at; '' for an empty one."""
    if connection is not None:
        return MigrationContext.configure(connection).get_current_revision() or ""  # type: ignore[arg-type]
    with database.read_engine.connect() as fresh:
        return MigrationContext.configure(fresh).get_current_revision() or ""


def require_whole(database: Database) -> None:
    """SetupError unless the schema is at head with all its triggers: asked at every start."""
    if current(database) != head():
        raise SetupError(say("数据库结构不是最新版本：请先运行 mediation db upgrade"))
    with database.read_engine.connect() as connection:
        missing = missing_triggers(connection)
    if missing:
        raise SetupError(
            say("数据库缺少触发器 {names}：请运行 mediation db upgrade", names="、".join(missing))
        )
