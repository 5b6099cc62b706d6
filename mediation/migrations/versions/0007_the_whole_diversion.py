"""What can happen to a case beside the road: requests, links between cases, filing, pauses, and what is left over."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _matter() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("definition_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _to(table: str, column: str, *, of: str, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(column, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_{of}_{column}"),
    ]


def upgrade() -> None:
    op.create_table(
        "case_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_to("cases", "case_id", of="case_links"),
        *_to("cases", "origin_id", of="case_links"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("linked_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_links"),
        sa.UniqueConstraint("case_id", "origin_id", "kind", name="uq_case_links_case_id_origin_id_kind"),
    )
    op.create_index("ix_case_links_origin_id", "case_links", ["origin_id"])
    op.create_table(
        "filings",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_to("cases", "case_id", of="filings"),
        *_to("organisations", "court_id", of="filings"),
        sa.Column("court_number", sa.String(80), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_filings"),
        sa.UniqueConstraint("case_id", name="uq_filings_case_id"),
    )
    op.create_table(
        "requests",
        *_matter(),
        *_to("cases", "case_id", of="requests"),
        sa.Column("kind", sa.String(32), nullable=False),
        *_to("organisations", "asker_id", of="requests"),
        *_to("organisations", "asked_id", of="requests", nullable=True),
        sa.Column("asked_name", sa.String(200), nullable=False),
        *_to("organisations", "handler_id", of="requests", nullable=True),
        sa.Column("channel", sa.String(32), nullable=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("meets_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.Column("subject_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    op.create_index("ix_requests_case", "requests", ["case_id"])
    for seat in ("asker", "asked", "handler"):
        op.create_index(
            f"ix_requests_{seat}",
            "requests",
            [f"{seat}_id"],
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_to("confirmations", "confirmation_id", of="objections"),
        *_to("parties", "party_id", of="objections", nullable=True),
        sa.Column("outsider", sa.String(200), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=True),
        sa.Column("grounds_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("court_number", sa.String(80), nullable=True),
        *_to("people", "judge_id", of="objections", nullable=True),
        sa.Column("ruled_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_objections"),
        sa.UniqueConstraint("court_number", name="uq_objections_court_number"),
    )
    op.create_index("ix_objections_confirmation", "objections", ["confirmation_id"])
    op.add_column("deadlines", sa.Column("paused_on", sa.Date(), nullable=True))
    op.add_column("agreements", sa.Column("left_over_sealed", sa.LargeBinary(), nullable=True))
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    name = "fk_hand_overs_decider_id"
    op.execute(  # in one clause, since SQLite adds no constraint to a table that is there
        f"ALTER TABLE hand_overs ADD COLUMN decider_id {kind} CONSTRAINT {name} REFERENCES organisations (id)"
    )


def downgrade() -> None:
    op.drop_column("hand_overs", "decider_id")
    op.drop_column("agreements", "left_over_sealed")
    op.drop_column("deadlines", "paused_on")
    op.drop_table("objections")
    op.drop_table("requests")
    op.drop_table("filings")
    op.drop_table("case_links")
