"""The flow: five tasks in a row, each executed from outside."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process


class Dispute(flow.Flow):
    process_class = Process

    start = flow.StartHandle().Next(this.skip_settlement)
    skip_settlement = flow.Handle().Next(this.accept)
    accept = flow.Handle().Next(this.appoint)
    appoint = flow.Handle().Next(this.hold_sitting)
    hold_sitting = flow.Handle().Next(this.reach_agreement)
    reach_agreement = flow.Handle().Next(this.end)
    end = flow.End()
