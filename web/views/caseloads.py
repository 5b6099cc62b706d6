"""人员办案: who mediates what, and giving a whole caseload to a stand-in."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.model import Case
from mediation.readmodels.absences import with_absence
from mediation.readmodels.caseloads import caseload_lines, caseloads, joined_lines, offices
from mediation.readmodels.runs import runs_of
from mediation.readmodels.step_choices import colleagues
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import State
from mediation.rules.vocabulary import LineOutcome, MatterKind
from mediation.services.many.run import Tried, begin_run, try_run
from mediation.services.many.stand_in import StandIn
from mediation.services.perform import perform
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.runs import worked

blueprint = Blueprint("caseloads", __name__, url_prefix="/caseloads")


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
            made=[one for one in runs_of(session, actor, registry) if one.kind == StandIn.kind],
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
    plan = StandIn(
        organisation_id=organisation_id,
        from_id=person_id,
        to_id=reader.uuid("to_id"),
        reason=reader.text("reason"),
    )
    try:
        reader.refuse()
        if request.form.get("_do") != "all":
            tried = try_run(house(), actor=actor, plan=plan)
            return _form(organisation_id, person_id, typed, tried)
        made = perform(house(), begin_run, actor=actor, key=sent_key(), plan=plan)
    except BadInput as refusal:
        return _form(organisation_id, person_id, typed.refused(refusal)), 422
    return worked(made)


def _form(organisation_id: UUID, person_id: UUID, form: Typed, tried: tuple[Tried, ...] = ()) -> str:
    actor, registry, today = current_actor(), house().registry, house().clock.today()
    with house().read() as session:
        lines = caseload_lines(session, actor, registry, organisation_id, person_id)
        joined = joined_lines(session, actor, registry, organisation_id, person_id)
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
        ids = {one.subject_id: session.get_one(Case, one.subject_id).public_id for one in tried}
        here = [one for one in colleagues(session, organisation_id, today) if one[0] != person_id]
        stand_ins = with_absence(session, here, today)
    return render_template(
        "caseloads/give.html",
        form=form,
        load=load,
        lines=lines,
        joined=joined,
        stand_ins=stand_ins,
        tried={ids[one.subject_id]: one.refusals for one in tried},
        state_of=_state,
        key=new_key(),
    )


def _state(name: str, version: int) -> State:
    return house().registry.of(MatterKind.DISPUTE, version).by_state[name]
