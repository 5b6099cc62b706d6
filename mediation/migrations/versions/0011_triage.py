"""Triage: what was proposed and what was chosen, insert-only; and who is away from when to when."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_absences_person_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name="fk_absences_noted_by"),
        sa.CheckConstraint("until_on >= from_on", name="ck_absences_order"),
    )
    op.create_index("ix_absences_person", "absences", ["person_id", "until_on"])
    op.create_table(
        "triage_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", AT, nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("aspect", sa.String(32), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("proposed_tier", sa.String(32), nullable=False),
        sa.Column("proposed_level", sa.String(32), nullable=True),
        sa.Column("proposed_id", sa.Uuid(), nullable=True),
        sa.Column("chosen_tier", sa.String(32), nullable=False),
        sa.Column("chosen_level", sa.String(32), nullable=True),
        sa.Column("chosen_id", sa.Uuid(), nullable=True),
        sa.Column("hand_over_id", sa.Uuid(), nullable=True),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.Column("departure_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_triage_decisions"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_triage_decisions_case_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_triage_decisions_organisation_id"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_triage_decisions_decided_by"),
        sa.ForeignKeyConstraint(
            ["proposed_id"], ["organisations.id"], name="fk_triage_decisions_proposed_id"
        ),
        sa.ForeignKeyConstraint(["chosen_id"], ["organisations.id"], name="fk_triage_decisions_chosen_id"),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_overs.id"], name="fk_triage_decisions_hand_over_id"
        ),
    )
    op.create_index("ix_triage_decisions_case", "triage_decisions", ["case_id"])
    op.create_index("ix_triage_decisions_made", "triage_decisions", ["organisation_id", "decided_on"])
    op.create_index("ix_triage_decisions_hand_over", "triage_decisions", ["hand_over_id"])


def downgrade() -> None:
    for name in ("hand_over", "made", "case"):
        op.drop_index(f"ix_triage_decisions_{name}", "triage_decisions")
    op.drop_table("triage_decisions")
    op.drop_index("ix_absences_person", "absences")
    op.drop_table("absences")
