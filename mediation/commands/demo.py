"""mediation demo: real places, invented people, cases in every state, played through the services."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mediation.commands import opened

if TYPE_CHECKING:
    from mediation.bootstrap import Installation
    from mediation.demonstration.prefecture_parts import Plan

FINISHED = "demonstration_loaded_on"
"""The mark that nothing of the demonstration is missing."""


@click.command()
@click.option("--scale", type=click.IntRange(1, 1_000_000), help="再造 N 件案件 make N more cases")
@click.option(
    "--if-empty", is_flag=True, help="已有数据就只列出演示账号 only list the accounts if there is data"
)
@click.option(
    "--prefecture",
    is_flag=True,
    help="改为模拟一个市公开报道的两年：法院委派 36,200 件 simulate one prefecture's published years instead",
)
@click.option(
    "--share",
    type=click.FloatRange(0.001, 1),
    default=1.0,
    show_default=True,
    help="只模拟这么大的一部分 only so much of them",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 8),
    default=2,
    show_default=True,
    help="模拟用几个进程 processes that simulate",
)
@click.option("--seed", type=int, default=2022, show_default=True, help="随机数种子 seed of chance")
def command(
    scale: int | None, if_empty: bool, prefecture: bool, share: float, processes: int, seed: int
) -> None:
    """载入演示数据."""
    from sqlalchemy import select

    from mediation.demonstration.prefecture_parts import Plan
    from mediation.model import Organisation, Setting
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    house = opened()
    if house.settings.production:
        raise SetupError(say("正式环境不能载入演示数据"))
    with house.read() as session:
        whole = session.scalar(select(Setting.value).where(Setting.name == FINISHED)) is not None
        furnished = session.scalar(select(Organisation.id).limit(1)) is not None
    if prefecture:
        _simulate(house, Plan(share, seed, processes), furnished=furnished)
        _tell_accounts()
        house.close()
        return
    if furnished and not whole:
        raise SetupError(
            say(
                "数据库 {url} 里有别的数据，或者演示数据只载入了一半：请换一个空的数据目录",
                url=house.settings.data_dir,
            )
        )
    if not furnished:
        _furnish(house)
    elif not if_empty and not scale:
        raise SetupError(say("数据库里已有数据，没有再次载入"))
    if scale:
        _many(house, scale)
    _tell_accounts()
    house.close()


def _furnish(house: Installation) -> None:
    from mediation.demonstration.backstops import play_backstops
    from mediation.demonstration.batch import play_batch
    from mediation.demonstration.court_desk import play_court_desk
    from mediation.demonstration.doors import play_doors
    from mediation.demonstration.elsewhere import play_elsewhere
    from mediation.demonstration.force import furnish_force
    from mediation.demonstration.invented import play_invented
    from mediation.demonstration.people import furnish_people
    from mediation.demonstration.phones import take_phone_signatures
    from mediation.demonstration.places import furnish_places
    from mediation.demonstration.published import play_published
    from mediation.demonstration.screening import play_screenings
    from mediation.demonstration.subsidies import furnish_subsidies
    from mediation.model import Setting
    from mediation.services.look_for_warnings import look_for_warnings

    _progress("载入 2,722 个行政区划、调解组织和法院 / places and organisations")
    with house.begin() as uow:
        places = furnish_places(uow)
        furnish_people(uow, places)
        uow.commit()
    today = house.clock.today()
    take_phone_signatures(house, today)
    for what, played in (
        ("公开报道的纠纷 / published disputes", play_published(house, today)),
        ("各种状态的案件 / cases in every state", play_invented(house, today)),
        ("仲裁、政府处理 / arbitration and government first", play_backstops(house, today)),
        ("法院的三道门 / the court's three doors", play_doors(house, today)),
        ("法院的一天 / the court's day", play_court_desk(house, today)),
        ("示范调解 / a model case and its followers", play_batch(house, today)),
        ("其他村镇旗县 / other places", play_elsewhere(house, today)),
        ("以案定补和考评 / subsidies and assessments", furnish_subsidies(house, today)),
        ("排查任务 / screenings", play_screenings(house, today)),
        ("专职和培训 / full time and training", furnish_force(house, today)),
    ):
        _progress(f"{what}: {sum(1 for _ in played)}")
    _progress(f"苗头预警 / early warnings: {look_for_warnings(house)}")
    with house.begin() as uow:
        uow.session.add(Setting(name=FINISHED, value=today.isoformat()))
        uow.commit()


def _simulate(house: Installation, plan: Plan, *, furnished: bool) -> None:
    """The published years played case by case, then what came out beside what was published."""
    import time

    from mediation.demonstration.prefecture import PUBLISHED, beside
    from mediation.demonstration.prefecture_cases import counted
    from mediation.demonstration.prefecture_parts import furnish, may_go_on, play_all
    from mediation.model import Setting
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    started = time.monotonic()
    if not furnished:
        furnish(house, plan)
    elif not may_go_on(house, plan):
        raise SetupError(say("数据库里已有数据，模拟要从空的数据目录开始"))
    play_all(house, plan)
    with house.begin() as uow:
        uow.session.add(Setting(name=FINISHED, value=house.clock.today().isoformat()))
        uow.commit()
    _progress(f"{time.monotonic() - started:.0f} 秒")
    with house.read() as session:
        lines = beside(counted(session, PUBLISHED), PUBLISHED, plan.share)
    click.echo(
        "模拟结果与公开数字（区间：99%，只由偶然造成的差别）/ simulated, published, 99% interval of chance:"
    )
    for line in lines:
        mark = "✓" if line.inside else "✗"
        click.echo(
            f"{mark} {line.what}: {line.simulated:,.4g} / {line.published:,.4g} [{line.low:,.4g}, {line.high:,.4g}]"
        )


def _many(house: Installation, count: int) -> None:
    import time

    from mediation.demonstration.many import play_many

    started = time.monotonic()
    for done in play_many(house, house.clock.today(), count):
        if done % 500 == 0 or done == count:
            rate = done / (time.monotonic() - started)
            _progress(f"{done} / {count} 件，每秒 {rate:.0f} 件")


def _progress(text: str) -> None:
    click.echo(f"· {text}", err=True)
    sys.stderr.flush()


def _tell_accounts() -> None:
    from mediation.demonstration.people import PASSWORD, PRINCIPAL
    from workflows import REGISTRY

    click.echo(f"演示账号（密码都是 {PASSWORD}）/ demonstration accounts, all with that password:")
    for one in PRINCIPAL:
        roles = "、".join(REGISTRY.role_by_name[role].title for role in one.roles)
        click.echo(f"  {one.account:<14}{one.name}　{roles}")
