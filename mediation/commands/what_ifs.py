"""Playing the what-ifs that wait, some seconds at a time, so that no paper has to wait for them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from time import monotonic
from uuid import UUID

from mediation.bootstrap import Installation
from mediation.model import WhatIf
from mediation.readmodels.area_past import Past, area_past, festivals_ahead
from mediation.readmodels.what_ifs import next_waiting, past_to_json
from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say
from mediation.rules.simulation.comparing import Pair, play, summed
from mediation.rules.simulation.scenario import read_scenario
from mediation.services.ask_what_if import answer_what_if

log = logging.getLogger(__name__)
InHand = tuple[UUID, Past, Iterator[Pair], list[Pair]]
SECONDS = 2.0
"""Of the worker, before a paper may come between."""
FAILED = say("推算时出了意外，没有结果；请再试一次，还不行请找管理员")


class WhatIfsPlayed:
    """Keeps the runs of the question in hand; what a stopped worker had played is played again."""

    def __init__(self, house: Installation, *, seconds: float = SECONDS) -> None:
        self._house, self._seconds = house, seconds
        self._in_hand: InHand | None = None

    def go_on(self) -> bool:
        """Some runs more; whether there is more to do now."""
        what_if_id = self._in_hand[0] if self._in_hand else self._next()
        if what_if_id is None:
            return False
        until = monotonic() + self._seconds
        try:
            _, past, runs, played = self._in_hand or self._begin(what_if_id)
            for pair in runs:
                played.append(pair)
                if monotonic() >= until:
                    return True
            found = {"past": past_to_json(past), **summed(past.rates.levels, played).to_json()}
            self._answer(what_if_id, found)
        except BadInput as bad:
            self._answer(what_if_id, None, tuple(problem.message for problem in bad.problems))
        except Exception as error:
            log.error("what-if %s: %s", what_if_id, type(error).__name__)
            self._answer(what_if_id, None, (FAILED,))
        return True

    def _next(self) -> UUID | None:
        with self._house.read() as session:
            return next_waiting(session)

    def _begin(self, what_if_id: UUID) -> InHand:
        house = self._house
        today = house.clock.today()
        with house.read() as session:
            asked = session.get_one(WhatIf, what_if_id)
            scenario = read_scenario(asked.scenario)
            past = area_past(session, asked.region_code, today)
        runs = play(past.rates, scenario, festivals_ahead(today, scenario.weeks))
        self._in_hand = what_if_id, past, runs, []
        return self._in_hand

    def _answer(
        self, what_if_id: UUID, answer: dict[str, object] | None, why: tuple[Message, ...] = ()
    ) -> None:
        self._in_hand = None
        with self._house.begin() as uow:
            answer_what_if(uow, clock=self._house.clock, what_if_id=what_if_id, answer=answer, refused=why)
            uow.commit()
