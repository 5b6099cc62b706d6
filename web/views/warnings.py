"""预警和督办: cards by clock, what was told up the line, orders with their terms and answers, the weekly digest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.late_afterwards import late_afterwards
from mediation.readmodels.warnings import Escalated, escalated_to, is_told, watched
from mediation.rules.backlog import Figure
from mediation.rules.grammar import Permission
from mediation.rules.vocabulary import MatterKind
from web.access import access
from web.forms.backlog import query, term
from web.identity import current_actor, house
from web.views.paging import page_asked

blueprint = Blueprint("warnings", __name__, url_prefix="/warnings")
LISTS = ("region", "told", "orders")
"""What stands in the address: the area, and the page of each list by the list's anchor."""


@blueprint.get("")
@access(is_told)
def show() -> ResponseReturnValue:
    """What was told to one's organisation; of an area that one supervises, all cards and orders."""
    actor, registry, today = current_actor(), house().registry, house().clock.today()
    region = request.args.get("region", "")[:12]
    with house().read() as session:
        area = (
            watched(session, registry, actor, region, today, page_asked("orders"))
            if region or actor.has(Permission.READ_AREA)
            else None
        )
        told = escalated_to(session, registry, actor, page_asked("told"))

    def number(figure: Figure, clock: str) -> str:
        code: Any = area.region_code if area else ""
        chosen = query({"region": code, "figure": figure.value, "clock": clock})
        return f"{url_for('backlog.cases')}?{chosen}"

    def after(card: Figure, clock: str) -> str:
        code: Any = area.region_code if area else ""
        chosen = query({"region": code, "card": card.value, "clock": clock})
        return f"{url_for('warnings.afterwards')}?{chosen}"

    def in_week(figure: str, monday: date) -> str:
        code: Any = area.region_code if area else ""
        sunday = monday + timedelta(days=6)
        chosen = {"region": code, "figure": figure, "since": monday, "until": sunday, "on": sunday}
        return f"{url_for('backlog.cases')}?{query(chosen)}"

    def when_written(monday: date, **chosen: Any) -> str:
        """What was so on the Monday on which the digest was written."""
        code: Any = area.region_code if area else ""
        asked = {"region": code, **chosen, "on": monday + timedelta(days=7)}
        return f"{url_for('backlog.cases')}?{query(asked)}"

    return render_template(
        "warnings/show.html",
        area=area,
        told=told,
        today=today,
        number=number,
        after=after,
        in_week=in_week,
        when_written=when_written,
        figures=Figure,
        leads_to=leads_to,
        turned=turned,
    )


@blueprint.get("/afterwards")
@access(Permission.READ_AREA)
def afterwards() -> ResponseReturnValue:
    """The concluded cases in which a clock is about to end, or has ended."""
    card = term(Figure, request.args.get("card")) or Figure.RED
    region, clock = request.args.get("region", "")[:12], request.args.get("clock", "")[:40]
    with house().read() as session:
        page = late_afterwards(
            session,
            house().registry,
            current_actor(),
            region,
            clock,
            card,
            house().clock.today(),
            page_asked(),
        )
    same = {"region": page.region_code, "clock": clock, "card": card.value}
    return render_template(
        "warnings/afterwards.html",
        page=page,
        card=card,
        today=house().clock.today(),
        page_url=lambda n: f"{url_for('warnings.afterwards')}?{query({**same, 'page': n})}",
    )


def leads_to(one: Escalated) -> str:
    """The matter in which the reader has to act, else the case; nothing where neither is theirs."""
    if one.mine is None:
        return url_for("case.show", public_id=one.public_id) if one.public_id else ""
    kind, matter_id = one.mine
    if kind is MatterKind.HAND_OVER:
        return url_for("hand_overs.show", hand_over_id=matter_id)
    if kind is MatterKind.CONFIRMATION:
        return url_for("confirmations.show", confirmation_id=matter_id)
    if kind is MatterKind.PERFORMANCE:
        return url_for("duties.show", performance_id=matter_id)
    return url_for("requests.show", request_id=matter_id)


def turned(name: str) -> Callable[[int], str]:
    """The address of a page of one of the lists, the others staying where they are."""
    same = {one: value for one in LISTS if (value := request.args.get(one)) is not None}
    return lambda n: f"{url_for('warnings.show')}?{query({**same, name: str(n)})}#{name}"
