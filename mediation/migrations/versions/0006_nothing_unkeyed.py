"""No digest of personal data stands in the clear, and the head of each case's chain is sealed with a key.

Digests of old commands go: they only answer a second click. Chains made before are sealed when the upgrade is done
with the key at hand (`mediation db upgrade`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM commands WHERE key NOT LIKE 'reset-password:%'")
    op.drop_column("documents", "contents_digest")
    op.add_column("case_chains", sa.Column("seal", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("case_chains", "seal")
    op.add_column(
        "documents", sa.Column("contents_digest", sa.String(64), nullable=False, server_default="")
    )
