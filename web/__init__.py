"""The web application: a request becomes a command or a query, a refusal becomes a page."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, request, url_for
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from mediation.bootstrap import Installation
from web.access import control_access
from web.errors import answer_refusals
from web.identity import identify
from web.language import speak
from web.security import guard
from web.uploads import limit_uploads
from web.views import BLUEPRINTS, MENU
from web.views.keys import new_key
from web.wording import teach

STATIC = Path(__file__).parent / "static"
A_DAY = 24 * 3600


def create_app(installation: Installation) -> Flask:
    """The application over an installation. The order of the checks before a request is the order here."""
    app = Flask(__name__)
    app.extensions["installation"] = installation
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_DAY
    limit_uploads(app, installation.settings.largest_upload)
    guard(app, installation)
    speak(app)
    teach(app)
    identify(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    control_access(app, MENU)
    CSRFProtect(app)
    answer_refusals(app)
    app.jinja_env.globals.update(
        now=installation.clock.now, days_left=lambda day: (day - installation.clock.today()).days
    )
    app.jinja_env.globals.update(asset=asset, way_back=way_back, home_url=home_url, new_key=new_key)
    return app


def home_url() -> str:
    return f"{request.script_root}/"


def asset(name: str) -> str:
    """The address of a static file, changed whenever the file changes."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def way_back() -> str:
    """Where a switch in the head returns to: this page, when it can be opened by its address."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    adapter = current_app.create_url_adapter(request)
    return request.path if adapter is not None and adapter.test(method="GET") else home_url()
