"""排查任务 at the village: zero in two taps, what was found in rows, and each of it on to its case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.campaign_tasks import Task, task
from mediation.readmodels.choices import categories
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.policy import may_screen
from mediation.services.note_screening import withdraw_screening
from mediation.services.perform import perform
from mediation.services.report_screening import ReportGiven, report_screening
from web.access import access
from web.errors import status_of
from web.forms import campaigns as asked
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import titled, worded

blueprint = Blueprint("campaign_tasks", __name__, url_prefix="/campaigns/<uuid:campaign_id>/task")


@blueprint.get("")
@access(may_screen)
def show(campaign_id: UUID) -> ResponseReturnValue:
    return _page(campaign_id)


@blueprint.post("/zero")
@access(may_screen)
def zero(campaign_id: UUID) -> ResponseReturnValue:
    """Nothing was found."""
    today = house().clock.today()
    _report(campaign_id, _task(campaign_id), ReportGiven(screened_on=today))
    flash(worded(say("已报零：没有发现")), "good")
    return _back(campaign_id)


@blueprint.post("")
@access(may_screen)
def report(campaign_id: UUID) -> ResponseReturnValue:
    """What was found; the same page again with a row more or less."""
    typed, page = Typed.of(request.form), _task(campaign_id)
    if removed := request.form.get("_remove", ""):
        return _page(campaign_id, typed.without_row(removed))
    if request.form.get("_add") == "found":
        return _page(campaign_id, _with_row(typed))
    reader = Reader(typed)
    given = asked.report(reader)
    try:
        reader.refuse()
        if not given.found and not given.prevented:
            raise BadInput.at("found", say("没有发现的，请用上面的“没有发现，报零”"))
        _report(campaign_id, page, given)
    except BadInput as refusal:
        return _page(campaign_id, typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已报告；发现的纠纷可以接着登记成案件")), "good")
    return _back(campaign_id)


@blueprint.post("/<uuid:screening_id>/withdraw")
@access(may_screen)
def withdraw(campaign_id: UUID, screening_id: UUID) -> ResponseReturnValue:
    perform(house(), withdraw_screening, actor=current_actor(), key=sent_key(), screening_id=screening_id)
    flash(worded(say("已撤销，不再计入统计")), "good")
    return _back(campaign_id)


def _with_row(typed: Typed) -> Typed:
    n = typed.count("found")
    grown = typed.with_row("found", n)
    return Typed({**grown.fields, f"found.{n}.what": [""]}, (), grown.focus) if grown is not typed else typed


def _report(campaign_id: UUID, page: Task, given: ReportGiven) -> None:
    perform(
        house(),
        report_screening,
        actor=current_actor(),
        key=sent_key(),
        campaign_id=campaign_id,
        organisation_id=page.organisation_id,
        given=given,
    )


def _task(campaign_id: UUID) -> Task:
    with house().read() as session:
        return task(session, current_actor(), campaign_id, house().clock.today())


def _back(campaign_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("campaign_tasks.show", campaign_id=campaign_id), 303)


def _page(campaign_id: UUID, form: Typed | None = None) -> str:
    today = house().clock.today()
    page = _task(campaign_id)
    with house().read() as session:
        kinds: list[tuple[str, Any]] = [
            (one.code, titled(one.name))
            for one in categories(session, today)
            if not page.category_codes or one.code in page.category_codes
        ]
    return render_template(
        "campaigns/task.html",
        page=page,
        form=form or Typed({"screened_on": [today.isoformat()], "prevented": ["0"], "found.0.what": [""]}),
        kinds=kinds,
        key=new_key(),
        opened=form is not None,
    )
