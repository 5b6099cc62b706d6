"""人员办案: who mediates what, and giving a whole caseload to a stand-in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.model import Case
from mediation.readmodels.caseloads import (
    caseload_lines,
    caseloads,
    offices,
    reassignment_page,
    reassignments,
)
from mediation.readmodels.step_choices import colleagues
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import State
from mediation.rules.messages import say
from mediation.rules.vocabulary import LineOutcome, MatterKind
from mediation.services.perform import perform
from mediation.services.reassign_caseload import (
    Tried,
    Wish,
    begin_reassignment,
    try_reassignment,
    undo_reassignment,
    work_on_reassignment,
)
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("caseloads", __name__, url_prefix="/caseloads")
AT_ONCE = 300
"""Cases done in one request; the page goes on with the others."""


def keeps_an_office(actor: Actor) -> bool:
    """Whether the actor replaces mediators somewhere."""
    return bool(offices(actor, house().registry))


@blueprint.get("")
@access(keeps_an_office)
def show() -> ResponseReturnValue:
    actor, registry, today = current_actor(), house().registry, house().clock.today()
    with house().read() as session:
        return render_template(
            "caseloads/show.html",
            loads=caseloads(session, actor, registry, today),
            made=reassignments(session, actor, registry),
            outcomes=LineOutcome,
        )


@blueprint.get("/<uuid:organisation_id>/<uuid:person_id>")
@access(keeps_an_office)
def give(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    return _form(organisation_id, person_id, Typed())


@blueprint.post("/<uuid:organisation_id>/<uuid:person_id>")
@access(keeps_an_office)
def given(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """A trial, or the whole list at once."""
    typed, actor = Typed.of(request.form), current_actor()
    reader = Reader(typed)
    wish = Wish(
        organisation_id=organisation_id,
        from_id=person_id,
        to_id=reader.uuid("to_id"),
        reason=reader.text("reason"),
    )
    try:
        reader.refuse()
        if request.form.get("_do") != "all":
            tried = try_reassignment(house(), actor=actor, wish=wish)
            return _form(organisation_id, person_id, typed, tried)
        made = perform(house(), begin_reassignment, actor=actor, key=sent_key(), wish=wish)
    except BadInput as refusal:
        return _form(organisation_id, person_id, typed.refused(refusal)), 422
    return _work(made)


@blueprint.get("/lists/<uuid:reassignment_id>")
@access(keeps_an_office)
def listed(reassignment_id: UUID) -> ResponseReturnValue:
    return _list(reassignment_id, Typed())


@blueprint.post("/lists/<uuid:reassignment_id>/go-on")
@access(keeps_an_office)
def go_on(reassignment_id: UUID) -> ResponseReturnValue:
    return _work(reassignment_id)


@blueprint.post("/lists/<uuid:reassignment_id>/undo")
@access(keeps_an_office)
def undo(reassignment_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    try:
        back = undo_reassignment(
            house(),
            actor=current_actor(),
            reassignment_id=reassignment_id,
            reason=Reader(typed).text("reason"),
        )
    except BadInput as refusal:
        return _list(reassignment_id, typed.refused(refusal)), 422
    flash(worded(say("撤回了 {n} 件", n=back)), "good")
    return redirect(url_for("caseloads.listed", reassignment_id=reassignment_id), 303)


def _work(reassignment_id: UUID) -> ResponseReturnValue:
    actor = current_actor()
    left = work_on_reassignment(house(), actor=actor, reassignment_id=reassignment_id, most=AT_ONCE)
    said = say("还有 {n} 件没有办，请点继续", n=left) if left else say("都办过了，结果在下面")
    flash(worded(said), "warn" if left else "good")
    return redirect(url_for("caseloads.listed", reassignment_id=reassignment_id), 303)


def _list(reassignment_id: UUID, form: Typed) -> str:
    with house().read() as session:
        shown, lines = reassignment_page(session, current_actor(), house().registry, reassignment_id)
    return render_template("caseloads/list.html", form=form, shown=shown, lines=lines, outcomes=LineOutcome)


def _form(organisation_id: UUID, person_id: UUID, form: Typed, tried: tuple[Tried, ...] = ()) -> str:
    actor, registry, today = current_actor(), house().registry, house().clock.today()
    with house().read() as session:
        lines = caseload_lines(session, actor, registry, organisation_id, person_id)
        load = next(
            (
                one
                for one in caseloads(session, actor, registry, today)
                if (one.organisation_id, one.person_id) == (organisation_id, person_id)
            ),
            None,
        )
        if load is None:
            raise NotThere
        ids = {one.case_id: session.get_one(Case, one.case_id).public_id for one in tried}
        stand_ins = [one for one in colleagues(session, organisation_id, today) if one[0] != person_id]
    return render_template(
        "caseloads/give.html",
        form=form,
        load=load,
        lines=lines,
        stand_ins=stand_ins,
        tried={ids[one.case_id]: one.refusals for one in tried},
        state_of=_state,
        key=new_key(),
    )


def _state(name: str, version: int) -> State:
    return house().registry.of(MatterKind.DISPUTE, version).by_state[name]
