"""常用条款: what one's committee or area keeps, and what agreements are offered besides."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.choices import categories
from mediation.readmodels.common_clauses import ClauseShown, kept_clauses, others_clauses
from mediation.rules.clause_library import sentence
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.policy import area_of, keeping_post
from mediation.rules.vocabulary import ObligationKind
from mediation.services.keep_clauses import add_clause, change_clause, retire_clause
from mediation.services.perform import perform
from web.access import access
from web.forms.clauses import NO_DUTY, clause_typed, read_clause
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import titled, worded

blueprint = Blueprint("clauses", __name__, url_prefix="/clauses")


@blueprint.get("")
@access(Permission.KEEP_TEXTS)
def show() -> ResponseReturnValue:
    actor = current_actor()
    asked = request.args.get("category", "")
    with house().read() as session:
        kinds = categories(session, house().clock.today())
        kept, others = kept_clauses(session, actor), others_clauses(session, actor)
    chosen = [one for one in others if asked in ("", one.category_code or "all")]
    return render_template(
        "clauses/show.html",
        post=keeping_post(actor),
        for_area=bool(area_of(keeping_post(actor))),
        kept=[one for one in kept if one.retired_at is None],
        retired=[one for one in kept if one.retired_at is not None],
        others=chosen,
        category_options=[(one.code, titled(one.name)) for one in kinds],
        form=Typed({"category": [asked]}),
    )


@blueprint.get("/new")
@access(Permission.KEEP_TEXTS)
def new() -> ResponseReturnValue:
    """A blank form, or a copy of what somebody else keeps."""
    copied = request.args.get("from", "")
    with house().read() as session:
        others = others_clauses(session, current_actor()) if copied else ()
    found = next((one for one in others if str(one.id) == copied), None)
    return _form(clause_typed(found) if found else Typed.starting(kind=ObligationKind.ACT.value))


@blueprint.post("/new")
@access(Permission.KEEP_TEXTS)
def add() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    return _taken(typed, None, say("已加入常用条款"))


@blueprint.get("/<uuid:clause_id>")
@access(Permission.KEEP_TEXTS)
def edit(clause_id: UUID) -> ResponseReturnValue:
    own = _own(clause_id)
    return _form(clause_typed(own), own)


@blueprint.post("/<uuid:clause_id>")
@access(Permission.KEEP_TEXTS)
def change(clause_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    return _taken(typed, _own(clause_id), say("已改成新的一版，以前的协议不变"))


@blueprint.post("/<uuid:clause_id>/retire")
@access(Permission.KEEP_TEXTS)
def retire(clause_id: UUID) -> ResponseReturnValue:
    perform(house(), retire_clause, actor=current_actor(), key=sent_key(), clause_id=clause_id)
    flash(worded(say("已停用，以前的协议不变")), "good")
    return redirect(url_for("clauses.show"), 303)


def _taken(typed: Typed, own: ClauseShown | None, said: Message) -> ResponseReturnValue:
    """Written, or only previewed where that button was pressed; the form again with everything that is wrong."""
    try:
        given = read_clause(typed)
        if "_preview" in request.form:
            return _form(typed, own, sentence(given) if given.text.strip() else "")
        changed = {} if own is None else {"clause_id": own.id}
        use_case = add_clause if own is None else change_clause
        perform(house(), use_case, actor=current_actor(), key=sent_key(), given=given, **changed)
    except BadInput as refusal:
        return _form(typed.refused(refusal), own), 422
    flash(worded(said), "good")
    return redirect(url_for("clauses.show"), 303)


def _own(clause_id: UUID) -> ClauseShown:
    with house().read() as session:
        kept = kept_clauses(session, current_actor())
    found = next((one for one in kept if one.id == clause_id), None)
    if found is None:
        raise NotThere
    return found


def _form(typed: Typed, own: ClauseShown | None = None, printed: str | None = None) -> str:
    with house().read() as session:
        kinds = categories(session, house().clock.today())
    return render_template(
        "clauses/form.html",
        form=typed,
        own=own,
        printed=own.sentence if printed is None and own and not typed.problems else printed,
        category_options=[(one.code, titled(one.name)) for one in kinds],
        kinds=ObligationKind,
        no_duty=NO_DUTY,
        key=sent_key() or new_key(),
    )
