"""mediation statistics: the official figures of a period, and the slow recount that they must agree with."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import click

from mediation.commands import opened
from mediation.commands.taking import AS, note_taken, whose

if TYPE_CHECKING:
    from mediation.readmodels.statistics import StatisticsPage
    from mediation.services.count_statistics import Figures


@click.command()
@click.option(
    "--period",
    default="",
    help="统计期 2026-08、2026Q4、2026H2、2026；不写是上个月 the last month without it",
)
@click.option("--region", default="", help="12 位区划代码 code of the area; the city without it")
@click.option("--as", "account", default="", help=AS)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON；不显示的是 null，用账号的还有各种分法")
@click.option("--recount", "slow", is_flag=True, help="一件一件重新数一遍，和统计表核对")
def command(period: str, region: str, account: str, as_json: bool, slow: bool) -> None:
    """统计期的各项数字；只有数字，没有案件."""
    from mediation.commands.backlog import area_named
    from mediation.readmodels.official_table import official, told_above
    from mediation.readmodels.smallest_group import smallest_group
    from mediation.readmodels.statistics import table
    from mediation.readmodels.statistics_recount import differences, recount
    from mediation.readmodels.statistics_recount_force import force_differences, recount_force
    from mediation.services.statistical_rows import Where

    house = opened()
    now, today = house.clock.now(), house.clock.today()
    with house.snapshot() if slow else house.read() as session:
        area = area_named(session, region)
        actor = whose(house, account, area.code)
        page = table(session, area, actor, now, today, period)
        where = Where(region_code=area.code, period=page.period, today=today)
        found = list(differences(page.now, recount(session, where))) if slow else []
        found += force_differences(page.force_now, recount_force(session, where)) if slow else []
        least = 0 if actor else smallest_group(session, today)
        above = told_above(session, page, now, today, least) if least and not slow else None
    for name, shown, counted in found:
        click.echo(f"{name}　统计表 {shown}　实数 {counted}", err=True)
    if found:
        house.close()
        sys.exit(1)
    if slow:
        house.close()
        click.echo("统计表的数字和逐件重数的一致")
        return
    numbers = official(page, "", today, least, above).whole.numbers
    told = _told(page.figures, least, {name for name, n in numbers.items() if n is None})
    if as_json:
        said = json.dumps(_plain(page, told, whole=actor is not None), ensure_ascii=False)
    else:
        said = "\n".join(_lines(page, told))
    what = {"table": "statistics", "period": page.period.name}
    note_taken(house, actor, area.code, what, len(told), said.encode())
    house.close()
    click.echo(said)


def _told(figures: Figures, least: int, hidden: Collection[str]) -> dict[str, str | None]:
    """Each figure as it is printed; None where the table to be handed round leaves it, or what it is made of, out."""
    from mediation.rules.statistics import INDICATORS
    from mediation.services.count_statistics import MADE_OF

    found: dict[str, str | None] = {}
    for one in INDICATORS:
        small = one.name in hidden
        if one.of is not None:
            part, whole = (figures.counted(name) for name in one.of)
            made_of = {made for name in one.of for made in MADE_OF.get(name, (name,))}
            small = any(0 < n < least for n in (part, whole, whole - part)) or not made_of.isdisjoint(hidden)
        value = None if one.name in figures.uncounted else figures.value(one)
        small = small and one.name not in figures.uncounted
        found[one.name] = None if small else "—" if value is None else str(value)
    return found


def _lines(page: StatisticsPage, told: dict[str, str | None]) -> Iterator[str]:
    from mediation.rules.statistics import FORCE, INDICATORS

    yield f"{page.name}　{page.period.name}　{page.period.first}—{page.period.last}"
    for one in INDICATORS:
        yield f"  {one.title}　{told[one.name] or '＊'} {one.unit.title_text}"
    if page.force is not None:
        for one in FORCE:
            yield f"  {one.title}　{page.force.values[one.name]} {one.unit.title_text}"


def _plain(page: StatisticsPage, told: dict[str, str | None], *, whole: bool) -> dict[str, Any]:
    about = {
        "region_code": page.region_code,
        "period": page.period.name,
        "closed": page.closing is not None,
        "indicators": told,
        "force": page.force and page.force.to_json(),
    }
    return {**about, **page.figures.to_json()} if whole else about
