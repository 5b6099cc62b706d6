"""How the last day was found on which somebody outside the case could object to a ruling."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("objections", sa.Column("derivation", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("objections", "derivation")
