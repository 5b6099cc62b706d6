"""A refused form comes again: what was typed stays, each problem at its field, any other refusal above them."""

from __future__ import annotations

from mediation.rules.errors import BadInput, StaleCase, WrongState
from mediation.rules.messages import Message
from web.typed import Typed

REFUSED = (BadInput, StaleCase, WrongState)


def told(typed: Typed, refusal: BadInput | StaleCase | WrongState) -> tuple[Typed, tuple[Message, ...]]:
    """The form with its problems, and what stands above it."""
    if isinstance(refusal, BadInput):
        return typed.refused(refusal), ()
    return typed, (refusal.message,)
