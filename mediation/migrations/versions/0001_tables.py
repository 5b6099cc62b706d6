"""All tables of the first edition."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

HOLDING = (
    "fk_cases_holding",
    "cases",
    "holdings",
    ["id", "holding_id", "holding_open", "organisation_id"],
    ["case_id", "id", "open", "organisation_id"],
)


def upgrade() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("is_rest", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("day", "region_code", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "categories",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("labour", sa.Boolean(), nullable=False),
        sa.Column("land_title", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categories")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoints")),
        sa.UniqueConstraint("ordinal", name=op.f("uq_checkpoints_ordinal")),
    )
    op.create_table(
        "outbox",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(length=80), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=400), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["not_before"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "people",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("account", name=op.f("uq_people_account")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("search_keys", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["parent_code"], ["regions.code"], name=op.f("fk_regions_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_index(op.f("ix_regions_parent_code"), "regions", ["parent_code"], unique=False)
    op.create_table(
        "settings",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index("ix_sign_in_attempts_account", "sign_in_attempts", ["account", "at"], unique=False)
    op.create_index("ix_sign_in_attempts_address", "sign_in_attempts", ["address", "at"], unique=False)
    op.create_table(
        "commands",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_commands_person_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_commands")),
    )
    op.create_table(
        "organisations",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("court_code", sa.String(length=10), nullable=True),
        sa.Column("number_pattern", sa.String(length=80), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_organisations_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("court_code", name=op.f("uq_organisations_court_code")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
    )
    op.create_index("ix_organisations_place", "organisations", ["region_code", "kind"], unique=False)
    op.create_table(
        "region_changes",
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_region_changes_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_changes")),
    )
    op.create_index(op.f("ix_region_changes_region_code"), "region_changes", ["region_code"], unique=False)
    op.create_table(
        "web_sessions",
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("device", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_web_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_web_sessions_token_digest")),
    )
    op.create_index(op.f("ix_web_sessions_person_id"), "web_sessions", ["person_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("public_id", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("category_code", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("difficulty", sa.String(length=32), nullable=False),
        sa.Column("labour", sa.Boolean(), nullable=False),
        sa.Column("land_title", sa.Boolean(), nullable=False),
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("first_asked_on", sa.Date(), nullable=False),
        sa.Column("narrative_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("claim_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(length=80), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("holding_id", sa.Uuid(), nullable=False),
        sa.Column("holding_open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=False),
        sa.Column("rights_told_on", sa.Date(), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("definition_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("holding_open", name=op.f("ck_cases_holding_open")),
        sa.ForeignKeyConstraint(["category_code"], ["categories.code"], name=op.f("fk_cases_category_code")),
        sa.ForeignKeyConstraint(
            ["id", "holding_id", "holding_open", "organisation_id"],
            ["holdings.case_id", "holdings.id", "holdings.open", "holdings.organisation_id"],
            name="fk_cases_holding",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_cases_organisation_id")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_cases_region_code")),
        sa.ForeignKeyConstraint(["registered_by"], ["people.id"], name=op.f("fk_cases_registered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cases_public_id")),
    )
    op.create_index(
        "ix_cases_holder_registered", "cases", ["organisation_id", "registered_at", "id"], unique=False
    )
    op.create_index(op.f("ix_cases_number"), "cases", ["number"], unique=False)
    op.create_index(
        "ix_cases_open_holder",
        "cases",
        ["organisation_id", "state"],
        unique=False,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_index(op.f("ix_cases_region_code"), "cases", ["region_code"], unique=False)
    op.create_table(
        "counters",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_counters_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "series", "year", name=op.f("pk_counters")),
    )
    op.create_table(
        "court_areas",
        sa.Column("region_code", sa.String(length=12), nullable=False),
        sa.Column("court_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["court_id"], ["organisations.id"], name=op.f("fk_court_areas_court_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_court_areas_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_areas")),
        sa.UniqueConstraint(
            "region_code",
            "court_id",
            "valid_from",
            name=op.f("uq_court_areas_region_code_court_id_valid_from"),
        ),
    )
    op.create_table(
        "drafts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("fields_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_drafts_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_owner", "drafts", ["person_id", "kind", "updated_at"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_memberships_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_organisation", "memberships", ["organisation_id", "role"], unique=False)
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_table(
        "organisation_categories",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("category_code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_code"], ["categories.code"], name=op.f("fk_organisation_categories_category_code")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_categories_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "category_code", name=op.f("pk_organisation_categories")),
    )
    op.create_table(
        "agreements",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("disputed_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.Column("performed_at_once", sa.Boolean(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_agreements_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("case_id", "ordinal", name=op.f("uq_agreements_case_id_ordinal")),
    )
    op.create_index(
        "uq_agreements_current",
        "agreements",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "appointments",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("chosen_by_parties", sa.Boolean(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appointments_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_appointments_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appointments_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index("ix_appointments_person", "appointments", ["person_id", "until_at"], unique=False)
    op.create_index(
        "uq_appointments_current",
        "appointments",
        ["case_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_table(
        "case_chains",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_chains_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_chains")),
    )
    op.create_table(
        "case_events",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.Column("matter", sa.String(length=32), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("matter_version", sa.Integer(), nullable=False),
        sa.Column("data_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_case_events_case_id_seq")),
    )
    op.create_index("ix_case_events_actor", "case_events", ["person_id", "recorded_at"], unique=False)
    op.create_table(
        "case_numbers",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=80), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_numbers_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_case_numbers_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_numbers")),
        sa.UniqueConstraint(
            "organisation_id", "year", "n", name=op.f("uq_case_numbers_organisation_id_year_n")
        ),
        sa.UniqueConstraint("text", name=op.f("uq_case_numbers_text")),
    )
    op.create_index(op.f("ix_case_numbers_case_id"), "case_numbers", ["case_id"], unique=False)
    op.create_table(
        "checkpoint_heads",
        sa.Column("checkpoint_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_checkpoint_heads_case_id")),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoints.id"], name=op.f("fk_checkpoint_heads_checkpoint_id")
        ),
        sa.PrimaryKeyConstraint("checkpoint_id", "case_id", name=op.f("pk_checkpoint_heads")),
    )
    op.create_table(
        "deadlines",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("matter", sa.String(length=32), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("derivation", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_deadlines_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
    )
    op.create_index("ix_deadlines_case", "deadlines", ["case_id"], unique=False)
    op.create_index("ix_deadlines_matter", "deadlines", ["matter_id", "clock"], unique=False)
    op.create_index(
        "ix_deadlines_running",
        "deadlines",
        ["clock", "due_on", "case_id"],
        unique=False,
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_table(
        "documents",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("contents_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contents_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("failure", sa.String(length=400), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_documents_case_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["people.id"], name=op.f("fk_documents_issued_by")),
        sa.ForeignKeyConstraint(["replaces_id"], ["documents.id"], name=op.f("fk_documents_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint(
            "case_id",
            "kind",
            "subject_id",
            "edition",
            name=op.f("uq_documents_case_id_kind_subject_id_edition"),
        ),
    )
    op.create_table(
        "hand_overs",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("receiver_id", sa.Uuid(), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("definition_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("sender_id <> receiver_id", name=op.f("ck_hand_overs_two_organisations")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_hand_overs_case_id")),
        sa.ForeignKeyConstraint(
            ["receiver_id"], ["organisations.id"], name=op.f("fk_hand_overs_receiver_id")
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["organisations.id"], name=op.f("fk_hand_overs_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    op.create_index(op.f("ix_hand_overs_case_id"), "hand_overs", ["case_id"], unique=False)
    op.create_index(
        "ix_hand_overs_receiver",
        "hand_overs",
        ["receiver_id"],
        unique=False,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_index(
        "uq_hand_overs_open_case",
        "hand_overs",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "holdings",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("open = (until_at IS NULL)", name=op.f("ck_holdings_open_until")),
        sa.CheckConstraint("until_at IS NULL OR until_at >= from_at", name=op.f("ck_holdings_order")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_holdings_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_holdings_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holdings")),
        sa.UniqueConstraint("case_id", "id", "open", "organisation_id", name="uq_holdings_target"),
    )
    op.create_index(op.f("ix_holdings_organisation_id"), "holdings", ["organisation_id"], unique=False)
    op.create_index(
        "uq_holdings_open_case",
        "holdings",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("open"),
        postgresql_where=sa.text("open"),
    )
    op.create_table(
        "parties",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sex", sa.String(length=32), nullable=True),
        sa.Column("ethnicity", sa.String(length=40), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("occupation", sa.String(length=120), nullable=False),
        sa.Column("paper", sa.String(length=32), nullable=False),
        sa.Column("paper_missing_reason", sa.String(length=200), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_withheld", sa.Boolean(), nullable=False),
        sa.Column("account_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("legal_representative", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("interpreter", sa.String(length=120), nullable=False),
        sa.Column("special_care", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_parties_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sa.UniqueConstraint("case_id", "ordinal", name=op.f("uq_parties_case_id_ordinal")),
    )
    op.create_index(op.f("ix_parties_id_number_index"), "parties", ["id_number_index"], unique=False)
    op.create_index("ix_parties_name", "parties", ["name"], unique=False)
    op.create_index(op.f("ix_parties_phone_index"), "parties", ["phone_index"], unique=False)
    op.create_table(
        "return_visits",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("findings_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_return_visits_case_id")),
        sa.ForeignKeyConstraint(["visitor_id"], ["people.id"], name=op.f("fk_return_visits_visitor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_visits")),
    )
    op.create_index(op.f("ix_return_visits_case_id"), "return_visits", ["case_id"], unique=False)
    op.create_table(
        "undisputed_facts",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_undisputed_facts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undisputed_facts")),
        sa.UniqueConstraint("case_id", "ordinal", name=op.f("uq_undisputed_facts_case_id_ordinal")),
    )
    op.create_table(
        "confirmations",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("court_id", sa.Uuid(), nullable=False),
        sa.Column("court_reason", sa.String(length=200), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("court_number", sa.String(length=80), nullable=True),
        sa.Column("judge_id", sa.Uuid(), nullable=True),
        sa.Column("clerk_name", sa.String(length=80), nullable=False),
        sa.Column("findings_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("ruled_on", sa.Date(), nullable=True),
        sa.Column("sealed_on", sa.Date(), nullable=True),
        sa.Column("definition_version", sa.Integer(), nullable=False),
        sa.Column("definition_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_confirmations_agreement_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_confirmations_case_id")),
        sa.ForeignKeyConstraint(["court_id"], ["organisations.id"], name=op.f("fk_confirmations_court_id")),
        sa.ForeignKeyConstraint(["judge_id"], ["people.id"], name=op.f("fk_confirmations_judge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
        sa.UniqueConstraint("court_number", name=op.f("uq_confirmations_court_number")),
    )
    op.create_index(op.f("ix_confirmations_case_id"), "confirmations", ["case_id"], unique=False)
    op.create_index("ix_confirmations_court", "confirmations", ["court_id", "is_open", "state"], unique=False)
    op.create_index(
        "uq_confirmations_open_agreement",
        "confirmations",
        ["agreement_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "consents",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("in_writing", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_consents_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_party_id"), "consents", ["party_id"], unique=False)
    op.create_table(
        "fact_signatures",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("manner", sa.String(length=32), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["undisputed_facts.id"], name=op.f("fk_fact_signatures_fact_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_fact_signatures_party_id")),
        sa.PrimaryKeyConstraint("fact_id", "party_id", name=op.f("pk_fact_signatures")),
    )
    op.create_table(
        "obligations",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("debtor_id", sa.Uuid(), nullable=True),
        sa.Column("debtor_name", sa.String(length=200), nullable=False),
        sa.Column("creditor_id", sa.Uuid(), nullable=True),
        sa.Column("creditor_name", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("what_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("condition", sa.String(length=400), nullable=False),
        sa.Column("means", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_obligations_amount_positive")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_obligations_agreement_id")
        ),
        sa.ForeignKeyConstraint(["creditor_id"], ["parties.id"], name=op.f("fk_obligations_creditor_id")),
        sa.ForeignKeyConstraint(["debtor_id"], ["parties.id"], name=op.f("fk_obligations_debtor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
        sa.UniqueConstraint("agreement_id", "ordinal", name=op.f("uq_obligations_agreement_id_ordinal")),
    )
    op.create_index("ix_obligations_due", "obligations", ["state", "due_on"], unique=False)
    op.create_table(
        "representatives",
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("authority", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("relation", sa.String(length=80), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_representatives_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representatives")),
    )
    op.create_index(op.f("ix_representatives_party_id"), "representatives", ["party_id"], unique=False)
    op.create_table(
        "sittings",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("with_party_id", sa.Uuid(), nullable=True),
        sa.Column("manner", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("helpers", sa.String(length=400), nullable=False),
        sa.Column("record_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("result_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("recorder_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'apart') = (with_party_id IS NOT NULL)", name=op.f("ck_sittings_apart_party")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sittings_case_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_sittings_organisation_id")
        ),
        sa.ForeignKeyConstraint(["recorder_id"], ["people.id"], name=op.f("fk_sittings_recorder_id")),
        sa.ForeignKeyConstraint(["with_party_id"], ["parties.id"], name=op.f("fk_sittings_with_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
        sa.UniqueConstraint("case_id", "ordinal", name=op.f("uq_sittings_case_id_ordinal")),
    )
    op.create_table(
        "deliveries",
        sa.Column("confirmation_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.Column("manner", sa.String(length=32), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["confirmations.id"], name=op.f("fk_deliveries_confirmation_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_deliveries_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "confirmation_id", "party_id", name=op.f("uq_deliveries_confirmation_id_party_id")
        ),
    )
    op.create_table(
        "signatures",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=True),
        sa.Column("confirmation_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("by_representative_id", sa.Uuid(), nullable=True),
        sa.Column("manners", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(role = 'party') = (party_id IS NOT NULL)", name=op.f("ck_signatures_party_signs")
        ),
        sa.CheckConstraint(
            "(agreement_id IS NULL) <> (confirmation_id IS NULL)", name=op.f("ck_signatures_one_paper")
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_signatures_agreement_id")),
        sa.ForeignKeyConstraint(
            ["by_representative_id"], ["representatives.id"], name=op.f("fk_signatures_by_representative_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_signatures_case_id")),
        sa.ForeignKeyConstraint(
            ["confirmation_id"], ["confirmations.id"], name=op.f("fk_signatures_confirmation_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_signatures_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_signatures_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name=op.f("fk_signatures_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
    )
    op.create_index(op.f("ix_signatures_case_id"), "signatures", ["case_id"], unique=False)
    op.create_index(
        "uq_signatures_party_agreement",
        "signatures",
        ["agreement_id", "party_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL AND party_id IS NOT NULL"),
        postgresql_where=sa.text("voided_at IS NULL AND party_id IS NOT NULL"),
    )
    op.create_index(
        "uq_signatures_party_confirmation",
        "signatures",
        ["confirmation_id", "party_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL AND party_id IS NOT NULL"),
        postgresql_where=sa.text("voided_at IS NULL AND party_id IS NOT NULL"),
    )
    op.create_table(
        "sitting_mediators",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sitting_mediators_person_id")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sittings.id"], name=op.f("fk_sitting_mediators_sitting_id")
        ),
        sa.PrimaryKeyConstraint("sitting_id", "person_id", name=op.f("pk_sitting_mediators")),
    )
    op.create_table(
        "sitting_parties",
        sa.Column("sitting_id", sa.Uuid(), nullable=False),
        sa.Column("party_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_sitting_parties_party_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sittings.id"], name=op.f("fk_sitting_parties_sitting_id")),
        sa.PrimaryKeyConstraint("sitting_id", "party_id", name=op.f("pk_sitting_parties")),
    )
    if op.get_bind().dialect.name != "sqlite":  # SQLite has it inside the table: it cannot add one later
        op.create_foreign_key(*HOLDING, deferrable=True, initially="DEFERRED")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_cases_holding", "cases", type_="foreignkey")
    op.drop_table("sitting_parties")
    op.drop_table("sitting_mediators")
    op.drop_index(
        "uq_signatures_party_confirmation",
        table_name="signatures",
        sqlite_where=sa.text("voided_at IS NULL AND party_id IS NOT NULL"),
        postgresql_where=sa.text("voided_at IS NULL AND party_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_signatures_party_agreement",
        table_name="signatures",
        sqlite_where=sa.text("voided_at IS NULL AND party_id IS NOT NULL"),
        postgresql_where=sa.text("voided_at IS NULL AND party_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_signatures_case_id"), table_name="signatures")
    op.drop_table("signatures")
    op.drop_table("deliveries")
    op.drop_table("sittings")
    op.drop_index(op.f("ix_representatives_party_id"), table_name="representatives")
    op.drop_table("representatives")
    op.drop_index("ix_obligations_due", table_name="obligations")
    op.drop_table("obligations")
    op.drop_table("fact_signatures")
    op.drop_index(op.f("ix_consents_party_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_index(
        "uq_confirmations_open_agreement",
        table_name="confirmations",
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.drop_index("ix_confirmations_court", table_name="confirmations")
    op.drop_index(op.f("ix_confirmations_case_id"), table_name="confirmations")
    op.drop_table("confirmations")
    op.drop_table("undisputed_facts")
    op.drop_index(op.f("ix_return_visits_case_id"), table_name="return_visits")
    op.drop_table("return_visits")
    op.drop_index(op.f("ix_parties_phone_index"), table_name="parties")
    op.drop_index("ix_parties_name", table_name="parties")
    op.drop_index(op.f("ix_parties_id_number_index"), table_name="parties")
    op.drop_table("parties")
    op.drop_index(
        "uq_holdings_open_case",
        table_name="holdings",
        sqlite_where=sa.text("open"),
        postgresql_where=sa.text("open"),
    )
    op.drop_index(op.f("ix_holdings_organisation_id"), table_name="holdings")
    op.drop_table("holdings")
    op.drop_index(
        "uq_hand_overs_open_case",
        table_name="hand_overs",
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.drop_index(
        "ix_hand_overs_receiver",
        table_name="hand_overs",
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.drop_index(op.f("ix_hand_overs_case_id"), table_name="hand_overs")
    op.drop_table("hand_overs")
    op.drop_table("documents")
    op.drop_index(
        "ix_deadlines_running",
        table_name="deadlines",
        sqlite_where=sa.text("state = 'running'"),
        postgresql_where=sa.text("state = 'running'"),
    )
    op.drop_index("ix_deadlines_matter", table_name="deadlines")
    op.drop_index("ix_deadlines_case", table_name="deadlines")
    op.drop_table("deadlines")
    op.drop_table("checkpoint_heads")
    op.drop_index(op.f("ix_case_numbers_case_id"), table_name="case_numbers")
    op.drop_table("case_numbers")
    op.drop_index("ix_case_events_actor", table_name="case_events")
    op.drop_table("case_events")
    op.drop_table("case_chains")
    op.drop_index(
        "uq_appointments_current",
        table_name="appointments",
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.drop_index("ix_appointments_person", table_name="appointments")
    op.drop_table("appointments")
    op.drop_index(
        "uq_agreements_current",
        table_name="agreements",
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.drop_table("agreements")
    op.drop_table("organisation_categories")
    op.drop_index(op.f("ix_memberships_person_id"), table_name="memberships")
    op.drop_index("ix_memberships_organisation", table_name="memberships")
    op.drop_table("memberships")
    op.drop_index("ix_drafts_owner", table_name="drafts")
    op.drop_table("drafts")
    op.drop_table("court_areas")
    op.drop_table("counters")
    op.drop_index(op.f("ix_cases_region_code"), table_name="cases")
    op.drop_index(
        "ix_cases_open_holder",
        table_name="cases",
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.drop_index(op.f("ix_cases_number"), table_name="cases")
    op.drop_index("ix_cases_holder_registered", table_name="cases")
    op.drop_table("cases")
    op.drop_index(op.f("ix_web_sessions_person_id"), table_name="web_sessions")
    op.drop_table("web_sessions")
    op.drop_index(op.f("ix_region_changes_region_code"), table_name="region_changes")
    op.drop_table("region_changes")
    op.drop_index("ix_organisations_place", table_name="organisations")
    op.drop_table("organisations")
    op.drop_table("commands")
    op.drop_index("ix_sign_in_attempts_address", table_name="sign_in_attempts")
    op.drop_index("ix_sign_in_attempts_account", table_name="sign_in_attempts")
    op.drop_table("sign_in_attempts")
    op.drop_table("settings")
    op.drop_index(op.f("ix_regions_parent_code"), table_name="regions")
    op.drop_table("regions")
    op.drop_table("people")
    op.drop_index(
        "ix_outbox_waiting",
        table_name="outbox",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_table("outbox")
    op.drop_table("checkpoints")
    op.drop_table("categories")
    op.drop_table("calendar_days")
