"""What every form carries unseen: the key that makes a double click harmless, and the version that was seen."""

from __future__ import annotations

import secrets

from flask import request


def new_key() -> str:
    """A fresh idempotency key for a form."""
    return secrets.token_urlsafe(18)


def sent_key() -> str | None:
    """The key that the form carried, if it is one of ours."""
    key = request.form.get("_key", "")
    return key if 16 <= len(key) <= 64 and key.isprintable() else None


def sent_version() -> int | None:
    """The version that the page showed."""
    typed = request.form.get("_version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
