"""Who set which point that practice decides, from which day on, and why; and room for the longest of them."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("settings") as batch:
        batch.alter_column("value", existing_type=sa.String(200), type_=sa.String(500), nullable=False)
    op.create_table(
        "setting_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("value", sa.String(500), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_setting_changes"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_setting_changes_made_by"),
    )
    op.create_index("ix_setting_changes_name", "setting_changes", ["name", "made_at"])


def downgrade() -> None:
    op.drop_table("setting_changes")
    op.execute("DELETE FROM settings WHERE length(value) > 200")
    with op.batch_alter_table("settings") as batch:
        batch.alter_column("value", existing_type=sa.String(500), type_=sa.String(200), nullable=False)
