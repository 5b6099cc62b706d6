"""What the court answers to each point of its review of an agreement, and what it set aside for a closer look."""

from __future__ import annotations

from dataclasses import dataclass

from mediation.rules.papers.json_form import Contents
from mediation.rules.vocabulary import ReviewPoint


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """One point: whether it is fulfilled, and a word on it."""

    point: ReviewPoint
    satisfied: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class CourtReview(Contents):
    """The court's deliberation on one application; the last answers count."""

    answers: tuple[ReviewAnswer, ...] = ()
    flag: str = ""
    """Why it is looked at by itself, where it stood out in a series."""

    @property
    def unanswered(self) -> tuple[ReviewPoint, ...]:
        given = {one.point for one in self.answers}
        return tuple(point for point in ReviewPoint if point not in given)

    @property
    def against(self) -> tuple[ReviewPoint, ...]:
        return tuple(one.point for one in self.answers if not one.satisfied)

    @property
    def passed(self) -> bool:
        """Whether every point is answered and fulfilled."""
        return not self.unanswered and not self.against


ALL_FULFILLED = tuple(ReviewAnswer(point, True) for point in ReviewPoint)
