"""统计上报: a committee's own figures of a period, its screenings, and the word that they are right."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.period_reports import own_figures
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.policy import may_report, may_screen
from mediation.rules.statistics import INDICATORS
from mediation.services.close_period import report_period
from mediation.services.note_screening import ScreeningGiven, note_screening, withdraw_screening
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.forms.statistics import named
from web.identity import current_actor, house
from web.statistics_words import period_words, value_words
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("reports", __name__, url_prefix="/reports")


@blueprint.get("")
@access(may_screen)
def show() -> ResponseReturnValue:
    return _page()


@blueprint.post("")
@access(may_report)
def report() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    organisation_id = reader.uuid("organisation_id", required=True)
    try:
        reader.refuse()
        perform(
            house(),
            report_period,
            actor=current_actor(),
            key=sent_key(),
            organisation_id=organisation_id,
            named=named(request.form),
            zero=reader.checked("zero"),
        )
    except BadInput as refusal:
        return _page(report=typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已上报")), "good")
    return redirect(url_for("reports.show", period=named(request.form)), 303)


@blueprint.post("/screenings")
@access(may_screen)
def screen() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    organisation_id = reader.uuid("organisation_id", required=True)
    given = ScreeningGiven(
        screened_on=reader.day("screened_on"),
        found=reader.count("found"),
        prevented=reader.count("prevented"),
        note=reader.text("note"),
    )
    try:
        reader.refuse()
        perform(
            house(),
            note_screening,
            actor=current_actor(),
            key=sent_key(),
            organisation_id=organisation_id,
            given=given,
        )
    except BadInput as refusal:
        return _page(screening=typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已记下")), "good")
    return redirect(f"{url_for('reports.show', period=named(request.form))}#screenings", 303)


@blueprint.post("/screenings/<uuid:screening_id>/withdraw")
@access(may_screen)
def withdraw(screening_id: UUID) -> ResponseReturnValue:
    perform(house(), withdraw_screening, actor=current_actor(), key=sent_key(), screening_id=screening_id)
    flash(worded(say("已撤销，不再计入统计")), "good")
    return redirect(f"{url_for('reports.show', period=named(request.form))}#screenings", 303)


def _page(report: Typed | None = None, screening: Typed | None = None) -> str:
    today = house().clock.today()
    with house().read() as session:
        page = own_figures(session, current_actor(), named(request.values), today)
    shown = [one for one in INDICATORS if page.figures.value(one)]
    return render_template(
        "statistics/own.html",
        page=page,
        shown=shown,
        report=report or Typed({}),
        screening=screening or Typed.starting(screened_on=today.isoformat(), found="0", prevented="0"),
        value=value_words,
        words=period_words,
        key=new_key(),
        screening_key=new_key(),
    )
