"""收案导入: a court's table of cases, sent, looked over with every problem named, and only then made into cases."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO, StringIO
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_imports import import_page, imports_of, report_of
from mediation.readmodels.court_table import importing_posts, table_form
from mediation.rules.actor import Actor
from mediation.rules.court_table import MOST_ROWS
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.vocabulary import ImportLineState, ImportStage
from mediation.services.importing.begin import begin_import
from mediation.services.importing.confirm import confirm_import, drop_import
from mediation.services.importing.work import go_on_importing
from mediation.services.perform import perform
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.uploads import sent_bytes, sent_files, takes_uploads
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.wording import worded

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
AT_ONCE = 3.0
"""Seconds of work while the person waits; the worker does the rest, and the page shows how far it is."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = (
    ImportLineState.SOUND,
    ImportLineState.TWIN,
    ImportLineState.WRONG,
    ImportLineState.MADE,
    ImportLineState.LEFT_OUT,
)


def enters_court_cases(actor: Actor) -> bool:
    """Whether the actor sits at a court's desk."""
    return bool(importing_posts(actor))


@blueprint.get("")
@access(enters_court_cases)
def show() -> ResponseReturnValue:
    return _overview(Typed())


@blueprint.post("")
@access(enters_court_cases)
@takes_uploads
def send() -> ResponseReturnValue:
    """The file is read and its rows kept aside; what can be checked in some seconds is."""
    typed, actor = Typed.of(request.form), current_actor()
    courts = importing_posts(actor)
    organisation_id = Reader(typed).uuid("organisation_id") or courts[0].organisation_id
    try:
        files = sent_files("file")
        if not files:
            raise BadInput.at("file", say("请选一个文件"))
        table = house().tables.read(files[0].filename or "", sent_bytes(files[0], "file"))
        made = perform(
            house(), begin_import, actor=actor, key=sent_key(), organisation_id=organisation_id, table=table
        )
    except BadInput as refusal:
        return _overview(typed.refused(refusal)), 422
    go_on_importing(house(), import_id=made, actor=actor, seconds=AT_ONCE)
    return redirect(url_for("imports.one", import_id=made), 303)


@blueprint.get("/<uuid:import_id>")
@access(enters_court_cases)
def one(import_id: UUID) -> ResponseReturnValue:
    return _page(import_id, Typed())


@blueprint.post("/<uuid:import_id>/confirm")
@access(enters_court_cases)
def confirm(import_id: UUID) -> ResponseReturnValue:
    typed, actor = Typed.of(request.form), current_actor()
    reader = Reader(typed)
    try:
        perform(
            house(),
            confirm_import,
            actor=actor,
            key=sent_key(),
            import_id=import_id,
            only_sound=reader.checked("only_sound"),
            anyway=reader.counts("anyway"),
        )
    except BadInput as refusal:
        return _page(import_id, typed.refused(refusal)), 422
    with house().read() as session:
        again = import_page(session, actor, import_id).shown.stage is ImportStage.CHECKING
    if again:
        flash(worded(say("不是今天核对的，先重新核对一遍，再确认")), "warn")
    go_on_importing(house(), import_id=import_id, actor=actor, seconds=AT_ONCE)
    return redirect(url_for("imports.one", import_id=import_id), 303)


@blueprint.post("/<uuid:import_id>/drop")
@access(enters_court_cases)
def drop(import_id: UUID) -> ResponseReturnValue:
    perform(house(), drop_import, actor=current_actor(), key=sent_key(), import_id=import_id)
    flash(worded(say("没有导入，读到的内容已经删除")), "good")
    return redirect(url_for("imports.show"), 303)


@blueprint.get("/<uuid:import_id>/report.xlsx")
@access(enters_court_cases)
def report(import_id: UUID) -> ResponseReturnValue:
    """Every row with what became of it; rows of which no case was made with their cells, to be put right."""
    with house().read() as session:
        heads, rows = report_of(session, current_actor(), import_id)
        columns = [worded(one) for one in (say("行"), say("结果"), say("原因"), say("案件"), say("法院案号"))]

        def told() -> Iterator[list[str]]:
            for row in rows:
                line = row.line
                why = "；".join(f"{at}：{worded(said)}" if at else worded(said) for at, said in line.said)
                state = worded(say(line.state.title_text))
                yield [str(line.row), state, why, line.case_public_id, line.court_number, *row.cells]

        data = house().workbooks.report(worded(say("导入结果")), [*columns, *heads], told())
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name="report.xlsx")


@blueprint.get("/template.<kind>")
@access(enters_court_cases)
def template(kind: str) -> ResponseReturnValue:
    """The empty table: a workbook with lists and examples, or its columns as CSV or JSON."""
    with house().read() as session:
        form = table_form(session, current_actor(), house().clock.today())
    if kind == "csv":
        sheet = StringIO()
        writer = csv.DictWriter(sheet, form.heads)
        writer.writeheader()
        writer.writerows(form.examples)
        data, media = b"\xef\xbb\xbf" + sheet.getvalue().encode(), "text/csv"
    elif kind == "json":
        data, media = json.dumps(form.examples, ensure_ascii=False, indent=2).encode(), "application/json"
    else:
        kind, data, media = "xlsx", house().workbooks.form(form), XLSX
    return send_file(BytesIO(data), mimetype=media, as_attachment=True, download_name=f"cases.{kind}")


def _overview(form: Typed) -> str:
    actor = current_actor()
    with house().read() as session:
        made = imports_of(session, actor)
    return render_template(
        "imports/show.html",
        form=form,
        courts=[(post.organisation_id, post.organisation_name) for post in importing_posts(actor)],
        imports=made,
        states=ImportLineState,
        most=MOST_ROWS,
        key=new_key(),
    )


def _page(import_id: UUID, form: Typed) -> str:
    only = None
    with suppress(ValueError):
        only = ImportLineState.of(request.args.get("state", ""))
    with house().read() as session:
        found = import_page(session, current_actor(), import_id, page_asked(), only)
    part = "imports/progress.html" if "HX-Request" in request.headers else "imports/one.html"
    return render_template(
        part,
        form=form,
        found=found,
        shown=found.shown,
        only=only,
        listed=[state for state in LISTED if found.shown.count(state)],
        states=ImportLineState,
        stages=ImportStage,
        key=new_key(),
        page_url=lambda n: url_for(
            "imports.one", import_id=import_id, page=n, state=only.value if only else None
        ),
    )
