"""What a step would issue, before it is taken: the step is taken, its paper read, and everything undone."""

from __future__ import annotations

from mediation.model import Document
from mediation.rules.actor import Actor
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.services.perform import rehearse
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from mediation.services.unit_of_work import House, UnitOfWork


def paper_of_step(house: House, *, actor: Actor, command: StepCommand, kind: str) -> str:
    """The contents that would be frozen; the step's own refusals, WrongState where it would issue nothing."""

    def issued(uow: UnitOfWork) -> str:
        made = [one for one in uow.session.identity_map.values() if isinstance(one, Document)]
        mine = (one for one in made if one.kind == kind and one.digest is None and one.contents)
        newest = max(mine, key=lambda one: (one.issued_at, one.edition), default=None)
        if newest is None or newest.contents is None:
            raise WrongState(say("这样记录不生成文书：单独调解的内容只有主持的调解员能看"))
        return str(newest.contents)

    return rehearse(house, take_step, issued, actor=actor, command=command)
