"""Cases that come out of one another: mediated again, split off, merged. The old one never moves back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm.attributes import flag_modified

from mediation.model import Case, CaseLink, Diversion, Filing, HandOver, Organisation, Party
from mediation.model.types import new_id
from mediation.rules import guards
from mediation.rules.acts import CaseMerged, EntrustedInTrial, MediatedAgain, PartiesSplit
from mediation.rules.errors import ConditionsUnmet
from mediation.rules.intake import DisputeGiven
from mediation.rules.messages import say
from mediation.rules.policy import committee
from mediation.rules.vocabulary import CaseLinkKind, CaseSource, CourtDoor, OrganisationKind, Seat, Side
from mediation.services.case_now import current_agreement, current_parties, has_duties, standing_filing
from mediation.services.court_door import court_door
from mediation.services.field_check import FieldCheck
from mediation.services.jurisdiction import INVITED_BY_COURT
from mediation.services.mediated_before import was_mediated_in_vain
from mediation.services.open_case import open_case, rename_case
from mediation.services.record_event import record_event
from mediation.services.step import Done, Taking
from mediation.services.suits import is_mediated_now, is_still_tried, lock_the_suit, times_sent_out
from mediation.services.write_party import as_given, write_party

BEFORE_FILING = (CaseSource.COURT_GUIDANCE, CaseSource.COURT_DELEGATED)
SIDES = (Side.APPLICANT, Side.RESPONDENT)


def mediate_again(taking: Taking) -> Done:
    """A new case with the same parties: it asks their consent anew and has a number and clocks of its own."""
    given = cast(MediatedAgain, taking.entry.given)
    invited = given.source in INVITED_BY_COURT
    court = taking.uow.session.get(Organisation, given.inviting_court_id) if given.inviting_court_id else None
    check = FieldCheck()
    if invited and (court is None or court.kind is not OrganisationKind.COURT):
        check.note("inviting_court_id", say("请选委派或者委托调解的人民法院"))
    if not invited and given.inviting_court_id is not None:
        check.note("inviting_court_id", say("案件来源不是法院委派或者委托，不用选法院"))
    if invited and not committee(taking.loaded.holder.kind):
        check.note("source", say("在法院、综治中心再次登记的，先登记，再由法院委派、委托"))
    if given.source in BEFORE_FILING and was_mediated_in_vain(taking.loaded.case):
        check.note("source", say("已经调解过一次没有成功的，法院不再引导、委派，应当立案；立案以后可以委托"))
    suit = _tried(taking)
    if suit is not None:
        _check_entrusted_by_its_court(taking, check, suit, given)
    check.refuse()
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    new = _open(taking, parties, CaseLinkKind.AGAIN, given.source, given.inviting_court_id)
    if suit is not None:
        taking.uow.session.add(_of_the_suit(suit, new))
    return Done(data={"new_case": new.public_id}, subject_id=new.id)


def entrust_in_trial(taking: Taking) -> Done:
    """审理中委托: the suit lies with its court in a case of its own, to be entrusted once its parties have agreed.

    The old case stays where the law has brought it; the suit keeps its number, and is not registered again.
    """
    given = cast(EntrustedInTrial, taking.entry.given)
    old, session = taking.loaded.case, taking.uow.session
    suit = _tried(taking)
    if suit is None:
        raise ConditionsUnmet((guards.the_suit_is_still_tried.unmet,))
    if is_mediated_now(session, suit, but=old.id):
        raise ConditionsUnmet((guards.it_is_not_entrusted_now.unmet,))
    parties = current_parties(session, old.id)
    new = _open(taking, parties, CaseLinkKind.AGAIN, CaseSource.COURT_ENTRUSTED, suit.court_id)
    session.add_all(
        [
            _of_the_suit(suit, new),
            Diversion(
                case_id=new.id,
                court_id=suit.court_id,
                door=CourtDoor.FIRST_MEDIATION,
                procedure=given.procedure,
                court_number=suit.court_number,
                times=times_sent_out(session, suit.court_number) + 1,
                diverted_on=taking.entry.on,
            ),
        ]
    )
    told = {"court_number": suit.court_number, "procedure": given.procedure.value}
    return Done(data={"new_case": new.public_id, **told}, subject_id=new.id)


def _tried(taking: Taking) -> Filing | None:
    """The suit that a court tries over the dispute now: nobody else entrusts or closes it until this is done."""
    session = taking.uow.session
    suit = standing_filing(session, taking.loaded.case.id)
    if suit is None:
        return None
    lock_the_suit(session, suit)
    return suit if is_still_tried(session, suit) else None


def _of_the_suit(suit: Filing, new: Case) -> Filing:
    """The same suit in another case of it: its number and day stay."""
    return Filing(
        case_id=new.id, court_id=suit.court_id, court_number=suit.court_number, filed_on=suit.filed_on
    )


def _check_entrusted_by_its_court(
    taking: Taking, check: FieldCheck, suit: Filing, given: MediatedAgain
) -> None:
    """What a court tries nobody mediates but on its entrusting, in one case at a time.

    民诉法 96, 人民调解工作若干规定 22. The second is a guard too, of newer versions than a closed case may have.
    """
    session, here = taking.uow.session, taking.loaded.case.id
    if is_mediated_now(session, suit, but=here):
        check.note("source", say("这件案件已经委托调解，还没有结束：等调解有了结果再说"))
        return
    court = session.get_one(Organisation, suit.court_id).name
    said = say(
        "{court}正在审理这件纠纷（{number}）：只能由该院委托调解；已经结案的先记录结案，该院不用本系统的，"
        "用“记录法院、仲裁、公证等其他程序的进展”",
        court=court,
        number=suit.court_number,
    )
    if given.source is not CaseSource.COURT_ENTRUSTED:
        check.note("source", said)
    elif given.inviting_court_id not in (None, suit.court_id):
        check.note("inviting_court_id", said)


def split_off(taking: Taking) -> Done:
    """Some parties go their own way in a new case, so that they hold nobody up; each case keeps both sides.

    What a court splits off lies at its own desk, not registered yet and with no committee.
    """
    given = cast(PartiesSplit, taking.entry.given)
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    leaving = [party for party in parties if party.id in given.leaving_ids]
    shared = [party for party in parties if party.id in given.shared_ids]
    check = FieldCheck()
    check.require("leaving_ids", tuple(leaving), say("请选转到新案的当事人"))
    if set(given.leaving_ids) & set(given.shared_ids):
        check.note("shared_ids", say("同一位当事人不能既离开又留在两案"))
    stay = [party for party in parties if party not in leaving]
    for side in SIDES:
        named = say(side.title_text)
        if all(party.side is not side for party in stay):
            check.note("leaving_ids", say("原案还要有{side}", side=named))
        if all(party.side is not side for party in (*leaving, *shared)):
            check.note("shared_ids", say("新案也要有{side}：两案共同的当事人请在这里选", side=named))
    bound = [party.name for party in leaving if has_duties(taking.uow.session, party)]
    if bound:
        check.note(
            "leaving_ids", say("协议里还有 {names} 的约定，请先修改协议文本或者退回调解", names=tuple(bound))
        )
    check.refuse()
    old, at_its_desk = taking.loaded.case, taking.step.seat is Seat.COURT
    source, invited_by = (
        (CaseSource.COURT_GUIDANCE, None) if at_its_desk else (old.source, old.inviting_court_id)
    )
    new = _open(taking, [*leaving, *shared], CaseLinkKind.SPLIT, source, invited_by)
    for party in leaving:
        party.until_on = taking.entry.on
    rename_case(taking.uow.session, taking.loaded.case)
    return Done(data={"new_case": new.public_id, "left": [party.name for party in leaving]})


def merge_into(taking: Taking) -> Done:
    """The parties go over to the lead case; who stands there already is not written twice."""
    given = cast(CaseMerged, taking.entry.given)
    case, uow = taking.loaded.case, taking.uow
    check = FieldCheck()
    wanted = check.text("lead", given.lead, say("请写明并入哪一案：编号，或者案件页面网址的最后一段"), 200)
    lead = uow.session.scalar(
        select(Case)
        .where(
            or_(Case.public_id == wanted.rpartition("/")[2], Case.number == wanted),
            Case.organisation_id == case.organisation_id,
        )
        .with_for_update()
    )
    if wanted and (lead is None or lead.id == case.id):
        check.note("lead", say("本组织没有这个案件"))
    elif lead is not None and (not lead.is_open or current_agreement(uow.session, lead.id) is not None):
        check.note("lead", say("主案已经结案或者正在签署协议，不能再并入"))
    elif lead is not None and _is_offered(taking, lead):
        check.note("lead", say("主案正在移交，等对方签收或退回以后再并入"))
    elif lead is not None and _sent_by_a_court(taking, lead):
        check.note("lead", say("主案是法院立案、委派的，并案由法院决定"))
    elif lead is not None and (lead.labour, lead.land_title) != (case.labour, case.land_title):
        check.note("lead", say("一案应当先经仲裁或者政府处理，另一案不必，起诉的路不同，不能并案"))
    elif lead is not None and _opposed(taking, lead):
        check.note("lead", say("同一个证件号码在两案里分属双方，不能并案"))
    check.refuse()
    assert lead is not None
    joined = _join(taking, lead, current_parties(uow.session, case.id))
    _link(taking, lead.id, case.id, CaseLinkKind.MERGED)
    lead.danger = lead.danger or case.danger
    rename_case(taking.uow.session, lead)
    told = {"from": case.number or case.public_id, "joined": joined, **_in_danger(case)}
    _tell(taking, lead, "case:merged", told)
    return Done(data={"lead": lead.number or lead.public_id})


def _is_offered(taking: Taking, lead: Case) -> bool:
    waiting = select(HandOver.id).where(HandOver.case_id == lead.id, HandOver.is_open)
    return taking.uow.session.scalar(waiting) is not None


def _sent_by_a_court(taking: Taking, lead: Case) -> bool:
    door, _ = court_door(taking.uow.session, lead)
    return door not in (None, CourtDoor.GUIDANCE)


def _opposed(taking: Taking, lead: Case) -> bool:
    """Whether somebody would stand on both sides."""
    session = taking.uow.session
    parties = (*current_parties(session, lead.id), *current_parties(session, taking.loaded.case.id))
    mine, theirs = ({p.id_number for p in parties if p.id_number and p.side is side} for side in SIDES)
    return bool(mine & theirs)


def _open(
    taking: Taking,
    parties: Sequence[Party],
    kind: CaseLinkKind,
    source: CaseSource,
    inviting_court_id: UUID | None = None,
) -> Case:
    old, uow, entry = taking.loaded.case, taking.uow, taking.entry
    again = kind is CaseLinkKind.AGAIN
    new = open_case(
        uow,
        actor=entry.taker,
        post=entry.taken_from,
        given=DisputeGiven(
            category_code=old.category_code,
            source=source,
            region_code=old.region_code,
            first_asked_on=entry.on if again else old.first_asked_on,
            narrative=old.narrative or "",
            claim=old.claim or "",
            difficulty=old.difficulty,
            labour=old.labour,
            land_title=old.land_title,
            place=old.place,
            amount=old.amount,
            inviting_court_id=inviting_court_id,
            parties=tuple(as_given(uow.session, party) for party in parties),
        ),
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        data={
            "reason": entry.reason,
            "origin": old.number or old.public_id,
            "link": kind.value,
            **_in_danger(old),
        },
    )
    new.danger = old.danger
    _link(taking, new.id, old.id, kind)
    return new


def _join(taking: Taking, lead: Case, parties: Iterable[Party]) -> list[str]:
    """Write those who are not there yet as parties of the lead case; their names."""
    uow, on = taking.uow, taking.entry.on
    there = current_parties(uow.session, lead.id)
    known = {(party.id_number or party.credit_code or party.name, party.side) for party in there}
    last = uow.session.scalar(select(func.max(Party.ordinal)).where(Party.case_id == lead.id)) or 0
    joined = []
    for party in parties:
        if (party.id_number or party.credit_code or party.name, party.side) in known:
            continue
        last += 1
        given = replace(as_given(uow.session, party), consents=())
        write_party(uow, lead.id, last, given, on, on)
        joined.append(party.name)
    return joined


def _in_danger(case: Case) -> dict[str, object]:
    """What the history of the case that comes out of it tells: reported there, and not lifted yet (人民调解法 25)."""
    return {"danger_carried": True} if case.danger else {}


def _link(taking: Taking, case_id: UUID, origin_id: UUID, kind: CaseLinkKind) -> None:
    taking.uow.session.add(
        CaseLink(id=new_id(), case_id=case_id, origin_id=origin_id, kind=kind, linked_on=taking.entry.on)
    )


def _tell(taking: Taking, lead: Case, tag: str, data: dict[str, object]) -> None:
    """The lead case's own history says who came and from where."""
    flag_modified(lead, "state")
    taking.uow.session.flush()
    record_event(
        taking.uow,
        case_id=lead.id,
        kind=taking.loaded.kind,
        matter=lead,
        tag=tag,
        actor=taking.entry.actor,
        post=taking.entry.post,
        happened_at=taking.entry.happened_at,
        recorded_at=taking.entry.recorded_at,
        data=data,
    )
