"""The commands, a module each: `command` is what the command line calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediation.bootstrap import Installation
    from mediation.rules.actor import Actor


def opened() -> Installation:
    """The installation; SetupError, one sentence, when its database is empty or not at the newest migration."""
    from mediation.adapters.schema import current, head
    from mediation.bootstrap import Installation
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    house = Installation.open()
    if current(house.database) != head():
        house.close()
        raise SetupError(say("数据库结构不是最新版本：请先运行 mediation db upgrade"))
    return house


def acting_as(house: Installation, account: str) -> Actor:
    from sqlalchemy import select

    from mediation.model import Person
    from mediation.readmodels.actors import load_actor
    from mediation.rules.errors import SetupError
    from mediation.rules.messages import say

    with house.read() as session:
        person_id = session.scalar(select(Person.id).where(Person.account == account))
        found = load_actor(session, person_id, house.registry, house.clock.today()) if person_id else None
    if found is None:
        raise SetupError(say("没有账号 {account}", account=account))
    return found
