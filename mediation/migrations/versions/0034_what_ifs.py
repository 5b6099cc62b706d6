"""Questions what would happen in an area if something changed, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
WAITING = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "what_ifs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_what_ifs"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_what_ifs_region_code"),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_what_ifs_asked_by"),
    )
    op.create_index("ix_what_ifs_region", "what_ifs", ["region_code", "asked_at"])
    op.create_index(
        "ix_what_ifs_waiting", "what_ifs", ["asked_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )


def downgrade() -> None:
    op.drop_table("what_ifs")
