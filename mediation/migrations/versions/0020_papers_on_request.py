"""Records of asking people about the facts, and how often somebody has looked at drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "investigations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("present", sa.String(400), nullable=False),
        sa.Column("asked_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("about_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("record_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("investigator_id", sa.Uuid(), nullable=False),
        sa.Column("recorder_id", sa.Uuid(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_investigations"),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_investigations_{column}_{table}")
            for column, table in (
                ("case_id", "cases"),
                ("organisation_id", "organisations"),
                ("investigator_id", "people"),
                ("recorder_id", "people"),
            )
        ),
    )
    op.create_index("ix_investigations_case_id", "investigations", ["case_id"])
    op.create_table(
        "paper_previews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_paper_previews"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_paper_previews_person_id_people"),
    )
    op.create_index("ix_paper_previews_person", "paper_previews", ["person_id", "at"])


def downgrade() -> None:
    op.drop_table("paper_previews")
    op.drop_table("investigations")
