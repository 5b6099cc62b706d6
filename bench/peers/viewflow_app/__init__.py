"""A Django application, as viewflow asks for one: it knows a flow by the application that it lives in."""
