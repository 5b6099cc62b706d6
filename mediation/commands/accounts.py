"""mediation accounts: what an operator does for people who cannot come in."""

from __future__ import annotations

import click

from mediation.commands import opened


@click.group()
def command() -> None:
    """账号：重设忘记的密码."""


@command.command("reset-password")
@click.argument("account")
def reset_password(account: str) -> None:
    """设一个临时密码，只显示这一次；那人的全部登录随之结束."""
    from mediation.services.reset_password import reset_password as reset

    house = opened()
    with house.begin() as uow:
        password = reset(uow, clock=house.clock, account=account)
        uow.commit()
    house.close()
    click.echo(f"临时密码：{password}\n请当面交给本人，让他登录后在“我的账号”里换掉")
