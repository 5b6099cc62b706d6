"""The triggers that make history insert-only."""

from __future__ import annotations

TABLES = (
    "assessment_results",
    "assessment_schemes",
    "assessment_starts",
    "bulletins",
    "campaign_asked",
    "campaign_reminders",
    "case_events",
    "checkpoints",
    "checkpoint_heads",
    "court_regimes",
    "drawn_signatures",
    "early_warning_acts",
    "escalations",
    "exchange_files",
    "exports",
    "mediator_engagements",
    "operator_exports",
    "period_closings",
    "period_corrections",
    "period_reports",
    "period_rows",
    "setting_changes",
    "subsidy_answers",
    "subsidy_approvals",
    "subsidy_claims",
    "subsidy_corrections",
    "subsidy_lines",
    "subsidy_objections",
    "subsidy_reviews",
    "subsidy_rules",
    "subsidy_samples",
    "subsidy_starts",
    "triage_decisions",
    "triage_retractions",
)
SQLITE = {
    f"{table}_no_{verb.lower()}": (
        table,
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END",
    )
    for table in TABLES
    for verb in ("UPDATE", "DELETE")
}
REFUSE = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME; END $$"
)
POSTGRES = {
    f"{table}_no_change": (
        table,
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    )
    for table in TABLES
} | {
    f"{table}_no_truncate": (
        table,
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    )
    for table in TABLES
}
