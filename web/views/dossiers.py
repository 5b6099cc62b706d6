"""The file of a case (卷宗): what it holds, binding it into one PDF, into the archive and out again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage
from mediation.readmodels.dossiers import file_page, readable_binding
from mediation.readmodels.settings import setting
from mediation.rules.errors import WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.services.archive_dossier import (
    ArchivingGiven,
    archive_dossier,
    reopen_dossier,
    retention_periods,
)
from mediation.services.bind_dossier import bind_dossier, read_binding
from mediation.services.perform import perform
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.refused import REFUSED, told
from web.typed import Typed
from web.views.documents import asked_for_by_a_person, pdf_answer
from web.views.keys import new_key, sent_key, sent_version
from web.views.whole_case import whole_case
from web.wording import worded

blueprint = Blueprint("dossiers", __name__)
ARCHIVING, REOPENING = "archive", "reopen"


@blueprint.get("/cases/<public_id>/dossier")
@access(SIGNED_IN)
def show(public_id: str) -> ResponseReturnValue:
    """What the file holds in the official order, what is missing, and what can be done."""
    return _page(whole_case(public_id))


@blueprint.post("/cases/<public_id>/dossier/bind")
@access(Permission.REGISTER)
def bind(public_id: str) -> ResponseReturnValue:
    page = whole_case(public_id)
    try:
        perform(house(), bind_dossier, actor=current_actor(), key=sent_key(), case_id=page.case_id)
    except WrongState as refusal:
        return _page(page, refusals=(refusal.message,)), status_of(refusal)
    flash(worded(say("正在装订，请稍后刷新")), "info")
    return _back(public_id)


@blueprint.post("/cases/<public_id>/dossier/archive")
@access(Permission.REGISTER)
def archive(public_id: str) -> ResponseReturnValue:
    page, typed = whole_case(public_id), Typed.of(request.form)
    reader = Reader(typed)
    names = ("number", "title", "retention", "remarks", "note", "missing_reason")
    given = ArchivingGiven(**{name: reader.text(name) for name in names})
    return _write(page, archive_dossier, ARCHIVING, typed, say("已归档，正在装订卷宗"), given=given)


@blueprint.post("/cases/<public_id>/dossier/reopen")
@access(Permission.REGISTER)
def reopen(public_id: str) -> ResponseReturnValue:
    page, typed = whole_case(public_id), Typed.of(request.form)
    reason = Reader(typed).text("reason")
    return _write(page, reopen_dossier, REOPENING, typed, say("卷宗已重新打开，可以补充材料"), reason=reason)


def _write(
    page: MatterPage, use_case: Any, form: str, typed: Typed, done: Message, **given: Any
) -> ResponseReturnValue:
    shared = {"case_id": page.case_id, "seen_version": sent_version(), **given}
    try:
        perform(house(), use_case, actor=current_actor(), key=sent_key(), **shared)
    except REFUSED as refusal:
        kept, refusals = told(typed, refusal)
        forms: dict[str, Any] = {form: kept}
        return _page(page, refusals=refusals, **forms), status_of(refusal)
    flash(worded(done), "good")
    return _back(page.case_public_id)


def _back(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("dossiers.show", public_id=public_id), 303)


def _page(
    page: MatterPage,
    archive: Typed | None = None,
    reopen: Typed | None = None,
    refusals: tuple[Message, ...] = (),
) -> str:
    with house().read() as session:
        shown = file_page(session, page.case_id)
        periods = retention_periods(setting(session, "retention_periods", house().clock.today()))
        usual = setting(session, "usual_retention", house().clock.today()) or ""
    return render_template(
        "dossiers/show.html",
        page=page,
        shown=shown,
        periods=periods,
        archive=archive or Typed.starting(number=shown.number, title=page.title, retention=usual),
        reopen=reopen or Typed(),
        writes=page.ours and current_actor().has(Permission.REGISTER),
        key=sent_key() or new_key(),
        refusals=refusals,
    )


@blueprint.get("/bindings/<uuid:binding_id>")
@access(SIGNED_IN)
def open_binding(binding_id: UUID) -> ResponseReturnValue:
    """The bound file; each look is recorded before the bytes leave."""
    with house().read() as session:
        found = readable_binding(session, current_actor(), binding_id)
    if found.digest is None:
        flash(worded(say("卷宗还在装订，请稍后刷新")), "info")
        return _back(found.case_public_id)
    if not asked_for_by_a_person():
        return _back(found.case_public_id)
    data = house().blobs.get(found.digest)
    perform(house(), read_binding, actor=current_actor(), binding_id=binding_id)
    return pdf_answer(data, f"{found.name}.pdf")
