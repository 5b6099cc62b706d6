"""What every answer carries and every request must pass: hosts, https, cookies, the content security policy, size."""

from __future__ import annotations

import re
from collections.abc import Collection
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response, abort, current_app, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.middleware.proxy_fix import ProxyFix

from mediation.bootstrap import Installation

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HERE = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
"""Where a browser on this machine comes from: the name alone is what anybody may write."""
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z._-]+)(:[0-9]{1,5})?")
LARGEST_REQUEST = 16 * 1024 * 1024
"""A form of a hundred fields with 5,000 characters each takes 5 MB in transit."""
MOST_PARTS = 5000
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
BESIDE_A_FORM = {
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}
"""Of what our own pages show beside a form: drafts, and why there is none."""
DRAFTS = ("papers.draft", "steps.draft")
TOKEN_COOKIE = "mediation"  # noqa: S105
"""Who is signed in. Flask's own cookie carries no identity: the CSRF secret and one-time messages only."""


class CountingParser(FormDataParser):
    """Counts the fields of a urlencoded form too before it makes any of them; Werkzeug counts multipart only."""

    def parse(self, stream: IO[bytes], mimetype: str, *rest: Any, **more: Any) -> Any:
        if mimetype == "application/x-www-form-urlencoded":
            sent = stream.read()
            if sent.count(b"&") >= MOST_PARTS:
                raise RequestEntityTooLarge
            stream = BytesIO(sent)
        return super().parse(stream, mimetype, *rest, **more)


class FormRequest(Request):
    form_data_parser_class = CountingParser

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        """In memory, where the limit of the request bounds it: what people upload never lies open on a disk."""
        return BytesIO()


class WhisperInterface(SecureCookieSessionInterface):
    """Flask's signed cookie under the name and with the flag that the connection asks for."""

    def get_cookie_name(self, app: Flask) -> str:
        return cookie_name("whisper")

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def guard(app: Flask, installation: Installation) -> None:
    """Cookies, size limits, trusted proxies, and the checks before and after every request."""
    app.config.update(
        SECRET_KEY=installation.vault.secret("web"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=MOST_PARTS,
        WTF_CSRF_TIME_LIMIT=None,
    )
    hops = installation.settings.trusted_hops
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.request_class = FormRequest
    app.session_interface = WhisperInterface()
    app.before_request(_check_host)
    app.before_request(_check_characters)
    app.after_request(_add_headers)


def cookie_name(name: str) -> str:
    """`__Host-` under https, where browsers keep such a cookie from being set by anybody else."""
    return f"__Host-{name}" if request.is_secure else name


def _check_host() -> None:
    """Known names only; without https only this machine's own address, and never in production."""
    settings = current_app.extensions["installation"].settings
    name = _bare(request.environ.get("HTTP_HOST", "").lower())
    if not _is_one_of(name, (*settings.allowed_hosts, *LOOPBACK)):
        abort(400, "host")
    here = name in LOOPBACK and request.remote_addr in HERE
    if not request.is_secure and (settings.production or not here):
        abort(400, "https")


def _check_characters() -> None:
    """PostgreSQL keeps neither NUL nor half a surrogate pair: nothing that holds one goes further than this."""
    sent = [request.path, request.user_agent.string]
    for fields in (request.args, request.form):
        for name, values in fields.lists():
            sent += [name, *values]
    if not all(map(can_be_kept, sent)):
        abort(400, "characters")


def can_be_kept(text: str) -> bool:
    """Whether every database takes the text."""
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def _bare(host: str) -> str:
    """The name without its port; an IPv6 address without its brackets; nothing for what is no host."""
    found = HOST.fullmatch(host)
    return found[1].strip("[]") if found else ""


def _is_one_of(name: str, known: Collection[str]) -> bool:
    """A known name with a leading dot stands for every name below it."""
    return bool(name) and (name in known or any(k.startswith(".") and name.endswith(k) for k in known))


def _add_headers(response: Response) -> Response:
    framed = BESIDE_A_FORM if request.endpoint in DRAFTS else {}
    for name, value in (HEADERS | framed).items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def keep_to_itself(response: Response) -> Response:
    """For pages of people without an account: nobody learns from where they came, no search engine keeps the page."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
