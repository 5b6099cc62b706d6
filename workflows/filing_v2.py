"""起诉立案, the second version: once it is registered the court asks for its fee, and the days for it run."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import filing
from workflows.filing import DESK, FILING

NOTIFY_FEE = Step(
    name="notify_fee",
    title="通知交纳案件受理费",
    source=(filing.REGISTERED,),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.no_fee_is_asked_for,),
    act=acts.NOTIFY_FEE,
    opens=MatterKind.FEE,
    law="诉讼费用交纳办法第二十二条：接到通知的次日起七日内预交；立案以后才通知，不因交费拖延立案",
)
FILING_V2 = replace(FILING, version=2, steps=(*FILING.steps, NOTIFY_FEE))
