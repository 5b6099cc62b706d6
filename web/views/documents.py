"""Issued papers: reading the bytes, and issuing again from the case as it is now."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.documents import as_word, readable_document, signatures_under
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.services.issue_document import reissue_document
from mediation.services.perform import perform
from mediation.services.read_document import read_document
from web.access import SIGNED_IN, access
from web.identity import current_actor, house
from web.views.keys import sent_key
from web.wording import worded

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
blueprint = Blueprint("documents", __name__, url_prefix="/documents/<uuid:document_id>")


@blueprint.get("")
@access(SIGNED_IN)
def show(document_id: UUID) -> ResponseReturnValue:
    """The very bytes that were issued, checked against their digest; the look is recorded before they leave."""
    with house().read() as session:
        document = readable_document(session, current_actor(), document_id)
    if document.digest is None:
        flash(worded(say("文书还在生成，请稍后刷新")), "info")
        return redirect(url_for("case.show", public_id=document.case_public_id), 303)
    if not asked_for_by_a_person():
        return redirect(f"{url_for('case.show', public_id=document.case_public_id)}#papers", 303)
    data = house().blobs.get(document.digest)
    perform(house(), read_document, actor=current_actor(), document_id=document_id)
    return pdf_answer(data, f"{PAPERS[document.kind].title}.pdf")


@blueprint.get("/word")
@access(SIGNED_IN)
def word(document_id: UUID) -> ResponseReturnValue:
    """The same paper as .docx for reading and comment; the look is recorded as for the PDF, nothing is kept."""
    with house().read() as session:
        document = readable_document(session, current_actor(), document_id)
        as_word(session, document_id)
    if document.digest is None or not asked_for_by_a_person():
        return redirect(f"{url_for('case.show', public_id=document.case_public_id)}#papers", 303)
    perform(house(), read_document, actor=current_actor(), document_id=document_id)
    with house().read() as session:
        asked = as_word(session, document_id)
    data = house().previews.render(asked)
    return file_answer(
        data, WORD, 'attachment; filename="paper.docx"', f"{PAPERS[document.kind].title}（阅读稿）.docx"
    )


def asked_for_by_a_person() -> bool:
    """By a link of ours or a typed address: not from another site, ahead of a click, or for the head alone."""
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    here = request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
    return here and "prefetch" not in ahead and request.method == "GET"


def pdf_answer(data: bytes, name: str) -> Response:
    """To be read in place."""
    return file_answer(data, "application/pdf", 'inline; filename="paper.pdf"', name)


def file_answer(data: bytes, kind: str, disposition: str, name: str) -> Response:
    """Headers carry Latin-1 only, hence the name as RFC 8187 writes it."""
    answer = make_response(data)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    return answer


@blueprint.post("/reissue")
@access(SIGNED_IN)
def reissue(document_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        document = readable_document(session, current_actor(), document_id)
        signed = signatures_under(session, document_id)
    perform(house(), reissue_document, actor=current_actor(), key=sent_key(), document_id=document_id)
    with house().read() as session:
        lost = signed - signatures_under(session, document_id)
    flash(worded(say("已按现在的内容重新生成，旧版保留")), "good")
    if lost > 0:
        flash(worded(say("文本有变动，已有的 {n} 个签名全部作废，请按新的一版重新签署", n=lost)), "warn")
    return redirect(f"{url_for('case.show', public_id=document.case_public_id)}#papers", 303)
