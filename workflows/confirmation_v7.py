"""The seventh version: an application for the court's own paper is not prepared for ever."""

from dataclasses import replace

from mediation.rules import guards
from mediation.rules.grammar import Step, newer
from mediation.rules.vocabulary import Seat
from workflows import deadlines
from workflows.confirmation import PREPARING
from workflows.confirmation_v6 import CONFIRMATION_V6

V6 = CONFIRMATION_V6.by_step
COUNT_PREPARATION = Step(
    name="count_preparation",
    title="计算准备申请调解书的期限",
    source=(PREPARING,),
    seat=Seat.SYSTEM,
    guards=(guards.a_mediation_paper_is_asked_for,),
    starts=(deadlines.PREPARATION,),
    law="民事诉讼法第一百条：调解书不受申请司法确认的三十日限制；各方已经同意申请的，不应一直搁置（日数可调整）",
)
SUBMIT = replace(V6["submit"], stops=(*V6["submit"].stops, deadlines.PREPARATION))
CONFIRMATION_V7 = newer(
    CONFIRMATION_V6, (SUBMIT,), added={"sign_application": (COUNT_PREPARATION,)}, begins=COUNT_PREPARATION
)
