"""A signed checkpoint over the heads of all chains that grew: a changed, removed or added row shows against it."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import CaseChain, Checkpoint, CheckpointHead
from mediation.rules.clock import Clock
from mediation.services.unit_of_work import Signer, UnitOfWork


def make_checkpoint(uow: UnitOfWork, *, clock: Clock, signer: Signer) -> UUID | None:
    """Sign the heads that are new since the last checkpoint; None when nothing grew."""
    session = uow.session
    last = session.scalar(select(Checkpoint).order_by(Checkpoint.ordinal.desc()).limit(1))
    marked = (
        select(CheckpointHead.case_id, func.max(CheckpointHead.seq).label("seq"))
        .group_by(CheckpointHead.case_id)
        .subquery()
    )
    grown = session.execute(
        select(CaseChain.case_id, CaseChain.last_seq, CaseChain.head)
        .outerjoin(marked, marked.c.case_id == CaseChain.case_id)
        .where((marked.c.seq.is_(None)) | (CaseChain.last_seq > marked.c.seq))
        .order_by(CaseChain.case_id)
    ).all()
    if not grown:
        return None
    ordinal = last.ordinal + 1 if last else 1
    digest = checkpoint_digest(
        ordinal, last.digest if last else b"", [(row.case_id, row.last_seq, row.head) for row in grown]
    )
    checkpoint = Checkpoint(
        ordinal=ordinal,
        made_at=clock.now(),
        digest=digest,
        signature=signer.sign_checkpoint(digest),
        public_key=signer.checkpoint_public_key,
    )
    session.add(checkpoint)
    session.flush()
    session.add_all(
        CheckpointHead(checkpoint_id=checkpoint.id, case_id=case_id, seq=seq, digest=head)
        for case_id, seq, head in grown
    )
    return checkpoint.id


def checkpoint_digest(ordinal: int, previous: bytes, heads: list[tuple[UUID, int, bytes]]) -> bytes:
    """SHA-256 over the ordinal, the digest of the checkpoint before, and a line per head in order of case."""
    lines = [f"checkpoint {ordinal}", previous.hex()]
    lines += [
        f"{case_id} {seq} {head.hex()}" for case_id, seq, head in sorted(heads, key=lambda h: str(h[0]))
    ]
    return hashlib.sha256("\n".join(lines).encode()).digest()
