"""django-viewflow: a waiting human task of a stored process is executed and committed; its task rows are the history.

Run by its own interpreter, which has Django and viewflow and not this product: `viewflow_steps.py FILE CASES ROUNDS
GRAPH HOW`. For each line read from standard input it takes the graph's road with `CASES` processes and answers with a
line. HOW is `free`, or `guarded`: then each step looks up a condition first.
"""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

os.environ["PEER_GRAPH"] = sys.argv[4]
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
call_command("migrate", verbosity=0, run_syncdb=True)

from django.contrib.auth.models import User  # noqa: E402
from viewflow.workflow.models import Task  # noqa: E402
from viewflow.workflow.status import STATUS  # noqa: E402
from viewflow_app.flows import GRAPH, PERSON, Dispute  # noqa: E402
from viewflow_app.models import Offer  # noqa: E402


def take(process_id: int, step: str, person: User, *, guarded: bool) -> None:
    """Load the waiting task, authorise, guard, execute it, let the switch create the next one, commit."""
    with Dispute.lock(process_id), transaction.atomic():
        task = Task.objects.select_related("process", "owner").get(
            process_id=process_id, status=STATUS.ASSIGNED
        )
        if not task.flow_task.can_execute(person, task):
            raise PermissionError(step)
        if guarded and Offer.objects.filter(process_id=process_id, is_open=True).exists():
            raise ValueError(step)
        activation = task.flow_task.activation_class(task)
        activation.start(None)
        activation.process.data = {"step": step}
        activation.process.save()
        activation.execute()


def main(cases: int, rounds: int, *, guarded: bool) -> None:
    person = User.objects.create_user("cunzhuren")
    PERSON.append(person)
    with transaction.atomic():
        waiting = iter([Dispute.start.run().pk for _ in range(cases * rounds)])
    for _ in sys.stdin:
        for process_id in [next(waiting) for _ in range(cases)]:
            for step in GRAPH["road"]:
                take(process_id, step, person, guarded=guarded)
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[2]), int(sys.argv[3]), guarded=sys.argv[5] == "guarded")
