"""mediation export statistics: the official table of a period as a spreadsheet, or on paper for a name in .pdf.

mediation export log: who took what out of the house.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mediation.commands import acting_as, opened
from mediation.commands.taking import AS, OPERATOR, machine_account, note_taken

if TYPE_CHECKING:
    from mediation.readmodels.export_log import ExportNoted


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


@command.command()
@click.option("--region", default="", help="12 位区划代码，连同下面各级 code of the area and all below it")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="从哪天 from this day on")
@click.option("--until", "last", type=click.DateTime(["%Y-%m-%d"]), help="到哪天 up to this day")
@click.option("--who", default="", help="姓名或者本机账号的一部分 part of a name or an account")
@click.option(
    "--most", default=200, show_default=True, type=click.IntRange(1, 100_000), help="最多几行 lines"
)
@click.option("--json", "as_json", is_flag=True, help="交给别的程序 for another program")
def log(
    region: str, first: datetime | None, last: datetime | None, who: str, most: int, as_json: bool
) -> None:
    """导出记录：谁、什么时候、从哪里、导出了什么地区的什么、多少行、文件的 SHA-256；最近的在前 the newest first."""
    from mediation.commands.backlog import area_named
    from mediation.readmodels.export_log import ExportsAsked, all_exports

    house = opened()
    with house.read() as session:
        code = area_named(session, region).code if region else ""
        asked = ExportsAsked(
            region_code=code, who=who, first=first and first.date(), last=last and last.date()
        )
        rows = all_exports(session, asked, most)
    house.close()
    for one in rows:
        click.echo(json.dumps(_told(one), ensure_ascii=False) if as_json else "\t".join(_cells(one)))


def _told(one: ExportNoted) -> dict[str, object]:
    return {
        "at": one.at.isoformat(),
        "who": one.who,
        "where": one.where,
        "operator": one.operator,
        "area": one.area,
        "kind": one.kind.value,
        "what": dict(one.what),
        "lines": one.lines,
        "sha256": one.digest,
    }


def _cells(one: ExportNoted) -> Iterator[str]:
    from mediation.rules.clock import SHANGHAI

    chosen = " ".join(f"{name}={value}" for name, value in one.what.items())
    yield f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    yield from (one.who, one.where or "服务器账号", one.area, one.kind.title_text, chosen)
    yield from (str(one.lines), one.digest)
