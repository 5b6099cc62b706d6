"""A request about a case, as who asks, who is asked and who handles it see it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from mediation.model import Request
from mediation.readmodels import case_parts
from mediation.readmodels.case_history import history_of, without_grievances
from mediation.readmodels.case_page import case_head, clocks_of, matter_page
from mediation.readmodels.requests import refusal_served, request_shown, told_of
from mediation.rules import acts
from mediation.rules.errors import NotThere
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from web.access import SIGNED_IN, access
from web.case_words import clock_words, history_words, whose_turn
from web.identity import current_actor, house
from web.views.case import paper_lines, step_lines
from web.views.dates import may_correct

blueprint = Blueprint("requests", __name__, url_prefix="/requests/<uuid:request_id>")

READING = (CaseView.OFFERED, CaseView.COURT, CaseView.FULL)
PAPERS = {
    MatterKind.FILING: frozenset({"filing_package", "filing_receipt", "correction_notice", "filing_refusal"})
}
"""The papers of a request that stand on its own page."""


@blueprint.get("")
@access(SIGNED_IN)
def show(request_id: UUID) -> ResponseReturnValue:
    """What is asked, by whom and of whom, and the answer; of the case only as much as its sight allows."""
    actor, today, registry = current_actor(), house().clock.today(), house().registry
    with house().read() as session:
        found = session.get(Request, request_id)
        if found is None:
            raise NotThere
        page = matter_page(session, registry, actor, found.kind, request_id, today)
        filing = found.kind is MatterKind.FILING
        events = history_of(session, page.case_id, contents=True, matter_id=request_id)
        if page.view is CaseView.COURT and found.kind is not MatterKind.GRIEVANCE:
            events = without_grievances(events)
        return render_template(
            "requests/show.html",
            page=page,
            head=case_head(session, page),
            asked=request_shown(session, registry, request_id),
            turn=whose_turn(page) if page.state.open else None,
            parties=[p for p in case_parts.parties_of(session, page.case_id) if p.until_on is None]
            if page.view in READING
            else (),
            reads=page.view in READING,
            served=refusal_served(session, request_id) if filing else (),
            told=told_of(session, request_id) if filing and page.view is CaseView.FULL else (),
            may_correct_service=filing and may_correct(page, acts.SERVE_REFUSAL),
            may_correct_receipt=filing and may_correct(page, acts.TELL_DEFECTS),
            papers=paper_lines(session, page, PAPERS.get(found.kind, frozenset())),
            clocks=clock_words(registry, clocks_of(session, page.case_id, today, request_id)),
            story=history_words(registry, events, actor),
            **step_lines(page),
        )
