"""The second version: who was at arbitration reaches the court, a suit over an agreement is kept, a refusal always."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Change, Step
from mediation.rules.vocabulary import Seat
from workflows import deadlines, dispute
from workflows.dispute import DISPUTE

GO_TO_COURT = replace(
    dispute.GO_TO_COURT,
    guards=(
        guards.the_court_has_not_registered_it,
        guards.no_arbitration_is_left_to_ask_for,
        guards.no_decision_of_the_government_is_left_to_ask_for,
    ),
    law="人民调解法第三条：不得因调解而阻止当事人依法维护权利；已经仲裁、已经政府处理的，直接向法院起诉"
    "（劳动争议调解仲裁法第二十九条、第四十三条、第五十条，土地管理法第十四条）",
)
GO_TO_ARBITRATION = replace(dispute.GO_TO_ARBITRATION, source=(*dispute.OPEN, *dispute.OUT_OF_MEDIATION))
GO_TO_GOVERNMENT = replace(dispute.GO_TO_GOVERNMENT, source=(*dispute.OPEN, *dispute.OUT_OF_MEDIATION))
RECORD_SUIT = Step(
    name="record_suit",
    title="记录就协议起诉",
    source=(dispute.SETTLED, *dispute.CONCLUDED_BY_AGREEMENT),
    by=dispute.STAFF,
    act=acts.RECORD_SUIT,
    law="人民调解法第三十二条：就协议的履行或者内容发生争议的，可以起诉；协议的结果不变，另案怎样办记在经过里",
    aside=True,
)
RECORD_CONSENT = replace(
    dispute.RECORD_CONSENT,
    guards=(),
    law="人民调解法第十七条、第二十三条：当事人随时可以拒绝、终止调解，有人签名以后也一样；"
    "个人信息保护法第十四条、第十五条、第二十三条",
)
COUNT_ENTRUSTED_TERM = Step(
    name="count_entrusted_term",
    title="按法院委托计算先行调解期限",
    source=(dispute.ACCEPTED,),
    seat=Seat.SYSTEM,
    guards=(guards.the_court_registered_it,),
    act=acts.COUNT_FROM_RECEIPT,
    drops=(deadlines.MEDIATION,),
    starts=(deadlines.FIRST_MEDIATION,),
    law="最高法2025年立案与调解意见第三条：普通程序十五日，自签收之日起；纸质委托的，签收就是登记的那一天",
)
COUNT_DELEGATED_TERM = Step(
    name="count_delegated_term",
    title="按法院委派计算调解期限",
    source=(dispute.ACCEPTED,),
    seat=Seat.SYSTEM,
    guards=(guards.a_court_delegated_it,),
    act=acts.COUNT_FROM_RECEIPT,
    drops=(deadlines.MEDIATION,),
    starts=(deadlines.DELEGATED,),
    law="特邀调解规定第二十七条：三十日，自签收之日起；纸质委派的，签收就是登记的那一天",
)
ACCEPT = replace(
    dispute.ACCEPT,
    then=(
        COUNT_ENTRUSTED_TERM,
        COUNT_DELEGATED_TERM,
        dispute.COUNT_MEDICAL_TERM,
        dispute.COUNT_LABOUR_TERM,
    ),
)
COUNT_SUMMARY_TERM = Step(
    name="count_summary_term",
    title="委托函写明简易程序，按七日计算",
    source=(dispute.ACCEPTED, dispute.MEDIATING),
    by=dispute.OFFICE,
    guards=(guards.the_court_entrusted_it_on_paper, guards.the_ordinary_term_runs),
    act=acts.COUNT_FROM_RECEIPT,
    drops=(deadlines.FIRST_MEDIATION,),
    starts=(deadlines.FIRST_MEDIATION_SUMMARY,),
    law="最高法2025年立案与调解意见第三条：简易程序七日，自签收之日起",
    aside=True,
)
RECEIVE_ENTRUSTED, RECEIVE_ENTRUSTED_SUMMARY, RECEIVE_DELEGATED = (
    replace(step, guards=(*step.guards, guards.the_court_sent_it_itself))
    for step in (dispute.RECEIVE_ENTRUSTED, dispute.RECEIVE_ENTRUSTED_SUMMARY, dispute.RECEIVE_DELEGATED)
)
REFER = replace(
    dispute.REFER,
    source=(*dispute.OPEN, dispute.IN_FORCE, dispute.IN_FORCE_PARTLY),
    law="行政调解、行政裁决、仲裁、公证、信访、法律援助、心理服务：经当事人同意转介，等待答复，案件不移交；"
    "协议生效以后可以转介公证，办理赋予强制执行效力的债权文书公证（民事诉讼法第二百四十九条、公证法第三十七条）",
)
EXTEND = replace(dispute.EXTEND, guards=(*dispute.EXTEND.guards, guards.the_term_is_the_parties_to_extend))

NEWER: dict[Step, Step] = {
    dispute.EXTEND: EXTEND,
    dispute.ACCEPT: ACCEPT,
    dispute.REFER: REFER,
    dispute.RECEIVE_ENTRUSTED: RECEIVE_ENTRUSTED,
    dispute.RECEIVE_ENTRUSTED_SUMMARY: RECEIVE_ENTRUSTED_SUMMARY,
    dispute.RECEIVE_DELEGATED: RECEIVE_DELEGATED,
    dispute.GO_TO_COURT: GO_TO_COURT,
    dispute.GO_TO_ARBITRATION: GO_TO_ARBITRATION,
    dispute.GO_TO_GOVERNMENT: GO_TO_GOVERNMENT,
}
NEWER_CHANGES: dict[Change, Change] = {dispute.RECORD_CONSENT: RECORD_CONSENT}

ADDED: dict[Step, tuple[Step, ...]] = {
    dispute.EXTEND: (COUNT_SUMMARY_TERM,),
    dispute.RECORD_FILING: (RECORD_SUIT,),
    dispute.COUNT_LABOUR_TERM: (COUNT_ENTRUSTED_TERM, COUNT_DELEGATED_TERM),
}
"""What is new, by the step after which it stands on the page."""

DISPUTE_V2 = replace(
    DISPUTE,
    version=2,
    steps=tuple(one for step in DISPUTE.steps for one in (NEWER.get(step, step), *ADDED.get(step, ()))),
    changes=tuple(NEWER_CHANGES.get(change, change) for change in DISPUTE.changes),
)
