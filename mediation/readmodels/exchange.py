"""Exchange with other installations: who they are, what waits to go and came, and what somebody has to see to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from mediation.model import (
    Case,
    ExchangeFile,
    ExchangeIn,
    ExchangeKey,
    ExchangeOrganisation,
    ExchangeOut,
    ExchangePeer,
    Organisation,
    Person,
    Setting,
)
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.derivation import message_stored
from mediation.rules.errors import NotThere
from mediation.rules.exchange.envelope import Envelope, fingerprint, in_groups
from mediation.rules.exchange.told import OfferSent
from mediation.rules.messages import Message
from mediation.rules.vocabulary import CarriedWay, ExchangeKind, InboxState
from mediation.services.exchange.carriers import may_carry, may_look
from mediation.services.exchange.keys import fingerprint_of, own_keys
from mediation.services.exchange.outbox import link_of

SILENT = "exchange_silent_days"
"""The setting with the days after which a silent installation is shown in red; 7 without it."""
SILENT_DAYS = 7
LOGGED = 30


@dataclass(frozen=True, slots=True)
class OwnShown:
    """This installation, as its card shows it."""

    name: str
    fingerprint: str
    made_at: datetime
    older: int
    """Older keys that still open files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerShown:
    """Another installation, and how the exchange with it stands."""

    id: UUID
    name: str
    fingerprint: str
    keyed_at: datetime
    ended: bool
    held: Message | None
    """Why nothing goes to and fro."""
    organisations: int
    unacknowledged: int
    """Messages that the other side has not confirmed yet."""
    uncarried: int
    """Those of them that no file holds yet."""
    waiting: int
    """Messages that came and wait for one before them."""
    refused: int
    heard_at: datetime | None
    carried_at: datetime | None
    silent_days: int | None
    """Days since anything came from there, while something is out; None where nothing is awaited."""
    silent: bool


