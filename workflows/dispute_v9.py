"""The ninth version: who a court sends a case to is chosen, and refused, by the court's rules.

What is left to decide of land that was contracted goes to its own arbitration or straight to the court. A medical
dispute that another body has stands still in every step of mediation. Where the court waits for corrections it
delegates nothing.
"""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, State, Step, newer
from mediation.rules.vocabulary import Outcome, Tier
from workflows import dispute
from workflows.dispute_v8 import DISPUTE_V8, TAKEN_ELSEWHERE

V8 = DISPUTE_V8.by_step

# 回避、更换: by whom the case came (人民调解法 19, 23; 特邀调解规定 12-15)
APPOINT = replace(
    V8["appoint"],
    law_from_court="特邀调解规定第十二条、第十三条：当事人在名册中协商选定调解员，协商不成的由特邀调解组织或者人民法院指定，"
    "不同意指定的视为不同意调解；一般一名，重大、疑难、复杂或者当事人要求的可以两名以上，指定一名主持",
)
REPLACE_MEDIATOR = replace(
    V8["replace_mediator"],
    guards=(*V8["replace_mediator"].guards, guards.no_other_body_has_a_medical_dispute),
    law=f"{V8['replace_mediator'].law}：一方当事人要求更换的就更换，不问理由；{TAKEN_ELSEWHERE}",
    law_from_court="特邀调解规定第十三条、第十五条：当事人有正当理由的可以申请更换；有三种情形之一的有权申请回避，"
    "调解员也应当自行回避，由特邀调解组织或者人民法院决定，双方当事人都同意由他调解的除外",
)
KEEP_MEDIATOR = Step(
    name="keep_mediator",
    title="答复回避申请：不更换调解员",
    source=V8["replace_mediator"].source,
    by=dispute.OFFICE,
    guards=(guards.a_court_sent_it_to_mediation, guards.a_mediator_is_named),
    act=acts.ANSWER_CHALLENGE,
    needs=(REASON,),
    law="特邀调解规定第十五条：回避由特邀调解组织或者人民法院决定；双方当事人都同意由该调解员调解的，不用回避；"
    "理由不成立、当事人仍不同意他调解的，视为不同意调解（第十二条），可以随时终止（第二十六条）",
    aside=True,
)

# 农村土地承包: mediation, its own arbitration, or the court, as the parties choose (农地调仲法 3, 4)
AT_LAND_ARBITRATION = State(
    "at_land_arbitration",
    "转土地承包仲裁",
    Tier.LITIGATION,
    open=False,
    outcome=Outcome.TO_ARBITRATION,
    fulfils=False,
)
GO_TO_LAND_ARBITRATION = Step(
    name="go_to_land_arbitration",
    title="当事人申请土地承包仲裁",
    source=V8["go_to_arbitration"].source,
    dest=AT_LAND_ARBITRATION,
    by=V8["go_to_arbitration"].by,
    guards=(guards.the_court_has_not_registered_it, guards.rural_land_was_contracted),
    needs=(REASON,),
    law="农村土地承包经营纠纷调解仲裁法第三条、第四条：可以请求村民委员会、乡镇人民政府调解，不愿调解或者调解不成的可以向"
    "农村土地承包仲裁委员会申请仲裁，也可以直接向人民法院起诉：由当事人选，仲裁不是起诉的前提",
    danger=True,
)
ALSO_WITHOUT_AN_AWARD = (
    "土地承包的不以仲裁为前提，不服裁决的自收到之日起三十日内起诉"
    "（农村土地承包经营纠纷调解仲裁法第四条、第四十八条）"
)
SUE_AFTERWARDS = replace(
    V8["sue_afterwards"],
    law=f"{V8['sue_afterwards'].law}；{ALSO_WITHOUT_AN_AWARD}",
)
HAND_IN_COMPLAINT, RECORD_FILING, RECEIVE_COMPLAINT = (
    replace(
        V8[name],
        source=(*V8[name].source, AT_LAND_ARBITRATION),
        law=f"{V8[name].law}；{ALSO_WITHOUT_AN_AWARD}",
    )
    for name in ("hand_in_complaint", "record_filing", "receive_complaint")
)
REPORT_DANGER_AT_COURT = replace(V8["report_danger_at_court"], of_every_version=True)


def _where_an_arbitrator_has_it(step: Step) -> Step:
    """Whatever is done while labour arbitration has a dispute is done while the other one has it."""
    there = dispute.AT_ARBITRATION in step.source
    return replace(step, source=(*step.source, AT_LAND_ARBITRATION)) if there else step


# 医疗: what another body has is not mediated on (医纠条例 31)
MEDIATING_ON = tuple(
    replace(
        V8[name],
        guards=(*V8[name].guards, guards.no_other_body_has_a_medical_dispute),
        law=f"{V8[name].law}；{TAKEN_ELSEWHERE}",
    )
    for name in ("resume", "resume_mediation", "extend", "revise_agreement", "enter_in_time", "invite")
)
DELEGATE = replace(
    V8["delegate"],
    guards=(*V8["delegate"].guards, guards.no_correction_of_the_complaint_is_awaited),
)

CHANGED = {
    step.name: step
    for step in (
        APPOINT,
        REPLACE_MEDIATOR,
        SUE_AFTERWARDS,
        HAND_IN_COMPLAINT,
        RECORD_FILING,
        RECEIVE_COMPLAINT,
        REPORT_DANGER_AT_COURT,
        *MEDIATING_ON,
        DELEGATE,
    )
}
DISPUTE_V9 = newer(
    DISPUTE_V8,
    tuple(_where_an_arbitrator_has_it(CHANGED.get(step.name, step)) for step in DISPUTE_V8.steps),
    added={"replace_mediator": (KEEP_MEDIATOR,), "go_to_arbitration": (GO_TO_LAND_ARBITRATION,)},
    states=(AT_LAND_ARBITRATION,),
)
