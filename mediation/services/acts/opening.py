"""From the request to the mediators: settlement, the committee's number, who mediates, and danger reports."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, select

from mediation.model import Appointment, CaseNumber, Membership, Organisation, Person
from mediation.rules.acts import (
    ChallengeAnswered,
    DangerReported,
    MediatorsNamed,
    SettlementAttempt,
    SettlementReached,
)
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.numbering import DEFAULT_PATTERN, format_number
from mediation.rules.vocabulary import CHALLENGES, ChallengeAnswer, ChallengeDecider
from mediation.services.acts.sitting import appointed
from mediation.services.acts.telling import silent
from mediation.services.case_now import current_parties, joined_committees, mediators_of
from mediation.services.court_door import sent_by_a_court
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.give_number import next_number
from mediation.services.step import Done, Taking

MAY_MEDIATE = ("mediator", "committee_head")


def try_settlement(taking: Taking) -> Done:
    given = cast(SettlementAttempt, taking.entry.given)
    check = FieldCheck()
    helper = check.text("helper", given.helper, say("请写明谁在帮助双方和解"), LONGEST_NAME)
    check.refuse()
    return Done(data={"helper": helper})


def record_settlement(taking: Taking) -> Done:
    given = cast(SettlementReached, taking.entry.given)
    check = FieldCheck()
    terms = check.text("terms", given.terms, say("请写明双方怎样和解"))
    check.refuse()
    return Done(data={"terms": terms, "performed_at_once": given.performed_at_once})


def give_number(taking: Taking) -> Done:
    """The holding organisation's own next number of the year in which it accepted (gapless).

    A case whose acceptance was taken back in that year gets its number again: no other case can bear it.
    """
    case, uow = taking.loaded.case, taking.uow
    holder = uow.session.get_one(Organisation, case.organisation_id)
    year = taking.entry.on.year
    kept = _given_before(taking, year)
    if kept is not None:
        kept.voided_at, kept.given_on = None, taking.entry.on
        case.number = kept.text
        return Done(data={"number": kept.text}, subject_id=kept.id)
    pattern = holder.number_pattern or uow.setting("number_pattern") or DEFAULT_PATTERN
    n = next_number(uow.session, holder.id, "case", year)
    text = format_number(pattern, year=year, short=holder.short_name, n=n)
    given = CaseNumber(
        case_id=case.id, organisation_id=holder.id, year=year, n=n, text=text, given_on=taking.entry.on
    )
    uow.session.add(given)
    uow.session.flush()
    case.number = text
    return Done(data={"number": text}, subject_id=given.id)


_NUMBER_TAKEN_BACK = (
    select(CaseNumber)
    .where(
        CaseNumber.case_id == bindparam("case_id", type_=Uuid()),
        CaseNumber.organisation_id == bindparam("organisation_id", type_=Uuid()),
        CaseNumber.year == bindparam("year"),
        CaseNumber.voided_at.is_not(None),
    )
    .order_by(CaseNumber.n)
    .limit(1)
)


def _given_before(taking: Taking, year: int) -> CaseNumber | None:
    case = taking.loaded.case
    return taking.uow.session.scalar(
        _NUMBER_TAKEN_BACK,
        {"case_id": case.id, "organisation_id": case.organisation_id, "year": year},
    )


def count_from_application(taking: Taking) -> Done:
    """The fifteen days run from the day on which the application came (劳动争议调解仲裁法 14)."""
    return Done(clocks_from=((taking.loaded.case.first_asked_on, None),))


def count_from_receipt(taking: Taking) -> Done:
    """The court's term runs from the day on which its papers were signed for: the committee registered them then."""
    return Done(clocks_from=((taking.loaded.case.registered_at.astimezone(SHANGHAI).date(), None),))


def name_mediators(taking: Taking) -> Done:
    """Of the committee that answers for the case, and of those that joined: at least one of the first, which leads."""
    given = cast(MediatorsNamed, taking.entry.given)
    check = FieldCheck()
    check.require("person_ids", given.person_ids, say("请至少选一名调解员"))
    people = _mediators_to_choose(taking, given)
    session, case = taking.uow.session, taking.loaded.case
    if len(people) < len(set(given.person_ids)):
        check.note("person_ids", say("所选人员不是本组织的调解员，也不是参加联合调解的组织的"))
    elif given.person_ids and case.organisation_id not in people.values():
        check.note("person_ids", say("联合调解由本组织牵头：至少要有一名本组织的调解员"))
    if given.person_ids and set(given.person_ids) == appointed(taking):
        check.note("person_ids", say("和现在的调解员一样：更换要换人（人民调解法第二十三条）"))
    why = _why_replaced(taking, check, given)
    check.refuse()
    release_mediators(taking)
    session.flush()
    for person, organisation_id in people.items():
        session.add(
            Appointment(
                case_id=case.id,
                person_id=person.id,
                organisation_id=organisation_id,
                chosen_by_parties=given.chosen_by_parties,
                from_at=taking.entry.happened_at,
            )
        )
    named = {"mediators": [p.name for p in people], "chosen_by_parties": given.chosen_by_parties}
    return Done(data={**named, **why})


