"""What waits, list by list: the first page shows the first lines of each, and every list has pages of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels.campaign_tasks import tasks_waiting
from mediation.readmodels.case_list import (
    ConfirmationLine,
    cases_handed_on,
    cases_in_danger,
    confirmations_waiting,
    hand_overs_waiting,
)
from mediation.readmodels.caseloads import newly_given
from mediation.readmodels.diverted import diverted_cases
from mediation.readmodels.drafts import drafts_of
from mediation.readmodels.early_warnings import waiting_warnings
from mediation.readmodels.excerpt import Excerpt, cut
from mediation.readmodels.exchange_offers import offers_waiting
from mediation.readmodels.obligations import ClockLine, clocks_running, duties_waiting
from mediation.readmodels.requests import asked_once, decisions_waiting, requests_waiting
from mediation.rules.actor import Actor
from mediation.rules.early_warnings import explained
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Clock, Permission
from mediation.rules.messages import Message, say
from mediation.rules.policy import WAS_ASKED, is_warned
from mediation.rules.vocabulary import MatterKind
from mediation.services.acts.suspending import LATE_ENTRY, TERMS
from web.access import SIGNED_IN, access
from web.identity import current_actor, house
from web.views.drafts import PAGES
from web.views.paging import page_asked
from web.wording import worded

blueprint = Blueprint("waiting", __name__, url_prefix="/waiting")
UNDECIDED = ("acceptance",)
UNDER_WAY = ("settlement", "labour_mediation", *TERMS, LATE_ENTRY)
AFTERWARDS = ("application", "preparation", "return_visit")
FEW = 5
"""Lines of a list on the first page."""
PAGE = 20
SORTED = 20
"""Requests among which one's own turn comes first."""
AT_COURT = 200
AT_COURT_PAGED = 1000
"""Applications that are read: on the first page, and for the pages of their own."""
Read = Callable[[int, int], Excerpt[Any]]
"""Of a list: how many lines, after how many."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list by its name in full, by the short one of the overview, and with the colour of its panel."""

    title: Message
    short: Message
    tone: str = ""


LISTS = {
    "danger": Listed(say("有激化风险的案件"), say("激化风险"), "bad"),
    "incoming": Listed(say("移来的案件，等我们签收或者退回"), say("移来的案件"), "info"),
    "from-elsewhere": Listed(
        say("另一个系统移来的案件，等我们签收或者退回"), say("另一个系统移来的"), "info"
    ),
    "to-decide": Listed(say("多次退回、逾期不答复的移交，等我们决定由谁办理"), say("决定由谁办理"), "warn"),
    "undecided": Listed(say("等待受理决定"), say("受理决定"), "warn"),
    "requests": Listed(say("转介、联合调解、呼叫、督办、议事、立案"), say("转介、督办、立案等事项"), "info"),
    "confirmations": Listed(say("司法确认：等您办理"), say("司法确认"), "info"),
    "under-way": Listed(say("正在办理，期限最近的在前"), say("正在办理")),
    "new": Listed(say("新交给我、还没有看过的"), say("新交给我的"), "info"),
    "warned": Listed(say("苗头预警，等我们核实、答复"), say("苗头预警"), "warn"),
    "tasks": Listed(say("排查任务，还没有报告"), say("排查任务"), "warn"),
    "drafts": Listed(say("没有填完的表"), say("没有填完的表")),
    "outgoing": Listed(say("移出的案件，等对方答复（签收之前仍由我们负责）"), say("移出的案件")),
    "colleagues": Listed(say("司法确认：本院同事正在办理"), say("同事办理的司法确认")),
    "sent": Listed(say("委托、委派出去的案件"), say("委托、委派出去的")),
    "duties": Listed(say("还没有履行的约定"), say("没有履行的约定")),
    "afterwards": Listed(say("办结之后：申请司法确认、调解书的期限，回访"), say("办结之后")),
    "handed-on": Listed(say("交出去、退回去的案件：知道有激化风险的，仍然可以报告"), say("交出去、退回去的")),
    "asked-once": Listed(say("参加、办理过的案件：知道有激化风险的，仍然可以报告"), say("参加、办理过的")),
}
"""In the order of the first page: what is one's own to do, then what others do and what comes afterwards."""
FOR_OTHERS = tuple(LISTS)[tuple(LISTS).index("outgoing") :]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case with the clock that runs in it."""

    case_public_id: str
    title: str
    clock: Clock
    due_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class AtCourt:
    """A confirmation with the days that its clock has left."""

    line: ConfirmationLine
    days_left: int | None


@blueprint.get("/<listed>")
@access(SIGNED_IN)
def show(listed: str) -> ResponseReturnValue:
    """A page of one list; the last one, where fewer wait by now."""
    with house().read() as session:
        read = lists(session, current_actor(), most_at_court=AT_COURT_PAGED).get(listed)
        if read is None:
            raise NotThere
        page = page_asked()
        found = read(PAGE, (page - 1) * PAGE)
        if not found.lines and page > 1:
            page = max(1, -(-read(PAGE, 0).total // PAGE))
            found = read(PAGE, (page - 1) * PAGE)
    return render_template(
        "home/list.html",
        name=listed,
        listed=LISTS[listed],
        found=found,
        page=page,
        pages=max(1, -(-found.total // PAGE)),
        page_url=lambda n: url_for("waiting.show", listed=listed, page=n),
        **words(),
    )


def words() -> dict[str, Any]:
    """What the lines of every list are written with."""
    return {
        "today": house().clock.today(),
        "draft_pages": PAGES,
        "explained": lambda line: worded(explained(line.kind, line.content)),
    }


def lists(session: Session, actor: Actor, *, most_at_court: int = AT_COURT) -> Mapping[str, Read]:
    """The lists that the actor's posts give, each read when it is asked."""
    registry, today = house().registry, house().clock.today()
    found: dict[str, Read] = {
        "requests": lambda limit, offset: _requests(session, actor, limit, offset),
        "drafts": lambda limit, offset: cut(
            [one for one in drafts_of(session, actor) if one.kind in PAGES], limit=limit, offset=offset
        ),
    }
    if actor.has(Permission.READ_AREA):
        found["to-decide"] = lambda limit, offset: decisions_waiting(
            session, actor, limit=limit, offset=offset, today=today
        )
    if is_warned(actor):
        found["warned"] = lambda limit, offset: waiting_warnings(session, actor, limit, offset, today)
    if actor.has(Permission.READ_ORGANISATION_CASES):
        found |= _hand_overs(session, actor)
    if not WAS_ASKED.isdisjoint(may for post in actor.posts for may in post.role.may):
        found["asked-once"] = lambda limit, offset: asked_once(
            session, actor, today, limit=limit, offset=offset
        )
    registers, court = actor.has(Permission.REGISTER), actor.has(Permission.READ_COURT_MATTERS)
    if registers:
        found |= _of_a_committee(session, actor)
    if court:
        found |= _confirmations(session, actor, most_at_court)
        found["sent"] = lambda limit, offset: diverted_cases(
            session, registry, actor, today, limit=limit, offset=offset
        )
    if registers or court:
        found["handed-on"] = lambda limit, offset: cases_handed_on(
            session, actor, today, limit=limit, offset=offset
        )
    return found


