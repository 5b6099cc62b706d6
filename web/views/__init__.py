"""The pages: every module here has one `blueprint`; the application registers those in this tuple."""

from __future__ import annotations

from flask import Blueprint

from web.views import account, case, confirmations, documents, hand_overs, parties, steps

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    case.blueprint,
    steps.blueprint,
    hand_overs.blueprint,
    confirmations.blueprint,
    documents.blueprint,
    parties.blueprint,
)
MENU: tuple[tuple[str, str], ...] = ()
"""The main menu: endpoint and title, in order. People see the entries that they may reach."""
