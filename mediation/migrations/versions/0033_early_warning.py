"""Early warnings with the weekly counts, words and seasons that they rest on; screening campaigns and their reports."""

from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from mediation.migrations.first_danger_words import SEASONS, SELF_HARM, VIOLENCE

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
SHIPPED = UUID("0c1b6f0a-3f55-5d0e-8a51-92c4f7a0d633")
"""From this and its text the id of a row follows: the same in every installation."""
KEYS = {
    "warning_id": "early_warnings.id",
    "case_id": "cases.id",
    "organisation_id": "organisations.id",
    "person_id": "people.id",
    "region_code": "regions.code",
    "category_code": "categories.code",
    "campaign_id": "campaigns.id",
    "screening_id": "screenings.id",
    "report_id": "campaign_reports.id",
    "ordered_by": "people.id",
    "reminded_by": "people.id",
}


def _table(name: str, *columns: sa.Column[object] | sa.Constraint, keyed: bool = True) -> None:
    """A table; columns that are called like a key of another point at it."""
    named = [one for one in columns if isinstance(one, sa.Column)]
    own = [sa.Column("id", sa.Uuid(), nullable=False)] if keyed else []
    op.create_table(
        name,
        *own,
        *columns,
        *([sa.PrimaryKeyConstraint("id", name=f"pk_{name}")] if keyed else []),
        *(
            sa.ForeignKeyConstraint([one.name], [KEYS[one.name]], name=f"fk_{name}_{one.name}")
            for one in named
            if one.name in KEYS and name != "weekly_counts"
        ),
    )


