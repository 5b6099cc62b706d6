"""How duties are performed, each with a life of its own; and by which door a court sent a dispute to mediation."""

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STATES = {"pending": "due", "done": "done", "done_late": "done_late", "broken": "broken"}
OPEN = ("due", "broken")
EDITION = "0" * 64
"""These began before the definition did: no digest of it was theirs."""

obligations = sa.table(
    "obligations",
    sa.column("id", sa.Uuid()),
    sa.column("agreement_id", sa.Uuid()),
    sa.column("due_on", sa.Date()),
    sa.column("state", sa.String()),
    sa.column("done_on", sa.Date()),
    sa.column("proof", sa.String()),
)
agreements = sa.table(
    "agreements", sa.column("id", sa.Uuid()), sa.column("case_id", sa.Uuid()), sa.column("in_force_on", sa.Date())
)


def upgrade() -> None:
    performances = op.create_table(
        "performances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("definition_digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("obligation_id", sa.Uuid(), nullable=False),
        sa.Column("began", sa.String(40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("terms_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_performances"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_performances_case_id"),
        sa.ForeignKeyConstraint(["obligation_id"], ["obligations.id"], name="fk_performances_obligation_id"),
        sa.UniqueConstraint("obligation_id", name="uq_performances_obligation_id"),
    )
    op.create_index("ix_performances_case", "performances", ["case_id"])
    op.create_index(
        "ix_performances_open",
        "performances",
        ["due_on"],
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    _diversions()
    begun = [_performance(*row) for row in op.get_bind().execute(_in_force())]
    if begun:
        op.bulk_insert(performances, begun)
    op.drop_index("ix_obligations_due", "obligations")
    for column in ("state", "done_on", "proof"):
        op.drop_column("obligations", column)


def _diversions() -> None:
    op.create_table(
        "diversions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("court_id", sa.Uuid(), nullable=False),
        sa.Column("door", sa.String(32), nullable=False),
        sa.Column("procedure", sa.String(32), nullable=True),
        sa.Column("court_number", sa.String(80), nullable=False),
        sa.Column("diverted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_diversions"),
        sa.UniqueConstraint("case_id", name="uq_diversions_case_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_diversions_case_id"),
        sa.ForeignKeyConstraint(["court_id"], ["organisations.id"], name="fk_diversions_court_id"),
    )
    op.create_index("ix_diversions_court", "diversions", ["court_id"])
    op.create_index(
        "uq_diversions_number",
        "diversions",
        ["court_number"],
        unique=True,
        sqlite_where=sa.text("court_number <> ''"),
        postgresql_where=sa.text("court_number <> ''"),
    )


def _in_force() -> sa.Select[UUID, UUID, date, date | None, str, date | None, str]:
    o, a = obligations.c, agreements.c
    return (
        sa.select(o.id, a.case_id, a.in_force_on, o.due_on, o.state, o.done_on, o.proof)
        .join_from(obligations, agreements, a.id == o.agreement_id)
        .where(a.in_force_on.is_not(None))
    )


def _performance(
    obligation_id: UUID,
    case_id: UUID,
    opened_on: date,
    due_on: date | None,
    was: str,
    done_on: date | None,
    proof: str,
) -> dict[str, object]:
    state = STATES[was]
    return {
        "id": uuid4(),
        "definition_version": 1,
        "definition_digest": EDITION,
        "state": state,
        "began": state,
        "is_open": state in OPEN,
        "version": 1,
        "case_id": case_id,
        "obligation_id": obligation_id,
        "opened_on": opened_on,
        "due_on": due_on,
        "terms_sealed": None,
        "done_on": done_on,
        "proof": proof,
    }


def downgrade() -> None:
    op.add_column("obligations", sa.Column("state", sa.String(32), nullable=False, server_default="pending"))
    op.add_column("obligations", sa.Column("done_on", sa.Date(), nullable=True))
    op.add_column("obligations", sa.Column("proof", sa.String(200), nullable=False, server_default=""))
    op.execute(
        "UPDATE obligations SET "
        "state = COALESCE((SELECT CASE p.state WHEN 'due' THEN 'pending' WHEN 'done' THEN 'done' "
        "WHEN 'done_late' THEN 'done_late' WHEN 'replaced' THEN 'pending' ELSE 'broken' END "
        "FROM performances p WHERE p.obligation_id = obligations.id), 'pending'), "
        "done_on = (SELECT p.done_on FROM performances p WHERE p.obligation_id = obligations.id), "
        "proof = COALESCE((SELECT p.proof FROM performances p WHERE p.obligation_id = obligations.id), '')"
    )
    op.create_index("ix_obligations_due", "obligations", ["state", "due_on"])
    op.execute("DELETE FROM deadlines WHERE matter = 'performance'")
    op.drop_table("performances")
    op.drop_table("diversions")
