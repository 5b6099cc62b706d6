"""The agreement: drawn as duties, signed by everyone, in force on the day of the last mark (人民调解法 28-30)."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Agreement, Obligation, Party, Representative, Signature
from mediation.rules.acts import AgreementDrawn, Mark, MarksGathered, ObligationDrawn
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.money import LARGEST, printed
from mediation.rules.vocabulary import (
    AgentAuthority,
    AgreementForm,
    ObligationKind,
    ObligationState,
    RepresentativeKind,
    SignerRole,
)
from mediation.services.acts.sitting import appointed
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.gather_facts import current_agreement, current_parties, live_signatures
from mediation.services.step import Done, Taking

MOST_OBLIGATIONS = 200
WHO = {"debtor_id": say("请写明谁来履行"), "creditor_id": say("请写明向谁履行")}


def draw_agreement(taking: Taking) -> Done:
    given = cast(AgreementDrawn, taking.entry.given)
    agreement = _write(taking, given, AgreementForm.WRITTEN)
    return Done(data=_summary(given), subject_id=agreement.id)


def redraw_agreement(taking: Taking) -> Done:
    _set_aside(taking)
    return draw_agreement(taking)


def drop_agreement(taking: Taking) -> Done:
    _set_aside(taking)
    return Done()


def agree_orally(taking: Taking) -> Done:
    """An oral agreement takes effect on the day it is reached (人民调解法 30)."""
    given = cast(AgreementDrawn, taking.entry.given)
    agreement = _write(taking, given, AgreementForm.ORAL)
    agreement.in_force_on = taking.entry.on
    return Done(data=_summary(given), subject_id=agreement.id)


def _set_aside(taking: Taking) -> None:
    session = taking.uow.session
    agreement = current_agreement(session, taking.loaded.case.id)
    if agreement is None:
        raise WrongState(say("还没有形成调解协议"))
    agreement.superseded_at = taking.entry.recorded_at
    for mark in live_signatures(session, agreement_id=agreement.id):
        mark.voided_at = taking.entry.recorded_at
    session.flush()


def _write(taking: Taking, given: AgreementDrawn, form: AgreementForm) -> Agreement:
    session, case = taking.uow.session, taking.loaded.case
    parties = {party.id: party for party in current_parties(session, case.id)}
    _check(given, parties)
    last = session.scalar(select(func.max(Agreement.ordinal)).where(Agreement.case_id == case.id)) or 0
    agreement = Agreement(
        case_id=case.id,
        ordinal=last + 1,
        form=form,
        drawn_on=taking.entry.on,
        performed_at_once=given.performed_at_once,
    )
    session.add(agreement)
    agreement.facts, agreement.disputed = given.facts.strip(), given.disputed.strip()
    session.flush()
    for ordinal, drawn in enumerate(given.obligations, 1):
        _write_obligation(taking, agreement, ordinal, drawn, parties, given.performed_at_once)
    return agreement


def _write_obligation(
    taking: Taking,
    agreement: Agreement,
    ordinal: int,
    drawn: ObligationDrawn,
    parties: dict[UUID, Party],
    at_once: bool,
) -> None:
    debtor, creditor = (
        parties.get(drawn.debtor_id or UUID(int=0)),
        parties.get(drawn.creditor_id or UUID(int=0)),
    )
    obligation = Obligation(
        agreement_id=agreement.id,
        ordinal=ordinal,
        kind=drawn.kind,
        debtor_id=drawn.debtor_id,
        debtor_name=debtor.name if debtor else drawn.debtor_name.strip(),
        creditor_id=drawn.creditor_id,
        creditor_name=creditor.name if creditor else drawn.creditor_name.strip(),
        amount=drawn.amount,
        due_on=drawn.due_on,
        condition=drawn.condition.strip(),
        means=drawn.means.strip(),
        place=drawn.place.strip(),
        state=ObligationState.DONE if at_once else ObligationState.PENDING,
        done_on=taking.entry.on if at_once else None,
    )
    taking.uow.session.add(obligation)
    obligation.what = drawn.what.strip()


def _check(given: AgreementDrawn, parties: dict[UUID, Party]) -> None:
    check = FieldCheck()
    check.text("facts", given.facts, say("请写明纠纷的主要事实"))
    check.text("disputed", given.disputed)
    if not given.obligations:
        check.note("obligations", say("协议至少要有一项约定"))
    if len(given.obligations) > MOST_OBLIGATIONS:
        check.note("obligations", say("一份协议最多 {n} 项约定", n=MOST_OBLIGATIONS))
    for i, drawn in enumerate(given.obligations):
        _check_obligation(check, f"obligations.{i}", drawn, parties)
    check.refuse()


def _check_obligation(check: FieldCheck, at: str, drawn: ObligationDrawn, parties: dict[UUID, Party]) -> None:
    for field, party_id, name, needed in (
        ("debtor_id", drawn.debtor_id, drawn.debtor_name, True),
        ("creditor_id", drawn.creditor_id, drawn.creditor_name, drawn.kind is ObligationKind.MONEY),
    ):
        if party_id is not None and party_id not in parties:
            check.note(f"{at}.{field}", say("所选的人不是本案当事人"))
        if party_id is None and needed:
            check.require(f"{at}.{field}", name, WHO[field])
        check.text(f"{at}.{field}", name, longest=LONGEST_NAME)
    if drawn.debtor_id is not None and drawn.debtor_id == drawn.creditor_id:
        check.note(f"{at}.creditor_id", say("履行人和受领人不能是同一人"))
    if drawn.kind is ObligationKind.MONEY:
        check.require(f"{at}.amount", drawn.amount, say("请写明金额"))
    else:
        check.require(f"{at}.what", drawn.what, say("请写明做什么、交什么或不做什么"))
    if drawn.amount is not None and not 0 < drawn.amount <= LARGEST:
        check.note(f"{at}.amount", say("金额应大于零"))
    check.text(f"{at}.what", drawn.what)
    check.text(f"{at}.condition", drawn.condition, longest=400)
    check.text(f"{at}.means", drawn.means, longest=120)
    check.text(f"{at}.place", drawn.place, longest=200)


def _summary(given: AgreementDrawn) -> dict[str, object]:
    money = [drawn.amount for drawn in given.obligations if drawn.amount is not None]
    return {
        "obligations": len(given.obligations),
        "amount": printed(sum(money[1:], money[0])) if money else "",
        "performed_at_once": given.performed_at_once,
    }


def gather_marks(taking: Taking) -> Done:
    """Marks under the agreement, in any order and on any days from the day it was drawn."""
    session = taking.uow.session
    agreement = current_agreement(session, taking.loaded.case.id)
    if agreement is None:
        raise WrongState(say("还没有形成调解协议"))
    names = write_marks(taking, {"agreement_id": agreement.id}, earliest=agreement.drawn_on)
    return Done(data={"signed": names}, subject_id=agreement.id)


def write_marks(taking: Taking, target: dict[str, UUID], *, earliest: date) -> list[str]:
    """Check and write the marks given; the names of those who signed."""
    given = cast(MarksGathered, taking.entry.given)
    session, case = taking.uow.session, taking.loaded.case
    parties = {party.id: party for party in current_parties(session, case.id)}
    done = {(mark.role, mark.party_id or mark.person_id) for mark in live_signatures(session, **target)}
    check = FieldCheck()
    check.require("marks", given.marks, say("请勾选至少一个签名"))
    for i, mark in enumerate(given.marks):
        _check_mark(taking, check, f"marks.{i}", mark, parties, done, earliest)
    check.refuse()
    for mark in given.marks:
        session.add(
            Signature(
                case_id=case.id,
                role=mark.role,
                party_id=mark.party_id,
                person_id=mark.person_id,
                by_representative_id=mark.representative_id,
                manners=[manner.value for manner in mark.manners],
                signed_on=mark.signed_on,
                place=mark.place.strip(),
                recorded_by=taking.entry.actor.person_id,
                recorded_at=taking.entry.recorded_at,
                **target,
            )
        )
    session.flush()
    return [parties[m.party_id].name if m.party_id else m.role.title_text for m in given.marks]


def _check_mark(
    taking: Taking,
    check: FieldCheck,
    at: str,
    mark: Mark,
    parties: dict[UUID, Party],
    done: set[tuple[SignerRole, UUID | None]],
    earliest: date,
) -> None:
    check.require(f"{at}.manners", mark.manners, say("请选签名、盖章或按指印"))
    check.text(f"{at}.place", mark.place, longest=200)
    if mark.signed_on > taking.entry.on:
        check.note(f"{at}.signed_on", say("签名日期不能晚于今天"))
    if mark.signed_on < earliest:
        check.note(f"{at}.signed_on", say("签名日期不能早于文书形成的 {day}", day=earliest))
    if (mark.role, mark.party_id or mark.person_id) in done:
        check.note(at, say("这个签名已经记录过"))
    done.add((mark.role, mark.party_id or mark.person_id))
    if mark.role is SignerRole.MEDIATOR and mark.person_id not in appointed(taking):
        check.note(at, say("请从本案调解员中选主持人"))
    if mark.role is SignerRole.PARTY and mark.party_id not in parties:
        check.note(at, say("所选的人不是本案当事人"))
    elif mark.representative_id is not None:
        _check_representative(taking, check, at, mark)


def _check_representative(taking: Taking, check: FieldCheck, at: str, mark: Mark) -> None:
    """An agent needs special authority to settle (民事诉讼法 62); a guardian acts for the one without capacity."""
    representative = taking.uow.session.get(Representative, mark.representative_id)
    if representative is None or representative.party_id != mark.party_id:
        check.note(f"{at}.representative_id", say("代签人不是这位当事人的代理人或监护人"))
    elif (
        representative.kind is not RepresentativeKind.GUARDIAN
        and representative.authority is not AgentAuthority.SPECIAL
    ):
        check.note(
            f"{at}.representative_id", say("代理人没有特别授权，不能代为和解签字（民事诉讼法第六十二条）")
        )


def put_in_force(taking: Taking) -> Done:
    """In force on the day of the last of all marks; the thirty days for confirmation count from it."""
    session = taking.uow.session
    agreement = current_agreement(session, taking.loaded.case.id)
    day = taking.facts.latest_mark_on
    if agreement is None or day is None:
        raise WrongState(say("还没有形成调解协议"))
    agreement.in_force_on = day
    taking.loaded.case.concluded_on = day
    return Done(data={"in_force_on": day.isoformat()}, subject_id=agreement.id, clocks_from=((day, None),))
