"""The application as a WSGI server loads it."""

import os

from mediation.adapters.log import route_here, set_up_log
from mediation.bootstrap import Installation
from web import create_app

installation = Installation.open()
os.environ.pop("MEDIATION_KEY", None)  # read by now: the children that open uploads never have it
installation.require_fit_to_serve()
set_up_log(style=installation.settings.log_style, level=installation.settings.log_level)
route_here("gunicorn.error", "gunicorn.access", "werkzeug")
app = create_app(installation)
