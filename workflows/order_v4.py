"""The fourth version of 督办: a governance centre's desk answers for what it has not sent on."""

from dataclasses import replace

from mediation.rules import guards
from mediation.rules.grammar import newer
from workflows.order_v3 import ORDER_V3
from workflows.roles import CENTRE_DESK

V3 = ORDER_V3.by_step
ANSWER = replace(V3["answer"], by=(*V3["answer"].by, CENTRE_DESK))
REOPEN = replace(V3["reopen"], guards=(guards.the_case_is_open, guards.no_court_holds_the_case))
ORDER_V4 = newer(ORDER_V3, (ANSWER, REOPEN))
