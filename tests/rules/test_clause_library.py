"""Common clauses: each that the product brings can be filled and printed, and a keeper is told what is wrong."""

from __future__ import annotations

import re

import pytest

from mediation.migrations.first_clauses import CLAUSES, FirstClause
from mediation.rules.clause_library import LONGEST, ClauseGiven, problems_of, sentence
from mediation.rules.papers import filled, has_loose_braces, places_in
from mediation.rules.vocabulary import ObligationKind


def given(one: FirstClause) -> ClauseGiven:
    return ClauseGiven(
        title=one.title,
        text=one.text,
        law=one.law,
        kind=ObligationKind.of(one.kind) if one.kind else None,
        category_code=one.category,
        condition=one.condition,
        means=one.means,
    )


@pytest.mark.parametrize("one", CLAUSES, ids=lambda one: f"{one.category}-{one.title}")
def test_a_clause_of_the_product_passes_what_a_keepers_must(one: FirstClause) -> None:
    assert list(problems_of(given(one))) == []
    assert re.search(r"\d", one.law)
    printed = sentence(given(one))
    assert printed.endswith("。")
    assert "1999" not in printed
    assert "0.07" not in printed
    assert all(name in printed for name in places_in(one.text))


def test_every_kind_of_dispute_but_the_rest_has_clauses_and_no_title_stands_twice() -> None:
    assert len({(one.category, one.title) for one in CLAUSES}) == len(CLAUSES)
    assert {one.category for one in CLAUSES} == {
        "", "family", "neighbours", "homestead", "contract", "production", "damages", "forest_land",
        "expropriation", "pollution", "migrant_wages", "labour", "tourism", "e_commerce", "consumption", "medical",
        "traffic", "property_service", "intellectual_property", "internet_finance", "village_affairs", "campus",
    }  # fmt: skip


def test_no_clause_of_the_product_gives_up_what_cannot_be_given_up() -> None:
    for one in CLAUSES:
        assert not re.search(r"放弃|免除|违约金|罚款|离婚|收养|亲子|不得起诉|不再追究", one.text), one.title


def test_a_sum_reads_with_who_pays_whom_how_much_and_when() -> None:
    wages = ClauseGiven(title="工资", text="工资", law="劳动法 50", kind=ObligationKind.MONEY)
    assert sentence(wages) == "{付款人}于{日期}前（含当日）一次性向{收款人}支付工资{金额}。"


def test_all_that_is_wrong_with_a_clause_is_said_at_once() -> None:
    wrong = ClauseGiven(title="", text="向{受领人}让路{", law="", condition="长" * (LONGEST["condition"] + 1))
    found = {one.field for one in problems_of(wrong)}
    assert found == {"title", "text", "law", "condition"}


def test_places_are_filled_and_the_others_stay() -> None:
    assert places_in("{a}与{b}，{a}") == ("a", "b")
    assert filled("{受领人}的{地块}", {"受领人": "{地块}"}) == "{地块}的{地块}"
    assert filled("{受领人}", {"受领人": ""}) == "{受领人}"
    assert has_loose_braces("{一{二}")
    assert not has_loose_braces("{二}")
