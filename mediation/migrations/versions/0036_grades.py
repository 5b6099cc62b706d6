"""The grade of difficulty that a bureau found when it answered an objection, beside the registered one."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subsidy_answers", sa.Column("difficulty", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("subsidy_answers", "difficulty")
