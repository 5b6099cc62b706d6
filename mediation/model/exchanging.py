"""Exchange with another installation by carried files: keys, peers, what waits to go, what came, and the log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, Json, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import CarriedWay, ExchangeKind, InboxState, OfferState


class ExchangeKey(Identified, Table):
    """A pair of key pairs of this installation: it signs with the newest and opens with all that are not retired.

    The secret halves are sealed under the installation's master key, so that a backup or a second machine has them.
    """

    __tablename__ = "exchange_keys"

    number: Mapped[int] = mapped_column(unique=True)
    installation_id: Mapped[UUID] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(String(120))
    signing_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    box_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    secret_sealed: Mapped[bytes | None] = sealed_column()
    secret = Sealed()
    made_at: Mapped[datetime] = mapped_column(Instant)
    retired_at: Mapped[datetime | None] = mapped_column(Instant)


class ExchangePeer(Identified, Table):
    """Another installation, by its public keys; the counters say how far each side has got."""

    __tablename__ = "exchange_peers"

    installation_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    name: Mapped[str] = mapped_column(String(120))
    signing_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    box_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    registered_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    registered_at: Mapped[datetime] = mapped_column(Instant)
    keyed_at: Mapped[datetime] = mapped_column(Instant)
    """Since when these keys hold."""
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """Nothing more goes there or is taken from there."""
    last_seq: Mapped[int] = mapped_column(default=0)
    """The number of the last message for it."""
    acknowledged: Mapped[int] = mapped_column(default=0)
    """Up to which of them it has said that it has them."""
    received: Mapped[int] = mapped_column(default=0)
    """Up to which of its messages all are here."""
    applied: Mapped[int] = mapped_column(default=0)
    """Up to which all are carried out."""
    heard_at: Mapped[datetime | None] = mapped_column(Instant)
    carried_at: Mapped[datetime | None] = mapped_column(Instant)
    newest_made_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the newest of its files that came was made: an older one that comes late says less, and means nothing."""
    held_at: Mapped[datetime | None] = mapped_column(Instant)
    """Since when nothing goes to and fro, because one side forgot what it had sent; acts go on and wait."""
    held_said: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """Why, as a stored Message."""


