"""The link by which a party signs on a phone: made anew at will, taken back, valid for one signature."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from mediation.model import Organisation, Party, Representative, SigningLink, SigningRound
from mediation.rules.actor import Actor
from mediation.rules.acts import Mark
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.identity import mask_phone
from mediation.rules.messages import say
from mediation.rules.vocabulary import NoticePurpose, SignatureManner, SignerRole
from mediation.services.acts.agreeing import check_for_party
from mediation.services.case_now import acting_for, current_parties, live_signatures
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded
from mediation.services.note_event import note_event
from mediation.services.open_phone_signing import load_signing
from mediation.services.queue_notice import queue_notice
from mediation.services.sign_in import token_digest
from mediation.services.signing_rounds import STALE, is_stale, usable_links
from mediation.services.unit_of_work import UnitOfWork

LINK_DAYS = 3
SETTING = "signing_link_days"
BOTH_SIDES = say("这也是{name}登记的手机号码：双方不能用同一部手机签名，请核对号码，或者在纸上签署")


def make_signing_link(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    party_id: UUID,
    token: str,
    representative_id: UUID | None = None,
    send_address: str = "",
) -> UUID:
    """A link for one party or who acts for it, in place of any before; sent where an address is given."""
    loaded, post, now = load_signing(uow, actor, case_id)
    if is_stale(uow.session, now):
        raise WrongState(STALE)
    party = _party(uow, loaded, now, party_id)
    acting = uow.session.get(Representative, representative_id) if representative_id else None
    phone = (acting.phone if acting else party.phone) or ""
    _check(uow, loaded, party, representative_id, phone, clock)
    for before in usable_links(uow.session, now.id, party.id):
        before.revoked_at = clock.now()
    link = SigningLink(
        round_id=now.id,
        party_id=party.id,
        representative_id=representative_id,
        token_digest=token_digest(token),
        made_by=actor.person_id,
        made_at=clock.now(),
        expires_at=clock.now() + timedelta(days=int(uow.setting(SETTING, clock.today()) or LINK_DAYS)),
    )
    uow.session.add(link)
    link.phone = phone
    if send_address:
        _send(uow, loaded, link, phone, send_address, clock.now())
    data = {
        "name": party.name,
        "by": acting.name if acting else "",
        "phone": mask_phone(phone),
        "sent": bool(send_address),
    }
    note_event(uow, loaded, "signing:link_made", actor, post, clock, data)
    return link.id


def revoke_signing_link(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, link_id: UUID) -> UUID:
    """A link that was shown or sent to the wrong hands is worth nothing any more."""
    loaded, post, now = load_signing(uow, actor, case_id)
    link = uow.session.get(SigningLink, link_id)
    if link is None or link.round_id != now.id:
        raise NotThere
    if link.used_at is not None:
        raise WrongState(say("这个链接已经用过，签名已经收到"))
    link.revoked_at = link.revoked_at or clock.now()
    name = uow.session.get_one(Party, link.party_id).name
    note_event(uow, loaded, "signing:link_revoked", actor, post, clock, {"name": name})
    return link.id


def _party(uow: UnitOfWork, loaded: Loaded, now: SigningRound, party_id: UUID) -> Party:
    parties = {party.id: party for party in current_parties(uow.session, loaded.case.id)}
    if party_id not in parties:
        raise NotThere
    signed = {mark.party_id for mark in live_signatures(uow.session, agreement_id=now.agreement_id)}
    if party_id in signed:
        raise WrongState(say("这个签名已经记录过"))
    return parties[party_id]


def _check(
    uow: UnitOfWork,
    loaded: Loaded,
    party: Party,
    representative_id: UUID | None,
    phone: str,
    clock: Clock,
) -> None:
    """The same law as for a mark on paper, and a phone to which a code can go: one that is not the other side's."""
    mark = Mark(
        SignerRole.PARTY,
        clock.today(),
        (SignatureManner.SIGNED,),
        party_id=party.id,
        representative_id=representative_id,
    )
    check = FieldCheck()
    check_for_party(uow.session, check, "", mark, party)
    if not phone and not check.problems:
        check.note("representative_id", say("没有登记签名人的手机号码：请先登记，或者在纸上签署"))
    for other in _across_with(uow, loaded, party, phone):
        check.note("representative_id", say(BOTH_SIDES.text, name=other))
    if check.problems:
        raise BadInput(*check.problems)


def _across_with(uow: UnitOfWork, loaded: Loaded, party: Party, phone: str) -> list[str]:
    """Who of the other sides has that number: a code sent there would prove nothing of who holds the phone."""
    across = {
        one.id: one for one in current_parties(uow.session, loaded.case.id) if one.side is not party.side
    }
    acting = ((one.name, one.phone) for one in acting_for(uow.session, across))
    known = [*((one.name, one.phone) for one in across.values()), *acting]
    return [name for name, number in known if phone and number == phone]


def _send(uow: UnitOfWork, loaded: Loaded, link: SigningLink, phone: str, address: str, at: datetime) -> None:
    committee = uow.session.get_one(Organisation, loaded.case.organisation_id).name
    queue_notice(
        uow,
        case_id=loaded.case.id,
        purpose=NoticePurpose.LINK,
        subject_id=link.id,
        to=phone,
        text=f"【{committee}】请您阅读并签署调解协议：{address} 不是您本人的，请不要打开，并告诉调解员。",
        at=at,
        expires_at=link.expires_at,
    )
