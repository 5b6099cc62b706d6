"""What cases and their clocks said before they were changed, and when the start and end of a clock were recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_values",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_earlier_values_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_earlier_values"),
    )
    op.create_index("ix_earlier_values_case", "earlier_values", ["case_id", "until_on"])
    op.add_column("deadlines", sa.Column("start_noted_on", sa.Date(), nullable=True))
    op.add_column("deadlines", sa.Column("end_noted_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("deadlines", "end_noted_on")
    op.drop_column("deadlines", "start_noted_on")
    op.drop_table("earlier_values")
