"""The triggers that make history insert-only, on both databases, and the question whether they are all there.

They are made again after every upgrade and asked for at every start, since a migration that rebuilds a table loses
them without a word.
"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

TABLES = (
    "assessment_results",
    "assessment_schemes",
    "assessment_starts",
    "bulletins",
    "campaign_asked",
    "campaign_reminders",
    "case_events",
    "checkpoints",
    "checkpoint_heads",
    "court_regimes",
    "drawn_signatures",
    "early_warning_acts",
    "escalations",
    "exchange_files",
    "exports",
    "operator_exports",
    "period_closings",
    "period_corrections",
    "period_reports",
    "period_rows",
    "setting_changes",
    "subsidy_answers",
    "subsidy_approvals",
    "subsidy_claims",
    "subsidy_corrections",
    "subsidy_lines",
    "subsidy_objections",
    "subsidy_reviews",
    "subsidy_rules",
    "subsidy_samples",
    "subsidy_starts",
    "triage_decisions",
    "triage_retractions",
)
SQLITE = {
    f"{table}_no_{verb.lower()}": (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
}
POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$"
)
POSTGRES = {
    f"{table}_no_change": (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    for table in TABLES
} | {
    f"{table}_no_truncate": (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    for table in TABLES
}


def create_triggers(connection: Connection) -> None:
    """Make every trigger that is not there, on the tables that an older revision has."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.execute(text(POSTGRES_FUNCTION))
    wanted, there = SQLITE if sqlite else POSTGRES, set(inspect(connection).get_table_names())
    for name in missing_triggers(connection):
        if _table_of(name) in there:
            connection.execute(text(wanted[name]))


def _table_of(trigger: str) -> str:
    return next(t for t in sorted(TABLES, key=len, reverse=True) if trigger.startswith(f"{t}_no_"))


def drop_triggers(connection: Connection) -> None:
    """Take all of them away, for a downgrade."""
    sqlite = connection.dialect.name == "sqlite"
    for name in SQLITE if sqlite else POSTGRES:
        on = "" if sqlite else f" ON {_table_of(name)}"
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
    if not sqlite:
        connection.execute(text("DROP FUNCTION IF EXISTS refuse_change()"))


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
