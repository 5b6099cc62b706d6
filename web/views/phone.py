"""The pages of a party without an account: prove who you are, read, hear, draw your name, send."""

from __future__ import annotations

import json
import secrets

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.phone import Doorway, doorway, paper_digest, paper_text, plain_words
from mediation.rules.errors import (
    BadInput,
    ConditionsUnmet,
    MediationError,
    NotAllowed,
    NotThere,
    StaleCase,
    WrongState,
)
from mediation.rules.messages import Message, say
from mediation.services.note_guess import note_guess
from mediation.services.perform import perform
from mediation.services.prove_phone import prove_phone
from mediation.services.read_by_phone import ask_for_paper, read_by_phone
from mediation.services.send_signing_code import send_signing_code
from mediation.services.sign_by_phone import SENTENCE, sign_by_phone
from mediation.services.signing_links import GUESSED_TOO_OFTEN, OVER, minutes_shut
from web.access import ANYONE, access
from web.errors import status_of
from web.identity import house
from web.security import cookie_name, keep_to_itself
from web.typed import Typed
from web.views.keys import new_key, sent_key

blueprint = Blueprint("phone", __name__, url_prefix="/sign")
LINK_COOKIE, BROWSER_COOKIE = "signer", "signer-proof"
NOTHING_HERE = say("这个链接打不开：请核对是否完整，或者向调解员要新的链接")


blueprint.after_request(keep_to_itself)


@blueprint.get("/to/<token>")
@access(ANYONE)
def enter(token: str) -> ResponseReturnValue:
    """The address of the link leads once to the page without it: the token stands in no further address."""
    if not _is_known(token):
        return _stranger()
    answer = make_response(redirect(url_for("phone.show"), 303))
    _keep(answer, LINK_COOKIE, token)
    return answer


@blueprint.get("")
@access(ANYONE)
def show() -> ResponseReturnValue:
    return _page()


@blueprint.post("/code")
@access(ANYONE)
def send_code() -> ResponseReturnValue:
    try:
        perform(
            house(),
            send_signing_code,
            actor=None,
            token=_token(),
            channel=house().channel.name,
            address=_address(),
        )
    except (BadInput, WrongState) as refusal:
        return _page(refusal)
    return redirect(url_for("phone.show"), 303)


@blueprint.post("/prove")
@access(ANYONE)
def prove() -> ResponseReturnValue:
    browser, typed = secrets.token_urlsafe(32), Typed.of(request.form)
    try:
        perform(
            house(),
            prove_phone,
            actor=None,
            token=_token(),
            code="".join(typed.value("code").split())[:12],
            browser=browser,
            check=house().identity_check,
            typed={name: typed.value(name)[:40] for name in house().identity_check.asks},
            address=_address(),
        )
    except (BadInput, WrongState) as refusal:
        return _page(refusal)
    with house().read() as session:
        proved = doorway(session, _token(), browser, house().clock).proved
    if not proved:
        return _page(BadInput.at("code", _why_not_proved()))
    answer = make_response(redirect(url_for("phone.show"), 303))
    _keep(answer, BROWSER_COOKIE, browser)
    return answer


@blueprint.get("/paper.pdf")
@access(ANYONE)
def paper() -> ResponseReturnValue:
    """The very bytes that are signed."""
    try:
        perform(house(), read_by_phone, actor=None, token=_token(), browser=_browser())
    except (NotAllowed, WrongState):
        return redirect(url_for("phone.show"), 303)
    with house().read() as session:
        digest = paper_digest(session, _token())
    answer = make_response(house().blobs.get(digest))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = 'inline; filename="agreement.pdf"'
    return answer


@blueprint.get("/text")
@access(ANYONE)
def text() -> ResponseReturnValue:
    """The words of the paper that is signed, made from what it was made from: to be read large, or aloud."""
    try:
        perform(house(), read_by_phone, actor=None, token=_token(), browser=_browser())
    except (NotAllowed, WrongState):
        return redirect(url_for("phone.show"), 303)
    with house().read() as session:
        asked, digest = paper_text(session, _token()), paper_digest(session, _token())
    lines = json.loads(house().previews.render(asked))
    return render_template("phone/text.html", lines=lines, digest=digest)


