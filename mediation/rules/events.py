"""The canonical content of an event and its digest: what the chain is made of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

GENESIS = b"\x00" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContent:
    """Everything of an event that its digest covers; `data` is the ciphertext, so that it may be destroyed."""

    case_id: UUID
    seq: int
    tag: str
    matter: str
    matter_id: UUID
    person_id: UUID | None
    organisation_id: UUID | None
    role: str
    happened_at: datetime
    recorded_at: datetime
    from_state: str
    to_state: str
    matter_version: int
    data: bytes
    previous: bytes

    def canonical(self) -> bytes:
        """UTF-8 JSON, sorted keys, no spaces; instants in UTC with microseconds; ciphertext by its SHA-256."""
        content = {
            "case": str(self.case_id),
            "seq": self.seq,
            "tag": self.tag,
            "matter": self.matter,
            "matter_id": str(self.matter_id),
            "person": str(self.person_id) if self.person_id else "",
            "organisation": str(self.organisation_id) if self.organisation_id else "",
            "role": self.role,
            "happened_at": _instant(self.happened_at),
            "recorded_at": _instant(self.recorded_at),
            "from": self.from_state,
            "to": self.to_state,
            "version": self.matter_version,
            "data": hashlib.sha256(self.data).hexdigest(),
            "previous": self.previous.hex(),
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> bytes:
        return hashlib.sha256(self.canonical()).digest()


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
