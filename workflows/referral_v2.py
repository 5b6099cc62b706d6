"""转介, the second version: arbitration and the government's decision are followed until the suit may be brought."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, State, Step
from mediation.rules.vocabulary import Seat
from workflows import deadlines, requests

STAFF = requests.STAFF
ARBITRATING = State("arbitrating", "等待劳动仲裁裁决", clock=deadlines.ARBITRATION_AWARD)
DECIDING = State("deciding", "等待处理决定", clock=deadlines.GOVERNMENT_DECISION)
AWARDED = State("awarded", "已经裁决，可以起诉", clock=deadlines.AWARD_SUIT)
DECIDED = State("decided", "已经处理，可以起诉", clock=deadlines.GOVERNMENT_SUIT)
NOT_ARBITRATED = State("not_arbitrated", "仲裁不予受理或者逾期，可以起诉", open=False)
SUED = State("sued", "已经起诉", open=False)
ABIDED = State("abided", "没有起诉，裁决、决定生效", open=False)

AWAIT_AWARD = Step(
    name="await_award",
    title="跟踪劳动仲裁",
    source=(requests.REFERRED,),
    dest=ARBITRATING,
    by=STAFF,
    seat=Seat.ASKER,
    guards=(guards.arbitration_comes_first,),
    law="劳动争议调解仲裁法第五条、第四十三条：仲裁在前，受理之日起四十五日内裁决，延长不超过十五日",
)
AWAIT_DECISION = Step(
    name="await_decision",
    title="跟踪政府处理",
    source=(requests.REFERRED,),
    dest=DECIDING,
    by=STAFF,
    seat=Seat.ASKER,
    guards=(guards.the_government_decides_first,),
    law="土地管理法第十四条：协商不成的，由人民政府处理",
)
RECORD_AWARD = Step(
    name="record_award",
    title="记录收到仲裁裁决",
    source=(ARBITRATING,),
    dest=AWARDED,
    by=STAFF,
    seat=Seat.ASKER,
    act=acts.RECORD_DECISION,
    law="劳动争议调解仲裁法第五十条：不服的，自收到裁决书之日起十五日内起诉",
)
RECORD_DECISION = Step(
    name="record_decision",
    title="记录收到政府处理决定",
    source=(DECIDING,),
    dest=DECIDED,
    by=STAFF,
    seat=Seat.ASKER,
    act=acts.RECORD_DECISION,
    law="土地管理法第十四条：不服的，自接到处理决定通知之日起三十日内起诉",
)
NOT_TAKEN = Step(
    name="not_taken",
    title="记录仲裁不予受理或者逾期没有裁决",
    source=(ARBITRATING,),
    dest=NOT_ARBITRATED,
    by=STAFF,
    seat=Seat.ASKER,
    act=acts.RECORD_ANSWER,
    law="劳动争议调解仲裁法第二十九条、第四十三条：不予受理、逾期没有裁决的，可以就该劳动争议起诉",
)
SUE = Step(
    name="sue",
    title="记录已经起诉",
    source=(AWARDED, DECIDED),
    dest=SUED,
    by=STAFF,
    seat=Seat.ASKER,
    law="劳动争议调解仲裁法第五十条；土地管理法第十四条：在期限内起诉",
)
ABIDE = Step(
    name="abide",
    title="记录没有起诉",
    source=(AWARDED, DECIDED),
    dest=ABIDED,
    by=STAFF,
    seat=Seat.ASKER,
    needs=(REASON,),
    law="期限内没有起诉的，裁决、处理决定生效",
)
WITHDRAW = replace(
    requests.WITHDRAW_REFERRAL,
    source=(requests.REFERRED, ARBITRATING, DECIDING),
)

REFERRAL_V2 = replace(
    requests.REFERRAL,
    version=2,
    states=(
        *requests.REFERRAL.states,
        ARBITRATING,
        DECIDING,
        AWARDED,
        DECIDED,
        NOT_ARBITRATED,
        SUED,
        ABIDED,
    ),
    steps=(
        requests.HEAR_BACK,
        AWAIT_AWARD,
        AWAIT_DECISION,
        RECORD_AWARD,
        RECORD_DECISION,
        NOT_TAKEN,
        SUE,
        ABIDE,
        WITHDRAW,
        requests.LAPSE_REFERRAL,
    ),
)
