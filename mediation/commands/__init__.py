"""The commands, a module each: `command` is what the command line calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mediation.bootstrap import Installation


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
