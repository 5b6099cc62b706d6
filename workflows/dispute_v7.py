"""The seventh version: a suit over what was agreed, or left over, is entrusted too; a ruling bars sending it out."""

from dataclasses import replace

from mediation.rules import guards
from workflows import dispute
from workflows.dispute_v6 import DISPUTE_V6

V6 = DISPUTE_V6.by_step
ENTRUST_IN_TRIAL = replace(
    V6["entrust_in_trial"],
    source=(*V6["entrust_in_trial"].source, dispute.SETTLED, *dispute.CONCLUDED_BY_AGREEMENT),
    law=f"{V6['entrust_in_trial'].law}；部分事项达成协议、其余事项还在审理的，就已经生效的协议起诉的"
    "（人民调解法第三十二条），也一样",
)
DELEGATE = replace(
    V6["delegate"],
    guards=(*V6["delegate"].guards, guards.no_complaint_was_ruled_on),
    law=f"{V6['delegate'].law}；裁定过是否立案的不再委派：二审指令立案的，应当立案受理（民诉法司法解释第三百三十条）",
)
MEDIATE_AGAIN = replace(
    V6["mediate_again"],
    guards=(*V6["mediate_again"].guards, guards.it_is_not_entrusted_now),
    law=f"{V6['mediate_again'].law}；法院正在审理的，只能由该院委托，正在委托调解的不另外登记"
    "（人民调解工作若干规定第二十二条）",
)
NEWER = {step.name: step for step in (ENTRUST_IN_TRIAL, DELEGATE, MEDIATE_AGAIN)}
DISPUTE_V7 = replace(
    DISPUTE_V6, version=7, steps=tuple(NEWER.get(step.name, step) for step in DISPUTE_V6.steps)
)
