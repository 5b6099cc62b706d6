"""A process that takes steps until it is killed, and tells each one once it is committed."""

from __future__ import annotations

from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.player import Player
from mediation.rules.acts import Given
from mediation.rules.intake import DisputeGiven
from mediation.rules.vocabulary import MatterKind
from tests.steps.conftest import TODAY, opened

LONGEST_STORY = next(story for name, _, story in STORIES if name == "confirmation under review")
Told = tuple[UUID, str]
"""The case, and the tag of the event that the act must have left."""


class Telling(Player):
    """Tells each act after its commit, in one write to a pipe."""

    def __init__(self, house: Installation, tell: Connection) -> None:
        super().__init__(house, TODAY)
        self._tell = tell

    def register(self, account: str, given: DisputeGiven) -> None:
        super().register(account, given)
        self._tell.send((self.case_id, "case:registered"))

    def step(
        self,
        account: str,
        name: str,
        given: Given | None = None,
        reason: str = "",
        matter: MatterKind = MatterKind.DISPUTE,
    ) -> None:
        super().step(account, name, given, reason, matter)
        self._tell.send((self.case_id, f"{matter.value}:{name}"))


def step_until_killed(url: str, folder: Path, tell: Connection) -> None:
    house = opened(url, folder)
    for n in count():
        player = Telling(house, tell)
        register(player, 1 + n % 20)
        LONGEST_STORY(player)
