"""Exchange with another installation by carried files: keys, peers, messages both ways, papers, and the log."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
TABLES = (
    "exchange_files",
    "exchange_papers",
    "exchange_inbox",
    "exchange_outbox",
    "exchange_recalls",
    "exchange_offers",
    "exchange_cases",
    "exchange_organisations",
    "exchange_peers",
    "exchange_keys",
)


def upgrade() -> None:
    op.create_table(
        "exchange_keys",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("box_key", sa.LargeBinary(32), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("retired_at", AT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_keys"),
        sa.UniqueConstraint("number", name="uq_exchange_keys_number"),
    )
    op.create_table(
        "exchange_peers",
        sa.Column("installation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(32), nullable=False),
        sa.Column("box_key", sa.LargeBinary(32), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.Column("registered_at", AT, nullable=False),
        sa.Column("keyed_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("acknowledged", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("heard_at", AT, nullable=True),
        sa.Column("carried_at", AT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_peers"),
        sa.ForeignKeyConstraint(["registered_by"], ["people.id"], name="fk_exchange_peers_registered_by"),
        sa.UniqueConstraint("installation_id", name="uq_exchange_peers_installation_id"),
    )
    op.create_table(
        "exchange_organisations",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("theirs", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_exchange_organisations"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_exchange_organisations_organisation_id"),
        sa.ForeignKeyConstraint(["peer_id"], ["exchange_peers.id"], name="fk_exchange_organisations_peer_id"),
        sa.UniqueConstraint("peer_id", "theirs", name="uq_exchange_organisations_peer_id_theirs"),
    )
    op.create_table(
        "exchange_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("with_id", sa.Uuid(), nullable=False),
        sa.Column("told", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "peer_id", name="pk_exchange_cases"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_exchange_cases_case_id"),
        sa.ForeignKeyConstraint(["peer_id"], ["exchange_peers.id"], name="fk_exchange_cases_peer_id"),
        sa.ForeignKeyConstraint(["with_id"], ["organisations.id"], name="fk_exchange_cases_with_id"),
    )
    op.create_table(
        "exchange_offers",
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("offered_at", AT, nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", AT, nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_offers"),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name="fk_exchange_offers_answered_by"),
        sa.ForeignKeyConstraint(["peer_id"], ["exchange_peers.id"], name="fk_exchange_offers_peer_id"),
        sa.ForeignKeyConstraint(["receiver_id"], ["organisations.id"], name="fk_exchange_offers_receiver_id"),
        sa.ForeignKeyConstraint(["sender_id"], ["organisations.id"], name="fk_exchange_offers_sender_id"),
    )
    op.create_index("ix_exchange_offers_receiver", "exchange_offers", ["receiver_id", "state"])
    op.create_table(
        "exchange_recalls",
        sa.Column("hand_over_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("answered_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("hand_over_id", name="pk_exchange_recalls"),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_exchange_recalls_asked_by"),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_overs.id"], name="fk_exchange_recalls_hand_over_id"),
    )
    op.create_table(
        "exchange_outbox",
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(80), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("carried_at", AT, nullable=True),
        sa.Column("acknowledged_at", AT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_outbox"),
        sa.ForeignKeyConstraint(["peer_id"], ["exchange_peers.id"], name="fk_exchange_outbox_peer_id"),
        sa.UniqueConstraint("peer_id", "seq", name="uq_exchange_outbox_peer_id_seq"),
    )
    op.create_index("ix_exchange_outbox_about", "exchange_outbox", ["peer_id", "about"])
    op.create_index("ix_exchange_outbox_waiting", "exchange_outbox", ["peer_id", "seq"], sqlite_where=sa.text("acknowledged_at IS NULL"), postgresql_where=sa.text("acknowledged_at IS NULL"))
    op.create_table(
        "exchange_inbox",
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("carried_by", sa.Uuid(), nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.Column("applied_at", AT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_inbox"),
        sa.ForeignKeyConstraint(["carried_by"], ["people.id"], name="fk_exchange_inbox_carried_by"),
        sa.ForeignKeyConstraint(["peer_id"], ["exchange_peers.id"], name="fk_exchange_inbox_peer_id"),
        sa.UniqueConstraint("peer_id", "seq", name="uq_exchange_inbox_peer_id_seq"),
    )
    op.create_index("ix_exchange_inbox_state", "exchange_inbox", ["peer_id", "state"])
    op.create_table(
        "exchange_papers",
        sa.Column("peer_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sent_digest", sa.String(64), nullable=False),
        sa.Column("thumb_digest", sa.String(64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("received_at", AT, nullable=False),
        sa.Column("carried_by", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("dropped_at", AT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_papers"),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachments.id"], name="fk_exchange_papers_attachment_id"),
        sa.ForeignKeyConstraint(["carried_by"], ["people.id"], name="fk_exchange_papers_carried_by"),
        sa.ForeignKeyConstraint(["peer_id"], ["exchange_peers.id"], name="fk_exchange_papers_peer_id"),
        sa.UniqueConstraint("attachment_id", name="uq_exchange_papers_attachment_id"),
    )
    op.create_index("ix_exchange_papers_case", "exchange_papers", ["case_id"])
    op.create_table(
        "exchange_files",
        sa.Column("peer_id", sa.Uuid(), nullable=True),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_files"),
        sa.ForeignKeyConstraint(["peer_id"], ["exchange_peers.id"], name="fk_exchange_files_peer_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_exchange_files_person_id"),
    )
    op.create_index("ix_exchange_files_at", "exchange_files", ["at"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
