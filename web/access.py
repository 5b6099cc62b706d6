"""Who may reach which view: every view says so, and one that does not is reached by nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mediation.rules.actor import Actor
from mediation.rules.errors import NotAllowed, SetupError
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from web.identity import signed_in
from web.security import TOKEN_COOKIE, cookie_name
from web.wording import worded

View = TypeVar("View", bound=Callable[..., Any])


class Who(Enum):
    ANYONE = "anyone"
    SIGNED_IN = "signed in"


ANYONE, SIGNED_IN = Who.ANYONE, Who.SIGNED_IN
WITH_A_GIVEN_PASSWORD = ("account.password", "account.change")
"""Where one may go by a password that somebody else gave; whatever anybody reaches beside."""
Rule = Who | Permission | Callable[[Actor], object]
"""Anyone, anybody signed in, holders of a permission, or those of whom a sentence about an actor is true."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the main menu."""

    title: str
    url: str
    here: bool


def access(rule: Rule) -> Callable[[View], View]:
    """Who may reach this view. Inside it the use case and the query decide again."""

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    return getattr(app.view_functions.get(endpoint), "access_rule", None)


def admits(rule: Rule | None, actor: Actor | None) -> bool:
    """Whether the rule lets the actor (None: a stranger) in; no rule lets nobody in."""
    if rule is None:
        return False
    if rule is ANYONE or actor is None:
        return rule is ANYONE
    if isinstance(rule, Permission):
        return actor.has(rule)
    return True if isinstance(rule, Who) else bool(rule(actor))


def control_access(app: Flask, menu: tuple[tuple[str, str], ...]) -> None:
    """Check every request by its view's rule; refuse to start when a view has none.

    `menu` names endpoints and titles of the main menu: people see what they may reach.
    """
    app.view_functions["static"] = access(ANYONE)(app.view_functions["static"])
    bare = sorted({r.endpoint for r in app.url_map.iter_rules() if rule_of(app, r.endpoint) is None})
    if bare:
        raise SetupError(say("下列页面没有写明谁可以访问：{names}", names="、".join(bare)))
    app.before_request(lambda: _check(app))
    entries = tuple((endpoint, title, _only_of(menu, endpoint)) for endpoint, title in menu)
    app.jinja_env.globals.update(navigation=lambda: _links(app, entries))


def _check(app: Flask) -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # the router answers 404 or 405 itself
    rule = rule_of(app, request.endpoint)
    if rule is ANYONE:
        return None
    visitor = signed_in()
    if visitor is None:
        return _ask_to_sign_in()
    if visitor.must_change and request.endpoint not in WITH_A_GIVEN_PASSWORD:
        return redirect(url_for("account.password"), 303)
    if not admits(rule, visitor.actor):
        raise NotAllowed(say("您的岗位不能使用这个页面"))
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if "HX-Request" in request.headers or "X-Requested-With" in request.headers:
        abort(401)
    if cookie_name(TOKEN_COOKIE) in request.cookies:
        flash(worded(say("登录已失效，请重新登录")), "warn")
    here = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("account.sign_in_page", next=here if here != "/" else None), 303)


def _links(app: Flask, entries: tuple[tuple[str, str, str | None], ...]) -> list[Link]:
    """Of endpoints with their titles and the blueprints that are all theirs: what the visitor may reach."""
    visitor = signed_in()
    if visitor is None:
        return []
    blueprint = (request.endpoint or "").partition(".")[0]
    return [
        Link(title, url_for(endpoint), request.endpoint == endpoint or whole == blueprint)
        for endpoint, title, whole in entries
        if endpoint in app.view_functions and admits(rule_of(app, endpoint), visitor.actor)
    ]


def _only_of(menu: tuple[tuple[str, str], ...], endpoint: str) -> str | None:
    """The blueprint, when this is its only entry: then all its pages belong to the entry."""
    blueprint = endpoint.partition(".")[0]
    return blueprint if sum(e.partition(".")[0] == blueprint for e, _ in menu) == 1 else None
