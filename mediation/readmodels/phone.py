"""What a party sees on their own phone: that agreement, their own part of it in plain words, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    Document,
    Obligation,
    Organisation,
    Party,
    Representative,
    Signature,
    SigningCode,
    SigningLink,
    SigningRound,
)
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.identity import mask_name, mask_phone
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS, TextRequest
from mediation.rules.vocabulary import ObligationKind, RoundEnd
from mediation.services.case_now import duties_of
from mediation.services.court_door import the_parties_marks_suffice
from mediation.services.prove_phone import MOST_TRIES
from mediation.services.sign_in import token_digest
from mediation.services.signing_links import PROVE_FIRST, is_proved, why_shut
from mediation.services.signing_rounds import link_of
from mediation.services.wordings_in_force import texts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """Before anything is proved: who asks, and to which number a code goes."""

    committee: str
    signer: str
    """Masked: whoever finds the link learns no name."""
    phone: str
    shut: Message | None
    signed_at: datetime | None
    void: bool
    in_force: bool
    proved: bool
    code_until: datetime | None
    """Of a code that can still be typed."""
    tries_left: int


@dataclass(frozen=True, slots=True)
class PlainDuty:
    """One duty as a sentence, and by when."""

    text: Message
    when: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWords:
    """The agreement from this party's side."""

    committee: str
    name: str
    signs_for: str
    """Whom the one at the phone signs for, as guardian or agent."""
    mine: tuple[PlainDuty, ...]
    theirs: tuple[PlainDuty, ...]
    others: int
    """Duties between others, which the agreement itself tells."""
    left_over: bool
    parties_alone: bool
    """In force when the parties have signed: a court delegated it (特邀规定 24)."""
    digest: str
    wants_paper: bool
    was_read: bool
    """Whether the agreement itself was opened by this link."""
    has_text: bool
    """Whether its words are also to be had as a page."""


def doorway(session: Session, token: str, browser: str, clock: Clock) -> Doorway:
    """NotThere for a token that is none."""
    link, one, party = _behind(session, token)
    case = session.get_one(Case, one.case_id)
    code = session.scalar(
        select(SigningCode)
        .where(
            SigningCode.link_id == link.id,
            SigningCode.used_at.is_(None),
            SigningCode.expires_at > clock.now(),
        )
        .order_by(SigningCode.made_at.desc())
        .limit(1)
    )
    agreement = session.get_one(Agreement, one.agreement_id)
    void = link.used_at is not None and _is_void(session, one, link)
    return Doorway(
        committee=session.get_one(Organisation, case.organisation_id).name,
        signer=mask_name(_signer_name(session, link, party)),
        phone=mask_phone(link.phone or ""),
        shut=why_shut(session, link, clock.now()),
        signed_at=link.used_at,
        void=void,
        in_force=agreement.in_force_on is not None and not void,
        proved=is_proved(link, browser, clock.now()),
        code_until=code.expires_at if code is not None and code.tries < MOST_TRIES else None,
        tries_left=max(0, MOST_TRIES - code.tries) if code is not None else 0,
    )


def plain_words(session: Session, token: str, browser: str, clock: Clock) -> PlainWords:
    """For a browser that proved who holds it; NotAllowed for any other."""
    link, one, party = _behind(session, token)
    if not is_proved(link, browser, clock.now()):
        raise NotAllowed(PROVE_FIRST)
    case = session.get_one(Case, one.case_id)
    agreement = session.get_one(Agreement, one.agreement_id)
    duties = duties_of(session, agreement.id)
    mine = [duty for duty in duties if _is(party, duty.debtor_id, duty.debtor_name)]
    theirs = [d for d in duties if d not in mine and _is(party, d.creditor_id, d.creditor_name)]
    return PlainWords(
        committee=session.get_one(Organisation, case.organisation_id).name,
        name=_signer_name(session, link, party),
        signs_for=party.name if link.representative_id else "",
        mine=tuple(PlainDuty(_what(duty, mine=True), _when(duty)) for duty in mine),
        theirs=tuple(PlainDuty(_what(duty, mine=False), _when(duty)) for duty in theirs),
        others=len(duties) - len(mine) - len(theirs),
        left_over=agreement.left_over_sealed is not None,
        parties_alone=the_parties_marks_suffice(session, case),
        digest=one.document_digest,
        wants_paper=link.wants_paper_at is not None,
        was_read=link.read_at is not None,
        has_text=_is_of_today(session.get_one(Document, one.document_id)),
    )


