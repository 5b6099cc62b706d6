"""The second version of 议事协商: without quorum and majority nothing is resolved, and a talk is kept as a talk."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import State, Step
from mediation.rules.vocabulary import Seat
from workflows import requests
from workflows.requests import MEETING

TALKED = State("talked", "已议事，不构成决议", open=False)
RECORD_RESOLUTION = replace(
    requests.RECORD_RESOLUTION,
    law="村民委员会组织法第二十一条、第二十二条、第二十六条：提前通知，到会人数够，经到会人员的过半数通过，才是决议",
)
RECORD_TALK = Step(
    name="talk",
    title="记录议事情况",
    source=(requests.ANNOUNCED,),
    dest=TALKED,
    by=requests.STAFF,
    seat=Seat.ASKER,
    guards=(guards.the_meeting_day_has_come,),
    act=acts.RECORD_MEETING,
    law="村民说事、圆桌议事，或者到会人数不够的：记录议事情况，不构成决议（村民委员会组织法第二十二条、第二十六条）",
)

MEETING_V2 = replace(
    MEETING,
    version=2,
    states=(*MEETING.states[:3], TALKED, *MEETING.states[3:]),
    steps=(
        RECORD_RESOLUTION,
        RECORD_TALK,
        *(step for step in MEETING.steps if step is not requests.RECORD_RESOLUTION),
    ),
)
