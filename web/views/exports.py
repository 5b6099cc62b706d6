"""The record of what left the house as a file: for who watches the area, and for its administrators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.choices import categories
from mediation.readmodels.export_log import ExportsAsked, export_log
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import say
from mediation.rules.policy import watches_exports
from web.access import access
from web.export_words import details_of
from web.forms.backlog import query
from web.identity import current_actor, house
from web.typed import Typed
from web.views.paging import page_asked

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
FILTERS = ("region", "who", "first", "last")
DIGITS = 8
"""Of the digest on the page: enough to know a file again."""


@blueprint.get("")
@access(watches_exports)
def show() -> ResponseReturnValue:
    asked = ExportsAsked(
        region_code=_code(request.args.get("region", "")),
        who=request.args.get("who", "").strip()[:40],
        first=_day(request.args.get("first", "")),
        last=_day(request.args.get("last", "")),
    )
    chosen = {name: request.args.get(name, "")[:40] for name in FILTERS}
    today = house().clock.today()
    form = Typed({name: [value] for name, value in chosen.items()}).refused(BadInput(*_wrong_days(chosen)))
    with house().read() as session:
        log = export_log(session, current_actor(), asked, page_asked())
        kinds = {one.code: one.name for one in categories(session, today)}
    page = render_template(
        "exports/show.html",
        log=log,
        form=form,
        narrowed=any(chosen.values()),
        details={one.id: details_of(one, kinds) for one in log.rows},
        digits=DIGITS,
        page_url=lambda n: f"{url_for('exports.show')}?{query({**chosen, 'page': n})}",
    )
    return (page, 422) if form.problems else page


def _wrong_days(chosen: Mapping[str, str]) -> Iterator[Problem]:
    for name in ("first", "last"):
        if chosen[name] and _day(chosen[name]) is None:
            yield Problem(name, say("没有这一天，请重新填写；下面没有按它筛选"))


def _code(typed: str) -> str:
    return typed if typed.isascii() and typed.isdigit() and len(typed) == 12 else ""


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None
