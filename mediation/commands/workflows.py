"""mediation workflows: check the definitions, or print the page that a lawyer reads."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group()
def command() -> None:
    """流程定义：检查、打印."""


@command.command()
def check() -> None:
    """Prove the definitions, by search; what breaks a claim is told with the shortest way there."""
    from mediation.rules.papers import PAPERS
    from mediation.rules.proof import prove
    from workflows import REGISTRY

    found = prove(REGISTRY, PAPERS)
    for finding in found:
        click.echo(str(finding), err=True)
    if found:
        sys.exit(1)
    for definition in REGISTRY.definitions:
        click.echo(
            f"{definition.title} v{definition.version}: {len(definition.states)} 个状态，"
            f"{len(definition.steps)} 个步骤，{definition.digest[:16]}"
        )


@command.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
def page(folder: Path | None) -> None:
    """Print the definitions as Markdown, or write a page for each into a folder."""
    from mediation.rules.definition_page import definition_page
    from mediation.rules.diagram import definition_diagram
    from workflows import REGISTRY

    for definition in REGISTRY.definitions:
        text = definition_page(definition)
        if folder is None:
            click.echo(text)
        else:
            (folder / f"{definition.matter.value}.md").write_text(text, encoding="utf-8")
            drawn = definition_diagram(definition)
            (folder / f"{definition.matter.value}.svg").write_text(drawn, encoding="utf-8")
