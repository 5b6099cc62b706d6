"""数字证书: an administrator enters the certificate that signs an organisation's papers, and ends it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.seals import seals_of
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.services.enter_seal import LARGEST, end_seal, enter_seal
from mediation.services.perform import perform
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("seals", __name__, url_prefix="/seals")


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> ResponseReturnValue:
    return _page(Typed())


@blueprint.post("")
@access(Permission.ADMINISTER)
def enter() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    sent = request.files.get("keystore")
    try:
        perform(
            house(),
            enter_seal,
            actor=current_actor(),
            key=sent_key(),
            organisation=Reader(typed).text("organisation"),
            keystore=sent.read(LARGEST + 1) if sent is not None else b"",
            password=typed.value("password"),
        )
    except BadInput as refusal:
        return _page(typed.refused(refusal)), 422
    flash(worded(say("证书已启用，从现在起签发的文书都会签名")), "good")
    return redirect(url_for("seals.show"), 303)


@blueprint.post("/<uuid:certificate_id>/end")
@access(Permission.ADMINISTER)
def end(certificate_id: UUID) -> ResponseReturnValue:
    perform(house(), end_seal, actor=current_actor(), key=sent_key(), certificate_id=certificate_id)
    flash(worded(say("证书已停用，私钥已删除；以前签过的文书不受影响")), "good")
    return redirect(url_for("seals.show"), 303)


def _page(form: Typed) -> str:
    with house().read() as session:
        seals = seals_of(session, current_actor(), house().clock.now())
    return render_template("seals/show.html", form=form, seals=seals, key=new_key())
