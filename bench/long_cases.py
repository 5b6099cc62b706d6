"""What a long life costs: the same steps on a case of 200 events and 50 parties, and on a fresh one; the proof."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from uuid import UUID

from bench.house import opened
from bench.measure import Contender, Row, in_turn, milliseconds, ratio
from mediation.bootstrap import Installation
from mediation.demonstration.people import VILLAGE, invented_name
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.rules import acts
from mediation.rules.papers import PAPERS
from mediation.rules.proof import prove
from mediation.rules.vocabulary import MatterKind, Side, SuspensionCause
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from workflows import REGISTRY

PARTIES, EVENTS = 50, 200
Wish = tuple[str, acts.Given, str]
"""A step, what is given with it, and its reason."""


def measure(*, rounds: int, steps: int, events: int = EVENTS) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        house = opened(Path(folder))
        actor = Player(house, house.clock.today()).actor("cunzhuren")
        fresh, long = _mediating(house, 2), _mediating(house, PARTIES)
        danger = acts.DangerReported("扬言砸门", "派出所")

        def take(case_id: UUID, name: str, given: acts.Given, reason: str = "") -> None:
            wish = StepCommand(
                matter=MatterKind.DISPUTE, matter_id=case_id, step=name, given=given, reason=reason
            )
            perform(house, take_step, actor=actor, command=wish)

        for _ in range(events):
            take(long, "report_danger", danger)
        suspended = acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书")
        wishes: dict[str, tuple[Wish, ...]] = {
            "report_danger": (("report_danger", danger, ""),),
            "suspend, resume (guarded, with clocks)": (
                ("suspend", suspended, "等待鉴定"),
                ("resume", acts.Nothing(), "鉴定已出"),
            ),
        }
        for what, way in wishes.items():

            def going(case_id: UUID, way: tuple[Wish, ...] = way) -> Contender:
                def go(_: int) -> None:
                    for wish in islice(cycle(way), steps):
                        take(case_id, *wish)

                return go

            seconds = in_turn({"long": going(long), "fresh": going(fresh)}, rounds)
            figure = f"{steps / min(seconds['long']):,.0f}/s"
            against = f"a fresh case, {steps / min(seconds['fresh']):,.0f}/s"
            yield Row(
                f"{what} on a case with {events} events and {PARTIES} parties",
                figure,
                against,
                ratio(seconds["long"], seconds["fresh"]),
            )
        house.close()
    proof = in_turn({"ours": lambda n: prove(REGISTRY, PAPERS)}, rounds)["ours"]
    count = sum(len(definition.steps) for definition in REGISTRY.definitions)
    yield Row(f"workflows check ({count} steps)", milliseconds(proof), "the five seconds asked for", "—")


def _mediating(house: Installation, parties: int) -> UUID:
    """A case under mediation with that many parties."""
    player = Player(house, house.clock.today())
    on = player.clock.today()
    sides = [Side.APPLICANT] * (parties - 1) + [Side.RESPONDENT]
    people = tuple(invented_party(side, invented_name(n), 5000 + n, on) for n, side in enumerate(sides))
    player.register("cunzhuren", dispute(on, people, "neighbours", "水沟被堵", "疏通", region=VILLAGE))
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    return player.case_id
