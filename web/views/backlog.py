"""积案: the supervisor's figures from the city down to the village, and the cases behind each number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from mediation.readmodels.backlog import WEEKS, BacklogPage, backlog
from mediation.readmodels.backlog_list import AreaCase, area_cases
from mediation.readmodels.backlog_organisations import named
from mediation.readmodels.backlog_tables import solved_on, tiers_of, weeks_of
from mediation.readmodels.choices import categories_asked
from mediation.rules.backlog import DEFINED, AgeBand, End, Figure, Holder, Mark, Went
from mediation.rules.grammar import Permission, State
from mediation.rules.vocabulary import CaseSource, Level, MatterKind, OrganisationKind
from web.access import access
from web.backlog_charts import charts_of, tiles_of
from web.backlog_words import words_of
from web.forms import backlog as asked
from web.identity import current_actor, house
from web.typed import Typed
from web.views.paging import page_asked
from web.wording import NOTHING, number_link

blueprint = Blueprint("backlog", __name__, url_prefix="/backlog")
MEDIATING = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE, OrganisationKind.COURT)
LEVELS = tuple(Holder)
RARE = (Holder.CITY, Holder.PROVINCE)
"""Levels on which few areas have anybody who answers for cases: shown where there are any."""
WENT = (Went.AGREED, Went.UP, Went.COURT, Went.OTHERWISE, Went.ACROSS, Went.DOWN)


@blueprint.get("")
@access(Permission.READ_AREA)
def show() -> ResponseReturnValue:
    """An area and its parts; without a region the widest that the actor supervises."""
    today = house().clock.today()
    on = asked.asked_day(request.args, today)
    narrowed = asked.narrowed(request.args, on or today)
    with house().read() as session:
        page = backlog(
            session,
            house().registry,
            current_actor(),
            house().clock.now(),
            today,
            request.args.get("region", "")[:12],
            narrowed,
            on,
        )
        return render_template("backlog/show.html", **_shown(session, page, on))


def _shown(session: Session, page: BacklogPage, on: date | None) -> dict[str, Any]:
    filters = asked.kept(request.args, *asked.FILTERS, "on")
    lists, area = url_for("backlog.cases"), _areas(filters)
    narrowed = "".join(f"&{one}" for one in (asked.query(filters),) if one)

    def number(figure: Figure, **part: Any) -> str:
        chosen = {"region": page.region_code, "figure": figure.value, **part}
        return f"{lists}?{asked.query(chosen)}{narrowed}"

    here = {"region": page.region_code, **filters}

    def counted(n: int, figure: Figure, **part: Any) -> Markup:
        return number_link(n, number(figure, **part)) if n else NOTHING

    levels = [one for one in LEVELS if one not in RARE or page.levels.get(one)]
    return {
        "page": page,
        "on": on,
        "today": house().clock.today(),
        "number": number,
        "counted": counted,
        "area": area,
        "levels": levels,
        "bands": tuple(AgeBand),
        "wents": WENT,
        "states": _states(page),
        "defined": DEFINED,
        "figures": Figure,
        "typed": Typed.starting(**{"weeks": "12", **filters}),
        "filters": filters,
        "weeks": WEEKS,
        "kinds": categories_asked(session, house().clock.today(), page.narrowed.category),
        "sources": CaseSource,
        "organisation_kinds": MEDIATING,
        "marks": Mark,
        "only": named(session, current_actor(), page.narrowed.organisation),
        "without": _without(filters, page.region_code),
        "organisations": f"{url_for('backlog_organisations.show')}?{asked.query(here)}",
        "charts": charts_of(page),
        "tiles": (tiles := tiles_of(page)),
        "placed": bool(tiles) and all(tile.row for tile in tiles),
        "weekly": weeks_of(page),
        "solved": solved_on(page),
        "tiers": tiers_of(page),
        "ends": tuple(End),
        "stayed": [level for level in LEVELS if any(level in path for path in page.moved.paths)],
        "village": page.level is Level.VILLAGE,
    }


def _without(filters: Mapping[str, str], code: str) -> str:
    """The same page of all organisations."""
    return _areas({name: value for name, value in filters.items() if name != "organisation"})(code)


def _areas(filters: Mapping[str, str]) -> Callable[[str], str]:
    """The address of an area with the same filters; of the widest that the actor supervises where none is named."""
    areas = url_for("backlog.show")

    def area(code: str) -> str:
        chosen = asked.query({"region": code, **filters})
        return f"{areas}?{chosen}" if chosen else areas

    return area


def _states(page: BacklogPage) -> list[State]:
    """The open states in the order of the road, in the words of the newest definition that has them."""
    known: dict[str, State] = {}
    for definition in house().registry.definitions:
        if definition.matter is MatterKind.DISPUTE:
            known |= {state.name: state for state in definition.states if state.open}
    return [state for name, state in known.items() if name in page.states]


@blueprint.get("/cases")
@access(Permission.READ_AREA)
def cases() -> ResponseReturnValue:
    """The cases that one number of the backlog counts."""
    now, today = house().clock.now(), house().clock.today()
    region, on = request.args.get("region", "")[:12], asked.asked_day(request.args, today)
    cell, narrowed = asked.cell(request.args, house().registry), asked.narrowed(request.args, on or today)
    with house().read() as session:
        chosen = named(session, current_actor(), narrowed.organisation)
        found = area_cases(
            session, house().registry, current_actor(), region, cell, narrowed, now, today, page_asked(), on
        )
        kinds = {one.code: one.name for one in categories_asked(session, today, narrowed.category)}
    same = asked.kept(request.args, *asked.PLACE, *asked.NUMBER, *asked.FILTERS, "on")
    return render_template(
        "backlog/cases.html",
        found=found,
        cell_asked=cell,
        on=on,
        narrowed_words=[*words_of(cell, narrowed, house().registry, kinds), *([chosen] if chosen else [])],
        defined=DEFINED,
        same=same,
        area=_areas(asked.kept(request.args, *asked.FILTERS, "on")),
        today=today,
        state_of=state_of,
        page_url=lambda n: f"{url_for('backlog.cases')}?{asked.query({**same, 'page': n})}",
    )


def state_of(line: AreaCase) -> State:
    """The state as the definition that the case began under titles it."""
    return house().registry.of(MatterKind.DISPUTE, line.definition_version).by_state[line.state]
