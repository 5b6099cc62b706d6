"""The application as a WSGI server loads it."""

import gc

from mediation.adapters.log import route_here, set_up_log
from mediation.bootstrap import Installation
from web import create_app

installation = Installation.open()
installation.require_fit_to_serve()
set_up_log(style=installation.settings.log_style, level=installation.settings.log_level)
route_here("gunicorn.error", "gunicorn.access", "werkzeug")
app = create_app(installation)
gc.collect()
gc.freeze()  # what stands now stands for good: no look for garbage goes through it, tens of milliseconds each time
