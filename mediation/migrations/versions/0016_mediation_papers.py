"""The parties may ask the court that sent them for a mediation paper in the stead of a ruling."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "confirmations", sa.Column("wanted", sa.String(32), nullable=False, server_default="ruling")
    )
    op.add_column("confirmations", sa.Column("fee", sa.String(200), nullable=False, server_default=""))
    op.add_column("confirmations", sa.Column("effective_on", sa.Date(), nullable=True))


def downgrade() -> None:
    for column in ("effective_on", "fee", "wanted"):
        op.drop_column("confirmations", column)
