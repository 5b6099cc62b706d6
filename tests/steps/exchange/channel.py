"""A channel that loses, doubles, shuffles, cuts off and spoils what is carried over it; the same from the same seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from mediation.rules.errors import BadInput
from tests.steps.exchange.sides import Side


@dataclass
class Channel:
    """Files on their way from one side to the other."""

    source: Side
    target: Side
    chance: Random
    under_way: list[bytes] = field(default_factory=list)
    spoilt: int = 0
    lost: int = 0
    repeated: int = 0

    def send(self) -> None:
        """A file is made; perhaps it never leaves."""
        self.under_way.append(self.source.make())
        if self.chance.random() < 0.3:
            self.under_way.pop()
            self.lost += 1

    def deliver(self) -> None:
        """One of those under way, in any order, perhaps spoilt, and perhaps it comes again."""
        if not self.under_way:
            return
        at = self.chance.randrange(len(self.under_way))
        data = self.under_way[at]
        if self.chance.random() < 0.3:
            self.repeated += 1
        else:
            del self.under_way[at]
        if self.chance.random() < 0.25:
            self._deliver_spoilt(data)
            return
        self.target.take(data)

    def _deliver_spoilt(self, data: bytes) -> None:
        if self.chance.random() < 0.5:
            bad = data[: self.chance.randrange(len(data))]
        else:
            at = self.chance.randrange(len(data))
            bad = data[:at] + bytes([data[at] ^ 1 << self.chance.randrange(8)]) + data[at + 1 :]
        before = everything(self.target)
        try:
            self.target.take(bad)
        except BadInput:
            self.spoilt += 1
        else:
            raise AssertionError("a spoilt file was taken")
        assert everything(self.target) == before, "a spoilt file left something behind"


def everything(side: Side) -> tuple[object, ...]:
    """What a file may change: how far the exchange is, and what is kept of it."""
    from sqlalchemy import func, select

    from mediation.model import CaseEvent, ExchangeIn, ExchangeOffer, ExchangeOut, ExchangePeer

    with side.house.read() as session:
        peers = session.execute(
            select(ExchangePeer.received, ExchangePeer.applied, ExchangePeer.acknowledged).order_by(
                ExchangePeer.id
            )
        ).all()
        counts = [
            session.scalar(select(func.count()).select_from(table))
            for table in (ExchangeIn, ExchangeOut, ExchangeOffer, CaseEvent)
        ]
    return (*map(tuple, peers), *counts)