def paper_digest(session: Session, token: str) -> str:
    """By which the blob store knows the very bytes that are signed."""
    return _behind(session, token)[1].document_digest


def paper_text(session: Session, token: str) -> TextRequest:
    """What makes the words of that very paper; NotThere for one that is laid out otherwise today."""
    document = session.get_one(Document, _behind(session, token)[1].document_id)
    if not _is_of_today(document):
        raise NotThere
    wording = texts_of(session, document.wordings)
    return TextRequest(document.kind, document.template_version, document.contents or "", wording=wording)


def _is_of_today(document: Document) -> bool:
    return document.template_version == PAPERS[document.kind].template_version


def _behind(session: Session, token: str) -> tuple[SigningLink, SigningRound, Party]:
    link = link_of(session, token_digest(token))
    if link is None:
        raise NotThere
    return link, session.get_one(SigningRound, link.round_id), session.get_one(Party, link.party_id)


def _is_void(session: Session, one: SigningRound, link: SigningLink) -> bool:
    """Whether what was signed by this link counts no more."""
    if one.ended_as is RoundEnd.TEXT_CHANGED:
        return True
    stands = select(Signature.id).where(
        Signature.agreement_id == one.agreement_id,
        Signature.party_id == link.party_id,
        Signature.voided_at.is_(None),
    )
    return session.scalar(stands.limit(1)) is None


def _signer_name(session: Session, link: SigningLink, party: Party) -> str:
    if link.representative_id is not None:
        return session.get_one(Representative, link.representative_id).name
    return party.name


def _is(party: Party, party_id: UUID | None, name: str) -> bool:
    return party_id == party.id if party_id is not None else name == party.name


def _what(duty: Obligation, *, mine: bool) -> Message:
    """Who does what for whom, in words that can be heard."""
    to = duty.creditor_name or say("对方")
    by, what = duty.debtor_name, (duty.what or "").strip("。； ")
    if duty.kind is ObligationKind.MONEY:
        if mine:
            return say(
                "您要付给 {to} {amount}（{what}）", to=to, amount=duty.amount, what=what or say("款项")
            )
        return say("{by} 要付给您 {amount}（{what}）", by=by, amount=duty.amount, what=what or say("款项"))
    if duty.kind is ObligationKind.APOLOGY:
        return say("您要向 {to} 赔礼道歉", to=to) if mine else say("{by} 要向您赔礼道歉", by=by)
    if duty.kind is ObligationKind.FORBEARANCE:
        return (
            say("您不能做这件事：{what}", what=what)
            if mine
            else say("{by} 不能做这件事：{what}", by=by, what=what)
        )
    if duty.kind is ObligationKind.THING:
        return (
            say("您要交给 {to}：{what}", to=to, what=what)
            if mine
            else say("{by} 要交给您：{what}", by=by, what=what)
        )
    return say("您要做：{what}", what=what) if mine else say("{by} 要做：{what}", by=by, what=what)


def _when(duty: Obligation) -> Message:
    if duty.performed_at_once:
        return say("签协议当天")
    if duty.kind is ObligationKind.FORBEARANCE:
        return (
            say("从协议生效起，到 {day}", day=duty.due_on) if duty.due_on else say("从协议生效起，一直遵守")
        )
    condition = duty.condition.strip()
    if duty.due_on is not None:
        if condition:
            return say("条件：{condition}；最晚 {day}", condition=condition, day=duty.due_on)
        return say("最晚 {day}", day=duty.due_on)
    return say("条件：{condition}", condition=condition) if condition else say("协议没有写期限")
