"""The people who work with the system, their roles in organisations, and how they come in."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mediation.model.registry import Identified, Table
from mediation.model.types import Instant, OneOf, Sealed, sealed_column
from mediation.rules.vocabulary import Engagement


class Person(Identified, Table):
    """Somebody with an account."""

    __tablename__ = "people"

    account: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    """Empty while the worker has still to make that of a first password: then nobody comes in."""
    password_given_at: Mapped[datetime | None] = mapped_column(Instant)
    """When somebody else gave the password that holds; None once it is the person's own."""
    phone_sealed: Mapped[bytes | None] = sealed_column()
    phone = Sealed()
    active: Mapped[bool] = mapped_column(default=True)
    stopped_on: Mapped[date | None]
    """Since when the account is not active; None if it is, or if that was before the day was kept."""
    demonstration: Mapped[bool] = mapped_column(default=False)
    """Production refuses to start while such an account exists."""


class Membership(Identified, Table):
    """A person's role in an organisation, from when to when."""

    __tablename__ = "memberships"
    __table_args__ = (Index("ix_memberships_organisation", "organisation_id", "role"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[str] = mapped_column(String(40))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class MediatorEngagement(Identified, Table):
    """专职 or 兼职 from that day on, until the next; of one day the row noted last holds. Rows are never changed."""

    __tablename__ = "mediator_engagements"
    __table_args__ = (Index("ix_mediator_engagements_person", "person_id", "from_on"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    engagement: Mapped[Engagement] = mapped_column(OneOf(Engagement))
    from_on: Mapped[date]
    noted_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    """None: from a list that was read at the server."""
    noted_at: Mapped[datetime] = mapped_column(Instant)


class MediatorTraining(Identified, Table):
    """A day's training of one mediator (人民调解法 14), until it is withdrawn."""

    __tablename__ = "mediator_trainings"
    __table_args__ = (
        CheckConstraint("hours > 0", name="hours"),
        Index("ix_mediator_trainings_person", "person_id", "held_on"),
        Index("ix_mediator_trainings_held", "held_on"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    held_on: Mapped[date]
    hours: Mapped[int]
    """学时."""
    subject: Mapped[str] = mapped_column(String(120))
    held_by: Mapped[str] = mapped_column(String(120))
    """Who held it: a bureau, an association, a court."""
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    noted_at: Mapped[datetime] = mapped_column(Instant)
    voided_at: Mapped[datetime | None] = mapped_column(Instant)


class WebSession(Identified, Table):
    """A signed-in browser; only a digest of its token is kept, and sign-out really ends it."""

    __tablename__ = "web_sessions"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(String(60))
    device: Mapped[str] = mapped_column(String(300))


class SignInAttempt(Identified, Table):
    """A failed or successful sign-in, kept for throttling across processes."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_account", "account", "at"),
        Index("ix_sign_in_attempts_address", "address", "at"),
    )

    account: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Instant)
    succeeded: Mapped[bool]


class Draft(Identified, Table):
    """A form being typed, kept sealed until it is sent; only its owner sees it."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_owner", "person_id", "kind", "updated_at"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60), default="")
    """What the form is about: '' for a new case, else the matter and step."""
    title: Mapped[str] = mapped_column(String(200), default="")
    fields_sealed: Mapped[bytes | None] = sealed_column()
    fields = Sealed()
    updated_at: Mapped[datetime] = mapped_column(Instant)


class Command(Table):
    """A command already carried out, by its idempotency key: the same key twice gives the first answer."""

    __tablename__ = "commands"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    answer: Mapped[str] = mapped_column(String(64), default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)
