"""The tenth version: no term ends in a draft that nobody signs, and what a court has judged is not mediated again.

A court takes back what it sent out; what was agreed is followed at arbitration, at the government and with legal aid;
who has left mediation is still referred; what a court tries no committee accepts by itself.
"""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Step, newer
from mediation.rules.vocabulary import Seat
from workflows import dispute
from workflows.dispute_v9 import AT_LAND_ARBITRATION
from workflows.dispute_v9 import DISPUTE_V9 as BEFORE
from workflows.roles import COURT_LIAISON, JUDGE

OLD = BEFORE.by_step

# What a court has gone on with is not overtaken by what is entered late

GO_ON_SIGNING = Step(
    name="go_on_signing",
    title="协议继续签署",
    source=(dispute.ACCEPTED,),
    dest=dispute.AGREED,
    seat=Seat.SYSTEM,
    guards=(guards.an_agreement_is_drawn, guards.no_hand_over_is_open),
    law="人民调解法第二十九条：期满以前形成的协议文本不变，期限内已经签名的，写明签名日期补记",
)
ENTER_IN_TIME = replace(
    OLD["enter_in_time"],
    guards=(
        *OLD["enter_in_time"].guards,
        guards.the_trial_has_not_gone_on,
        guards.no_ruling_was_made_on_the_complaint,
    ),
    then=(GO_ON_SIGNING, *OLD["enter_in_time"].then),
    law=f"{OLD['enter_in_time'].law}；法院已经结案、通知交费，或者就起诉作过裁定的，不能再补记（民事诉讼法第一百四十五条、"
    "第一百二十六条；最高法2025年立案与调解意见第五条、第六条）",
)

# A draft that is not signed is no agreement: the term goes on, and ends

NOT_SIGNED = (
    "期满时协议还没有经各方当事人签名的，也是没有达成协议（在线调解规则第二十五条：当事人不签字的，调解结束）"
)
ENDS_OF_TERMS = tuple(
    replace(
        OLD[name],
        source=(*OLD[name].source, dispute.AGREED),
        guards=(*OLD[name].guards, guards.not_every_party_has_signed),
        law=f"{OLD[name].law}；{NOT_SIGNED}",
    )
    for name in (
        "end_of_medical_term",
        "end_of_first_mediation",
        "end_of_delegation",
        "end_of_delegation_elsewhere",
    )
)
COURT = (COURT_LIAISON, JUDGE)
TAKE_TO_TRIAL = Step(
    name="take_to_trial",
    title="法院转入审理",
    source=dispute.OPEN,
    dest=dispute.AT_TRIAL,
    by=COURT,
    seat=Seat.COURT,
    guards=(guards.the_court_registered_it, guards.a_committee_is_mediating_it),
    needs=(REASON,),
    law="最高法2025年立案与调解意见第五条：调解不成、期满一方不愿继续的，及时转入审理，不是再次立案；"
    "委托调解由法院决定，受托的组织没有办结的，由审理的法院转回",
    danger=True,
    aside=True,
)
TAKE_DELEGATION_BACK = Step(
    name="take_delegation_back",
    title="法院收回委派",
    source=dispute.OPEN,
    dest=dispute.TERMINATED,
    by=COURT,
    seat=Seat.COURT,
    guards=(guards.a_court_delegated_it, guards.a_committee_is_mediating_it),
    needs=(REASON,),
    then=(OLD["return_to_court"],),
    law="特邀调解规定第二十一条、第二十七条：期限届满、调解不成的，起诉材料交回法院，坚持起诉的依法及时登记立案；"
    "先经仲裁、政府处理的从其规定（劳动争议调解仲裁法第五条，土地管理法第十四条）",
    danger=True,
    aside=True,
)

SPLIT_OFF_BY_THE_COURT = Step(
    name="split_off_by_the_court",
    title="法院分案",
    source=OLD["split_off"].source,
    by=COURT,
    seat=Seat.COURT,
    guards=(guards.a_court_set_the_term, guards.no_hand_over_is_open, guards.nobody_has_signed),
    act=acts.SPLIT_OFF,
    needs=(REASON,),
    law="民事诉讼法第五十五条：诉讼标的是同一种类的，分开还是合并审理由法院决定，必须共同进行诉讼的不能分；"
    "分出去的在本院另立新案，由本院登记立案或者另行委派，原案继续",
    aside=True,
)

