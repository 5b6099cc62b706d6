"""Triage by table: which tier, which level and which committee, with reasons; and what it never proposes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.rules.regions import level_of
from mediation.rules.triage import (
    Candidate,
    Choice,
    Proposal,
    Settlement,
    TriageFacts,
    TriageLimits,
    Weighed,
    propose,
)
from mediation.rules.vocabulary import (
    CaseSource,
    Difficulty,
    Level,
    OrganisationKind,
    Outcome,
    Tier,
    TriageAspect,
    TriageRule,
)

COUNTY, TOWNSHIP, OTHER_TOWNSHIP = "150521000000", "150521100000", "150521101000"
VILLAGE, NEXT, FAR = "150521100205", "150521100200", "150521101200"
ELSEWHERE = "150523100200"
K = OrganisationKind


def committee(n: int, name: str, region: str, **more: Any) -> Candidate:
    return Candidate(
        id=UUID(int=n), name=name, kind=K.COMMITTEE, level=level_of(region), region_code=region, **more
    )


def industry(**more: Any) -> Candidate:
    made = committee(9, "医疗调委会", COUNTY, **more)
    return replace(made, kind=K.INDUSTRY_COMMITTEE)


THERE = (
    committee(1, "本村", VILLAGE, holds=True),
    committee(2, "邻村", NEXT),
    committee(3, "镇", TOWNSHIP),
    committee(4, "旗", COUNTY),
)


def facts(**more: Any) -> TriageFacts:
    usual = {"party_regions": (VILLAGE, VILLAGE), "place": VILLAGE, "category": "邻里", "candidates": THERE}
    return TriageFacts(**{**usual, **more})


def with_(name: str, **more: Any) -> tuple[Candidate, ...]:
    return tuple(replace(one, **more) if one.name == name else one for one in THERE)


def said(proposal: Proposal) -> str:
    return " ".join(str(one) for one in (*proposal.tier_reasons, *proposal.reasons))


ROUTES: list[tuple[dict[str, Any], str, TriageRule, str]] = [
    ({}, "本村", TriageRule.SAME_VILLAGE, "同一嘎查村"),
    ({"difficulty": Difficulty.SIMPLE}, "本村", TriageRule.SAME_VILLAGE, ""),
    ({"party_regions": ("", "")}, "本村", TriageRule.SAME_VILLAGE, "2 名当事人没有登记住所地"),
    ({"party_regions": (NEXT, NEXT)}, "邻村", TriageRule.SAME_VILLAGE, ""),
    ({"party_regions": (VILLAGE, NEXT)}, "镇", TriageRule.SAME_TOWNSHIP, "第二十一条"),
    ({"party_regions": (VILLAGE, "")}, "本村", TriageRule.SAME_VILLAGE, "1 名当事人没有登记"),
    ({"party_regions": (TOWNSHIP, TOWNSHIP)}, "镇", TriageRule.SAME_TOWNSHIP, "没有登记到村"),
    ({"party_regions": (VILLAGE, FAR)}, "旗", TriageRule.ACROSS_TOWNSHIPS, "不在同一苏木乡镇"),
    ({"party_regions": (VILLAGE, ELSEWHERE)}, "旗", TriageRule.ACROSS_TOWNSHIPS, "联合调解"),
    ({"amount": Decimal(100_000)}, "旗", TriageRule.LARGE_AMOUNT, "金额 100,000.00 元，达到 100,000 元"),
    ({"amount": Decimal("99999.99")}, "本村", TriageRule.SAME_VILLAGE, ""),
    ({"party_regions": (VILLAGE,) * 10}, "旗", TriageRule.MANY_PEOPLE, "当事人 10 名，达到 10 名"),
    ({"party_regions": (VILLAGE,) * 9}, "本村", TriageRule.SAME_VILLAGE, ""),
    ({"difficulty": Difficulty.COMPLEX}, "旗", TriageRule.COMPLEX, "疑难复杂"),
    ({"candidates": (*THERE, industry())}, "医疗调委会", TriageRule.INDUSTRY, "第三十四条"),
    ({"candidates": (*THERE, industry(serves=False))}, "本村", TriageRule.SAME_VILLAGE, ""),
    (
        {"candidates": (*THERE, industry()), "difficulty": Difficulty.COMPLEX},
        "医疗调委会",
        TriageRule.INDUSTRY,
        "疑难复杂",
    ),
]


@pytest.mark.parametrize(("about", "name", "rule", "because"), ROUTES)
def test_default_routing(about: dict[str, Any], name: str, rule: TriageRule, because: str) -> None:
    proposal = propose(facts(**about))
    assert proposal.organisation is not None
    assert (proposal.organisation.name, proposal.rule) == (name, rule)
    assert proposal.level is proposal.organisation.level
    assert because in said(proposal)


INSTEAD: list[tuple[dict[str, Any], str, str]] = [
    ({"candidates": with_("本村", signs=False)}, "镇", "本村：还没有能签收的人员"),
    ({"candidates": with_("本村", signs=False, back_on=date(2026, 12, 1))}, "镇", "2026-12-01 起有人"),
    ({"candidates": with_("本村", there=0)}, "镇", "本村：没有在岗的调解员"),
    ({"candidates": with_("本村", open=31)}, "镇", "本村：未结 31 件，在岗调解员 1 名，每名超过 30 件"),
    ({"candidates": with_("本村", open=30)}, "本村", "本村现有未结 30 件"),
    ({"candidates": with_("本村", open=60, there=2)}, "本村", "在岗调解员 2 名"),
    ({"candidates": with_("本村", returned=True)}, "镇", "本村：曾经退回本案"),
    ({"candidates": with_("本村", worked=True)}, "镇", "已经受理过本案"),
    ({"candidates": (*with_("本村", worked=True), industry(signs=False))}, "镇", "本村：已经受理过本案"),
    ({"candidates": THERE[:1], "difficulty": Difficulty.COMPLEX}, "本村", "没有旗县一级的调委会可以移交"),
    ({"candidates": (*THERE, industry(signs=False))}, "本村", "医疗调委会：还没有能签收的人员"),
    ({"candidates": tuple(replace(one, open=99) for one in THERE)}, "本村", ""),
]


@pytest.mark.parametrize(("about", "name", "because"), INSTEAD)
def test_who_is_proposed_when_the_one_meant_cannot(about: dict[str, Any], name: str, because: str) -> None:
    proposal = propose(facts(**about))
    assert proposal.organisation is not None
    assert proposal.organisation.name == name
    assert because in said(proposal)


def test_limits_are_the_administrators() -> None:
    small = TriageLimits(large_amount=Decimal(5000), many_people=3, load=2)
    assert propose(facts(amount=Decimal(5000), limits=small)).rule is TriageRule.LARGE_AMOUNT
    assert propose(facts(party_regions=(VILLAGE,) * 3, limits=small)).rule is TriageRule.MANY_PEOPLE
    busy = propose(facts(candidates=with_("本村", open=3), limits=small)).organisation
    assert busy is not None
    assert busy.name == "镇"


TIERS: list[tuple[dict[str, Any], Tier, Outcome | None, str]] = [
    ({}, Tier.SETTLEMENT, None, "和解第一"),
    ({"source": CaseSource.COURT_GUIDANCE}, Tier.SETTLEMENT, None, "随时可以起诉"),
    ({"labour": True}, Tier.SETTLEMENT, None, "先申请劳动仲裁"),
    ({"danger": True}, Tier.NON_LITIGATION, None, "激化风险"),
    ({"source": CaseSource.COURT_ENTRUSTED}, Tier.NON_LITIGATION, None, "法院委派、委托来的"),
    ({"at_court": True}, Tier.NON_LITIGATION, None, "由法院引导"),
    ({"at_centre": True}, Tier.NON_LITIGATION, None, "由综治中心派单"),
    ({"settlement": Settlement.RUNNING}, Tier.SETTLEMENT, None, "正在和解"),
    ({"settlement": Settlement.OVER}, Tier.NON_LITIGATION, None, "已经试过"),
    ({"refusing": True}, Tier.LITIGATION, Outcome.TO_COURT, "第十七条"),
    ({"refusing": True, "labour": True}, Tier.LITIGATION, Outcome.TO_ARBITRATION, "劳动仲裁"),
    ({"refusing": True, "land_title": True}, Tier.LITIGATION, Outcome.TO_GOVERNMENT, "人民政府处理"),
]


@pytest.mark.parametrize(("about", "tier", "forum", "because"), TIERS)
def test_tiers_and_what_the_law_puts_before_the_court(
    about: dict[str, Any], tier: Tier, forum: Outcome | None, because: str
) -> None:
    proposal = propose(facts(**about))
    assert (proposal.tier, proposal.forum) == (tier, forum)
    assert because in said(proposal)


def test_every_other_candidate_says_why_it_stands_behind() -> None:
    proposal = propose(
        facts(
            party_regions=(VILLAGE, VILLAGE),
            candidates=(*with_("旗", open=400), industry(serves=False), committee(7, "外乡", FAR, open=40)),
        )
    )
    why = {one.candidate.name: " ".join(map(str, one.why)) for one in proposal.others}
    assert set(why) == {"邻村", "镇", "旗", "医疗调委会", "外乡"}
    assert "要联合调解" in why["邻村"]
    assert "不必到上级" in why["镇"]
    assert "未结 400 件" in why["旗"]
    assert why["医疗调委会"] == "不受理这一类纠纷"
    assert "未结 40 件" in why["外乡"]


def test_nobody_is_proposed_where_nobody_can_sign() -> None:
    proposal = propose(facts(candidates=tuple(replace(one, signs=False) for one in THERE)))
    assert proposal.organisation is None
    assert proposal.level is None
    assert "现在没有哪个调解组织有人能签收" in said(proposal)


def test_a_choice_follows_or_departs() -> None:
    proposal = propose(facts())
    own = Choice(TriageAspect.ORGANISATION, Tier.NON_LITIGATION, UUID(int=1))
    assert Weighed(proposal, own).followed
    other = Weighed(proposal, replace(own, organisation_id=UUID(int=3)))
    assert not other.followed
    assert other.proposed == "本村"
    assert Weighed(proposal, Choice(TriageAspect.TIER, Tier.SETTLEMENT)).followed
    skipped = Weighed(proposal, Choice(TriageAspect.TIER, Tier.NON_LITIGATION))
    assert not skipped.followed
    assert str(skipped.proposed) == "和解"


CODES = st.sampled_from((VILLAGE, NEXT, FAR, TOWNSHIP, OTHER_TOWNSHIP, COUNTY, ELSEWHERE))


@st.composite
def candidates(draw: st.DrawFn) -> tuple[Candidate, ...]:
    return tuple(
        replace(
            committee(
                n,
                f"组织{n}",
                draw(CODES),
                signs=draw(st.booleans()),
                there=draw(st.integers(0, 3)),
                open=draw(st.integers(0, 200)),
                returned=draw(st.booleans()),
                serves=draw(st.booleans()),
            ),
            kind=draw(st.sampled_from((K.COMMITTEE, K.INDUSTRY_COMMITTEE))),
        )
        for n in range(draw(st.integers(0, 6)))
    )


@given(
    candidates(),
    st.lists(st.one_of(CODES, st.just("")), max_size=12),
    CODES,
    st.sampled_from(Difficulty),
    st.one_of(st.none(), st.decimals(0, 10**9, places=2)),
    st.booleans(),
)
def test_whatever_the_facts_somebody_is_there_at_a_level_that_exists(
    there: tuple[Candidate, ...],
    homes: list[str],
    place: str,
    difficulty: Difficulty,
    amount: Decimal | None,
    refusing: bool,
) -> None:
    about = facts(
        party_regions=tuple(homes),
        place=place,
        candidates=there,
        difficulty=difficulty,
        amount=amount,
        refusing=refusing,
    )
    proposal = propose(about)
    able = [one for one in there if one.signs and one.serves]
    if proposal.organisation is None:
        assert not able
    else:
        assert proposal.organisation in able
        assert proposal.level in {one.level for one in there}
    listed = [one.candidate for one in proposal.others]
    assert sorted(map(repr, [*listed, *filter(None, [proposal.organisation])])) == sorted(map(repr, there))
    assert proposal.reasons
    assert proposal.tier_reasons
    assert all(one.why for one in proposal.others)
    turned = propose(replace(about, candidates=there[::-1]))  # the order in which they are read means nothing
    assert (turned.organisation, turned.others) == (proposal.organisation, proposal.others)


def test_a_level_is_never_invented() -> None:
    proposal = propose(facts(candidates=THERE[:2], party_regions=(VILLAGE, NEXT)))
    assert proposal.level is Level.VILLAGE
    assert "没有苏木乡镇一级的调委会可以移交" in said(proposal)
