"""The third version: what a court no longer confirms is no longer enforced."""

from dataclasses import replace

from mediation.rules import guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import deadlines
from workflows.performance import BROKEN, ENFORCING
from workflows.performance_v2 import PERFORMANCE_V2

LOSE_TITLE = Step(
    name="lose_title",
    title="执行依据已被撤销",
    source=(BROKEN, ENFORCING),
    dest=BROKEN,
    seat=Seat.SYSTEM,
    guards=(guards.nothing_makes_it_enforceable_any_more,),
    drops=(deadlines.ENFORCEMENT,),
    law="民诉法司法解释第三百七十二条：原裁定撤销、改变的部分不再是执行依据；已经执行的，由人民法院裁定执行回转"
    "（民事诉讼法第二百四十四条）；约定仍然有效，可以起诉（人民调解法第三十二条）",
)
PERFORMANCE_V3 = replace(PERFORMANCE_V2, version=3, steps=(*PERFORMANCE_V2.steps, LOSE_TITLE))
