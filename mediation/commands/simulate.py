"""mediation simulate: what would happen in an area if something changed; figures only, nothing is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediation.commands import opened
from mediation.commands.taking import AS, note_taken, whose

if TYPE_CHECKING:
    from mediation.readmodels.area_past import Past
    from mediation.rules.simulation.comparing import Comparison
    from mediation.rules.simulation.scenario import Scenario


@click.command()
@click.option(
    "--scenario",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="TOML 或 JSON 文件，写改变什么 a file that says what is changed",
)
@click.option("--region", default="", help="12 位区划代码 code of the area; the city without it")
@click.option("--as", "account", default="", help=AS)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON；不显示的是 null")
def command(file: Path, region: str, account: str, as_json: bool) -> None:
    """推演：照现在这样和改变以后，未结、等待、结案会怎样."""
    from mediation.commands.backlog import area_named
    from mediation.readmodels.area_past import area_past, festivals_ahead
    from mediation.readmodels.smallest_group import smallest_group
    from mediation.readmodels.what_ifs import past_to_json
    from mediation.rules.simulation.comparing import compare
    from mediation.rules.simulation.scenario import read_scenario
    from mediation.rules.small_groups import guarded

    scenario = read_scenario(_read(file))
    house = opened()
    today = house.clock.today()
    with house.read() as session:
        area = area_named(session, region)
        actor = whose(house, account, area.code)
        past = area_past(session, area.code, today)
        least = 1 if actor else smallest_group(session, today)
    found = compare(past.rates, scenario, festivals_ahead(today, scenario.weeks))
    if as_json:
        kept = past_to_json(past)
        standing = guarded([n for *_, n in kept["levels"]], least)
        kept["levels"] = [[*row, n] for (*row, _), n in zip(kept["levels"], standing, strict=True)]
        told = {"region_code": area.code, "scenario": scenario.to_json(), "past": kept}
        said = json.dumps({**told, **found.to_json()}, ensure_ascii=False)
    else:
        said = "\n".join(_lines(area.name, past, scenario, found))
    note_taken(house, actor, area.code, {"page": "what_if"}, len(found.lines), said.encode())
    house.close()
    click.echo(said)


def _lines(name: str, past: Past, scenario: Scenario, found: Comparison) -> Iterator[str]:
    yield (
        f"{name}　{past.first}—{past.last} 的 {past.stays} 次承办　"
        f"推演 {scenario.weeks} 周 {scenario.runs} 次"
    )
    for line in found.lines:
        where = f"{line.level.title_text}：" if line.level else ""
        yield (
            f"  {where}{line.measure.title_text}　{line.before:.2f} → {line.after:.2f}　"
            f"相差 {line.low:+.2f} 到 {line.high:+.2f}{'' if line.certain else '（看不出差别）'}"
        )


def _read(file: Path) -> dict[str, Any]:
    """The file's fields; a mistake is told with its place."""
    from mediation.rules.errors import BadInput
    from mediation.rules.messages import say

    text = file.read_text(encoding="utf-8")
    try:
        read: Any = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise BadInput.at("", say("{file} 读不出来：{why}", file=file.name, why=str(error))) from None
    if not isinstance(read, dict):
        raise BadInput.at("", say("{file} 里不是一组项目", file=file.name))
    return read
