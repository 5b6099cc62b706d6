"""Whatever the channel does to files, both sides come to the same: one holder, nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.demonstration.doors import at_court, registered
from mediation.model import Case, CaseEvent, ExchangeIn, ExchangeOut, HandOver, Organisation
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.errors import ConditionsUnmet, WrongState
from mediation.rules.vocabulary import CourtProcedure, InboxState, MatterKind
from mediation.services.exchange.recall_offer import recall_offer
from mediation.services.perform import perform
from tests.steps.exchange.channel import Channel
from tests.steps.exchange.sides import COURT, TOWNSHIP, Pair, Side

REASON = "双方同意，就近调解"


def send_one(court: Side, n: int) -> UUID:
    """A registered case goes to the township over there."""
    at_court(court.player, n)
    registered(court.player, CourtProcedure.ORDINARY)
    offer(court)
    return court.player.case_id


def offer(court: Side) -> None:
    given = acts.CaseOffered(court.player.organisation(TOWNSHIP), tuple(court.player.parties))
    court.player.step("fayuan", "entrust", given, REASON)


def lived(pair: Pair, chance: Random, cases: int, steps: int) -> list[UUID]:
    """Cases are sent, signed for, returned, asked back, closed, and go on, while files come as they come."""
    there = Channel(pair.court, pair.county, chance)
    back = Channel(pair.county, pair.court, chance)
    made: list[UUID] = []
    for _ in range(steps):
        moves: list[Callable[[], None]] = [there.send, there.deliver, back.send, back.deliver]
        if len(made) < cases:
            moves += [lambda: made.append(send_one(pair.court, len(made) + 1))] * 2
        moves += [lambda: answer(pair.county, chance), lambda: go_on(pair.county, made, chance)]
        moves += [lambda: change_mind(pair.court, made, chance)]
        chance.choice(moves)()
        never_two_holders(pair, made)
    pair.carry()
    print(
        f"lost {there.lost + back.lost}, repeated {there.repeated + back.repeated}, "
        f"spoilt {there.spoilt + back.spoilt}"
    )
    return made


def answer(county: Side, chance: Random) -> None:
    waiting = county.offers()
    if not waiting:
        return
    chosen = chance.choice(waiting)
    if chance.random() < 0.7:
        county.sign(offer_id=chosen)
    else:
        county.send_back("当事人都在外地", offer_id=chosen)


def go_on(county: Side, made: list[UUID], chance: Random) -> None:
    """A case over there takes a step, if it can."""
    held = [
        one
        for one in made
        if county.holder(one) == TOWNSHIP and county.state(one) in ("accepted", "mediating")
    ]
    if not held:
        return
    player = county.player
    player.case_id = chance.choice(held)
    if county.state(player.case_id) == "accepted":
        player.appoint("zhenzhuren", "zhentiaojie")
    else:
        player.step("zhentiaojie", "go_to_trial", reason="双方差距过大")


def change_mind(court: Side, made: list[UUID], chance: Random) -> None:
    """The court asks an offer back, or the party goes on to trial while it is under way; or it is offered again."""
    held = [one for one in made if court.holder(one) == COURT and court.state(one) == "registered"]
    if not held:
        return
    player = court.player
    player.case_id = chance.choice(held)
    player.parties = parties_of(court, player.case_id)
    if court.hand_over(player.case_id) != "offered":
        offer(court)
        return
    if chance.random() < 0.3:
        player.step("fayuan", "go_to_trial", reason="原告要求审理")
        return
    try:
        player.step("fayuan", "call_back", reason="送错了组织", matter=MatterKind.HAND_OVER)
    except ConditionsUnmet:
        with court.house.read() as session:
            hand_over = session.scalars(
                select(HandOver.id).where(HandOver.case_id == player.case_id, HandOver.is_open)
            ).one()
        with suppress(WrongState):  # asked already
            perform(player.house, recall_offer, actor=court.actor("fayuan"), hand_over_id=hand_over)


def parties_of(side: Side, case_id: UUID) -> list[UUID]:
    from mediation.services.case_now import current_parties

    with side.house.read() as session:
        return [one.id for one in current_parties(session, case_id)]


def never_two_holders(pair: Pair, made: list[UUID]) -> None:
    """Who signed answers; the sender's books still name the sender until the signature comes, never a third."""
    for case_id in made:
        here, there = pair.court.holder(case_id), pair.county.holder(case_id)
        assert here in (COURT, TOWNSHIP)
        assert there in (None, COURT, TOWNSHIP)
        if here == TOWNSHIP:
            assert there == TOWNSHIP, "nobody gave it away who had not been signed for"


def at_rest(pair: Pair, made: list[UUID]) -> None:
    """Both books say the same of every case."""
    for case_id in made:
        there = pair.county.holder(case_id)
        if there is None:
            assert pair.court.holder(case_id) == COURT
            assert pair.court.hand_over(case_id) in ("returned", "withdrawn", "offered")
            continue
        assert pair.court.holder(case_id) == there, case_id
        if pair.county.hand_over(case_id) == "accepted" and there == TOWNSHIP:
            assert pair.court.state(case_id) == pair.county.state(case_id), case_id
    for side in (pair.court, pair.county):
        with side.house.read() as session:
            assert list(replay_breaks(session, side.house.registry)) == []
            left = session.scalar(select(func.count()).where(ExchangeOut.acknowledged_at.is_(None)))
            assert left == 0, "something was never acknowledged"
            refused = session.scalars(select(ExchangeIn).where(ExchangeIn.state == InboxState.REFUSED))
            assert [(one.kind, one.said) for one in refused] == [], "something could not be carried out"
            signed = session.execute(
                select(CaseEvent.matter_id, func.count())
                .where(CaseEvent.tag == "hand_over:sign_for")
                .group_by(CaseEvent.matter_id)
            ).all()
            assert all(n == 1 for _, n in signed), "a signature counted twice"
    with pair.court.house.read() as session:
        held = session.scalars(
            select(Case.id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(Organisation.name == TOWNSHIP)
        ).all()
    assert set(held) == {one for one in made if pair.county.holder(one) == TOWNSHIP}


def test_a_few_cases_over_a_bad_channel(pair: Pair) -> None:
    at_rest(pair, lived(pair, Random(7), cases=4, steps=45))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_many_cases_over_a_bad_channel(pair: Pair, seed: int) -> None:
    at_rest(pair, lived(pair, Random(seed), cases=25, steps=400))


@pytest.mark.long
def test_sixty_cases_and_seven_hundred_acts_over_a_bad_channel(pair: Pair) -> None:
    at_rest(pair, lived(pair, Random(60), cases=60, steps=700))


@pytest.mark.long
@pytest.mark.postgres
def test_the_same_between_sqlite_and_postgresql(mixed_pair: Pair) -> None:
    at_rest(mixed_pair, lived(mixed_pair, Random(99), cases=12, steps=150))
