"""The wall screen: an area's figures in large type that renew themselves; no people, and no group that tells of one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.readmodels.backlog import backlog
from mediation.readmodels.backlog_tables import weeks_of
from mediation.readmodels.smallest_group import smallest_group
from mediation.rules.backlog import Figure, guarded
from mediation.rules.grammar import Permission
from web.access import access
from web.backlog_charts import screen_charts
from web.identity import current_actor, house

blueprint = Blueprint("backlog_screen", __name__, url_prefix="/backlog/screen")
TOLD = (Figure.DANGER, Figure.YELLOW, Figure.WAITING, Figure.CONFIRMING, Figure.BROKEN)


@blueprint.get("")
@access(Permission.READ_AREA)
def show() -> ResponseReturnValue:
    return render_template("backlog/screen.html", **_shown())


@blueprint.get("/now")
@access(Permission.READ_AREA)
def now() -> ResponseReturnValue:
    """The part that renews itself."""
    return render_template("backlog/screen_now.html", **_shown())


def _shown() -> dict[str, Any]:
    today = house().clock.today()
    with house().read() as session:
        page = backlog(
            session,
            house().registry,
            current_actor(),
            house().clock.now(),
            today,
            request.args.get("region", "")[:12],
        )
        least = smallest_group(session, today)
    parts = [part for part in page.parts if part.counts]
    return {
        "page": page,
        "least": least,
        "total": guarded([page.total.open], least)[0],
        "overdue": guarded([page.total.overdue], least)[0],
        "told": [(figure, guarded([page.beside[figure]], least)[0]) for figure in TOLD],
        "parts": list(
            zip(
                parts,
                guarded([part.standing.open for part in parts], least),
                guarded([part.standing.overdue for part in parts], least),
                strict=True,
            )
        ),
        "last_week": weeks_of(page)[-1],
        "charts": screen_charts(page, least),
    }
