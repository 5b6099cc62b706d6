"""mediation export statistics: the official table of a period as a spreadsheet, or on paper for a name in .pdf."""

from __future__ import annotations

from pathlib import Path

import click

from mediation.commands import acting_as, opened
from mediation.commands.taking import AS, OPERATOR, machine_account, note_taken


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
    "--use",
    "use_",
    default="share",
    type=click.Choice(["share", "report"]),
    help="share 传阅用，不写小数目；report 报送用，照实填写，要用司法局、司法所的账号",
)
@click.option("--as", "account", default="", help=AS)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def statistics(period: str, region: str, kinds: str, use_: str, account: str, output: Path) -> None:
    """人民调解案件情况统计表（.xlsx 或者 .pdf）."""
    from mediation.commands.backlog import area_named
    from mediation.readmodels.official_table import least_told, official, told_above
    from mediation.readmodels.statistics import statistics as asked
    from mediation.readmodels.statistics import table
    from mediation.rules.clock import SHANGHAI
    from mediation.rules.grammar import Permission
    from mediation.rules.official_report import official_report
    from mediation.rules.official_table import TableUse, mark_of
    from mediation.rules.papers import REPORTS, RenderRequest

    house, use = opened(), TableUse.of(use_)
    now, today = house.clock.now(), house.clock.today()
    who = acting_as(house, account) if account else None
    with house.read() as session:
        if who is not None:
            page = asked(session, who, now, today, region, period, kinds)
        else:
            page = table(session, area_named(session, region), None, now, today, period, kinds)
        least = least_told(session, who, page.region_code, use, today)
        above = told_above(session, page, now, today, least) if least else None
    name, where = OPERATOR, machine_account()
    if who is not None:
        name, where = who.name, next(who.posts_with(Permission.READ_AREA)).organisation_name
    mark = mark_of(use, who=name, where=where, at=f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    made = official(page, str(mark), today, least, above)
    form = "pdf" if output.suffix.lower() == ".pdf" else "xlsx"
    if form == "pdf":
        kind = REPORTS["statistics_report"]
        contents = official_report(made, organisation=where, made_by=name, made_on=today)
        data = house.previews.render(RenderRequest(kind.name, kind.template_version, contents.to_json()))
    else:
        data = house.spreadsheets.official(made)
    what = {"table": "statistics", "period": page.period.name, "use": use.value, "form": form}
    note_taken(house, who, page.region_code, what, len(made.parts) + len(made.kinds), data)
    house.close()
    output.write_bytes(data)
    click.echo(f"{page.name} {page.period.name} → {output}")
