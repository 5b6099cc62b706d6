"""Answering a warning, and judging afterwards whether it was right: by whom it was told to, or who watches above."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from mediation.model import EarlyWarning, EarlyWarningAct
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.early_warnings import ADDRESSED, JUDGED, WarningAct, WarningState
from mediation.rules.errors import NotAllowed, NotThere, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import may_read_area, watches_warnings
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningJudged:
    """What came of it, and why one thinks so."""

    verdict: WarningState | None
    reason: str


def answer_warning(uow: UnitOfWork, *, actor: Actor, clock: Clock, warning_id: UUID, said: str) -> UUID:
    """Say what was done; once more where cases came after the first answer."""
    warning, post = _load(uow, actor, warning_id)
    if post is None:
        raise NotAllowed(say("由收到预警的组织答复"))
    if warning.state is not WarningState.RAISED:
        raise WrongState(say("这条预警已经答复"))
    check = FieldCheck()
    text = check.text("said", said, say("请写明核实了什么、做了什么"), LONGEST)
    check.refuse()
    warning.state = WarningState.ANSWERED
    return _note(uow, clock, warning, actor, post, WarningAct.ANSWERED, text)


def judge_warning(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, warning_id: UUID, given: WarningJudged
) -> UUID:
    """Say whether it was right, once it was answered; it stays as it was judged."""
    warning, post = _load(uow, actor, warning_id)
    post = post or _watching(actor, warning.region_code)
    if warning.state in JUDGED:
        raise WrongState(say("这条预警已经评判"))
    if warning.state is WarningState.RAISED:
        raise WrongState(say("先答复，再评判这条预警对不对"))
    check = FieldCheck()
    if given.verdict not in JUDGED:
        check.note("verdict", say("请选属实还是误报"))
    text = check.text("reason", given.reason, say("请写明根据什么判断"), LONGEST)
    check.refuse()
    assert given.verdict is not None
    assert post is not None
    warning.state, warning.judged_at = given.verdict, clock.now()
    return _note(uow, clock, warning, actor, post, WarningAct.JUDGED, text, given.verdict)


def _load(uow: UnitOfWork, actor: Actor, warning_id: UUID) -> tuple[EarlyWarning, Post | None]:
    """The warning, and the post to which it was told, if it was; NotThere for one that is not theirs to see."""
    warning = uow.session.get(EarlyWarning, warning_id, with_for_update=True)
    if warning is None:
        raise NotThere
    told = set(
        uow.session.scalars(
            select(EarlyWarningAct.organisation_id).where(
                EarlyWarningAct.warning_id == warning_id, EarlyWarningAct.act.in_(ADDRESSED)
            )
        )
    )
    post = next((one for one in watches_warnings(actor) if one.organisation_id in told), None)
    if post is None and not may_read_area(actor, warning.region_code):
        raise NotThere
    return warning, post


def _watching(actor: Actor, region_code: str) -> Post:
    return next(
        post
        for post in actor.posts_with(Permission.READ_AREA)
        if may_read_area(Actor(actor.person_id, actor.name, (post,)), region_code)
    )


def _note(
    uow: UnitOfWork,
    clock: Clock,
    warning: EarlyWarning,
    actor: Actor,
    post: Post,
    act: WarningAct,
    said: str,
    verdict: WarningState | None = None,
) -> UUID:
    row = EarlyWarningAct(
        warning_id=warning.id,
        act=act,
        organisation_id=post.organisation_id,
        person_id=actor.person_id,
        at=clock.now(),
        verdict=verdict,
    )
    uow.session.add(row)
    row.said = said
    return warning.id
