"""An agreement on its way to signature: how many copies to print, or who signs by which link, and what came back."""

from __future__ import annotations

import hashlib
import hmac
from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from mediation.readmodels.signing import SigningShown, signing_page
from mediation.rules.errors import BadInput, ConditionsUnmet, MediationError, NotThere, StaleCase, WrongState
from mediation.rules.messages import Message, say
from mediation.services.make_signing_link import make_signing_link, revoke_signing_link
from mediation.services.open_phone_signing import open_phone_signing
from mediation.services.perform import UseCase, perform
from mediation.services.record_repetition import record_repetition
from mediation.services.sign_on_screen import SENTENCE, sign_on_screen
from mediation.services.switch_to_paper import switch_to_paper
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key, sent_version
from web.wording import worded

blueprint = Blueprint("signing", __name__, url_prefix="/cases/<public_id>/signing")
REFUSED = (BadInput, ConditionsUnmet, StaleCase, WrongState)


@blueprint.get("")
@access(SIGNED_IN)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, Typed())


@blueprint.get("/codes")
@access(SIGNED_IN)
def codes(public_id: str) -> ResponseReturnValue:
    """The codes to be read out, asked for again and again by the page."""
    return render_template("signing/codes.html", shown=_shown(public_id))


@blueprint.post("/open")
@access(SIGNED_IN)
def begin(public_id: str) -> ResponseReturnValue:
    said = say("已开通手机签署：给每一位当事人出示二维码，或者发送链接")
    not_personal = request.form.get("not_personal") == "yes"
    return _done(public_id, open_phone_signing, said, seen_version=sent_version(), not_personal=not_personal)


@blueprint.post("/to-paper")
@access(SIGNED_IN)
def to_paper(public_id: str) -> ResponseReturnValue:
    return _done(public_id, switch_to_paper, say("已改用纸面签署，原来的链接都已失效"))


@blueprint.post("/links/<uuid:link_id>/revoke")
@access(SIGNED_IN)
def revoke(public_id: str, link_id: UUID) -> ResponseReturnValue:
    return _done(public_id, revoke_signing_link, say("链接已收回"), link_id=link_id)


@blueprint.post("/parties/<uuid:party_id>/repeated")
@access(SIGNED_IN)
def repeated(public_id: str, party_id: UUID) -> ResponseReturnValue:
    words = Reader(Typed.of(request.form)).text("words")
    said = say("已记下当事人的复述")
    return _done(public_id, record_repetition, said, str(party_id), party_id=party_id, words=words)


@blueprint.post("/mine")
@access(SIGNED_IN)
def mine(public_id: str) -> ResponseReturnValue:
    """The mediator's own signature, drawn here."""
    return _done(
        public_id,
        sign_on_screen,
        say("您的签名已保存"),
        drawing=request.form.get("drawing", ""),
        form_key=sent_key() or "",
        address=request.remote_addr or "",
    )


@blueprint.post("/parties/<uuid:party_id>/link")
@access(SIGNED_IN)
def link(public_id: str, party_id: UUID) -> ResponseReturnValue:
    """The link is shown once, on this answer: it is kept nowhere. The same form gives the same link."""
    typed, key = Typed.of(request.form), sent_key()
    if key is None:
        raise NotThere
    reader, shown = Reader(typed), _shown(public_id)
    signer = next((one for one in shown.signers if one.party_id == party_id), None)
    if signer is None:
        raise NotThere
    token = _token(key)
    address = url_for("phone.enter", token=token, _external=True)
    try:
        representative = reader.uuid("representative_id")
        reader.refuse()
        perform(
            house(),
            make_signing_link,
            actor=current_actor(),
            key=key,
            case_id=shown.page.case_id,
            party_id=party_id,
            token=token,
            representative_id=representative,
            send_address=address if reader.checked("send") and not house().channel.shown else "",
        )
    except REFUSED as refusal:
        return _refused(public_id, typed, refusal, str(party_id))
    return render_template(
        "signing/link.html",
        page=shown.page,
        signer=signer,
        address=address,
        code=_picture(address),
        sent=reader.checked("send") and not house().channel.shown,
    )


def _token(key: str) -> str:
    """256 bits that nobody can guess without this installation's secret, the same for the same form."""
    secret = house().vault.secret("signing links")
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()


def _picture(address: str) -> Markup:
    """The address as a QR code in SVG, without any style or script."""
    drawn = BytesIO()
    made = segno.make(address, error="m", micro=False)
    made.save(drawn, kind="svg", scale=6, border=3, xmldecl=False, svgns=True, omitsize=True, nl=False)
    return Markup(drawn.getvalue().decode())  # noqa: S704  made of squares by the library


def _done(
    public_id: str, use_case: UseCase, said: Message, at: str = "", **given: Any
) -> ResponseReturnValue:
    case_id = _shown(public_id).page.case_id
    try:
        perform(house(), use_case, actor=current_actor(), key=sent_key(), case_id=case_id, **given)
    except REFUSED as refusal:
        return _refused(public_id, Typed.of(request.form), refusal, at)
    flash(worded(said), "good")
    return redirect(url_for("signing.show", public_id=public_id), 303)


def _refused(public_id: str, typed: Typed, refusal: MediationError, at: str) -> ResponseReturnValue:
    """The page with everything that stands against it; what belongs to one party, at that party."""
    refusals: tuple[Message, ...] = (refusal.message,)
    if isinstance(refusal, ConditionsUnmet):
        refusals = refusal.conditions
    if isinstance(refusal, BadInput):
        typed, refusals = typed.refused(refusal), tuple(problem.message for problem in refusal.problems)
    return _page(public_id, typed, refusals, at), status_of(refusal)


def _page(public_id: str, form: Typed, refusals: tuple[Message, ...] = (), at: str = "") -> str:
    return render_template(
        "signing/show.html",
        shown=_shown(public_id),
        form=form,
        refusals=refusals,
        at=at,
        reads_out=house().channel.shown,
        sentence=SENTENCE,
        key=new_key(),
    )


def _shown(public_id: str) -> SigningShown:
    with house().read() as session:
        return signing_page(session, house().registry, current_actor(), public_id, house().clock)
