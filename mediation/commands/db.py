"""mediation db: bring the schema to the newest migration; back up and restore."""

from __future__ import annotations

import tarfile
from pathlib import Path

import click

FIRST_SEALED = "0006"
"""The revision from which on the head of every chain is sealed."""
FIRST_PERFORMED = "0008"
"""The revision from which on every duty has a clock of its own."""


@click.group()
def command() -> None:
    """数据库：升级、备份、恢复."""


@command.command()
def upgrade() -> None:
    """Bring the schema to the newest migration."""
    from mediation.adapters.checkpoint_count import CheckpointCount
    from mediation.adapters.schema import current, head, migrate
    from mediation.bootstrap import Installation
    from mediation.services.acts.performing import begin_older_clocks
    from mediation.services.record_event import seal_older_chains

    house = Installation.open()
    before = current(house.database)
    migrate(house.database)
    counted = CheckpointCount(house.settings.data_dir, house.vault)
    if before < FIRST_SEALED and not counted.begun:  # once: a seal taken off later is not given back
        with house.begin() as uow:
            seal_older_chains(uow)
            uow.commit()
    if before < FIRST_PERFORMED:
        with house.begin() as uow:
            begin_older_clocks(uow)
            uow.commit()
    if not counted.begun:
        counted.note(0)
    if before != head():
        click.echo(f"数据库已升级到 {head()}")
    house.close()


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write one file that holds the database, the blobs and not the keys."""
    from mediation.adapters.backup import back_up
    from mediation.bootstrap import Installation
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    house = Installation.open()
    if house.database.is_empty():
        raise SetupError(say("数据库还是空的，没有可以备份的内容"))
    back_up(house.database, house.settings, file)
    click.echo(f"已备份到 {file}。密钥文件 {house.settings.key_path} 不在其中，请另行妥善保存")
    house.close()


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put a backup in the place of an empty data folder."""
    from mediation.adapters.backup import put_back
    from mediation.config import here
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    try:
        put_back(here(), file)
    except tarfile.TarError:
        raise SetupError(say("文件 {file} 不是本程序的备份", file=file)) from None
    click.echo("已恢复")