# What the parties have signed binds: nobody takes it back for them

RESUME_MEDIATION = replace(
    OLD["resume_mediation"],
    guards=(*OLD["resume_mediation"].guards, guards.not_every_party_has_signed),
    law="人民调解法第二十三条、第三十一条：自愿达成协议；各方当事人都已签名的，调解员不能退回，"
    "要改的由各方另行约定；委派调解自各方签名起就已生效（特邀调解规定第二十四条）",
)
COMPLETE_MARKS = Step(
    name="complete_marks",
    title="补齐调解员签名、组织印章",
    source=(dispute.IN_FORCE, dispute.IN_FORCE_PARTLY),
    by=dispute.STAFF,
    guards=(guards.a_mark_of_the_committee_is_missing,),
    act=acts.COMPLETE_MARKS,
    law="特邀调解规定第二十三条、第二十四条：委派调解的协议经各方当事人签名生效，调解员和调解组织也应当签名、盖章",
)

# The other ways are open from where mediation has ended, with agreement or without

REFER = replace(
    OLD["refer"],
    source=(
        *dispute.OPEN,
        dispute.SETTLED,
        *dispute.CONCLUDED_BY_AGREEMENT,
        *dispute.OUT_OF_MEDIATION,
        dispute.AT_COURT,
        dispute.AT_ARBITRATION,
        AT_LAND_ARBITRATION,
        dispute.AT_GOVERNMENT,
    ),
    law="行政调解、行政裁决、仲裁、公证、信访、法律援助、心理服务：经当事人同意转介，等待答复，案件不移交；"
    "终止调解、不予受理的告知仲裁、行政、司法途径（人民调解法第二十六条、人民调解工作若干规定第二十三条），也可以转介；"
    "协议生效以后转介公证（民事诉讼法第二百四十九条、公证法第三十七条）、法律援助；劳动争议的协议不履行、只达成部分协议的"
    "转介劳动仲裁（劳动争议调解仲裁法第五条、第十五条），土地权属争议转介政府处理（土地管理法第十四条）",
)
ACCEPT = replace(
    OLD["accept"],
    guards=(*OLD["accept"].guards, guards.no_court_has_taken_it),
    law=f"{OLD['accept'].law}；人民调解工作若干规定第二十二条：法院已经受理的，不予受理，由该院委托的除外；"
    "公安、其他机关已经受理的，写明为什么由调解组织受理",
)
FILE_SUIT = replace(
    OLD["file_suit"],
    law=f"{OLD['file_suit'].law}；劳动争议没有经过仲裁的，写明为什么登记立案（劳动争议调解仲裁法第五条；"
    "只凭工资欠条起诉、不涉及劳动关系其他争议的，按普通民事纠纷受理）",
)
MEDIATE_AGAIN = replace(
    OLD["mediate_again"],
    title="再次调解、再次起诉（另立新案）",
    guards=tuple(
        guards.what_a_court_tries_it_entrusts if one is guards.what_a_court_registered_it_entrusts else one
        for one in OLD["mediate_again"].guards
    ),
    law=f"{OLD['mediate_again'].law}；撤诉、按撤诉处理以后再次起诉的，也另立新案，在新案里登记立案（民诉法司法解释第二百一十四条）",
)

DISPUTE_V10 = newer(
    BEFORE,
    (
        ENTER_IN_TIME,
        *ENDS_OF_TERMS,
        RESUME_MEDIATION,
        REFER,
        ACCEPT,
        FILE_SUIT,
        MEDIATE_AGAIN,
    ),
    added={
        "go_on": (GO_ON_SIGNING,),
        "go_to_trial": (TAKE_TO_TRIAL, TAKE_DELEGATION_BACK, SPLIT_OFF_BY_THE_COURT),
        "take_effect_partly": (COMPLETE_MARKS,),
    },
)
