"""The place picker's list: divisions by name or pinyin."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.readmodels.regions import search
from web.access import SIGNED_IN, access
from web.identity import current_actor, house

blueprint = Blueprint("places", __name__, url_prefix="/places")


@blueprint.get("")
@access(SIGNED_IN)
def found() -> ResponseReturnValue:
    """Options for the listbox; the field's own name or `q` carries what was typed."""
    field = request.args.get("field", "")
    typed = request.args.get("q") or request.args.get(field if field.endswith("region_code_text") else "", "")
    with house().read() as session:
        matches = search(session, current_actor(), typed, house().clock.today())
    return render_template("intake/places.html", matches=matches, typed=typed.strip())
