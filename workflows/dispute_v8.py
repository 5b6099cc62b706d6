"""The eighth version: a paper delegation refused goes back to its court, whose term nobody stops for a mediator's ease.

A medical dispute that a court or the health authority has taken is not mediated; one party has a road of their own
from every open state, and to the court from every agreement; who has not said yes is not mediated.
"""

from dataclasses import replace

from mediation.rules import guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import deadlines, dispute
from workflows.dispute_v7 import DISPUTE_V7

V7 = DISPUTE_V7.by_step
RETURN_TO_COURT = replace(
    V7["return_to_court"],
    source=(*V7["return_to_court"].source, dispute.REFUSED),
    law=f"{V7['return_to_court'].law}；调解组织不予受理的也一样",
)
REFUSE = replace(
    V7["refuse"],
    then=(RETURN_TO_COURT,),
    law=f"{V7['refuse'].law}；法院委派来的，起诉材料交回法院（特邀调解规定第二十一条）",
)

LEAVE_APPRAISAL_OUT = Step(
    name="leave_appraisal_out",
    title="鉴定的时间不计入期限",
    source=(dispute.SUSPENDED,),
    seat=Seat.SYSTEM,
    guards=(guards.an_appraisal_is_left_out,),
    pauses=(deadlines.MEDICAL, deadlines.DELEGATED),
    law="医疗纠纷预防和处理条例第三十八条、在线调解规则第二十六条：鉴定的时间不计入调解期限",
)
SUSPEND = replace(
    V7["suspend"],
    pauses=(deadlines.MEDIATION,),
    then=(LEAVE_APPRAISAL_OUT,),
    law=f"{V7['suspend'].law}；医疗纠纷、委派调解只有鉴定的时间不计入期限；先行调解的期限不因中止停下，"
    "只能由各方同意延长（最高法2025年立案与调解意见第三条）",
)
RESUME = replace(V7["resume"], resumes=(deadlines.MEDIATION, deadlines.MEDICAL, deadlines.DELEGATED))
EXTEND = replace(V7["extend"], source=(*V7["extend"].source, dispute.SUSPENDED))
ENDS_OF_TERMS = tuple(
    replace(V7[name], source=(*V7[name].source, dispute.SUSPENDED), law=f"{V7[name].law}；中止期间期满的一样")
    for name in (
        "end_of_medical_term",
        "end_of_first_mediation",
        "end_of_delegation",
        "end_of_delegation_elsewhere",
    )
)

TAKEN_ELSEWHERE = (
    "法院已经受理诉讼、卫生主管部门已经受理调解申请的医疗纠纷，不予受理，已经受理的终止调解"
    "（医疗纠纷预防和处理条例第三十一条）"
)
MEDIATING = tuple(
    replace(
        V7[name],
        guards=(*V7[name].guards, guards.no_other_body_has_a_medical_dispute),
        law=f"{V7[name].law}；{TAKEN_ELSEWHERE}",
    )
    for name in ("accept", "appoint", "offer", "reach_agreement", "agree_orally", "sign", "sign_by_phone")
)
HOLD_SITTING = replace(
    V7["hold_sitting"],
    guards=(
        *V7["hold_sitting"].guards,
        guards.every_party_consents,
        guards.no_other_body_has_a_medical_dispute,
    ),
    law=f"{V7['hold_sitting'].law}；后来参加的当事人也要先同意（第十七条）；{TAKEN_ELSEWHERE}",
)

SPLIT_OFF = replace(
    V7["split_off"],
    source=(*V7["split_off"].source, dispute.SUSPENDED, dispute.AGREED),
    guards=(*V7["split_off"].guards, guards.nobody_has_signed),
)
HAND_IN_COMPLAINT = replace(
    V7["hand_in_complaint"],
    source=(*V7["hand_in_complaint"].source, dispute.SETTLED, dispute.IN_FORCE, dispute.IN_FORCE_ORALLY),
    law=f"{V7['hand_in_complaint'].law}；就和解、协议的履行或者内容发生争议的，也可以起诉（人民调解法第三十二条，"
    "民法典第四百六十四条），协议的结果不变",
)

CHANGED = {
    step.name: step
    for step in (
        RETURN_TO_COURT,
        REFUSE,
        SUSPEND,
        RESUME,
        EXTEND,
        *ENDS_OF_TERMS,
        *MEDIATING,
        HOLD_SITTING,
        SPLIT_OFF,
        HAND_IN_COMPLAINT,
        LEAVE_APPRAISAL_OUT,
    )
}
MADE: dict[str, Step] = {}


def _made(name: str) -> Step:
    """The step with what follows it as it is in this version."""
    if name not in MADE:
        step = CHANGED.get(name) or V7[name]
        follows = tuple(_made(one.name) for one in step.then)
        MADE[name] = step if follows == step.then else replace(step, then=follows)
    return MADE[name]


ADDED = {"suspend": (LEAVE_APPRAISAL_OUT,)}
"""What is new, by the step after which it stands on the page."""

DISPUTE_V8 = replace(
    DISPUTE_V7,
    version=8,
    steps=tuple(one for step in DISPUTE_V7.steps for one in (_made(step.name), *ADDED.get(step.name, ()))),
)
