"""Papers can be verified by a code, say with what they were made, and are signed by an organisation's certificate."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


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
    with op.batch_alter_table("documents") as documents:
        documents.add_column(sa.Column("verify_code", sa.String(10), nullable=True))
        documents.add_column(sa.Column("chain_head", sa.String(16), nullable=False, server_default=""))
        documents.add_column(sa.Column("contents_digest", sa.String(64), nullable=False, server_default=""))
        documents.add_column(sa.Column("salt_sealed", sa.LargeBinary(), nullable=True))
        documents.add_column(sa.Column("issuer_id", sa.Uuid(), nullable=True))
        documents.add_column(sa.Column("typesetting_id", sa.Uuid(), nullable=True))
        documents.add_column(sa.Column("sealed_by_id", sa.Uuid(), nullable=True))
        documents.create_unique_constraint("uq_documents_verify_code", ["verify_code"])
        documents.create_foreign_key("fk_documents_issuer_id", "organisations", ["issuer_id"], ["id"])
        documents.create_foreign_key("fk_documents_typesetting_id", "typesettings", ["typesetting_id"], ["id"])
        documents.create_foreign_key("fk_documents_sealed_by_id", "seal_certificates", ["sealed_by_id"], ["id"])
    op.create_index("ix_documents_digest", "documents", ["digest"])


def downgrade() -> None:
    op.drop_index("ix_documents_digest", "documents")
    with op.batch_alter_table("documents") as documents:
        documents.drop_constraint("fk_documents_sealed_by_id", type_="foreignkey")
        documents.drop_constraint("fk_documents_typesetting_id", type_="foreignkey")
        documents.drop_constraint("fk_documents_issuer_id", type_="foreignkey")
        documents.drop_constraint("uq_documents_verify_code", type_="unique")
        for name in (
            "sealed_by_id",
            "typesetting_id",
            "issuer_id",
            "salt_sealed",
            "contents_digest",
            "chain_head",
            "verify_code",
        ):
            documents.drop_column(name)
    op.drop_table("seal_certificates")
    op.drop_table("verification_tries")
    op.drop_table("typesettings")
