"""What a proved signer does before signing: opens the paper, or says that they would rather sign by hand."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Case, Party, SigningLink, SigningRound
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed
from mediation.rules.vocabulary import MatterKind
from mediation.services.record_event import record_event
from mediation.services.signing_links import PROVE_FIRST, is_proved, link_behind, usable_link
from mediation.services.unit_of_work import UnitOfWork


def read_by_phone(uow: UnitOfWork, *, actor: Actor | None, clock: Clock, token: str, browser: str) -> UUID:
    """Leave to open the issued paper, which prints numbers: the first look is recorded. The answer is the document."""
    link, one = link_behind(uow, token)
    now = clock.now()
    if not is_proved(link, browser, now):
        raise NotAllowed(PROVE_FIRST)
    if link.used_at is None:
        usable_link(uow, token, now)
    if link.read_at is None:
        link.read_at = now
        _record(uow, clock, link, one, "signing:read")
    return one.document_id


def ask_for_paper(uow: UnitOfWork, *, actor: Actor | None, clock: Clock, token: str, browser: str) -> UUID:
    """The mediator sees on the page that this party wants to sign by hand."""
    link, one, _ = usable_link(uow, token, clock.now())
    if not is_proved(link, browser, clock.now()):
        raise NotAllowed(PROVE_FIRST)
    if link.wants_paper_at is None:
        link.wants_paper_at = clock.now()
        _record(uow, clock, link, one, "signing:wants_paper")
    return link.id


def _record(uow: UnitOfWork, clock: Clock, link: SigningLink, one: SigningRound, tag: str) -> None:
    case, now = uow.session.get_one(Case, one.case_id), clock.now()
    uow.session.flush()
    record_event(
        uow,
        case_id=case.id,
        kind=MatterKind.DISPUTE,
        matter=case,
        tag=tag,
        actor=None,
        post=None,
        happened_at=now,
        recorded_at=now,
        data={"name": uow.session.get_one(Party, link.party_id).name},
    )
