"""Opening an issued agreement for signing by phone, where the law and the court let it be."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Document, SigningRound
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import ConditionsUnmet, WrongState
from mediation.rules.grammar import Step
from mediation.rules.messages import Message, say
from mediation.rules.proof.facts import asked_by
from mediation.rules.vocabulary import DocumentState, MatterKind
from mediation.services.case_now import live_signatures
from mediation.services.fill_papers import AGREEMENT, last_edition
from mediation.services.gather_facts import gather_facts
from mediation.services.load import Loaded, compare_version, load_case
from mediation.services.note_event import note_event
from mediation.services.signing_rounds import (
    ON_PAPER,
    agreement_to_sign,
    approval_for,
    open_round,
    why_not_by_phone,
)
from mediation.services.take_step import authorise, definition_of
from mediation.services.unit_of_work import UnitOfWork

SIGN, BY_PHONE = "sign", "sign_by_phone"
NOT_ASKED = say("请先看过协议，确认它不涉及婚姻、收养、继承等人身关系，再开通手机签署（电子签名法第三条）")


def open_phone_signing(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    not_personal: bool,
    seen_version: int | None = None,
) -> UUID:
    """A round for the text that was issued last; ConditionsUnmet with everything against it.

    `not_personal`: the person who opens it has seen that the agreement is not about marriage, adoption or
    inheritance. The kind of dispute tells only a part of that.
    """
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    post = signing_post(uow, loaded, actor)
    agreement = agreement_to_sign(uow.session, case_id)
    if agreement is None:
        raise WrongState(say("还没有形成调解协议"))
    document = last_edition(uow.session, case_id, AGREEMENT, agreement.id)
    unmet = _against_it(uow, loaded, agreement.id, document, clock)
    if not not_personal:
        unmet.append(NOT_ASKED)
    approval = approval_for(uow.session, loaded.case, clock.today())
    if unmet or document is None or document.digest is None or approval is None:
        raise ConditionsUnmet(tuple(unmet))
    made = SigningRound(
        case_id=case_id,
        agreement_id=agreement.id,
        document_id=document.id,
        document_digest=document.digest,
        approval_id=approval.id,
        opened_by=actor.person_id,
        opened_at=clock.now(),
    )
    uow.session.add(made)
    data = {
        "edition": document.edition,
        "document": document.digest,
        "paper": approval.paper,
        "not_personal": True,
    }
    note_event(uow, loaded, "signing:opened", actor, post, clock, data)
    return made.id


def signing_post(uow: UnitOfWork, loaded: Loaded, actor: Actor) -> Post:
    """The post from which the actor enters signatures; WrongState where none can be entered, or not by phone."""
    definition = definition_of(uow, loaded)
    post = authorise(actor, definition.step(SIGN), loaded)
    here = definition.by_state[loaded.matter.state]
    if here not in definition.step(SIGN).source:
        raise WrongState(say("现在是「{state}」，不能签署协议", state=say(here.title)))
    if BY_PHONE not in definition.by_step:
        raise WrongState(say("本案按旧版流程办理，没有手机签名：请在纸上签署，或者先换到新版流程"))
    return post


def _against_it(
    uow: UnitOfWork, loaded: Loaded, agreement_id: UUID, document: Document | None, clock: Clock
) -> list[Message]:
    session = uow.session
    step: Step = definition_of(uow, loaded).step(BY_PHONE)
    facts = gather_facts(session, uow.registry, loaded.case, loaded.matter, clock.today(), asked_by((step,)))
    unmet = [*step.refusals(facts)]
    law = why_not_by_phone(session, loaded.case, clock.today())
    if law is not None:
        unmet.insert(0, law)
    if open_round(session, agreement_id) is not None:
        unmet.append(say("这份协议已经在用手机签署"))
    elif live_signatures(session, agreement_id=agreement_id):
        unmet.append(ON_PAPER)
    if document is None or document.state is not DocumentState.ISSUED or document.digest is None:
        unmet.append(say("协议书还在生成，请稍后再试"))
    return unmet


def load_signing(uow: UnitOfWork, actor: Actor, case_id: UUID) -> tuple[Loaded, Post, SigningRound]:
    """The case with its open round, for those who enter signatures; WrongState without one."""
    loaded = load_case(uow, actor, case_id)
    post = signing_post(uow, loaded, actor)
    agreement = agreement_to_sign(uow.session, case_id)
    now = open_round(uow.session, agreement.id) if agreement is not None else None
    if now is None or loaded.kind is not MatterKind.DISPUTE:
        raise WrongState(say("这份协议没有在用手机签署"))
    return loaded, post, now
