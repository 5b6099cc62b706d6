"""Which page of a list was asked for."""

from __future__ import annotations

from flask import request


def page_asked() -> int:
    """The number in the address, from 1."""
    asked = request.args.get("page", "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
