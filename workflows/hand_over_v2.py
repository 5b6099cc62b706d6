"""The second version: signing for a case drives the steps of the dispute's second version."""

from dataclasses import replace

from mediation.rules.grammar import Step
from workflows.dispute_v2 import NEWER
from workflows.hand_over import HAND_OVER


def _driving(step: Step) -> Step:
    return replace(step, drives=tuple(NEWER.get(one, one) for one in step.drives)) if step.drives else step


HAND_OVER_V2 = replace(HAND_OVER, version=2, steps=tuple(map(_driving, HAND_OVER.steps)))
