"""Which courts confirm what was agreed in registered suits: rows of the table of regimes in place of a setting; and
indexes that hold all that a court's figures ask, and by which marks, applications and earlier parties are found."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
import uuid6
from alembic import op

from mediation.migrations.triggers import create_triggers

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

SETTING, CARRIED = "confirming_registered_courts", "设置 confirming_registered_courts"
CONFIRMS = "confirms_suits"
FIRST = date(2025, 1, 1)
"""Before it no court had to be named."""
LONGEST = 200
settings = sa.table(
    "settings", sa.column("name", sa.String()), sa.column("since", sa.Date()), sa.column("value", sa.String())
)
organisations = sa.table("organisations", sa.column("id", sa.Uuid()), sa.column("court_code", sa.String()))
regimes = sa.table(
    "court_regimes",
    *(sa.column(name, sa.Uuid()) for name in ("id", "court_id")),
    *(sa.column(name, sa.Date()) for name in ("from_on", "until_on")),
    *(sa.column(name, sa.String()) for name in ("regime", "paper")),
    sa.column("noted_at", sa.DateTime(timezone=True)),
)
WITH_A_CODE = sa.text("credit_code <> ''")
NEW = (
    ("ix_signatures_agreement", "signatures", ["agreement_id"], None),
    ("ix_signatures_confirmation", "signatures", ["confirmation_id"], None),
    ("ix_confirmations_agreement", "confirmations", ["agreement_id"], None),
    ("ix_parties_credit_code", "parties", ["credit_code", "case_id"], WITH_A_CODE),
)
Span = tuple[date, date | None]
WIDENED = {
    "ix_hand_overs_sender": (
        "hand_overs",
        ("sender_id", "offered_at"),
        ("state", "receiver_id", "case_id", "id"),
    ),
    "ix_cases_id_holder": ("cases", ("id", "organisation_id"), ("outcome",)),
    "ix_deadlines_matter": ("deadlines", ("matter_id", "clock"), ("state", "overdue_at")),
    "ix_performances_case": ("performances", ("case_id",), ("state",)),
}
"""By index: its table, its columns so far, and those that it gets."""


def upgrade() -> None:
    """Each text held from its day until the next one did; one that cannot be read, or names a court that is not known
    here, stays where it was, for a person to look at."""
    _carry_over()
    for name, (table, before, more) in WIDENED.items():
        op.drop_index(name, table)
        op.create_index(name, table, [*before, *more])
    for name, table, columns, where in NEW:
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _carry_over() -> None:
    connection = op.get_bind()
    known = sa.select(organisations.c.court_code, organisations.c.id)
    courts = {code: court_id for code, court_id in connection.execute(known) if code}
    texts = connection.execute(
        sa.select(settings.c.since, settings.c.value)
        .where(settings.c.name == SETTING)
        .order_by(settings.c.since)
    ).all()
    for n, (since, value) in enumerate(texts, 1):
        end = texts[n].since - timedelta(days=1) if n < len(texts) else None
        read = [_read(courts, part.strip()) for part in value.split(";") if part.strip()]
        rows = [one for one in read if one is not None]
        op.bulk_insert(regimes, list(_rows(rows, (since, end))))
        if len(rows) == len(read):
            connection.execute(
                sa.delete(settings).where(settings.c.name == SETTING, settings.c.since == since)
            )


def _read(courts: dict[str, UUID], part: str) -> tuple[UUID, Span] | None:
    code, _, days = part.partition("=")
    first, _, last = days.partition("/")
    try:
        span = date.fromisoformat(first), date.fromisoformat(last) if last else None
    except ValueError:
        return None
    wrong = code not in courts or (span[1] is not None and span[1] < span[0])
    return None if wrong else (courts[code], span)


def _rows(read: list[tuple[UUID, Span]], held: Span) -> Iterator[dict[str, object]]:
    for court_id, (first, last) in read:
        from_on = max(first, held[0], FIRST)
        ends = [day for day in (last, held[1]) if day is not None]
        until_on = min(ends) if ends else None
        if until_on is None or from_on <= until_on:
            yield {
                "id": UUID(int=uuid6.uuid7().int),
                "court_id": court_id,
                "regime": CONFIRMS,
                "from_on": from_on,
                "until_on": until_on,
                "paper": CARRIED,
                "noted_at": datetime.now(UTC),
            }


def downgrade() -> None:
    """The older version reads one line of text: the courts that confirm, as many as it holds."""
    for name, table, _, _ in NEW:
        op.drop_index(name, table)
    for name, (table, before, _) in WIDENED.items():
        op.drop_index(name, table)
        op.create_index(name, table, list(before))
    connection = op.get_bind()
    parts = [
        f"{code}={from_on.isoformat()}/{until_on.isoformat() if until_on else ''}"
        for code, from_on, until_on in connection.execute(
            sa.select(organisations.c.court_code, regimes.c.from_on, regimes.c.until_on)
            .join(organisations, organisations.c.id == regimes.c.court_id)
            .where(regimes.c.regime == CONFIRMS, organisations.c.court_code.is_not(None))
            .order_by(regimes.c.noted_at.desc())
        )
    ]
    while len(";".join(parts)) > LONGEST:
        parts.pop()
    kept = sa.select(settings.c.value).where(settings.c.name == SETTING)
    if parts and connection.scalar(kept) is None:
        connection.execute(
            sa.insert(settings).values(name=SETTING, since=date.min, value=";".join(parts))
        )
    _open_to_change(connection)
    connection.execute(sa.delete(regimes).where(regimes.c.regime.in_((CONFIRMS, "confirms_no_suits"))))
    create_triggers(connection)


def _open_to_change(connection: sa.Connection) -> None:
    """The older version would not know these rows: they go, and the table is closed again behind them."""
    sqlite = connection.dialect.name == "sqlite"
    name = "court_regimes_no_delete" if sqlite else "court_regimes_no_change ON court_regimes"
    connection.execute(sa.text(f"DROP TRIGGER {name}"))
