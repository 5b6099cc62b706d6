"""The health check: what it names of agreements with something wrong, and what it says of sound ones."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import pytest

import mediation.demonstration
from mediation.rules.health import AgreementWritten, DutyWritten, PartyWritten, check_health
from mediation.rules.vocabulary import ObligationKind, PartyKind
from tests.rules.health_cases import Written, cases

FLAWED = [one for name in ("flawed", "flawed_later", "flawed_last") for one in cases(name)]
SOUND = [one for name in ("sound", "sound_later", "sound_last") for one in cases(name)]
PUBLISHED = Path(mediation.demonstration.__file__).parent / "typical-cases.json"
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


def test_what_published_disputes_agreed_on_is_troubled_only_where_the_law_is() -> None:
    """The printed terms as free clauses: one falls due on a day that does not exist, one draws a boundary."""
    told = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    found = {
        (story["id"], one.code)
        for story in told
        if story["agreement_terms"]
        for one in check_health(_of_published(story))
    }
    assert found == {("tc18", "date.impossible"), ("tc33", "subject.title")}


def _of_published(story: dict[str, Any]) -> AgreementWritten:
    names = [one["name"] if isinstance(one, dict) else one for one in story["parties"]]
    return AgreementWritten(
        on=date(2015, 1, 1),
        drawn_on=date(2015, 1, 1),
        parties=tuple(PartyWritten(name=name, kind=PartyKind.ORGANISATION) for name in names),
        facts=story["facts"],
        further=tuple(story["agreement_terms"]),
    )


@pytest.mark.long
def test_the_check_of_an_agreement_takes_no_time_to_speak_of() -> None:
    """It is asked again while somebody types: far more than anybody writes, in no more than a moment."""
    duty = DutyWritten(
        kind=ObligationKind.MONEY,
        debtor="李德福",
        creditor="张建国",
        amount=Decimal(5000),
        what="医疗费" * 1600,
    )
    long = replace(SOUND[0].agreement, duties=(duty,) * 40, further=("双方约定：" + "甲乙丙丁，" * 900,) * 50)
    started = process_time()
    check_health(long)
    assert process_time() - started < 2
