"""A hearing of a case is put on the court's calendar."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage, case_id_of, matter_page
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import HearingKind, MatterKind
from mediation.services.perform import perform
from mediation.services.set_hearing import HearingGiven, set_hearing
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.came_from import came_from
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("hearings", __name__, url_prefix="/cases/<public_id>/hearings")


@blueprint.get("/new")
@access(Permission.READ_COURT_MATTERS)
def new(public_id: str) -> ResponseReturnValue:
    start = house().clock.today() + timedelta(days=3)
    usual = {"begins_at": [f"{start}T09:00"], "ends_at": [f"{start}T10:00"]}
    return _hearing_form(_case(public_id), Typed(usual))


@blueprint.post("/new")
@access(Permission.READ_COURT_MATTERS)
def hearing_set(public_id: str) -> ResponseReturnValue:
    page, typed = _case(public_id), Typed.of(request.form)
    reader = Reader(typed)
    given = HearingGiven(
        kind=reader.term("kind", HearingKind),
        begins_at=reader.moment("begins_at"),
        ends_at=reader.moment("ends_at"),
        place=reader.text("place"),
        before=reader.text("before"),
    )
    try:
        reader.refuse()
        perform(
            house(), set_hearing, actor=current_actor(), key=sent_key(), case_id=page.case_id, given=given
        )
    except BadInput as refusal:
        return _hearing_form(page, typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已排上日程")), "good")
    on = given.begins_at.date().isoformat() if given.begins_at else None
    return redirect(url_for("court.calendar", on=on), 303)


def _case(public_id: str) -> MatterPage:
    with house().read() as session:
        case_id, today = case_id_of(session, public_id), house().clock.today()
        page = matter_page(session, house().registry, current_actor(), MatterKind.DISPUTE, case_id, today)
    if page.view < CaseView.COURT:
        raise NotThere
    return page


def _hearing_form(page: MatterPage, typed: Typed) -> str:
    return render_template(
        "court/hearing.html",
        page=page,
        form=typed,
        key=sent_key() or new_key(),
        kinds=HearingKind,
        back=came_from(url_for("case.show", public_id=page.case_public_id)),
    )
