"""A case that waits to be read into the tallies says since when: a page can tell up to when its figures hold."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0044"
branch_labels = None
depends_on = None

INDEX, CHAINS = "ix_case_chains_untallied", "case_chains"
UNTALLIED = sa.text("NOT tallied")


def upgrade() -> None:
    long_ago = "1970-01-01 00:00:00.000000" + ("" if op.get_bind().dialect.name == "sqlite" else "+00")
    op.add_column(
        CHAINS,
        sa.Column("untallied_since", sa.DateTime(timezone=True), nullable=False, server_default=long_ago),
    )
    _index(["case_id", "untallied_since", "tallied"])


def downgrade() -> None:
    _index(["case_id"])
    op.drop_column(CHAINS, "untallied_since")


def _index(columns: list[str]) -> None:
    op.drop_index(INDEX, CHAINS)
    op.create_index(INDEX, CHAINS, columns, sqlite_where=UNTALLIED, postgresql_where=UNTALLIED)
