"""The second version: what a notary has made enforceable is enforced like what a court has confirmed."""

from dataclasses import replace

from mediation.rules import guards
from workflows import performance
from workflows.performance import PERFORMANCE

ASK_ENFORCEMENT = replace(
    performance.ASK_ENFORCEMENT,
    guards=(guards.a_court_or_a_notary_made_it_enforceable,),
    law="人民调解法第三十三条；民事诉讼法第二百零六条、第二百四十九条（公证债权文书）、第二百五十条；"
    "民诉法司法解释第四百六十条",
)
PERFORMANCE_V2 = replace(
    PERFORMANCE,
    version=2,
    steps=tuple(
        ASK_ENFORCEMENT if step is performance.ASK_ENFORCEMENT else step for step in PERFORMANCE.steps
    ),
)
