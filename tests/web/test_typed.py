"""Forms keep what was typed through every refusal, and rows come and go without losing the others."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import say
from web.typed import Typed

FORM = MultiDict(
    [
        ("csrf_token", "x"),
        ("_key", "k"),
        ("claim", "还钱"),
        ("parties.0.name", "甲"),
        ("parties.1.name", "乙"),
        ("parties.1.care", "elderly"),
        ("parties.1.care", "disabled"),
        ("parties.2.name", "丙"),
    ]
)


def test_everything_typed_is_kept_and_nothing_of_the_shell() -> None:
    typed = Typed.of(FORM)
    assert typed.value("claim") == "还钱"
    assert list(typed.values("parties.1.care")) == ["elderly", "disabled"]
    assert typed.value("csrf_token") == typed.value("_key") == typed.value("missing") == ""
    assert typed.count("parties") == 3
    assert typed.count("clauses") == 0


def test_removing_a_row_moves_the_later_ones_up() -> None:
    typed = Typed.of(FORM).without_row("parties.1")
    assert [typed.value(f"parties.{i}.name") for i in range(3)] == ["甲", "丙", ""]
    assert typed.values("parties.1.care") == ()
    assert typed.value("claim") == "还钱"


def test_removing_what_is_not_a_row_changes_nothing() -> None:
    for odd in ("", "parties", "parties.x", ".", "parties.9"):
        assert dict(Typed.of(FORM).without_row(odd).fields) == dict(Typed.of(FORM).fields)


def test_problems_stand_at_their_fields() -> None:
    refusal = BadInput(Problem("claim", say("写得不清楚")), Problem("", say("请再看一遍")))
    typed = Typed.of(FORM).refused(refusal)
    assert str(typed.error("claim")) == "写得不清楚"
    assert typed.error("parties.0.name") is None
    assert len(typed.problems) == 2


def test_an_added_row_is_focused() -> None:
    assert Typed.of(FORM).with_row("parties", 3).focus == "parties.3"


@pytest.mark.parametrize(
    "name",
    [
        "parties.60.name",
        "parties.999999999.name",
        "parties.0.representatives.10.name",
        f"parties.{'9' * 5000}.name",
        "parties.٣.name",
        "parties.01.name",
        "guests.0.name",
        "duties.200.what",
    ],
)
def test_a_row_that_no_form_has_is_refused_before_anything_counts_rows(name: str) -> None:
    with pytest.raises(BadInput, match="行"):
        Typed.of(MultiDict([(name, "x")]))


def test_as_many_rows_as_forms_have_are_read() -> None:
    typed = Typed.of(MultiDict([("parties.59.representatives.9.name", "丁"), ("duties.199.what", "修渠")]))
    assert (typed.count("parties"), typed.count("duties")) == (60, 200)
    assert typed.count("parties.59.representatives") == 10


def test_a_full_list_takes_no_further_row() -> None:
    typed = Typed.of(MultiDict([("parties.59.name", "甲")]))
    assert typed.with_row("parties", 60) is typed
    assert typed.without_row(f"parties.{'9' * 5000}") is typed
