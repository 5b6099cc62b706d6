"""Which files in the blob store some row knows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Attachment, Binding, Document, ExchangePaper

COLUMNS = (Document.digest, Attachment.digest, Attachment.thumb_digest, Binding.digest)


def known_digests(session: Session) -> set[str]:
    """The digests of papers, attachments with their small pictures, bindings, and papers beside an offer.

    An exchange file that was looked into and not taken within a day is known by nobody: it is carried again.
    """
    known = {digest for column in COLUMNS for digest in session.scalars(select(column)) if digest}
    beside = select(ExchangePaper.digest, ExchangePaper.thumb_digest).where(
        ExchangePaper.attachment_id.is_(None), ExchangePaper.dropped_at.is_(None)
    )
    return known | {digest for row in session.execute(beside) for digest in row if digest}
