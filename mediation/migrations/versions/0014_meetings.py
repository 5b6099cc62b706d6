"""As what a meeting is held, and how many agreed there."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("forum", sa.String(32), nullable=True))
    op.add_column("requests", sa.Column("in_favour", sa.Integer(), nullable=True))


def downgrade() -> None:
    for column in ("forum", "in_favour"):
        op.drop_column("requests", column)