def _why_replaced(taking: Taking, check: FieldCheck, given: MediatorsNamed) -> dict[str, str]:
    """Of what a court sent, on which ground and, of a challenge, who decided (特邀规定 13, 15).

    A committee's own case needs none: one party's wish is enough (人民调解法 19, 23).
    """
    asked = taking.step.dest is None and sent_by_a_court(taking.uow.session, taking.loaded.case)
    if not asked:
        return {}
    check.require(
        "ground", given.ground, say("法院送来的案件，请选更换的事由（特邀调解规定第十三条、第十五条）")
    )
    if given.ground not in CHALLENGES:
        return {"challenge": given.ground.value} if given.ground else {}
    check.require("decided_by", given.decided_by, say("请选回避由谁决定（特邀调解规定第十五条）"))
    by = given.decided_by.value if given.decided_by else ""
    return {"challenge": given.ground.value, "decided_by": by} if given.ground else {}


def answer_challenge(taking: Taking) -> Done:
    """The mediators challenged stay: decided by another than themselves, or both sides agree to them (特邀规定 15)."""
    given, check = cast(ChallengeAnswered, taking.entry.given), FieldCheck()
    session, case = taking.uow.session, taking.loaded.case
    named = {i: session.get_one(Person, i).name for i in mediators_of(session, case.id)}
    challenged = [named[i] for i in given.person_ids if i in named]
    check.require("person_ids", tuple(challenged), say("请选当事人申请回避的调解员"))
    if given.ground not in CHALLENGES:
        check.note(
            "ground", say("申请回避只有这三种情形（特邀调解规定第十五条）；其他正当理由的用「更换调解员」")
        )
    waived = given.answer is ChallengeAnswer.WAIVED
    unheard = silent(current_parties(session, case.id), given.agreeing_ids) if waived else ()
    if unheard:
        check.note(
            "agreeing_ids", say("{names} 没有同意由他调解：应当回避（特邀调解规定第十五条）", names=unheard)
        )
    by_himself = taking.entry.taker.person_id in given.person_ids
    if by_himself and not waived and given.decided_by is ChallengeDecider.ORGANISATION:
        check.note("decided_by", say("不能自己决定自己的回避：请本组织的其他负责人或者法院决定"))
    check.refuse()
    return Done(
        data={
            "mediators": challenged,
            "challenge": given.ground.value,
            "stays": given.answer.value,
            "decided_by": given.decided_by.value,
        }
    )


_MEDIATORS = (
    select(Person, Membership.organisation_id)
    .join(Membership, Membership.person_id == Person.id)
    .where(
        Person.id.in_(bindparam("person_ids", type_=Uuid(), expanding=True)),
        Person.active,
        Membership.organisation_id.in_(bindparam("organisation_ids", type_=Uuid(), expanding=True)),
        Membership.role.in_(MAY_MEDIATE),
        Membership.until_on.is_(None) | (Membership.until_on >= bindparam("today", type_=Date())),
    )
    .order_by(Person.name, Person.id)
)


def _mediators_to_choose(taking: Taking, given: MediatorsNamed) -> dict[Person, UUID]:
    """Those of the people given who may mediate the case, each with the committee for which they do."""
    session, case, today = taking.uow.session, taking.loaded.case, taking.entry.on
    leading = {case.organisation_id, *joined_committees(session, case.id)}
    rows = session.execute(
        _MEDIATORS, {"person_ids": list(given.person_ids), "organisation_ids": list(leading), "today": today}
    )
    found: dict[Person, UUID] = {}
    for person, organisation_id in rows:
        if organisation_id == case.organisation_id or person not in found:
            found[person] = organisation_id
    return found


_APPOINTED = select(Appointment).where(
    Appointment.case_id == bindparam("case_id", type_=Uuid()), Appointment.until_at.is_(None)
)


def release_mediators(taking: Taking, of: UUID | None = None) -> None:
    """End the current appointments of the case: all, or those of one organisation."""
    for appointment in taking.uow.session.scalars(_APPOINTED, {"case_id": taking.loaded.case.id}):
        if of in (None, appointment.organisation_id):
            appointment.until_at = taking.entry.happened_at


def lift_danger(taking: Taking) -> Done:
    """The danger is over; the report stays in the history."""
    taking.loaded.case.danger = False
    return Done()


def report_danger(taking: Taking) -> Done:
    given = cast(DangerReported, taking.entry.given)
    check = FieldCheck()
    what = check.text("what", given.what, say("请写明有什么激化的危险"))
    reported_to = check.text("reported_to", given.reported_to, say("请写明已报告哪个机关"), LONGEST_NAME)
    check.refuse()
    taking.loaded.case.danger = True
    return Done(data={"what": what, "reported_to": reported_to})
