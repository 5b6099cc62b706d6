"""The list of cases: filters in the address, but never an identity number."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_list import CaseFilter, CasePage, case_list
from mediation.readmodels.choices import categories
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission, State
from mediation.rules.identity import check_id_number, check_passport
from mediation.rules.vocabulary import MatterKind
from web.access import access
from web.identity import current_actor, house
from web.typed import Typed
from web.views.paging import page_asked
from web.wording import titled

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
LIKE_A_NUMBER = re.compile(r"(?:[0-9０-９][\s\-－]*){10,}")
"""Ten digits on end, however they are set apart: an identity paper, a phone, an account."""
LONGEST = 100
SWITCHES = ("open", "overdue", "mine", "danger")


def may_list(actor: Actor) -> bool:
    """Whoever works on cases. Supervisors have the backlog, which names no people."""
    return actor.has(Permission.READ_ORGANISATION_CASES) or actor.has(Permission.READ_OWN_CASES)


@blueprint.get("")
@access(may_list)
def show() -> ResponseReturnValue:
    typed = Typed({name: [value[:LONGEST]] for name, value in request.args.items()})
    if LIKE_A_NUMBER.search(typed.value("q")):
        return redirect(url_for("cases.show"), 303)  # a number is never answered from an address
    return _page(typed, CaseFilter(text=typed.value("q"), **_narrowing(typed)), page_asked())


@blueprint.post("")
@access(may_list)
def search() -> ResponseReturnValue:
    """A search that was typed: on to its address, unless what was typed must not stand in one."""
    typed = Typed.of(request.form)
    text, number = typed.value("q").strip()[:LONGEST], typed.value("id_number").strip()[:LONGEST]
    if not number and LIKE_A_NUMBER.search(text):
        number, text = text, ""
    if not number:
        asked: dict[str, Any] = {
            k: typed.value(k) for k in ("q", "state", "category", *SWITCHES) if typed.value(k)
        }
        return redirect(url_for("cases.show", **asked), 303)
    try:
        index = house().vault.blind_index("id_number", normal(number))
    except BadInput as bad:
        problem = BadInput.at("id_number", bad.message)
        return _page(typed.refused(problem), CaseFilter(text=text, **_narrowing(typed)), 1), 422
    return _page(typed, CaseFilter(id_number_index=index, **_narrowing(typed)), 1, by_number=True)


def normal(number: str) -> str:
    """A number as it was kept when it was registered."""
    plain = "".join(c for c in number if not c.isspace() and c not in "-－")
    return check_id_number(plain).number if len(plain) in (15, 18) else check_passport(plain)


def _narrowing(typed: Typed) -> dict[str, Any]:
    return {
        "state": typed.value("state")[:40],
        "category": typed.value("category")[:40],
        "open_only": bool(typed.value("open")),
        "overdue_only": bool(typed.value("overdue")),
        "mine_only": bool(typed.value("mine")),
        "danger_only": bool(typed.value("danger")),
    }


def _page(typed: Typed, chosen: CaseFilter, page: int, *, by_number: bool = False) -> str:
    with house().read() as session:
        today, periods = house().clock.today(), house().registry.periods
        found = case_list(session, current_actor(), chosen, today, periods, page)
        kinds = [(k.code, titled(k.name)) for k in categories(session, house().clock.today())]
    kept = {k: typed.value(k) for k in ("q", "state", "category", *SWITCHES) if typed.value(k)}
    return render_template(
        "cases/show.html",
        form=typed,
        found=found,
        states=_states(found),
        state_options=[(s.name, titled(s)) for s in house().registry.current(MatterKind.DISPUTE).states],
        kinds=kinds,
        by_number=by_number,
        may_register=current_actor().has(Permission.REGISTER),
        today=house().clock.today(),
        page_url=lambda n: url_for("cases.show", **{**kept, "page": n}),
    )


def _states(found: CasePage) -> dict[tuple[int, str], State]:
    """The states on this page by version and name, since open cases keep the definition they began under."""
    registry = house().registry
    return {
        (line.definition_version, line.state): registry.of(
            MatterKind.DISPUTE, line.definition_version
        ).by_state[line.state]
        for line in found.lines
    }
