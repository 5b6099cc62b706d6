"""The wall screen: an area's figures in large type that renew themselves; no people, and no group that tells of one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.readmodels.backlog import backlog
from mediation.readmodels.backlog_told import counting, told
from mediation.rules.backlog import Figure
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
    now, today = house().clock.now(), house().clock.today()
    registry = house().registry
    with house().read() as session:
        page = backlog(session, registry, current_actor(), now, today, request.args.get("region", "")[:12])
        shown = told(session, registry, page, now, today)
    return {
        "page": page,
        "least": shown.least,
        "total": shown.get("open"),
        "overdue": shown.get("late"),
        "told": [(figure, shown.get("beside", figure)) for figure in TOLD],
        "parts": [(part, shown.get("open", key), shown.get("late", key)) for key, part in counting(page)],
        "charts": screen_charts(page, shown),
    }
