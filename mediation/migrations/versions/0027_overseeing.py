"""What supervisors ask: indexes over what is open or moved lately, counts that take long, exports, escalations, digests.

SQLite reads the table again for a column of the condition that the index does not hold: hence `is_open` in them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0023"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
INDEXES = (
    (
        "ix_cases_open",
        "cases",
        ["organisation_id", "state", "registered_at", "category_code", "source", "danger", "id", "is_open"],
        "is_open",
    ),
    ("ix_cases_id_holder", "cases", ["id", "organisation_id"], None),
    ("ix_cases_danger", "cases", ["organisation_id", "is_open", "danger"], "danger"),
    (
        "ix_cases_holder_registered",
        "cases",
        ["organisation_id", "registered_at", "id", "category_code", "source"],
        None,
    ),
    (
        "ix_cases_concluded",
        "cases",
        ["organisation_id", "concluded_on", "outcome", "category_code", "source", "holding_id"],
        "concluded_on IS NOT NULL",
    ),
    ("ix_holdings_left", "holdings", ["organisation_id", "until_at", "from_at", "case_id"], "until_at IS NOT NULL"),
    ("ix_deadlines_over", "deadlines", ["due_on", "case_id", "clock", "state"], "state = 'running'"),
    (
        "ix_deadlines_warned",
        "deadlines",
        ["due_on", "case_id", "clock", "state", "warned_at"],
        "state = 'running' AND warned_at IS NOT NULL",
    ),
    ("ix_hand_overs_returned", "hand_overs", ["answered_at", "case_id", "state"], "state = 'returned'"),
    ("ix_confirmations_waiting", "confirmations", ["case_id", "submitted_on", "is_open"], "is_open"),
    ("ix_performances_state", "performances", ["state", "case_id", "is_open"], "is_open"),
    ("ix_case_events_recorded", "case_events", ["recorded_at", "case_id"], None),
)


def upgrade() -> None:
    op.drop_index("ix_cases_open_holder", "cases")
    op.drop_index("ix_cases_holder_registered", "cases")
    for name, table, columns, where in INDEXES:
        chosen = sa.text(where) if where else None
        op.create_index(name, table, columns, sqlite_where=chosen, postgresql_where=chosen)
    op.create_table(
        "area_figures",
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_at", AT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("region_code", name="pk_area_figures"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_area_figures_region_code"),
    )
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_exports_person_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_exports_organisation_id"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_exports_region_code"),
    )
    op.create_index("ix_exports_made", "exports", ["made_at"])
    op.create_table(
        "escalations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("rung", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_escalations"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name="fk_escalations_deadline_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_escalations_case_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_escalations_organisation_id"),
        sa.UniqueConstraint("deadline_id", "due_on", "rung", name="uq_escalations_deadline_id_due_on_rung"),
    )
    op.create_index("ix_escalations_case_id", "escalations", ["case_id"])
    op.create_index("ix_escalations_organisation", "escalations", ["organisation_id", "told_at"])
    op.create_table(
        "digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_digests_region_code"),
        sa.UniqueConstraint("region_code", "week_on", name="uq_digests_region_code_week_on"),
    )
    op.create_table(
        "digest_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", AT, nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("failure", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digest_notices"),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_digest_notices_digest_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_digest_notices_person_id"),
        sa.UniqueConstraint("digest_id", "person_id", name="uq_digest_notices_digest_id_person_id"),
    )


def downgrade() -> None:
    for table in ("digest_notices", "digests", "escalations", "exports", "area_figures"):
        op.drop_table(table)
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
    op.create_index("ix_cases_holder_registered", "cases", ["organisation_id", "registered_at", "id"])
    op.create_index(
        "ix_cases_open_holder",
        "cases",
        ["organisation_id", "state"],
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
