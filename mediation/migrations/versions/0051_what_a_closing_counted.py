"""What a closing counted is kept with it, row by row; and since when a committee works, so that it reports from then on.

Of closings made before nothing is kept: their lists show the records of today, and say so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "period_rows",
        sa.Column("closing_id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.String(32), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["closing_id"], ["period_closings.id"], name="fk_period_rows_closing_id"),
        sa.PrimaryKeyConstraint("closing_id", "base", name="pk_period_rows"),
    )
    op.add_column("organisations", sa.Column("started_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("organisations", "started_on")
    op.drop_table("period_rows")
