"""转介, the third version: what a party asked for itself, and the ways beside mediation, do not end with it."""

from dataclasses import replace

from mediation.rules import guards
from workflows.referral_v2 import REFERRAL_V2

LAPSE = replace(
    REFERRAL_V2.by_step["lapse"],
    guards=(guards.it_was_asked_for_the_mediation,),
    law="只为调解办的公证、商事仲裁随结案停止；法律援助、心理服务、行政途径、信访、劳动仲裁、政府处理是当事人自己的路，"
    "不因终止调解停下（人民调解法第三条、第二十六条，法律援助法第三十一条）",
)
REFERRAL_V3 = replace(
    REFERRAL_V2,
    version=3,
    steps=tuple(LAPSE if step.name == LAPSE.name else step for step in REFERRAL_V2.steps),
    lapses=LAPSE,
)
