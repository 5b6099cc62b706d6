"""立案投诉: a party complains of how a court takes suits in and is told what was found (登记立案规定 13)."""

from dataclasses import replace

from mediation.rules import acts
from mediation.rules.grammar import REASON, Definition, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines
from workflows.requests import STAFF
from workflows.roles import COURT_CLERK, COURT_LIAISON, JUDGE

COURT = (COURT_LIAISON, COURT_CLERK, JUDGE)
LODGED = State("lodged", "已提交，等待受理", clock=deadlines.GRIEVANCE_ACCEPTANCE)
LOOKED_INTO = State("looked_into", "已受理，查明事实", clock=deadlines.GRIEVANCE_ANSWER)
FOUND = State("found", "投诉属实，已反馈", open=False)
UNFOUNDED = State("unfounded", "查明不属实，已反馈", open=False)
WITHDRAWN = State("withdrawn", "已撤回投诉", open=False, fulfils=False)
LAW = "登记立案规定第十三条：人民法院应当在受理投诉之日起十五日内，查明事实，并将情况反馈当事人"

TAKE_IN = Step(
    name="take_in",
    title="受理投诉",
    source=(LODGED,),
    dest=LOOKED_INTO,
    by=COURT,
    seat=Seat.COURT,
    law=LAW,
)
ANSWER_FOUND = Step(
    name="answer_found",
    title="反馈：投诉属实",
    source=(LODGED, LOOKED_INTO),
    dest=FOUND,
    by=COURT,
    seat=Seat.COURT,
    act=acts.ANSWER_GRIEVANCE,
    law=f"{LAW}；发现违法违纪行为的，依法依纪追究有关人员责任",
)
ANSWER_UNFOUNDED = replace(
    ANSWER_FOUND, name="answer_unfounded", title="反馈：查明不属实", dest=UNFOUNDED, law=LAW
)
HEAR_TAKEN_IN, HEAR_FOUND, HEAR_UNFOUNDED = (
    replace(step, name=f"hear_{name}", title=title, by=STAFF, seat=Seat.ASKER)
    for step, name, title in (
        (TAKE_IN, "taken_in", "记录法院已受理投诉"),
        (ANSWER_FOUND, "found", "记录法院反馈：投诉属实"),
        (ANSWER_UNFOUNDED, "unfounded", "记录法院反馈：查明不属实"),
    )
)
WITHDRAW = Step(
    name="withdraw",
    title="撤回投诉",
    source=(LODGED, LOOKED_INTO),
    dest=WITHDRAWN,
    by=STAFF,
    seat=Seat.ASKER,
    needs=(REASON,),
    law="投诉是当事人的权利，由当事人决定是否撤回",
)

GRIEVANCE = Definition(
    matter=MatterKind.GRIEVANCE,
    version=1,
    title="立案投诉",
    initial=LODGED,
    states=(LODGED, LOOKED_INTO, FOUND, UNFOUNDED, WITHDRAWN),
    steps=(
        TAKE_IN,
        ANSWER_FOUND,
        ANSWER_UNFOUNDED,
        HEAR_TAKEN_IN,
        HEAR_FOUND,
        HEAR_UNFOUNDED,
        WITHDRAW,
    ),
)
