"""What arbitration or the government decided, heard back: from the day it was received the days for a suit run."""

from __future__ import annotations

from typing import cast

from mediation.rules.acts import DecisionReceived
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.services.acts.asking import request_of
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.step import Done, Taking


def record_decision(taking: Taking) -> Done:
    given, check, request = cast(DecisionReceived, taking.entry.given), FieldCheck(), request_of(taking)
    body = check.text("body", given.body, say("请写明作出裁决、决定的机关"), LONGEST_NAME)
    number = check.text("number", given.number, longest=80)
    decision = check.text("decision", given.decision, say("请写明裁决、决定的内容"))
    if given.received_on > taking.entry.recorded_at.astimezone(SHANGHAI).date():
        check.note("received_on", say("收到日期不能晚于今天"))
    check.refuse()
    request.answer, request.answered_at = f"{body} {number}\n{decision}", taking.entry.happened_at
    return Done(data={"at": f"{body} {number}".strip(), "decision": decision})
