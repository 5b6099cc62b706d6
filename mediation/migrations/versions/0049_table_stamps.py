"""A stamp says whether any organisation has changed since it was last read: pages need not read them all to see it."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

STAMPS = sa.table("table_stamps", sa.column("name", sa.String()), sa.column("stamp", sa.String()))


def upgrade() -> None:
    op.create_table(
        "table_stamps",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_table_stamps"),
    )
    op.bulk_insert(STAMPS, [{"name": "organisations", "stamp": uuid.uuid4().hex}])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS organisations_stamp_{verb}")
    else:
        op.execute("DROP TRIGGER IF EXISTS organisations_stamp ON organisations")
    op.drop_table("table_stamps")
