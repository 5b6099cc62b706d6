"""The list by which subsidies are paid: a place to sign for each, corrections apart, a draft until approved."""

from __future__ import annotations

import pytest
from reading import squeezed, text_of

from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_json, sample_request
from mediation.rules.papers import REPORTS, PayList

KIND = REPORTS["pay_list"]


@pytest.mark.parametrize(
    "size",
    [
        "ordinary",
        pytest.param("short", marks=pytest.mark.long),
        pytest.param("extreme", marks=pytest.mark.long),
    ],
)
def test_the_list_says_who_gets_what_and_whether_it_is_approved(renderer: Renderer, size: str) -> None:
    contents = PayList.from_json(sample_json(KIND.name, size))
    printed = text_of(renderer.render(sample_request(KIND.name, size)))
    assert all(squeezed(line.name) in printed and line.yuan in printed for line in contents.lines)
    assert squeezed(contents.total_capitals) in printed
    assert (squeezed("尚未审定") in printed) == contents.draft
    assert all(squeezed(one) in printed for one in contents.corrections)
