"""mediation deadlines: look after the clocks of all cases."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from mediation.commands import opened


@click.group()
def command() -> None:
    """期限."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
def sweep(as_json: bool) -> None:
    """Warn, mark what is over, and do what the law attaches to it; exit 1 when a case could not be done."""
    from mediation.services.sweep_deadlines import sweep_deadlines

    house = opened()
    swept = sweep_deadlines(house)
    house.close()
    if as_json:
        click.echo(json.dumps(asdict(swept)))
    else:
        click.echo(
            f"黄牌 {swept.warned} 个，红牌 {swept.overdue} 个，权利届满 {swept.lapsed} 个，"
            f"期满自动办理 {swept.stepped} 件，没有办成 {swept.failed} 件"
        )
    sys.exit(1 if swept.failed else 0)
