"""Taking an offer back: what a court had delegated is filed or sent out anew, everything else stays with its sender."""

from __future__ import annotations

from uuid import UUID

from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.vocabulary import MatterKind
from mediation.services.load import load_matter
from mediation.services.step import StepCommand
from mediation.services.take_step import fitting_step, take_step
from mediation.services.unit_of_work import UnitOfWork

CALL_BACK = ("call_back_delegated", "call_back")
"""The steps by which a sender has its offer back: the one that the case asks for, else the last."""


def take_back(uow: UnitOfWork, hand_over_id: UUID, *, actor: Actor, clock: Clock, reason: str) -> None:
    """By whichever of the steps the case asks for; the refusals of that step."""
    loaded = load_matter(uow, actor, MatterKind.HAND_OVER, hand_over_id)
    step = fitting_step(uow, loaded, CALL_BACK, clock.today())
    command = StepCommand(matter=MatterKind.HAND_OVER, matter_id=hand_over_id, step=step, reason=reason)
    take_step(uow, actor=actor, clock=clock, command=command)
