"""A case that waits to be read into the tallies says since when; indexes hold all that statistics read of a case.

So a page can tell up to when its figures hold, and a year of a city is counted without looking into the tables.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

UNTALLIED, CONCLUDED = sa.text("NOT tallied"), sa.text("concluded_on IS NOT NULL")
CURRENT = sa.text("superseded_at IS NULL")
BY_ID = ["id", "organisation_id", "outcome", "category_code", "source", "region_code", "is_open"]
ENDED = ["organisation_id", "concluded_on", "outcome", "category_code", "source", "holding_id"]


def upgrade() -> None:
    long_ago = "1970-01-01 00:00:00.000000" + ("" if op.get_bind().dialect.name == "sqlite" else "+00")
    op.add_column(
        "case_chains",
        sa.Column("untallied_since", sa.DateTime(timezone=True), nullable=False, server_default=long_ago),
    )
    _again("ix_case_chains_untallied", "case_chains", ["case_id", "untallied_since", "tallied"], UNTALLIED)
    _again("ix_cases_id_holder", "cases", [*BY_ID, "difficulty"])
    _again("ix_cases_concluded", "cases", [*ENDED, "id", "number"], CONCLUDED)
    in_force = ["case_id", "in_force_on", "performed_at_once", "id", "superseded_at"]
    _index("ix_agreements_in_force", "agreements", in_force, CURRENT)
    _index("ix_obligations_amounts", "obligations", ["agreement_id", "kind", "amount"])


def downgrade() -> None:
    op.drop_index("ix_obligations_amounts", "obligations")
    op.drop_index("ix_agreements_in_force", "agreements")
    _again("ix_cases_concluded", "cases", ENDED, CONCLUDED)
    _again("ix_cases_id_holder", "cases", BY_ID)
    _again("ix_case_chains_untallied", "case_chains", ["case_id"], UNTALLIED)
    op.drop_column("case_chains", "untallied_since")


def _again(name: str, table: str, columns: list[str], where: sa.TextClause | None = None) -> None:
    op.drop_index(name, table)
    _index(name, table, columns, where)


def _index(name: str, table: str, columns: list[str], where: sa.TextClause | None = None) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
