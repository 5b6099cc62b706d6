"""What is given with a file that is added to a case, and what its inspection found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mediation.rules.vocabulary import AttachmentKind

JPEG, PDF = "image/jpeg", "application/pdf"
MEGABYTE = 1024 * 1024
MOST_FILES = 20
"""How many are taken at once: all of them or none."""
MOST_PAGES = 500
"""Of one PDF."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file after its inspection: what is kept of it, and what was sent."""

    media_type: str
    pages: int
    kept: bytes
    thumb: bytes
    sent_digest: str


@dataclass(frozen=True, slots=True)
class KeptFile:
    """An inspected file whose bytes lie in the blob store."""

    media_type: str
    pages: int
    digest: str
    size: int
    thumb_digest: str
    sent_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentGiven:
    """What somebody says about the files that they add."""

    kind: AttachmentKind | None
    title: str = ""
    party_id: UUID | None = None
    document_id: UUID | None = None
    sitting_id: UUID | None = None
    happened_on: date | None = None
    shows_numbers: bool = False
