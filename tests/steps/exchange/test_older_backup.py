"""One side is restored from an older backup: no number ever stands for two messages, and both go on after a check."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.demonstration.doors import at_court, registered
from mediation.model import Case, CaseEvent, ExchangeOffer, ExchangeOut, ExchangePeer, HandOver, Organisation
from mediation.rules.errors import BadInput, NotAllowed, WrongState
from mediation.rules.vocabulary import CourtProcedure
from mediation.services.exchange.recall_offer import recall_offer
from mediation.services.exchange.resume_exchange import Resumed, resume_exchange
from mediation.services.perform import perform
from tests.steps.conftest import opened
from tests.steps.exchange.sides import COURT, TOWNSHIP, Pair, Side, folder_of
from tests.steps.exchange.test_lossy_channel import send_one


def backed_up(side: Side, to: Path) -> Path:
    side.house.close()
    shutil.copytree(folder_of(side), to)
    return to


def reopened(side: Side, folder: Path) -> Side:
    found = Side(opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder), side.carries)
    found.player.clock.instant = side.player.clock.instant
    return found


def restored(pair: Pair, folder: Path) -> Side:
    """The court as it was, with the day that it is now."""
    pair.court.house.close()
    pair.court = reopened(pair.court, folder)
    return pair.court


def peer_of(side: Side) -> ExchangePeer:
    with side.house.read() as session:
        peer = session.get_one(ExchangePeer, side.peer_id)
        session.expunge(peer)
        return peer


def numbers(side: Side) -> list[int]:
    with side.house.read() as session:
        waiting = select(ExchangeOut.seq).where(ExchangeOut.acknowledged_at.is_(None))
        return list(session.scalars(waiting.order_by(ExchangeOut.seq)))


def case_numbers(side: Side) -> dict[UUID, tuple[str | None, int]]:
    """Each case's number, and how many acts its history tells."""
    told = select(func.count()).where(CaseEvent.case_id == Case.id).scalar_subquery()
    with side.house.read() as session:
        return {
            id: (number, acts) for id, number, acts in session.execute(select(Case.id, Case.number, told))
        }


def lost_a_day(pair: Pair, tmp_path: Path) -> None:
    """Told and signed for before the backup; told, signed for and answered after it; then the court is as it was."""
    send_one(pair.court, 1)
    pair.carry()
    backup = backed_up(pair.court, tmp_path / "backup")
    pair.court = reopened(pair.court, folder_of(pair.court))
    send_one(pair.court, 2)
    pair.carry()
    for one in pair.county.offers():
        pair.county.sign(offer_id=one)
    pair.carry()
    pair.court.player.wait(1)
    restored(pair, backup)


@pytest.mark.long
def test_who_forgot_learns_it_from_the_others_file_and_everything_stops(pair: Pair, tmp_path: Path) -> None:
    lost_a_day(pair, tmp_path)
    with pytest.raises(BadInput, match="恢复过旧的备份"):
        pair.court.take(pair.county.make())
    assert peer_of(pair.court).held_at is not None
    with pytest.raises(WrongState, match="暂停"):
        pair.court.make()
    with pytest.raises(BadInput, match="暂停"):
        pair.court.take(pair.county.make())


def test_numbers_that_fit_by_chance_are_told_apart(pair: Pair, tmp_path: Path) -> None:
    """The court told as many other things meanwhile as it has forgotten: the numbers alone would agree."""
    lost_a_day(pair, tmp_path)
    reached = peer_of(pair.county).received
    n = 3
    while peer_of(pair.court).last_seq < reached:
        send_one(pair.court, n)
        n += 1
    with pytest.raises(BadInput, match="恢复过旧的备份"):
        pair.county.take(pair.court.make())
    with pytest.raises(BadInput, match="恢复过旧的备份"):
        pair.court.take(pair.county.make())
    assert peer_of(pair.court).acknowledged < reached


def test_after_a_check_both_go_on_and_nothing_is_told_twice(pair: Pair, tmp_path: Path) -> None:
    lost_a_day(pair, tmp_path)
    court, county = pair.court, pair.county
    first = court.holder(next(iter(held_by(county))))
    assert first == COURT, "the signature was forgotten"
    registered(
        at_court(court.player, 4), CourtProcedure.ORDINARY
    )  # takes the number that the forgotten one had
    new = send_one(court, 3)
    with pytest.raises(BadInput):
        court.take(county.make())
    reached, file = peer_of(county).received, county.make()
    with pytest.raises(NotAllowed):
        resume_exchange(court.player.house, actor=court.carrier, data=file)
    before = case_numbers(court)
    done = resume_exchange(court.player.house, actor=court.actor("guanliyuan"), data=file)
    assert isinstance(done, Resumed)
    assert done.forgotten[1] == reached
    assert min(numbers(court)) == reached + 1
    assert case_numbers(court) == before, "messages are renumbered, and no case"
    with pytest.raises(WrongState, match="没有暂停"):
        resume_exchange(court.player.house, actor=court.actor("guanliyuan"), data=file)
    pair.carry()
    assert [offer_case(county, one) for one in county.offers()] == [new]
    county.sign()
    pair.carry()
    assert court.holder(new) == county.holder(new) == TOWNSHIP


@pytest.mark.long
def test_a_forgotten_signature_comes_again_when_the_offer_is_asked_back(pair: Pair, tmp_path: Path) -> None:
    lost_a_day(pair, tmp_path)
    court, county = pair.court, pair.county
    case_id = next(one for one in held_by(county) if court.holder(one) is not None)
    with pytest.raises(BadInput):
        court.take(county.make())
    resume_exchange(court.player.house, actor=court.actor("guanliyuan"), data=county.make())
    pair.carry()
    perform(
        court.player.house,
        recall_offer,
        actor=court.actor("fayuan"),
        hand_over_id=open_hand_over(court, case_id),
    )
    pair.carry()
    assert court.holder(case_id) == county.holder(case_id) == TOWNSHIP


def held_by(side: Side) -> list[UUID]:
    with side.house.read() as session:
        return list(
            session.scalars(
                select(Case.id)
                .join(Organisation, Organisation.id == Case.organisation_id)
                .where(Organisation.name == TOWNSHIP)
                .order_by(Case.registered_at, Case.id)
            )
        )


def offer_case(side: Side, offer_id: UUID) -> UUID:
    with side.house.read() as session:
        return session.get_one(ExchangeOffer, offer_id).case_id


def open_hand_over(side: Side, case_id: UUID) -> UUID:
    with side.house.read() as session:
        found = select(HandOver.id).where(HandOver.case_id == case_id, HandOver.is_open)
        return session.scalars(found).one()
