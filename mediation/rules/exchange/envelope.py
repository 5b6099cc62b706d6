"""The envelope of an exchange file, and the public card by which an installation makes itself known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mediation.rules.papers.json_form import Contents
from mediation.rules.vocabulary import ExchangeKind, Level, OrganisationKind

VERSION = 1
"""Of the format: a file of a later one is refused with a sentence, never guessed at."""
MEGABYTE = 1024 * 1024
LARGEST_FILE = 48 * MEGABYTE
"""Bytes of a file as it is carried."""
LARGEST_OPENED = 96 * MEGABYTE
"""Bytes of what it may unfold to."""
FULL = 24 * MEGABYTE
"""Characters of messages after which the rest goes with the next file."""
MOST_MESSAGES = 5000
LATER = 20_000
"""How far ahead of what is here a message may be numbered."""
REMEMBERED = 500
"""Of how many of the last messages a file says that they have come."""
TYPED = 8
"""The last characters of a fingerprint, which are typed as the other side reads them out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message: its number between the two installations, and its body as JSON with the digest of it."""

    seq: int
    kind: ExchangeKind
    case: UUID | None
    made_at: datetime
    body: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope(Contents):
    """Everything that was not yet acknowledged, and how much of the other side's is here."""

    version: int
    sender: UUID
    receiver: UUID
    made_at: datetime
    acknowledges: int
    """Up to this number every message of the receiver's has arrived."""
    last: int
    """The number of the sender's last message, also when it is not in this file."""
    messages: tuple[Told, ...]
    seen: tuple[str, ...] = ()
    """Marks of the last messages that it acknowledges: after an older backup the numbers alone may fit by chance."""

    @property
    def first(self) -> int:
        """The first message that the sender still keeps, or the next that it will make."""
        return min((one.seq for one in self.messages), default=self.last + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationOnCard:
    """An organisation that can be reached through the installation."""

    id: UUID
    kind: OrganisationKind
    level: Level
    region_code: str
    name: str
    short_name: str
    court_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Contents):
    """Who an installation is: its public keys, in hexadecimal, and who works there. It holds no secret."""

    version: int
    installation: UUID
    name: str
    signing_key: str
    box_key: str
    made_at: datetime
    organisations: tuple[OrganisationOnCard, ...]

    @property
    def fingerprint(self) -> str:
        return fingerprint(bytes.fromhex(self.signing_key), bytes.fromhex(self.box_key))


def fingerprint(signing_key: bytes, box_key: bytes) -> str:
    """Forty characters by which two people compare keys on the telephone."""
    return hashlib.sha256(b"mediation exchange" + signing_key + box_key).hexdigest()[:40].upper()


def in_groups(text: str) -> str:
    """Four by four, as it is read out."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def digest_of(body: str) -> str:
    """By which a message is told from another one of the same number."""
    return hashlib.sha256(body.encode()).hexdigest()


def mark_of(digest: str) -> str:
    """Enough of it to know one of the last messages again."""
    return digest[:16]


def file_name(sender: UUID, receiver: UUID, n: int) -> str:
    """It says nothing of anybody: the two installations and a number."""
    return f"TJ-{str(sender)[-8:]}-{str(receiver)[-8:]}-{n:06}.tjx".upper().replace(".TJX", ".tjx")


def fits(sizes: Sequence[int]) -> int:
    """How many of them, in their order, go into one file; always the first."""
    whole = 0
    for n, size in enumerate(sizes[:MOST_MESSAGES]):
        whole += size
        if n and whole > FULL:
            return n
    return min(len(sizes), MOST_MESSAGES)
