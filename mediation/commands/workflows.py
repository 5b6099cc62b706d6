"""mediation workflows: check the definitions, or print the page that a lawyer reads."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

if TYPE_CHECKING:
    from mediation.bootstrap import Installation
    from mediation.rules.actor import Actor
    from mediation.services.many.plan import Plan

AT_ONCE = 100


@click.group()
def command() -> None:
    """流程定义：检查、打印."""


@command.command()
@click.option("--all", "every", is_flag=True, help="旧版本的纠纷和还可能碰到的移交、起诉等也查")
def check(every: bool) -> None:
    """Prove the definitions, by search; what breaks a claim is told with the shortest way there."""
    from mediation.rules.papers import PAPERS
    from mediation.rules.proof import prove, prove_meetings
    from workflows import REGISTRY

    found = prove(REGISTRY, PAPERS) + (prove_meetings(REGISTRY) if every else ())
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
    from mediation.rules.definition_page import definition_page, markdown
    from mediation.rules.diagram import definition_diagram
    from workflows import REGISTRY

    for definition in REGISTRY.newest().definitions:
        text = markdown(definition_page(REGISTRY, definition))
        if folder is None:
            click.echo(text)
        else:
            (folder / f"{definition.matter.value}.md").write_text(text, encoding="utf-8")
            drawn = definition_diagram(definition)
            (folder / f"{definition.matter.value}.svg").write_text(drawn, encoding="utf-8")


@command.command()
def publish() -> None:
    """Write down the digests of versions that are not published yet; a published one is never rewritten."""
    from workflows import PUBLISHED, REGISTRY

    lines = PUBLISHED.read_text(encoding="utf-8").splitlines()
    for definition in REGISTRY.definitions:
        known = REGISTRY.published.get((definition.matter.value, definition.version))
        if known is None:
            lines.append(f"{definition.matter.value} {definition.version} {definition.digest}")
            click.echo(f"{definition.title} v{definition.version} 已发布 {definition.digest[:16]}")
        elif known != definition.digest:
            click.echo(f"{definition.title} v{definition.version} 和发布的不一样：要用新的版本号", err=True)
            sys.exit(1)
    PUBLISHED.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@command.command()
@click.argument("matter")
@click.option("--from", "source", type=int, required=True, help="现在的版本")
@click.option("--to", "target", type=int, required=True, help="新的版本")
@click.option("--map", "pairs", multiple=True, metavar="旧状态=新状态", help="名字变了的状态，可以写多次")
@click.option("--as", "account", required=True, help="管理员账号")
@click.option("--apply", "really", is_flag=True, help="不写就只试算，什么也不改")
@click.option("--undo", "run", type=click.UUID, help="撤回那一次换版")
@click.option("--reason", default="", help="为什么撤回")
def migrate(
    matter: str,
    source: int,
    target: int,
    pairs: tuple[str, ...],
    account: str,
    really: bool,
    run: UUID | None,
    reason: str,
) -> None:
    """Move open matters to another version: a trial run unless --apply, a line for each; exit 1 when any is refused."""
    from mediation.commands import acting_as, opened
    from mediation.rules.errors import BadInput
    from mediation.rules.messages import say
    from mediation.rules.vocabulary import MatterKind
    from mediation.services.many.versions import MoveBack, MoveMatters, Renamed
    from mediation.services.migrate_matters import plan_move
    from mediation.services.recount_deadlines import administering_post

    house = opened()
    try:
        kind = MatterKind.of(matter)
    except ValueError:
        raise BadInput.at("matter", say("没有「{matter}」这种流程", matter=matter)) from None
    if not all(old and equals and new for old, equals, new in (pair.partition("=") for pair in pairs)):
        raise BadInput.at("states", say("请写成 旧状态=新状态"))
    states = tuple(Renamed(old, new) for old, _, new in (pair.partition("=") for pair in pairs))
    actor = acting_as(house, account)
    organisation = administering_post(actor).organisation_id
    plan = MoveMatters(organisation_id=organisation, matter=kind, source=source, target=target, states=states)
    if run is not None:
        back = MoveBack(organisation_id=organisation, run_id=run, reason=reason)
        refused = _worked(house, actor, back)
    elif really:
        refused = _worked(house, actor, plan)
    else:
        with house.read() as session:
            lines = plan_move(session, house.registry, plan.move)
        refused = 0
        for line in lines:
            what = (
                f"{line.before} → {line.after}" if line.refusal is None else f"{line.before}：{line.refusal}"
            )
            clocks = "".join(f"；停 {name}" for name in line.ending)
            clocks += f"；起 {line.starting}" if line.starting else ""
            click.echo(f"{line.case} {what}{clocks}", err=line.refusal is not None)
            refused += line.refusal is not None
        click.echo(f"试算 {len(lines) - refused} 件，不能办 {refused} 件")
    house.close()
    sys.exit(1 if refused else 0)


def _worked(house: Installation, actor: Actor, plan: Plan) -> int:
    """The whole list worked off here; what became of each, and how many were refused."""
    from itertools import count

    from mediation.readmodels.runs import run_page
    from mediation.rules.vocabulary import LineOutcome
    from mediation.services.many.run import begin_run, work_on_run
    from mediation.services.perform import perform

    made = perform(house, begin_run, actor=actor, plan=plan)
    click.echo(f"这一次的编号（撤回用）：{made}")
    while work_on_run(house, actor=actor, run_id=made, most=AT_ONCE):
        pass
    for n in count(1):
        with house.read() as session:
            found = run_page(session, actor, house.registry, made, n)
        for line in found.lines:
            why = "；".join(map(str, line.said))
            click.echo(f"{line.title} {line.outcome.title_text}{why and '：' + why}", err=bool(why))
        if n >= found.pages:
            break
    refused = found.run.counts.get(LineOutcome.REFUSED, 0)
    click.echo(f"办了 {found.run.counts.get(LineOutcome.DONE, 0)} 件，不能办 {refused} 件")
    return refused
