"""法院工作台: what waits at my court, its calendar, and how what it sent out fares with each organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.court_calendar import beside, court_calendar, month_of, week_of
from mediation.readmodels.court_day import CourtLine, court_day
from mediation.readmodels.court_figures import kept_or_counted
from mediation.readmodels.diversion_figures import sent_cases
from mediation.readmodels.grievances import answers_due
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission, State
from mediation.rules.messages import say
from mediation.rules.vocabulary import CourtDesk, DiversionFigure, MatterKind
from mediation.services.perform import perform
from mediation.services.set_hearing import cancel_hearing
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.came_from import came_from
from web.views.keys import sent_key
from web.views.paging import page_asked
from web.wording import worded

blueprint = Blueprint("court", __name__, url_prefix="/court")
PAGE = 50
LONGEST = 100
AHEAD = timedelta(days=40)
"""How far ahead a last day for an answer is reason to turn the page."""
BEHIND = timedelta(days=400)
"""How far back the last day of an answer that is still owed is one."""


@blueprint.get("")
@access(Permission.READ_COURT_MATTERS)
def show() -> ResponseReturnValue:
    """One desk, or all; filters stand in the address."""
    today = house().clock.today()
    with house().read() as session:
        desks = court_day(session, house().registry, current_actor(), today)
    chosen = {name: request.args.get(name, "")[:LONGEST] for name in ("desk", "overdue", "org", "q")}
    kept = [line for desk, lines in desks.items() for line in _filtered(desk, lines, chosen, today)]
    pages = max(1, -(-len(kept) // PAGE))
    page = min(page_asked(), pages)
    return render_template(
        "court/show.html",
        desks={desk: _counts(lines, today) for desk, lines in desks.items()},
        lines=kept[(page - 1) * PAGE : page * PAGE],
        total=len(kept),
        page=page,
        pages=pages,
        chosen=chosen,
        organisations=sorted({line.organisation for lines in desks.values() for line in lines}),
        today=today,
        page_url=lambda n: url_for("court.show", page=n, **_given(chosen)),
        desk_url=lambda desk: url_for("court.show", **_given({**chosen, "desk": desk})),
    )


def _given(chosen: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in chosen.items() if value}


def _counts(lines: Iterable[CourtLine], today: date) -> tuple[int, int]:
    """How many wait, and how many of them are late."""
    left = [line.days_left(today) for line in lines]
    return len(left), sum(1 for days in left if days is not None and days < 0)


def _filtered(
    desk: CourtDesk, lines: Iterable[CourtLine], chosen: Mapping[str, str], today: date
) -> Iterable[CourtLine]:
    if chosen["desk"] not in ("", desk.value):
        return
    for line in lines:
        late = (line.days_left(today) or 0) < 0
        fits = chosen["q"] in line.title or chosen["q"] in line.number
        if fits and chosen["org"] in ("", line.organisation) and (late or not chosen["overdue"]):
            yield line


# The calendar


@blueprint.get("/calendar")
@access(Permission.READ_COURT_MATTERS)
def calendar() -> ResponseReturnValue:
    """A week as a list, or a month; printed as it stands."""
    today = house().clock.today()
    asked, by_month = _asked_day(today), request.args.get("view") == "month"
    from_on, until_on = month_of(asked) if by_month else week_of(asked)
    on = asked.replace(day=1) if by_month else from_on
    with house().read() as session:
        days = court_calendar(
            session, current_actor(), from_on, until_on, month=on.month if by_month else None
        )
        answers = answers_due(session, current_actor(), from_on, until_on)
        back, forward = beside(session, current_actor(), from_on, until_on, today)
        later = answers_due(session, current_actor(), until_on + timedelta(days=1), until_on + AHEAD)
        earlier = answers_due(session, current_actor(), from_on - BEHIND, from_on - timedelta(days=1))
    after = (on + timedelta(days=31)).replace(day=1) if by_month else until_on + timedelta(days=1)
    before = (on - timedelta(days=1)).replace(day=1) if by_month else from_on - timedelta(days=7)
    return render_template(
        "court/calendar.html",
        days=days,
        answers=answers,
        on=on,
        until_on=min(until_on, after - timedelta(days=1)) if by_month else until_on,
        asked=asked,
        by_month=by_month,
        before=before if back or earlier else None,
        after=after if forward or later else None,
        today=today,
    )


def _asked_day(today: date) -> date:
    try:
        asked = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return today
    return asked if 2000 < asked.year < 2200 else today


@blueprint.post("/hearings/<uuid:hearing_id>/cancel")
@access(Permission.READ_COURT_MATTERS)
def hearing_cancelled(hearing_id: UUID) -> ResponseReturnValue:
    perform(house(), cancel_hearing, actor=current_actor(), key=sent_key(), hearing_id=hearing_id)
    flash(worded(say("已取消")), "good")
    return redirect(came_from(url_for("court.calendar")), 303)


# By organisation


@blueprint.get("/organisations")
@access(Permission.READ_COURT_MATTERS)
def organisations() -> ResponseReturnValue:
    from_on, until_on = _period()
    with house().read() as session:
        rows = kept_or_counted(session, current_actor(), (from_on, until_on), house().clock.now())
    total = {one: sum(row.counts[one] for row in rows) for one in DiversionFigure}
    pages = max(1, -(-len(rows) // PAGE))
    page = min(page_asked(), pages)
    days: dict[str, Any] = {"from": from_on.isoformat(), "until": until_on.isoformat()}
    return render_template(
        "court/organisations.html",
        rows=rows[(page - 1) * PAGE : page * PAGE],
        total=total,
        several=len(rows),
        page=page,
        pages=pages,
        page_url=lambda n: url_for("court.organisations", page=n, **days),
        figures=DiversionFigure,
        from_on=from_on,
        until_on=until_on,
    )


@blueprint.get("/organisations/cases")
@access(Permission.READ_COURT_MATTERS)
def organisation_cases() -> ResponseReturnValue:
    """The cases that one number counts."""
    from_on, until_on = _period()
    reader = Reader(Typed({"organisation": [request.args.get("organisation", "")]}))
    organisation = reader.uuid("organisation")
    try:
        figure = DiversionFigure.of(request.args.get("figure", ""))
        reader.refuse()
    except (ValueError, BadInput):
        abort(404)
    with house().read() as session:
        found = sent_cases(session, current_actor(), figure, organisation, (from_on, until_on), page_asked())
    kept = {
        "figure": figure.value,
        "organisation": organisation,
        "from": from_on.isoformat(),
        "until": until_on.isoformat(),
    }
    return render_template(
        "court/cases.html",
        found=found,
        figure=figure,
        from_on=from_on,
        until_on=until_on,
        state_of=_state_of,
        page_url=lambda n: url_for("court.organisation_cases", page=n, **kept),
    )


def _state_of(version: int, state: str) -> State:
    return house().registry.of(MatterKind.DISPUTE, version).by_state[state]


def _period() -> tuple[date, date]:
    """As asked in the address, else this year until today."""
    today = house().clock.today()
    found = []
    for name, usual in (("from", today.replace(month=1, day=1)), ("until", today)):
        try:
            found.append(date.fromisoformat(request.args.get(name, "")))
        except ValueError:
            found.append(usual)
    return (found[0], found[1]) if found[0] <= found[1] else (found[1], found[0])
