"""mediation exchange: keys and card of this installation, the others it knows, and files made and taken by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

if TYPE_CHECKING:
    from mediation.bootstrap import Installation

AS = click.option("--as", "account", required=True, help="以谁的名义办理：账号")


@click.group("exchange")
def command() -> None:
    """与另一个系统用文件交换案件：密钥、名片、对方系统、导出、导入."""


@command.command()
@click.option("--name", default="", help="本系统的名称，第一次必须写，例如「开鲁县人民法院」")
@click.option("--retire", is_flag=True, help="旧密钥不再打开文件，并删除它们的私钥：对方都换了名片以后再用")
def keys(name: str, retire: bool) -> None:
    """生成本系统的交换密钥；已经有的，再运行一次就换新的，旧的还能打开路上的文件."""
    from mediation.commands import opened
    from mediation.rules.exchange.envelope import in_groups
    from mediation.services.exchange.keys import fingerprint_of, make_keys, newest_key, retire_older_keys

    house = opened()
    try:
        with house.begin() as uow:
            retired = retire_older_keys(uow, clock=house.clock) if retire else None
            key = newest_key(uow.session) if retire else make_keys(uow, clock=house.clock, name=name)
            told, number = in_groups(fingerprint_of(key)), key.number
            uow.commit()
    finally:
        house.close()
    if retired is not None:
        click.echo(f"停用旧密钥 {retired} 把")
    click.echo(f"密钥第 {number} 把，指纹 {told}")


@command.command()
@click.option("-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
def card(file: Path) -> None:
    """写出本系统的名片，交给对方登记；里面没有秘密."""
    from mediation.commands import opened
    from mediation.rules.exchange.envelope import in_groups
    from mediation.services.exchange.keys import own_card

    house = opened()
    try:
        with house.read() as session:
            found = own_card(session, house.clock)
    finally:
        house.close()
    file.write_text(found.to_json(), encoding="utf-8")
    click.echo(f"{found.name}，{len(found.organisations)} 个组织，指纹 {in_groups(found.fingerprint)}")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--fingerprint", "typed", required=True, help="对方在电话里念出的指纹的最后八位")
@AS
def register(file: Path, typed: str, account: str) -> None:
    """登记对方的名片（管理员）."""
    from mediation.commands import acting_as, opened
    from mediation.services.exchange.peers import register_peer
    from mediation.services.perform import perform

    house = opened()
    try:
        actor = acting_as(house, account)
        perform(house, register_peer, actor=actor, card=file.read_text(encoding="utf-8"), typed=typed)
    finally:
        house.close()
    click.echo("已登记")


@command.command()
def peers() -> None:
    """对方系统：待送出、等待、不能接收的消息，多少天没有收到文件."""
    from mediation.commands import opened
    from mediation.readmodels.exchange import all_peers
    from mediation.rules.clock import SHANGHAI

    house = opened()
    try:
        with house.read() as session:
            shown = all_peers(session, house.clock.now())
    finally:
        house.close()
    for one in shown:
        heard = one.heard_at.astimezone(SHANGHAI).date().isoformat() if one.heard_at else "从未"
        silent = f"，{one.silent_days} 天没有消息" if one.silent else ""
        ended = "（已停止）" if one.ended else "（已暂停：编号对不上）" if one.held else ""
        click.echo(
            f"{one.name}{ended}：未确认 {one.unacknowledged}（未导出 {one.uncarried}），"
            f"等待 {one.waiting}，不能接收 {one.refused}，最近收到 {heard}{silent}"
        )


@command.command("export")
@click.argument("name")
@click.option("-o", "folder", default=".", type=click.Path(file_okay=False, exists=True, path_type=Path))
@AS
def export(name: str, folder: Path, account: str) -> None:
    """给名称是 NAME 的对方系统导出一个文件，写到文件夹里."""
    from mediation.commands import acting_as, opened
    from mediation.services.exchange.make_file import make_file

    house = opened()
    try:
        actor = acting_as(house, account)
        made = make_file(house, actor=actor, peer_id=_peer(house, name))
    finally:
        house.close()
    (folder / made.name).write_bytes(made.data)
    left = f"，还有 {made.left} 条装不下，带走这个以后再导出" if made.left else ""
    click.echo(f"{folder / made.name}：{made.messages} 条消息{left}")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS
def take(file: Path, account: str) -> None:
    """导入对方的文件并办理里面的消息；同一个文件导入两次不会办两次."""
    from mediation.commands import acting_as, opened
    from mediation.services.exchange.receive_file import take_file

    house = opened()
    try:
        actor = acting_as(house, account)
        taken = take_file(house, actor=actor, name=file.name, data=file.read_bytes())
    finally:
        house.close()
    click.echo(
        f"新消息 {taken.new} 条，已办理 {taken.applied} 条，等待前面的 {taken.waiting} 条，"
        f"不能接收 {taken.refused} 条"
    )


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS
def resume(file: Path, account: str) -> None:
    """恢复旧备份以后，与对方核对过，用对方新导出的文件接上编号（管理员）."""
    from mediation.commands import acting_as, opened
    from mediation.services.exchange.resume_exchange import resume_exchange

    house = opened()
    try:
        actor = acting_as(house, account)
        done = resume_exchange(house, actor=actor, data=file.read_bytes())
    finally:
        house.close()
    for what, (first, last) in (("本系统发出", done.forgotten), ("对方发出", done.lost)):
        if first <= last:
            click.echo(
                f"备份以后{what}的第 {first} 到 {last} 条，本系统没有记录：请用 mediation exchange sent 逐条核对"
            )
    click.echo("已接上：请再导入一次对方的文件，然后导出本系统的文件")


@command.command()
@click.argument("name")
@click.option("--from", "first", type=int, default=1, help="从第几条起")
def sent(name: str, first: int) -> None:
    """发给名称是 NAME 的对方系统的消息：编号、种类、案件、时间，没有内容；核对用."""
    from mediation.commands import opened
    from mediation.readmodels.exchange import sent_to

    house = opened()
    try:
        with house.read() as session:
            lines = sent_to(session, _peer(house, name), first)
    finally:
        house.close()
    for one in lines:
        click.echo(f"{one.seq}  {one.made_at:%Y-%m-%d %H:%M}  {one.kind.title_text}  {one.case}")


def _peer(house: Installation, name: str) -> UUID:
    from sqlalchemy import select

    from mediation.model import ExchangePeer
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    with house.read() as session:
        found = session.scalars(select(ExchangePeer.id).where(ExchangePeer.name == name)).all()
    if len(found) != 1:
        raise SetupError(say("没有名称是「{name}」的对方系统", name=name))
    return found[0]
