"""Which meetings are held where: villagers' in a village, residents' in a community."""

from __future__ import annotations

import pytest

from mediation.rules.meetings import OF_A_VILLAGE, forums_at, why_no_resolution
from mediation.rules.vocabulary import MeetingForum

VILLAGE, COMMUNITY, FARM = "150521100205", "150571001001", "150502400500"
TOWNSHIP, COUNTY = "150521100000", "150521000000"
IN_A_VILLAGE = {*OF_A_VILLAGE, MeetingForum.TALK}
IN_A_COMMUNITY = {MeetingForum.RESIDENTS, MeetingForum.TALK}


@pytest.mark.parametrize(
    ("places", "held"),
    [
        ((VILLAGE, TOWNSHIP), IN_A_VILLAGE),
        ((COMMUNITY, VILLAGE), IN_A_COMMUNITY),
        ((COUNTY, COMMUNITY), IN_A_COMMUNITY),
        ((TOWNSHIP, COUNTY), {*MeetingForum}),
        ((FARM, VILLAGE), {*MeetingForum}),
        (("150521100199",), IN_A_COMMUNITY),
        (("150521100200",), IN_A_VILLAGE),
        (("150521100399",), IN_A_VILLAGE),
        (("150521100400",), {*MeetingForum}),
    ],
)
def test_a_forum_is_of_a_kind_of_division(places: tuple[str, ...], held: set[MeetingForum]) -> None:
    assert set(forums_at(*places)) == held


@pytest.mark.parametrize(
    ("attended", "in_favour", "resolved"), [(20, 20, False), (21, 10, False), (21, 11, True)]
)
def test_more_than_half_of_the_residents_and_of_those_present(
    attended: int, in_favour: int, resolved: bool
) -> None:
    why = why_no_resolution(MeetingForum.RESIDENTS, attended, in_favour, 40, 50)
    assert (why is None) is resolved
