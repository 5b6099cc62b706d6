"""Putting a message for another installation beside the act of which it tells: in the same transaction, numbered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import ExchangeCase, ExchangeOrganisation, ExchangeOut, ExchangePeer, Organisation
from mediation.rules.exchange.envelope import digest_of
from mediation.rules.papers.json_form import Contents
from mediation.rules.vocabulary import ExchangeKind
from mediation.services.looked_up import looked_up, one_looked_up
from mediation.services.unit_of_work import UnitOfWork

_SHARED = select(ExchangeCase).where(ExchangeCase.case_id == bindparam("case_id", type_=Uuid()))
_LINK = select(ExchangeOrganisation).where(
    ExchangeOrganisation.organisation_id == bindparam("organisation_id", type_=Uuid())
)


def queue_message(
    uow: UnitOfWork,
    peer_id: UUID,
    kind: ExchangeKind,
    body: Contents,
    *,
    at: datetime,
    case_id: UUID | None = None,
    about: str = "",
) -> None:
    """The next message for that installation; none for one with which exchange has ended.

    The peer's row is locked until the commit: two acts never get one number, and no number is left out.
    """
    peer = uow.session.scalars(
        select(ExchangePeer)
        .where(ExchangePeer.id == peer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if peer.ended_at is not None:
        return
    peer.last_seq += 1
    text = body.to_json()
    message = ExchangeOut(
        peer_id=peer_id,
        seq=peer.last_seq,
        kind=kind,
        case_id=case_id,
        about=about,
        size=len(text),
        digest=digest_of(text),
        made_at=at,
    )
    uow.session.add(message)
    message.body = text
    uow.session.flush()


def shared_with(session: Session, case_id: UUID) -> tuple[ExchangeCase, ...]:
    """With which installations the case is shared."""
    return looked_up(session, _SHARED, {"case_id": case_id})


def link_of(session: Session, organisation_id: UUID) -> ExchangeOrganisation | None:
    """Where the organisation works, if not here."""
    return one_looked_up(session, _LINK, {"organisation_id": organisation_id})


def stands_for(session: Session, peer_id: UUID, theirs: UUID) -> Organisation | None:
    """The row here of an organisation over there."""
    return session.scalar(
        select(Organisation)
        .join(ExchangeOrganisation, ExchangeOrganisation.organisation_id == Organisation.id)
        .where(ExchangeOrganisation.peer_id == peer_id, ExchangeOrganisation.theirs == theirs)
    )
