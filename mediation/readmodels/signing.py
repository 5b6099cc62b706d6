"""The page on which an agreement is brought to signature: copies on paper, or links, codes and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    Document,
    DrawnSignature,
    Notice,
    Party,
    Person,
    Repetition,
    Representative,
    Signature,
    SigningLink,
    SigningRound,
)
from mediation.readmodels.case_page import MatterPage, case_id_of, matter_page
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry
from mediation.rules.identity import mask_phone
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import (
    AgreementForm,
    DocumentState,
    MatterKind,
    NoticePurpose,
    RepresentativeKind,
    RoundEnd,
    SignerRole,
)
from mediation.rules.wet_ink import personal_words
from mediation.services.case_now import (
    acting_for,
    current_agreement,
    live_signatures,
    mediators_of,
    parties_to_the_agreement,
)
from mediation.services.fill_papers import AGREEMENT, last_edition
from mediation.services.gather_facts import apply_until, missing_marks, without_capacity
from mediation.services.open_phone_signing import BY_PHONE, SIGN
from mediation.services.signing_links import why_shut
from mediation.services.signing_rounds import is_stale, open_round, why_not_by_phone


@dataclass(frozen=True, slots=True)
class LinkShown:
    """The last link of a party: whether it still leads anywhere, and what was done with it."""

    id: UUID
    by: str
    phone: str
    expires_at: datetime
    shut: Message | None
    proved: bool
    read: bool
    wants_paper: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerShown:
    """One party to the agreement."""

    party_id: UUID
    name: str
    signed_on: date | None
    signed_at: datetime | None
    """Of one that was drawn."""
    drawn: bool
    phone: str
    guardian_needed: bool
    acting: tuple[tuple[UUID, str], ...]
    link: LinkShown | None
    said: tuple[tuple[datetime, str, str], ...]
    """When which words were heard by whom."""


@dataclass(frozen=True, slots=True)
class CodeShown:
    """What the mediator reads out, where nothing is sent."""

    name: str
    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningShown:
    """The agreement on its way to signature."""

    page: MatterPage
    agreement_id: UUID
    in_force: bool
    apply_until: date | None
    """The last of the thirty days for applying for confirmation (民事诉讼法 205)."""
    document_id: UUID | None
    edition: int
    issued: bool
    copies: int
    why_not_by_phone: Message | None
    personal_words: tuple[str, ...]
    """In the agreement, of those that speak of marriage, adoption or inheritance."""
    opened_at: datetime | None
    stale: bool
    voided: bool
    """The last round ended because the text changed."""
    signers: tuple[SignerShown, ...]
    anybody_signed: bool
    missing: tuple[Message | str, ...]
    read_out: tuple[CodeShown, ...]
    mine: bool
    """Whether the reader enters signatures here."""
    i_mediate: bool
    """Whether the reader is a mediator of the case who has not signed yet."""


def signing_page(
    session: Session, registry: Registry, actor: Actor, public_id: str, clock: Clock
) -> SigningShown:
    """NotThere without a written agreement, or for who does not see the whole case."""
    case_id = case_id_of(session, public_id)
    page = matter_page(session, registry, actor, MatterKind.DISPUTE, case_id, clock.today())
    agreement = current_agreement(session, case_id)
    if page.view is not CaseView.FULL or agreement is None or agreement.form is not AgreementForm.WRITTEN:
        raise NotThere
    case = session.get_one(Case, case_id)
    now = open_round(session, agreement.id)
    document = last_edition(session, case_id, AGREEMENT, agreement.id)
    marks = live_signatures(session, agreement_id=agreement.id)
    parties = parties_to_the_agreement(session, case_id)
    mine = any(offer.mine for offer in page.offers if offer.step.name == SIGN)
    mediates = actor.person_id in mediators_of(session, case_id)
    return SigningShown(
        page=page,
        agreement_id=agreement.id,
        in_force=agreement.in_force_on is not None,
        apply_until=apply_until(session, case_id) if agreement.in_force_on else None,
        document_id=document.id if document else None,
        edition=document.edition if document else 0,
        issued=document is not None and document.state is DocumentState.ISSUED,
        copies=_copies(document),
        why_not_by_phone=_why_not(session, page, case, clock),
        personal_words=_personal_words(document),
        opened_at=now.opened_at if now else None,
        stale=now is not None and is_stale(session, now),
        voided=now is None and _last_was_void(session, case_id),
        signers=tuple(_signer(session, agreement, now, party, marks, clock) for party in parties),
        anybody_signed=bool(marks),
        missing=tuple(
            say(one.title_text) if isinstance(one, SignerRole) else one
            for one in missing_marks(parties, marks)
        ),
        read_out=_read_out(session, now, clock) if mine else (),
        mine=mine,
        i_mediate=mediates and mine and actor.person_id not in {mark.person_id for mark in marks},
    )


def _copies(document: Document | None) -> int:
    if document is None:
        return 0
    kind = PAPERS[AGREEMENT]
    return kind.copies_of(kind.contents.from_json(document.contents or ""))


def _personal_words(document: Document | None) -> tuple[str, ...]:
    if document is None:
        return ()
    paper = PAPERS[AGREEMENT].contents.from_json(document.contents or "")
    clauses = (clause.text for clause in paper.clauses)
    return personal_words((paper.facts, paper.disputed, paper.responsibility, *clauses, paper.left_over))


def _why_not(session: Session, page: MatterPage, case: Case, clock: Clock) -> Message | None:
    if BY_PHONE not in page.definition.by_step:
        return say("本案按旧版流程办理，没有手机签名：请在纸上签署，或者先换到新版流程")
    return why_not_by_phone(session, case, clock.today())


def _last_was_void(session: Session, case_id: UUID) -> bool:
    last = select(SigningRound.ended_as).where(SigningRound.case_id == case_id)
    return session.scalar(last.order_by(SigningRound.opened_at.desc()).limit(1)) is RoundEnd.TEXT_CHANGED


def _signer(
    session: Session,
    agreement: Agreement,
    now: SigningRound | None,
    party: Party,
    marks: Sequence[Signature],
    clock: Clock,
) -> SignerShown:
    mark = next((one for one in marks if one.party_id == party.id), None)
    drawn = session.scalar(
        select(DrawnSignature.signed_at).where(DrawnSignature.signature_id == (mark.id if mark else None))
    )
    needs = without_capacity(party, clock.today())
    return SignerShown(
        party_id=party.id,
        name=party.name,
        signed_on=mark.signed_on if mark else None,
        signed_at=drawn,
        drawn=drawn is not None,
        phone=mask_phone(party.phone) if party.phone else "",
        guardian_needed=needs,
        acting=tuple(
            (one.id, _acting(one))
            for one in acting_for(session, [party.id])
            if needs or one.kind is not RepresentativeKind.GUARDIAN
        ),
        link=_link(session, now, party.id, clock) if now else None,
        said=_said(session, agreement.id, party.id),
    )


def _acting(one: Representative) -> str:
    phone = f" {mask_phone(one.phone)}" if one.phone else ""
    return f"{one.kind.title_text} {one.name}{phone}"


def _link(session: Session, now: SigningRound, party_id: UUID, clock: Clock) -> LinkShown | None:
    link = session.scalar(
        select(SigningLink)
        .where(SigningLink.round_id == now.id, SigningLink.party_id == party_id)
        .order_by(SigningLink.made_at.desc(), SigningLink.id.desc())
        .limit(1)
    )
    if link is None:
        return None
    by = session.get_one(Representative, link.representative_id).name if link.representative_id else ""
    return LinkShown(
        link.id,
        by,
        mask_phone(link.phone or ""),
        link.expires_at,
        why_shut(session, link, clock.now()),
        link.proved_at is not None,
        link.read_at is not None,
        link.wants_paper_at is not None,
    )


def _said(session: Session, agreement_id: UUID, party_id: UUID) -> tuple[tuple[datetime, str, str], ...]:
    rows = session.execute(
        select(Repetition, Person.name)
        .join(Person, Person.id == Repetition.heard_by)
        .where(Repetition.agreement_id == agreement_id, Repetition.party_id == party_id)
        .order_by(Repetition.heard_at)
    )
    return tuple((row.heard_at, row.words or "", name) for row, name in rows)


def _read_out(session: Session, now: SigningRound | None, clock: Clock) -> tuple[CodeShown, ...]:
    """Codes that still count, where the channel leaves them to the mediator."""
    if now is None:
        return ()
    rows = session.execute(
        select(Notice, Party.name)
        .join(SigningLink, SigningLink.id == Notice.subject_id)
        .join(Party, Party.id == SigningLink.party_id)
        .where(
            SigningLink.round_id == now.id,
            Notice.purpose == NoticePurpose.CODE,
            Notice.expires_at > clock.now(),
            Notice.done_at.is_(None),
        )
        .order_by(Notice.created_at.desc())
    )
    newest: dict[UUID, CodeShown] = {}
    for notice, name in rows:
        if notice.text and notice.subject_id not in newest:
            newest[notice.subject_id] = CodeShown(name, notice.text, notice.expires_at)
    return tuple(newest.values())
