"""示范调解: a model case, the list of those who follow it, and each stage for all of them at once."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels import batches as read
from mediation.readmodels.batch_sums import batch_sums, roster_of
from mediation.readmodels.joinable import joinable_cases
from mediation.readmodels.runs import runs_of
from mediation.readmodels.step_choices import colleagues, courts
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, MediationError, NotThere
from mediation.rules.follower_list import FollowerGiven, headings, read_followers
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import (
    BatchStage,
    FollowerStanding,
    LeavingKind,
    LineOutcome,
    Side,
    SittingManner,
)
from mediation.services.follow_batch import follow_batch
from mediation.services.lead_batch import begin_batch, leading_roles, leave_batch, list_followers
from mediation.services.many.run import Tried, begin_run, try_run
from mediation.services.perform import perform
from mediation.services.record_follower_consents import not_agreed, record_follower_consents
from web.access import access
from web.errors import status_of
from web.forms import batches as forms
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.intake import refused
from web.views.keys import new_key, sent_key
from web.views.runs import worked
from web.views.whole_case import whole_case
from web.wording import titled, worded

blueprint = Blueprint("batches", __name__, url_prefix="/batches")
ROSTER = ("序号", "姓名", "协议编号", "协议生效", "申请期限", "法院", "提交日期", "案号", "裁定日期")
SIDES = (Side.APPLICANT, Side.RESPONDENT)


def leads_batches(actor: Actor) -> bool:
    """Whether the actor leads batches somewhere."""
    return any(post.role in leading_roles(house().registry) for post in actor.posts)


@blueprint.get("")
@access(leads_batches)
def listed() -> ResponseReturnValue:
    with house().read() as session:
        found = read.batches_of(session, current_actor(), house().registry)
    return render_template("batches/list.html", batches=found)


@blueprint.get("/new/<public_id>")
@access(leads_batches)
def new(public_id: str) -> ResponseReturnValue:
    return _new(public_id, Typed({"side": [Side.APPLICANT.value]}))


@blueprint.post("/new/<public_id>")
@access(leads_batches)
def begun(public_id: str) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    side = reader.term("side", Side, required=True)
    page = whole_case(public_id)
    try:
        reader.refuse()
        made = perform(
            house(), begin_batch, actor=current_actor(), key=sent_key(), case_id=page.case_id, side=side
        )
    except NotThere:
        raise
    except MediationError as refusal:
        return _new(public_id, refused(typed, refusal)), status_of(refusal)
    return redirect(url_for("batches.show", batch_id=made), 303)


@blueprint.get("/<uuid:batch_id>")
@access(leads_batches)
def show(batch_id: UUID) -> ResponseReturnValue:
    page = max(1, request.args.get("page", 1, type=int))
    only = next((one for one in FollowerStanding if one.value == request.args.get("standing")), None)
    with house().read() as session:
        shown = _shown(session, batch_id)
        lines, total = read.followers(session, house().registry, batch_id, page=page, only=only)
        made = runs_of(session, current_actor(), house().registry, batch_id=batch_id)
        unasked = len(not_agreed(session, batch_id))
        sums = batch_sums(session, batch_id)
    return render_template(
        "batches/show.html",
        shown=shown,
        lines=lines,
        total=total,
        page=page,
        pages=max(1, -(-total // read.PAGE)),
        only=only,
        runs=made,
        unasked=unasked,
        sums=sums,
        stages=BatchStage,
        standings=FollowerStanding,
        outcomes=LineOutcome,
    )


@blueprint.get("/<uuid:batch_id>/roster")
@access(leads_batches)
def roster(batch_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        shown = _shown(session, batch_id)
        lines = roster_of(session, batch_id)
    return render_template("batches/roster.html", shown=shown, lines=lines)


@blueprint.get("/<uuid:batch_id>/roster.csv")
@access(leads_batches)
def roster_table(batch_id: UUID) -> ResponseReturnValue:
    """The same roster as WPS and Excel open it; always in Chinese, as it goes to the court."""
    with house().read() as session:
        _shown(session, batch_id)
        lines = roster_of(session, batch_id)
    sheet = StringIO()
    table = csv.writer(sheet)
    table.writerow(ROSTER)
    for n, line in enumerate(lines, 1):
        days = (line.in_force_on, line.apply_until, line.submitted_on, line.ruled_on)
        in_force, until, submitted, ruled = (day.isoformat() if day else "" for day in days)
        cells = (n, line.name, line.number, in_force, until, line.court, submitted, line.court_number, ruled)
        table.writerow([f"'{cell}" if str(cell)[:1] in "=+-@" else cell for cell in cells])
    answer = Response("\ufeff" + sheet.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=roster.csv"
    return answer


@blueprint.get("/<uuid:batch_id>/list.csv")
@access(leads_batches)
def template(batch_id: UUID) -> ResponseReturnValue:
    """An empty table with the columns, as WPS and Excel open it."""
    with house().read() as session:
        shown = _shown(session, batch_id)
    sheet = StringIO()
    csv.writer(sheet).writerow(headings(shown.shares))
    answer = Response("\ufeff" + sheet.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=list.csv"
    return answer


@blueprint.get("/<uuid:batch_id>/list")
@access(leads_batches)
def add(batch_id: UUID) -> ResponseReturnValue:
    return _list(batch_id, Typed())


@blueprint.post("/<uuid:batch_id>/list")
@access(leads_batches)
def added(batch_id: UUID) -> ResponseReturnValue:
    """Read and shown first; written when the person has seen what was read."""
    typed = Typed.of(request.form)
    with house().read() as session:
        shown = _shown(session, batch_id)
    try:
        sent = request.files.get("file")
        if sent and sent.filename:
            typed = Typed({**typed.fields, "text": [forms.decoded(sent.read())]})
        reader = Reader(typed)
        people, total = forms.totals(reader)
        reader.refuse()
        given = _read(typed, shown)
        if request.form.get("_do") != "save":
            return _list(batch_id, typed, given)
        perform(
            house(),
            list_followers,
            actor=current_actor(),
            key=sent_key(),
            batch_id=batch_id,
            given=given,
            people=people,
            total=total,
        )
    except BadInput as refusal:
        return _list(batch_id, typed.refused(forms.told_by_line(refusal))), 422
    flash(worded(say("名单上增加了 {n} 人", n=len(given))), "good")
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


@blueprint.get("/<uuid:batch_id>/cases")
@access(leads_batches)
def join(batch_id: UUID) -> ResponseReturnValue:
    return _join(batch_id, Typed())


@blueprint.post("/<uuid:batch_id>/cases")
@access(leads_batches)
def joined(batch_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    with house().read() as session:
        shown = _shown(session, batch_id)
    given = forms.joining(reader, shown)
    try:
        reader.refuse()
        perform(house(), follow_batch, actor=current_actor(), key=sent_key(), batch_id=batch_id, given=given)
    except BadInput as refusal:
        return _join(batch_id, typed.refused(refusal), forms.told_by_case(refusal, given)), 422
    flash(worded(say("名单上增加了 {n} 人", n=len(given))), "good")
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


@blueprint.get("/<uuid:batch_id>/consents")
@access(leads_batches)
def consents(batch_id: UUID) -> ResponseReturnValue:
    return _consents(batch_id, Typed({"agreed_on": [house().clock.today().isoformat()]}))


@blueprint.post("/<uuid:batch_id>/consents")
@access(leads_batches)
def consented(batch_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    chosen, agreed_on = reader.uuids("follower_ids"), reader.day("agreed_on")
    try:
        reader.refuse()
        perform(
            house(),
            record_follower_consents,
            actor=current_actor(),
            key=sent_key(),
            batch_id=batch_id,
            follower_ids=chosen,
            agreed_on=agreed_on,
        )
    except BadInput as refusal:
        return _consents(batch_id, typed.refused(refusal)), 422
    flash(worded(say("{n} 人同意调解，可以登记受理", n=len(chosen))), "good")
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


@blueprint.get("/<uuid:batch_id>/stages/<stage>")
@access(leads_batches)
def stage_form(batch_id: UUID, stage: str) -> ResponseReturnValue:
    wanted = _stage(stage)
    with house().read() as session:
        shown = _shown(session, batch_id)
        words = read.model_words(session, batch_id)
    typed = forms.starting(wanted, shown, words, house().clock.today().isoformat())
    return _stage_page(batch_id, wanted, typed)


@blueprint.post("/<uuid:batch_id>/stages/<stage>")
@access(leads_batches)
def stage_sent(batch_id: UUID, stage: str) -> ResponseReturnValue:
    """A trial, or all for whom the stage is next."""
    wanted, typed, actor = _stage(stage), Typed.of(request.form), current_actor()
    with house().read() as session:
        shown = _shown(session, batch_id)
    reader = Reader(typed)
    plan = forms.plan(wanted, reader, shown.organisation_id, batch_id)
    try:
        reader.refuse()
        if request.form.get("_do") != "all":
            tried = try_run(house(), actor=actor, plan=plan)
            return _stage_page(batch_id, wanted, typed, tried)
        made = perform(house(), begin_run, actor=actor, key=sent_key(), plan=plan)
    except BadInput as refusal:
        return _stage_page(batch_id, wanted, typed.refused(refusal)), 422
    return worked(made)


@blueprint.get("/followers/<uuid:follower_id>/leave")
@access(leads_batches)
def leave(follower_id: UUID) -> ResponseReturnValue:
    return _leave(follower_id, Typed())


@blueprint.post("/followers/<uuid:follower_id>/leave")
@access(leads_batches)
def left(follower_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    left_as = reader.term("left_as", LeavingKind, required=True)
    with house().read() as session:
        batch_id, line = read.follower(session, house().registry, follower_id)
        shown = _shown(session, batch_id)
    try:
        reader.refuse()
        heirs = _read(typed, shown) if reader.text("text") else ()
        perform(
            house(),
            leave_batch,
            actor=current_actor(),
            key=sent_key(),
            follower_id=follower_id,
            left_as=left_as,
            reason=reader.text("reason"),
            heirs=heirs,
        )
    except BadInput as refusal:
        return _leave(follower_id, typed.refused(forms.told_by_line(refusal))), 422
    except NotThere:
        raise
    except MediationError as refusal:
        return _leave(follower_id, refused(typed, refusal)), status_of(refusal)
    flash(worded(say("{name} 已退出，其他人照常办理", name=line.name)), "good")
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


def _read(typed: Typed, shown: read.BatchShown) -> tuple[FollowerGiven, ...]:
    return read_followers(typed.value("text"), shown.side, shown.shares, house().clock.today())


def _shown(session: Session, batch_id: UUID) -> read.BatchShown:
    return read.batch_page(session, current_actor(), house().registry, batch_id)


def _stage(name: str) -> BatchStage:
    try:
        return BatchStage.of(name)
    except ValueError:
        raise NotThere from None


def _new(public_id: str, form: Typed) -> str:
    return render_template(
        "batches/new.html",
        form=form,
        page=whole_case(public_id),
        sides=[(side.value, titled(side)) for side in SIDES],
        key=new_key(),
    )


def _list(batch_id: UUID, form: Typed, seen: tuple[FollowerGiven, ...] = ()) -> str:
    with house().read() as session:
        shown = _shown(session, batch_id)
    return render_template(
        "batches/add.html",
        form=form,
        shown=shown,
        seen=seen,
        columns=headings(shown.shares),
        key=new_key(),
        action=url_for("batches.added", batch_id=batch_id),
    )


def _stage_page(batch_id: UUID, stage: BatchStage, form: Typed, tried: tuple[Tried, ...] = ()) -> str:
    with house().read() as session:
        shown = _shown(session, batch_id)
        today = house().clock.today()
        names = {
            one.subject_id: read.follower(session, house().registry, one.subject_id)[1].name for one in tried
        }
        return render_template(
            f"batches/{stage.value}.html",
            form=form,
            shown=shown,
            stage=stage,
            tried=[(names[one.subject_id], one.refusals) for one in tried],
            colleagues=colleagues(session, shown.organisation_id, today),
            courts=courts(session, shown.organisation_id, today),
            manners=SittingManner,
            key=new_key(),
        )


def _join(batch_id: UUID, form: Typed, wrong: Mapping[UUID, Sequence[Message]] | None = None) -> str:
    with house().read() as session:
        shown = _shown(session, batch_id)
        lines = joinable_cases(session, batch_id)
    return render_template(
        "batches/join.html", form=form, shown=shown, lines=lines, wrong=wrong or {}, key=new_key()
    )


def _consents(batch_id: UUID, form: Typed) -> str:
    with house().read() as session:
        shown = _shown(session, batch_id)
        asked = [(str(one.id), one.name) for one in not_agreed(session, batch_id)]
    return render_template("batches/consents.html", form=form, shown=shown, asked=asked, key=new_key())


def _leave(follower_id: UUID, form: Typed) -> str:
    with house().read() as session:
        batch_id, line = read.follower(session, house().registry, follower_id)
        shown = _shown(session, batch_id)
    return render_template(
        "batches/leave.html",
        form=form,
        shown=shown,
        line=line,
        kinds=LeavingKind,
        columns=headings(shown.shares),
        key=new_key(),
    )
