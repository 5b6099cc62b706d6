"""防止激化: noted on the case by who mediates it, for statistics and for the file."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.averted import averted_of
from mediation.readmodels.case_page import MatterPage, case_id_of, matter_page
from mediation.rules.errors import BadInput, NotThere, StaleCase
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.statistics import AvertedKind
from mediation.rules.vocabulary import MatterKind
from mediation.services.note_averted import AvertedGiven, note_averted, withdraw_averted
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key, sent_version
from web.wording import worded

blueprint = Blueprint("averted", __name__, url_prefix="/cases/<public_id>/averted")


@blueprint.get("")
@access(Permission.REGISTER)
def show(public_id: str) -> ResponseReturnValue:
    return _form(_page(public_id), Typed({"happened_on": [house().clock.today().isoformat()]}))


@blueprint.post("")
@access(Permission.REGISTER)
def note(public_id: str) -> ResponseReturnValue:
    page, typed = _page(public_id), Typed.of(request.form)
    reader = Reader(typed)
    given = AvertedGiven(
        kind=reader.term("kind", AvertedKind),
        people=reader.count("people"),
        happened_on=reader.day("happened_on"),
        what=reader.text("what"),
    )
    try:
        reader.refuse()
        perform(
            house(),
            note_averted,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            given=given,
            seen_version=sent_version(),
        )
    except BadInput as refusal:
        return _form(page, typed.refused(refusal)), status_of(refusal)
    except StaleCase as refusal:
        return _form(page, typed, (refusal.message,)), status_of(refusal)
    flash(worded(say("已登记，计入统计")), "good")
    return redirect(url_for("averted.show", public_id=public_id), 303)


@blueprint.post("/<uuid:averted_id>/withdraw")
@access(Permission.REGISTER)
def withdraw(public_id: str, averted_id: UUID) -> ResponseReturnValue:
    page, typed = _page(public_id), Typed.of(request.form)
    try:
        perform(
            house(),
            withdraw_averted,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            averted_id=averted_id,
            reason=typed.value("reason"),
        )
    except BadInput as refusal:
        return _form(page, Typed({}), tuple(one.message for one in refusal.problems)), status_of(refusal)
    flash(worded(say("已撤销，不再计入统计")), "good")
    return redirect(url_for("averted.show", public_id=public_id), 303)


def _page(public_id: str) -> MatterPage:
    """The case, to those who write in it; NotThere for others."""
    with house().read() as session:
        case_id, today = case_id_of(session, public_id), house().clock.today()
        page = matter_page(session, house().registry, current_actor(), MatterKind.DISPUTE, case_id, today)
    if page.view is not CaseView.FULL:
        raise NotThere
    return page


def _form(page: MatterPage, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    with house().read() as session:
        noted = averted_of(session, page.case_id, page.view)
    return render_template(
        "case/averted.html",
        page=page,
        form=typed,
        kinds=AvertedKind,
        noted=noted,
        key=new_key(),
        refusals=refusals,
    )
