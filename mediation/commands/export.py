"""mediation export statistics: the official table of a period as a spreadsheet."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediation.commands import acting_as, opened

if TYPE_CHECKING:
    from mediation.bootstrap import Installation

OPERATOR = "系统运维人员"
log = logging.getLogger(__name__)


@click.group("export")
def command() -> None:
    """导出."""


@command.command()
@click.option(
    "--period",
    default="",
    help="统计期 2026-08、2026Q4、2026H2、2026；不写是上个月 the last month without it",
)
@click.option("--region", default="", help="12 位区划代码 code of the area; the city without it")
@click.option(
    "--kinds", default="all", type=click.Choice(["all", "eighteen", "fifteen"]), help="纠纷类型的分法"
)
@click.option(
    "--as", "account", default="", help="用谁的账号 whose eyes; 不写的不显示小数字 small groups are hidden"
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def statistics(period: str, region: str, kinds: str, account: str, output: Path) -> None:
    """人民调解案件情况统计表（.xlsx）."""
    from mediation.commands.backlog import area_named
    from mediation.readmodels.official_table import official
    from mediation.readmodels.smallest_group import smallest_group
    from mediation.readmodels.statistics import statistics as asked
    from mediation.readmodels.statistics import table

    house = opened()
    now, today = house.clock.now(), house.clock.today()
    who = acting_as(house, account) if account else None
    with house.read() as session:
        if who is not None:
            page, least = asked(session, who, now, today, region, period, kinds), 0
        else:
            least = smallest_group(session, today)
            page = table(session, area_named(session, region), None, now, today, period, kinds)
    name = who.name if who else OPERATOR
    made = official(page, f"{name} {now:%Y-%m-%d %H:%M}Z 用命令导出，仅供工作使用", today, least)
    data = house.spreadsheets.official(made)
    if who is not None:
        _noted(house, who, page.region_code, page.period.name, len(made.parts) + len(made.kinds), data)
    log.info(
        "statistics of %s for %s exported by %s", page.region_code, page.period.name, account or "operator"
    )
    house.close()
    output.write_bytes(data)
    click.echo(f"{page.name} {page.period.name} → {output}")


def _noted(house: Installation, who: Any, region: str, period: str, lines: int, data: bytes) -> None:
    from mediation.services.note_export import note_export
    from mediation.services.perform import perform

    perform(
        house,
        note_export,
        actor=who,
        region_code=region,
        what={"table": "statistics", "period": period, "by": "command"},
        lines=lines,
        digest=hashlib.sha256(data).digest(),
    )
