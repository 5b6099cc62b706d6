"""The backlog in a browser: charts are drawn beside their tables, read out, and the wall screen renews itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from furnished import COUNTY, House
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.long]
OpenPage = Callable[[str | None], Page]


def test_each_chart_is_drawn_and_says_in_words_what_it_shows(house: House, at_pages: OpenPage) -> None:
    page = at_pages("supervisor")
    page.goto("/backlog")
    charts = page.locator("figure[data-chart]")
    expect(charts.first.locator("canvas")).to_be_visible()
    assert charts.count() >= 3
    for n in range(charts.count()):
        expect(charts.nth(n).locator("canvas")).to_be_visible()
        said = charts.nth(n).locator("[role=img]").get_attribute("aria-label") or ""
        assert any(character.isdigit() for character in said)


def test_a_number_leads_to_its_cases_and_the_filter_stays_in_the_address(
    house: House, at_pages: OpenPage
) -> None:
    page = at_pages("supervisor")
    page.goto("/backlog")
    page.get_by_text("筛选：时间段").click()
    page.get_by_label("时间段").select_option("4")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**weeks=4**")
    tile = page.locator(".figures li", has_text="未结").first.get_by_role("link")
    many = tile.inner_text()
    tile.click()
    page.wait_for_url("**/backlog/cases**weeks=4**")
    expect(page.locator(".pages")).to_contain_text(f"{many} 条")


def test_the_wall_screen_renews_itself(house: House, at_pages: OpenPage) -> None:
    page = at_pages("supervisor")
    page.goto(f"/backlog/screen?region={COUNTY}")
    expect(page.locator("#screen-now canvas").first).to_be_visible()
    page.evaluate("htmx.trigger('#screen-now', 'every')")
    page.evaluate(
        "htmx.ajax('GET', document.querySelector('#screen-now').getAttribute('hx-get'), '#screen-now')"
    )
    page.wait_for_timeout(800)
    expect(page.locator("#screen-now canvas").first).to_be_visible()


def test_on_a_phone_nothing_is_wider_than_the_screen(house: House, at_pages: OpenPage) -> None:
    page = at_pages("supervisor")
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/backlog", "/warnings", "/backlog/screen", "/backlog/report"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
