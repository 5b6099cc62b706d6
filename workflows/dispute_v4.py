"""The fourth version: a party signs on their own phone; mediation may stand still before a mediator is named.

A sheet of its own says who signed on a phone and how.
"""

from dataclasses import replace

from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import dispute, dispute_v3, papers
from workflows.dispute_v3 import DISPUTE_V3

TAKE_EFFECT, TAKE_EFFECT_PARTLY = (
    replace(
        step,
        issues=(papers.SIGNATURE_SHEET,),
        law=f"{step.law}；用手机签名的，另出签署页，写明各人何时、怎样证明身份、签的是哪一份文本（电子签名法第五条、第十三条）",
    )
    for step in (dispute.TAKE_EFFECT, dispute.TAKE_EFFECT_PARTLY)
)
SIGN = replace(dispute.SIGN, then=(TAKE_EFFECT, TAKE_EFFECT_PARTLY))
SIGN_BY_PHONE = Step(
    name="sign_by_phone",
    title="当事人用手机签名",
    source=dispute.SIGN.source,
    seat=Seat.PARTY,
    guards=dispute.SIGN.guards,
    act=dispute.SIGN.act,
    then=SIGN.then,
    law="电子签名法第二条、第三条、第十三条、第十四条、第十六条：当事人可以约定使用电子签名；涉及婚姻、收养、继承等"
    "人身关系的不能；手写图形加验证码是证据，不当然是可靠的电子签名，当地法院认可以前不开通；"
    "人民调解法第二十九条：各方签名以后生效",
)
SUSPEND = replace(dispute.SUSPEND, source=(dispute.ACCEPTED, dispute.MEDIATING))
RESUME = replace(
    dispute.RESUME,
    dest=dispute.ACCEPTED,
    then=(dispute_v3.GO_ON,),
    law="中止的原因消除，调解期限继续计算；已经指定的调解员继续调解，还没有指定的再指定（人民调解法第十九条）",
)
NEWER = {
    "suspend": SUSPEND,
    "resume": RESUME,
    SIGN.name: SIGN,
    TAKE_EFFECT.name: TAKE_EFFECT,
    TAKE_EFFECT_PARTLY.name: TAKE_EFFECT_PARTLY,
}
ADDED = {SIGN.name: (SIGN_BY_PHONE,)}
"""What is new, by the step after which it stands on the page."""

DISPUTE_V4 = replace(
    DISPUTE_V3,
    version=4,
    steps=tuple(
        one for step in DISPUTE_V3.steps for one in (NEWER.get(step.name, step), *ADDED.get(step.name, ()))
    ),
)
