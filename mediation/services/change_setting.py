"""A point that practice decides, set by an administrator from a day on; what was done before that day stays."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere, Problem
from mediation.rules.messages import say
from mediation.rules.practice import VALUE, Point, Words
from mediation.services.field_check import FieldCheck
from mediation.services.keep_setting import keep_setting
from mediation.services.practice_points import POINTS
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

LONGEST_REASON = 300
FIRST = date(2000, 1, 1)


def change_setting(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    name: str,
    given: tuple[tuple[str, str], ...],
    since: date | None,
    reason: str,
) -> UUID:
    """NotThere for what is no such point; BadInput with all that is wrong. `given`: the fields of the value."""
    administering_post(actor)
    point, today = point_of(name), clock.today()
    check = FieldCheck()
    value = check_value(check, point, given, today)
    check_since(check, point, since, today)
    reason = check.text("reason", reason, say("请写明理由"), LONGEST_REASON)
    if point.among and value and since is not None:
        words = _words(uow, point.among, since)
        if value not in words:
            check.note(VALUE, say("要选的必须是其中之一：{words}", words=words))
    check.refuse()
    assert value is not None
    assert since is not None
    return keep_setting(uow, actor, clock.now(), name=name, since=since, value=value, reason=reason)


def point_of(name: str) -> Point:
    if name not in POINTS:
        raise NotThere
    return POINTS[name]


def check_value(
    check: FieldCheck, point: Point, given: tuple[tuple[str, str], ...], today: date
) -> str | None:
    """As it is kept, or None with all that is wrong noted."""
    try:
        return point.kind.kept(dict(given), today)
    except BadInput as refusal:
        check.problems += [Problem(one.field, one.message) for one in refusal.problems]
        return None


def check_since(check: FieldCheck, point: Point, since: date | None, today: date) -> None:
    """From which day on: of some points only from today or earlier, since they are read as they stand."""
    last = date(today.year + 2, 12, 31) if point.ahead else today
    if since is None:
        check.note("since", say("请填起用日期"))
    elif since > last and not point.ahead:
        check.note("since", say("这一项随时按现在写的用，起用日期不能晚于今天"))
    elif not FIRST <= since <= last:
        check.note("since", say("请核对起用日期"))


def _words(uow: UnitOfWork, name: str, on: date) -> tuple[str, ...]:
    """Those of another point as of that day."""
    kind = POINTS[name].kind
    assert isinstance(kind, Words)
    return kind.read(uow.setting(name, on) or POINTS[name].usual)
