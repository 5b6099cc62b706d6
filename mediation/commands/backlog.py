"""mediation backlog: open and overdue cases by level, figures only; and the slow recount that they must agree with."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mediation.commands import opened
from mediation.commands.taking import AS, note_taken, whose
from mediation.rules.clock import SHANGHAI

if TYPE_CHECKING:
    from mediation.readmodels.backlog import BacklogPage
    from mediation.readmodels.backlog_told import Told

ROW = {"open": "open", "overdue": "late", "entered": "entered", "ended": "ended", "at_court": "at court"}
"""The numbers of a part, by the name that they have among the figures told."""


@click.command()
@click.option("--region", default="", help="12 位区划代码 code of the area")
@click.option("--as", "account", default="", help=AS)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON；不显示的是 null")
@click.option("--recount", is_flag=True, help="一件一件重新数一遍，和页面的数字核对")
@click.option("--rebuild", is_flag=True, help="预先数好的数字全部重数，可以在使用中运行")
def command(region: str, account: str, as_json: bool, recount: bool, rebuild: bool) -> None:
    """各级未结、逾期、近十二周结案件数."""
    if rebuild:
        _rebuild()
    elif recount:
        _recount(region)
    else:
        _show(region, account, as_json)


def _show(region: str, account: str, as_json: bool) -> None:
    from mediation.readmodels.backlog import area_backlog, scope_of
    from mediation.readmodels.backlog_told import told, told_of

    house = opened()
    now, today = house.clock.now(), house.clock.today()
    with house.read() as session:
        found = area_named(session, region)
        actor = whose(house, account, found.code)
        page = area_backlog(session, scope_of(house.registry, found.code, today), found, now)
        shown = told_of(page, 1) if actor else told(session, house.registry, page, now, today)
    said = json.dumps(_plain(page, shown), ensure_ascii=False) if as_json else "\n".join(_lines(page, shown))
    note_taken(house, actor, found.code, {"page": "backlog"}, len(page.parts), said.encode())
    house.close()
    click.echo(said)


def _lines(page: BacklogPage, told: Told) -> Iterator[str]:
    def number(*name: object) -> str:
        n = told.get(*name)
        return "＊" if n is None else str(n)

    ago = f"（{page.behind} 分钟前）" if page.behind else ""
    yield f"截至 {page.counted_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}{ago}"
    yield f"{page.name}　未结 {number('open')}　逾期 {number('late')}　近十二周结案 {number('ended')}"
    for part in page.parts:
        key = (part.region_code, part.own)
        name = f"{part.name}（本级）" if part.own else part.name
        if part.counts:
            yield (
                f"  {name}　未结 {number('open', key)}　逾期 {number('late', key)}　"
                f"近十二周结案 {number('ended', key)}　在法院 {number('at court', key)}"
            )
        else:
            yield f"  {name}　没有案件"
    if told.hidden:
        yield f"＊少于 {told.least} 件的、能由此推算出来的不显示；有权查看的人用 --as 账号"


def _recount(region: str) -> None:
    """Every number that differs, and exit code 1 if one does."""
    from mediation.readmodels.backlog_recount import differences, organisations_differing
    from mediation.readmodels.tally_recount import unlike_lines

    house = opened()
    periods, today = tuple(sorted(house.registry.periods)), house.clock.today()
    with house.snapshot() as session:
        code = area_named(session, region).code
        found = differences(session, house.registry, code, house.clock.now(), today)
        found += organisations_differing(session, house.registry, code, house.clock.now(), today)
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


def _plain(page: BacklogPage, told: Told) -> dict[str, Any]:
    return {
        "region_code": page.region_code,
        "name": page.name,
        "counted_at": page.counted_at.isoformat(),
        "total": {"open": told.get("open"), "overdue": told.get("late"), "at_court": told.get("at court")},
        "beside": {figure.value: told.get("beside", figure) for figure in page.beside},
        "open_by_level": {level.value: told.get("open", level) for level in page.levels},
        "open_by_state": {state: told.get("state", state) for state in page.states},
        "open_by_age": {band.value: told.get("open", band) for band in page.total.bands},
        "rows": [
            {
                "region_code": part.region_code,
                "name": part.name,
                "own": part.own,
                **{
                    name: told.get(of, (part.region_code, part.own)) if part.counts else 0
                    for name, of in ROW.items()
                },
            }
            for part in page.parts
        ],
    }
