"""The program with its modules loaded: each line of its input is one command, run in a process forked for it.

Loading them anew for each of some two hundred commands took longer than the commands.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from importlib import import_module
from pkgutil import walk_packages

import mediation
from mediation.cli import main

LEFT_OUT = ("mediation.adapters.render_child", "mediation.migrations")
"""WeasyPrint is for a process that renders; migrations are Alembic's to load."""
PATIENCE = 300
"""Seconds: the whole demonstration takes minutes on a machine that does much else."""


def load() -> None:
    for module in walk_packages(mediation.__path__, "mediation."):
        if not module.name.startswith(LEFT_OUT):
            import_module(module.name)
    gc.freeze()  # so that no process looks through, and thereby copies, what all share


def take_commands() -> None:
    """Returns in the process of a command; the first one answers with exit codes until its input ends."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(**json.loads(line))
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    sys.exit()


def become(arguments: list[str], environment: dict[str, str], out: str, err: str) -> None:
    """Nothing of the first process's is left: input, output, environment, arguments; and it ends in time."""
    signal.alarm(PATIENCE)
    for stream, (file, flags) in enumerate(
        ((os.devnull, os.O_RDONLY), (out, os.O_WRONLY | os.O_CREAT), (err, os.O_WRONLY | os.O_CREAT))
    ):
        opened = os.open(file, flags, 0o600)
        os.dup2(opened, stream)
        os.close(opened)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments


if __name__ == "__main__":
    load()
    take_commands()
    main()
