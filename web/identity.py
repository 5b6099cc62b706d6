"""Who is asking: Flask-Login over session rows, with the actor and their posts read anew for every request."""

from __future__ import annotations

import logging

from flask import Flask, Request, Response, current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user

from mediation.bootstrap import Installation
from mediation.readmodels.actors import SignedIn, signed_in_by
from mediation.rules.actor import Actor
from mediation.rules.errors import NotAllowed
from mediation.rules.messages import say
from mediation.services.perform import perform
from mediation.services.sign_in import SEEN_STEP, SignedInBrowser, note_seen, sign_out
from web.security import TOKEN_COOKIE, cookie_name

log = logging.getLogger(__name__)


class Visitor(UserMixin):  # type: ignore[misc]
    """What Flask-Login hands around: somebody with a live session."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in

    def get_id(self) -> str:
        return str(self.signed_in.session_id)


def house() -> Installation:
    """The installation that this application serves."""
    installation: Installation = current_app.extensions["installation"]
    return installation


def signed_in() -> SignedIn | None:
    """The live session of this request. On a page about trouble nothing is asked of the database again."""
    if g.get("troubled") and "_login_user" not in g:
        return None
    return getattr(current_user, "signed_in", None)


def current_actor() -> Actor:
    """Who acts; for views that only signed-in people reach."""
    visitor = signed_in()
    if visitor is None:
        raise NotAllowed(say("请先登录"))
    return visitor.actor


def open_session(response: Response, browser: SignedInBrowser) -> None:
    """Hand the token to the browser; the session that it had before is ended."""
    end_session()
    response.set_cookie(
        cookie_name(TOKEN_COOKIE), browser.token, secure=request.is_secure, httponly=True, samesite="Lax"
    )


def close_session(response: Response) -> None:
    """End the session and take the token back."""
    end_session()
    response.delete_cookie(cookie_name(TOKEN_COOKIE), secure=request.is_secure, httponly=True, samesite="Lax")


def end_session() -> None:
    """End the row behind the token, so that a copy of the cookie is worth nothing; forget the CSRF secret."""
    visitor = signed_in()
    session.clear()
    if visitor is not None:
        perform(house(), sign_out, actor=visitor.actor, session_id=visitor.session_id)


def identify(app: Flask) -> None:
    """Set up Flask-Login. It keeps nothing in Flask's session and remembers nobody."""
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(_visitor)
    manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals.update(signed_in=signed_in)


def _visitor(request: Request) -> Visitor | None:
    token = request.cookies.get(cookie_name(TOKEN_COOKIE))
    if not token:
        return None
    installation = house()
    clock = installation.clock
    with installation.read() as read:
        found = signed_in_by(read, token, installation.registry, clock.now(), clock.today())
    if found is None:
        return None
    if clock.now() - found.seen_at >= SEEN_STEP:
        _note_seen(installation, found)
    return Visitor(found)


def _note_seen(installation: Installation, found: SignedIn) -> None:
    """Not worth refusing a page for: when the database is busy, the next request notes it."""
    try:
        with installation.begin() as uow:
            note_seen(uow, clock=installation.clock, session_id=found.session_id)
            uow.commit()
    except Exception as error:
        if not (installation.is_transient(error) or installation.is_storage_failure(error)):
            raise
        log.warning("the session's last use was not noted: %s", type(error).__name__)
