"""起诉立案, the fourth version: what comes back from a delegation, and whether anybody insists on the suit."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import filing, papers
from workflows.filing import DESK
from workflows.filing_v3 import FILING_V3
from workflows.requests import STAFF
from workflows.roles import JUDGE

RECEIVE_PAPERS = Step(
    name="receive_papers",
    title="收下起诉材料",
    source=(filing.RECEIVED,),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.it_came_back_of_itself,),
    act=acts.ADD_PAPERS,
    issues=(papers.FILING_RECEIPT,),
    renews=True,
    law="登记立案规定第二条、第八条：委派调解结束以后当事人坚持起诉、补交材料的，一律接收，出具注明日期的凭证，七日内决定",
)
BRING_PAPERS = replace(
    RECEIVE_PAPERS,
    name="bring_papers",
    title="替当事人递交起诉材料",
    by=STAFF,
    seat=Seat.ASKER,
    law="人民调解法第二十六条：调解不成，引导、帮助当事人起诉；登记立案规定第二条：法院一律接收，出具注明日期的凭证",
)
PUT_OFF = Step(
    name="put_off",
    title="期限内办理的事项已经补记，起诉材料退回",
    source=(filing.RECEIVED, filing.CORRECTING),
    dest=filing.WITHDRAWN,
    seat=Seat.SYSTEM,
    guards=(guards.it_came_back_of_itself,),
    law="特邀调解规定第二十七条：期限内各方同意延长、达成协议的，不因期满立案；延长以后仍不成的，再交回法院",
)
FILE_FIRST = replace(
    filing.FILE_FIRST,
    guards=(*filing.FILE_FIRST.guards, guards.the_suit_is_insisted_on),
    law=f"{filing.FILE_FIRST.law}；当事人撤回调解、只剩部分事项的，问明坚持起诉再立案（特邀调解规定第二十一条）",
)
WITHDRAW = replace(filing.WITHDRAW, source=(*filing.WITHDRAW.source, filing.TO_NUMBER))
LAPSE = replace(filing.LAPSE, guards=(*filing.LAPSE.guards, guards.no_committee_has_taken_it))
REPORT_DANGER = Step(
    name="report_danger",
    title="激化风险报告",
    source=tuple(state for state in FILING_V3.states if state.open),
    by=(*DESK, JUDGE),
    seat=Seat.COURT,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；法院审查立案时发现的也一样，承办的调委会同时看到",
    aside=True,
)
NEWER = {step.name: step for step in (FILE_FIRST, WITHDRAW, LAPSE)}
FILING_V4 = replace(
    FILING_V3,
    version=4,
    steps=(
        *(NEWER.get(step.name, step) for step in FILING_V3.steps),
        RECEIVE_PAPERS,
        BRING_PAPERS,
        PUT_OFF,
        REPORT_DANGER,
    ),
    lapses=LAPSE,
)
