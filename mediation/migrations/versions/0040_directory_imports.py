"""Tables of divisions, organisations and people that an administrator sends in the browser."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "directory_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("cells_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("applied_at", AT, nullable=True),
        sa.Column("dropped_at", AT, nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory_imports"),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name="fk_directory_imports_region_code"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_directory_imports_made_by"),
    )
    op.create_index("ix_directory_imports_region", "directory_imports", ["region_code", "made_at"])


def downgrade() -> None:
    op.drop_table("directory_imports")
