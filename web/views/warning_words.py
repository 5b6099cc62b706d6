"""词表和时节: the words that early warning looks for, and the times of the year before which it tells."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.danger_words import seasons_shown, words_shown
from mediation.rules.danger_words import Threat
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.services.keep_danger_words import WordGiven, add_danger_word, change_season, use_danger_word
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("warning_words", __name__, url_prefix="/early-warnings/words")


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> ResponseReturnValue:
    return _page()


@blueprint.post("")
@access(Permission.ADMINISTER)
def add() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    given = WordGiven(
        threat=reader.term("threat", Threat), text=reader.text("text"), unless=reader.text("unless")
    )
    try:
        _perform(add_danger_word, given=given)
    except BadInput as refusal:
        return _page(word=typed.refused(refusal)), status_of(refusal)
    return _done()


@blueprint.post("/<uuid:word_id>/use")
@access(Permission.ADMINISTER)
def use(word_id: UUID) -> ResponseReturnValue:
    _perform(use_danger_word, word_id=word_id, in_use=request.form.get("in_use") == "yes")
    return _done()


@blueprint.post("/seasons/<uuid:season_id>")
@access(Permission.ADMINISTER)
def season(season_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    days, in_use = reader.count("days_before"), reader.checked("in_use")
    try:
        reader.refuse()
        _perform(change_season, season_id=season_id, days_before=days, in_use=in_use)
    except BadInput as refusal:
        return _page(seasons={season_id: typed.refused(refusal)}), status_of(refusal)
    return _done()


def _perform(use_case: Any, **given: Any) -> None:
    perform(house(), use_case, actor=current_actor(), key=sent_key(), **given)


def _done() -> ResponseReturnValue:
    flash(worded(say("已保存，从下一次查看起使用")), "good")
    return redirect(url_for("warning_words.show"), 303)


def _page(word: Typed | None = None, seasons: dict[UUID, Typed] | None = None) -> str:
    with house().read() as session:
        words, times = words_shown(session), seasons_shown(session, house().clock.today())
    typed = seasons or {}
    return render_template(
        "early_warnings/words.html",
        words=words,
        times=[
            (
                one,
                typed.get(one.id)
                or Typed.starting(days_before=one.days_before, in_use="yes" if one.in_use else ""),
            )
            for one in times
        ],
        word=word or Typed({}),
        threats=Threat,
        key=new_key(),
        new_key=new_key,
    )