class ExchangeOrganisation(Table):
    """An organisation that works in another installation; nobody here has a post in it."""

    __tablename__ = "exchange_organisations"
    __table_args__ = (UniqueConstraint("peer_id", "theirs"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    peer_id: Mapped[UUID] = mapped_column(ForeignKey("exchange_peers.id"))
    theirs: Mapped[UUID] = mapped_column(Uuid)
    """Its id over there."""


class ExchangeCase(Table):
    """A case that both installations know, under the same id: who was sent it tells the other how it goes on."""

    __tablename__ = "exchange_cases"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    peer_id: Mapped[UUID] = mapped_column(ForeignKey("exchange_peers.id"), primary_key=True)
    sent: Mapped[bool]
    """Whether it went from here to there."""
    with_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    """The organisation over there to which it went, or from which it came."""
    told: Mapped[str] = mapped_column(String(64), default="")
    """A digest of what was told last, so that nothing is told twice."""


class ExchangeOffer(Identified, Table):
    """A case offered from elsewhere, under the id of its hand-over: it is no case here until somebody signs for it."""

    __tablename__ = "exchange_offers"
    __table_args__ = (Index("ix_exchange_offers_receiver", "receiver_id", "state"),)

    peer_id: Mapped[UUID] = mapped_column(ForeignKey("exchange_peers.id"))
    case_id: Mapped[UUID] = mapped_column(Uuid)
    sender_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[OfferState] = mapped_column(OneOf(OfferState))
    due_on: Mapped[date | None]
    offered_at: Mapped[datetime] = mapped_column(Instant)
    received_at: Mapped[datetime] = mapped_column(Instant)
    body_sealed: Mapped[bytes | None] = sealed_column()
    body = Sealed()
    """What was sent; deleted once it was returned, taken back or signed for."""
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class ExchangeRecall(Table):
    """The sender asks for an offer back: it has it back only when the other side says that nobody had signed."""

    __tablename__ = "exchange_recalls"

    hand_over_id: Mapped[UUID] = mapped_column(ForeignKey("hand_overs.id"), primary_key=True)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)


class ExchangeOut(Identified, Table):
    """A message for another installation: in every file that goes there until it is acknowledged."""

    __tablename__ = "exchange_outbox"
    __table_args__ = (
        UniqueConstraint("peer_id", "seq"),
        Index("ix_exchange_outbox_about", "peer_id", "about"),
        Index(
            "ix_exchange_outbox_waiting",
            "peer_id",
            "seq",
            sqlite_where=text("acknowledged_at IS NULL"),
            postgresql_where=text("acknowledged_at IS NULL"),
        ),
    )

    peer_id: Mapped[UUID] = mapped_column(ForeignKey("exchange_peers.id"))
    seq: Mapped[int]
    kind: Mapped[ExchangeKind] = mapped_column(OneOf(ExchangeKind))
    case_id: Mapped[UUID | None] = mapped_column(Uuid)
    about: Mapped[str] = mapped_column(String(80), default="")
    """The act or the paper that it tells of."""
    body_sealed: Mapped[bytes | None] = sealed_column()
    body = Sealed()
    """Deleted once it is acknowledged."""
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant)
    carried_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it first went into a file."""
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)


class ExchangeIn(Identified, Table):
    """A message from another installation: kept once, carried out once, in its order."""

    __tablename__ = "exchange_inbox"
    __table_args__ = (
        UniqueConstraint("peer_id", "seq"),
        Index("ix_exchange_inbox_state", "peer_id", "state"),
    )

    peer_id: Mapped[UUID] = mapped_column(ForeignKey("exchange_peers.id"))
    seq: Mapped[int]
    kind: Mapped[ExchangeKind] = mapped_column(OneOf(ExchangeKind))
    case_id: Mapped[UUID | None] = mapped_column(Uuid)
    body_sealed: Mapped[bytes | None] = sealed_column()
    body = Sealed()
    """Deleted once it is carried out."""
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[InboxState] = mapped_column(OneOf(InboxState))
    said_sealed: Mapped[bytes | None] = sealed_column()
    said = Sealed()
    """Why it could not be carried out, as a stored Message."""
    carried_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime] = mapped_column(Instant)
    applied_at: Mapped[datetime | None] = mapped_column(Instant)


class ExchangePaper(Identified, Table):
    """A paper that came with a message: beside its offer until the case is signed for, then an attachment."""

    __tablename__ = "exchange_papers"
    __table_args__ = (Index("ix_exchange_papers_case", "case_id"),)

    peer_id: Mapped[UUID] = mapped_column(ForeignKey("exchange_peers.id"))
    case_id: Mapped[UUID] = mapped_column(Uuid)
    title_sealed: Mapped[bytes | None] = sealed_column()
    title = Sealed()
    media_type: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    sent_digest: Mapped[str] = mapped_column(String(64))
    thumb_digest: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Instant)
    carried_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    attachment_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachments.id"), unique=True)
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)
    """The offer went back: the bytes are no longer needed here."""


class ExchangeFile(Identified, Table):
    """A file that was made, looked into, taken or refused. Insert-only."""

    __tablename__ = "exchange_files"
    __table_args__ = (Index("ix_exchange_files_at", "at"),)

    peer_id: Mapped[UUID | None] = mapped_column(ForeignKey("exchange_peers.id"))
    way: Mapped[CarriedWay] = mapped_column(OneOf(CarriedWay))
    name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file as it is carried; of one that was looked into it is also its name in the blob store."""
    size: Mapped[int]
    messages: Mapped[int] = mapped_column(default=0)
    said: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """Why it was refused, as a stored Message."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(Instant)
