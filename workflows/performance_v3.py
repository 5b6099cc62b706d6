"""The third version: what is no longer confirmed is not enforced; the two years are interrupted and stand still."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import deadlines, performance
from workflows.performance import BROKEN, ENFORCING, STAFF
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
END_ENFORCEMENT = replace(
    performance.END_ENFORCEMENT,
    starts=(deadlines.ENFORCEMENT,),
    law="撤回执行申请、终结执行的，义务仍未履行：申请执行使时效中断，两年从执行程序终结之日重新计算（民事诉讼法第二百五十条，"
    "民法典第一百九十五条）；终结本次执行程序的，发现财产可以再次申请，不受这个期间的限制（民诉法司法解释第五百一十七条）",
)
INTERRUPT_PERIOD = Step(
    name="interrupt_period",
    title="记录执行时效中断",
    source=(BROKEN,),
    by=STAFF,
    guards=(guards.the_period_is_not_over,),
    act=acts.INTERRUPT_PERIOD,
    drops=(deadlines.ENFORCEMENT,),
    starts=(deadlines.ENFORCEMENT,),
    law="民事诉讼法第二百五十条；执行程序解释第二十条：申请执行、达成和解协议、提出履行要求、同意履行义务的，"
    "两年重新计算",
    aside=True,
)
SUSPEND_PERIOD = Step(
    name="suspend_period",
    title="记录执行时效中止",
    source=(BROKEN,),
    by=STAFF,
    guards=(guards.the_period_runs,),
    act=acts.SUSPEND_PERIOD,
    law="民事诉讼法第二百五十条；民法典第一百九十四条、执行程序解释第十九条：最后六个月内因不可抗力或者其他障碍"
    "不能申请的，时效中止",
    aside=True,
)
RESUME_PERIOD = Step(
    name="resume_period",
    title="记录中止的原因消除",
    source=(BROKEN,),
    by=STAFF,
    guards=(guards.the_period_stands_still,),
    act=acts.RESUME_PERIOD,
    law="执行程序解释第十九条：从中止的原因消除之日起继续计算；民法典第一百九十四条规定自消除之日起满六个月届满，"
    "按先到的一天提醒，以人民法院审查为准",
    aside=True,
)

NEWER: dict[Step, Step] = {performance.END_ENFORCEMENT: END_ENFORCEMENT}
PERFORMANCE_V3 = replace(
    PERFORMANCE_V2,
    version=3,
    steps=(
        *(NEWER.get(step, step) for step in PERFORMANCE_V2.steps),
        INTERRUPT_PERIOD,
        SUSPEND_PERIOD,
        RESUME_PERIOD,
        LOSE_TITLE,
    ),
)
