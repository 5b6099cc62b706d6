"""An installation in a test: its people, its cases, and the files that it makes and takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Case, ExchangeOffer, ExchangePeer, HandOver, Organisation, Party
from mediation.rules.actor import Actor
from mediation.rules.vocabulary import OfferState
from mediation.services.exchange.make_file import make_file
from mediation.services.exchange.receive_file import FileTaken, take_file
from mediation.services.exchange.sign_offer import return_offer, sign_offer
from mediation.services.perform import perform

TODAY = date(2026, 11, 23)
CARRIERS = {"court": "fayuan", "county": "qizhuren"}
"""The court's desk, and the county's committee."""
COURT = "科尔沁左翼中旗人民法院"
TOWNSHIP = "科尔沁左翼中旗保康镇人民调解委员会"


@dataclass
class Side:
    """One installation."""

    house: Installation
    carries: str
    player: Player = field(init=False)

    def __post_init__(self) -> None:
        self.player = Player(self.house, TODAY)

    def actor(self, account: str) -> Actor:
        return self.player.actor(account)

    @property
    def carrier(self) -> Actor:
        """Who carries files here."""
        return self.actor(self.carries)

    @property
    def peer_id(self) -> UUID:
        """The installation to which files go: the one that was registered last."""
        with self.house.read() as session:
            return max(session.scalars(select(ExchangePeer.id)))

    def make(self) -> bytes:
        return make_file(self.player.house, actor=self.carrier, peer_id=self.peer_id).data

    def take(self, data: bytes) -> FileTaken:
        return take_file(self.player.house, actor=self.carrier, name="carried.tjx", data=data)

    def offers(self) -> list[UUID]:
        with self.house.read() as session:
            waiting = select(ExchangeOffer.id).where(ExchangeOffer.state == OfferState.WAITING)
            return list(session.scalars(waiting.order_by(ExchangeOffer.received_at, ExchangeOffer.id)))

    def sign(self, account: str = "zhenzhuren", offer_id: UUID | None = None) -> UUID:
        """The answer is the case; the player plays it from here."""
        offer_id = offer_id or self.offers()[0]
        case_id = perform(self.player.house, sign_offer, actor=self.actor(account), offer_id=offer_id)
        self.player.case_id = case_id
        with self.house.read() as session:
            self.player.parties = list(
                session.scalars(select(Party.id).where(Party.case_id == case_id).order_by(Party.ordinal))
            )
        return case_id

    def send_back(self, reason: str, account: str = "zhenzhuren", offer_id: UUID | None = None) -> None:
        perform(
            self.player.house,
            return_offer,
            actor=self.actor(account),
            offer_id=offer_id or self.offers()[0],
            reason=reason,
        )

    def holder(self, case_id: UUID) -> str | None:
        """Who answers for the case, as this installation has it; None where there is no such case."""
        with self.house.read() as session:
            return session.scalar(
                select(Organisation.name)
                .join(Case, Case.organisation_id == Organisation.id)
                .where(Case.id == case_id)
            )

    def state(self, case_id: UUID) -> str | None:
        with self.house.read() as session:
            return session.scalar(select(Case.state).where(Case.id == case_id))

    def hand_over(self, case_id: UUID) -> str | None:
        """Where the last hand-over of the case stands."""
        with self.house.read() as session:
            last = select(HandOver.state).where(HandOver.case_id == case_id)
            return session.scalars(last.order_by(HandOver.offered_at.desc(), HandOver.id.desc())).first()


@dataclass
class Pair:
    """The two, and a messenger between them."""

    court: Side
    county: Side

    def carry(self) -> None:
        """A file there and a file back, as long as anything new comes of it."""
        for _ in range(10):
            there = self.county.take(self.court.make())
            back = self.court.take(self.county.make())
            if not there.new and not back.new:
                return
        raise AssertionError("the two do not come to rest")

    def close(self) -> None:
        for side in (self.court, self.county):
            side.house.close()


def folder_of(side: Side) -> Path:
    return side.house.settings.data_dir