def _column(name: str, kind: Any, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    op.create_index("ix_cases_registered", "cases", ["registered_at", "region_code", "category_code", "id"])
    with op.batch_alter_table("notices") as batch:
        batch.alter_column("case_id", existing_type=sa.Uuid(), nullable=True)
    _warnings()
    _what_they_rest_on()
    _campaigns()
    _seed()


def _warnings() -> None:
    _table(
        "early_warnings",
        _column("kind", sa.String(32)),
        _column("subject", sa.LargeBinary(32)),
        _column("region_code", sa.String(12)),
        _column("organisation_id", sa.Uuid()),
        _column("content", sa.Text()),
        _column("raised_at", AT),
        _column("due_on", sa.Date()),
        _column("state", sa.String(32)),
        _column("judged_at", AT, nullable=True),
        _column("version", sa.Integer()),
    )
    op.create_index(
        "uq_early_warnings_standing",
        "early_warnings",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("judged_at IS NULL"),
        postgresql_where=sa.text("judged_at IS NULL"),
    )
    op.create_index("ix_early_warnings_subject", "early_warnings", ["subject", "raised_at"])
    op.create_index("ix_early_warnings_area", "early_warnings", ["region_code", "raised_at"])
    op.create_index(
        "ix_early_warnings_waiting",
        "early_warnings",
        ["due_on"],
        sqlite_where=sa.text("state = 'raised'"),
        postgresql_where=sa.text("state = 'raised'"),
    )
    _table(
        "early_warning_cases",
        _column("warning_id", sa.Uuid()),
        _column("case_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("warning_id", "case_id", name="pk_early_warning_cases"),
        keyed=False,
    )
    op.create_index("ix_early_warning_cases_case", "early_warning_cases", ["case_id"])
    _table(
        "early_warning_acts",
        _column("warning_id", sa.Uuid()),
        _column("act", sa.String(32)),
        _column("organisation_id", sa.Uuid()),
        _column("person_id", sa.Uuid(), nullable=True),
        _column("at", AT),
        _column("verdict", sa.String(32), nullable=True),
        _column("said_sealed", sa.LargeBinary(), nullable=True),
    )
    op.create_index("ix_early_warning_acts_warning", "early_warning_acts", ["warning_id", "at"])
    op.create_index(
        "ix_early_warning_acts_organisation", "early_warning_acts", ["organisation_id", "warning_id"]
    )


def _what_they_rest_on() -> None:
    _table(
        "weekly_counts",
        _column("region_code", sa.String(12)),
        _column("category_code", sa.String(40)),
        _column("week_on", sa.Date()),
        _column("n", sa.Integer()),
        sa.PrimaryKeyConstraint("region_code", "category_code", "week_on", name="pk_weekly_counts"),
        keyed=False,
    )
    op.create_index(
        "ix_weekly_counts_week", "weekly_counts", ["week_on", "region_code", "category_code", "n"]
    )
    _table(
        "counted_weeks",
        _column("week_on", sa.Date()),
        _column("counted_at", AT),
        sa.PrimaryKeyConstraint("week_on", name="pk_counted_weeks"),
        keyed=False,
    )
    _table(
        "warning_looks",
        _column("name", sa.String(20)),
        _column("seen_until", AT),
        sa.PrimaryKeyConstraint("name", name="pk_warning_looks"),
        keyed=False,
    )
    _table(
        "danger_words",
        _column("threat", sa.String(32)),
        _column("text", sa.String(20)),
        _column("unless", sa.Text()),
        _column("in_use", sa.Boolean()),
        sa.UniqueConstraint("text", name="uq_danger_words_text"),
    )
    _table(
        "warned_seasons",
        _column("name", sa.String(40)),
        _column("lunar", sa.Boolean()),
        _column("month", sa.Integer()),
        _column("day", sa.Integer()),
        _column("days_before", sa.Integer()),
        _column("category_codes", sa.Text()),
        _column("in_use", sa.Boolean()),
        sa.UniqueConstraint("name", name="uq_warned_seasons_name"),
    )


def _campaigns() -> None:
    _table(
        "campaigns",
        _column("organisation_id", sa.Uuid()),
        _column("region_code", sa.String(12)),
        _column("title", sa.String(100)),
        _column("instructions", sa.Text()),
        _column("category_codes", sa.Text()),
        _column("first_on", sa.Date()),
        _column("last_on", sa.Date()),
        _column("ordered_by", sa.Uuid()),
        _column("ordered_at", AT),
        _column("withdrawn_at", AT, nullable=True),
        sa.CheckConstraint("first_on <= last_on", name="ck_campaigns_order"),
    )
    op.create_index("ix_campaigns_last", "campaigns", ["last_on", "region_code"])
    _table(
        "campaign_reports",
        _column("campaign_id", sa.Uuid()),
        _column("organisation_id", sa.Uuid()),
        _column("screening_id", sa.Uuid()),
        sa.UniqueConstraint("screening_id", name="uq_campaign_reports_screening_id"),
    )
    op.create_index("ix_campaign_reports_campaign", "campaign_reports", ["campaign_id", "organisation_id"])
    _table(
        "campaign_finds",
        _column("report_id", sa.Uuid()),
        _column("ordinal", sa.Integer()),
        _column("category_code", sa.String(40)),
        _column("what_sealed", sa.LargeBinary(), nullable=True),
        _column("case_id", sa.Uuid(), nullable=True),
        sa.UniqueConstraint("case_id", name="uq_campaign_finds_case_id"),
    )
    op.create_index("ix_campaign_finds_report", "campaign_finds", ["report_id", "ordinal"])
    _table(
        "campaign_reminders",
        _column("campaign_id", sa.Uuid()),
        _column("organisation_id", sa.Uuid()),
        _column("reminded_by", sa.Uuid(), nullable=True),
        _column("reminded_at", AT),
    )
    op.create_index(
        "ix_campaign_reminders_campaign", "campaign_reminders", ["campaign_id", "organisation_id"]
    )


def _seed() -> None:
    words = sa.table(
        "danger_words",
        sa.column("id", sa.Uuid()),
        sa.column("threat", sa.String()),
        sa.column("text", sa.String()),
        sa.column("unless", sa.String()),
        sa.column("in_use", sa.Boolean()),
    )
    rows = [
        {"id": uuid5(SHIPPED, text), "threat": threat, "text": text, "unless": _list(unless.split()), "in_use": True}
        for threat, table in (("violence", VIOLENCE), ("self_harm", SELF_HARM))
        for text, unless in table
    ]
    op.bulk_insert(words, rows)
    seasons = sa.table(
        "warned_seasons",
        sa.column("id", sa.Uuid()),
        *(sa.column(name, sa.String()) for name in ("name", "category_codes")),
        *(sa.column(name, sa.Integer()) for name in ("month", "day", "days_before")),
        *(sa.column(name, sa.Boolean()) for name in ("lunar", "in_use")),
    )
    op.bulk_insert(
        seasons,
        [
            {
                "id": uuid5(SHIPPED, name),
                "name": name,
                "lunar": lunar,
                "month": month,
                "day": day,
                "days_before": before,
                "category_codes": _list(kinds),
                "in_use": True,
            }
            for name, lunar, month, day, before, kinds in SEASONS
        ],
    )


def _list(texts: object) -> str:
    """As the model keeps lists."""
    import json

    return json.dumps(list(texts), ensure_ascii=False, separators=(",", ":"))  # type: ignore[call-overload]


def downgrade() -> None:
    op.execute("DELETE FROM notices WHERE case_id IS NULL")
    with op.batch_alter_table("notices") as batch:
        batch.alter_column("case_id", existing_type=sa.Uuid(), nullable=False)
    for table in (
        "campaign_reminders",
        "campaign_finds",
        "campaign_reports",
        "campaigns",
        "warned_seasons",
        "danger_words",
        "warning_looks",
        "counted_weeks",
        "weekly_counts",
        "early_warning_acts",
        "early_warning_cases",
        "early_warnings",
    ):
        op.drop_table(table)
    op.drop_index("ix_cases_registered", "cases")
