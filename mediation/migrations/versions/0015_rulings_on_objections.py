"""A ruling on objections is a row of its own, with its reasons, its seal, and its service on everybody concerned."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

objections = sa.table(
    "objections",
    sa.column("id", sa.Uuid()),
    sa.column("confirmation_id", sa.Uuid()),
    sa.column("raised_on", sa.Date()),
    sa.column("upheld", sa.Boolean()),
    sa.column("court_number", sa.String()),
    sa.column("judge_id", sa.Uuid()),
    sa.column("ruled_on", sa.Date()),
    sa.column("ruling_id", sa.Uuid()),
)
rulings = sa.table(
    "objection_rulings",
    sa.column("id", sa.Uuid()),
    sa.column("confirmation_id", sa.Uuid()),
    sa.column("outcome", sa.String()),
    sa.column("court_number", sa.String()),
    sa.column("judge_id", sa.Uuid()),
    sa.column("clerk_name", sa.String()),
    sa.column("lifted", sa.Text()),
    sa.column("ruled_on", sa.Date()),
)
confirmations = sa.table("confirmations", sa.column("id", sa.Uuid()), sa.column("state", sa.String()))


def upgrade() -> None:
    op.create_table(
        "objection_rulings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("confirmation_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("court_number", sa.String(80), nullable=False),
        sa.Column("judge_id", sa.Uuid(), nullable=False),
        sa.Column("clerk_name", sa.String(80), nullable=False),
        sa.Column("findings_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("terms_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lifted", sa.Text(), nullable=False),
        sa.Column("ruled_on", sa.Date(), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_objection_rulings"),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["confirmations.id"], name="fk_objection_rulings_confirmation_id"
        ),
        sa.ForeignKeyConstraint(["judge_id"], ["people.id"], name="fk_objection_rulings_judge_id"),
        sa.UniqueConstraint("court_number", name="uq_objection_rulings_court_number"),
    )
    op.create_index("ix_objection_rulings_confirmation", "objection_rulings", ["confirmation_id"])
    with op.batch_alter_table("objections") as table:
        table.add_column(sa.Column("ruling_id", sa.Uuid(), nullable=True))
        table.create_foreign_key("fk_objections_ruling_id", "objection_rulings", ["ruling_id"], ["id"])
    _gather()
    with op.batch_alter_table("objections") as table:
        table.drop_constraint("uq_objections_court_number", type_="unique")
        table.drop_constraint("fk_objections_judge_id", type_="foreignkey")
        for column in ("court_number", "judge_id", "ruled_on", "upheld"):
            table.drop_column(column)
    op.create_table(
        "objection_deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ruling_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("objection_id", sa.Uuid(), nullable=True),
        sa.Column("manner", sa.String(32), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_objection_deliveries"),
        sa.ForeignKeyConstraint(
            ["ruling_id"], ["objection_rulings.id"], name="fk_objection_deliveries_ruling_id"
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name="fk_objection_deliveries_party_id"),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objections.id"], name="fk_objection_deliveries_objection_id"
        ),
        sa.UniqueConstraint("ruling_id", "party_id", name="uq_objection_deliveries_ruling_id_party_id"),
        sa.UniqueConstraint(
            "ruling_id", "objection_id", name="uq_objection_deliveries_ruling_id_objection_id"
        ),
    )


def _gather() -> None:
    """One row for each number that the court gave, with all objections that it ruled on under it.

    Which they are the earlier schema tells by the confirmation, the day and the outcome.
    """
    bind, o = op.get_bind(), objections.c
    ruled = sa.select(o.confirmation_id, o.upheld, o.court_number, o.judge_id, o.ruled_on, confirmations.c.state)
    numbered = ruled.join_from(objections, confirmations, confirmations.c.id == o.confirmation_id).where(
        o.court_number.is_not(None)
    )
    for confirmation_id, upheld, number, judge_id, ruled_on, state in bind.execute(numbered).all():
        new = uuid4()
        varied = "varied" if state == "varied" else "revoked"
        bind.execute(
            rulings.insert().values(
                id=new,
                confirmation_id=confirmation_id,
                outcome=varied if upheld else "dismissed",
                court_number=number,
                judge_id=judge_id,
                clerk_name="",
                lifted="[]",
                ruled_on=ruled_on,
            )
        )
        bind.execute(
            objections.update()
            .where(o.confirmation_id == confirmation_id, o.ruled_on == ruled_on, o.upheld == upheld)
            .where(o.ruling_id.is_(None))
            .values(ruling_id=new)
        )


def downgrade() -> None:
    op.drop_table("objection_deliveries")
    with op.batch_alter_table("objections") as table:
        table.add_column(sa.Column("upheld", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("court_number", sa.String(80), nullable=True))
        table.add_column(sa.Column("judge_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("ruled_on", sa.Date(), nullable=True))
        table.create_foreign_key("fk_objections_judge_id", "people", ["judge_id"], ["id"])
        table.create_unique_constraint("uq_objections_court_number", ["court_number"])
    _scatter()
    with op.batch_alter_table("objections") as table:
        table.drop_constraint("fk_objections_ruling_id", type_="foreignkey")
        table.drop_column("ruling_id")
    op.drop_index("ix_objection_rulings_confirmation", "objection_rulings")
    op.drop_table("objection_rulings")


def _scatter() -> None:
    """The number goes to the first objection of each ruling, the rest to all of them."""
    bind, o = op.get_bind(), objections.c
    for one in bind.execute(sa.select(rulings)).mappings().all():
        ids = bind.scalars(sa.select(o.id).where(o.ruling_id == one["id"]).order_by(o.raised_on, o.id)).all()
        told = {
            "upheld": one["outcome"] != "dismissed",
            "judge_id": one["judge_id"],
            "ruled_on": one["ruled_on"],
        }
        for n, objection_id in enumerate(ids):
            number = {"court_number": one["court_number"]} if n == 0 else {}
            bind.execute(objections.update().where(o.id == objection_id).values(**told, **number))
