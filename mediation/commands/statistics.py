"""mediation statistics: the official figures of a period, and the slow recount that they must agree with."""

from __future__ import annotations

import json
import sys

import click

from mediation.commands import opened


@click.command()
@click.option(
    "--period",
    default="",
    help="统计期 2026-08、2026Q4、2026H2、2026；不写是上个月 the last month without it",
)
@click.option("--region", default="", help="12 位区划代码 code of the area; the city without it")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--recount", "slow", is_flag=True, help="一件一件重新数一遍，和统计表核对")
def command(period: str, region: str, as_json: bool, slow: bool) -> None:
    """统计期的各项数字；只有数字，没有案件."""
    from mediation.commands.backlog import area_named
    from mediation.readmodels.statistics import table
    from mediation.readmodels.statistics_recount import differences, recount
    from mediation.rules.statistics import INDICATORS
    from mediation.services.statistical_rows import Where

    house = opened()
    now, today = house.clock.now(), house.clock.today()
    with house.read() as session:
        area = area_named(session, region)
        page = table(session, area, None, now, today, period)
        where = Where(region_code=area.code, period=page.period, today=today)
        found = list(differences(page.now, recount(session, where))) if slow else []
    house.close()
    for name, shown, counted in found:
        click.echo(f"{name}　统计表 {shown}　实数 {counted}", err=True)
    if found:
        sys.exit(1)
    if slow:
        click.echo("统计表的数字和逐件重数的一致")
    elif as_json:
        told = {
            "region_code": page.region_code,
            "period": page.period.name,
            "closed": page.closing is not None,
        }
        click.echo(json.dumps({**told, **page.figures.to_json()}, ensure_ascii=False))
    else:
        click.echo(f"{page.name}　{page.period.name}　{page.period.first}—{page.period.last}")
        for one in INDICATORS:
            value = page.figures.value(one)
            click.echo(f"  {one.title}　{'—' if value is None else value} {one.unit.title_text}")
