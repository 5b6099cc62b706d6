"""Many cases by the same services, for large installations and measurements."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from mediation.bootstrap import Installation
from mediation.demonstration.invented import MATTERS, STORIES
from mediation.demonstration.people import VILLAGE, invented_name
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.rules.vocabulary import Side


def play_many(house: Installation, today: date, count: int, seed: int = 1505) -> Iterator[int]:
    """`count` cases in random states, begun in the last ninety days; yields how many are done."""
    dice = random.Random(seed)  # noqa: S311  a story, not a secret
    for n in range(count):
        _, days, story = dice.choice(STORIES)
        player = Player(house, today - timedelta(days=days + dice.randrange(60)))
        on = player.clock.today()
        category, narrative, claim = dice.choice(MATTERS)
        parties = (
            invented_party(Side.APPLICANT, invented_name(dice.randrange(9999)), 1000 + 2 * n, on),
            invented_party(Side.RESPONDENT, invented_name(dice.randrange(9999)), 1001 + 2 * n, on),
        )
        player.register("cunzhuren", dispute(on, parties, category, narrative, claim, region=VILLAGE))
        story(player)
        yield n + 1
