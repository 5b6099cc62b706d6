"""The words that are looked for in what is registered, and the times of the year: rows that an administrator keeps."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from mediation.model import DangerWord, WarnedSeason
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.danger_words import Threat
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.services.field_check import FieldCheck
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

LONGEST_WORD, MOST_OTHERS = 20, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WordGiven:
    """A word, and with what around it it means something else."""

    threat: Threat | None
    text: str
    unless: str = ""


def add_danger_word(uow: UnitOfWork, *, actor: Actor, clock: Clock, given: WordGiven) -> UUID:
    """From the next look on it is looked for."""
    administering_post(actor)
    check = FieldCheck()
    check.require("threat", given.threat, say("请选是哪一种"))
    text = check.text("text", given.text, say("请写要找的词"), LONGEST_WORD)
    if len(text) == 1:
        check.note("text", say("一个字的词误报太多，请写两个字以上"))
    if uow.session.scalar(select(DangerWord.id).where(DangerWord.text == text)) is not None:
        check.note("text", say("这个词已经在表里"))
    others = given.unless.replace("，", " ").replace("、", " ").split()
    if len(others) > MOST_OTHERS or any(len(one) > LONGEST_WORD for one in others):
        check.note("unless", say("最多 {n} 个，每个最多 {m} 个字", n=MOST_OTHERS, m=LONGEST_WORD))
    if any(text not in one for one in others):
        check.note("unless", say("每一个都要包含这个词，例如「跳楼价」包含「跳楼」"))
    check.refuse()
    row = DangerWord(threat=given.threat, text=text, unless=others)
    uow.session.add(row)
    return row.id


def use_danger_word(uow: UnitOfWork, *, actor: Actor, clock: Clock, word_id: UUID, in_use: bool) -> UUID:
    """Look for it, or leave it aside."""
    administering_post(actor)
    row = uow.session.get(DangerWord, word_id, with_for_update=True)
    if row is None:
        raise NotThere
    row.in_use = in_use
    return row.id


def change_season(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, season_id: UUID, days_before: int | None, in_use: bool
) -> UUID:
    """How many days before it is told, or that it is not."""
    administering_post(actor)
    row = uow.session.get(WarnedSeason, season_id, with_for_update=True)
    if row is None:
        raise NotThere
    check = FieldCheck()
    if days_before is None or not 1 <= days_before <= 180:
        check.note("days_before", say("提前 1 到 180 天"))
    check.refuse()
    assert days_before is not None
    row.days_before, row.in_use = days_before, in_use
    return row.id
