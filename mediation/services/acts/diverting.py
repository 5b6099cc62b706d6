"""A court or a governance centre sends a dispute to mediation: entrusted, delegated, guided to it or dispatched."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select

from mediation.model import Diversion, Filing
from mediation.rules.acts import CaseDelegated, CaseOffered, SuitFiled
from mediation.rules.clock import SHANGHAI
from mediation.rules.diversion import SOURCES
from mediation.rules.messages import say
from mediation.rules.numbering import canonical
from mediation.rules.vocabulary import CaseSource, CourtDoor, CourtProcedure, NoticePurpose, Side
from mediation.services.acts.filing import check_number, write_filing
from mediation.services.acts.handing_over import offer_case, open_hand_over
from mediation.services.case_now import current_parties
from mediation.services.court_door import diversion_of
from mediation.services.court_numbers import DELEGATION, SUIT, check_kind_and_use, note_other_kind
from mediation.services.field_check import FieldCheck
from mediation.services.mediated_before import mediated_in_vain_before
from mediation.services.open_complaint import CORRECTING, open_complaint
from mediation.services.queue_notice import withdraw_notices
from mediation.services.step import Done, Taking


def file_suit(taking: Taking) -> Done:
    """A conforming complaint is registered before anything else (民事诉讼法 126); mediation never waits for it."""
    return Done(data=register_suit(taking, cast(SuitFiled, taking.entry.given)))


def register_suit(taking: Taking, given: SuitFiled) -> dict[str, str]:
    """The court holds the dispute: it registers it and may entrust it then; the answer is what the history tells."""
    check = FieldCheck()
    check_unused(taking, check, given.court_number)
    _check_kind(taking, check, given)
    told = write_filing(taking, check, taking.loaded.holder, given)
    _divert(taking, CourtDoor.FIRST_MEDIATION, told["court_number"], given.procedure)
    return {**told, "procedure": given.procedure.value}


def _check_kind(taking: Taking, check: FieldCheck, given: SuitFiled) -> None:
    """A suit bears a suit's number, not one of a mediation before registration."""
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    unread = FieldCheck()  # what cannot be read at all is said with the rest of the filing
    number = check_number(unread, taking.loaded.holder, given.court_number, today)
    note_other_kind(taking.uow, check, number, SUIT)


def delegate(taking: Taking) -> Done:
    """委派 before registration (door 3), under a number of its own (诉前调)."""
    given, check = cast(CaseDelegated, taking.entry.given), FieldCheck()
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    number = check_number(check, taking.loaded.holder, given.court_number, today)
    check_kind_and_use(taking.uow, check, number, DELEGATION, suit_of=taking.loaded.case.id)
    _check_first_time(taking, check)
    lying = open_complaint(taking.uow.session, taking.loaded.case.id)
    if lying is not None and lying.state == CORRECTING:
        check.note(
            "receiver_id",
            say("法院已经告知补正，正在等补正材料：收下补正材料审查立案，或者由当事人撤回起诉以后再委派"),
        )
    check.refuse()
    if lying is not None:  # it came back, and goes out again: who was not yet told of it need not be
        withdraw_notices(taking.uow, lying.id, NoticePurpose.FILING, taking.entry.recorded_at)
    _divert(taking, CourtDoor.DELEGATION, str(number))
    done = offer_case(taking)
    return Done(data={**done.data, "court_number": str(number)})


def guide(taking: Taking) -> Done:
    """引导 (人调法 18): who asks at the court is told of mediation (door 1); the other side is asked later."""
    check = FieldCheck()
    _check_first_time(taking, check)
    check.refuse()
    _divert(taking, CourtDoor.GUIDANCE)
    return _with_who_came(taking)


def dispatch(taking: Taking) -> Done:
    """派单: who comes to the governance centre is sent on to a committee, which decides whether it accepts.

    Who came of their own accord came through the centre; a finer channel (信访, 12345) stays for the statistics.
    """
    if taking.loaded.case.source is CaseSource.APPLICATION:
        taking.loaded.case.source = CaseSource.GOVERNANCE_CENTRE
    return _with_who_came(taking)


def _with_who_came(taking: Taking) -> Done:
    """Who asked is asked now, the other side by the committee."""
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    asking = [party for party in parties if party.side is Side.APPLICANT]
    return open_hand_over(taking, cast(CaseOffered, taking.entry.given), asking)


def _check_first_time(taking: Taking, check: FieldCheck) -> None:
    """What was mediated once in vain is filed (特邀规定 21); told as far as the court may see the earlier case."""
    earlier = mediated_in_vain_before(taking.uow.session, taking.entry.taker, taking.loaded.case)
    for one in earlier:
        check.note(
            "receiver_id",
            say(
                "这件纠纷在 {case} 已经调解过一次没有成功：不再引导、委派，应当立案；立案以后可以委托",
                case=one.number or one.public_id,
            ),
        )


def check_unused(taking: Taking, check: FieldCheck, text: str) -> None:
    """A court gives a number once; the database holds it too."""
    used = select(Diversion.id).where(
        Diversion.court_number == canonical(text), Diversion.case_id != taking.loaded.case.id
    )
    filed = select(Filing.id).where(
        Filing.court_number == canonical(text),
        Filing.case_id != taking.loaded.case.id,
        Filing.voided_at.is_(None),
    )
    session = taking.uow.session
    if text.strip() and (session.scalar(used) is not None or session.scalar(filed) is not None):
        check.note("court_number", say("这个案号已经用过"))


def _divert(
    taking: Taking, door: CourtDoor, number: str = "", procedure: CourtProcedure | None = None
) -> None:
    """By which door the case is sent now: one may follow another, as long as the court holds it.

    Who invites alone confirms (民事诉讼法 205(1)); guiding is no invitation.
    """
    session, case, court = taking.uow.session, taking.loaded.case, taking.loaded.holder
    diversion = diversion_of(session, case.id)
    if diversion is None:
        diversion = Diversion(case_id=case.id, court_id=court.id)
        session.add(diversion)
    diversion.door, diversion.court_number, diversion.procedure = door, number, procedure
    diversion.diverted_on = taking.entry.on
    case.source = SOURCES[door]
    case.inviting_court_id = None if door is CourtDoor.GUIDANCE else court.id
