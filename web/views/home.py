"""The home page: what presses today, then the first lines of every list that my posts give."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels.backlog import area_now
from mediation.readmodels.clock_rules import provisional_clocks
from mediation.readmodels.overdue_receipts import overdue_count
from mediation.readmodels.seals import seals_running_out
from mediation.readmodels.sending import sending_post, waiting_count
from mediation.readmodels.subsidies import claims_to_look_at
from mediation.rules.actor import Actor
from mediation.rules.grammar import Permission
from mediation.rules.policy import may_record_on_the_spot, mediates
from web.access import SIGNED_IN, access
from web.identity import current_actor, house
from web.subsidy_words import yuan_of
from web.views.waiting import FEW, FOR_OTHERS, LISTS, lists, words

blueprint = Blueprint("home", __name__)
ALWAYS = ("undecided", "under-way", "confirmations")
"""Lists that are shown empty too: whoever has them asks for them."""


@blueprint.get("/")
@access(SIGNED_IN)
def show() -> ResponseReturnValue:
    actor = current_actor()
    with house().read() as session:
        return render_template("home/show.html", **_sections(session, actor), **words())


def _sections(session: Session, actor: Actor) -> dict[str, Any]:
    """Every section that the actor's posts give; the template leaves out the others."""
    registers, court = actor.has(Permission.REGISTER), actor.has(Permission.READ_COURT_MATTERS)
    given = lists(session, actor)
    found = {name: given[name](FEW, 0) for name in LISTS if name in given}
    return {
        "registers": registers,
        "on_the_spot": may_record_on_the_spot(actor),
        "court": court,
        "listed": LISTS,
        "found": {name: lines for name, lines in found.items() if lines.total or name in ALWAYS},
        "for_others": FOR_OTHERS,
        "pressing": {
            name: lines.total if name == "danger" else lines.pressing for name, lines in found.items()
        },
        "area": area_now(session, house().registry, actor, house().clock.now(), house().clock.today())
        if actor.has(Permission.READ_AREA)
        else None,
        "administers": actor.has(Permission.ADMINISTER),
        "provisional": provisional_clocks(session, actor) if actor.has(Permission.ADMINISTER) else 0,
        "seals": seals_running_out(session, actor, house().clock.now()) if registers or court else (),
        **_to_send(session, actor),
        "subsidies": claims_to_look_at(session, actor, house().clock.today()) if mediates(actor) else (),
        "yuan": yuan_of,
    }


def _to_send(session: Session, actor: Actor) -> dict[str, int]:
    """At a court's desk: how many cases wait to be sent out, and how many nobody has signed for in time."""
    registry, today = house().registry, house().clock.today()
    post = sending_post(actor, registry)
    if post is None:
        return {"to_send": 0, "unsigned": 0}
    return {
        "to_send": waiting_count(session, registry, post),
        "unsigned": overdue_count(session, post, today),
    }