@blueprint.post("/send")
@access(ANYONE)
def send() -> ResponseReturnValue:
    try:
        perform(
            house(),
            sign_by_phone,
            actor=None,
            token=_token(),
            browser=_browser(),
            drawing=request.form.get("drawing", ""),
            agrees=request.form.get("agrees") == "yes",
            form_key=sent_key() or "",
            address=_address(),
        )
    except ConditionsUnmet:
        return _page(WrongState(OVER))
    except (BadInput, WrongState, StaleCase, NotAllowed) as refusal:
        return _page(refusal)
    return redirect(url_for("phone.show"), 303)


@blueprint.post("/on-paper")
@access(ANYONE)
def on_paper() -> ResponseReturnValue:
    try:
        perform(house(), ask_for_paper, actor=None, token=_token(), browser=_browser())
    except (WrongState, NotAllowed) as refusal:
        return _page(refusal)
    return redirect(url_for("phone.show"), 303)


def _page(refusal: MediationError | None = None) -> ResponseReturnValue:
    """Wherever the signer stands: at the door, before the agreement, or done."""
    door = _door()
    if door is None:
        return _stranger()
    problems = refusal.problems if isinstance(refusal, BadInput) else ()
    form = Typed.of(request.form, problems)
    said = refusal.message if refusal is not None and not problems else None
    status = status_of(refusal) if refusal is not None else 200
    if door.shut is not None or not door.proved:
        name = "phone/over.html" if door.shut is not None else "phone/door.html"
        asks = house().identity_check.asks
        return render_template(name, door=door, form=form, said=said, asks=asks), status
    with house().read() as session:
        words = plain_words(session, _token(), _browser(), house().clock)
    page = render_template(
        "phone/sign.html",
        door=door,
        words=words,
        form=form,
        said=said,
        sentence=SENTENCE,
        key=sent_key() or new_key(),
    )
    return page, status


def _door() -> Doorway | None:
    try:
        with house().read() as session:
            return doorway(session, _token(), _browser(), house().clock)
    except NotThere:
        return None


def _is_known(token: str) -> bool:
    """Whether somebody can be behind it; a guess is counted, and too many shut the door for a while."""
    try:
        with house().read() as session:
            if minutes_shut(session, _address(), house().clock.now()):
                return False
            doorway(session, token[:200], "", house().clock)
    except NotThere:
        perform(house(), note_guess, actor=None, address=_address())
        return False
    return True


@blueprint.errorhandler(NotThere)
def _nobody(refusal: NotThere) -> ResponseReturnValue:
    return _stranger()


def _stranger() -> ResponseReturnValue:
    """One answer for a wrong link, a lost cookie, and somebody who tried too often."""
    with house().read() as session:
        minutes = minutes_shut(session, _address(), house().clock.now())
    said: Message = say(GUESSED_TOO_OFTEN.text, n=minutes) if minutes else NOTHING_HERE
    return render_template("phone/nobody.html", said=said), 429 if minutes else 404


def _why_not_proved() -> Message:
    door = _door()
    if door is None or door.code_until is None:
        return say("验证码不对，或者已经过期：请重新取一个")
    return say("验证码不对，还可以再试 {n} 次", n=door.tries_left)


def _keep(answer: Response, name: str, value: str) -> None:
    """Ends with the browser; no script reads it, no other site's request carries it but a followed link."""
    answer.set_cookie(
        cookie_name(name), value, secure=request.is_secure, httponly=True, samesite="Lax", path="/"
    )


def _token() -> str:
    return request.cookies.get(cookie_name(LINK_COOKIE), "")[:200]


def _browser() -> str:
    return request.cookies.get(cookie_name(BROWSER_COOKIE), "")[:200]


def _address() -> str:
    return (request.remote_addr or "")[:60]
