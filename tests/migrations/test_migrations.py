"""The schema goes up, down and up again on both databases, with data in it, and is the one the program describes."""

from __future__ import annotations

from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select

from mediation.adapters.database import Database
from mediation.adapters.schema import current, head, migrate, require_whole
from mediation.migrations.append_only import missing_triggers
from mediation.model import Category, Region, Setting, Table
from mediation.rules.errors import SetupError
from mediation.rules.vocabulary import Level

REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
    "0022",
    "0023",
    "0024",
    "0025",
    "0026",
    "0027",
    "0028",
    "0029",
)


def test_up_down_up_with_data_in_between(empty_database: Database) -> None:
    migrate(empty_database)
    with empty_database.write_session() as session:
        session.add(
            Region(
                code="150000000000",
                name="内蒙古自治区",
                level=Level.PROVINCE,
                label="内蒙古自治区",
                search_keys="内蒙古",
                valid_from=date(2020, 1, 1),
            )
        )
        session.add(Setting(name="settlement_days", value="5"))
        session.commit()
    for revision in reversed(REVISIONS[:-1]):
        migrate(empty_database, revision, down=True)
        assert current(empty_database) == revision
        with empty_database.read_session() as session:
            assert session.scalar(select(func.count()).select_from(Region)) == 1
    migrate(empty_database)
    require_whole(empty_database)
    with empty_database.read_session() as session:
        assert session.scalar(select(Setting.value).where(Setting.name == "settlement_days")) == "5"
        assert session.scalar(select(func.count()).select_from(Category)) == 22


def test_all_the_way_down_leaves_nothing(empty_database: Database) -> None:
    migrate(empty_database)
    migrate(empty_database, "base", down=True)
    with empty_database.read_engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(empty_database)
    require_whole(empty_database)


def test_the_migrated_schema_is_the_one_the_model_describes(database: Database) -> None:
    with database.read_engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_every_migration_makes_the_triggers_again(empty_database: Database) -> None:
    migrate(empty_database)
    with empty_database.write_engine.begin() as connection:
        connection.exec_driver_sql(
            "DROP TRIGGER case_events_no_update"
            if empty_database.is_sqlite
            else "DROP TRIGGER case_events_no_change ON case_events"
        )
    with empty_database.read_engine.connect() as connection:
        assert len(missing_triggers(connection)) == 1
    with pytest.raises(SetupError, match="触发器"):
        require_whole(empty_database)
    migrate(empty_database)
    require_whole(empty_database)


def test_an_old_schema_stops_the_start(empty_database: Database) -> None:
    migrate(empty_database, "0002")
    assert current(empty_database) != head()
    with pytest.raises(SetupError, match="db upgrade"):
        require_whole(empty_database)
