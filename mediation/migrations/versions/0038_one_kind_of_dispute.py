"""A wide area narrowed to one kind of dispute is counted from that kind's cases alone.

What is open and what was registered of a kind had been looked for organisation by organisation, among all kinds;
what moved, in the past of every organisation; and whether a case is open, in the case itself.
Figures counted beforehand are kept of each kind too; what is kept now is counted again within half a minute.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
OPEN, LEFT = sa.text("is_open"), sa.text("until_at IS NOT NULL")
HOLDER = ["id", "organisation_id", "outcome", "category_code", "source", "region_code"]
OPEN_OF_KIND = [
    *("category_code", "registered_at", "organisation_id", "state"),
    *("source", "danger", "id", "is_open"),
]


def upgrade() -> None:
    op.create_index(
        "ix_cases_open_of_kind", "cases", OPEN_OF_KIND, sqlite_where=OPEN, postgresql_where=OPEN
    )
    registered = ["category_code", "registered_at", "organisation_id", "source", "id"]
    op.create_index("ix_cases_registered_of_kind", "cases", registered)
    left = ["until_at", "organisation_id", "from_at", "case_id", "id"]
    op.create_index("ix_holdings_left_on", "holdings", left, sqlite_where=LEFT, postgresql_where=LEFT)
    op.drop_index("ix_cases_id_holder", "cases")
    op.create_index("ix_cases_id_holder", "cases", [*HOLDER, "is_open"])
    op.drop_table("area_figures")
    _make_figures(sa.Column("category_code", sa.String(40), nullable=False))


def _make_figures(*of_kind: sa.Column[str]) -> None:
    op.create_table(
        "area_figures",
        sa.Column("region_code", sa.String(12), nullable=False),
        *of_kind,
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counted_at", AT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("region_code", *(one.name for one in of_kind), name="pk_area_figures"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_area_figures_region_code"),
    )


def downgrade() -> None:
    op.drop_table("area_figures")
    _make_figures()
    op.drop_index("ix_cases_id_holder", "cases")
    op.create_index("ix_cases_id_holder", "cases", HOLDER)
    op.drop_index("ix_holdings_left_on", "holdings")
    op.drop_index("ix_cases_registered_of_kind", "cases")
    op.drop_index("ix_cases_open_of_kind", "cases")
