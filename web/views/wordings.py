"""文书措辞: the blocks of papers that a committee or an area words itself, previewed before they are in force."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.documents.samples import SIZES, sample_request
from mediation.readmodels.documents import as_word, readable_document
from mediation.readmodels.wordings import (
    BlockShown,
    block_shown,
    blocks_shown,
    papers_to_try,
)
from mediation.rules.errors import BadInput, MediationError, NotThere, Problem
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS, RenderRequest
from mediation.rules.papers.wording import problems_of
from mediation.rules.policy import area_of, keeping_post
from mediation.services.keep_wordings import draft_wording, end_wording, put_wording_in_force
from mediation.services.perform import perform
from mediation.services.read_document import read_document
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.documents import pdf_answer
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("wordings", __name__, url_prefix="/wordings")
WHOLE = {"short": say("内容最少"), "ordinary": say("一般"), "extreme": say("内容最多")}


@blueprint.get("")
@access(Permission.KEEP_TEXTS)
def show() -> ResponseReturnValue:
    actor = current_actor()
    with house().read() as session:
        blocks = blocks_shown(session, actor, house().clock.today())
    papers = dict.fromkeys(one.block.paper for one in blocks)
    return render_template(
        "wordings/show.html",
        post=keeping_post(actor),
        for_area=bool(area_of(keeping_post(actor))),
        papers=[(PAPERS[name].title, [one for one in blocks if one.block.paper == name]) for name in papers],
    )


@blueprint.get("/<paper>/<block>")
@access(Permission.KEEP_TEXTS)
def edit(paper: str, block: str) -> ResponseReturnValue:
    shown = _block(paper, block)
    return _form(shown, Typed.starting(text=shown.draft.text if shown.draft else shown.text))


@blueprint.post("/<paper>/<block>")
@access(Permission.KEEP_TEXTS)
def draft(paper: str, block: str) -> ResponseReturnValue:
    """Kept as a draft once its samples can be printed: what cannot be printed is refused here, not in a case."""
    typed, shown = Typed.of(request.form), _block(paper, block)
    text = typed.value("text").strip().replace("\r\n", "\n")
    try:
        _print_samples(shown, text)
        perform(
            house(), draft_wording, actor=current_actor(), key=sent_key(), paper=paper, block=block, text=text
        )
    except BadInput as refusal:
        return _form(shown, typed.refused(refusal)), 422
    flash(worded(say("草稿已保存；请看过预览，再定从哪天起用")), "good")
    return redirect(f"{url_for('wordings.edit', paper=paper, block=block)}#draft", 303)


def _print_samples(shown: BlockShown, text: str) -> None:
    """BadInput at the text for all that is wrong with it, and for what the renderer says to it."""
    problems = [Problem("text", message) for message in problems_of(shown.block, text)]
    if not problems:
        try:
            house().previews.render(_sample(shown, text, "short"))
        except BadInput as refusal:
            problems = [Problem("text", one.message) for one in refusal.problems]
        except MediationError as refusal:
            problems = [Problem("text", refusal.message)]
    if problems:
        raise BadInput(*problems)


def _sample(shown: BlockShown, text: str, size: str) -> RenderRequest:
    asked = sample_request(shown.block.paper, size)
    return RenderRequest(
        asked.kind,
        asked.template_version,
        asked.contents_json,
        wording={**shown.beside, shown.block.name: text},
    )


@blueprint.get("/<paper>/<block>/preview")
@access(Permission.KEEP_TEXTS)
def preview(paper: str, block: str) -> ResponseReturnValue:
    """The draft, or what holds now, on a sample or on a paper of a case of one's own; nothing is kept."""
    shown = _block(paper, block)
    text = shown.draft.text if shown.draft else shown.text
    tried = request.args.get("document", "")
    if tried:
        asked = _on_a_case(shown, text, tried)
    else:
        size = request.args.get("size", "ordinary")
        if size not in SIZES:
            raise NotThere
        asked = _sample(shown, text, size)
    return pdf_answer(house().previews.render(asked), worded(say("预览")) + f"-{shown.paper}.pdf")


def _on_a_case(shown: BlockShown, text: str, tried: str) -> RenderRequest:
    """The look at the case's paper is recorded as any other is."""
    document_id = Reader(Typed({"document": [tried]})).uuid("document")
    if document_id is None:
        raise NotThere
    with house().read() as session:
        document = readable_document(session, current_actor(), document_id)
    if document.kind != shown.block.paper:
        raise NotThere
    perform(house(), read_document, actor=current_actor(), document_id=document_id)
    with house().read() as session:
        asked = as_word(session, document_id)
    wording = {**asked.wording, shown.block.name: text}
    return RenderRequest(asked.kind, asked.template_version, asked.contents_json, wording=wording)


@blueprint.post("/<paper>/<block>/<uuid:wording_id>/in-force")
@access(Permission.KEEP_TEXTS)
def put_in_force(paper: str, block: str, wording_id: UUID) -> ResponseReturnValue:
    typed, shown = Typed.of(request.form), _block(paper, block)
    reader = Reader(typed)
    on = reader.day("on", required=True)
    try:
        reader.refuse()
        perform(
            house(), put_wording_in_force, actor=current_actor(), key=sent_key(), wording_id=wording_id, on=on
        )
    except BadInput as refusal:
        text = shown.draft.text if shown.draft else shown.text
        kept = Typed({**typed.fields, "text": [text]})
        return _form(shown, kept.refused(refusal)), 422
    flash(worded(say("已定；从那天起生成的文书用这一版，已经生成的不变")), "good")
    return redirect(url_for("wordings.edit", paper=paper, block=block), 303)


@blueprint.post("/<paper>/<block>/<uuid:wording_id>/end")
@access(Permission.KEEP_TEXTS)
def end(paper: str, block: str, wording_id: UUID) -> ResponseReturnValue:
    _block(paper, block)
    perform(house(), end_wording, actor=current_actor(), key=sent_key(), wording_id=wording_id)
    flash(worded(say("已停用；以后生成的文书用上级或者系统自带的文字，已经生成的不变")), "good")
    return redirect(url_for("wordings.edit", paper=paper, block=block), 303)


def _block(paper: str, block: str) -> BlockShown:
    with house().read() as session:
        return block_shown(session, current_actor(), paper, block, house().clock.today())


def _form(shown: BlockShown, typed: Typed) -> str:
    if not typed.value("on"):
        typed = Typed(
            {**typed.fields, "on": [house().clock.today().isoformat()]}, typed.problems, typed.focus
        )
    with house().read() as session:
        papers = papers_to_try(session, current_actor(), shown.block.paper)
    return render_template(
        "wordings/form.html",
        form=typed,
        shown=shown,
        sizes=[(size, WHOLE[size]) for size in SIZES],
        papers=papers,
        key=sent_key() or new_key(),
        today=house().clock.today(),
    )
