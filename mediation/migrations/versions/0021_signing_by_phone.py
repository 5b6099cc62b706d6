"""Signing by phone: what a court lets be used, rounds, links, codes, what was drawn; messages; wet ink by category."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "court_approvals",
        sa.Column("court_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("paper", sa.String(200), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", AT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_court_approvals"),
        sa.ForeignKeyConstraint(["court_id"], ["organisations.id"], name="fk_court_approvals_court_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name="fk_court_approvals_noted_by"),
    )
    op.create_index("ix_court_approvals_court", "court_approvals", ["court_id"])
    op.create_table(
        "signing_rounds",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("document_digest", sa.String(64), nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opened_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("ended_as", sa.String(32), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_rounds"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name="fk_signing_rounds_agreement_id"),
        sa.ForeignKeyConstraint(["approval_id"], ["court_approvals.id"], name="fk_signing_rounds_approval_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_signing_rounds_case_id"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_signing_rounds_document_id"),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name="fk_signing_rounds_opened_by"),
    )
    op.create_index("ix_signing_rounds_agreement", "signing_rounds", ["agreement_id"])
    op.create_index("ix_signing_rounds_case_id", "signing_rounds", ["case_id"])
    op.create_index("uq_signing_rounds_open", "signing_rounds", ["agreement_id"], unique=True, sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "signing_links",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("representative_id", sa.Uuid(), nullable=True),
        sa.Column("token_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(32), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("revoked_at", AT, nullable=True),
        sa.Column("used_at", AT, nullable=True),
        sa.Column("browser_digest", sa.LargeBinary(32), nullable=True),
        sa.Column("proved_at", AT, nullable=True),
        sa.Column("proved_by", sa.String(40), nullable=False),
        sa.Column("read_at", AT, nullable=True),
        sa.Column("wants_paper_at", AT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_links"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_signing_links_made_by"),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name="fk_signing_links_party_id"),
        sa.ForeignKeyConstraint(["representative_id"], ["representatives.id"], name="fk_signing_links_representative_id"),
        sa.ForeignKeyConstraint(["round_id"], ["signing_rounds.id"], name="fk_signing_links_round_id"),
        sa.UniqueConstraint("token_digest", name="uq_signing_links_token_digest"),
    )
    op.create_index("ix_signing_links_phone_index", "signing_links", ["phone_index"])
    op.create_index("ix_signing_links_round", "signing_links", ["round_id", "party_id"])
    op.create_table(
        "signing_codes",
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(32), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", AT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_codes"),
        sa.ForeignKeyConstraint(["link_id"], ["signing_links.id"], name="fk_signing_codes_link_id"),
    )
    op.create_index("ix_signing_codes_link", "signing_codes", ["link_id", "made_at"])
    op.create_index("ix_signing_codes_phone_index", "signing_codes", ["phone_index"])
    op.create_table(
        "signing_tries",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signing_tries"),
    )
    op.create_index("ix_signing_tries_address", "signing_tries", ["address", "at"])
    op.create_table(
        "drawn_signatures",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("signed_at", AT, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("image_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("manifest_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("manifest_digest", sa.String(64), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drawn_signatures"),
        sa.ForeignKeyConstraint(["link_id"], ["signing_links.id"], name="fk_drawn_signatures_link_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_drawn_signatures_person_id"),
        sa.ForeignKeyConstraint(["round_id"], ["signing_rounds.id"], name="fk_drawn_signatures_round_id"),
        sa.ForeignKeyConstraint(["signature_id"], ["signatures.id"], name="fk_drawn_signatures_signature_id"),
        sa.UniqueConstraint("signature_id", name="uq_drawn_signatures_signature_id"),
        sa.CheckConstraint("(link_id IS NULL) <> (person_id IS NULL)", name="ck_drawn_signatures_by_link_or_account"),
    )
    op.create_index("ix_drawn_signatures_round_id", "drawn_signatures", ["round_id"])
    op.create_table(
        "repetitions",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("heard_by", sa.Uuid(), nullable=False),
        sa.Column("heard_at", AT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_repetitions"),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name="fk_repetitions_agreement_id"),
        sa.ForeignKeyConstraint(["heard_by"], ["people.id"], name="fk_repetitions_heard_by"),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name="fk_repetitions_party_id"),
    )
    op.create_index("ix_repetitions_agreement", "repetitions", ["agreement_id", "party_id"])
    op.create_table(
        "notices",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("to_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("not_before", AT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", AT, nullable=True),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("failure", sa.String(400), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_notices_case_id"),
    )
    op.create_index("ix_notices_subject", "notices", ["subject_id"])
    op.create_index("ix_notices_waiting", "notices", ["not_before"], sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL"))
    op.add_column("categories", sa.Column("wet_ink", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE categories SET wet_ink = true WHERE code = 'family'")


def downgrade() -> None:
    op.drop_column("categories", "wet_ink")
    for name in (
        "notices",
        "repetitions",
        "drawn_signatures",
        "signing_tries",
        "signing_codes",
        "signing_links",
        "signing_rounds",
        "court_approvals",
    ):
        op.drop_table(name)
