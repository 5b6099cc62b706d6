"""mediation demo: real places, invented people, cases in every state, played through the services."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mediation.commands import opened

if TYPE_CHECKING:
    from mediation.bootstrap import Installation

FINISHED = "demonstration_loaded_on"
"""The mark that nothing of the demonstration is missing."""


@click.command()
@click.option("--scale", type=click.IntRange(1, 1_000_000), help="再造 N 件案件 make N more cases")
@click.option(
    "--if-empty", is_flag=True, help="已有数据就只列出演示账号 only list the accounts if there is data"
)
def command(scale: int | None, if_empty: bool) -> None:
    """载入演示数据."""
    from sqlalchemy import select

    from mediation.model import Organisation, Setting
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    house = opened()
    if house.settings.production:
        raise SetupError(say("正式环境不能载入演示数据"))
    with house.read() as session:
        whole = session.scalar(select(Setting.value).where(Setting.name == FINISHED)) is not None
        furnished = session.scalar(select(Organisation.id).limit(1)) is not None
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
    from mediation.demonstration.doors import play_doors
    from mediation.demonstration.elsewhere import play_elsewhere
    from mediation.demonstration.invented import play_invented
    from mediation.demonstration.people import furnish_people
    from mediation.demonstration.phones import take_phone_signatures
    from mediation.demonstration.places import furnish_places
    from mediation.demonstration.published import play_published
    from mediation.model import Setting

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
        ("示范调解 / a model case and its followers", play_batch(house, today)),
        ("其他村镇旗县 / other places", play_elsewhere(house, today)),
    ):
        _progress(f"{what}: {sum(1 for _ in played)}")
    with house.begin() as uow:
        uow.session.add(Setting(name=FINISHED, value=today.isoformat()))
        uow.commit()


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
