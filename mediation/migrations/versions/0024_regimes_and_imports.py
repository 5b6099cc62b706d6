"""The table of regimes in place of a setting, and tables of cases that courts hand in."""

from datetime import UTC, date, datetime
from uuid import UUID

import sqlalchemy as sa
import uuid6
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
SETTING, CARRIED = "delegating_courts", "设置 delegating_courts"
settings = sa.table(
    "settings", sa.column("name", sa.String()), sa.column("since", sa.Date()), sa.column("value", sa.String())
)
organisations = sa.table("organisations", sa.column("id", sa.Uuid()), sa.column("court_code", sa.String()))
regimes = sa.table(
    "court_regimes",
    *(sa.column(name, sa.Uuid()) for name in ("id", "court_id")),
    *(sa.column(name, sa.Date()) for name in ("from_on", "until_on")),
    *(sa.column(name, sa.String()) for name in ("regime", "paper")),
    sa.column("noted_at", AT),
)


def upgrade() -> None:
    op.create_table(
        "court_regimes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("court_id", sa.Uuid(), nullable=False),
        sa.Column("regime", sa.String(32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("paper", sa.String(200), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=True),
        sa.Column("noted_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_court_regimes"),
        sa.ForeignKeyConstraint(["court_id"], ["organisations.id"], name="fk_court_regimes_court_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name="fk_court_regimes_noted_by"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ck_court_regimes_order"),
    )
    op.create_index("ix_court_regimes_court", "court_regimes", ["court_id", "noted_at"])
    _carry_over()
    op.create_table(
        "case_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("file_digest", sa.String(64), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("confirmed_at", AT, nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_imports"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_case_imports_organisation_id"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_case_imports_made_by"),
    )
    op.create_index("ix_case_imports_organisation", "case_imports", ["organisation_id", "made_at"])
    under_way = sa.text("stage IN ('checking', 'writing')")
    op.create_index(
        "ix_case_imports_under_way",
        "case_imports",
        ["made_at"],
        sqlite_where=under_way,
        postgresql_where=under_way,
    )
    op.create_table(
        "case_import_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("cells_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("given_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("court_number", sa.String(80), nullable=False),
        sa.Column("match_index", sa.LargeBinary(32), nullable=True),
        sa.Column("made_index", sa.LargeBinary(32), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_import_lines"),
        sa.ForeignKeyConstraint(["import_id"], ["case_imports.id"], name="fk_case_import_lines_import_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_import_lines_case_id"),
        sa.UniqueConstraint("import_id", "row", name="uq_case_import_lines_import_id_row"),
        sa.UniqueConstraint("made_index", name="uq_case_import_lines_made_index"),
    )
    for name, columns in (
        ("state", ["import_id", "state", "row"]),
        ("match", ["import_id", "match_index"]),
        ("number", ["import_id", "court_number"]),
    ):
        op.create_index(f"ix_case_import_lines_{name}", "case_import_lines", columns)


    over = sa.text("concluded_on IS NOT NULL")
    op.create_index(
        "ix_cases_results",
        "cases",
        ["category_code", "concluded_on", "organisation_id", "outcome"],
        sqlite_where=over,
        postgresql_where=over,
    )


def _carry_over() -> None:
    """The rows of the setting; one of a court that is not known here stays where it was, for a person to look at."""
    connection = op.get_bind()
    known = sa.select(organisations.c.court_code, organisations.c.id)
    courts = {code: court_id for code, court_id in connection.execute(known) if code}
    for since, value in connection.execute(
        sa.select(settings.c.since, settings.c.value).where(settings.c.name == SETTING)
    ).all():
        rows = [_row(courts, part.strip()) for part in value.split(";") if part.strip()]
        op.bulk_insert(regimes, [row for row in rows if row is not None])
        if None not in rows:
            connection.execute(
                sa.delete(settings).where(settings.c.name == SETTING, settings.c.since == since)
            )


def _row(courts: dict[str, UUID], part: str) -> dict[str, object] | None:
    code, _, days = part.partition("=")
    first, _, last = days.partition("/")
    try:
        from_on, until_on = date.fromisoformat(first), date.fromisoformat(last) if last else None
    except ValueError:
        return None
    if code not in courts or (until_on is not None and until_on < from_on):
        return None
    return {
        "id": UUID(int=uuid6.uuid7().int),
        "court_id": courts[code],
        "regime": "delegation",
        "from_on": from_on,
        "until_on": until_on,
        "paper": CARRIED,
        "noted_at": datetime.now(UTC),
    }


def downgrade() -> None:
    _carry_back()
    op.drop_index("ix_cases_results", "cases")
    for table in ("case_import_lines", "case_imports", "court_regimes"):
        op.drop_table(table)


def _carry_back() -> None:
    """The older version read one line of text: the courts that delegate, as many as it holds."""
    connection = op.get_bind()
    parts = [
        f"{code}={from_on.isoformat()}/{until_on.isoformat() if until_on else ''}"
        for code, from_on, until_on in connection.execute(
            sa.select(organisations.c.court_code, regimes.c.from_on, regimes.c.until_on)
            .join(organisations, organisations.c.id == regimes.c.court_id)
            .where(regimes.c.regime == "delegation", organisations.c.court_code.is_not(None))
            .order_by(regimes.c.noted_at.desc())
        )
    ]
    while len(";".join(parts)) > 200:
        parts.pop()
    if not parts:
        return
    kept = sa.select(settings.c.value).where(settings.c.name == SETTING)
    if connection.scalar(kept) is None:
        connection.execute(
            sa.insert(settings).values(name=SETTING, since=date.min, value=";".join(parts))
        )
