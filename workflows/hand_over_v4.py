"""The fourth version: what a court sends out is signed for within three working days, or sent elsewhere."""

from dataclasses import replace

from mediation.rules.grammar import State, Step
from workflows import deadlines, hand_over
from workflows.hand_over_v3 import HAND_OVER_V3

OFFERED = replace(hand_over.OFFERED, from_court=deadlines.COURT_RECEIPT)


def _newer(state: State) -> State:
    return OFFERED if state is hand_over.OFFERED else state


def _from_there(step: Step) -> Step:
    return replace(step, source=tuple(map(_newer, step.source)))


_STEPS = {step: _from_there(step) for step in HAND_OVER_V3.steps}
assert HAND_OVER_V3.lapses is not None
HAND_OVER_V4 = replace(
    HAND_OVER_V3,
    version=4,
    initial=OFFERED,
    states=tuple(map(_newer, HAND_OVER_V3.states)),
    steps=tuple(_STEPS.values()),
    lapses=_STEPS[HAND_OVER_V3.lapses],
)
