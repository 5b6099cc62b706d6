"""A duty of the newest version that matters of earlier ones have too: it moves nothing, and no version is edited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation.rules.errors import DefinitionError
from mediation.rules.grammar import Definition
from mediation.rules.vocabulary import MatterKind
from workflows import REGISTRY
from workflows.hand_over_v7 import HAND_OVER_V7, REPORT_DANGER_AFTERWARDS

EARLIER = [one for one in REGISTRY.definitions if one.matter is MatterKind.HAND_OVER and one.version < 7]


@pytest.mark.parametrize("published", EARLIER, ids=lambda one: str(one.version))
def test_an_earlier_version_has_it_where_matters_live_and_not_where_it_was_published(
    published: Definition,
) -> None:
    name = REPORT_DANGER_AFTERWARDS.name
    lived = REGISTRY.of(MatterKind.HAND_OVER, published.version)
    assert name not in published.by_step
    assert name in {step.name for step in lived.steps_from("accepted")}
    assert name not in {step.name for step in lived.steps_from("offered")}
    lent = {step.name for step in REGISTRY.current(MatterKind.HAND_OVER).steps if step.of_every_version}
    assert [s.name for s in lived.steps if s.name not in lent] == [
        s.name for s in published.steps if s.name not in lent
    ]


def test_one_of_its_own_is_open_from_everywhere_too() -> None:
    """联合调解, version 2: whoever was only invited could not tell of danger."""
    second = next(d for d in REGISTRY.definitions if (d.matter, d.version) == (MatterKind.JOINT, 2))
    assert "report_danger" not in {step.name for step in second.steps_from("invited")}
    lived = REGISTRY.of(MatterKind.JOINT, 2)
    assert "report_danger" in {step.name for step in lived.steps_from("invited")}
    own = {step.name for step in second.steps}
    assert [step.name for step in lived.steps if step.name in own] == [step.name for step in second.steps]


def test_a_step_that_moves_something_is_of_its_own_version_alone() -> None:
    moving = replace(HAND_OVER_V7.by_step["call_back"], of_every_version=True)
    steps = tuple(moving if one.name == "call_back" else one for one in HAND_OVER_V7.steps)
    with pytest.raises(DefinitionError, match="以前的版本也能办的步骤不能有条件"):
        replace(HAND_OVER_V7, steps=steps)


def test_the_digest_tells_that_earlier_versions_have_it() -> None:
    alone = replace(REPORT_DANGER_AFTERWARDS, of_every_version=False)
    steps = tuple(alone if one is REPORT_DANGER_AFTERWARDS else one for one in HAND_OVER_V7.steps)
    assert replace(HAND_OVER_V7, steps=steps).digest != HAND_OVER_V7.digest
