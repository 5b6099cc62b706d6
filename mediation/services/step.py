"""The shapes of a step being taken: the wish, who wishes it, what the act that writes is given and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from mediation.rules.actor import Actor, Post
from mediation.rules.acts import Given, Nothing
from mediation.rules.clock import SHANGHAI
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import Step
from mediation.rules.triage import Weighed
from mediation.rules.vocabulary import MatterKind
from mediation.services.load import Loaded
from mediation.services.run_clocks import LastDay
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCommand:
    """A person's wish to take a step. `happened_on` None means now; an earlier day needs `late_reason`."""

    matter: MatterKind
    matter_id: UUID
    step: str
    given: Given = field(default_factory=Nothing)
    reason: str = ""
    happened_on: date | None = None
    late_reason: str = ""
    let_out: str = ""
    """Why a passage that repeats what was said to settle goes to the court all the same."""
    seen_version: int | None = None
    way_given: bool = False
    """Whether nobody chooses a way: what has ended is entered afterwards, or a follower goes the way of its model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands behind a step: who takes it, from which post, why, when it happened and when it is recorded.

    Nobody takes what the end of a clock brings.
    """

    actor: Actor | None
    post: Post | None
    happened_at: datetime
    recorded_at: datetime
    given: Given = field(default_factory=Nothing)
    reason: str = ""
    late_reason: str = ""
    let_out: str = ""
    weighed: Weighed | None = None
    """What the step chooses, beside what triage proposed."""
    of: int | None = None
    """The number of the event of the step that this one follows in the same act."""
    traced: bool = False
    """Whether that step may be taken back, and this one with it."""
    answers: UUID | None = None
    """Who answers for a step that a party took in person: the one who opened the way for it."""

    @property
    def taker(self) -> Actor:
        """The person, of a step that a person takes."""
        if self.actor is None:
            raise RuntimeError("a step that nobody takes asks who takes it")
        return self.actor

    @property
    def recorder_id(self) -> UUID:
        """Whose name stands in rows that name who wrote them."""
        return self.answers if self.actor is None and self.answers is not None else self.taker.person_id

    @property
    def taken_from(self) -> Post:
        """The post of a person's step."""
        if self.post is None:
            raise RuntimeError("a step that nobody takes asks from where it is taken")
        return self.post

    @property
    def on(self) -> date:
        """The day it happened, in Asia/Shanghai."""
        return self.happened_at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A step being taken: what an act needs in order to write."""

    uow: UnitOfWork
    loaded: Loaded
    step: Step
    entry: Entry
    facts: CaseFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an act wrote: for the event, the documents' subject, and the first days of clocks it starts."""

    data: Mapping[str, Any] = field(default_factory=dict)
    subject_id: UUID | None = None
    clocks_from: tuple[tuple[date, UUID | None], ...] | None = None
    until: LastDay | None = None
    """The last day that was named for the clocks which the step starts, instead of their length."""
    due: LastDay | None = None
    """The last day that was named for the clock of the state to which the step leads, instead of its length."""
    on: date | None = None
    """The day from which it has effect, where that is not the day of the step."""


Perform = Callable[[Taking], Done]
