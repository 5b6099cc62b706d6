"""The suits of a court are found by its id: it sees every case that it has registered, however it came to be known."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    stands = sa.text("voided_at IS NULL")
    op.create_index(
        "ix_filings_court", "filings", ["court_id", "case_id"], sqlite_where=stands, postgresql_where=stands
    )


def downgrade() -> None:
    op.drop_index("ix_filings_court", table_name="filings")
