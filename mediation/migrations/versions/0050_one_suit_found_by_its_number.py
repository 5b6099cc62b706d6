"""All cases of a suit are found by its court and number: what it costs follows them, not all that the court registered."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    stands = sa.text("voided_at IS NULL")
    op.create_index(
        "ix_filings_suit", "filings", ["court_id", "court_number"], sqlite_where=stands, postgresql_where=stands
    )


def downgrade() -> None:
    op.drop_index("ix_filings_suit", table_name="filings")