@dataclass(frozen=True, slots=True)
class MessageSent:
    """That something was told, by number: about which case, and nothing of what it said."""

    seq: int
    kind: ExchangeKind
    case: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class FileShown:
    """A line of the log."""

    way: CarriedWay
    name: str
    peer: str
    size: int
    messages: int
    said: Message | None
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TroubleShown:
    """A message that could not be carried out, here or over there."""

    peer: str
    kind: ExchangeKind
    ours: bool
    """It was ours, and the other side could not take it."""
    said: Message
    at: datetime


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What a file holds, before anything of it is taken: how much of which kind, for whom; no name of a party."""

    id: UUID
    name: str
    peer: str
    made_at: datetime
    total: int
    new: int
    missing: bool
    """A message before them has not come yet: they will wait."""
    confirms: int
    """How many of ours it confirms."""
    kinds: Mapping[ExchangeKind, int]
    receivers: tuple[str, ...]
    """The organisations here to which cases are offered."""


def own_installation(session: Session) -> OwnShown | None:
    """None before the operator has made keys."""
    keys = own_keys(session)
    if not keys:
        return None
    newest: ExchangeKey = keys[0]
    return OwnShown(newest.name, in_groups(fingerprint_of(newest)), newest.made_at, len(keys) - 1)


def peers_of(session: Session, actor: Actor, now: datetime) -> tuple[PeerShown, ...]:
    """Every installation that is known, those first from which nothing comes; nothing for who has no business there."""
    if not may_look(actor):
        return ()
    return all_peers(session, now)


def all_peers(session: Session, now: datetime) -> tuple[PeerShown, ...]:
    """The same for the operator, who sees figures."""
    limit = _silent_days(session)
    rows = session.scalars(
        select(ExchangePeer).order_by(ExchangePeer.ended_at.is_not(None), ExchangePeer.name)
    )
    shown = [_peer(session, one, now, limit) for one in rows]
    return tuple(sorted(shown, key=lambda one: (one.ended, not one.silent)))


def _silent_days(session: Session) -> int:
    said = session.scalar(select(Setting.value).where(Setting.name == SILENT).order_by(Setting.since.desc()))
    return int(said) if said and said.isdecimal() else SILENT_DAYS


def _peer(session: Session, peer: ExchangePeer, now: datetime, limit: int) -> PeerShown:
    out = [ExchangeOut.peer_id == peer.id, ExchangeOut.acknowledged_at.is_(None)]
    unacknowledged = _count(session, *out)
    oldest = session.scalar(select(func.min(ExchangeOut.made_at)).where(*out))
    since = max(filter(None, (peer.heard_at, oldest)), default=None)
    awaited = unacknowledged > 0 and since is not None
    days = (_day(now) - _day(since)).days if awaited and since is not None else None
    return PeerShown(
        id=peer.id,
        name=peer.name,
        fingerprint=in_groups(fingerprint(peer.signing_key, peer.box_key)),
        keyed_at=peer.keyed_at,
        ended=peer.ended_at is not None,
        held=message_stored(peer.held_said) if peer.held_said else None,
        organisations=session.scalar(
            select(func.count())
            .select_from(ExchangeOrganisation)
            .where(ExchangeOrganisation.peer_id == peer.id)
        )
        or 0,
        unacknowledged=unacknowledged,
        uncarried=_count(session, *out, ExchangeOut.carried_at.is_(None)),
        waiting=_count(session, ExchangeIn.peer_id == peer.id, ExchangeIn.state == InboxState.WAITING),
        refused=_count(session, ExchangeIn.peer_id == peer.id, ExchangeIn.state == InboxState.REFUSED),
        heard_at=peer.heard_at,
        carried_at=peer.carried_at,
        silent_days=days,
        silent=days is not None and days >= limit and peer.ended_at is None,
    )


def _count(session: Session, *where: object) -> int:
    return session.scalar(select(func.count()).where(*where)) or 0  # type: ignore[arg-type]


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def files_of(session: Session, actor: Actor) -> tuple[FileShown, ...]:
    """The last lines of the log."""
    if not may_look(actor):
        return ()
    rows = session.execute(
        select(ExchangeFile, ExchangePeer.name, Person.name)
        .outerjoin(ExchangePeer, ExchangePeer.id == ExchangeFile.peer_id)
        .join(Person, Person.id == ExchangeFile.person_id)
        .where(ExchangeFile.way != CarriedWay.LOOKED)
        .order_by(ExchangeFile.at.desc(), ExchangeFile.id.desc())
        .limit(LOGGED)
    )
    return tuple(
        FileShown(
            one.way,
            one.name,
            peer or "",
            one.size,
            one.messages,
            message_stored(one.said) if one.said else None,
            who,
            one.at,
        )
        for one, peer, who in rows
    )


def troubles_of(session: Session, actor: Actor) -> tuple[TroubleShown, ...]:
    """What could not be carried out, the newest first."""
    if not may_look(actor):
        return ()
    peer = aliased(ExchangePeer)
    rows = session.execute(
        select(ExchangeIn, peer.name)
        .join(peer, peer.id == ExchangeIn.peer_id)
        .where(ExchangeIn.state == InboxState.REFUSED)
        .order_by(ExchangeIn.applied_at.desc())
        .limit(LOGGED)
    )
    return tuple(
        TroubleShown(name, one.kind, False, message_stored(json.loads(one.said)), one.applied_at)
        for one, name in rows
        if one.said and one.applied_at
    )


def file_preview(session: Session, actor: Actor, file_id: UUID, opened: tuple[UUID, Envelope]) -> FilePreview:
    """What taking the file would bring; NotThere for anybody but a carrier."""
    row = session.get(ExchangeFile, file_id)
    if row is None or row.way is not CarriedWay.LOOKED or not may_carry(actor):
        raise NotThere
    peer_id, envelope = opened
    peer = session.get_one(ExchangePeer, peer_id)
    known = set(
        session.scalars(
            select(ExchangeIn.seq).where(
                ExchangeIn.peer_id == peer_id, ExchangeIn.seq.in_([one.seq for one in envelope.messages])
            )
        )
    )
    new = [one for one in envelope.messages if one.seq not in known]
    kinds: dict[ExchangeKind, int] = {}
    for one in new:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    return FilePreview(
        id=file_id,
        name=row.name,
        peer=peer.name,
        made_at=envelope.made_at,
        total=len(envelope.messages),
        new=len(new),
        missing=bool(new) and new[0].seq > peer.received + 1,
        confirms=max(envelope.acknowledges - peer.acknowledged, 0),
        kinds=kinds,
        receivers=_receivers(session, [one.body for one in new if one.kind is ExchangeKind.OFFER]),
    )


def _receivers(session: Session, bodies: list[str]) -> tuple[str, ...]:
    asked = set()
    for body in bodies:
        try:
            asked.add(OfferSent.from_json(body).receiver)
        except ValueError:
            continue
    return tuple(
        session.scalars(
            select(Organisation.name).where(Organisation.id.in_(asked)).order_by(Organisation.name)
        )
    )


def works_elsewhere(session: Session, organisation_id: UUID) -> str:
    """In which installation the organisation works; '' for one of this."""
    link = link_of(session, organisation_id)
    return session.get_one(ExchangePeer, link.peer_id).name if link is not None else ""


def sent_to(session: Session, peer_id: UUID, first: int) -> tuple[MessageSent, ...]:
    """From that number on; for whoever runs the installation, to be compared with the other side's books."""
    rows = session.execute(
        select(ExchangeOut.seq, ExchangeOut.kind, Case.number, Case.public_id, ExchangeOut.made_at)
        .outerjoin(Case, Case.id == ExchangeOut.case_id)
        .where(ExchangeOut.peer_id == peer_id, ExchangeOut.seq >= first)
        .order_by(ExchangeOut.seq)
    )
    return tuple(
        MessageSent(seq, kind, number or public_id or "", at) for seq, kind, number, public_id, at in rows
    )
