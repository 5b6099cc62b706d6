"""What a definition's page consists of, whatever it is written in: chapters of sections of short labelled lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mediation.rules.grammar import Clock, Definition, Registry, State, Step
from mediation.rules.messages import Message
from mediation.rules.vocabulary import MatterKind, Term


@dataclass(frozen=True, slots=True)
class Text:
    """Words, and the section they speak of; `matter`: on the page of that one instead of this."""

    words: Message
    anchor: str = ""
    matter: MatterKind | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What is said under one label. `law`: the words of the law, which no translation replaces."""

    label: Message
    texts: tuple[Text, ...]
    listed: bool = False
    """Sentences that stand one below the other, not names in a row."""
    law: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One state, step, clock or paper: what it is called, its name in the program, and only the lines that it has."""

    anchor: str
    title: Message
    name: str
    lines: tuple[Line, ...]
    marks: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sections of one kind. `lead`: what somebody who reads law and not programs has to know first."""

    anchor: str
    title: Message
    lead: Message
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class DefinitionPage:
    """The page of one version; whether it is the one under which new matters begin."""

    definition: Definition
    newest: bool
    beginning: tuple[Line, ...]
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A definition that is being read, among all others."""

    registry: Registry
    definition: Definition

    def step(self, step: Step, matter: MatterKind) -> Text:
        """A step by its name: of this version, or of the newest one of another matter."""
        if matter is self.definition.matter:
            known = step.name in self.definition.by_step
            return Text(named(step), step_anchor(step.name) if known else "")
        if step.name in self.registry.current(matter).by_step:
            return Text(named(step), step_anchor(step.name), matter)
        return Text(named(step))

    def others(self) -> Iterator[Definition]:
        """The definition itself, and the newest of every other matter."""
        yield self.definition
        yield from (d for d in self.registry.newest().definitions if d.matter is not self.definition.matter)


def named(thing: State | Step | Clock | Term) -> Message:
    """What it is called; catalogues find these words where they stand."""
    return Message(thing.title_text if isinstance(thing, Term) else thing.title)


def state_anchor(name: str) -> str:
    return f"state-{name}"


def step_anchor(name: str) -> str:
    return f"step-{name}"


def clock_anchor(name: str) -> str:
    return f"clock-{name}"


def paper_anchor(kind: str) -> str:
    return f"paper-{kind}"


def state_text(state: State) -> Text:
    return Text(named(state), state_anchor(state.name))


def clock_text(clock: Clock) -> Text:
    return Text(named(clock), clock_anchor(clock.name))


def lines(*given: Line) -> tuple[Line, ...]:
    """Those that say something."""
    return tuple(line for line in given if line.texts)


def one(label: Message, words: Message | str, *, law: bool = False) -> Line:
    """A line of one sentence; none without words."""
    said = Message(words) if isinstance(words, str) else words
    return Line(label, (Text(said),) if said.text else (), law=law)


def several(label: Message, texts: Iterable[Text], *, listed: bool = False) -> Line:
    return Line(label, tuple(dict.fromkeys(texts)), listed)
