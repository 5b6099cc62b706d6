"""Which files in the blob store some row knows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Attachment, Binding, Document

COLUMNS = (Document.digest, Attachment.digest, Attachment.thumb_digest, Binding.digest)


def known_digests(session: Session) -> set[str]:
    """The digests of papers, attachments with their small pictures, and bindings."""
    return {digest for column in COLUMNS for digest in session.scalars(select(column)) if digest}
