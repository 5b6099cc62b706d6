"""The pages: every module here has one `blueprint`; the application registers those in this tuple."""

from __future__ import annotations

from flask import Blueprint

from web.views import (
    absences,
    account,
    backlog,
    batches,
    case,
    caseloads,
    cases,
    confirmations,
    documents,
    drafts,
    duties,
    facts,
    hand_overs,
    home,
    intake,
    many,
    matter,
    parties,
    places,
    quick_entry,
    requests,
    rules,
    runs,
    steps,
    triage,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    home.blueprint,
    backlog.blueprint,
    cases.blueprint,
    intake.blueprint,
    quick_entry.blueprint,
    drafts.blueprint,
    places.blueprint,
    case.blueprint,
    facts.blueprint,
    steps.blueprint,
    hand_overs.blueprint,
    requests.blueprint,
    duties.blueprint,
    confirmations.blueprint,
    documents.blueprint,
    parties.blueprint,
    matter.blueprint,
    rules.blueprint,
    caseloads.blueprint,
    many.blueprint,
    batches.blueprint,
    runs.blueprint,
    absences.blueprint,
    triage.blueprint,
)
MENU: tuple[tuple[str, str], ...] = (
    ("home.show", "首页"),
    ("intake.show", "登记纠纷"),
    ("quick_entry.show", "补录"),
    ("cases.show", "案件"),
    ("many.show", "批量办理"),
    ("batches.listed", "示范调解"),
    ("caseloads.show", "人员办案"),
    ("backlog.show", "积案"),
    ("triage.show", "分流建议"),
    ("rules.show", "期限规则"),
)
"""The main menu: endpoint and title, in order. People see the entries that they may reach."""
