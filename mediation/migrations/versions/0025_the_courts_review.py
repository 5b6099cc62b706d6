"""The court's points of review , its questioning of both sides, and checks made of what courts objected to."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("confirmations", sa.Column("review_sealed", sa.LargeBinary(), nullable=True))
    op.create_table(
        "questionings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("confirmation_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("clerk_name", sa.String(80), nullable=False),
        sa.Column("party_ids", sa.Text(), nullable=False),
        sa.Column("record_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_questionings"),
        sa.ForeignKeyConstraint(["confirmation_id"], ["confirmations.id"], name="fk_questionings_confirmation_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name="fk_questionings_asked_by"),
    )
    op.create_index("ix_questionings_confirmation", "questionings", ["confirmation_id"])
    op.create_table(
        "health_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("category_code", sa.String(40), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("but", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=True),
        sa.Column("lacks", sa.String(32), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("article", sa.String(200), nullable=False),
        sa.Column("mend", sa.Text(), nullable=False),
        sa.Column("confirmation_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("on_at", AT, nullable=True),
        sa.Column("switched_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_health_checks"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_health_checks_organisation_id"
        ),
        sa.ForeignKeyConstraint(["category_code"], ["categories.code"], name="fk_health_checks_category_code"),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["confirmations.id"], name="fk_health_checks_confirmation_id"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_health_checks_made_by"),
        sa.ForeignKeyConstraint(["switched_by"], ["people.id"], name="fk_health_checks_switched_by"),
    )
    op.create_index("ix_health_checks_region", "health_checks", ["region_code"])


def downgrade() -> None:
    op.drop_table("health_checks")
    op.drop_table("questionings")
    op.drop_column("confirmations", "review_sealed")
