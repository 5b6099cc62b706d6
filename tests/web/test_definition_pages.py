"""流程: the definitions in the web, the very words that stand beside them, for whoever is signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from furnished import House, furnished_house

from mediation.rules.definition_page import definition_page
from mediation.rules.vocabulary import MatterKind
from web.language import LANGUAGE_COOKIE
from workflows import REGISTRY


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


def read(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_every_matter_is_listed_with_the_version_in_force_and_the_earlier_ones(house: House) -> None:
    page = house.browser("mediator").get("/definitions").text
    for definition in REGISTRY.definitions:
        newest = REGISTRY.current(definition.matter) is definition
        assert (
            f'href="/definitions/{definition.matter.value}{"" if newest else f"/{definition.version}"}"'
            in page
        )


@pytest.mark.parametrize("kind", ["dispute", "hand_over"])
def test_a_page_says_what_stands_beside_the_definition(house: House, kind: str) -> None:
    definition = REGISTRY.current(MatterKind.of(kind))
    page = house.browser("grid").get(f"/definitions/{kind}").text
    words = read(page)
    for chapter in definition_page(REGISTRY, definition).chapters:
        for section in chapter.sections:
            assert f'id="{section.anchor}"' in page
            told = [str(text.words) for line in section.lines for text in line.texts]
            assert [one for one in told if one not in words] == []
    assert all(f'data-state="{state.name}"' in page for state in definition.states)
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert [one for one in re.findall(r'href="#([^"]+)"', page) if one not in ids] == []


def test_an_earlier_version_says_that_it_is_one_and_leads_to_the_others(house: House) -> None:
    page = house.browser("judge").get("/definitions/hand_over/1").text
    assert "以前的版本" in page
    assert 'href="/definitions/hand_over/4"' in page
    assert REGISTRY.published["hand_over", 1] in page


def test_in_english_the_frame_is_english_and_the_law_stays_chinese(house: House) -> None:
    who = house.browser("supervisor")
    who.client.set_cookie(LANGUAGE_COOKIE, "en")
    page = who.get("/definitions/hand_over").text
    left = re.sub(r'<span lang="zh-CN">[^<]*</span>', "", page)
    assert '<span lang="zh-CN">签收之前仍由移出组织负责</span>' in page
    assert re.findall(r">[^<]*[一-鿿][^<]*<", re.sub(r"(?s)<header.*?</header>", "", left)) == []
