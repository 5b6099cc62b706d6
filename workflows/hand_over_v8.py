"""The eighth version: nobody signs for a medical dispute that a court or the health authority has taken."""

from dataclasses import replace

from mediation.rules import guards
from mediation.rules.grammar import Step, newer
from workflows.dispute_v8 import TAKEN_ELSEWHERE
from workflows.dispute_v9 import DISPUTE_V9
from workflows.hand_over_v5 import SIGNING
from workflows.hand_over_v7 import HAND_OVER_V7


def _newer(step: Step) -> Step:
    drives = tuple(DISPUTE_V9.by_step[one.name] for one in step.drives)
    if step.name == "report_danger":
        return replace(step, of_every_version=True)
    if step.name not in SIGNING:
        return replace(step, drives=drives) if drives else step
    return replace(
        step,
        drives=drives,
        guards=(*step.guards, guards.no_other_body_has_a_medical_dispute),
        law=f"{step.law}；{TAKEN_ELSEWHERE}",
    )


HAND_OVER_V8 = newer(HAND_OVER_V7, tuple(map(_newer, HAND_OVER_V7.steps)))
