"""What a step wrote is marked void when the step is taken back; a court's filing stands once for each case."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

VOIDED = ("documents", "case_numbers", "sittings", "return_visits", "objections")


def upgrade() -> None:
    op.create_table(
        "triage_retractions",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name="pk_triage_retractions"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["triage_decisions.id"], name="fk_triage_retractions_decision_id"
        ),
    )
    for table in VOIDED:
        op.add_column(table, sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("filings") as filings:
        filings.add_column(sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
        filings.drop_constraint("uq_filings_case_id", type_="unique")
    op.create_index(
        "uq_filings_standing",
        "filings",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("triage_retractions")
    op.execute(sa.text("DELETE FROM filings WHERE voided_at IS NOT NULL"))  # the earlier schema holds one
    op.drop_index("uq_filings_standing", "filings")
    with op.batch_alter_table("filings") as filings:
        filings.create_unique_constraint("uq_filings_case_id", ["case_id"])
        filings.drop_column("voided_at")
    for table in VOIDED:
        op.drop_column(table, "voided_at")
