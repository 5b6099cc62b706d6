"""工作要情: the supervisor's text about a period; every saving is an edition, and none is lost."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Bulletin, Region
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, StaleCase
from mediation.rules.messages import say
from mediation.rules.periods import SETTING, YearEnd, period
from mediation.rules.policy import may_read_area
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork


def save_bulletin(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    region_code: str,
    named: str,
    text: str,
    seen: int,
) -> UUID:
    """The next edition after the one that the supervisor saw; StaleCase when another has been saved meanwhile."""
    region = uow.session.get(Region, region_code, with_for_update=True)
    if region is None or not may_read_area(actor, region_code):
        raise NotThere
    wanted = period(named, YearEnd.read(uow.setting(SETTING, clock.today())))
    check = FieldCheck()
    written = check.text("text", text, say("请写明内容"))
    check.refuse()
    of = (Bulletin.region_code == region_code, Bulletin.period == wanted.name)
    newest = uow.session.scalar(select(func.max(Bulletin.edition)).where(*of)) or 0
    if newest != seen:
        raise StaleCase(say("您打开页面之后，别人保存了新的一稿；请看过再改，您填写的内容还在"))
    row = Bulletin(
        region_code=region_code,
        period=wanted.name,
        edition=newest + 1,
        text=written,
        saved_by=actor.person_id,
        saved_at=clock.now(),
    )
    uow.session.add(row)
    return row.id
