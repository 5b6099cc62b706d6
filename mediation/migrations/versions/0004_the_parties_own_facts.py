"""Facts that belong to one party, one duty or one sitting are kept there; an application's ground is a closed list."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add("parties", sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
    _add("parties", sa.Column("capacity", sa.String(32), nullable=True))
    _refer("parties", "region_code", "regions", "code", "VARCHAR(12)")
    _add("parties", sa.Column("rights_told_on", sa.Date(), nullable=True))
    op.execute("UPDATE parties SET position = ordinal")
    op.execute(
        "UPDATE parties SET rights_told_on = "
        "(SELECT cases.rights_told_on FROM cases WHERE cases.id = parties.case_id)"
    )
    op.drop_column("cases", "rights_told_on")
    _add("sittings", sa.Column("rights_told", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add("fact_signatures", sa.Column("place", sa.String(200), nullable=False, server_default=""))
    _add("agreements", sa.Column("responsibility_sealed", sa.LargeBinary(), nullable=True))
    _add("obligations", sa.Column("performed_at_once", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE obligations SET performed_at_once = "
        "(SELECT performed_at_once FROM agreements WHERE agreements.id = obligations.agreement_id)"
    )
    _add("confirmations", sa.Column("ground", sa.String(32), nullable=True))
    _refer("confirmations", "ground_region_code", "regions", "code", "VARCHAR(12)")
    op.create_index("ix_documents_replaces", "documents", ["replaces_id"])


def downgrade() -> None:
    op.drop_index("ix_documents_replaces", "documents")
    for table, column in (
        ("confirmations", "ground_region_code"),
        ("confirmations", "ground"),
        ("obligations", "performed_at_once"),
        ("agreements", "responsibility_sealed"),
        ("fact_signatures", "place"),
        ("sittings", "rights_told"),
    ):
        op.drop_column(table, column)
    _add("cases", sa.Column("rights_told_on", sa.Date(), nullable=True))
    op.execute(
        "UPDATE cases SET rights_told_on = "
        "(SELECT MIN(parties.rights_told_on) FROM parties WHERE parties.case_id = cases.id)"
    )
    for column in ("rights_told_on", "region_code", "capacity", "position"):
        op.drop_column("parties", column)


def _add(table: str, column: "sa.Column[object]") -> None:
    op.add_column(table, column)


def _refer(table: str, column: str, target: str, key: str, kind: str) -> None:
    """A column with a foreign key; in one clause, since SQLite adds no constraint to a table that is there."""
    name = f"fk_{table}_{column}_{target}"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind} CONSTRAINT {name} REFERENCES {target} ({key})")
