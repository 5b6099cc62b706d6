"""Official statistics: dangers averted, screenings, periods reported, closed and corrected, bulletins, older forms."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
FIFTEEN = (
    ("婚姻家庭纠纷", ("family",)),
    ("邻里纠纷", ("neighbours",)),
    ("房屋宅基地纠纷", ("homestead",)),
    ("合同纠纷", ("contract",)),
    ("生产经营纠纷", ("production",)),
    ("损害赔偿纠纷", ("damages",)),
    ("山林土地纠纷", ("forest_land",)),
    ("征地拆迁纠纷", ("expropriation",)),
    ("环境污染纠纷", ("pollution",)),
    ("劳动争议纠纷", ("migrant_wages", "labour")),
    ("消费纠纷", ("e_commerce", "consumption")),
    ("医疗纠纷", ("medical",)),
    ("道路交通事故纠纷", ("traffic",)),
    ("物业纠纷", ("property_service",)),
    (
        "其他纠纷",
        ("tourism", "intellectual_property", "internet_finance", "village_affairs", "campus", "other"),
    ),
)
"""As a city printed them in 2016."""
EIGHTEEN = (
    *FIFTEEN[:14],
    ("旅游纠纷", ("tourism",)),
    ("知识产权纠纷", ("intellectual_property",)),
    ("互联网纠纷", ("internet_finance",)),
    ("其他纠纷", ("village_affairs", "campus", "other")),
)
"""As an Inner Mongolian league printed them in 2021."""
INDEXES = (
    (
        "ix_case_numbers_given",
        "case_numbers",
        ["given_on", "organisation_id", "case_id"],
        "voided_at IS NULL",
    ),
    ("ix_performances_done", "performances", ["done_on", "case_id"], "done_on IS NOT NULL"),
    ("ix_confirmations_submitted", "confirmations", ["submitted_on", "case_id"], None),
    ("ix_confirmations_ruled", "confirmations", ["ruled_on", "case_id", "state"], None),
)


def _table(name: str, *columns: sa.Column[object] | sa.Constraint, people: str, keys: dict[str, str]) -> None:
    """A table with the key that every row has, and who wrote it when."""
    who, at = people.split()
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column(who, sa.Uuid(), nullable=False),
        sa.Column(at, AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_{name}_{column}")
            for column, target in {**keys, who: "people.id"}.items()
        ),
    )


def _period() -> list[sa.Column[object]]:
    return [
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
    ]


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        chosen = sa.text(where) if where else None
        op.create_index(name, table, columns, sqlite_where=chosen, postgresql_where=chosen)
    _what_cases_do_not_hold()
    _periods()
    op.create_table(
        "category_series",
        sa.Column("series", sa.String(20), nullable=False),
        sa.Column("category_code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "category_code", name="pk_category_series"),
        sa.ForeignKeyConstraint(
            ["category_code"], ["categories.code"], name="fk_category_series_category_code"
        ),
    )
    _seed()


def _what_cases_do_not_hold() -> None:
    _table(
        "averted",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_at", AT, nullable=True),
        sa.CheckConstraint("people > 0", name="ck_averted_somebody"),
        people="noted_by noted_at",
        keys={"case_id": "cases.id", "organisation_id": "organisations.id"},
    )
    op.create_index(
        "uq_averted_standing",
        "averted",
        ["case_id", "kind"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL"),
        postgresql_where=sa.text("voided_at IS NULL"),
    )
    op.create_index("ix_averted_happened", "averted", ["happened_on", "organisation_id"])
    _table(
        "screenings",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("screened_on", sa.Date(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("prevented", sa.Integer(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("voided_at", AT, nullable=True),
        sa.CheckConstraint("found >= 0 AND prevented >= 0", name="ck_screenings_counts"),
        people="noted_by noted_at",
        keys={"organisation_id": "organisations.id"},
    )
    op.create_index("ix_screenings_organisation", "screenings", ["organisation_id", "screened_on"])


def _periods() -> None:
    _table(
        "period_reports",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        *_period(),
        sa.Column("zero", sa.Boolean(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        people="reported_by reported_at",
        keys={"organisation_id": "organisations.id"},
    )
    op.create_index(
        "ix_period_reports_period", "period_reports", ["period", "organisation_id", "reported_at"]
    )
    _table(
        "period_closings",
        sa.Column("region_code", sa.String(12), nullable=False),
        *_period(),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.UniqueConstraint("region_code", "period", name="uq_period_closings_region_code_period"),
        people="closed_by closed_at",
        keys={"region_code": "regions.code"},
    )
    op.create_index("ix_period_closings_last", "period_closings", ["last_on", "region_code"])
    _table(
        "period_corrections",
        sa.Column("closing_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        people="noted_by noted_at",
        keys={"closing_id": "period_closings.id"},
    )
    op.create_index("ix_period_corrections_closing", "period_corrections", ["closing_id", "noted_at"])
    _table(
        "bulletins",
        sa.Column("region_code", sa.String(12), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "region_code", "period", "edition", name="uq_bulletins_region_code_period_edition"
        ),
        people="saved_by saved_at",
        keys={"region_code": "regions.code"},
    )


def _seed() -> None:
    """What a form does not name stands under its last heading."""
    known = set(op.get_bind().scalars(sa.text("SELECT code FROM categories")))
    series = sa.table(
        "category_series",
        *(sa.column(name) for name in ("series", "category_code", "title", "ordinal")),
    )
    rows = [
        {"series": name, "category_code": code, "title": title, "ordinal": ordinal}
        for name, form in (("fifteen", FIFTEEN), ("eighteen", EIGHTEEN))
        for ordinal, (title, codes) in enumerate(form, 1)
        for code in codes
        if code in known
    ]
    if rows:
        op.bulk_insert(series, rows)


def downgrade() -> None:
    for table in (
        "category_series",
        "bulletins",
        "period_corrections",
        "period_closings",
        "period_reports",
        "screenings",
        "averted",
    ):
        op.drop_table(table)
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
