"""交纳案件受理费, the second version: it ends with its suit, and only what is still tried counts as withdrawn."""

from dataclasses import replace

from mediation.rules import guards
from mediation.rules.grammar import State, Step
from mediation.rules.vocabulary import Seat
from workflows import court_fee
from workflows.court_fee import DESK, FEE, NOTIFIED, RELIEF_ASKED
from workflows.roles import JUDGE

SUIT_OVER = State("suit_over", "案件已结，不再催交", open=False, fulfils=False)
CLOSE_WITH_SUIT = Step(
    name="close_with_suit",
    title="案件已结，不再催交",
    source=(NOTIFIED, RELIEF_ASKED),
    dest=SUIT_OVER,
    by=(*DESK, JUDGE),
    seat=Seat.COURT,
    guards=(guards.the_suit_is_tried_no_more,),
    law="诉讼费用交纳办法第十五条、第二十九条、第三十四条：撤诉、调解结案的减半交纳，由谁负担在结案时确定；"
    "记录结案的，没有交的自行停止",
    aside=True,
)
DEEM_WITHDRAWN = replace(
    court_fee.DEEM_WITHDRAWN,
    guards=(*court_fee.DEEM_WITHDRAWN.guards, guards.there_is_a_suit_to_withdraw),
)
FEE_V2 = replace(
    FEE,
    version=2,
    states=(*FEE.states, SUIT_OVER),
    steps=(
        *(DEEM_WITHDRAWN if step is court_fee.DEEM_WITHDRAWN else step for step in FEE.steps),
        CLOSE_WITH_SUIT,
    ),
)
