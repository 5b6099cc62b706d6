"""The second version of 督办: asking again may name a last day, what was lifted may be reopened."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, State, Step
from mediation.rules.vocabulary import Seat
from workflows import requests
from workflows.requests import ISSUED, LIFTED, ORDER
from workflows.roles import SUPERVISOR

TAKEN_BACK = State("taken_back", "已撤回督办", open=False, fulfils=False)
ASK_AGAIN = replace(requests.ASK_AGAIN, act=acts.ORDER_AGAIN)
TAKE_BACK = replace(requests.TAKE_BACK_ORDER, dest=TAKEN_BACK)
REOPEN = Step(
    name="reopen",
    title="重新督办",
    source=(LIFTED,),
    dest=ISSUED,
    by=(SUPERVISOR,),
    seat=Seat.WATCHER,
    guards=(guards.the_case_is_open, guards.a_committee_holds_the_case),
    act=acts.ORDER_AGAIN,
    needs=(REASON,),
    law="办结以后又没有落实的，由发出督办的机关写明理由，重新督办再回复",
)
NEWER: dict[Step, Step] = {requests.ASK_AGAIN: ASK_AGAIN, requests.TAKE_BACK_ORDER: TAKE_BACK}
ORDER_V2 = replace(
    ORDER,
    version=2,
    states=(*ORDER.states, TAKEN_BACK),
    steps=(*(NEWER.get(step, step) for step in ORDER.steps), REOPEN),
)
