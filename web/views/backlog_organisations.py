"""积案各组织: the organisations of an area beside each other, sorted and paged; each number leads to its cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from mediation.readmodels.backlog import WEEKS, area_for
from mediation.readmodels.backlog_organisations import ANSWERING, Compared, Comparison, Sort, compared
from mediation.readmodels.choices import categories_asked
from mediation.rules.backlog import DEFINED, Figure, Holder, Mark
from mediation.rules.grammar import Permission
from mediation.rules.vocabulary import CaseSource
from web.access import access
from web.backlog_charts import organisations_chart
from web.forms import backlog as asked
from web.identity import current_actor, house
from web.typed import Typed
from web.views.paging import page_asked
from web.wording import number_link

blueprint = Blueprint("backlog_organisations", __name__, url_prefix="/backlog/organisations")
NUMBERS: Mapping[str, dict[str, Any]] = {
    "open": {"figure": Figure.OPEN.value},
    "overdue": {"figure": Figure.OPEN.value, "overdue": "1"},
    "entered": {"figure": Figure.ENTERED.value},
    "ended": {"figure": Figure.ENDED.value},
    "agreed": {"figure": Figure.ENDED.value, "went": "agreed"},
    "moved": {"figure": Figure.MOVED.value},
}
"""The list behind each number of an organisation."""


@blueprint.get("")
@access(Permission.READ_AREA)
def show() -> ResponseReturnValue:
    now, today = house().clock.now(), house().clock.today()
    narrowed = asked.narrowed(request.args, today)
    level, sort = asked.term(Holder, request.args.get("level")), asked.term(Sort, request.args.get("sort"))
    with house().read() as session:
        region = area_for(session, current_actor(), request.args.get("region", "")[:12])
        page = compared(
            session,
            house().registry,
            current_actor(),
            region.code,
            now,
            narrowed,
            level=level,
            sort=sort or Sort.OPEN,
            page=page_asked(),
        )
        kinds = categories_asked(session, today, narrowed.category)
    filters = asked.kept(request.args, *asked.FILTERS)
    same = {"region": region.code, **asked.kept(request.args, "level", "sort"), **filters}
    return render_template(
        "backlog/organisations.html",
        region=region,
        page=page,
        sort=sort or Sort.OPEN,
        sorts=tuple(Sort),
        level=level,
        holders=tuple(Holder),
        typed=Typed.starting(**{"weeks": "12", **filters, **asked.kept(request.args, "level", "sort")}),
        filters=filters,
        weeks=WEEKS,
        kinds=kinds,
        sources=CaseSource,
        organisation_kinds=ANSWERING,
        marks=Mark,
        numbers=_numbers(page, region.code, filters),
        chart=organisations_chart(page.found.lines, page.name) if page else {},
        defined=DEFINED,
        figures=Figure,
        back=f"{url_for('backlog.show')}?{asked.query({'region': region.code, **filters})}",
        only=lambda one: f"{url_for('backlog.show')}?{asked.query(_only(region.code, filters, one))}",
        sorted_by=lambda term: _address(same, sort=term.value),
        page_url=lambda n: _address(same, page=n),
    )


def _address(same: Mapping[str, str], **other: Any) -> str:
    return f"{url_for('backlog_organisations.show')}?{asked.query({**same, **other})}"


def _only(code: str, filters: Mapping[str, str], one: Compared) -> dict[str, Any]:
    return {"region": code, **filters, "organisation": one.organisation_id}


def _numbers(page: Comparison | None, code: str, filters: Mapping[str, str]) -> list[dict[str, Markup]]:
    """The numbers of each line, each with its list."""
    lists = url_for("backlog.cases")
    return [
        {
            name: number_link(
                getattr(one, name), f"{lists}?{asked.query({**_only(code, filters, one), **chosen})}"
            )
            for name, chosen in NUMBERS.items()
        }
        for one in (page.found.lines if page else ())
    ]
