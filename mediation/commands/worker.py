"""mediation worker: render the documents that wait, until told to stop."""

from __future__ import annotations

import signal
import sys

import click


@click.command()
@click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(1, 32), help="How many at a time."
)
@click.option("--papers-only", is_flag=True, help="Leave clocks, lists and checkpoints to another process.")
def command(processes: int, papers_only: bool) -> None:
    """只启动文书生成."""
    if processes > 1:
        from mediation.commands.serve import keep_running

        one = [sys.executable, "-m", "mediation.commands.worker_process"]
        keep_running([one, *([[*one, "--papers-only"]] * (processes - 1))])
    else:
        _work(papers_only)


def _work(papers_only: bool) -> None:
    from mediation.adapters.log import set_up_log
    from mediation.adapters.schema import require_whole
    from mediation.adapters.worker import Worker
    from mediation.bootstrap import Installation
    from mediation.commands.chores import Chores

    house = Installation.open()
    set_up_log(style=house.settings.log_style, level=house.settings.log_level)
    require_whole(house.database)
    worker = Worker(house, chores=(lambda: None) if papers_only else Chores(house))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopping.set())
    worker.run()
    house.close()
