"""Complaints drawn up before they go to a court, and what a court has on its calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
PARTIAL = (
    ("ix_hand_overs_waiting", "hand_overs", "sender_id", "is_open"),
    ("ix_requests_refused", "requests", "asked_id", "state = 'refused'"),
)
"""Indexes of what waits: its name, its table and column, and which rows."""


def upgrade() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("court_id", sa.Uuid(), nullable=True),
        sa.Column("oral", sa.Boolean(), nullable=False),
        *(
            sa.Column(f"{name}_sealed", sa.LargeBinary(), nullable=True)
            for name in ("claims", "facts", "evidence", "witnesses")
        ),
        sa.Column("drawn_up_by", sa.Uuid(), nullable=False),
        sa.Column("drawn_up_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_complaints"),
        sa.UniqueConstraint("case_id", name="uq_complaints_case_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_complaints_case_id"),
        sa.ForeignKeyConstraint(["court_id"], ["organisations.id"], name="fk_complaints_court_id"),
        sa.ForeignKeyConstraint(["drawn_up_by"], ["people.id"], name="fk_complaints_drawn_up_by"),
    )
    op.create_table(
        "hearings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("court_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("begins_at", AT, nullable=False),
        sa.Column("ends_at", AT, nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("before", sa.String(120), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", AT, nullable=False),
        sa.Column("cancelled_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_hearings"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_hearings_case_id"),
        sa.ForeignKeyConstraint(["court_id"], ["organisations.id"], name="fk_hearings_court_id"),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name="fk_hearings_set_by"),
    )
    op.create_index(
        "ix_hearings_court",
        "hearings",
        ["court_id", "begins_at"],
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.create_index("ix_hearings_case", "hearings", ["case_id"])
    op.add_column("filings", sa.Column("ended_as", sa.String(32), nullable=True))
    op.add_column("filings", sa.Column("ended_on", sa.Date(), nullable=True))
    op.create_index("ix_hand_overs_sender", "hand_overs", ["sender_id", "offered_at"])
    for name, table, column, only in PARTIAL:
        op.create_index(
            name, table, [column], sqlite_where=sa.text(only), postgresql_where=sa.text(only)
        )
    op.create_index("ix_cases_concluded_on", "cases", ["concluded_on"])



def downgrade() -> None:
    op.drop_index("ix_cases_concluded_on", "cases")
    for name, table, _, _ in PARTIAL:
        op.drop_index(name, table)
    op.drop_index("ix_hand_overs_sender", "hand_overs")
    op.drop_column("filings", "ended_on")
    op.drop_column("filings", "ended_as")
    op.drop_table("hearings")
    op.drop_table("complaints")
