"""A process that hands cases over at random until it is killed; it tells when the first act was committed.

python -m tests.faults.hand_over_process SEED    (settings from the environment)
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random
from uuid import UUID

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Case, HandOver, Membership, Party, Person
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.acts import Given, Nothing
from mediation.rules.errors import MediationError
from mediation.rules.grammar import Step
from mediation.rules.policy import post_for
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.services.load import seats_of
from mediation.services.perform import perform
from mediation.services.receivers import receivers
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step

ACCOUNTS = ("cunzhuren", "lincun", "zhenzhuren", "qizhuren", "sifasuo", "qidudao", "zongzhi", "shidudao")
WEIGHTS = {"sign_for": 6, "return": 3, "return_for_decision": 6, "decide_receiver": 3, "decide_sender": 2}


class Hands:
    """Everybody who takes part, and chance."""

    def __init__(self, house: Installation, seed: int) -> None:
        self.house, self.chance = house, Random(seed)
        player = Player(house, house.clock.today())
        player.house = house
        known = self._accounts()
        self.actors = [player.actor(account) for account in ACCOUNTS if account in known]
        with house.read() as session:
            self.cases = list(session.scalars(select(Case.id).where(Case.is_open).order_by(Case.id)))
            held = [post.organisation_id for actor in self.actors for post in actor.posts]
            manned = set(
                session.scalars(
                    select(Membership.organisation_id).where(Membership.organisation_id.in_(held))
                )
            )
            self.places = {
                organisation_id: [o.id for o in receivers(session, organisation_id) if o.id in manned]
                for organisation_id in manned
            }

    def _accounts(self) -> set[str]:
        with self.house.read() as session:
            return set(session.scalars(select(Person.account)))

    def acts(self) -> Iterator[str]:
        """One act after another; the name of each that was committed."""
        while True:
            wish = self._wish(self.chance.choice(self.cases))
            if wish is None:
                continue
            actor, command = wish
            try:
                perform(self.house, take_step, actor=actor, command=command)
            except MediationError:
                continue  # the other process was there first, or a condition does not hold
            yield command.step

    def _wish(self, case_id: UUID) -> tuple[Actor, StepCommand] | None:
        with self.house.read() as session:
            case = session.get_one(Case, case_id)
            offer = session.scalar(select(HandOver).where(HandOver.case_id == case_id, HandOver.is_open))
            kind = MatterKind.DISPUTE if offer is None else MatterKind.HAND_OVER
            seats = seats_of(case, offer or case, None)
            steps = self.house.registry.current(kind).steps_from(offer.state if offer else case.state)
            open_ = [s for s in steps if s.seat is not Seat.SYSTEM and (offer or s.name == "offer")]
            step = self.chance.choices(open_, [WEIGHTS.get(s.name, 1) for s in open_])[0]
            able = [actor for actor in self.actors if post_for(actor, step, seats) is not None]
            parties = tuple(session.scalars(select(Party.id).where(Party.case_id == case_id)))
        if not able:
            return None
        given = self._given(step, case.organisation_id, parties)
        matter_id = offer.id if offer else case_id
        command = StepCommand(
            matter=kind, matter_id=matter_id, step=step.name, given=given, reason="写明理由"
        )
        return self.chance.choice(able), command

    def _given(self, step: Step, holder_id: UUID, parties: tuple[UUID, ...]) -> Given:
        if step.act not in (acts.OFFER_CASE, acts.ASSIGN_CASE):
            return Nothing()
        receiver = self.chance.choice(self.places[holder_id])
        offered = acts.CaseOffered(receiver, parties)
        return offered if step.act is acts.OFFER_CASE else acts.CaseAssigned(receiver)


def main(seed: int) -> None:
    house = Installation.open()
    for n, _ in enumerate(Hands(house, seed).acts()):
        if n == 0:
            sys.stdout.write("begun\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
