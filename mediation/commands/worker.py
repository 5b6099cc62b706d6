"""mediation worker: render the documents that wait, until told to stop."""

from __future__ import annotations

import os
import signal

import click


@click.command()
def command() -> None:
    """只启动文书生成."""
    from mediation.adapters.log import set_up_log
    from mediation.adapters.schema import require_whole
    from mediation.adapters.worker import Worker
    from mediation.bootstrap import Installation
    from mediation.commands.chores import Chores

    house = Installation.open()
    os.environ.pop("MEDIATION_KEY", None)  # read by now: the children that lay out papers never have it
    set_up_log(style=house.settings.log_style, level=house.settings.log_level)
    require_whole(house.database)
    worker = Worker(house, chores=Chores(house))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopping.set())
    worker.run()
    house.close()
