"""批量办理: the same step for many cases of my organisation, tried first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels.absences import with_absence
from mediation.readmodels.eligible import eligible_cases, posts_for
from mediation.readmodels.runs import runs_of
from mediation.readmodels.step_choices import colleagues, receivers
from mediation.readmodels.triage import proposal_for
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.vocabulary import LineOutcome, MatterKind
from mediation.services.court_regime import still_delegates
from mediation.services.many.run import Tried, begin_run, try_run
from mediation.services.many.steps import (
    OFFERS,
    AppointMany,
    DelegateMany,
    ExtendMany,
    Numbered,
    OfferMany,
    StepOnMany,
    number_of,
)
from mediation.services.perform import perform
from mediation.services.receivers import unmanned
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.runs import worked

blueprint = Blueprint("many", __name__, url_prefix="/many")
STEPS = ("appoint", "extend", *OFFERS, "delegate")


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that may be taken in many cases, from one of my organisations."""

    title: str
    organisation: str
    url: str
    ready: int


def works_on_many(actor: Actor) -> bool:
    """Whether the actor may take one of the steps for their whole organisation."""
    return any(posts_for(actor, house().registry, step) for step in STEPS)


@blueprint.get("")
@access(works_on_many)
def show() -> ResponseReturnValue:
    actor, registry = current_actor(), house().registry
    dispute = registry.current(MatterKind.DISPUTE)
    with house().read() as session:
        choices = [
            Choice(
                title=dispute.step(step).title,
                organisation=post.organisation_name,
                url=url_for("many.form", step=step, organisation_id=post.organisation_id),
                ready=len(eligible_cases(session, registry, post, step)),
            )
            for step in STEPS
            for post in posts_for(actor, registry, step)
            if step != "delegate" or still_delegates(session, post.organisation_id, house().clock.today())
        ]
        made = runs_of(session, actor, registry)
    return render_template("many/show.html", choices=choices, runs=made, outcomes=LineOutcome)


@blueprint.get("/<step>/<uuid:organisation_id>")
@access(works_on_many)
def form(step: str, organisation_id: UUID) -> ResponseReturnValue:
    return _form(step, organisation_id, Typed())


@blueprint.post("/<step>/<uuid:organisation_id>")
@access(works_on_many)
def sent(step: str, organisation_id: UUID) -> ResponseReturnValue:
    """A trial, or all that were chosen."""
    typed, actor = Typed.of(request.form), current_actor()
    _post(step, organisation_id)
    reader = Reader(typed)
    plan = _plan(step, organisation_id, reader)
    try:
        reader.refuse()
        if request.form.get("_do") != "all":
            return _form(step, organisation_id, typed, try_run(house(), actor=actor, plan=plan))
        made = perform(house(), begin_run, actor=actor, key=sent_key(), plan=plan)
    except BadInput as refusal:
        return _form(step, organisation_id, typed.refused(refusal)), 422
    return worked(made)


def _post(step: str, organisation_id: UUID) -> Post:
    posts = posts_for(current_actor(), house().registry, step) if step in STEPS else ()
    found = next((post for post in posts if post.organisation_id == organisation_id), None)
    if found is None:
        raise NotThere
    return found


def _plan(step: str, organisation_id: UUID, reader: Reader) -> StepOnMany:
    case_ids, told, reason = reader.uuids("case_ids"), reader.uuids("told"), reader.text("reason")
    if step == "appoint":
        return AppointMany(
            organisation_id=organisation_id,
            case_ids=case_ids,
            person_ids=reader.uuids("person_ids"),
        )
    if step == "extend":
        return ExtendMany(
            organisation_id=organisation_id,
            case_ids=case_ids,
            told=told,
            reason=reason,
            until_on=reader.day("until_on"),
        )
    receiver_id = reader.uuid("receiver_id")
    if step == "delegate":
        return DelegateMany(
            organisation_id=organisation_id,
            case_ids=case_ids,
            told=told,
            reason=reason,
            receiver_id=receiver_id,
            numbers=tuple(Numbered(one, reader.text(number_of(one))) for one in case_ids),
        )
    return OfferMany(
        organisation_id=organisation_id,
        case_ids=case_ids,
        told=told,
        reason=reason,
        receiver_id=receiver_id,
        by_step=step,
    )


def _proposed(session: Session, tried: tuple[Tried, ...]) -> dict[UUID, str]:
    """What triage proposes for each case that was tried, by name."""
    registry, today = house().registry, house().clock.today()
    found = {one.subject_id: proposal_for(session, registry, one.subject_id, today) for one in tried}
    return {case_id: one.organisation.name for case_id, one in found.items() if one.organisation}


def _form(step: str, organisation_id: UUID, typed: Typed, tried: tuple[Tried, ...] = ()) -> str:
    post, registry, today = _post(step, organisation_id), house().registry, house().clock.today()
    offers = step not in ("appoint", "extend")
    with house().read() as session:
        offered = receivers(session, organisation_id, today) if offers else ()
        return render_template(
            "many/form.html",
            form=typed,
            step=registry.current(MatterKind.DISPUTE).step(step),
            post=post,
            lines=eligible_cases(session, registry, post, step),
            tried={one.subject_id: one.refusals for one in tried},
            proposed=_proposed(session, tried) if offers else {},
            colleagues=with_absence(session, colleagues(session, organisation_id, today), today)
            if step == "appoint"
            else (),
            receivers=offered,
            unmanned=unmanned(session, registry, [one[0] for one in offered], today),
            key=new_key(),
        )
