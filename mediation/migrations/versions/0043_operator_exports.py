"""Figures that somebody without an account took out of the house at the server's command line."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "operator_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operator", sa.String(64), nullable=False),
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_operator_exports"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_operator_exports_region_code"),
    )
    op.create_index("ix_operator_exports_made", "operator_exports", ["made_at"])


def downgrade() -> None:
    op.drop_table("operator_exports")