def _requests(session: Session, actor: Actor, limit: int, offset: int) -> Excerpt[Any]:
    """One's own turn stands first among those that fall due first."""
    sorted_ = limit if offset else max(limit, SORTED)
    registry, today = house().registry, house().clock.today()
    return requests_waiting(session, registry, actor, limit=sorted_, offset=offset, today=today).first(limit)


def _of_a_committee(session: Session, actor: Actor) -> Mapping[str, Read]:
    registry, today = house().registry, house().clock.today()

    def clocks(names: tuple[str, ...]) -> Read:
        def read(limit: int, offset: int) -> Excerpt[Waiting]:
            running = clocks_running(
                session, actor, names, today, registry.periods, limit=limit, offset=offset
            )
            return Excerpt(tuple(_waiting(running, today)), running.total, running.pressing)

        return read

    return {
        "danger": lambda limit, offset: cases_in_danger(session, actor, limit=limit, offset=offset),
        "undecided": clocks(UNDECIDED),
        "under-way": clocks(UNDER_WAY),
        "new": lambda limit, offset: newly_given(session, actor, limit=limit, offset=offset),
        "tasks": lambda limit, offset: cut(
            tasks_waiting(session, actor, today),
            limit=limit,
            offset=offset,
            pressing=lambda one: one.days_left <= 0,
        ),
        "afterwards": clocks(AFTERWARDS),
        "duties": lambda limit, offset: duties_waiting(
            session, registry, actor, limit=limit, offset=offset, today=today
        ),
    }


def _waiting(lines: Iterable[ClockLine], today: date) -> Iterable[Waiting]:
    clocks = house().registry.clock_by_name
    for line in lines:
        left = (line.due_on - today).days
        yield Waiting(line.case_public_id, line.title, clocks[line.clock], line.due_on, left)


def _hand_overs(session: Session, actor: Actor) -> Mapping[str, Read]:
    today = house().clock.today()
    waiting = cache(lambda: hand_overs_waiting(session, actor))

    def side(incoming: bool) -> Read:
        return lambda limit, offset: cut(
            [line for line in waiting() if line.incoming is incoming],
            limit=limit,
            offset=offset,
            pressing=lambda line: line.due_on is not None and line.due_on <= today,
        )

    return {
        "incoming": side(incoming=True),
        "outgoing": side(incoming=False),
        "from-elsewhere": lambda limit, offset: cut(
            offers_waiting(session, actor),
            limit=limit,
            offset=offset,
            pressing=lambda one: one.due_on is not None and one.due_on <= today,
        ),
    }


def _confirmations(session: Session, actor: Actor, most: int) -> Mapping[str, Read]:
    """Applications at my court, in the order of the states they go through, the earliest clock first."""
    registry, today = house().registry, house().clock.today()
    order = [state.name for state in registry.current(MatterKind.CONFIRMATION).states]

    @cache
    def at_court() -> list[AtCourt]:
        found = [
            AtCourt(line, None if line.due_on is None else (line.due_on - today).days)
            for line in confirmations_waiting(session, registry, actor, today, limit=most)
        ]
        return sorted(found, key=lambda c: (order.index(c.line.state.name), c.line.due_on or date.max))

    def whose(mine: bool) -> Read:
        def read(limit: int, offset: int) -> Excerpt[AtCourt]:
            here = cut(
                [one for one in at_court() if one.line.mine is mine],
                limit=limit,
                offset=offset,
                pressing=lambda one: one.days_left is not None and one.days_left <= 0,
            )
            return replace(here, capped=len(at_court()) == most)

        return read

    return {"confirmations": whose(mine=True), "colleagues": whose(mine=False)}
