"""The agreement: drawn as duties, signed by everyone, in force on the day of the last mark (人民调解法 28-30)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from mediation.model import Agreement, Obligation, Party, Representative, Signature
from mediation.rules.acts import AgreementDrawn, Mark, MarkDrawn, MarksGathered, ObligationDrawn
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.money import LARGEST, printed
from mediation.rules.papers import FILLED_BY_THE_FORM, filled, places_in
from mediation.rules.papers.places import CREDITOR, DEBTOR
from mediation.rules.vocabulary import (
    AgentAuthority,
    AgreementForm,
    ObligationKind,
    PartyKind,
    RepresentativeKind,
    RoundEnd,
    SignatureManner,
    SignerRole,
)
from mediation.services.acts.performing import open_performances
from mediation.services.acts.sitting import appointed, works_here
from mediation.services.case_now import current_agreement, current_parties, live_signatures
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.gather_facts import without_capacity
from mediation.services.keep_drawing import keep_drawing
from mediation.services.signing_rounds import check_carrier, end_round, open_round, void_signatures
from mediation.services.step import Done, Taking

MOST_OBLIGATIONS = 200
MOST_FURTHER = 50
TEXTS = ("what", "condition", "means", "place")
"""The texts of a duty in which a common clause may have left places to fill."""
WHO = {"debtor_id": say("请写明谁来履行"), "creditor_id": say("请写明向谁履行")}


def draw_agreement(taking: Taking) -> Done:
    given = _with_places_filled(taking)
    agreement = _write(taking, given, AgreementForm.WRITTEN)
    return Done(data=_summary(taking, agreement, given), subject_id=agreement.id)


def redraw_agreement(taking: Taking) -> Done:
    _set_aside(taking)
    return draw_agreement(taking)


def drop_agreement(taking: Taking) -> Done:
    _set_aside(taking)
    return Done()


def agree_orally(taking: Taking) -> Done:
    """An oral agreement takes effect on the day it is reached (人民调解法 30)."""
    given = _with_places_filled(taking)
    agreement = _write(taking, given, AgreementForm.ORAL)
    agreement.in_force_on = taking.entry.on
    open_performances(taking, agreement, taking.entry.on)
    data = {**_summary(taking, agreement, given), "in_force_on": taking.entry.on.isoformat()}
    return Done(data=data, subject_id=agreement.id)


def _with_places_filled(taking: Taking) -> AgreementDrawn:
    """What is given, the places of common clauses filled from the fields of the same duty."""
    given = cast(AgreementDrawn, taking.entry.given)
    names = {party.id: party.name for party in current_parties(taking.uow.session, taking.loaded.case.id)}
    return replace(given, obligations=tuple(_duty_filled(duty, names) for duty in given.obligations))


def _duty_filled(duty: ObligationDrawn, names: Mapping[UUID, str]) -> ObligationDrawn:
    if not any(places_in(getattr(duty, field)) for field in TEXTS):
        return duty
    debtor = names.get(duty.debtor_id or UUID(int=0)) or duty.debtor_name.strip()
    creditor = names.get(duty.creditor_id or UUID(int=0)) or duty.creditor_name.strip()
    known = dict.fromkeys(DEBTOR, debtor) | dict.fromkeys(CREDITOR, creditor)
    return replace(
        duty,
        what=filled(duty.what, known),
        condition=filled(duty.condition, known),
        means=filled(duty.means, known),
        place=filled(duty.place, known),
    )


def check_places(check: FieldCheck, field: str, text: str) -> None:
    """No place of a common clause may still be open when the agreement is drawn."""
    if names := tuple(f"「{name}」" for name in places_in(text) if name not in FILLED_BY_THE_FORM):
        check.note(field, say("{places}还没有填：请把花括号连同里面的字换成实际内容", places="".join(names)))


def _set_aside(taking: Taking) -> None:
    session = taking.uow.session
    agreement = current_agreement(session, taking.loaded.case.id)
    if agreement is None:
        raise WrongState(say("还没有形成调解协议"))
    void_signatures(taking.uow, agreement.id, taking.entry.recorded_at)
    agreement.superseded_at = taking.entry.recorded_at
    for mark in live_signatures(session, agreement_id=agreement.id):
        mark.voided_at = taking.entry.recorded_at
    session.flush()


_LAST = select(func.max(Agreement.ordinal)).where(Agreement.case_id == bindparam("case_id", type_=Uuid()))


def _write(taking: Taking, given: AgreementDrawn, form: AgreementForm) -> Agreement:
    session, case = taking.uow.session, taking.loaded.case
    parties = {party.id: party for party in current_parties(session, case.id)}
    _check(given, parties, taking.entry.on)
    last = session.scalar(_LAST, {"case_id": case.id}) or 0
    agreement = Agreement(
        case_id=case.id,
        ordinal=last + 1,
        form=form,
        drawn_on=taking.entry.on,
        performed_at_once=all(drawn.performed_at_once for drawn in given.obligations),
    )
    session.add(agreement)
    agreement.facts, agreement.disputed = given.facts.strip(), given.disputed.strip()
    agreement.responsibility = given.responsibility.strip()
    if given.left_over.strip():
        agreement.left_over = given.left_over.strip()
    if further := _further(given):
        agreement.further = json.dumps(further, ensure_ascii=False)
    session.flush()
    for ordinal, drawn in enumerate(given.obligations, 1):
        _write_obligation(taking, agreement, ordinal, drawn, parties)
    session.flush()
    return agreement


def _further(given: AgreementDrawn) -> list[str]:
    return [text.strip() for text in given.further if text.strip()]


def _write_obligation(
    taking: Taking,
    agreement: Agreement,
    ordinal: int,
    drawn: ObligationDrawn,
    parties: dict[UUID, Party],
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
        performed_at_once=drawn.performed_at_once,
    )
    taking.uow.session.add(obligation)
    obligation.what = drawn.what.strip()


def _check(given: AgreementDrawn, parties: dict[UUID, Party], on: date) -> None:
    check = FieldCheck()
    check.text("facts", given.facts, say("请写明纠纷的主要事实"))
    check.text("disputed", given.disputed)
    check.text("responsibility", given.responsibility)
    check.text("left_over", given.left_over)
    if given.form is AgreementForm.ORAL and given.left_over.strip():
        check.note("left_over", say("只有一部分达成一致的，请订立书面协议"))
    if not given.obligations:
        check.note("obligations", say("协议至少要有一项约定"))
    if len(given.obligations) > MOST_OBLIGATIONS:
        check.note("obligations", say("一份协议最多 {n} 项约定", n=MOST_OBLIGATIONS))
    if len(given.further) > MOST_FURTHER:
        check.note("further", say("一份协议最多 {n} 条其他条款", n=MOST_FURTHER))
    for i, text in enumerate(given.further):
        check.text(f"further.{i}.text", text)
        check_places(check, f"further.{i}.text", text)
    for i, drawn in enumerate(given.obligations):
        _check_obligation(check, f"obligations.{i}", drawn, parties)
        if drawn.due_on is not None and drawn.due_on < on and not drawn.performed_at_once:
            check.note(f"obligations.{i}.due_on", say("期限不能早于协议形成的 {day}", day=on))
        check_at_once(check, f"obligations.{i}", drawn, on)
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
    for field in TEXTS:
        check_places(check, f"{at}.{field}", getattr(drawn, field))
    if any(name in CREDITOR for field in TEXTS for name in places_in(getattr(drawn, field))):
        check.note(f"{at}.creditor_id", WHO["creditor_id"])


class TimedDuty(Protocol):
    """What of a duty says when it is to be done."""

    @property
    def kind(self) -> ObligationKind: ...

    @property
    def due_on(self) -> date | None: ...

    @property
    def condition(self) -> str: ...

    @property
    def performed_at_once(self) -> bool: ...


def without_term(duty: TimedDuty) -> bool:
    """A sum owed on no day and no condition: a court may find the agreement unclear (民诉法解释 358)."""
    timed = duty.due_on is not None or duty.condition.strip() or duty.performed_at_once
    return duty.kind is ObligationKind.MONEY and not timed


def check_at_once(check: FieldCheck, at: str, duty: TimedDuty, on: date) -> None:
    """Only a duty without a later day or a condition, and not one to forbear, can be done when it is agreed."""
    if not duty.performed_at_once:
        return
    if duty.kind is ObligationKind.FORBEARANCE:
        check.note(f"{at}.performed_at_once", say("不作为要持续遵守，不能算当场履行"))
    if duty.due_on is not None and duty.due_on > on:
        check.note(f"{at}.performed_at_once", say("约定了以后的期限，不能算当场履行"))
    if duty.condition.strip():
        check.note(f"{at}.performed_at_once", say("附条件的约定不能算当场履行"))


def _summary(taking: Taking, agreement: Agreement, given: AgreementDrawn) -> dict[str, object]:
    """What the history tells, and the terms as written, by which a later change of the tables is found."""
    money = [drawn.amount for drawn in given.obligations if drawn.amount is not None]
    return {
        "obligations": len(given.obligations),
        "amount": printed(sum(money[1:], money[0])) if money else "",
        "performed_at_once": all(drawn.performed_at_once for drawn in given.obligations),
        "agreement": str(agreement.id),
        "terms": [_told(taking, drawn) for drawn in given.obligations],
        **({"further": further} if (further := _further(given)) else {}),
    }


def _told(taking: Taking, drawn: ObligationDrawn) -> list[str]:
    return [
        drawn.kind.value,
        f"{drawn.amount:.2f}" if drawn.amount is not None else "",
        drawn.what.strip(),
        drawn.due_on.isoformat() if drawn.due_on else "",
        drawn.condition.strip(),
        drawn.means.strip(),
        drawn.place.strip(),
        _place_of(taking, drawn.debtor_id) or drawn.debtor_name.strip(),
        _place_of(taking, drawn.creditor_id) or drawn.creditor_name.strip(),
        str(drawn.performed_at_once),
    ]


def _place_of(taking: Taking, party_id: UUID | None) -> str:
    """A party by its place in the case, which a correction keeps."""
    party = taking.uow.session.get(Party, party_id) if party_id else None
    return f"#{party.position}" if party else ""


def gather_marks(taking: Taking) -> Done:
    """Marks under the agreement, in any order and on any days from the day it was drawn."""
    session = taking.uow.session
    agreement = current_agreement(session, taking.loaded.case.id)
    if agreement is None:
        raise WrongState(say("还没有形成调解协议"))
    written = write_marks(taking, {"agreement_id": agreement.id}, earliest=agreement.drawn_on)
    marks = [
        [
            mark.role.value,
            mark.signed_on.isoformat(),
            " ".join(manner.value for manner in mark.manners),
            _place_of(taking, mark.party_id) or str(mark.person_id or ""),
            str(mark.representative_id or ""),
        ]
        for mark in cast(MarksGathered, taking.entry.given).marks
    ]
    data = {**written, "agreement": str(agreement.id), "marks": marks}
    if isinstance(taking.entry.given, MarkDrawn):
        data |= keep_drawing(taking, agreement, taking.entry.given)
    return Done(data=data, subject_id=agreement.id)


def complete_marks(taking: Taking) -> Done:
    """The mediator's mark and the committee's seal under what the parties have put in force (特邀规定 23, 24)."""
    given, check = cast(MarksGathered, taking.entry.given), FieldCheck()
    for i, mark in enumerate(given.marks):
        if mark.role is SignerRole.PARTY:
            check.note(f"marks.{i}", say("各方当事人都已签名，这里只补调解员签名和组织印章"))
    check.refuse()
    return gather_marks(taking)


def write_marks(taking: Taking, target: dict[str, UUID], *, earliest: date) -> dict[str, list[str]]:
    """Check and write the marks given; for the event, the parties who signed and the offices that did."""
    given = cast(MarksGathered, taking.entry.given)
    session, case = taking.uow.session, taking.loaded.case
    parties = {party.id: party for party in current_parties(session, case.id)}
    done = {(mark.role, mark.party_id or mark.person_id) for mark in live_signatures(session, **target)}
    check = FieldCheck()
    check.require("marks", given.marks, say("请勾选至少一个签名"))
    if "agreement_id" in target:
        check_carrier(session, check, target["agreement_id"], given)
    for i, mark in enumerate(given.marks):
        _check_mark(taking, check, f"marks.{i}", mark, done, earliest)
        if _names_too_many(mark):
            check.note(f"marks.{i}", say("一个签名只能是一位当事人、一位人员或者调委会的印章"))
        else:
            _check_signer(taking, check, f"marks.{i}", mark, parties)
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
                recorded_by=taking.entry.recorder_id,
                recorded_at=taking.entry.recorded_at,
                **target,
            )
        )
    session.flush()
    return {
        "signed": [parties[mark.party_id].name for mark in given.marks if mark.party_id],
        "offices": [mark.role.value for mark in given.marks if not mark.party_id],
    }


def _check_mark(
    taking: Taking,
    check: FieldCheck,
    at: str,
    mark: Mark,
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


def _names_too_many(mark: Mark) -> bool:
    """A party's mark names the party (and who acts for them), a person's the person, the seal nobody."""
    if mark.role is SignerRole.PARTY:
        return mark.person_id is not None
    seal = mark.role is SignerRole.COMMITTEE_SEAL
    return (
        mark.party_id is not None
        or mark.representative_id is not None
        or (seal and mark.person_id is not None)
    )


def _check_signer(taking: Taking, check: FieldCheck, at: str, mark: Mark, parties: dict[UUID, Party]) -> None:
    """Each in the manner that the law asks of them: a mediator signs, the committee seals (人民调解法 29)."""
    if mark.role is SignerRole.PARTY:
        party = parties.get(mark.party_id or UUID(int=0))
        if party is None:
            check.note(at, say("所选的人不是本案当事人"))
        else:
            check_for_party(taking.uow.session, check, f"{at}.", mark, party)
    elif mark.role is SignerRole.COMMITTEE_SEAL:
        if mark.manners and mark.manners != (SignatureManner.SEALED,):
            check.note(f"{at}.manners", say("调委会印章只能是盖章"))
    else:
        if mark.manners and SignatureManner.SIGNED not in mark.manners:
            check.note(f"{at}.manners", say("人民调解员和记录人应当签名（人民调解法第二十九条）"))
        if mark.role is SignerRole.MEDIATOR and mark.person_id not in appointed(taking):
            check.note(at, say("请从本案调解员中选主持人"))
        if mark.role is SignerRole.RECORDER and not works_here(taking, mark.person_id):
            check.note(at, say("记录人应是本组织的人员"))


def check_for_party(session: Session, check: FieldCheck, at: str, mark: Mark, party: Party) -> None:
    """An agent needs special authority to settle (民事诉讼法 62); a guardian acts for the one without capacity."""
    field = f"{at}representative_id"
    acting = mark.representative_id and session.get(Representative, mark.representative_id)
    if mark.representative_id is not None and (not acting or acting.party_id != party.id):
        check.note(field, say("代签人不是这位当事人的代理人或监护人"))
    elif acting and acting.until_on is not None and acting.until_on < mark.signed_on:
        check.note(field, say("代签人的代理到 {day} 为止", day=acting.until_on))
    elif without_capacity(party, mark.signed_on):
        if not acting or acting.kind is not RepresentativeKind.GUARDIAN:
            check.note(
                field, say("{name} 没有完全民事行为能力，应由监护人代签（民法典第二十三条）", name=party.name)
            )
    elif acting and acting.kind is RepresentativeKind.GUARDIAN:
        check.note(field, say("{name} 有完全民事行为能力，应由本人签名，或者特别授权代理人", name=party.name))
    elif acting and acting.authority is not AgentAuthority.SPECIAL:
        check.note(field, say("代理人没有特别授权，不能代为和解签字（民事诉讼法第六十二条）"))
    if party.kind is PartyKind.ORGANISATION and mark.manners == (SignatureManner.FINGERPRINT,):
        check.note(f"{at}manners", say("单位应当加盖印章，或者由负责人、代理人签名"))


def put_in_force(taking: Taking) -> Done:
    """In force on the day of the last mark that the law asks for; the thirty days for confirmation count from it."""
    session = taking.uow.session
    agreement = current_agreement(session, taking.loaded.case.id)
    day = taking.facts.complete_on
    if agreement is None or day is None:
        raise WrongState(say("还没有形成调解协议"))
    agreement.in_force_on = day
    if (by_phone := open_round(session, agreement.id)) is not None:
        end_round(taking.uow, by_phone, RoundEnd.COMPLETE, taking.entry.recorded_at)
    open_performances(taking, agreement, day)
    return Done(
        data={"in_force_on": day.isoformat(), "agreement": str(agreement.id)}, subject_id=agreement.id, on=day
    )
