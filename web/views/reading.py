"""A party reads the full text of a paper in hand: the registered phone, the code that went there, the issued bytes."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.reading import ReadingShown, reading_page
from mediation.rules.errors import BadInput, MediationError, NotAllowed, WrongState
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS, printed_code, read_code
from mediation.services.perform import perform
from mediation.services.prove_reader import prove_reader
from mediation.services.read_as_party import read_as_party
from mediation.services.send_reading_code import send_reading_code
from web.access import ANYONE, access
from web.errors import status_of
from web.identity import house
from web.security import cookie_name, keep_to_itself
from web.typed import Typed
from web.views.documents import asked_for_by_a_person, pdf_answer
from web.wording import worded

blueprint = Blueprint("reading", __name__, url_prefix="/verify/<code>/full")
COOKIE = "reader-proof"
REFUSED = (BadInput, WrongState, NotAllowed)


blueprint.after_request(keep_to_itself)


@blueprint.get("")
@access(ANYONE)
def show(code: str) -> ResponseReturnValue:
    return _page(code)


@blueprint.post("/code")
@access(ANYONE)
def send(code: str) -> ResponseReturnValue:
    try:
        perform(
            house(),
            send_reading_code,
            actor=None,
            code=code,
            phone=request.form.get("phone", "")[:40],
            channel=house().channel.name,
            address=_address(),
        )
    except REFUSED as refusal:
        return _page(code, refusal)
    flash(worded(say("如果这是当事人登记的号码，验证码已经发出，五分钟内有效")), "info")
    return redirect(url_for("reading.show", code=code, step="code"), 303)


@blueprint.post("/prove")
@access(ANYONE)
def prove(code: str) -> ResponseReturnValue:
    browser = secrets.token_urlsafe(32)
    typed = "".join(request.form.get("code", "").split())[:12]
    perform(house(), prove_reader, actor=None, code=code, typed=typed, browser=browser, address=_address())
    with house().read() as session:
        proved = reading_page(session, code, browser, house().clock).proved
    if not proved:
        wrong = say("验证码不对，或者已经过期、试的次数太多：请核对，或者重新取一个")
        return _page(code, BadInput.at("code", wrong))
    answer = make_response(redirect(url_for("reading.show", code=code), 303))
    answer.set_cookie(
        cookie_name(COOKIE), browser, secure=request.is_secure, httponly=True, samesite="Lax", path="/"
    )
    return answer


@blueprint.get("/paper.pdf")
@access(ANYONE)
def paper(code: str) -> ResponseReturnValue:
    """The very bytes that were issued; the look is recorded before they leave."""
    if not asked_for_by_a_person():
        return redirect(url_for("reading.show", code=code), 303)
    try:
        perform(house(), read_as_party, actor=None, code=code, browser=_browser())
    except (NotAllowed, WrongState) as refusal:
        return _page(code, refusal)
    shown = _shown(code)
    return pdf_answer(house().blobs.get(shown.digest), f"{PAPERS[shown.kind].title}.pdf")


def _shown(code: str) -> ReadingShown:
    with house().read() as session:
        return reading_page(session, code, _browser(), house().clock)


def _page(code: str, refusal: MediationError | None = None) -> ResponseReturnValue:
    problems = refusal.problems if isinstance(refusal, BadInput) else ()
    shown = _shown(code)
    page = render_template(
        "verify/full.html",
        shown=shown,
        title=PAPERS[shown.kind].title,
        code=read_code(code),
        printed=printed_code(read_code(code)),
        form=Typed.of(request.form, problems),
        said=refusal.message if refusal is not None and not problems else None,
        waits_for_code=request.args.get("step") == "code" or request.endpoint == "reading.prove",
    )
    return page, status_of(refusal) if refusal is not None else 200


def _browser() -> str:
    return request.cookies.get(cookie_name(COOKIE), "")[:200]


def _address() -> str:
    return (request.remote_addr or "")[:60]
