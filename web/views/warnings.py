"""预警和督办: cards by clock, what was told up the line, orders with their terms and answers, the weekly digest."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.warnings import escalated_to, is_told, watched
from mediation.rules.backlog import Figure
from mediation.rules.grammar import Permission
from web.access import access
from web.forms.backlog import query
from web.identity import current_actor, house

blueprint = Blueprint("warnings", __name__, url_prefix="/warnings")


@blueprint.get("")
@access(is_told)
def show() -> ResponseReturnValue:
    """What was told to one's organisation; of an area that one supervises, all cards and orders."""
    actor, registry, today = current_actor(), house().registry, house().clock.today()
    region = request.args.get("region", "")[:12]
    with house().read() as session:
        area = (
            watched(session, registry, actor, region, today)
            if region or actor.has(Permission.READ_AREA)
            else None
        )
        told = escalated_to(session, registry, actor)

    def number(figure: Figure, clock: str) -> str:
        code: Any = area.region_code if area else ""
        chosen = query({"region": code, "figure": figure.value, "clock": clock})
        return f"{url_for('backlog.cases')}?{chosen}"

    return render_template(
        "warnings/show.html", area=area, told=told, today=today, number=number, figures=Figure
    )
