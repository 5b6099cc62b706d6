"""The flow, made from the graph of a definition: a task for each open state, a switch behind it for its steps."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process

GRAPH: dict[str, Any] = json.loads(Path(os.environ["PEER_GRAPH"]).read_text())


PERSON: list[Any] = []
"""Whose tasks they all are: that they belong to the person who acts is the authorisation."""


def _chosen(step: str) -> Callable[[Any], bool]:
    return lambda activation: activation.process.data["step"] == step


def _nodes() -> dict[str, Any]:
    nodes: dict[str, Any] = {"start": flow.StartHandle().Next(getattr(this, GRAPH["initial"]))}
    for state, steps in GRAPH["states"].items():
        if not steps:
            nodes[state] = flow.End()
            continue
        switch = flow.Switch()
        for step, dest in steps.items():
            switch = switch.Case(getattr(this, dest), cond=_chosen(step))
        nodes[state] = flow.View(None).Assign(lambda _: PERSON[0]).Next(getattr(this, f"from_{state}"))
        nodes[f"from_{state}"] = switch
    return nodes


Dispute = type(flow.Flow)(
    "Dispute", (flow.Flow,), {"__module__": __name__, "process_class": Process, **_nodes()}
)
