"""不在岗: who is away from when to when, noted by themselves or in their office."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.absences import absences_shown, people_noted_for
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.services.note_absence import end_absence, note_absence
from mediation.services.perform import perform
from web.access import SIGNED_IN, access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("absences", __name__, url_prefix="/absences")


@blueprint.get("")
@access(SIGNED_IN)
def show() -> ResponseReturnValue:
    today = house().clock.today().isoformat()
    return _page(Typed.starting(person_id=current_actor().person_id, from_on=today))


@blueprint.post("")
@access(SIGNED_IN)
def note() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    person_id, from_on = reader.uuid("person_id", required=True), reader.day("from_on")
    until_on = reader.day("until_on")
    try:
        reader.refuse()
        perform(
            house(),
            note_absence,
            actor=current_actor(),
            key=sent_key(),
            person_id=person_id,
            from_on=from_on,
            until_on=until_on,
        )
    except BadInput as refusal:
        return _page(typed.refused(refusal)), 422
    flash(worded(say("已记下")), "good")
    return redirect(url_for("absences.show"), 303)


@blueprint.post("/<uuid:absence_id>/end")
@access(SIGNED_IN)
def end(absence_id: UUID) -> ResponseReturnValue:
    perform(house(), end_absence, actor=current_actor(), key=sent_key(), absence_id=absence_id)
    flash(worded(say("已撤销，从现在起算在岗")), "good")
    return redirect(url_for("absences.show"), 303)


def _page(form: Typed) -> str:
    actor, registry, today = current_actor(), house().registry, house().clock.today()
    with house().read() as session:
        return render_template(
            "absences/show.html",
            form=form,
            key=new_key(),
            people=people_noted_for(session, actor, registry, today),
            absences=absences_shown(session, actor, registry, today),
            today=today,
        )
