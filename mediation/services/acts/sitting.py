"""Recording a sitting: joint, or apart with one party, whose record only its mediators read."""

from __future__ import annotations

from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select

from mediation.model import Membership, Party, Person, Sitting, SittingMediator, SittingParty
from mediation.rules.acts import SittingHeld
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.vocabulary import SittingKind
from mediation.services.case_now import current_parties, mediators_of
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.step import Done, Taking


def hold_sitting(taking: Taking) -> Done:
    given = cast(SittingHeld, taking.entry.given)
    parties = {party.id: party for party in current_parties(taking.uow.session, taking.loaded.case.id)}
    _check(taking, given, parties)
    sitting = _write(taking, given)
    apart = given.kind is SittingKind.APART
    if given.rights_told:
        there = (given.with_party_id,) if apart else given.party_ids
        began_on = given.began_at.astimezone(SHANGHAI).date()
        for party in (parties[i] for i in there if i in parties):
            party.rights_told_on = party.rights_told_on or began_on
    return Done(
        data={
            "sitting": sitting.ordinal,
            "kind": given.kind.value,
            "with": parties[given.with_party_id].name if apart and given.with_party_id else "",
            "place": given.place,
            "began_at": given.began_at.isoformat(),
            "rights_told": given.rights_told,
        },
        subject_id=sitting.id,
    )


def _check(taking: Taking, given: SittingHeld, parties: dict[UUID, Party]) -> None:
    check = FieldCheck()
    check.text("record", given.record, say("请写明调解经过"))
    check.text("result", given.result, say("请写明调解结果"))
    check.text("place", given.place, say("请写明地点"), LONGEST_NAME)
    check.text("helpers", given.helpers, longest=400)
    if given.began_at > taking.entry.recorded_at + timedelta(minutes=5):
        check.note("began_at", say("调解时间不能晚于现在"))
    if given.ended_at is not None and given.ended_at < given.began_at:
        check.note("ended_at", say("结束时间不能早于开始时间"))
    elif given.ended_at is not None and given.ended_at > taking.entry.recorded_at + timedelta(minutes=5):
        check.note("ended_at", say("结束时间不能晚于现在"))
    if given.kind is SittingKind.APART:
        if given.with_party_id not in parties:
            check.note("with_party_id", say("单独调解请选一方当事人"))
    elif not given.party_ids:
        check.note("party_ids", say("请选到场的当事人"))
    if any(party_id not in parties for party_id in given.party_ids):
        check.note("party_ids", say("所选的人不是本案当事人"))
    mediators = appointed(taking)
    if not given.mediator_ids or any(person not in mediators for person in given.mediator_ids):
        check.note("mediator_ids", say("请从本案调解员中选主持人"))
    if given.recorder_id not in mediators and not works_here(taking, given.recorder_id):
        check.note("recorder_id", say("记录人应是本组织的人员"))
    check.refuse()


def appointed(taking: Taking) -> set[UUID]:
    """The case's mediators now."""
    return set(mediators_of(taking.uow.session, taking.loaded.case.id))


def works_here(taking: Taking, person_id: UUID | None) -> bool:
    """Whether the person holds a post in the organisation that answers for the case, on the day of the step."""
    on = taking.entry.on
    held = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.person_id == person_id,
            Membership.organisation_id == taking.loaded.case.organisation_id,
            Membership.until_on.is_(None) | (Membership.until_on >= on),
            Person.active,
        )
    )
    return taking.uow.session.scalar(select(held.exists())) is True


_LAST = select(func.max(Sitting.ordinal)).where(Sitting.case_id == bindparam("case_id", type_=Uuid()))


def _write(taking: Taking, given: SittingHeld) -> Sitting:
    session, case = taking.uow.session, taking.loaded.case
    last = session.scalar(_LAST, {"case_id": case.id}) or 0
    apart = given.kind is SittingKind.APART
    sitting = Sitting(
        case_id=case.id,
        ordinal=last + 1,
        kind=given.kind,
        with_party_id=given.with_party_id if apart else None,
        manner=given.manner,
        began_at=given.began_at,
        ended_at=given.ended_at,
        place=given.place.strip(),
        helpers=given.helpers.strip(),
        recorder_id=given.recorder_id,
        rights_told=given.rights_told,
        organisation_id=case.organisation_id,
    )
    session.add(sitting)
    sitting.record, sitting.result = given.record.strip(), given.result.strip()
    there = (given.with_party_id,) if apart else given.party_ids
    session.flush()
    session.add_all(SittingParty(sitting_id=sitting.id, party_id=p) for p in dict.fromkeys(there) if p)
    session.add_all(
        SittingMediator(sitting_id=sitting.id, person_id=p) for p in dict.fromkeys(given.mediator_ids)
    )
    return sitting
