"""SpiffWorkflow: a task of a stored BPMN workflow is completed and committed, a line of history beside it.

Run by its own interpreter, which has SpiffWorkflow and not this product: `spiff_steps.py FILE CASES ROUNDS`. For each
line read from standard input it takes five steps of `CASES` stored workflows and answers with a line.
"""

from __future__ import annotations

import io
import sqlite3
import sys
from datetime import UTC, datetime
from itertools import pairwise

from lxml import etree
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

STEPS = ("skip_settlement", "accept", "appoint", "hold_sitting", "reach_agreement")
SCHEMA = """
CREATE TABLE workflows (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE history (id INTEGER PRIMARY KEY, workflow INTEGER NOT NULL, at TEXT NOT NULL, task TEXT NOT NULL);
"""


def process() -> bytes:
    """Five manual tasks in a row."""
    nodes = "".join(f'<manualTask id="{name}" name="{name}"/>' for name in STEPS)
    places = ("start", *STEPS, "end")
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(pairwise(places))
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
        f'<process id="dispute" isExecutable="true"><startEvent id="start"/>{nodes}<endEvent id="end"/>{flows}'
        "</process></definitions>"
    ).encode()


def opened(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.executescript(SCHEMA)
    return connection


def fresh() -> BpmnWorkflow:
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(process())), filename="dispute.bpmn")
    workflow = BpmnWorkflow(parser.get_spec("dispute"))
    workflow.do_engine_steps()
    return workflow


def take(connection: sqlite3.Connection, serializer: BpmnWorkflowSerializer, key: int) -> None:
    """Load, complete the waiting task, store, tell, commit."""
    connection.execute("BEGIN IMMEDIATE")
    (body,) = connection.execute("SELECT body FROM workflows WHERE id = ?", (key,)).fetchone()
    workflow = serializer.deserialize_json(body)
    task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
    task.run()
    workflow.do_engine_steps()
    after = serializer.serialize_json(workflow)
    connection.execute("UPDATE workflows SET body = ? WHERE id = ?", (after, key))
    told = (key, datetime.now(UTC).isoformat(), task.task_spec.name)
    connection.execute("INSERT INTO history (workflow, at, task) VALUES (?, ?, ?)", told)
    connection.execute("COMMIT")


def main(path: str, cases: int, rounds: int) -> None:
    connection, serializer = opened(path), BpmnWorkflowSerializer()
    body = serializer.serialize_json(fresh())
    connection.executemany("INSERT INTO workflows (body) VALUES (?)", [(body,)] * (cases * rounds))
    keys = iter(range(1, cases * rounds + 1))
    for _ in sys.stdin:
        for key in [next(keys) for _ in range(cases)]:
            for _step in STEPS:
                take(connection, serializer, key)
        sys.stdout.write("done\n")
        sys.stdout.flush()
    (told,) = connection.execute("SELECT count(*) FROM history").fetchone()
    assert told % (cases * len(STEPS)) == 0, told


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
