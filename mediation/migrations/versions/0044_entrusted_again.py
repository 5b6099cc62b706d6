"""A court entrusts one suit more than once: its number may stand on several diversions, each with its turn."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

NUMBERED = sa.text("court_number <> ''")
INDEX = "uq_diversions_number"


def upgrade() -> None:
    op.add_column("diversions", sa.Column("times", sa.Integer(), nullable=False, server_default="1"))
    _index("court_number", "times")


def downgrade() -> None:
    """The later turns lose the number here; the filing of their case still bears it."""
    op.execute("UPDATE diversions SET court_number = '' WHERE times > 1")
    _index("court_number")
    op.drop_column("diversions", "times")


def _index(*columns: str) -> None:
    op.drop_index(INDEX, "diversions")
    op.create_index(
        INDEX, "diversions", list(columns), unique=True, sqlite_where=NUMBERED, postgresql_where=NUMBERED
    )
