"""Who takes a party's place after the agreement took effect, and why; the party stays in the history."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(  # in one clause, since SQLite adds no constraint to a table that is there
        f"ALTER TABLE parties ADD COLUMN succeeds_id {kind} "
        "CONSTRAINT fk_parties_succeeds_id REFERENCES parties (id)"
    )
    op.add_column("parties", sa.Column("succession", sa.String(32), nullable=True))


def downgrade() -> None:
    op.drop_column("parties", "succession")
    op.drop_column("parties", "succeeds_id")
