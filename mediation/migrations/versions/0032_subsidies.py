"""以案定补 and 考评: rules, claims, samples, reviews and approvals; schemes, and results frozen with a period."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
PERIOD = (("period", sa.String(10)), ("first_on", sa.Date()), ("last_on", sa.Date()))
KEYS = {
    "region_code": "regions.code",
    "rule_id": "subsidy_rules.id",
    "claim_id": "subsidy_claims.id",
    "line_id": "subsidy_lines.id",
    "objection_id": "subsidy_objections.id",
    "replaces_id": "subsidy_lines.id",
    "case_id": "cases.id",
    "person_id": "people.id",
    "organisation_id": "organisations.id",
    "scheme_id": "assessment_schemes.id",
    "closing_id": "period_closings.id",
}
REASON = ("reason", sa.String(400))
TABLES: tuple[tuple[str, str, tuple[tuple[str, object], ...], tuple[tuple[str, ...], ...]], ...] = (
    (
        "subsidy_rules",
        "drafted_by drafted_at",
        (
            ("region_code", sa.String(12)),
            ("version", sa.Integer()),
            ("paper", sa.String(200)),
            ("content", sa.Text()),
        ),
        (("region_code", "version"),),
    ),
    (
        "subsidy_starts",
        "put_by put_at",
        (("rule_id", sa.Uuid()), ("from_on", sa.Date()), REASON),
        (),
    ),
    (
        "subsidy_claims",
        "drawn_up_by drawn_up_at",
        (("region_code", sa.String(12)), *PERIOD, ("rule_id", sa.Uuid())),
        (("region_code", "period"),),
    ),
    (
        "subsidy_lines",
        "made_by made_at",
        (
            ("claim_id", sa.Uuid()),
            ("case_id", sa.Uuid()),
            ("person_id", sa.Uuid()),
            ("organisation_id", sa.Uuid()),
            ("concluded_on", sa.Date()),
            ("amount", sa.BigInteger()),
            ("content", sa.Text()),
            ("replaces_id", None),
        ),
        (("replaces_id",),),
    ),
    (
        "subsidy_objections",
        "raised_by raised_at",
        (("line_id", sa.Uuid()), ("reason_sealed", None)),
        (),
    ),
    (
        "subsidy_answers",
        "answered_by answered_at",
        (("objection_id", sa.Uuid()), ("agreed", sa.Boolean()), ("answer_sealed", None)),
        (("objection_id",),),
    ),
    (
        "subsidy_samples",
        "drawn_by drawn_at",
        (
            ("claim_id", sa.Uuid()),
            ("ordinal", sa.Integer()),
            ("seed", sa.String(40)),
            ("percent", sa.Integer()),
            ("content", sa.Text()),
            REASON,
        ),
        (("claim_id", "ordinal"),),
    ),
    (
        "subsidy_reviews",
        "reviewed_by reviewed_at",
        (
            ("claim_id", sa.Uuid()),
            ("case_id", sa.Uuid()),
            ("verdict", sa.String(32)),
            ("ticks", sa.Text()),
            ("reason_sealed", None),
        ),
        (),
    ),
    (
        "subsidy_approvals",
        "approved_by approved_at",
        (("claim_id", sa.Uuid()), ("total", sa.BigInteger()), ("content", sa.Text()), REASON),
        (("claim_id",),),
    ),
    (
        "subsidy_corrections",
        "noted_by noted_at",
        (("claim_id", sa.Uuid()), ("content", sa.Text()), REASON),
        (),
    ),
    (
        "assessment_schemes",
        "drafted_by drafted_at",
        (
            ("region_code", sa.String(12)),
            ("year", sa.Integer()),
            ("version", sa.Integer()),
            ("items", sa.Text()),
        ),
        (("region_code", "year", "version"),),
    ),
    (
        "assessment_starts",
        "put_by put_at",
        (("scheme_id", sa.Uuid()), REASON),
        (),
    ),
    (
        "assessment_results",
        "frozen_by frozen_at",
        (("closing_id", sa.Uuid()), ("scheme_id", sa.Uuid()), ("content", sa.Text())),
        (("closing_id",),),
    ),
)
INDEXES = (
    ("ix_subsidy_starts_rule", "subsidy_starts", ["rule_id", "from_on"]),
    ("ix_subsidy_lines_claim", "subsidy_lines", ["claim_id", "person_id"]),
    ("ix_subsidy_lines_person", "subsidy_lines", ["person_id"]),
    ("ix_subsidy_lines_case", "subsidy_lines", ["case_id"]),
    ("ix_subsidy_objections_line", "subsidy_objections", ["line_id"]),
    ("ix_subsidy_reviews_case", "subsidy_reviews", ["claim_id", "case_id", "reviewed_at"]),
    ("ix_subsidy_corrections_claim", "subsidy_corrections", ["claim_id", "noted_at"]),
    ("ix_assessment_starts_scheme", "assessment_starts", ["scheme_id"]),
)
OPEN = {"replaces_id": sa.Uuid(), "reason_sealed": sa.LargeBinary(), "answer_sealed": sa.LargeBinary()}
"""Columns that may be empty."""


def upgrade() -> None:
    for name, people, columns, unique in TABLES:
        _table(name, people.split(), columns, unique)
    for index, table, names in INDEXES:
        op.create_index(index, table, names)


def _table(
    name: str,
    people: list[str],
    columns: tuple[tuple[str, object], ...],
    unique: tuple[tuple[str, ...], ...],
) -> None:
    who, at = people
    keys = {column: KEYS[column] for column, _ in columns if column in KEYS} | {who: "people.id"}
    checks = [sa.CheckConstraint("amount >= 0", name=f"ck_{name}_amount")] if name == "subsidy_lines" else []
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(c, OPEN.get(c, kind), nullable=c in OPEN) for c, kind in columns),  # type: ignore[arg-type]
        sa.Column(who, sa.Uuid(), nullable=False),
        sa.Column(at, AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(sa.UniqueConstraint(*one, name=f"uq_{name}_{'_'.join(one)}") for one in unique),
        *(sa.ForeignKeyConstraint([c], [to], name=f"fk_{name}_{c}") for c, to in keys.items()),
        *checks,
    )


def downgrade() -> None:
    for name, _, _, _ in reversed(TABLES):
        op.drop_table(name)
