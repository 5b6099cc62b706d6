"""体检提醒: what courts objected to, made into checks of agreements and put in use by a person."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.choices import categories
from mediation.readmodels.learned_checks import CourtObjection, court_objections, kept_checks
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.health import CheckGiven
from mediation.rules.messages import say
from mediation.rules.policy import area_of
from mediation.rules.vocabulary import HealthLack, ObligationKind
from mediation.services.keep_checks import add_check, switch_check
from mediation.services.perform import perform
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import titled, worded

blueprint = Blueprint("checks", __name__, url_prefix="/checks")


def keeps_checks(actor: Actor) -> bool:
    """Whether the actor keeps texts for an area, not for a committee alone."""
    return any(area_of(post) for post in actor.posts_with(Permission.KEEP_TEXTS))


@blueprint.get("")
@access(keeps_checks)
def show() -> ResponseReturnValue:
    with house().read() as session:
        objections = court_objections(session, house().registry, current_actor())
        kept = kept_checks(session, current_actor())
        names = {one.code: one.name for one in categories(session, house().clock.today())}
    return render_template("checks/show.html", objections=objections, kept=kept, names=names)


@blueprint.get("/new")
@access(keeps_checks)
def new() -> ResponseReturnValue:
    """Beside what the court said, where it is made of that."""
    behind = _behind(request.args.get("from", ""))
    return _form(Typed.starting(category_code=behind.category_code if behind else ""), behind)


@blueprint.post("/new")
@access(keeps_checks)
def add() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader, behind = Reader(typed), _behind(typed.value("from"))
    given = CheckGiven(
        said=reader.text("said"),
        article=reader.text("article"),
        mend=reader.text("mend"),
        words=_words(reader.text("words")),
        but=_words(reader.text("but")),
        kind=reader.term("kind", ObligationKind),
        lacks=reader.term("lacks", HealthLack),
        category_code=reader.text("category_code"),
    )
    about = behind.confirmation_id if behind else None
    try:
        reader.refuse()
        perform(house(), add_check, actor=current_actor(), key=sent_key(), given=given, confirmation_id=about)
    except BadInput as refusal:
        return _form(typed.refused(refusal), behind), 422
    flash(worded(say("已保存，还没有启用：看过以后再启用")), "good")
    return redirect(url_for("checks.show"), 303)


@blueprint.post("/<uuid:check_id>/switch")
@access(keeps_checks)
def switch(check_id: UUID) -> ResponseReturnValue:
    on = request.form.get("on") == "yes"
    perform(house(), switch_check, actor=current_actor(), key=sent_key(), check_id=check_id, on=on)
    flash(worded(say("已启用：本地区写协议时会提醒") if on else say("已停用")), "good")
    return redirect(url_for("checks.show"), 303)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\s、，,；;]+", text) if word)


def _behind(typed: str) -> CourtObjection | None:
    """What the court said of that application; NotThere for one that is not of the area."""
    if not typed:
        return None
    asked = Reader(Typed({"from": [typed]})).uuid("from")
    with house().read() as session:
        found = court_objections(session, house().registry, current_actor())
    for one in found:
        if one.confirmation_id == asked:
            return one
    raise NotThere


def _form(typed: Typed, behind: CourtObjection | None) -> str:
    with house().read() as session:
        kinds = categories(session, house().clock.today())
    return render_template(
        "checks/form.html",
        form=typed,
        behind=behind,
        category_options=[(one.code, titled(one.name)) for one in kinds],
        kinds=ObligationKind,
        lacks=HealthLack,
        key=sent_key() or new_key(),
    )
