"""Both languages: every text that people read is in the catalogue and has its English."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from mediation.rules.messages import say
from mediation.rules.vocabulary import MatterKind, Side
from web.translations.collect import catalogue_path, collect, refresh
from web.wording import choices, shown, titled, tone, worded
from workflows import REGISTRY

LONE_PERCENT = re.compile(r"%(?!\()")
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture(scope="module")
def english() -> Catalog:
    with catalogue_path("en").open("rb") as file:
        return read_po(file, locale="en")


def ids(catalog: Catalog) -> set[str]:
    return {str(message.id) for message in catalog if message.id}


def test_the_catalogue_holds_exactly_the_texts_in_use(english: Catalog) -> None:
    """When this fails: python -m web.translations.collect"""
    assert ids(english) == ids(collect())


def test_every_text_has_its_english(english: Catalog) -> None:
    assert [m.id for m in english if m.id and not m.string] == []


def test_the_english_has_the_same_places_to_fill(english: Catalog) -> None:
    translated = [m for m in english if m.id and m.string]
    assert [
        m.id for m in translated if set(PLACES.findall(str(m.id))) != set(PLACES.findall(str(m.string)))
    ] == []


def test_a_page_can_fill_every_text_that_it_shows(english: Catalog) -> None:
    """A template fills its texts with %: a bare percent sign would stop the whole page."""
    shown_on_pages = (m for m in english if any(place.endswith(".html") for place, _ in m.locations))
    assert [m.id for m in shown_on_pages if LONE_PERCENT.search(f"{m.id}{m.string}".replace("%%", ""))] == []


def test_nothing_is_marked_as_guessed(english: Catalog) -> None:
    assert [m.id for m in english if m.fuzzy and m.id] == []


@pytest.mark.long
def test_collecting_again_loses_no_english(english: Catalog, tmp_path: Path) -> None:
    copy = tmp_path / "en" / "LC_MESSAGES" / "messages.po"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(catalogue_path("en").read_bytes())
    again = refresh(copy)
    assert {m.id: m.string for m in again if m.id} == {m.id: m.string for m in english if m.id}
    assert again.creation_date == english.creation_date


def test_what_the_database_is_born_with_has_its_english(english: Catalog) -> None:
    """Kinds of dispute come from a migration, roles and states from definitions: neither is marked in code."""
    found = [english.get(text) for text in ("婚姻家庭纠纷", "网格员", "和解中")]
    assert [bool(message and message.string) for message in found] == [True, True, True]


def test_the_way_home_has_one_name(english: Catalog) -> None:
    assert [m.id for m in english if m.string == "Back to the home page"] == ["返回首页"]


@pytest.mark.parametrize(
    ("value", "chinese"),
    [
        (say("还有 {n} 个条件没有满足", n=2), "还有 2 个条件没有满足"),
        (say("{who}：{what}", who=Side.APPLICANT, what=say("账号或密码不正确")), "申请人：账号或密码不正确"),
        (say("{on} 到期", on=date(2026, 12, 23)), "2026年12月23日 到期"),
        (datetime(2026, 11, 23, 2, 5, tzinfo=UTC), "2026年11月23日 10:05"),
        (Decimal("12000"), "￥12,000.00"),
        ((Side.APPLICANT, Side.THIRD), "申请人、第三人"),
        ("张{三}", "张{三}"),
        (None, ""),
    ],
)
def test_values_are_shown_as_people_write_them(app: Flask, value: object, chinese: str) -> None:
    with app.test_request_context("/", headers={"Host": "localhost"}):
        assert shown(value) == chinese


def test_only_success_is_green() -> None:
    states = {
        s.name: s for d in REGISTRY.definitions for s in d.states if d.matter is not MatterKind.HAND_OVER
    }
    green = {"settled", "in_force", "in_force_orally", "confirmed"}
    assert {name for name, state in states.items() if tone(state) == "good"} == green
    assert {tone(state) for state in states.values() if state.open} == {"info"}


def test_a_list_within_a_sentence_is_joined_in_its_language(app: Flask) -> None:
    sentence = say("{name}：{purpose}", name="张三", purpose=(say("网格员"), say("审判员")))
    assert str(sentence) == "张三：网格员、审判员"
    english = {"网格员": "Grid worker", "审判员": "Judge", "、": ", "}
    assert sentence.form(lambda text: english.get(text, text)) == "张三：Grid worker, Judge"
    with app.test_request_context("/", headers={"Host": "localhost", "Cookie": "language=en"}):
        assert worded(sentence) == "张三: Grid worker, Judge"


def test_what_somebody_typed_is_never_translated(app: Flask) -> None:
    with app.test_request_context("/", headers={"Host": "localhost", "Cookie": "language=en"}):
        assert shown("申请人") == "申请人"
        assert worded(say("{name}", name="申请人")) == "申请人"
        assert shown(date(2026, 11, 23)) == "23 November 2026"


def test_closed_lists_become_choices(app: Flask) -> None:
    with app.test_request_context("/", headers={"Host": "localhost"}):
        assert dict(choices(Side))["applicant"] == "申请人"
        assert list(choices(Side, Side.THIRD)) == [("third", "第三人")]
        assert titled("") == ""
