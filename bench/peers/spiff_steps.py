"""SpiffWorkflow: a task of a stored BPMN workflow is completed and committed, a line of history beside it.

Run by its own interpreter, which has SpiffWorkflow and not this product: `spiff_steps.py FILE CASES ROUNDS GRAPH HOW`.
For each line read from standard input it takes the graph's road with `CASES` workflows and answers with a line.
HOW is `free`; `guarded`, then each step looks up a condition first; or `whole`, as the serializer does it unless told
otherwise: the definition is written and read with every workflow.
"""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.default import BpmnProcessSpecConverter
from SpiffWorkflow.bpmn.specs import BpmnProcessSpec

SCHEMA = """
CREATE TABLE workflows (id INTEGER PRIMARY KEY, holder INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE history (
    id INTEGER PRIMARY KEY, workflow INTEGER NOT NULL, at TEXT NOT NULL, step TEXT NOT NULL, person INTEGER NOT NULL
);
CREATE TABLE offers (id INTEGER PRIMARY KEY, workflow INTEGER NOT NULL, is_open INTEGER NOT NULL);
CREATE INDEX ix_offers ON offers (workflow) WHERE is_open;
"""
LANE = "committee"
PERSON, ORGANISATION, ROLES = 7, 1, {LANE}
"""Who acts, from where, and whose tasks they may complete."""
OFFERED = "SELECT EXISTS (SELECT 1 FROM offers WHERE workflow = ? AND is_open)"
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><process id="dispute" isExecutable="true">'
)


def process(graph: dict[str, Any]) -> bytes:
    """Each open state is a manual task; behind it a gateway leads on by the step that was chosen."""
    lane = "".join(f"<flowNodeRef>{state}</flowNodeRef>" for state, steps in graph["states"].items() if steps)
    lanes = f'<laneSet id="lanes"><lane id="{LANE}" name="{LANE}">{lane}</lane></laneSet>'
    parts = [HEAD, lanes, '<startEvent id="start"/>', _flow("begin", "start", graph["initial"])]
    for state, steps in graph["states"].items():
        if not steps:
            parts.append(f'<endEvent id="{state}"/>')
            continue
        parts.append(f'<manualTask id="{state}" name="{state}"/>')
        parts.append(_flow(f"to_{state}", state, f"from_{state}"))
        parts.append(f'<exclusiveGateway id="from_{state}"/>')
        parts += [
            _flow(f"{state}_{step}", f"from_{state}", dest, f"step == '{step}'")
            for step, dest in steps.items()
        ]
    return ("".join(parts) + "</process></definitions>").encode()


def _flow(name: str, source: str, dest: str, when: str = "") -> str:
    condition = (
        f'<conditionExpression xsi:type="tFormalExpression">{when}</conditionExpression>' if when else ""
    )
    return f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{dest}">{condition}</sequenceFlow>'


def opened(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.executescript(SCHEMA)
    return connection


def definition(graph: dict[str, Any]) -> BpmnProcessSpec:
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(process(graph))), filename="dispute.bpmn")
    return parser.get_spec("dispute")


def serializer_of(kept: BpmnProcessSpec) -> BpmnWorkflowSerializer:
    """A serializer that names the definition, which is kept in memory, instead of writing and reading it."""

    class Named(BpmnProcessSpecConverter):
        def to_dict(self, spec: BpmnProcessSpec) -> dict[str, Any]:
            return {"name": spec.name}

        def from_dict(self, dct: dict[str, Any]) -> BpmnProcessSpec:
            return kept

    return BpmnWorkflowSerializer(
        BpmnWorkflowSerializer.configure({**DEFAULT_CONFIG, BpmnProcessSpec: Named})
    )


def take(
    connection: sqlite3.Connection, serializer: BpmnWorkflowSerializer, key: int, step: str, *, guarded: bool
) -> None:
    """Load, authorise, guard, complete the waiting task, store, tell, commit."""
    connection.execute("BEGIN IMMEDIATE")
    holder, body = connection.execute("SELECT holder, body FROM workflows WHERE id = ?", (key,)).fetchone()
    workflow = serializer.deserialize_json(body)
    task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
    if holder != ORGANISATION or task.task_spec.lane not in ROLES:
        raise PermissionError(step)
    if guarded and connection.execute(OFFERED, (key,)).fetchone() != (0,):
        raise ValueError(step)
    task.data["step"] = step
    task.run()
    workflow.do_engine_steps()
    connection.execute(
        "UPDATE workflows SET body = ? WHERE id = ?", (serializer.serialize_json(workflow), key)
    )
    told = (key, datetime.now(UTC).isoformat(), step, PERSON)
    connection.execute("INSERT INTO history (workflow, at, step, person) VALUES (?, ?, ?, ?)", told)
    connection.execute("COMMIT")


def main(path: str, cases: int, rounds: int, graph: dict[str, Any], how: str) -> None:
    spec = definition(graph)
    connection = opened(path)
    serializer = BpmnWorkflowSerializer() if how == "whole" else serializer_of(spec)
    workflow = BpmnWorkflow(spec)
    workflow.do_engine_steps()
    begun = [(ORGANISATION, serializer.serialize_json(workflow))] * (cases * rounds)
    connection.executemany("INSERT INTO workflows (holder, body) VALUES (?, ?)", begun)
    keys = iter(range(1, cases * rounds + 1))
    for _ in sys.stdin:
        for key in [next(keys) for _ in range(cases)]:
            for step in graph["road"]:
                take(connection, serializer, key, step, guarded=how == "guarded")
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    graph = json.loads(Path(sys.argv[4]).read_text())
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), graph, sys.argv[5])
