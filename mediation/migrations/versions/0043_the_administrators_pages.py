"""Passwords that somebody else gave, first passwords until they are handed over, and the end of what a committee takes."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("people", sa.Column("password_given_at", AT, nullable=True))
    op.add_column("organisation_categories", sa.Column("valid_until", sa.Date(), nullable=True))
    op.add_column("directory_imports", sa.Column("passwords_sealed", sa.LargeBinary(), nullable=True))
    op.add_column(
        "directory_imports", sa.Column("passwords_left", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("directory_imports", sa.Column("handed_over_at", AT, nullable=True))


def downgrade() -> None:
    op.drop_column("directory_imports", "handed_over_at")
    op.drop_column("directory_imports", "passwords_left")
    op.drop_column("directory_imports", "passwords_sealed")
    op.execute("DELETE FROM organisation_categories WHERE valid_until IS NOT NULL")
    op.drop_column("organisation_categories", "valid_until")
    op.drop_column("people", "password_given_at")
