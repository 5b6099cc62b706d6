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
    from mediation.readmodels.what_ifs import Few
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
    from mediation.readmodels.what_ifs import few_of, levels_of, past_to_json
    from mediation.rules.simulation.comparing import compare
    from mediation.rules.simulation.scenario import read_scenario

    scenario = read_scenario(_read(file))
    house = opened()
    today = house.clock.today()
    with house.read() as session:
        area = area_named(session, region)
        actor = whose(house, account, area.code)
        past = area_past(session, area.code, today)
        least = 1 if actor else smallest_group(session, today)
    few = few_of(levels_of(past.rates), least)
    found = few.told(compare(past.rates, scenario, festivals_ahead(today, scenario.weeks)))
    if as_json:
        kept = past_to_json(past)
        hidden = {level.value for level in few.levels}
        kept["levels"] = [
            [*row[:3], *(None if row[0] in hidden else n for n in row[3:])] for row in kept["levels"]
        ]
        told = {"region_code": area.code, "scenario": scenario.to_json(), "past": kept}
        said = json.dumps({**told, **found.to_json()}, ensure_ascii=False)
    else:
        said = "\n".join(_lines(area.name, past, scenario, found, few))
    note_taken(house, actor, area.code, {"page": "what_if"}, len(found.lines), said.encode())
    house.close()
    click.echo(said)


def _lines(name: str, past: Past, scenario: Scenario, found: Comparison, few: Few) -> Iterator[str]:
    from mediation.readmodels.what_ifs import levels_of

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
    if few.levels:
        levels = "、".join(one.level.title_text for one in levels_of(past.rates) if one.level in few.levels)
        yield f"  {levels}：未结或者一年里结束的不到 {few.least} 件，或者写出来就能推算，不写；有权查看的人用 --as 账号"
    if few.standing:
        yield f"  整个地区未结不到 {few.least} 件，不写以后未结多少"


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
