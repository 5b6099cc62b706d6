"""The page of a definition that a lawyer reads and signs, made from the definition itself; rendered elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from mediation.rules.definition_page.clocks import clocks
from mediation.rules.definition_page.markdown import markdown
from mediation.rules.definition_page.papers import papers
from mediation.rules.definition_page.parts import (
    Chapter,
    DefinitionPage,
    Line,
    Reading,
    Section,
    Text,
    several,
    state_text,
)
from mediation.rules.definition_page.states import states
from mediation.rules.definition_page.steps import changes, steps_by_people, steps_by_the_system
from mediation.rules.grammar import Definition, Registry
from mediation.rules.messages import say

__all__ = ["Chapter", "DefinitionPage", "Line", "Section", "Text", "definition_page", "markdown"]


def definition_page(registry: Registry, definition: Definition) -> DefinitionPage:
    """Everything that the definition says, chapter by chapter; a chapter without content is left out."""
    read = Reading(registry, definition)
    made = (part(read) for part in (states, steps_by_people, steps_by_the_system, changes, clocks, papers))
    return DefinitionPage(
        definition,
        registry.current(definition.matter) is definition,
        tuple(line for line in _beginning(read) if line.texts),
        tuple(chapter for chapter in made if chapter.sections),
    )


def _beginning(read: Reading) -> Iterator[Line]:
    matter = read.definition.matter
    yield several(say("从哪个状态开始"), [state_text(read.definition.initial)])
    yield several(
        say("由这些步骤开出"),
        (
            read.step(step, other.matter)
            for other in read.others()
            for step in other.steps
            if step.opens is matter
        ),
    )
    if read.definition.begins is not None:
        yield several(say("开出时系统办"), [read.step(read.definition.begins, matter)])
    if read.definition.lapses is not None:
        yield several(say("纠纷结案时系统办"), [read.step(read.definition.lapses, matter)])
