"""What people add to a case: photos, scans and PDFs, seen by whom the case and the wall allow it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.attachments import (
    ReadableAttachment,
    attachments_of,
    readable_attachment,
    upload_choices,
)
from mediation.readmodels.case_page import MatterPage, case_id_of, matter_page
from mediation.rules.attachments import PDF, AttachmentGiven
from mediation.rules.errors import BadInput, NotThere, Problem, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import AttachmentKind, MatterKind
from mediation.services.add_attachment import add_attachment, check_given
from mediation.services.field_check import FieldCheck
from mediation.services.perform import perform
from mediation.services.read_attachment import read_attachment
from mediation.services.withdraw_attachment import withdraw_attachment
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.uploads import inspected, keep, sent_files, takes_uploads
from web.views.documents import asked_for_by_a_person
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("attachments", __name__)
READERS = (CaseView.FULL, CaseView.COURT)


@blueprint.get("/cases/<public_id>/attachments")
@access(SIGNED_IN)
def listed(public_id: str) -> ResponseReturnValue:
    """What was added, and the form to add more; links elsewhere say what it is to be."""
    asked = {
        name: [request.args[name]] for name in ("kind", "document_id", "sitting_id") if name in request.args
    }
    return _page(_case(public_id), Typed(asked))


@blueprint.post("/cases/<public_id>/attachments")
@access(Permission.REGISTER)
@takes_uploads
def add(public_id: str) -> ResponseReturnValue:
    """All files that were sent, or none of them and every reason why."""
    page, typed = _case(public_id), Typed.of(request.form)
    if not page.ours:
        raise NotThere
    given, problems = _given(page, Reader(typed))
    files, refused = inspected(sent_files("files", "photo"))
    try:
        if problems + refused:
            raise BadInput(*problems, *refused)
        perform(
            house(),
            add_attachment,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            given=given,
            files=keep(files),
        )
    except BadInput as bad:
        return _page(page, typed.refused(bad)), status_of(bad)
    except WrongState as refusal:
        return _page(page, typed, (refusal.message,)), status_of(refusal)
    flash(worded(say("已收下 {n} 份材料", n=len(files))), "good")
    return redirect(url_for("attachments.listed", public_id=public_id), 303)


def _given(page: MatterPage, reader: Reader) -> tuple[AttachmentGiven, list[Problem]]:
    given = AttachmentGiven(
        kind=reader.term("kind", AttachmentKind),
        title=reader.text("title"),
        party_id=reader.uuid("party_id"),
        document_id=reader.uuid("document_id"),
        sitting_id=reader.uuid("sitting_id"),
        happened_on=reader.day("happened_on"),
        shows_numbers=reader.checked("shows_numbers"),
    )
    check = FieldCheck()
    with house().read() as session:
        check_given(session, check, current_actor(), page.case_id, given, house().clock)
    known = {problem.field for problem in reader.problems}
    return given, [*reader.problems, *(one for one in check.problems if one.field not in known)]


def _case(public_id: str) -> MatterPage:
    """The case, to those who may see what belongs to it; NotThere for others."""
    with house().read() as session:
        case_id, today = case_id_of(session, public_id), house().clock.today()
        page = matter_page(session, house().registry, current_actor(), MatterKind.DISPUTE, case_id, today)
    if page.view not in READERS:
        raise NotThere
    return page


def _page(page: MatterPage, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    actor = current_actor()
    writes = page.ours and page.view is CaseView.FULL and actor.has(Permission.REGISTER)
    with house().read() as session:
        return render_template(
            "attachments/list.html",
            page=page,
            form=typed,
            kinds=AttachmentKind,
            attachments=attachments_of(session, actor, page.case_id, page.view),
            given=upload_choices(session, actor, page.case_id) if writes else None,
            writes=writes,
            may_reveal=page.may_reveal,
            key=sent_key() or new_key(),
            refusals=refusals,
        )


@blueprint.get("/attachments/<uuid:attachment_id>")
@access(SIGNED_IN)
def show(attachment_id: UUID) -> ResponseReturnValue:
    """The bytes that are kept; a look at numbers is recorded before they leave."""
    found = _readable(attachment_id)
    if not asked_for_by_a_person():
        return redirect(url_for("attachments.listed", public_id=found.case_public_id), 303)
    data = house().blobs.get(found.digest)
    perform(house(), read_attachment, actor=current_actor(), attachment_id=attachment_id)
    name = f"{found.title}.{'pdf' if found.media_type == PDF else 'jpg'}"
    return _file(data, found.media_type, name)


@blueprint.get("/attachments/<uuid:attachment_id>/thumb")
@access(SIGNED_IN)
def thumb(attachment_id: UUID) -> ResponseReturnValue:
    """The small picture for the list; none of what shows numbers."""
    found = _readable(attachment_id)
    if found.thumb_digest is None or found.shows_numbers:
        raise NotThere
    return _file(house().blobs.get(found.thumb_digest), found.media_type, "thumb.jpg")


def _readable(attachment_id: UUID) -> ReadableAttachment:
    with house().read() as session:
        return readable_attachment(session, current_actor(), attachment_id)


def _file(data: bytes, media_type: str, name: str) -> Response:
    answer = make_response(data)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return answer


@blueprint.get("/attachments/<uuid:attachment_id>/withdraw")
@access(Permission.REGISTER)
def withdrawing(attachment_id: UUID) -> ResponseReturnValue:
    return _withdraw_page(_readable(attachment_id), Typed())


@blueprint.post("/attachments/<uuid:attachment_id>/withdraw")
@access(Permission.REGISTER)
def withdraw(attachment_id: UUID) -> ResponseReturnValue:
    found, typed = _readable(attachment_id), Typed.of(request.form)
    given: dict[str, Any] = {"attachment_id": attachment_id, "reason": Reader(typed).text("reason")}
    try:
        perform(house(), withdraw_attachment, actor=current_actor(), key=sent_key(), **given)
    except BadInput as bad:
        return _withdraw_page(found, typed.refused(bad)), status_of(bad)
    flash(worded(say("已撤下，材料和理由保留在记录里")), "good")
    return redirect(url_for("attachments.listed", public_id=found.case_public_id), 303)


def _withdraw_page(found: ReadableAttachment, typed: Typed) -> str:
    return render_template("attachments/withdraw.html", found=found, form=typed, key=sent_key() or new_key())
