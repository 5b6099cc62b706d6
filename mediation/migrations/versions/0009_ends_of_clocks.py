"""When the near end of a clock was told, and when it was found to be over."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadlines", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("deadlines", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute(
        sa.text("UPDATE deadlines SET state = 'running', ended_on = NULL WHERE state = 'lapsed'")
    )
    op.drop_column("deadlines", "overdue_at")
    op.drop_column("deadlines", "warned_at")
