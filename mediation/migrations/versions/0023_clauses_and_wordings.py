"""Common clauses with those that the product brings, wordings of papers, and clauses that set no duty."""

from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from mediation.migrations.first_clauses import CLAUSES

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
SHIPPED = UUID("8f6f3c52-6a0e-5a3f-9d8b-5c1f0e7b2a11")
"""From this and a clause's place its id follows: the same in every installation."""
clauses = sa.table(
    "common_clauses",
    *(sa.column(name, sa.Uuid()) for name in ("id", "clause_id")),
    *(sa.column(name, sa.Integer()) for name in ("version", "ordinal")),
    *(
        sa.column(name, sa.String())
        for name in ("region_code", "category_code", "kind", "title", "text", "condition", "means", "law")
    ),
)


def upgrade() -> None:
    op.create_table(
        "common_clauses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clause_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("category_code", sa.String(40), nullable=True),
        sa.Column("kind", sa.String(32), nullable=True),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("condition", sa.String(400), nullable=False),
        sa.Column("means", sa.String(120), nullable=False),
        sa.Column("law", sa.String(200), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", AT, nullable=True),
        sa.Column("retired_at", AT, nullable=True),
        sa.Column("retired_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_common_clauses"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_common_clauses_organisation_id"
        ),
        sa.ForeignKeyConstraint(
            ["category_code"], ["categories.code"], name="fk_common_clauses_category_code"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_common_clauses_made_by"),
        sa.ForeignKeyConstraint(["retired_by"], ["people.id"], name="fk_common_clauses_retired_by"),
        sa.UniqueConstraint("clause_id", "version", name="uq_common_clauses_clause_id_version"),
    )
    op.create_index("ix_common_clauses_category", "common_clauses", ["category_code", "ordinal"])
    op.create_table(
        "wordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("paper", sa.String(40), nullable=False),
        sa.Column("block", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.Column("put_in_force_by", sa.Uuid(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_wordings"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_wordings_organisation_id"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_wordings_made_by"),
        sa.ForeignKeyConstraint(["put_in_force_by"], ["people.id"], name="fk_wordings_put_in_force_by"),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name="fk_wordings_ended_by"),
        sa.UniqueConstraint(
            "organisation_id", "paper", "block", "version", name="uq_wordings_organisation_id_paper_block_version"
        ),
    )
    op.add_column("agreements", sa.Column("further_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("documents", sa.Column("wordings", sa.Text(), nullable=False, server_default="[]"))
    op.bulk_insert(clauses, list(_shipped()))


def _shipped() -> list[dict[str, object]]:
    return [
        {
            "id": uuid5(SHIPPED, f"{one.category}:{one.title}:1"),
            "clause_id": uuid5(SHIPPED, f"{one.category}:{one.title}"),
            "version": 1,
            "ordinal": n,
            "region_code": "",
            "category_code": one.category or None,
            "kind": one.kind or None,
            "title": one.title,
            "text": one.text,
            "condition": one.condition,
            "means": one.means,
            "law": one.law,
        }
        for n, one in enumerate(CLAUSES, 1)
    ]


def downgrade() -> None:
    op.drop_column("documents", "wordings")
    op.drop_column("agreements", "further_sealed")
    for table in ("wordings", "common_clauses"):
        op.drop_table(table)
