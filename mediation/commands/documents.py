"""mediation documents: every document with short, ordinary and extreme data, as PDF."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def command() -> None:
    """文书样张."""


@command.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def samples(folder: Path) -> None:
    """Write the samples of every document into a folder."""
    from mediation.documents.samples import write_samples

    for path in write_samples(folder):
        click.echo(str(path))
