"""起诉立案, the fifth version: what came back because nobody signed for it may be sent out once more."""

from dataclasses import replace

from mediation.rules import guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import filing
from workflows.filing_v4 import FILING_V4

SENT_OUT_AGAIN = Step(
    name="sent_out_again",
    title="另行委派，起诉材料暂不审查",
    source=(filing.RECEIVED, filing.CORRECTING),
    dest=filing.WITHDRAWN,
    seat=Seat.SYSTEM,
    guards=(guards.it_came_back_of_itself,),
    law="在线调解规则第十二条、第十五条：受派的组织不接受的，各方同意的可以另行委派；仍不成的，再交回法院立案",
)
FILING_V5 = replace(FILING_V4, version=5, steps=(*FILING_V4.steps, SENT_OUT_AGAIN))
