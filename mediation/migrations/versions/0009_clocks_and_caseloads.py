"""Ends of clocks, lists of clocks found again, dated settings; caseloads that change hands, and who has looked."""

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
    op.add_column("appointments", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.text("UPDATE appointments SET opened_at = from_at"))
    op.create_table(
        "reassignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reassignments"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_reassignments_organisation_id"
        ),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name="fk_reassignments_from_id"),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name="fk_reassignments_to_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_reassignments_made_by"),
    )
    op.create_index("ix_reassignments_organisation", "reassignments", ["organisation_id", "made_at"])
    op.create_table(
        "reassignment_lines",
        sa.Column("reassignment_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("mediators", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reassignment_id", "case_id", name="pk_reassignment_lines"),
        sa.ForeignKeyConstraint(
            ["reassignment_id"], ["reassignments.id"], name="fk_reassignment_lines_reassignment_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reassignment_lines_case_id"),
    )


def downgrade() -> None:
    op.drop_table("reassignment_lines")
    op.drop_index("ix_reassignments_organisation", "reassignments")
    op.drop_table("reassignments")
    op.drop_column("appointments", "opened_at")
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
