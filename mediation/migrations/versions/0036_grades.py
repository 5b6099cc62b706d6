"""The grade of difficulty that a bureau found on an objection; indexes that hold what the backlog counts."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ENDED = sa.text("concluded_on IS NOT NULL")
BEFORE = {
    "ix_cases_id_holder": ["id", "organisation_id", "outcome"],
    "ix_cases_results": ["category_code", "concluded_on", "organisation_id", "outcome"],
}
AFTER = {
    "ix_cases_id_holder": ["id", "organisation_id", "outcome", "category_code", "source", "region_code"],
    "ix_cases_results": [
        *("category_code", "concluded_on", "organisation_id", "outcome", "source", "holding_id"),
    ],
}


def upgrade() -> None:
    op.add_column("subsidy_answers", sa.Column("difficulty", sa.String(32), nullable=True))
    _index(AFTER)
    op.create_index("ix_holdings_onward", "holdings", ["case_id", "from_at", "organisation_id", "id"])
    op.create_index("ix_holdings_since", "holdings", ["id", "from_at"])


def downgrade() -> None:
    op.drop_index("ix_holdings_since", "holdings")
    op.drop_index("ix_holdings_onward", "holdings")
    _index(BEFORE)
    op.drop_column("subsidy_answers", "difficulty")


def _index(columns: dict[str, list[str]]) -> None:
    for name, names in columns.items():
        op.drop_index(name, "cases")
        where = ENDED if name == "ix_cases_results" else None
        op.create_index(name, "cases", names, sqlite_where=where, postgresql_where=where)
