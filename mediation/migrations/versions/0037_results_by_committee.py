"""How the disputes of a kind ended in a committee is counted from the index alone, one committee after the other.

By kind and day first, every proposal of triage read what a whole city had concluded of that kind in a year.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

OVER = sa.text("concluded_on IS NOT NULL")


def upgrade() -> None:
    columns = ["category_code", "organisation_id", "outcome", "concluded_on"]
    op.create_index(
        "ix_cases_results_of_committee", "cases", columns, sqlite_where=OVER, postgresql_where=OVER
    )


def downgrade() -> None:
    op.drop_index("ix_cases_results_of_committee", "cases")
