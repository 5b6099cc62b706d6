"""积案: the supervisor's figures from the city down to the village, and the cases behind each number."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.area_cases import AreaCase, Which, area_cases
from mediation.readmodels.backlog import LEVELS, backlog
from mediation.rules.grammar import Permission, State
from mediation.rules.vocabulary import MatterKind
from web.access import access
from web.identity import current_actor, house
from web.views.paging import page_asked

blueprint = Blueprint("backlog", __name__, url_prefix="/backlog")


@blueprint.get("")
@access(Permission.READ_AREA)
def show() -> ResponseReturnValue:
    """An area and its parts; without a region the widest that the actor supervises."""
    with house().read() as session:
        page = backlog(session, current_actor(), house().clock.today(), request.args.get("region", "")[:12])
    return render_template("backlog/show.html", page=page, levels=LEVELS)


@blueprint.get("/cases")
@access(Permission.READ_AREA)
def cases() -> ResponseReturnValue:
    """The cases that one number of the backlog counts."""
    region, own = request.args.get("region", "")[:12], bool(request.args.get("own"))
    which, today = _which(request.args.get("which", "open")), house().clock.today()
    with house().read() as session:
        found = area_cases(session, current_actor(), region, which, today, own=own, page=page_asked())
    return render_template(
        "backlog/cases.html",
        found=found,
        which=which.value,
        today=today,
        state_of=_state_of,
        page_url=lambda n: url_for(
            "backlog.cases", region=region, which=which.value, own="1" if own else None, page=n
        ),
    )


def _which(asked: str) -> Which:
    try:
        return Which(asked)
    except ValueError:
        abort(404)


def _state_of(line: AreaCase) -> State:
    """The state as the definition that the case began under titles it."""
    return house().registry.of(MatterKind.DISPUTE, line.definition_version).by_state[line.state]
