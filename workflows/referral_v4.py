"""转介, the fourth version: a court's and a centre's desk refer too, and hear the answer."""

from dataclasses import replace

from mediation.rules.grammar import newer
from mediation.rules.vocabulary import Seat
from workflows.referral_v3 import REFERRAL_V3
from workflows.roles import CENTRE_DESK, COURT_LIAISON

REFERRAL_V4 = newer(
    REFERRAL_V3,
    tuple(
        replace(step, by=(*step.by, COURT_LIAISON, CENTRE_DESK))
        for step in REFERRAL_V3.steps
        if step.seat is Seat.ASKER
    ),
)
