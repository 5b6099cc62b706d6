"""What stands in the outbox and the blob store, and that the two agree."""

from __future__ import annotations

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import Document, OutboxItem
from mediation.rules.vocabulary import DocumentState


def issued(house: Installation) -> int:
    """How many papers are issued; every paper is that, its bytes there and its work done, or it waits."""
    count = 0
    with house.read() as session:
        pairs = select(OutboxItem, Document).join(Document, Document.id == OutboxItem.subject_id)
        for item, document in session.execute(pairs):
            if document.state is DocumentState.QUEUED:
                assert (document.digest, document.size, item.done_at) == (None, None, None)
                continue
            assert document.state is DocumentState.ISSUED
            assert item.done_at is not None
            data = house.blobs.get(document.digest or "")
            assert (data[:5], len(data)) == (b"%PDF-", document.size)
            count += 1
    return count


def files(house: Installation) -> set[str]:
    return {p.name for p in house.settings.blob_dir.rglob("*") if p.is_file() and p.name != ".lock"}


def no_file_too_many(house: Installation) -> None:
    """Every paper is issued, and nothing but their bytes is kept."""
    with house.read() as session:
        documents = session.scalars(select(Document)).all()
    assert issued(house) == len(documents)
    assert files(house) == {d.digest for d in documents}
