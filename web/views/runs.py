"""批量办理: lists being worked on, their results, going on and taking back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as sent
from flask.typing import ResponseReturnValue

from mediation.readmodels.runs import run_page
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.vocabulary import LineOutcome
from mediation.services.many import PLANS
from mediation.services.many.run import undo_run, work_on_run
from mediation.services.many.versions import MoveBack, MoveMatters
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.paging import page_asked
from web.wording import worded

blueprint = Blueprint("runs", __name__, url_prefix="/runs/<uuid:run_id>")
AT_ONCE = 40
"""Lines done while the person waits; the worker does the rest, and the page shows how far it is."""


def works_on_many(actor: Actor) -> bool:
    """Whether the actor may do anything with many cases at once."""
    registry = house().registry
    return any(post.role in plan.roles_of(registry) for plan in PLANS.values() for post in actor.posts)


@blueprint.get("")
@access(works_on_many)
def show(run_id: UUID) -> ResponseReturnValue:
    return run_form(run_id, Typed())


@blueprint.post("/go-on")
@access(works_on_many)
def go_on(run_id: UUID) -> ResponseReturnValue:
    return worked(run_id)


@blueprint.post("/undo")
@access(works_on_many)
def undo(run_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(sent.form)
    try:
        reason = Reader(typed).text("reason")
        back = undo_run(house(), actor=current_actor(), run_id=run_id, reason=reason)
    except BadInput as refusal:
        return run_form(run_id, typed.refused(refusal)), 422
    flash(worded(say("撤回了 {n} 件", n=back)), "good")
    return redirect(url_for("runs.show", run_id=run_id), 303)


def worked(run_id: UUID) -> ResponseReturnValue:
    """Some lines at once, then on to the list."""
    left = work_on_run(house(), actor=current_actor(), run_id=run_id, most=AT_ONCE)
    said = say("还有 {n} 件在后台继续办理", n=left) if left else say("都办过了，结果在下面")
    flash(worded(said), "good")
    return redirect(url_for("runs.show", run_id=run_id), 303)


def run_form(run_id: UUID, form: Typed) -> str:
    with house().read() as session:
        found = run_page(session, current_actor(), house().registry, run_id, page_asked())
    part = "runs/lines.html" if "HX-Request" in sent.headers else "runs/show.html"
    return render_template(
        part,
        form=form,
        shown=found.run,
        found=found,
        outcomes=LineOutcome,
        moves=(MoveMatters.kind, MoveBack.kind),
        page_url=lambda n: url_for("runs.show", run_id=run_id, page=n),
    )
