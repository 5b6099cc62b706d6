"""django-viewflow: a waiting task of a stored process is executed and committed; its task rows are the history.

Run by its own interpreter, which has Django and viewflow and not this product: `viewflow_steps.py FILE CASES ROUNDS`.
For each line read from standard input it takes five steps of `CASES` stored processes and answers with a line.
"""

from __future__ import annotations

import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": sys.argv[1],
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "viewflow",
        "viewflow.workflow",
        "viewflow_app",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()
call_command("migrate", verbosity=0)

from viewflow.workflow.models import Task  # noqa: E402
from viewflow.workflow.status import STATUS  # noqa: E402
from viewflow_app.flows import Dispute  # noqa: E402

STEPS = ("skip_settlement", "accept", "appoint", "hold_sitting", "reach_agreement")


def take(process_id: int, step: str) -> None:
    """Load the waiting task, execute it, create the next one, commit."""
    with transaction.atomic():
        node = getattr(Dispute.instance, step)
        task = Task.objects.get(process_id=process_id, flow_task=node, status=STATUS.NEW)
        node.run(task)


def main(cases: int, rounds: int) -> None:
    with transaction.atomic():
        waiting = iter([Dispute.start.run().pk for _ in range(cases * rounds)])
    for _ in sys.stdin:
        for process_id in [next(waiting) for _ in range(cases)]:
            for step in STEPS:
                take(process_id, step)
        sys.stdout.write("done\n")
        sys.stdout.flush()
    done = Task.objects.filter(flow_task=Dispute.instance.reach_agreement, status=STATUS.DONE).count()
    assert done % cases == 0, done


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]))
