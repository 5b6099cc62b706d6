"""Papers can be verified by a code, say with what they were made, and are signed by an organisation's certificate."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
POINTING = {
    "issuer_id": "organisations",
    "typesetting_id": "typesettings",
    "sealed_by_id": "seal_certificates",
}
"""Columns of a document that name a row, and of which table."""


def upgrade() -> None:
    op.create_table(
        "typesettings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("described", sa.Text(), nullable=False),
        sa.Column("first_used_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_typesettings"),
        sa.UniqueConstraint("digest", name="uq_typesettings_digest"),
    )
    op.create_table(
        "verification_tries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("question", sa.String(20), nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verification_tries"),
    )
    op.create_index("ix_verification_tries_code", "verification_tries", ["code", "at"])
    op.create_index("ix_verification_tries_address", "verification_tries", ["address", "at"])
    op.create_table(
        "seal_certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("keystore_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("password_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_seal_certificates"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_seal_certificates_organisation_id"
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name="fk_seal_certificates_entered_by"),
    )
    op.create_index(
        "uq_seal_certificates_standing",
        "seal_certificates",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column("documents", sa.Column("verify_code", sa.String(10), nullable=True))
    op.add_column("documents", sa.Column("chain_head", sa.String(16), nullable=False, server_default=""))
    op.add_column("documents", sa.Column("contents_digest", sa.String(64), nullable=False, server_default=""))
    op.add_column("documents", sa.Column("salt_sealed", sa.LargeBinary(), nullable=True))
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    for column, table in POINTING.items():  # in one clause, since SQLite adds no constraint to a table that is there
        op.execute(
            f"ALTER TABLE documents ADD COLUMN {column} {kind} "
            f"CONSTRAINT fk_documents_{column} REFERENCES {table} (id)"
        )
    op.create_index("uq_documents_verify_code", "documents", ["verify_code"], unique=True)
    op.create_index("ix_documents_digest", "documents", ["digest"])


def downgrade() -> None:
    op.drop_index("ix_documents_digest", "documents")
    op.drop_index("uq_documents_verify_code", "documents")
    for name in (*POINTING, "salt_sealed", "contents_digest", "chain_head", "verify_code"):
        op.drop_column("documents", name)
    op.drop_table("seal_certificates")
    op.drop_table("verification_tries")
    op.drop_table("typesettings")
