"""mediation events: check the chain of all cases, or sign a checkpoint over it."""

from __future__ import annotations

import sys

import click

from mediation.commands import opened


@click.group()
def command() -> None:
    """核验办案记录链."""


@command.command()
def verify() -> None:
    """Check every chain, checkpoint and replay; exit 1 and say where it breaks."""
    from mediation.adapters.checkpoint_count import CheckpointCount
    from mediation.adapters.vault import verify_signature
    from mediation.readmodels.case_audit import verify_chains
    from mediation.readmodels.replay import replay_breaks

    house = opened()
    with house.read() as session:
        known = CheckpointCount(house.settings.data_dir, house.vault).known()
        report = verify_chains(session, house.vault, verify_signature, known)
        breaks = [*report.breaks, *replay_breaks(session, house.registry)]
    house.close()
    if breaks:
        for one in breaks:
            click.echo(str(one), err=True)
        sys.exit(1)
    click.echo(
        f"办案记录完好：{report.cases} 件案件，{report.events} 条记录，{report.checkpoints} 个签名检查点"
    )


@command.command()
def checkpoint() -> None:
    """Sign the heads of the chains that grew since the last checkpoint."""
    from mediation.commands.chores import sign_checkpoint

    house = opened()
    made = sign_checkpoint(house)
    house.close()
    click.echo("已签名" if made else "没有新的记录")
