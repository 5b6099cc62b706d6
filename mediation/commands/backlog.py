"""mediation backlog: open and overdue cases by level, figures only; and the slow recount that they must agree with."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from mediation.commands import opened


@click.command()
@click.option("--region", default="", help="12 位区划代码 code of the area")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
@click.option("--recount", is_flag=True, help="一件一件重新数一遍，和页面的数字核对")
@click.option("--rebuild", is_flag=True, help="预先数好的数字全部重数，可以在使用中运行")
def command(region: str, as_json: bool, recount: bool, rebuild: bool) -> None:
    """各级未结、逾期、近十二周结案件数."""
    if rebuild:
        _rebuild()
    elif recount:
        _recount(region)
    else:
        _show(region, as_json)


def _show(region: str, as_json: bool) -> None:
    from mediation.readmodels.backlog import area_backlog, scope_of

    house = opened()
    with house.read() as session:
        found = area_named(session, region)
        scope = scope_of(house.registry, found.code, house.clock.today())
        page = area_backlog(session, scope, found, house.clock.now())
    house.close()
    if as_json:
        click.echo(json.dumps(_plain(page), ensure_ascii=False))
        return
    ended = sum(part.ended for part in page.parts)
    click.echo(f"{page.name}　未结 {page.total.open}　逾期 {page.total.overdue}　近十二周结案 {ended}")
    for part in page.parts:
        name = f"{part.name}（本级）" if part.own else part.name
        click.echo(
            f"  {name}　未结 {part.standing.open}　逾期 {part.standing.overdue}　"
            f"近十二周结案 {part.ended}　在法院 {part.at_court}"
        )


def _recount(region: str) -> None:
    """Every number that differs, and exit code 1 if one does."""
    from mediation.readmodels.backlog_recount import differences
    from mediation.readmodels.tally_recount import unlike_lines

    house = opened()
    periods, today = tuple(sorted(house.registry.periods)), house.clock.today()
    with house.snapshot() as session:
        code = area_named(session, region).code
        found = differences(session, house.registry, code, house.clock.now(), today)
        unlike = list(unlike_lines(session, periods, today))
    house.close()
    for key, shown, slow in found:
        click.echo(f"{'·'.join(map(str, key))}　页面 {shown}　实数 {slow}", err=True)
    for case_id, names in unlike:
        click.echo(f"案件 {case_id} 预先数好的和实际的不同：{'、'.join(names)}", err=True)
    if found or unlike:
        sys.exit(1)
    click.echo("页面的数字和逐件重数的一致")


def _rebuild() -> None:
    from mediation.commands.tallies import TalliesKept

    house = opened()
    click.echo(f"重新数了 {TalliesKept(house).rebuild()} 周登记的案件")
    house.close()


def area_named(session: Any, region: str) -> Any:
    from sqlalchemy import select

    from mediation.model import Region
    from mediation.rules.errors import NotThere
    from mediation.rules.vocabulary import Level

    found = (
        session.get(Region, region)
        if region
        else session.scalars(
            select(Region).where(Region.level == Level.CITY).order_by(Region.code).limit(1)
        ).first()
    )
    if found is None:
        raise NotThere
    return found


def _plain(page: Any) -> dict[str, Any]:
    return {
        "region_code": page.region_code,
        "name": page.name,
        "counted_at": page.counted_at.isoformat(),
        "total": {"open": page.total.open, "overdue": page.total.overdue, "at_court": page.at_court},
        "beside": {figure.value: n for figure, n in page.beside.items()},
        "open_by_level": {level.value: one.open for level, one in page.levels.items()},
        "open_by_state": {state: one.open for state, one in page.states.items()},
        "open_by_age": {band.value: n for band, n in page.total.bands.items()},
        "rows": [
            {
                "region_code": part.region_code,
                "name": part.name,
                "own": part.own,
                "open": part.standing.open,
                "overdue": part.standing.overdue,
                "entered": part.entered,
                "ended": part.ended,
                "at_court": part.at_court,
            }
            for part in page.parts
        ],
    }
