"""mediation documents: every document with short, ordinary and extreme data, as PDF."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def command() -> None:
    """文书样张."""


@command.command()
@click.argument("kind")
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def blank(kind: str, output: Path) -> None:
    """Write the blank form of a KIND of paper (such as agreement), to be filled in by hand."""
    from mediation.adapters.printer import Printer
    from mediation.documents.blanks import blank_kinds

    if kind not in blank_kinds():
        raise click.UsageError(f"{kind}: {', '.join(blank_kinds())}")
    printer = Printer()
    output.write_bytes(printer.blank_form(kind))
    printer.close()


@command.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def samples(folder: Path) -> None:
    """Write the samples of every document into a folder."""
    from mediation.documents.samples import write_samples

    for path in write_samples(folder):
        click.echo(str(path))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", default="", help="The code printed on the paper.")
def check(file: Path, code: str) -> None:
    """Say whether the file is a paper that was issued here, byte for byte, and whether its signature holds.

    Asks nothing of the network. Exit 1 unless the file is the very one that was issued.
    """
    from mediation.adapters.seal import signatures_of
    from mediation.bootstrap import Installation
    from mediation.readmodels.checked_file import check_file

    data, house = file.read_bytes(), Installation.open()
    with house.read() as session:
        told = check_file(session, data, code, signatures_of(data))
    house.close()
    for line in told.lines:
        click.echo(str(line))
    raise SystemExit(0 if told.issued else 1)
