"""Mediators are full time or beside other work from a day on, and are trained; an account is stopped on a day.

Since when a stopped account is stopped is taken from the record of changes; without a line there it was before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

PEOPLE = sa.table(
    "people", sa.column("id", sa.Uuid()), sa.column("active", sa.Boolean()), sa.column("stopped_on", sa.Date())
)
CHANGES = sa.table(
    "setting_changes", sa.column("name", sa.String()), sa.column("since", sa.Date()), sa.column("value", sa.String())
)
STOPPED = "停用账号"


def upgrade() -> None:
    op.add_column("people", sa.Column("stopped_on", sa.Date(), nullable=True))
    op.create_table(
        "mediator_engagements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("engagement", sa.String(32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mediator_engagements_person_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name="fk_mediator_engagements_noted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_mediator_engagements"),
    )
    op.create_index("ix_mediator_engagements_person", "mediator_engagements", ["person_id", "from_on"])
    op.create_table(
        "mediator_trainings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("held_by", sa.String(120), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("hours > 0", name="ck_mediator_trainings_hours"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mediator_trainings_person_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name="fk_mediator_trainings_noted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_mediator_trainings"),
    )
    op.create_index("ix_mediator_trainings_person", "mediator_trainings", ["person_id", "held_on"])
    op.create_index("ix_mediator_trainings_held", "mediator_trainings", ["held_on"])
    _when_stopped()


def _when_stopped() -> None:
    bind = op.get_bind()
    for stopped in bind.scalars(sa.select(PEOPLE.c.id).where(~PEOPLE.c.active)).all():
        noted = sa.select(sa.func.max(CHANGES.c.since)).where(
            CHANGES.c.name == f"person:{stopped}", CHANGES.c.value.contains(STOPPED)
        )
        this = PEOPLE.c.id == stopped
        bind.execute(sa.update(PEOPLE).where(this).values(stopped_on=bind.scalar(noted)))


def downgrade() -> None:
    op.drop_table("mediator_trainings")
    op.drop_table("mediator_engagements")
    op.drop_column("people", "stopped_on")
