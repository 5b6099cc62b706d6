"""Exchange between two installations: files with many offers made, carried, taken, signed for and answered."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, select

from bench.house import opened
from bench.measure import Row
from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, entrusted
from mediation.demonstration.player import Player
from mediation.model import ExchangeOffer, ExchangePeer, Membership, Organisation
from mediation.rules.vocabulary import OfferState, OrganisationKind
from mediation.services.exchange.keys import make_keys, own_card
from mediation.services.exchange.make_file import FileMade, make_file
from mediation.services.exchange.peers import register_peer
from mediation.services.exchange.receive_file import take_file
from mediation.services.exchange.sign_offer import sign_offer
from mediation.services.perform import perform

T = TypeVar("T")
COURTS = (OrganisationKind.COURT, OrganisationKind.INDUSTRY_COMMITTEE)
COMMITTEES = (OrganisationKind.COMMITTEE, OrganisationKind.GOVERNANCE_CENTRE)


def measure(*, cases: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        court = _side(Path(folder) / "court", COMMITTEES, "科左中旗人民法院")
        county = _side(Path(folder) / "county", COURTS, "科左中旗综治中心")
        _introduce(court, county)
        _introduce(county, court)
        for n in range(cases):
            entrusted(at_court(Player(court, court.clock.today() - timedelta(1)), n))
        seconds: dict[str, float] = {}
        there = _timed(seconds, "made", lambda: _made(court, "fayuan"))
        _timed(seconds, "taken", lambda: _taken(county, "qizhuren", there))
        _timed(seconds, "signed for", lambda: _signed(county))
        back = _made(county, "qizhuren")
        _timed(seconds, "answers taken", lambda: _taken(court, "fayuan", back))
        with court.read() as session:
            left = session.scalars(select(ExchangePeer)).one()
            if left.acknowledged < cases:
                raise RuntimeError("not every offer arrived")
        court.close()
        county.close()
    size = len(there.data) / 1024
    for what, took in seconds.items():
        each = took / cases * 1000
        yield Row(f"exchange of {cases} cases: {what}", f"{each:.1f} ms a case", f"file {size:.0f} KB", "—")


def _side(folder: Path, elsewhere: tuple[OrganisationKind, ...], name: str) -> Installation:
    """Nobody works in organisations of those kinds: they work in the other installation."""
    house = opened(folder)
    with house.begin() as uow:
        there = select(Organisation.id).where(Organisation.kind.in_(elsewhere))
        uow.session.execute(delete(Membership).where(Membership.organisation_id.in_(there)))
        make_keys(uow, clock=house.clock, name=name)
        uow.commit()
    return house


def _introduce(one: Installation, other: Installation) -> None:
    with one.read() as session:
        card = own_card(session, one.clock)
    actor = Player(other, other.clock.today()).actor("guanliyuan")
    perform(other, register_peer, actor=actor, card=card.to_json(), typed=card.fingerprint[-8:])


def _made(house: Installation, account: str) -> FileMade:
    with house.read() as session:
        peer_id = session.scalars(select(ExchangePeer.id)).one()
    return make_file(house, actor=Player(house, house.clock.today()).actor(account), peer_id=peer_id)


def _taken(house: Installation, account: str, file: FileMade) -> None:
    actor = Player(house, house.clock.today()).actor(account)
    take_file(house, actor=actor, name=file.name, data=file.data)


def _signed(house: Installation) -> None:
    actor = Player(house, house.clock.today()).actor("zhenzhuren")
    with house.read() as session:
        waiting: list[UUID] = list(
            session.scalars(select(ExchangeOffer.id).where(ExchangeOffer.state == OfferState.WAITING))
        )
    for offer_id in waiting:
        perform(house, sign_offer, actor=actor, offer_id=offer_id)


def _timed(seconds: dict[str, float], what: str, act: Callable[[], T]) -> T:
    began = perf_counter()
    answer = act()
    seconds[what] = perf_counter() - began
    return answer
