"""A case changes hands: offered, signed for or returned; at every instant one organisation answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from mediation.model import Case, HandOver, Holding, Organisation, Party, Request
from mediation.rules.acts import CaseAssigned, CaseOffered
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.vocabulary import MatterKind, OrganisationKind
from mediation.services.acts.opening import give_number, release_mediators
from mediation.services.acts.telling import record_agreement, silent
from mediation.services.case_now import current_parties
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded
from mediation.services.receivers import decider, unmanned
from mediation.services.receivers import receiver as receiver_of
from mediation.services.run_clocks import start_clock
from mediation.services.step import Done, Taking


def offer_case(taking: Taking) -> Done:
    """Offered to a committee, by another or by a court that entrusts it; every party was told and agrees."""
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    return open_hand_over(taking, cast(CaseOffered, taking.entry.given), parties)


def open_hand_over(taking: Taking, given: CaseOffered, to_agree: Sequence[Party]) -> Done:
    """Until it is signed for, the sender answers for the case; its papers go only as those parties agree."""
    session, case = taking.uow.session, taking.loaded.case
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    receiver = receiver_of(session, case.organisation_id, given.receiver_id, today)
    check = FieldCheck()
    if given.receiver_id == case.organisation_id:
        check.note("receiver_id", say("案件已经在本组织"))
    elif receiver is None:
        check.note("receiver_id", say("请从列表中选接收的调解组织：上级、本旗县的行业调委会或者邻近的调委会"))
    elif unmanned(session, taking.uow.registry, [receiver.id], today):
        check.note("receiver_id", say("{name}还没有能签收的人员，请选别的组织", name=receiver.name))
    names = silent(to_agree, given.agreeing_ids)
    if names:
        check.note(
            "agreeing_ids", say("移交前应告知 {names} 并征得同意：调解组织之间没有隶属关系", names=names)
        )
    check.refuse()
    assert receiver is not None
    if not given.recorded:
        record_agreement(taking, to_agree)
    registry = taking.uow.registry
    definition = registry.fitting(
        MatterKind.HAND_OVER, registry.of(MatterKind.DISPUTE, case.definition_version)
    )
    hand_over = HandOver(
        case_id=case.id,
        sender_id=case.organisation_id,
        receiver_id=receiver.id,
        offered_at=taking.entry.happened_at,
        definition_version=definition.version,
        definition_digest=definition.digest,
        state=definition.initial.name,
        is_open=True,
        version=1,
    )
    session.add(hand_over)
    hand_over.reason = taking.entry.reason
    session.flush()
    linked = Loaded(case, hand_over, MatterKind.HAND_OVER, {}, taking.loaded.view, taking.loaded.holder)
    first = definition.initial
    clock = first.from_court if taking.loaded.holder.kind is OrganisationKind.COURT else None
    if clock := clock or first.clock:
        start_clock(taking.uow, linked, clock, taking.entry.on)
    return Done(data={"to": receiver.name, "hand_over": str(hand_over.id)})


def take_over(taking: Taking) -> Done:
    """The receiver signs: the sender's holding ends and the receiver's begins at the same instant."""
    session, case, hand_over = taking.uow.session, taking.loaded.case, taking.loaded.matter
    if not isinstance(hand_over, HandOver) or hand_over.sender_id != case.organisation_id:
        raise WrongState(say("案件已不在移出组织"))
    now = taking.entry.happened_at
    release_mediators(taking)
    pass_on(session, case, hand_over.receiver_id, now)
    case.number = None
    hand_over.answered_at = now
    for request in session.scalars(_ASKED, {"case_id": case.id, "asker_id": hand_over.sender_id}):
        request.asker_id = hand_over.receiver_id  # who answers for the case hears the answers
    session.flush()
    sender = session.get_one(Organisation, hand_over.sender_id)
    return Done(data={"from": sender.name})


_ASKED = select(Request).where(
    Request.case_id == bindparam("case_id", type_=Uuid()),
    Request.asker_id == bindparam("asker_id", type_=Uuid()),
    Request.kind != MatterKind.CALL_UP,
    Request.is_open,
)
"""What goes along with the case; a call is answered to who called, and only they confirm that it is done."""


def pass_on(session: Session, case: Case, organisation_id: UUID, at: datetime) -> None:
    """One holding ends and the next begins at the same instant, not before the one that ends."""
    current = session.get_one(Holding, case.holding_id)
    at = max(at, current.from_at)  # the clocks of two installations may differ
    current.until_at, current.open = at, False
    session.flush()
    holding = Holding(case_id=case.id, organisation_id=organisation_id, from_at=at, open=True)
    session.add(holding)
    case.holding_id, case.organisation_id = holding.id, organisation_id


def return_case(taking: Taking) -> Done:
    """The receiver sends it back with a reason; the sender has answered for it all along."""
    hand_over = cast(HandOver, taking.loaded.matter)
    hand_over.answered_at = taking.entry.happened_at
    hand_over.answer = taking.entry.reason
    flag_modified(taking.loaded.case, "state")
    return Done()


def return_for_decision(taking: Taking) -> Done:
    """Returned once too often: somebody above the committees decides, and meanwhile the sender answers."""
    cast(HandOver, taking.loaded.matter).answer = taking.entry.reason
    return ask_for_decision(taking)


def ask_for_decision(taking: Taking) -> Done:
    """Raises WrongState where nobody above both committees can decide."""
    session, hand_over = taking.uow.session, cast(HandOver, taking.loaded.matter)
    sender = session.get_one(Organisation, hand_over.sender_id)
    receiver = session.get_one(Organisation, hand_over.receiver_id)
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    found = decider(session, taking.uow.registry, sender, receiver, today)
    if found is None:
        raise WrongState(say("没有能决定的上级机关：请先在系统里登记司法所或者司法局的督导人员"))
    hand_over.decider_id = found.id
    return Done(data={"to": found.name})


def assign_case(taking: Taking) -> Done:
    """The decision: one of the committees to which the sender might have offered it takes the case."""
    given = cast(CaseAssigned, taking.entry.given)
    session, hand_over = taking.uow.session, cast(HandOver, taking.loaded.matter)
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    chosen = receiver_of(session, hand_over.sender_id, given.receiver_id, today)
    check = FieldCheck()
    if chosen is None:
        check.note("receiver_id", say("请从列表中选承办组织；由移出组织办理的，请用「决定由移出组织办理」"))
    elif unmanned(session, taking.uow.registry, [chosen.id], today):
        check.note("receiver_id", say("{name}还没有能签收的人员，请选别的组织", name=chosen.name))
    check.refuse()
    assert chosen is not None
    hand_over.receiver_id = chosen.id
    session.flush()
    done = take_over(taking)
    return Done(data={**done.data, "to": chosen.name})


def start_anew(taking: Taking) -> Done:
    """The receiver gives its own number, its own month begins, and it tells the parties their rights itself."""
    for party in current_parties(taking.uow.session, taking.loaded.case.id):
        party.rights_told_on = None
    return give_number(taking)
