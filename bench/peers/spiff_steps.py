"""SpiffWorkflow: a task of a stored BPMN workflow is completed and committed, a line of history beside it.

Run by its own interpreter, which has SpiffWorkflow and not this product: `spiff_steps.py FILE CASES ROUNDS GRAPH`.
For each line read from standard input it takes the graph's road with `CASES` workflows and answers with a line.
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

SCHEMA = """
CREATE TABLE workflows (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE history (id INTEGER PRIMARY KEY, workflow INTEGER NOT NULL, at TEXT NOT NULL, step TEXT NOT NULL);
"""
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><process id="dispute" isExecutable="true">'
)


def process(graph: dict[str, Any]) -> bytes:
    """Each open state is a manual task; behind it a gateway leads on by the step that was chosen."""
    parts = [HEAD, '<startEvent id="start"/>', _flow("begin", "start", graph["initial"])]
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


def fresh(graph: dict[str, Any]) -> BpmnWorkflow:
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(process(graph))), filename="dispute.bpmn")
    workflow = BpmnWorkflow(parser.get_spec("dispute"))
    workflow.do_engine_steps()
    return workflow


def take(connection: sqlite3.Connection, serializer: BpmnWorkflowSerializer, key: int, step: str) -> None:
    """Load, complete the waiting task, store, tell, commit."""
    connection.execute("BEGIN IMMEDIATE")
    (body,) = connection.execute("SELECT body FROM workflows WHERE id = ?", (key,)).fetchone()
    workflow = serializer.deserialize_json(body)
    task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
    task.data["step"] = step
    task.run()
    workflow.do_engine_steps()
    connection.execute(
        "UPDATE workflows SET body = ? WHERE id = ?", (serializer.serialize_json(workflow), key)
    )
    told = (key, datetime.now(UTC).isoformat(), step)
    connection.execute("INSERT INTO history (workflow, at, step) VALUES (?, ?, ?)", told)
    connection.execute("COMMIT")


def main(path: str, cases: int, rounds: int, graph: dict[str, Any]) -> None:
    connection, serializer = opened(path), BpmnWorkflowSerializer()
    body = serializer.serialize_json(fresh(graph))
    connection.executemany("INSERT INTO workflows (body) VALUES (?)", [(body,)] * (cases * rounds))
    keys = iter(range(1, cases * rounds + 1))
    for _ in sys.stdin:
        for key in [next(keys) for _ in range(cases)]:
            for step in graph["road"]:
                take(connection, serializer, key, step)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(Path(sys.argv[4]).read_text()))
