"""A complaint that lies with a court: the ruling by which it is not registered."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("requests") as requests:
        requests.add_column(sa.Column("court_number", sa.String(80), nullable=True))
        requests.add_column(sa.Column("judge_id", sa.Uuid(), nullable=True))
        requests.add_column(sa.Column("ruled_on", sa.Date(), nullable=True))
        requests.create_foreign_key("fk_requests_judge_id", "people", ["judge_id"], ["id"])
    op.create_index(
        "uq_requests_court_number",
        "requests",
        ["court_number"],
        unique=True,
        sqlite_where=sa.text("court_number IS NOT NULL"),
        postgresql_where=sa.text("court_number IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_requests_court_number", "requests")
    with op.batch_alter_table("requests") as requests:
        requests.drop_constraint("fk_requests_judge_id", type_="foreignkey")
        for column in ("court_number", "judge_id", "ruled_on"):
            requests.drop_column(column)
