"""What is to be done with each of a list: the shape that the engine works on, and its stored form."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import RunLine
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.derivation import stored_message
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import Message, say
from mediation.rules.papers.json_form import Contents
from mediation.rules.vocabulary import LineOutcome
from mediation.services.unit_of_work import UnitOfWork

TAKEN_BACK = say("整批撤回，其余的没有办理")


@dataclass(frozen=True, slots=True)
class Did:
    """One line done: the case that it is about, and what an undo needs."""

    case_id: UUID
    before: Any = None


@dataclass(frozen=True)
class Plan(Contents):
    """A wish for many cases of one organisation. What is written freely is sealed where it is stored."""

    kind: ClassVar[str]
    opens_cases: ClassVar[bool] = True
    """Whether who works on the list may look into its cases; others read their numbers."""
    organisation_id: UUID

    def batch(self) -> UUID | None:
        """The batch that the plan is part of."""
        return None

    @classmethod
    @abstractmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        """Who may do it at all; every line asks again."""

    @abstractmethod
    def title(self, session: Session) -> Message:
        """What is done, for the list of results."""

    @abstractmethod
    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        """The cases or followers, in their order. BadInput at its field for what no line could do."""

    def begin(self, uow: UnitOfWork) -> None:
        """What has to be settled before the subjects are listed for good."""

    def cases(self, session: Session, subjects: Sequence[UUID]) -> Mapping[UUID, UUID]:
        """The case of each that is neither a case nor a follower."""
        return {}

    @abstractmethod
    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        """One line, in a transaction of its own; its refusal stops no other."""

    def undo(
        self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID, before: Any, reason: str
    ) -> None:
        """Take one line back."""
        raise WrongState(say("这样的办理不能整批撤回，请逐件处理"))

    @classmethod
    def reversible(cls) -> bool:
        """Whether such lists may be taken back."""
        return cls.undo is not Plan.undo

    def post(self, actor: Actor, registry: Registry) -> Post:
        """From where the actor does it; NotThere for anybody else."""
        post = actor.post_at(self.organisation_id, self.roles_of(registry))
        if post is None:
            raise NotThere
        return post

    def stored(self) -> tuple[dict[str, Any], str]:
        """As plain JSON without its free texts, and these apart."""
        whole = json.loads(self.to_json())
        texts = {f.name: whole.pop(f.name) for f in fields(self) if f.type == "str"}
        return whole, json.dumps(texts, ensure_ascii=False)

    @classmethod
    def restored(cls, plain: Mapping[str, Any], texts: str | None) -> Self:
        """The plan that `stored` took apart; without texts they are empty."""
        blank = {f.name: "" for f in fields(cls) if f.type == "str"}
        return cls.from_json(json.dumps({**blank, **plain, **json.loads(texts or "{}")}))


def stop_waiting(session: Session, run_id: UUID, why: Message) -> None:
    """What still waits on that list is not done any more, and says why."""
    waiting = select(RunLine).where(RunLine.run_id == run_id, RunLine.outcome == LineOutcome.WAITING)
    for line in session.scalars(waiting.order_by(RunLine.ordinal).with_for_update()):
        line.outcome, line.said = LineOutcome.REFUSED, [stored_message(why)]
