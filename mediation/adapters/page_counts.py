"""How many pages a paper of ours has."""

from __future__ import annotations

import io

import pikepdf


def pages_in(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)
