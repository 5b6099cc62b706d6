"""A process that hands cases over at random until it is killed; it tells when the first hand-over has ended."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Case, HandOver, Party
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.acts import Given, Nothing
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import ConditionsUnmet, NotAllowed, NotThere, StaleCase, WrongState
from mediation.rules.grammar import Step
from mediation.rules.policy import post_for
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.services.load import seats_of
from mediation.services.perform import perform
from mediation.services.receivers import receivers, unmanned
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import opened

ACCOUNTS = ("cunzhuren", "lincun", "zhenzhuren", "qizhuren", "sifasuo", "qidudao", "zongzhi", "shidudao")
WEIGHTS = {"sign_for": 6, "return": 2, "return_for_decision": 3, "decide_receiver": 3, "decide_sender": 2}
REFUSED = (ConditionsUnmet, NotAllowed, NotThere, StaleCase, WrongState)
"""The other process was there first, or a condition does not hold; a busy or failed database ends the process."""
SILENT = 12
"""Of so many cases, one is offered to receivers that never answer."""
NOBODY_ANSWERS = ("offer", "ask_for_decision", "decide_receiver", "decide_sender")
FIRST_DAY = date(2020, 1, 6)
SECOND = 86_400


@dataclass(frozen=True)
class QuickClock:
    """A day passes each second, for all processes alike, so that terms end and holdings last for days."""

    began: float

    def now(self) -> datetime:
        start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day + 1, 9, tzinfo=SHANGHAI).timestamp()
        return datetime.fromtimestamp(start + (time.monotonic() - self.began) * SECOND, UTC)

    def today(self) -> date:
        return self.now().astimezone(SHANGHAI).date()


class Hands:
    """Everybody who takes part, and chance."""

    def __init__(self, house: Installation, seed: int) -> None:
        self.house, self.chance = house, Random(seed)
        player = Player(house, house.clock.today())
        self.actors = [player.actor(account) for account in ACCOUNTS]
        with house.read() as session:
            self.cases = list(session.scalars(select(Case.id).order_by(Case.id)))
            self.parties: dict[UUID, list[UUID]] = {}
            for case_id, party_id in session.execute(select(Party.case_id, Party.id)):
                self.parties.setdefault(case_id, []).append(party_id)
            self.places: dict[UUID, list[UUID]] = {}
            ours = {post.organisation_id for actor in self.actors for post in actor.posts}
            for here in ours:
                near = {o.id for o in receivers(session, here, house.clock.today())} & ours
                idle = unmanned(session, house.registry, near, house.clock.today())
                self.places[here] = sorted(near - idle)
        self.silent = set(self.cases[::SILENT])

    def acts(self) -> Iterator[str]:
        """One act after another; the name of each that was committed."""
        while True:
            actor, command = self._wish(self.chance.choice(self.cases))
            try:
                perform(self.house, take_step, actor=actor, command=command)
            except REFUSED:
                continue
            yield command.step

    def _wish(self, case_id: UUID) -> tuple[Actor, StepCommand]:
        with self.house.read() as session:
            case = session.get_one(Case, case_id)
            offer = session.scalar(select(HandOver).where(HandOver.case_id == case_id, HandOver.is_open))
            kind = MatterKind.DISPUTE if offer is None else MatterKind.HAND_OVER
            seats = seats_of(case, offer or case, None)
            state = offer.state if offer else case.state
            holder_id, matter_id = case.organisation_id, offer.id if offer else case_id
        step = self._step(case_id, kind, state)
        able = [actor for actor in self.actors if post_for(actor, step, seats) is not None]
        given = self._given(step, holder_id, case_id)
        command = StepCommand(
            matter=kind, matter_id=matter_id, step=step.name, given=given, reason="写明理由"
        )
        return self.chance.choice(able), command

    def _step(self, case_id: UUID, kind: MatterKind, state: str) -> Step:
        steps = self.house.registry.current(kind).steps_from(state)
        wanted = [
            step
            for step in steps
            if step.seat is not Seat.SYSTEM
            and (kind is MatterKind.HAND_OVER or step.name == "offer")
            and (case_id not in self.silent or step.name in NOBODY_ANSWERS)
        ]
        return self.chance.choices(wanted, [WEIGHTS.get(step.name, 1) for step in wanted])[0]

    def _given(self, step: Step, holder_id: UUID, case_id: UUID) -> Given:
        if step.act is acts.REPORT_DANGER:
            return acts.DangerReported("扬言砸窗", "派出所")
        if step.act not in (acts.OFFER_CASE, acts.ASSIGN_CASE):
            return Nothing()
        receiver = self.chance.choice(self.places[holder_id])
        offered = acts.CaseOffered(receiver, tuple(self.parties[case_id]))
        return offered if step.act is acts.OFFER_CASE else acts.CaseAssigned(receiver)


def hand_over_until_killed(url: str, folder: Path, clock: QuickClock, seed: int, tell: Connection) -> None:
    told = False
    for act in Hands(opened(url, folder, clock), seed).acts():
        if not told and act != "offer":
            tell.send("one has ended")
            told = True
