"""转介, the third version: the arbitration of contracted land is followed, and bars nobody from the court.

What a party asked for itself, and the ways beside mediation, do not end with it.
"""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import State, Step, newer
from mediation.rules.vocabulary import Seat
from workflows import deadlines, referral_v2, requests
from workflows.referral_v2 import REFERRAL_V2

V2 = REFERRAL_V2.by_step
LAND_ARBITRATING = State("land_arbitrating", "等待土地承包仲裁裁决", clock=deadlines.LAND_AWARD)
LAND_AWARDED = State("land_awarded", "土地承包仲裁已经裁决，可以起诉", clock=deadlines.LAND_AWARD_SUIT)
AWAIT_LAND_AWARD = Step(
    name="await_land_award",
    title="跟踪土地承包仲裁",
    source=(requests.REFERRED,),
    dest=LAND_ARBITRATING,
    by=requests.STAFF,
    seat=Seat.ASKER,
    guards=(guards.rural_land_was_contracted,),
    law="农村土地承包经营纠纷调解仲裁法第四十七条：受理之日起六十日内结束，延长不超过三十日；当事人随时可以另行起诉（第四条）",
)
RECORD_LAND_AWARD = Step(
    name="record_land_award",
    title="记录收到土地承包仲裁裁决",
    source=(LAND_ARBITRATING,),
    dest=LAND_AWARDED,
    by=requests.STAFF,
    seat=Seat.ASKER,
    act=acts.RECORD_DECISION,
    law="农村土地承包经营纠纷调解仲裁法第四十八条：不服的，自收到裁决书之日起三十日内起诉；逾期不起诉的，裁决书发生法律效力",
)
LAND_NOT_TAKEN = Step(
    name="land_not_taken",
    title="记录土地承包仲裁没有裁决",
    source=(LAND_ARBITRATING,),
    dest=referral_v2.NOT_ARBITRATED,
    by=requests.STAFF,
    seat=Seat.ASKER,
    act=acts.RECORD_ANSWER,
    law="农村土地承包经营纠纷调解仲裁法第四条、第二十二条、第四十七条：不予受理、撤回、逾期没有裁决的，当事人可以起诉",
)
SUE = replace(
    V2["sue"],
    source=(*V2["sue"].source, LAND_AWARDED, LAND_ARBITRATING),
    law=f"{V2['sue'].law}；农村土地承包经营纠纷调解仲裁法第四条、第四十八条：土地承包的不用等裁决",
)
ABIDE = replace(V2["abide"], source=(*V2["abide"].source, LAND_AWARDED))
WITHDRAW = replace(V2["withdraw"], source=(*V2["withdraw"].source, LAND_ARBITRATING))
LAPSE = replace(
    V2["lapse"],
    guards=(guards.it_was_asked_for_the_mediation,),
    law="只为调解办的公证、商事仲裁随结案停止；法律援助、心理服务、行政途径、信访、劳动仲裁、政府处理是当事人自己的路，"
    "不因终止调解停下（人民调解法第三条、第二十六条，法律援助法第三十一条）",
)
REFERRAL_V3 = newer(
    REFERRAL_V2,
    (SUE, ABIDE, WITHDRAW, LAPSE),
    added={
        "await_decision": (AWAIT_LAND_AWARD,),
        "record_decision": (RECORD_LAND_AWARD,),
        "not_taken": (LAND_NOT_TAKEN,),
    },
    states=(LAND_ARBITRATING, LAND_AWARDED),
)
