"""mediation backlog: open, overdue and closed cases by level; figures only."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from mediation.commands import opened

PREFECTURE = 4
"""Digits of a city's code: the widest area shown without --region."""


@click.command()
@click.option("--region", default="", help="12 位区划代码 code of the area")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def command(region: str, as_json: bool) -> None:
    """各级未结、逾期、已结案件数."""
    from sqlalchemy import select

    from mediation.model import Region
    from mediation.readmodels.backlog import area_backlog
    from mediation.rules.vocabulary import Level

    house = opened()
    with house.read() as session:
        code = region or session.scalar(
            select(Region.code).where(Region.level == Level.CITY).order_by(Region.code).limit(1)
        )
        page = area_backlog(session, code or "", house.clock.today())
    house.close()
    if as_json:
        click.echo(json.dumps(asdict(page), ensure_ascii=False, default=str))
        return
    click.echo(f"{page.name}　未结 {page.total.open}　逾期 {page.total.overdue}　已结 {page.total.closed}")
    for row in page.rows:
        name = f"{row.name}（本级）" if row.own else row.name
        click.echo(f"  {name}　未结 {row.open}　逾期 {row.overdue}　已结 {row.closed}　在法院 {row.at_court}")
