"""推演: what would happen in an area if something changed, asked by its supervisors and played by the worker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.area_past import area_past, ended_stays, units_of
from mediation.readmodels.backlog import area_for
from mediation.readmodels.smallest_group import smallest_group
from mediation.readmodels.what_ifs import Few, few_of, levels_now, levels_of, what_if, what_ifs
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.simulation.scenario import Scenario, read_scenario
from mediation.rules.simulation.staffing import require_playable
from mediation.services.ask_what_if import ask_what_if
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.what_if_words import changes_of, chart_of

blueprint = Blueprint("what_ifs", __name__, url_prefix="/backlog/what-if")


@blueprint.get("")
@access(Permission.READ_AREA)
def form() -> ResponseReturnValue:
    """A new question, or one like an earlier one: `like`."""
    like = request.args.get("like", type=UUID)
    if like is None:
        return _form(Typed.starting(weeks=26, runs=20, seed=1))
    with house().read() as session:
        page = what_if(session, current_actor(), like)
    return _form(Typed({name: [str(n)] for name, n in page.scenario.to_json().items()}))


@blueprint.post("")
@access(Permission.READ_AREA)
def ask() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    try:
        scenario = read_scenario(
            {name: typed.value(name).strip() for name in typed.fields if name != "region"}
        )
        region_code = _playable(scenario)
        made = perform(
            house(),
            ask_what_if,
            actor=current_actor(),
            key=sent_key(),
            region_code=region_code,
            scenario=scenario,
        )
    except BadInput as bad:
        return _form(typed.refused(bad)), status_of(bad)
    return redirect(url_for("what_ifs.show", what_if_id=made), 303)


def _playable(scenario: Scenario) -> str:
    """The area, once it is clear that something can be said of it: the worker alone reads its whole past."""
    today = house().clock.today()
    with house().read() as session:
        region = area_for(session, current_actor(), request.form.get("region", "")[:12])
        units = tuple(units_of(session, region.code, today))
        require_playable(units, ended_stays(session, region.code, today), scenario)
        return region.code


@blueprint.get("/<uuid:what_if_id>")
@access(Permission.READ_AREA)
def show(what_if_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        page = what_if(session, current_actor(), what_if_id)
    return render_template(
        "what_ifs/show.html",
        page=page,
        changes=changes_of(page.scenario),
        chart=page.found and page.found.before.mean and chart_of(page.found),
    )


def _form(form: Typed) -> str:
    """The past year is read where somebody asks to see it, for a city that takes seconds."""
    actor, today = current_actor(), house().clock.today()
    with house().read() as session:
        region, asked = what_ifs(session, actor, request.values.get("region", "")[:12])
        now = levels_now(session, region.code, today)
        past = area_past(session, region.code, today) if request.args.get("past") else None
        least = smallest_group(session, today)
    then = levels_of(past.rates) if past else ()
    known: dict[str, Any] = {one.level: one for one in then}
    return render_template(
        "what_ifs/form.html",
        region=region,
        asked=[(one, changes_of(one.scenario)) for one in asked],
        past=past,
        known=known,
        few=few_of(then, least) if past else Few(),
        standing=now,
        levels=[one.level for one in now],
        form=form,
        key=new_key(),
    )
