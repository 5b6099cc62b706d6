"""起诉立案, the third version: whoever sues may complain of how the court deals with the papers (登记立案规定 13)."""

from dataclasses import replace

from mediation.rules import acts
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import filing
from workflows.filing_v2 import FILING_V2
from workflows.requests import STAFF

RAISE_GRIEVANCE = Step(
    name="raise_grievance",
    title="投诉立案工作",
    source=(filing.RECEIVED, filing.CORRECTING, filing.TO_NUMBER, filing.GIVEN_BACK),
    by=STAFF,
    seat=Seat.ASKER,
    act=acts.RAISE_GRIEVANCE,
    opens=MatterKind.GRIEVANCE,
    law="登记立案规定第十三条：可以向受诉人民法院或者上级人民法院投诉；对不予立案的裁定不服的，是上诉，不是投诉",
    aside=True,
)
FILING_V3 = replace(FILING_V2, version=3, steps=(*FILING_V2.steps, RAISE_GRIEVANCE))
