"""Which courts take agreements signed by phone: noted and ended by the administrator."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.court_approvals import approvals_shown, courts_to_choose
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.services.note_court_approval import end_court_approval, note_court_approval
from mediation.services.perform import perform
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("approvals", __name__, url_prefix="/rules/phone-signing")


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> ResponseReturnValue:
    return _page(Typed.starting(from_on=house().clock.today().isoformat()))


@blueprint.post("")
@access(Permission.ADMINISTER)
def note() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    court_id, from_on = reader.uuid("court_id"), reader.day("from_on")
    try:
        reader.refuse()
        perform(
            house(),
            note_court_approval,
            actor=current_actor(),
            key=sent_key(),
            court_id=court_id,
            from_on=from_on,
            paper=reader.text("paper"),
        )
    except BadInput as refusal:
        return _page(typed.refused(refusal)), 422
    flash(worded(say("已登记，这个法院辖区的调解组织可以用手机签署协议")), "good")
    return redirect(url_for("approvals.show"), 303)


@blueprint.post("/<uuid:approval_id>/end")
@access(Permission.ADMINISTER)
def end(approval_id: UUID) -> ResponseReturnValue:
    perform(house(), end_court_approval, actor=current_actor(), key=sent_key(), approval_id=approval_id)
    flash(worded(say("已停用，从明天起不再用手机签署；已经签的不变")), "good")
    return redirect(url_for("approvals.show"), 303)


def _page(form: Typed) -> str:
    with house().read() as session:
        return render_template(
            "approvals/show.html",
            form=form,
            approvals=approvals_shown(session, current_actor()),
            courts=courts_to_choose(session, house().clock.today()),
            key=sent_key() or new_key(),
        )
