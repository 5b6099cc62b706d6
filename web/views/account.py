"""Coming in, going out, and the reader's own choices: language and size of type."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.rules.errors import BadInput, MediationError
from mediation.rules.messages import say
from mediation.services.sign_in import SignInRefused, change_password, sign_in
from web.access import ANYONE, SIGNED_IN, access
from web.identity import close_session, house, open_session, signed_in
from web.language import LANGUAGE_COOKIE, LANGUAGES, TYPE_COOKIE, remember
from web.local_path import is_local
from web.typed import Typed
from web.wording import worded

blueprint = Blueprint("account", __name__)
TYPES = ("normal", "large")


@blueprint.get("/sign-in")
@access(ANYONE)
def sign_in_page() -> ResponseReturnValue:
    onward = local_path(request.args.get("next", ""))
    if signed_in() is not None:
        return redirect(onward, 303)
    return _sign_in_form("", onward)


@blueprint.post("/sign-in")
@access(ANYONE)
def enter() -> ResponseReturnValue:
    account = request.form.get("account", "")
    onward = local_path(request.form.get("next", ""))
    try:
        browser = sign_in(
            house(),
            account=account,
            password=request.form.get("password", ""),
            address=request.remote_addr or "",
            device=request.user_agent.string,
        )
    except SignInRefused as refusal:
        return _sign_in_form(account, onward, refusal)
    answer = make_response(redirect(onward, 303))
    open_session(answer, browser)
    return answer


@blueprint.post("/sign-out")
@access(ANYONE)
def leave() -> ResponseReturnValue:
    answer = make_response(redirect(url_for("account.sign_in_page"), 303))
    close_session(answer)
    return answer


@blueprint.get("/account")
@access(SIGNED_IN)
def show() -> ResponseReturnValue:
    return render_template("account/show.html", visitor=signed_in())


@blueprint.get("/account/password")
@access(SIGNED_IN)
def password() -> ResponseReturnValue:
    return render_template("account/password.html", form=Typed())


@blueprint.post("/account/password")
@access(SIGNED_IN)
def change() -> ResponseReturnValue:
    visitor = signed_in()
    assert visitor is not None  # @access let them in
    try:
        change_password(
            house(),
            actor=visitor.actor,
            session_id=visitor.session_id,
            address=request.remote_addr or "",
            **{name: request.form.get(name, "") for name in ("current", "new", "repeated")},
        )
    except BadInput as refusal:
        return render_template("account/password.html", form=Typed().refused(refusal)), 422
    except SignInRefused as refusal:
        refused = Typed().refused(BadInput.at("current", refusal.message))
        return render_template("account/password.html", form=refused), 403
    flash(worded(say("密码已更换，其他设备上的登录已经结束")), "good")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/preferences")
@access(ANYONE)
def prefer() -> ResponseReturnValue:
    answer = make_response(redirect(local_path(request.form.get("back", "")), 303))
    if (language := request.form.get("language")) in LANGUAGES:
        remember(answer, LANGUAGE_COOKIE, str(language))
    if (size := request.form.get("type")) in TYPES:
        remember(answer, TYPE_COOKIE, str(size))
    return answer


def local_path(text: str) -> str:
    """A path of this site, else the home page: a link must not lead elsewhere after sign-in."""
    return text if is_local(text) else "/"


def _sign_in_form(account: str, onward: str, refusal: MediationError | None = None) -> Response:
    page = render_template("account/sign_in.html", account=account[:60], onward=onward, refusal=refusal)
    return make_response(page, 403 if refusal else 200)
