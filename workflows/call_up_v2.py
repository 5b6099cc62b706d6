"""The second version of 乡呼县应: the department's first answer has a term of its own, from the dispatch on."""

from dataclasses import replace

from mediation.rules.grammar import Step
from workflows import deadlines, requests
from workflows.requests import CALL_UP

NEWER: dict[Step, Step] = {
    requests.DISPATCH: replace(requests.DISPATCH, starts=(deadlines.CALL_RESPONSE,)),
    requests.RESPOND: replace(requests.RESPOND, stops=(deadlines.CALL_RESPONSE,)),
    requests.SOLVE: replace(requests.SOLVE, stops=(deadlines.CALL_RESPONSE,)),
    requests.NOT_OURS: replace(requests.NOT_OURS, drops=(deadlines.CALL_RESPONSE,)),
}
CALL_UP_V2 = replace(CALL_UP, version=2, steps=tuple(NEWER.get(step, step) for step in CALL_UP.steps))
