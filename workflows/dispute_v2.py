"""The second version: who was at arbitration reaches the court, a suit over an agreement is kept, a refusal always."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Change, Step
from workflows import dispute
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

NEWER: dict[Step, Step] = {
    dispute.GO_TO_COURT: GO_TO_COURT,
    dispute.GO_TO_ARBITRATION: GO_TO_ARBITRATION,
    dispute.GO_TO_GOVERNMENT: GO_TO_GOVERNMENT,
}
NEWER_CHANGES: dict[Change, Change] = {dispute.RECORD_CONSENT: RECORD_CONSENT}

ADDED: dict[Step, tuple[Step, ...]] = {dispute.RECORD_FILING: (RECORD_SUIT,)}
"""What is new, by the step after which it stands on the page."""

DISPUTE_V2 = replace(
    DISPUTE,
    version=2,
    steps=tuple(one for step in DISPUTE.steps for one in (NEWER.get(step, step), *ADDED.get(step, ()))),
    changes=tuple(NEWER_CHANGES.get(change, change) for change in DISPUTE.changes),
)
