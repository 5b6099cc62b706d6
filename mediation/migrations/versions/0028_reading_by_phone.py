"""A party reads the full text of a paper by the code to their registered phone."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reading_codes",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("representative_id", sa.Uuid(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(32), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("browser_digest", sa.LargeBinary(32), nullable=True),
        sa.Column("proved_at", AT, nullable=True),
        sa.Column("read_at", AT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reading_codes"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_reading_codes_document_id"),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name="fk_reading_codes_party_id"),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name="fk_reading_codes_representative_id"
        ),
    )
    op.create_index("ix_reading_codes_document", "reading_codes", ["document_id", "made_at"])
    op.create_index("ix_reading_codes_phone_index", "reading_codes", ["phone_index"])


def downgrade() -> None:
    op.drop_table("reading_codes")
