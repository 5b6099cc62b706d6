"""A hand-over as the office of the receiver, or of the sender, sees it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from mediation.model import Case
from mediation.readmodels import case_parts
from mediation.readmodels.case_page import case_head, clocks_of, matter_page
from mediation.readmodels.exchange import works_elsewhere
from mediation.readmodels.exchange_offers import asked_back
from mediation.rules import acts
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.services.mediated_before import mediated_in_vain_before
from mediation.services.take_back import CALL_BACK
from web.access import SIGNED_IN, access
from web.case_words import clock_words, whose_turn
from web.identity import current_actor, house
from web.views.case import step_lines
from web.views.dates import may_correct

blueprint = Blueprint("hand_overs", __name__, url_prefix="/hand-overs/<uuid:hand_over_id>")


@blueprint.get("")
@access(SIGNED_IN)
def show(hand_over_id: UUID) -> ResponseReturnValue:
    """What is offered, by whom and why, and the answer."""
    actor, today, registry = current_actor(), house().clock.today(), house().registry
    with house().read() as session:
        page = matter_page(session, registry, actor, MatterKind.HAND_OVER, hand_over_id, today)
        shown = case_parts.hand_overs_of(session, page.case_id)
        taking_back = [one for one in page.offers if one.step.name in CALL_BACK and one.mine]
        return render_template(
            "hand_overs/show.html",
            page=page,
            head=case_head(session, page),
            hand_over=next(one for one in shown if one.id == hand_over_id),
            elsewhere=works_elsewhere(session, page.seats[Seat.RECEIVER]) if page.state.open else "",
            asked_back=asked_back(session, hand_over_id),
            may_ask_back=bool(taking_back) and all(one.reasons for one in taking_back),
            may_correct=may_correct(page, acts.TAKE_OVER),
            turn=whose_turn(page) if page.state.open else None,
            clocks=clock_words(registry, clocks_of(session, page.case_id, today, hand_over_id)),
            parties=[p for p in case_parts.parties_of(session, page.case_id) if p.until_on is None],
            earlier=[
                (one.number or one.public_id, one.public_id)
                for one in mediated_in_vain_before(session, actor, session.get_one(Case, page.case_id))
            ]
            if page.state.open
            else (),
            **step_lines(page),
        )
