"""mediation export statistics: the official table of a period as a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import click

from mediation.commands import acting_as, opened
from mediation.commands.taking import AS, OPERATOR, note_taken


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
@click.option("--as", "account", default="", help=AS)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def statistics(period: str, region: str, kinds: str, account: str, output: Path) -> None:
    """人民调解案件情况统计表（.xlsx）."""
    from mediation.commands.backlog import area_named
    from mediation.readmodels.official_table import left_out_above, official
    from mediation.readmodels.smallest_group import smallest_group
    from mediation.readmodels.statistics import statistics as asked
    from mediation.readmodels.statistics import table
    from mediation.rules.official_table import TableUse
    from mediation.rules.policy import reports_statistics

    house = opened()
    now, today = house.clock.now(), house.clock.today()
    who = acting_as(house, account) if account else None
    with house.read() as session:
        if who is not None:
            page = asked(session, who, now, today, region, period, kinds)
        else:
            page = table(session, area_named(session, region), None, now, today, period, kinds)
        to_report = who is not None and reports_statistics(who, page.region_code)
        least = 0 if to_report else smallest_group(session, today)
        above = left_out_above(session, page, now, today, least) if least else None
    name = who.name if who else OPERATOR
    made = official(page, f"{name} {now:%Y-%m-%d %H:%M}Z 用命令导出，仅供工作使用", today, least, above)
    data = house.spreadsheets.official(made)
    use = TableUse.REPORT if to_report else TableUse.SHARE
    what = {"table": "statistics", "period": page.period.name, "use": use.value}
    note_taken(house, who, page.region_code, what, len(made.parts) + len(made.kinds), data)
    house.close()
    output.write_bytes(data)
    click.echo(f"{page.name} {page.period.name} → {output}")
