"""One duty of an agreement, as who watches over its performance sees it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_history import history_of
from mediation.readmodels.case_page import clocks_of, matter_page
from mediation.readmodels.obligations import duty_of
from mediation.rules.errors import NotThere
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from web.access import SIGNED_IN, access
from web.case_words import clock_words, history_words
from web.identity import current_actor, house
from web.views.case import step_lines

blueprint = Blueprint("duties", __name__, url_prefix="/duties/<uuid:performance_id>")


@blueprint.get("")
@access(SIGNED_IN)
def show(performance_id: UUID) -> ResponseReturnValue:
    """What was promised, what has become of it, and what can be done now."""
    actor, today, registry = current_actor(), house().clock.today(), house().registry
    with house().read() as session:
        page = matter_page(session, registry, actor, MatterKind.PERFORMANCE, performance_id, today)
        if page.view is not CaseView.FULL:
            raise NotThere
        return render_template(
            "duties/show.html",
            page=page,
            duty=duty_of(session, performance_id),
            clocks=clock_words(registry, clocks_of(session, page.case_id, today, performance_id)),
            story=history_words(
                registry, history_of(session, page.case_id, contents=True, matter_id=performance_id), actor
            ),
            **step_lines(page),
        )
