"""The one place that knows `transitions`: it moves a state along a definition and nothing else."""

from __future__ import annotations

from functools import cache

from transitions import Machine, MachineError

from mediation.rules.errors import WrongState
from mediation.rules.grammar import Definition, Step
from mediation.rules.messages import say


class _Carrier:
    """Holds the state of one matter while it is moved: the library keeps no reference to it."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


@cache
def _machine(definition: Definition) -> Machine:
    # Built once per definition and without a model: adding models costs fifty times a trigger and keeps them alive.
    machine = Machine(
        model=None,
        states=[state.name for state in definition.states],
        initial=definition.initial.name,
        auto_transitions=False,
        send_event=False,
    )
    for step in definition.steps:
        for source in step.source:
            machine.add_transition(step.name, source.name, step.dest.name if step.dest else None)
    return machine


def move(definition: Definition, state: str, step: Step) -> str:
    """The state after the step; WrongState when the step does not start there."""
    carrier = _Carrier(state)
    try:
        moved = _machine(definition).events[step.name].trigger(carrier)
    except MachineError:
        moved = False
    if not moved:
        raise WrongState(
            say(
                "现在是「{state}」，不能「{step}」",
                state=say(definition.by_state[state].title),
                step=say(step.title),
            )
        )
    return carrier.state
