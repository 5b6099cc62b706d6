"""What cases count for on the backlog page is kept week by week of their registration, in place of figures by area.

Figures counted by area and by kind of dispute answered the usual weeks alone, and all of them were counted again
every half minute. A chain says whether the tally holds its last event; those that do not are read by the worker.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
UNTALLIED = sa.text("NOT tallied")


def upgrade() -> None:
    op.drop_table("area_figures")
    op.create_table(
        "case_tallies",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("made_by", sa.String(16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_case_tallies"),
    )
    op.add_column("case_chains", sa.Column("tallied", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_case_chains_untallied",
        "case_chains",
        ["case_id"],
        sqlite_where=UNTALLIED,
        postgresql_where=UNTALLIED,
    )


def downgrade() -> None:
    op.drop_index("ix_case_chains_untallied", "case_chains")
    op.drop_column("case_chains", "tallied")
    op.drop_table("case_tallies")
    op.create_table(
        "area_figures",
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("category_code", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_at", AT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("region_code", "category_code", name="pk_area_figures"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_area_figures_region_code"),
    )
