"""Work on many at once: runs and their lines in place of reassignments; batches that follow a model case."""

import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
GIVEN_TO = "{giver} 的案件交给 {taker}"
reassignments = sa.table(
    "reassignments",
    sa.column("id", sa.Uuid()),
    sa.column("organisation_id", sa.Uuid()),
    sa.column("from_id", sa.Uuid()),
    sa.column("to_id", sa.Uuid()),
    sa.column("made_at", AT),
    sa.column("made_by", sa.Uuid()),
)
reassignment_lines = sa.table(
    "reassignment_lines",
    sa.column("reassignment_id", sa.Uuid()),
    sa.column("case_id", sa.Uuid()),
    sa.column("outcome", sa.String()),
    sa.column("mediators", sa.Text()),
    sa.column("said", sa.Text()),
)
people = sa.table("people", sa.column("id", sa.Uuid()), sa.column("name", sa.String()))
runs = sa.table(
    "runs",
    sa.column("id", sa.Uuid()),
    sa.column("organisation_id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("title", sa.Text()),
    sa.column("plan", sa.Text()),
    sa.column("made_at", AT),
    sa.column("made_by", sa.Uuid()),
)
run_lines = sa.table(
    "run_lines",
    sa.column("run_id", sa.Uuid()),
    sa.column("subject_id", sa.Uuid()),
    sa.column("ordinal", sa.Integer()),
    sa.column("case_id", sa.Uuid()),
    sa.column("outcome", sa.String()),
    sa.column("before", sa.Text()),
    sa.column("said", sa.Text()),
)


def upgrade() -> None:
    _make_batches()
    _make_runs()
    connection = op.get_bind()
    names = {one.id: one.name for one in connection.execute(sa.select(people.c.id, people.c.name))}
    # the free reason is bound to its old place by encryption; it stays readable in the history of each case
    for one in connection.execute(sa.select(reassignments)).all():
        title = {"text": GIVEN_TO, "params": {"giver": names[one.from_id], "taker": names[one.to_id]}}
        plan = {k: str(getattr(one, k)) for k in ("organisation_id", "from_id", "to_id")}
        connection.execute(
            runs.insert().values(
                id=one.id,
                organisation_id=one.organisation_id,
                kind="stand_in",
                title=json.dumps(title, ensure_ascii=False),
                plan=json.dumps(plan),
                made_at=one.made_at,
                made_by=one.made_by,
            )
        )
    _carry_lines(connection)
    op.drop_table("reassignment_lines")
    op.drop_index("ix_reassignments_organisation", "reassignments")
    op.drop_table("reassignments")


def _carry_lines(connection: sa.Connection) -> None:
    lines = reassignment_lines
    ordered = sa.select(lines).order_by(lines.c.reassignment_id, lines.c.case_id)
    for n, one in enumerate(connection.execute(ordered).all(), 1):
        connection.execute(
            run_lines.insert().values(
                run_id=one.reassignment_id,
                subject_id=one.case_id,
                ordinal=n,
                case_id=one.case_id,
                outcome=one.outcome,
                before=one.mediators,
                said=one.said,
            )
        )


def _make_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("model_case_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(32), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sa.UniqueConstraint("model_case_id", name="uq_batches_model_case_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_batches_organisation_id"),
        sa.ForeignKeyConstraint(["model_case_id"], ["cases.id"], name="fk_batches_model_case_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_batches_made_by"),
    )
    op.create_index("ix_batches_organisation", "batches", ["organisation_id"])
    op.create_table(
        "batch_followers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("standing", sa.String(32), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.LargeBinary(32), nullable=True),
        sa.Column("given_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("instead_of_id", sa.Uuid(), nullable=True),
        sa.Column("joined_at", AT, nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_as", sa.String(32), nullable=True),
        sa.Column("left_why_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_batch_followers"),
        sa.UniqueConstraint("batch_id", "ordinal", name="uq_batch_followers_batch_id_ordinal"),
        sa.UniqueConstraint("case_id", name="uq_batch_followers_case_id"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_batch_followers_batch_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_batch_followers_case_id"),
        sa.ForeignKeyConstraint(
            ["instead_of_id"], ["batch_followers.id"], name="fk_batch_followers_instead_of_id"
        ),
    )
    present = sa.text("standing <> 'left'")
    op.create_index(
        "uq_batch_followers_present",
        "batch_followers",
        ["batch_id", "id_number_index"],
        unique=True,
        sqlite_where=present,
        postgresql_where=present,
    )


def _make_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("texts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_runs_organisation_id"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name="fk_runs_batch_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_runs_made_by"),
    )
    op.create_index("ix_runs_organisation", "runs", ["organisation_id", "made_at"])
    op.create_index("ix_runs_batch", "runs", ["batch_id"])
    op.create_table(
        "run_lines",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "subject_id", name="pk_run_lines"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_lines_run_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_run_lines_case_id"),
    )
    waiting = sa.text("outcome = 'waiting'")
    op.create_index(
        "ix_run_lines_waiting", "run_lines", ["run_id"], sqlite_where=waiting, postgresql_where=waiting
    )


def downgrade() -> None:
    _make_reassignments()
    connection = op.get_bind()
    for one in connection.execute(sa.select(runs).where(runs.c.kind == "stand_in")).all():
        plan = json.loads(one.plan)
        connection.execute(
            reassignments.insert().values(
                id=one.id,
                organisation_id=one.organisation_id,
                from_id=UUID(plan["from_id"]),
                to_id=UUID(plan["to_id"]),
                made_at=one.made_at,
                made_by=one.made_by,
            )
        )
        lines = sa.select(run_lines).where(run_lines.c.run_id == one.id)
        for line in connection.execute(lines).all():
            connection.execute(
                reassignment_lines.insert().values(
                    reassignment_id=line.run_id,
                    case_id=line.subject_id,
                    outcome=line.outcome,
                    mediators=line.before or "[]",
                    said=line.said,
                )
            )
    op.drop_table("run_lines")
    op.drop_table("runs")
    op.drop_table("batch_followers")
    op.drop_table("batches")


def _make_reassignments() -> None:
    op.create_table(
        "reassignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reassignments"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_reassignments_organisation_id"
        ),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name="fk_reassignments_from_id"),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name="fk_reassignments_to_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_reassignments_made_by"),
    )
    op.create_index("ix_reassignments_organisation", "reassignments", ["organisation_id", "made_at"])
    op.create_table(
        "reassignment_lines",
        sa.Column("reassignment_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("mediators", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reassignment_id", "case_id", name="pk_reassignment_lines"),
        sa.ForeignKeyConstraint(
            ["reassignment_id"], ["reassignments.id"], name="fk_reassignment_lines_reassignment_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reassignment_lines_case_id"),
    )
