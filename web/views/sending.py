"""分流送出: the court's cases that wait, each with whom triage proposes; many go out at once, the overdue elsewhere."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.sending import ready_to_send, sending_page, sending_post
from mediation.readmodels.step_choices import receivers
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import BadInput, NotThere, Problem
from mediation.rules.vocabulary import CourtDoor
from mediation.services.many.plan import Plan
from mediation.services.many.run import begin_run
from mediation.services.many.sending import GoToTrial, SendElsewhere, SendOut
from mediation.services.perform import perform
from mediation.services.receivers import unmanned
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.views.runs import worked

blueprint = Blueprint("sending", __name__, url_prefix="/sending")
ALL, SOME, TRIAL = "all", "some", "trial"


def sends_out(actor: Actor) -> bool:
    """Whether the actor sends cases out for a court."""
    return sending_post(actor, house().registry) is not None


@blueprint.get("")
@access(sends_out)
def show() -> ResponseReturnValue:
    return _page(Typed())


@blueprint.post("")
@access(sends_out)
def send() -> ResponseReturnValue:
    """Those chosen, or all that are ready; or, where somebody refuses, straight on to trial."""
    typed = Typed.of(request.form)
    reader, wish = Reader(typed), request.form.get("_do", SOME)
    chosen, told = reader.uuids("case_ids"), bool(typed.value("told"))
    if wish == ALL:
        with house().read() as session:
            chosen = ready_to_send(session, house().registry, _post(), _door())
    post, reason = _post(), reader.text("reason")
    plan: Plan
    if wish == TRIAL:
        plan = GoToTrial(organisation_id=post.organisation_id, case_ids=chosen, reason=reason)
    else:
        plan = SendOut(
            organisation_id=post.organisation_id,
            case_ids=chosen,
            receiver_id=reader.uuid("receiver_id"),
            told=chosen if told and wish == SOME else (),
            reason=reason,
        )
    return _begun(plan, typed, reader)


@blueprint.post("/elsewhere")
@access(sends_out)
def elsewhere() -> ResponseReturnValue:
    """What nobody signed for in time, to the next committee: one, or all that were chosen."""
    typed = Typed.of(request.form)
    reader = Reader(typed)
    one = request.form.get("_one", "")
    chosen = reader.uuids("hand_over_ids")
    with suppress(ValueError):
        chosen = (UUID(one),)
    plan = SendElsewhere(
        organisation_id=_post().organisation_id,
        hand_over_ids=chosen,
        receiver_id=reader.uuid("next_id"),
        reason=reader.text("why"),
    )
    return _begun(plan, typed, reader)


def _begun(plan: Plan, typed: Typed, reader: Reader) -> ResponseReturnValue:
    try:
        reader.refuse()
        made = perform(house(), begin_run, actor=current_actor(), key=sent_key(), plan=plan)
    except BadInput as refusal:
        moved = (
            {"reason": "why", "ids": "hand_over_ids"}
            if isinstance(plan, SendElsewhere)
            else {"ids": "case_ids"}
        )
        told = (Problem(moved.get(one.field, one.field), one.message) for one in refusal.problems)
        return _page(typed.refused(BadInput(*told))), 422
    return worked(made)


def _post() -> Post:
    post = sending_post(current_actor(), house().registry)
    if post is None:
        raise NotThere
    return post


def _door() -> CourtDoor | None:
    with suppress(ValueError):
        return CourtDoor.of(request.args.get("door", ""))
    return None


def _page(form: Typed) -> str:
    post, registry, today, door = _post(), house().registry, house().clock.today(), _door()
    with house().read() as session:
        found = sending_page(session, registry, post, today, page_asked(), door)
        offered = receivers(session, post.organisation_id, today)
        return render_template(
            "sending/show.html",
            form=form,
            found=found,
            door=door,
            doors=CourtDoor,
            receivers=offered,
            unmanned=unmanned(session, registry, [one[0] for one in offered], today),
            today=today,
            key=new_key(),
            page_url=lambda n: url_for("sending.show", page=n, door=door.value if door else None),
        )
