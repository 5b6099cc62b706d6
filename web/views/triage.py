"""分流建议: how often proposals are followed, and how the cases ended, for supervisors and administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.triage_figures import (
    By,
    DecisionFilter,
    triage_decisions,
    triage_figures,
)
from mediation.rules.actor import Actor
from mediation.rules.grammar import Permission
from mediation.rules.vocabulary import TriageEnd
from web.access import access
from web.identity import current_actor, house
from web.views.paging import page_asked

blueprint = Blueprint("triage", __name__, url_prefix="/triage")


def measures(actor: Actor) -> bool:
    """Whether the actor reads figures of an area, or keeps the rules."""
    return actor.has(Permission.READ_AREA) or actor.has(Permission.ADMINISTER)


NUMBER = ("by", "value", "followed", "end", "returned")
"""What tells one number of the figures from the others."""


@blueprint.get("")
@access(measures)
def show() -> ResponseReturnValue:
    today = house().clock.today()
    with house().read() as session:
        page = triage_figures(session, current_actor(), today, _region(), _year(today.year))
    return render_template(
        "triage/show.html",
        page=page,
        by=By,
        ends=TriageEnd,
        linked=current_actor().has(Permission.READ_AREA),
    )


@blueprint.get("/decisions")
@access(Permission.READ_AREA)
def decisions() -> ResponseReturnValue:
    """The decisions that one number counts."""
    year = _year(house().clock.today().year)
    chosen = _filter()
    with house().read() as session:
        found = triage_decisions(session, current_actor(), _region(), year, chosen, page_asked())
    asked: dict[str, Any] = {name: request.args.get(name) for name in NUMBER}
    return render_template(
        "triage/decisions.html",
        found=found,
        chosen=chosen,
        year=year,
        region=_region(),
        page_url=lambda n: url_for("triage.decisions", region=_region(), year=year, page=n, **asked),
    )


def _region() -> str:
    return request.args.get("region", "")[:12]


def _year(this_year: int) -> int:
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    return year if 2000 <= year <= this_year else this_year


def _filter() -> DecisionFilter:
    end = request.args.get("end", "")
    try:
        return DecisionFilter(
            by=By(request.args.get("by", "")),
            value=request.args.get("value", "")[:40],
            followed=request.args.get("followed") == "1",
            end=TriageEnd.of(end) if end else None,
            returned=bool(request.args.get("returned")),
        )
    except ValueError:
        abort(404)
