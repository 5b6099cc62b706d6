"""A mediator's own lines of 以案定补: how each follows from the case, and an objection where it is wrong."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.subsidies import own_line, own_lines
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.policy import mediates
from mediation.services.object_to_line import object_to_line
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.subsidy_words import why_words, yuan_of
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("own_subsidies", __name__, url_prefix="/subsidies/mine")


@blueprint.get("")
@access(mediates)
def show() -> ResponseReturnValue:
    with house().read() as session:
        claims = own_lines(session, current_actor())
    return render_template(
        "subsidies/mine.html", claims=claims, today=house().clock.today(), why=why_words, yuan=yuan_of
    )


@blueprint.get("/<uuid:line_id>")
@access(mediates)
def line(line_id: UUID) -> ResponseReturnValue:
    return _page(line_id, Typed({}))


def _page(line_id: UUID, form: Typed) -> str:
    with house().read() as session:
        found = own_line(session, current_actor(), line_id)
    return render_template(
        "subsidies/line.html", line=found, form=form, why=why_words, yuan=yuan_of, key=new_key()
    )


@blueprint.post("/<uuid:line_id>")
@access(mediates)
def objection(line_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    try:
        perform(
            house(),
            object_to_line,
            actor=current_actor(),
            key=sent_key(),
            line_id=line_id,
            reason=Reader(typed).text("reason"),
        )
    except BadInput as refusal:
        return _page(line_id, typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已提出异议，司法局会答复")), "good")
    return redirect(url_for("own_subsidies.line", line_id=line_id), 303)
