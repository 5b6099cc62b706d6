"""Who has to act before each clock ends: whose end it is that was missed, whoever holds the case meanwhile."""

from collections.abc import Mapping

from mediation.rules.grammar import Clock
from mediation.rules.vocabulary import Seat
from workflows import deadlines

OWING: Mapping[Seat, tuple[Clock, ...]] = {
    Seat.HOLDER: (
        deadlines.SETTLEMENT,
        deadlines.ACCEPTANCE,
        *deadlines.OWN_TERMS,
        *deadlines.COURT_TERMS,
        deadlines.LATE_ENTRY,
        deadlines.SUSPENSION,
        deadlines.APPLICATION,
        deadlines.PREPARATION,
        deadlines.PERFORMANCE,
        deadlines.PRESSING,
        deadlines.ENFORCEMENT,
        deadlines.ENFORCING,
        deadlines.RETURN_VISIT,
        deadlines.ORDER_ANSWER,
    ),
    Seat.RECEIVER: (deadlines.HAND_OVER_ANSWER, deadlines.COURT_RECEIPT),
    Seat.DECIDER: (deadlines.DECISION,),
    Seat.COURT: (
        deadlines.FILING_DECISION,
        deadlines.CORRECTION,
        deadlines.FILING_NUMBER,
        deadlines.FILING_APPEAL,
        deadlines.FILING_APPEAL_REVIEW,
        deadlines.FEE_PAYMENT,
        deadlines.FEE_RELIEF,
        deadlines.GRIEVANCE_ACCEPTANCE,
        deadlines.GRIEVANCE_ANSWER,
        deadlines.COURT_ACCEPTANCE,
        deadlines.COURT_RULING,
        deadlines.COURT_LIMIT,
        deadlines.SUPPLEMENT,
        deadlines.SIGNING_FOR,
        deadlines.OBJECTION_REVIEW,
        deadlines.OBJECTION,
    ),
    Seat.ASKER: (
        deadlines.REFERRAL_ANSWER,
        deadlines.ARBITRATION_AWARD,
        deadlines.AWARD_SUIT,
        deadlines.LAND_AWARD,
        deadlines.LAND_AWARD_SUIT,
        deadlines.GOVERNMENT_DECISION,
        deadlines.GOVERNMENT_SUIT,
        deadlines.JOINT_WORK,
        deadlines.CALL_CONFIRMATION,
        deadlines.MEETING,
    ),
    Seat.ASKED: (deadlines.JOINT_ANSWER,),
    Seat.CENTRE: (deadlines.CALL_ANSWER,),
    Seat.HANDLER: (deadlines.CALL_RESPONSE, deadlines.CALL_SOLUTION),
    Seat.WATCHER: (deadlines.ORDER_REVIEW,),
}
"""Of a party's own term: who acts once it is over (a court sends papers back that nobody corrected)."""
OWED_FROM: Mapping[str, Seat] = {clock.name: seat for seat, clocks in OWING.items() for clock in clocks}
