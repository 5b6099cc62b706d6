"""What cases and their clocks said before they were changed, and when it was recorded that something began and ended."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

NOTED = (
    ("deadlines", "start_noted_on"),
    ("deadlines", "end_noted_on"),
    ("appointments", "start_noted_on"),
    ("appointments", "end_noted_on"),
    ("holdings", "noted_on"),
    ("hand_overs", "noted_on"),
)


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
    for table, column in NOTED:
        op.add_column(table, sa.Column(column, sa.Date(), nullable=True))


def downgrade() -> None:
    for table, column in reversed(NOTED):
        op.drop_column(table, column)
    op.drop_table("earlier_values")
