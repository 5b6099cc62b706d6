"""The page of a definition says in Chinese all that the definition has, and a condition without words is refused."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from functools import cache

import pytest

from mediation.rules.definition_page import DefinitionPage, Section, definition_page, markdown
from mediation.rules.errors import DefinitionError
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import Definition, Guard, Step
from mediation.rules.guards import guard, nobody_refuses
from mediation.rules.messages import say
from mediation.rules.papers.issuing import BEFORE_THE_COURT, ISSUABLE, matters_of, states_of
from mediation.rules.vocabulary import MatterKind
from workflows import REGISTRY
from workflows.hand_over import HAND_OVER

DEFINITIONS = pytest.mark.parametrize(
    "definition", REGISTRY.definitions, ids=lambda d: f"{d.matter.value}-{d.version}"
)


def sections(page: DefinitionPage) -> dict[str, Section]:
    found = [section for chapter in page.chapters for section in chapter.sections]
    assert len({section.anchor for section in found}) == len(found)
    return {section.anchor: section for section in found}


def said(section: Section) -> set[str]:
    return {str(text.words) for line in section.lines for text in line.texts}


@DEFINITIONS
def test_a_step_says_its_conditions_needs_papers_clocks_and_what_follows(definition: Definition) -> None:
    shown = sections(definition_page(REGISTRY, definition))
    for step in definition.steps:
        assert everything_of(step) <= said(shown[f"step-{step.name}"]), step.name


def everything_of(step: Step) -> set[str]:
    clocks = (*step.starts, *step.stops, *step.drops, *step.pauses, *step.resumes, *step.at_end_of)
    steps = (*step.then, *step.drives, *step.reaches)
    titles = [one.title for one in (*step.source, *steps)] + [
        one.title for one in (*step.needs, *step.issues)
    ]
    titles += [clock.title for clock in clocks] + [one.title for one in step.guards]
    return {*titles, step.law, *((step.opens.title_text,) if step.opens else ())}


@cache
def in_force(matter: str) -> str:
    return markdown(definition_page(REGISTRY, REGISTRY.current(MatterKind.of(matter))))


@DEFINITIONS
def test_no_condition_is_told_by_its_name_and_every_link_leads_to_a_section(definition: Definition) -> None:
    page = definition_page(REGISTRY, definition)
    text = markdown(page)
    assert not [one.name for step in definition.steps for one in step.guards if one.name in text]
    here = set(re.findall(r'<a id="([^"]+)">', text))
    assert {link for link in re.findall(r"\]\(#([^)]+)\)", text) if link not in here} == set()
    for matter, anchor in re.findall(r"\]\((\w+)\.md#([^)]+)\)", text):
        assert f'<a id="{anchor}">' in in_force(matter), (matter, anchor)


@DEFINITIONS
def test_every_clock_says_how_long_and_by_which_law(definition: Definition) -> None:
    shown = sections(definition_page(REGISTRY, definition))
    for clock in (clock for state in definition.states for clock in state.clocks):
        assert {clock.law, *filter(None, (clock.over,))} <= said(shown[f"clock-{clock.name}"])


def test_every_paper_on_request_stands_on_the_page_of_its_matter_with_its_states() -> None:
    pages = {
        matter: sections(definition_page(REGISTRY, REGISTRY.current(matter)))
        for one in ISSUABLE
        for matter in matters_of(one)
    }
    for one in ISSUABLE:
        for matter in matters_of(one):
            definition = REGISTRY.current(matter)
            told = said(pages[matter][f"paper-{one.kind}"])
            assert str(one.when) in told
            names = states_of(one, matter)
            assert names <= set(definition.by_state), one.kind
            assert {definition.by_state[name].title for name in names} <= told
            after = {tag.partition(":")[2] for tag in one.of if tag.startswith(f"{matter.value}:")}
            assert {definition.by_step[name].title for name in after} <= told
    guide = pages[MatterKind.DISPUTE]
    for name in BEFORE_THE_COURT:
        assert "诉讼引导告知书" in said(guide[f"state-{name}"])


def test_a_condition_without_a_title_is_refused_where_it_is_written() -> None:
    line = sys._getframe().f_lineno + 3
    with pytest.raises(DefinitionError) as caught:

        @guard(say("还缺一样"))
        def nothing_is_missing(facts: CaseFacts) -> bool:
            return not facts.labour

    assert f"workflows/test_definition_page.py:{line}：条件「nothing_is_missing」" in str(caught.value)


def test_the_words_of_a_condition_are_not_part_of_what_was_published() -> None:
    reworded = Guard(
        nobody_refuses.name, nobody_refuses.version, nobody_refuses.unmet, nobody_refuses.holds, "换个说法"
    )
    steps = tuple(
        replace(step, guards=(reworded,)) if step.guards == (nobody_refuses,) else step
        for step in HAND_OVER.steps
    )
    assert steps != HAND_OVER.steps
    assert replace(HAND_OVER, steps=steps).digest == HAND_OVER.digest
