"""其他由实践决定的事项: the points beside the clocks, each with a form of its own, for an administrator."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import request as sent
from flask.typing import ResponseReturnValue

from mediation.readmodels.practice import point_page, points_shown
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.practice import VALUE
from mediation.services.change_setting import change_setting, check_value, point_of
from mediation.services.field_check import FieldCheck
from mediation.services.perform import perform
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("settings", __name__, url_prefix="/settings")


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> str:
    with house().read() as session:
        groups = points_shown(session, current_actor(), house().clock.today())
    return render_template("settings/show.html", groups=groups)


@blueprint.get("/<name>")
@access(Permission.ADMINISTER)
def form(name: str) -> str:
    return _form(name, None)


@blueprint.post("/<name>")
@access(Permission.ADMINISTER)
def change(name: str) -> ResponseReturnValue:
    """What was typed stays, and all that is wrong is said at once."""
    typed = Typed.of(sent.form)
    reader = Reader(typed)
    given = tuple((field, typed.value(field)) for field in sorted(typed.fields) if _of_value(field))
    since, reason = reader.day("since", required=True), reader.text("reason")
    try:
        if reader.problems:
            check = FieldCheck()
            check_value(check, point_of(name), given, house().clock.today())
            check.text("reason", reason, say("请写明理由"))
            raise BadInput(*check.problems, *reader.problems)
        perform(
            house(),
            change_setting,
            actor=current_actor(),
            key=sent_key(),
            name=name,
            given=given,
            since=since,
            reason=reason,
        )
    except BadInput as refusal:
        return _form(name, typed.refused(refusal)), 422
    flash(worded(say("已保存")), "good")
    return redirect(url_for("settings.form", name=name), 303)


def _of_value(field: str) -> bool:
    return field == VALUE or field.startswith(f"{VALUE}.")


def _form(name: str, typed: Typed | None) -> str:
    today = house().clock.today()
    with house().read() as session:
        page = point_page(session, current_actor(), name, today)
    if typed is None:
        start = {field: [text] for field, text in page.start.items()}
        typed = Typed({**start, "since": [today.isoformat()]})
    return render_template("settings/form.html", form=typed, page=page, key=sent_key() or new_key())
