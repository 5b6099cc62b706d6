"""What an administrator can set: every kind takes what it means, refuses the rest in words, and says it again."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.rules.deciders import CAN_DECIDE, WHO_DECIDES, who_decides, written
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.practice import (
    DayOfYear,
    Kind,
    PastDay,
    Pattern,
    Share,
    SourceGroups,
    WhoDecides,
    Whole,
    Words,
    YesNo,
)
from mediation.rules.vocabulary import Level, OrganisationKind, Seat
from mediation.services.practice_points import GROUPS, POINTS
from workflows import REGISTRY

TODAY = date(2026, 11, 27)
DAYS = Whole(say("天"), most=30)
STOPS = YesNo(say("停"), say("不停"))


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "told"),
    [
        (DAYS, {"value": " 07 "}, "7", "7 天"),
        (Share(), {"value": "12.50%"}, "12.5", "12.5 %"),
        (Share(), {"value": "100"}, "100", "100 %"),
        (STOPS, {"value": "no"}, "no", "不停"),
        (Words(), {"value": "永久\n30年，10年"}, "永久,30年,10年", "永久、30年、10年"),
        (Words(chinese=True), {"value": "诉前调确 民特"}, "诉前调确,民特", "诉前调确、民特"),
        (DayOfYear(), {"value.month": "2", "value.day": "28"}, "02-28", "每年 2 月 28 日"),
        (PastDay(), {"value": "2026-11-27"}, "2026-11-27", "2026-11-27"),
        (
            Pattern(),
            {"value": "({year}){short}字第{n:03}号"},
            "（{year}）{short}字第{n:03}号",
            "（{year}）{short}字第{n:03}号",
        ),
    ],
)
def test_what_is_typed_is_kept_and_told(kind: Kind, typed: dict[str, str], kept: str, told: str) -> None:
    assert kind.kept(typed, TODAY) == kept
    assert str(kind.told(kept)) == told
    assert kind.kept(kind.start(kept), TODAY) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "fields"),
    [
        (DAYS, {}, ["value"]),
        (DAYS, {"value": "0"}, ["value"]),
        (DAYS, {"value": "31"}, ["value"]),
        (DAYS, {"value": "七"}, ["value"]),
        (DAYS, {"value": "٣"}, ["value"]),
        (Share(), {"value": "0"}, ["value"]),
        (Share(), {"value": "1e2"}, ["value"]),
        (Share(), {"value": "100.01"}, ["value"]),
        (STOPS, {"value": "也许"}, ["value"]),
        (Words(), {"value": "，\n"}, ["value"]),
        (Words(), {"value": "永久 永久 " + "长" * 41}, ["value", "value"]),
        (Words(chinese=True), {"value": "民初 abc"}, ["value"]),
        (DayOfYear(), {"value.month": "2", "value.day": "29"}, ["value.day"]),
        (DayOfYear(), {"value.month": "13", "value.day": "1"}, ["value.month"]),
        (PastDay(), {"value": "2026-11-28"}, ["value"]),
        (PastDay(), {"value": "2026-02-30"}, ["value"]),
        (Pattern(), {"value": "第{n}号"}, ["value"]),
        (Pattern(), {"value": " "}, ["value"]),
        (SourceGroups(), {}, [f"value.{one.value}" for one in SourceGroups().sources()]),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(kind: Kind, typed: dict[str, str], fields: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        kind.kept(typed, TODAY)
    assert [problem.field for problem in refused.value.problems] == fields


def test_who_decides_is_chosen_level_by_level() -> None:
    kind = WhoDecides()
    typed = kind.start(written(WHO_DECIDES))
    assert who_decides(kind.kept(typed, TODAY)) == WHO_DECIDES
    typed |= {"value.county.first": "governance_centre", "value.county.second": "", "value.village.first": ""}
    chosen = who_decides(kind.kept(typed, TODAY))
    assert chosen[Level.COUNTY] == (OrganisationKind.GOVERNANCE_CENTRE,)
    assert chosen[Level.VILLAGE] == ()
    assert "旗县内由社会治安综合治理中心" in str(kind.told(kind.kept(typed, TODAY)))


def test_all_that_is_wrong_with_who_decides_is_said_at_once() -> None:
    typed = {
        "value.village.second": "justice_bureau",
        "value.township.first": "court",
        "value.county.first": "justice_bureau",
        "value.county.second": "justice_bureau",
    }
    with pytest.raises(BadInput) as refused:
        WhoDecides().kept(typed, TODAY)
    assert {problem.field for problem in refused.value.problems} == {
        "value.village.first",
        "value.township.first",
        "value.county.second",
        "value.city.first",
    }


def test_whoever_can_be_chosen_has_somebody_who_decides() -> None:
    deciding = [s for d in REGISTRY.newest().definitions for s in d.steps if s.seat is Seat.DECIDER]
    assert set(CAN_DECIDE) == {kind for step in deciding for role in step.by for kind in role.at}


def test_the_usual_value_of_every_point_is_one_that_its_form_takes() -> None:
    assert len(POINTS) == sum(len(points) for _, points in GROUPS)
    for point in POINTS.values():
        assert str(point.title)
        if point.usual:
            assert point.kind.kept(point.kind.start(point.usual), TODAY) == point.usual, point.name
        assert str(point.kind.told(point.usual))


def test_sources_that_count_as_usual_are_not_kept() -> None:
    kind = SourceGroups()
    typed = kind.start("grid=entrusted,other=active")
    assert set(kind.kept(typed, TODAY).split(",")) == {"grid=entrusted", "other=active"}
    everything = {f"value.{one.value}": "active" for one in kind.sources()}
    assert len(kind.kept(everything, TODAY)) <= 500
