"""Since when an organisation is stopped: what was asked of it before that day stays asked."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

ORGANISATIONS = sa.table("organisations", sa.column("id", sa.Uuid()), sa.column("active", sa.Boolean()), sa.column("stopped_on", sa.Date()))
CHANGES = sa.table("setting_changes", sa.column("name", sa.String()), sa.column("since", sa.Date()), sa.column("value", sa.String()))
SAID = "停用组织"


def upgrade() -> None:
    op.add_column("organisations", sa.Column("stopped_on", sa.Date(), nullable=True))
    bind = op.get_bind()
    for stopped in bind.scalars(sa.select(ORGANISATIONS.c.id).where(~ORGANISATIONS.c.active)).all():
        noted = sa.select(sa.func.max(CHANGES.c.since)).where(
            CHANGES.c.name == f"organisation:{stopped}", CHANGES.c.value.contains(SAID)
        )
        this = ORGANISATIONS.c.id == stopped
        bind.execute(sa.update(ORGANISATIONS).where(this).values(stopped_on=bind.scalar(noted)))


def downgrade() -> None:
    op.drop_column("organisations", "stopped_on")
