"""The file of a case: what people add to it, its bindings, its way into the archive."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def _key(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{there}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("sitting_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sent_digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("thumb_digest", sa.String(64), nullable=True),
        sa.Column("shows_numbers", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", AT, nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", AT, nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        _key("attachments", "case_id", "cases"),
        _key("attachments", "document_id", "documents"),
        _key("attachments", "sitting_id", "sittings"),
        _key("attachments", "party_id", "parties"),
        _key("attachments", "organisation_id", "organisations"),
        _key("attachments", "uploaded_by", "people"),
        _key("attachments", "withdrawn_by", "people"),
    )
    op.create_index("ix_attachments_case", "attachments", ["case_id"])
    op.create_index("ix_attachments_document", "attachments", ["document_id"])
    op.create_index("ix_attachments_sitting", "attachments", ["sitting_id"])
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("retention", sa.String(40), nullable=False),
        sa.Column("remarks_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("missing_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("archived_by", sa.Uuid(), nullable=False),
        sa.Column("archived_at", AT, nullable=False),
        sa.Column("reopened_by", sa.Uuid(), nullable=True),
        sa.Column("reopened_at", AT, nullable=True),
        sa.Column("reopen_reason_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_dossiers"),
        _key("dossiers", "case_id", "cases"),
        _key("dossiers", "organisation_id", "organisations"),
        _key("dossiers", "archived_by", "people"),
        _key("dossiers", "reopened_by", "people"),
    )
    standing = sa.text("reopened_at IS NULL")
    op.create_index("ix_dossiers_case", "dossiers", ["case_id"])
    op.create_index(
        "uq_dossiers_standing",
        "dossiers",
        ["case_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_dossiers_organisation", "dossiers", ["organisation_id", "archived_at"])
    op.create_table(
        "bindings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("plan_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("failure", sa.String(400), nullable=False),
        sa.Column("bound_by", sa.Uuid(), nullable=False),
        sa.Column("bound_at", AT, nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_bindings"),
        sa.UniqueConstraint("case_id", "edition", name="uq_bindings_case_id_edition"),
        _key("bindings", "case_id", "cases"),
        _key("bindings", "dossier_id", "dossiers"),
        _key("bindings", "bound_by", "people"),
        _key("bindings", "replaces_id", "bindings"),
    )


def downgrade() -> None:
    for table in ("bindings", "dossiers", "attachments"):
        op.drop_table(table)
