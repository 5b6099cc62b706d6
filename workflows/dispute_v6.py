"""The sixth version: a suit under trial is entrusted again, nobody is offered who refuses, a court tells of danger.

What a court delegated comes back to its desk also where no committee signed for it, or where it went out on paper.
"""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Step
from mediation.rules.vocabulary import Seat
from workflows import dispute, dispute_v5
from workflows.dispute_v5 import DISPUTE_V5
from workflows.filing_v5 import SENT_OUT_AGAIN
from workflows.roles import COURT_CLERK, COURT_LIAISON, JUDGE

V5 = DISPUTE_V5.by_step
ENTRUST_IN_TRIAL = Step(
    name="entrust_in_trial",
    title="审理中委托调解（另立新案）",
    source=(dispute.FILED, dispute.AT_TRIAL, *dispute.OUT_OF_MEDIATION),
    by=(COURT_LIAISON,),
    seat=Seat.COURT,
    guards=(guards.the_suit_is_still_tried, guards.it_is_not_entrusted_now),
    act=acts.ENTRUST_IN_TRIAL,
    needs=(REASON,),
    law="特邀调解规定第一条、民事诉讼法第九十六条、第一百四十五条：登记立案以后、裁判以前，各方同意的可以委托调解，"
    "也可以再次委托；案号不变，不再立案，调解不成的继续审理。原案不倒退，在新案里征求各方同意以后送出",
    aside=True,
)
OFFER = replace(
    V5["offer"],
    guards=(guards.nobody_refuses, *V5["offer"].guards),
    law="人民调解工作若干规定第二十一条；一方明确拒绝调解的，不再移交别的组织调解，改变主意的先记录（人民调解法第十七条）",
)
REPORT_DANGER_AT_COURT = Step(
    name="report_danger_at_court",
    title="激化风险报告（法院）",
    source=dispute.EVERY_STATE,
    by=(COURT_LIAISON, COURT_CLERK, JUDGE),
    seat=Seat.COURT,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；送出案件、登记立案的法院知道了也一样，"
    "案件在谁那里、办到哪一步都不妨碍",
    aside=True,
)
DELEGATED_AND_BACK = (
    guards.a_court_delegated_it,
    guards.the_delegating_court_is_at_hand,
    guards.no_arbitration_is_left_to_ask_for,
    guards.no_decision_of_the_government_is_left_to_ask_for,
    guards.no_complaint_is_open,
    guards.no_suit_is_filed_yet,
)
RETURN_TO_COURT = replace(
    dispute_v5.RETURN_TO_COURT,
    guards=DELEGATED_AND_BACK,
    law=f"{dispute_v5.RETURN_TO_COURT.law}；纸上委派的一样",
)
RETURN_WITHDRAWN = replace(
    dispute_v5.RETURN_WITHDRAWN, guards=(*DELEGATED_AND_BACK, guards.a_committee_holds_the_case)
)
RETURN_UNSIGNED = replace(
    RETURN_TO_COURT,
    name="return_unsigned",
    title="受派的组织退回，由法院审查立案",
    source=(dispute.REGISTERED,),
    guards=(guards.a_delegation_goes_back_to_be_filed,),
    law="在线调解规则第十二条、第十五条：受派的组织不接受、联系不上当事人的，起诉材料退回法院；"
    "七日自退回之日起，不再委派的依法登记立案（特邀调解规定第二十一条，登记立案规定第八条）",
)
DELEGATE = replace(
    V5["delegate"],
    guards=(
        *(
            guards.no_complaint_was_handed_in if guard is guards.no_complaint_is_open else guard
            for guard in V5["delegate"].guards
        ),
        guards.the_court_has_not_filed_it_first,
    ),
    reaches=(SENT_OUT_AGAIN,),
)
AFTER = {"return_to_court": RETURN_TO_COURT, "return_withdrawn": RETURN_WITHDRAWN}


def _then(name: str, **newer: Step) -> Step:
    known = AFTER | newer
    return replace(V5[name], then=tuple(known.get(one.name, one) for one in V5[name].then))


TAKE_EFFECT_PARTLY = _then("take_effect_partly")
NEWER = {
    step.name: step
    for step in (
        OFFER,
        DELEGATE,
        RETURN_TO_COURT,
        RETURN_WITHDRAWN,
        TAKE_EFFECT_PARTLY,
        *(_then(name) for name in ("go_to_court", "terminate", "end_of_delegation", "withdraw")),
        *(_then(name, take_effect_partly=TAKE_EFFECT_PARTLY) for name in ("sign", "sign_by_phone")),
    )
}
ADDED = {
    "record_filing": (ENTRUST_IN_TRIAL,),
    "return_to_court": (RETURN_UNSIGNED,),
    "report_danger": (REPORT_DANGER_AT_COURT,),
}
"""What is new, by the step after which it stands on the page."""

DISPUTE_V6 = replace(
    DISPUTE_V5,
    version=6,
    steps=tuple(
        one for step in DISPUTE_V5.steps for one in (NEWER.get(step.name, step), *ADDED.get(step.name, ()))
    ),
)
