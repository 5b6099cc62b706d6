"""Whom a campaign asked is kept with it: committees founded, stopped or restored later change nothing of what is over.

Of campaigns ordered before, it is whom they asked by the rule until now: the committees in use, and those stopped since.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

CAMPAIGNS = sa.table("campaigns", sa.column("id", sa.Uuid()), sa.column("region_code", sa.String()), sa.column("first_on", sa.Date()))
ORGANISATIONS = sa.table(
    "organisations",
    *(sa.column(name, sa.String()) for name in ("kind", "level", "region_code")),
    *(sa.column("id", sa.Uuid()), sa.column("active", sa.Boolean()), sa.column("stopped_on", sa.Date())),
)
ASKED = sa.table("campaign_asked", sa.column("campaign_id", sa.Uuid()), sa.column("organisation_id", sa.Uuid()))


def upgrade() -> None:
    op.create_table(
        "campaign_asked",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name="fk_campaign_asked_campaign_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_campaign_asked_organisation_id"),
        sa.PrimaryKeyConstraint("campaign_id", "organisation_id", name="pk_campaign_asked"),
    )
    here = ORGANISATIONS.c
    for campaign in op.get_bind().execute(sa.select(CAMPAIGNS)).all():
        asked = sa.select(sa.literal(campaign.id, sa.Uuid()), here.id).where(
            here.kind == "committee",
            here.level == "village",
            here.region_code.startswith(_common(campaign.region_code)),
            here.active | (here.stopped_on >= campaign.first_on),
        )
        op.execute(sa.insert(ASKED).from_select(["campaign_id", "organisation_id"], asked))


def downgrade() -> None:
    op.drop_table("campaign_asked")


def _common(code: str) -> str:
    """What the codes of all places of a division begin with."""
    return next((code[:digits] for digits in (2, 4, 6, 9) if not code[digits:].strip("0")), code)
