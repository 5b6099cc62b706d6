"""登记立案和委派: which courts register first and which still delegate, noted by the administrator."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.court_regimes import court_regimes
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.vocabulary import Regime
from mediation.services.note_court_regime import RegimeGiven, note_court_regime
from mediation.services.perform import perform
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("regimes", __name__, url_prefix="/rules/regimes")


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> ResponseReturnValue:
    return _page(Typed.starting(from_on=house().clock.today().isoformat()))


@blueprint.post("")
@access(Permission.ADMINISTER)
def note() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    given = RegimeGiven(
        court_id=reader.uuid("court_id"),
        regime=reader.term("regime", Regime),
        from_on=reader.day("from_on"),
        until_on=reader.day("until_on"),
        paper=reader.text("paper"),
    )
    try:
        reader.refuse()
        perform(house(), note_court_regime, actor=current_actor(), key=sent_key(), given=given)
    except BadInput as refusal:
        return _page(typed.refused(refusal)), 422
    flash(worded(say("已登记；以前送出去的案件不变")), "good")
    return redirect(url_for("regimes.show"), 303)


def _page(form: Typed) -> str:
    with house().read() as session:
        courts = court_regimes(session, current_actor(), house().clock.today())
    return render_template(
        "regimes/show.html",
        form=form,
        courts=courts,
        options=[(court.id, court.name) for court in courts],
        regimes=Regime,
        key=sent_key() or new_key(),
    )
