"""成批司法确认: a series at the court, one look at each agreement, and one act for all that are in order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from mediation.readmodels import series as read
from mediation.readmodels.runs import runs_of
from mediation.rules import acts
from mediation.rules.court_review import ALL_FULFILLED
from mediation.rules.errors import BadInput, MediationError, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.vocabulary import (
    DeliveryManner,
    LineOutcome,
    MatterKind,
    ReviewPoint,
    SeriesStage,
    SeriesStanding,
)
from mediation.services.many.court import AcceptSeries, CourtPlan, RuleSeries, SealSeries, ServeSeries
from mediation.services.many.run import begin_run
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.intake import refused
from web.views.keys import new_key, sent_key, sent_version
from web.views.runs import worked
from web.wording import worded

blueprint = Blueprint("series", __name__, url_prefix="/series")
PLANS: dict[SeriesStage, type[CourtPlan]] = {
    plan.stage: plan for plan in (AcceptSeries, RuleSeries, SealSeries, ServeSeries)
}


@blueprint.get("")
@access(Permission.READ_COURT_MATTERS)
def listed() -> ResponseReturnValue:
    with house().read() as session:
        found = read.series_at_court(session, current_actor())
    return render_template("series/list.html", series=found)


@blueprint.get("/<uuid:batch_id>")
@access(Permission.READ_COURT_MATTERS)
def show(batch_id: UUID) -> ResponseReturnValue:
    only = next((one for one in SeriesStanding if one.value == request.args.get("standing")), None)
    with house().read() as session:
        shown = read.series_page(session, house().registry, current_actor(), batch_id)
        made = runs_of(session, current_actor(), house().registry, batch_id=batch_id)
    return render_template(
        "series/show.html",
        shown=shown,
        lines=[one for one in shown.lines if only in (None, one.standing)],
        only=only,
        runs=made,
        stages=SeriesStage,
        standings=SeriesStanding,
        outcomes=LineOutcome,
    )


@blueprint.get("/<uuid:batch_id>/look")
@access(Permission.READ_COURT_MATTERS)
def look(batch_id: UUID) -> ResponseReturnValue:
    """The agreement asked for, else the first that nobody has looked at."""
    asked = Reader(Typed({"at": [request.args.get("at", "")]})).uuid("at")
    return _look(batch_id, asked, Typed())


@blueprint.post("/<uuid:batch_id>/look")
@access(Permission.READ_COURT_MATTERS)
def looked(batch_id: UUID) -> ResponseReturnValue:
    """In order, or set aside with a word on why; then the next one."""
    typed = Typed.of(request.form)
    reader = Reader(typed)
    confirmation_id = reader.uuid("confirmation_id", required=True)
    in_order = request.form.get("_do") == "ok"
    given = acts.ReviewAnswered(ALL_FULFILLED) if in_order else acts.ReviewAnswered(flag=reader.text("flag"))
    try:
        reader.refuse()
        if not in_order and not given.flag:
            raise BadInput.at("flag", say("请写明为什么标出来"))
        command = StepCommand(
            matter=MatterKind.CONFIRMATION,
            matter_id=confirmation_id or UUID(int=0),
            step="review",
            given=given,
            seen_version=sent_version(),
        )
        perform(house(), take_step, actor=current_actor(), key=sent_key(), command=command)
    except NotThere:
        raise
    except MediationError as refusal:
        return _look(batch_id, confirmation_id, refused(typed, refusal)), status_of(refusal)
    return redirect(url_for("series.look", batch_id=batch_id), 303)


@blueprint.get("/<uuid:batch_id>/stages/<stage>")
@access(Permission.READ_COURT_MATTERS)
def stage_form(batch_id: UUID, stage: str) -> ResponseReturnValue:
    today = house().clock.today().isoformat()
    return _stage_page(batch_id, _stage(stage), Typed.starting(delivered_on=today, manner="direct"))


@blueprint.post("/<uuid:batch_id>/stages/<stage>")
@access(Permission.READ_COURT_MATTERS)
def stage_sent(batch_id: UUID, stage: str) -> ResponseReturnValue:
    wanted, typed = _stage(stage), Typed.of(request.form)
    with house().read() as session:
        shown = read.series_page(session, house().registry, current_actor(), batch_id)
    reader = Reader(typed)
    plan = PLANS[wanted](organisation_id=shown.court_id, batch_id=batch_id, **_given(wanted, reader))
    try:
        reader.refuse()
        made = perform(house(), begin_run, actor=current_actor(), key=sent_key(), plan=plan)
    except BadInput as refusal:
        return _stage_page(batch_id, wanted, typed.refused(refusal)), 422
    return worked(made)


def _given(stage: SeriesStage, reader: Reader) -> dict[str, Any]:
    if stage is SeriesStage.RULE:
        return {name: reader.text(name) for name in ("first_number", "findings", "clerk_name")}
    if stage is SeriesStage.SERVE:
        manner = reader.term("manner", DeliveryManner, required=True) or DeliveryManner.DIRECT
        return {"delivered_on": reader.day("delivered_on"), "manner": manner}
    return {}


def _stage(name: str) -> SeriesStage:
    try:
        return SeriesStage.of(name)
    except ValueError:
        raise NotThere from None


def _look(batch_id: UUID, asked: UUID | None, form: Typed) -> str | Response:
    with house().read() as session:
        shown = read.series_page(session, house().registry, current_actor(), batch_id)
        waiting = [one.id for one in shown.to_look_at]
        if asked is None and not waiting:
            flash(worded(say("这一批已经逐件看过")), "good")
            return redirect(url_for("series.show", batch_id=batch_id), 303)
        looked_at = read.agreement_in_series(session, shown, asked or waiting[0], house().clock.today())
        return render_template(
            "series/look.html",
            shown=shown,
            one=looked_at,
            left=len(waiting),
            form=form,
            points=ReviewPoint,
            standings=SeriesStanding,
            key=new_key(),
        )


def _stage_page(batch_id: UUID, stage: SeriesStage, form: Typed) -> str:
    with house().read() as session:
        shown = read.series_page(session, house().registry, current_actor(), batch_id)
    if stage not in shown.may:
        raise NotThere
    return render_template(
        "series/stage.html", shown=shown, stage=stage, form=form, manners=DeliveryManner, key=new_key()
    )
