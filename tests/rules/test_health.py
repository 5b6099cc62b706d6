"""The health check: what it names of agreements with something wrong, and what it says of sound ones."""

from __future__ import annotations

import pytest

from mediation.rules.health import check_health
from tests.rules.health_cases import Written, cases

FLAWED = [one for name in ("flawed", "flawed_later", "flawed_last") for one in cases(name)]
SOUND = [one for name in ("sound", "sound_later", "sound_last") for one in cases(name)]
LEAST_NAMED, MOST_FALSE_ALARMS = 0.95, 2


def _codes(one: Written) -> set[str]:
    return {found.code for found in check_health(one.agreement)}


def test_there_are_forty_of_each_and_more() -> None:
    assert len(FLAWED) >= 40
    assert len(SOUND) >= 40
    assert all(one.wrong and one.codes for one in FLAWED)
    assert not any(one.codes for one in SOUND)


def test_nearly_every_flaw_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    asked = [(one, code) for one in FLAWED for code in one.codes]
    missed = [f"{one.name}（{code}）：{one.wrong}" for one, code in asked if code not in _codes(one)]
    beside = [f"{one.name}: {extra}" for one in FLAWED for extra in sorted(_codes(one) - set(one.codes))]
    named = 1 - len(missed) / len(asked)
    with capsys.disabled():
        print(
            f"\nhealth check: {named:.1%} of {len(asked)} flaws named, {len(beside)} further findings in them"
        )
        print(*missed, *beside, sep="\n")
    assert named >= LEAST_NAMED, missed


def test_sound_agreements_are_left_in_peace(capsys: pytest.CaptureFixture[str]) -> None:
    alarms = [f"{one.name}: {code}" for one in SOUND for code in sorted(_codes(one))]
    with capsys.disabled():
        print(f"\nhealth check: {len(alarms)} false alarms over {len(SOUND)} sound agreements")
        print(*alarms, sep="\n")
    assert len(alarms) <= MOST_FALSE_ALARMS, alarms
