"""调查记录: who was asked about the facts is written down, before its paper is issued and signed."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage
from mediation.readmodels.case_parts import mediators_to_choose
from mediation.rules.errors import WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.services.perform import perform
from mediation.services.record_investigation import (
    InvestigationGiven,
    record_investigation,
    withdraw_investigation,
)
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.refused import REFUSED, told
from web.typed import Typed
from web.views.keys import new_key, sent_key, sent_version
from web.views.whole_case import whole_case
from web.wording import worded

blueprint = Blueprint("investigations", __name__, url_prefix="/cases/<public_id>/investigations")


@blueprint.get("/new")
@access(Permission.REGISTER)
def new(public_id: str) -> ResponseReturnValue:
    page = whole_case(public_id)
    if not page.state.open:
        raise WrongState(say("案件已经结案，不再记录调查"))
    return _form(page, Typed({}))


@blueprint.post("/new")
@access(Permission.REGISTER)
def recorded(public_id: str) -> ResponseReturnValue:
    page, typed = whole_case(public_id), Typed.of(request.form)
    reader = Reader(typed)
    given = InvestigationGiven(
        began_at=reader.moment("began_at"),
        ended_at=reader.moment("ended_at"),
        place=reader.text("place"),
        present=reader.text("present"),
        asked=reader.text("asked"),
        about=reader.text("about"),
        record=reader.text("record"),
        investigator_id=reader.uuid("investigator_id"),
    )
    try:
        reader.refuse()
        perform(
            house(),
            record_investigation,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            given=given,
            late_reason=reader.text("late_reason"),
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _form(page, *told(typed, refusal)), status_of(refusal)
    flash(worded(say("已记录调查，可以出具《人民调解调查记录》")), "good")
    return redirect(f"{url_for('case.show', public_id=public_id)}#investigations", 303)


@blueprint.post("/<uuid:investigation_id>/withdraw")
@access(Permission.REGISTER)
def withdraw(public_id: str, investigation_id: UUID) -> ResponseReturnValue:
    page = whole_case(public_id)
    perform(
        house(),
        withdraw_investigation,
        actor=current_actor(),
        key=sent_key(),
        case_id=page.case_id,
        investigation_id=investigation_id,
    )
    flash(worded(say("已撤销这次调查记录")), "good")
    return redirect(f"{url_for('case.show', public_id=public_id)}#investigations", 303)


def _form(page: MatterPage, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    with house().read() as session:
        mediators = mediators_to_choose(session, page.case_id)
    return render_template(
        "case/investigation.html",
        page=page,
        form=typed,
        mediators=mediators,
        key=sent_key() or new_key(),
        refusals=refusals,
    )
