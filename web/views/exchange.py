"""系统交换: files to and from other installations, what is in them before it is taken, and who the others are."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from mediation.model import ExchangeFile
from mediation.readmodels.exchange import (
    file_preview,
    files_of,
    own_installation,
    peers_of,
    troubles_of,
)
from mediation.readmodels.exchange_offers import offered_elsewhere, offers_waiting
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.exchange.envelope import LARGEST_FILE, MEGABYTE, TYPED
from mediation.rules.exchange.field_map import LINES, SURE_TITLES
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.services.exchange.carriers import may_carry, may_look
from mediation.services.exchange.keys import own_card
from mediation.services.exchange.make_file import make_file
from mediation.services.exchange.peers import end_peer, register_peer
from mediation.services.exchange.receive_file import look_into_file, opened, take_looked_file
from mediation.services.perform import perform
from web.access import SIGNED_IN, access
from web.identity import current_actor, house
from web.typed import Typed
from web.uploads import sent_files, takes_uploads
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("exchange", __name__, url_prefix="/exchange")
LARGEST_CARD = 2 * MEGABYTE
FILE = "application/octet-stream"


@blueprint.get("")
@access(may_look)
def show() -> ResponseReturnValue:
    return _page(Typed())


@blueprint.get("/fields")
@access(SIGNED_IN)
def fields() -> ResponseReturnValue:
    """How our fields meet those of the courts' mediation platform."""
    return render_template("exchange/fields.html", lines=LINES, titles=SURE_TITLES)


@blueprint.get("/card")
@access(may_look)
def card() -> ResponseReturnValue:
    """What others need to know of this installation: no secret is in it."""
    with house().read() as session:
        found = own_card(session, house().clock)
    name = f"TJ-{str(found.installation)[-8:].upper()}.tjcard"
    return send_file(
        BytesIO(found.to_json().encode()), mimetype="application/json", as_attachment=True, download_name=name
    )


@blueprint.post("/peers")
@access(Permission.ADMINISTER)
def register() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    sent = request.files.get("card")
    try:
        if sent is None or not sent.filename:
            raise BadInput.at("card", say("请选一个文件"))
        try:
            text = sent.read(LARGEST_CARD + 1).decode()
        except UnicodeDecodeError:
            raise BadInput.at("card", say("这不是交换名片")) from None
        perform(
            house(),
            register_peer,
            actor=current_actor(),
            key=sent_key(),
            card=text,
            typed=typed.value("typed"),
        )
    except (BadInput, WrongState) as refusal:
        bad = refusal if isinstance(refusal, BadInput) else BadInput.at("card", refusal.message)
        return _page(typed.refused(bad)), 422
    flash(worded(say("已登记对方的名片，可以交换了")), "good")
    return redirect(url_for("exchange.show"), 303)


@blueprint.post("/peers/<uuid:peer_id>/end")
@access(Permission.ADMINISTER)
def end(peer_id: UUID) -> ResponseReturnValue:
    perform(house(), end_peer, actor=current_actor(), key=sent_key(), peer_id=peer_id)
    flash(worded(say("已停止与对方的交换；重新登记名片以后可以恢复")), "good")
    return redirect(url_for("exchange.show"), 303)


@blueprint.post("/files/for/<uuid:peer_id>")
@access(may_carry)
def make(peer_id: UUID) -> ResponseReturnValue:
    """The file to be carried; it leaves with the answer and stays nowhere."""
    made = make_file(house(), actor=current_actor(), peer_id=peer_id, key=sent_key())
    answer: Response = send_file(
        BytesIO(made.data), mimetype=FILE, as_attachment=True, download_name=made.name
    )
    return answer


@blueprint.post("/files")
@access(may_carry)
@takes_uploads
def look() -> ResponseReturnValue:
    """A file that was brought: opened and shown, not taken yet."""
    typed = Typed.of(request.form)
    try:
        files = sent_files("file")
        if not files:
            raise BadInput.at("file", say("请选一个文件"))
        data = files[0].stream.read(LARGEST_FILE + 1)
        found = look_into_file(house(), actor=current_actor(), name=files[0].filename or "", data=data)
    except BadInput as refusal:
        return _page(typed.refused(refusal)), 422
    return redirect(url_for("exchange.one", file_id=found), 303)


@blueprint.get("/files/<uuid:file_id>")
@access(may_carry)
def one(file_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        row = session.get(ExchangeFile, file_id)
        digest = row.digest if row is not None else ""
    if not digest:
        raise NotThere
    found = opened(house(), house().blobs.get(digest))
    with house().read() as session:
        preview = file_preview(session, current_actor(), file_id, found)
    return render_template("exchange/file.html", found=preview, form=Typed(), key=new_key())


@blueprint.post("/files/<uuid:file_id>/take")
@access(may_carry)
def take(file_id: UUID) -> ResponseReturnValue:
    taken = take_looked_file(house(), actor=current_actor(), file_id=file_id, key=sent_key())
    flash(
        worded(
            say(
                "导入完毕：新消息 {new} 条，已办理 {applied} 条，等待前面的消息 {waiting} 条，不能接收 {refused} 条",
                new=taken.new,
                applied=taken.applied,
                waiting=taken.waiting,
                refused=taken.refused,
            )
        ),
        "warn" if taken.refused or taken.waiting else "good",
    )
    return redirect(url_for("exchange.show"), 303)


def _page(form: Typed) -> str:
    actor = current_actor()
    with house().read() as session:
        return render_template(
            "exchange/show.html",
            form=form,
            own=own_installation(session),
            carries=may_carry(actor),
            administers=actor.has(Permission.ADMINISTER),
            peers=peers_of(session, actor, house().clock.now()),
            offers=offers_waiting(session, actor),
            outgoing=offered_elsewhere(session, actor),
            troubles=troubles_of(session, actor),
            files=files_of(session, actor),
            today=house().clock.today(),
            typed_last=TYPED,
            largest=LARGEST_FILE // MEGABYTE,
            key=new_key(),
        )
