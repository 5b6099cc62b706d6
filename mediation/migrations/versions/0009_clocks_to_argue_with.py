"""When the end of a clock was told; since when a setting holds; lists of clocks that were found again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadlines", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("deadlines", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("settings", recreate="always") as settings:
        settings.drop_constraint("pk_settings", type_="primary")
        settings.add_column(sa.Column("since", sa.Date(), nullable=False, server_default="0001-01-01"))
        settings.create_primary_key("pk_settings", ["name", "since"])
    with op.batch_alter_table("settings") as settings:
        settings.alter_column("since", existing_type=sa.Date(), existing_nullable=False, server_default=None)
    op.create_table(
        "recounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recounts"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_recounts_made_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_recounts_decided_by"),
    )
    op.create_table(
        "recount_lines",
        sa.Column("recount_id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("before_on", sa.Date(), nullable=False),
        sa.Column("after_on", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("recount_id", "deadline_id", name="pk_recount_lines"),
        sa.ForeignKeyConstraint(["recount_id"], ["recounts.id"], name="fk_recount_lines_recount_id"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_recount_lines_deadline_id"),
    )
    op.create_index("ix_recount_lines_deadline", "recount_lines", ["deadline_id"])


def downgrade() -> None:
    op.drop_index("ix_recount_lines_deadline", "recount_lines")
    op.drop_table("recount_lines")
    op.drop_table("recounts")
    op.execute(
        sa.text(
            "DELETE FROM settings WHERE since < (SELECT max(later.since) FROM settings AS later "
            "WHERE later.name = settings.name)"
        )
    )
    with op.batch_alter_table("settings", recreate="always") as settings:
        settings.drop_constraint("pk_settings", type_="primary")
        settings.drop_column("since")
        settings.create_primary_key("pk_settings", ["name"])
    op.execute(sa.text("UPDATE deadlines SET state = 'running', ended_on = NULL WHERE state = 'lapsed'"))
    op.drop_column("deadlines", "overdue_at")
    op.drop_column("deadlines", "warned_at")
