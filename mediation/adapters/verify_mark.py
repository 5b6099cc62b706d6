"""The QR code on an issued paper: the address of the page that answers for its code."""

from __future__ import annotations

import io
from collections.abc import Mapping

import segno

from mediation.rules.papers import Imprint

QR_FILE = "verify.png"
DOTS = 6
"""Pixels for each module: sharp at 600 dpi on a mark of 16 mm."""


def pictures_of(imprint: Imprint | None) -> Mapping[str, bytes]:
    """The pictures that a paper's page may ask for, by name."""
    if imprint is None or not imprint.verify_at:
        return {}
    drawn = io.BytesIO()
    mark = segno.make_qr(f"{imprint.verify_at}/{imprint.code}", error="m")
    mark.save(drawn, kind="png", scale=DOTS, border=0)
    return {QR_FILE: drawn.getvalue()}
