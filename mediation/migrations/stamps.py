"""The triggers that give a table another stamp whenever anything in it changes, whoever changes it."""

from __future__ import annotations

STAMPED = ("organisations",)
KEPT_IN = "table_stamps"
VERBS = ("INSERT", "UPDATE", "DELETE")
SQLITE = {
    f"{table}_stamp_{verb.lower()}": (
        table,
        f"CREATE TRIGGER {table}_stamp_{verb.lower()} AFTER {verb} ON {table} BEGIN "  # noqa: S608
        f"UPDATE {KEPT_IN} SET stamp = lower(hex(randomblob(16))) WHERE name = '{table}'; END",
    )
    for table in STAMPED
    for verb in VERBS
}
STAMP = (
    "CREATE OR REPLACE FUNCTION set_stamp() RETURNS trigger LANGUAGE plpgsql AS "  # noqa: S608
    f"$$ BEGIN UPDATE {KEPT_IN} SET stamp = replace(gen_random_uuid()::text, '-', '') "
    "WHERE name = TG_TABLE_NAME; RETURN NULL; END $$"
)
POSTGRES = {
    f"{table}_stamp": (
        table,
        f"CREATE TRIGGER {table}_stamp AFTER {' OR '.join(VERBS)} OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION set_stamp()",
    )
    for table in STAMPED
}
