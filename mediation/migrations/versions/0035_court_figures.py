"""A court's figures counted beforehand; an exchange that is stopped because its numbers do not agree."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
HELD = ("newest_made_at", AT), ("held_at", AT), ("held_said", sa.Text())


def upgrade() -> None:
    op.create_table(
        "court_figures",
        sa.Column("court_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("counted_at", AT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("court_id", "month", name="pk_court_figures"),
        sa.ForeignKeyConstraint(["court_id"], ["organisations.id"], name="fk_court_figures_court_id"),
    )
    for name, kind in HELD:
        op.add_column("exchange_peers", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name, _ in HELD:
        op.drop_column("exchange_peers", name)
    op.drop_table("court_figures")
