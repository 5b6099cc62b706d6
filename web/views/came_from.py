"""Where a person came from: named by the link that was followed, and never a page of another site.

Browsers tell nothing about it here (Referrer-Policy), so the address stands in the link or in the form.
"""

from __future__ import annotations

from flask import request

from web.local_path import is_local


def came_from(usual: str) -> str:
    """The page that the link or the form names, else the usual one."""
    named = request.values.get("back", "")
    return named if is_local(named) else usual
