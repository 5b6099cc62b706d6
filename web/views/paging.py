"""Which page of a list was asked for."""

from __future__ import annotations

from flask import request


def page_asked(name: str = "page") -> int:
    """The number in the address, from 1; of one of several lists under its own name."""
    asked = request.args.get(name, "1")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
