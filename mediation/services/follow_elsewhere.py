"""劳动仲裁、政府处理: what goes there first is followed until a suit may be brought (劳调仲法 5; 土地管理法 14)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from mediation.model import Case, Request
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, WrongState
from mediation.rules.facts import CaseFacts
from mediation.rules.messages import say
from mediation.rules.vocabulary import Channel, MatterKind, Outcome
from mediation.services.acts.asking import open_request
from mediation.services.load import load_case
from mediation.services.note_event import note_event
from mediation.services.step import Entry, StepCommand, Taking
from mediation.services.suits import FULLY_AGREED
from mediation.services.take_step import take_step
from mediation.services.unit_of_work import UnitOfWork

ARBITRATION = (Channel.LABOUR_ARBITRATION, "await_award", "劳动人事争议仲裁委员会")
GOVERNMENT = (Channel.GOVERNMENT, "await_decision", "人民政府")
FIRST = {
    "at_arbitration": ARBITRATION,
    "at_land_arbitration": (Channel.LAND_ARBITRATION, "await_land_award", "农村土地承包仲裁委员会"),
    "at_government": GOVERNMENT,
}
"""By where the dispute stands: as what it is referred, the step with which it is followed, and to whom."""
AGREED = (*FULLY_AGREED, Outcome.AGREED_PARTLY)
"""Over what was agreed and not performed, or left over, the same body comes first (劳调仲法 15; 土地管理法 14)."""
SUIT_OPEN = ("awarded", "decided", "land_awarded", "land_arbitrating")
"""Where a referral stands in which the suit may be brought; over contracted land no award is waited for."""
SUE = "sue"


def follow_elsewhere(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID) -> UUID:
    """Open the referral of a dispute that left for arbitration or the government, or was agreed on and goes there.

    The answer is the referral.
    """
    loaded = load_case(uow, actor, case_id)
    found = who_comes_first(loaded.case)
    if found is None:
        raise WrongState(say("案件没有转仲裁或者政府处理，也不是达成协议的劳动争议、土地权属争议"))
    channel, name, body = found
    step = uow.registry.current(MatterKind.REFERRAL).step(name)
    post = actor.post_at(loaded.case.organisation_id, step.by)
    if post is None:
        raise NotAllowed(say("只有承办组织的人员可以修改案件内容"))
    if _followed(uow, case_id, channel) is not None:
        raise WrongState(say("已经在跟踪了"))
    now = clock.now()
    entry = Entry(actor=actor, post=post, happened_at=now, recorded_at=now)
    taking = Taking(uow=uow, loaded=loaded, step=step, entry=entry, facts=CaseFacts(on=entry.on))
    made = open_request(
        taking, MatterKind.REFERRAL, loaded.case.claim or "", asked_name=body, channel=channel
    )
    note_event(uow, loaded, "case:followed", actor, post, clock, {"channel": channel.value, "to": body})
    command = StepCommand(matter=MatterKind.REFERRAL, matter_id=made.id, step=name)
    take_step(uow, actor=actor, clock=clock, command=command)
    return made.id


def who_comes_first(case: Case) -> tuple[Channel, str, str] | None:
    """Who has to decide before a court over what the dispute has become; None where it may be sued over at once."""
    if case.outcome in AGREED:
        return ARBITRATION if case.labour else GOVERNMENT if case.land_title else None
    return FIRST.get(case.state)


def _followed(uow: UnitOfWork, case_id: UUID, channel: Channel) -> Request | None:
    there = select(Request).where(
        Request.case_id == case_id,
        Request.kind == MatterKind.REFERRAL,
        Request.channel == channel,
        Request.state != "withdrawn",
    )
    return uow.session.scalar(there.limit(1))


def sued(uow: UnitOfWork, case_id: UUID, actor: Actor, clock: Clock) -> None:
    """The complaint went to the court: the days for it have been kept."""
    waits = select(Request).where(
        Request.case_id == case_id, Request.kind == MatterKind.REFERRAL, Request.state.in_(SUIT_OPEN)
    )
    for one in uow.session.scalars(waits).all():
        command = StepCommand(matter=MatterKind.REFERRAL, matter_id=one.id, step=SUE)
        take_step(uow, actor=actor, clock=clock, command=command)
