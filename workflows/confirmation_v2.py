"""The second version: while one objection is reviewed, the ruling reaches the others, who may object too."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import deadlines
from workflows.confirmation import CONFIRMATION, DESK, OBJECTED

RAISE_ANOTHER_OBJECTION = Step(
    name="raise_another_objection",
    title="记录又一件异议",
    source=(OBJECTED,),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_ruling_is_sealed,),
    act=acts.RAISE_OBJECTION,
    law="民诉法司法解释第三百七十二条：每位当事人、利害关系人各有自己的期限，一并审查、一并裁定",
    aside=True,
)
SERVE_MEANWHILE = Step(
    name="serve_meanwhile",
    title="异议审查期间送达其他当事人",
    source=(OBJECTED,),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_ruling_is_sealed, guards.somebody_is_unserved),
    act=acts.SERVE_RULING,
    starts=(deadlines.OBJECTION,),
    law="民事诉讼法第八十七条；异议期间原裁定仍然有效",
    aside=True,
)

CONFIRMATION_V2 = replace(
    CONFIRMATION, version=2, steps=(*CONFIRMATION.steps, RAISE_ANOTHER_OBJECTION, SERVE_MEANWHILE)
)
