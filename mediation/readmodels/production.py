"""Whether an installation may serve in production: no demonstration account may be left."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Person
from mediation.rules.errors import SetupError
from mediation.rules.messages import say


def require_fit_for_production(session: Session) -> None:
    """SetupError while a demonstration account can still sign in."""
    found = session.scalar(select(Person.account).where(Person.demonstration, Person.active).limit(1))
    if found is not None:
        raise SetupError(say("正式环境里还有演示账号（如 {account}），请先停用", account=found))
