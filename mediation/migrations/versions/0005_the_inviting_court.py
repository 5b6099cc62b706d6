"""A case that a court invited mediation for knows which court: the law leaves no other one to confirm it."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """In one clause, since SQLite adds no constraint to a table that is there."""
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    name = "fk_cases_inviting_court_id_organisations"
    op.execute(
        f"ALTER TABLE cases ADD COLUMN inviting_court_id {kind} CONSTRAINT {name} REFERENCES organisations (id)"
    )


def downgrade() -> None:
    op.drop_column("cases", "inviting_court_id")
