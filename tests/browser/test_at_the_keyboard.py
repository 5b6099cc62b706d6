"""At the keyboard, on a phone, with the back button, and after sign-out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from furnished import HOSTILE, PASSWORD, SECRET, House
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = pytest.mark.browser
OpenPage = Callable[[str | None], Page]
FOCUSED = "() => (document.activeElement.innerText || document.activeElement.name || '').trim()"


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until that link, button or field has the focus, and see that the focus shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == name:
            shown = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert shown != "none", f"the focus on {name} cannot be seen"
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


def pages(house: House) -> list[tuple[str, str]]:
    """The main pages, each with somebody who uses it."""
    cases = house.plan.cases
    step = f"/steps/dispute/{cases['told'].id}"
    return [
        ("head", "/"),
        ("liaison", "/"),
        ("liaison", "/intake"),
        ("liaison", "/imports"),
        ("liaison", "/sending"),
        ("liaison", "/court"),
        ("administrator", "/rules/regimes"),
        ("administrator", "/settings/deciders"),
        ("administrator", "/directory"),
        ("administrator", "/directory/people"),
        ("administrator", "/directory/people/new"),
        ("administrator", "/directory/organisations"),
        ("administrator", "/directory/categories/labour/change"),
        ("grid", "/definitions/hand_over"),
        ("supervisor", "/"),
        ("supervisor", "/backlog"),
        ("supervisor", "/backlog/screen"),
        ("supervisor", "/warnings"),
        ("head", "/account"),
        ("head", "/cases"),
        ("registrar", "/intake"),
        ("registrar", "/quick-entry"),
        ("mediator", f"/cases/{cases['mediating'].public_id}"),
        ("mediator", f"/cases/{cases['served'].public_id}"),
        ("mediator", f"/cases/{cases['hostile'].public_id}"),
        ("township_head", f"/hand-overs/{cases['offered'].hand_over}"),
        ("judge", f"/confirmations/{cases['served'].confirmation}"),
        ("mediator", f"{step}/hold_sitting"),
        ("mediator", f"{step}/reach_agreement"),
        ("head", f"{step}/offer"),
        ("mediator", f"/steps/dispute/{cases['agreed'].id}/sign"),
        ("registrar", f"/steps/dispute/{cases['awaiting'].id}/accept"),
        ("registrar", f"/cases/{cases['told'].public_id}/parties/add"),
        ("registrar", f"/cases/{cases['told'].public_id}/parties/{cases['told'].parties[0]}/consents"),
        ("registrar", f"{signing(house, 'mediating')}/{cases['mediating'].parties[1]}"),
    ]


def signing(house: House, case: str) -> str:
    """Where marks under the case's undisputed fact are recorded."""
    ids = house.plan.cases[case]
    return f"/cases/{ids.public_id}/facts/{ids.fact}/sign"


def test_sign_in_and_a_step_by_the_keyboard_alone(house: House, at_pages: OpenPage) -> None:
    page = at_pages(None)
    page.goto(f"/cases/{house.plan.cases['told'].public_id}")
    page.keyboard.type("mediator")  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("张三与李四")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the menu, by the first link
    page.wait_for_url("**#content")
    assert page.evaluate("() => document.activeElement.id") == "content"
    tab_to(page, "激化风险报告")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report_danger")
    tab_to(page, "what")
    page.keyboard.type("扬言报复")
    tab_to(page, "reported_to")
    page.keyboard.type("保康派出所")
    page.keyboard.press("Enter")
    expect(page.locator(".flash-good")).to_contain_text("激化风险报告")


def test_a_refused_form_puts_the_focus_on_what_is_wrong(house: House, at_pages: OpenPage) -> None:
    page = at_pages("mediator")
    page.goto(f"/steps/dispute/{house.plan.cases['told'].id}/report_danger")
    page.get_by_label(re.compile("^有什么激化的危险")).fill("扬言报复")
    page.get_by_role("button", name="确定：激化风险报告").click()
    expect(page.locator("#problems")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label(re.compile("^已报告哪个机关"))).to_be_focused()
    expect(page.get_by_label(re.compile("^有什么激化的危险"))).to_have_value("扬言报复")


def test_the_courts_desks_are_gone_through_at_the_keyboard(house: House, at_pages: OpenPage) -> None:
    """A desk by its number, the filter by a stroke, the lines by j and k; Enter opens the one that has the focus."""
    page = at_pages("liaison")
    page.goto("/court")
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.id") == "f-q"
    page.keyboard.type("j")  # in a field a letter is a letter
    assert page.locator("#f-q").input_value() == "j"
    page.goto("/court")
    rows = page.locator("[data-row]")
    assert rows.count() > 1
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    wanted = rows.nth(0).get_attribute("href")
    assert wanted
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")
    page.goto("/court")
    page.keyboard.press("1")
    page.wait_for_url("**desk=divert")


@pytest.mark.daily(1)
@pytest.mark.parametrize("part", range(6))
def test_main_pages_fit_a_desk_and_a_phone_and_satisfy_axe(
    house: House, at_pages: OpenPage, part: int
) -> None:
    wrong, tabs = [], {}
    for person, path in [("", "/sign-in"), *pages(house)][part::6]:
        page = tabs.get(person) or tabs.setdefault(person, at_pages(person or None))
        page.set_viewport_size({"width": 1366, "height": 800})
        page.goto(path)
        for width in (1366, 360):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if over > 0:
                wrong.append(f"{path} as {person}: {over} px too wide at {width}")
        found = Axe().run(page).response["violations"]
        wrong += [
            f"{path} as {person}: {v['id']}: {v['nodes'][0]['html'][:200]}"
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
    assert not wrong, "\n".join(wrong)


def test_larger_type_fits_a_phone_too(house: House, at_pages: OpenPage) -> None:
    page = at_pages("mediator")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/cases/{house.plan.cases['mediating'].public_id}")
    page.get_by_role("button", name="大字版").click()
    expect(page.get_by_role("button", name="标准字号")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_the_back_button_after_a_step_does_not_take_it_again(house: House, at_pages: OpenPage) -> None:
    page = at_pages("head")
    start = f"/cases/{house.plan.cases['accepted'].public_id}"
    page.goto(start)
    page.locator("#steps").get_by_role("link", name="指定调解员", exact=True).click()
    page.get_by_label("王芳").check()
    page.get_by_role("button", name="确定：指定调解员").click()
    expect(page.locator(".flash-good")).to_contain_text("指定调解员")
    after = house.traces()
    page.go_back()
    expect(page.locator("main")).to_contain_text("现在是「调解中」，不能「指定调解员」")
    page.go_forward()
    expect(page.locator("main")).to_contain_text("指定调解员：王芳")
    assert house.traces() == after


def test_leaving_a_step_half_typed_and_coming_back_shows_the_form_of_now(
    house: House, at_pages: OpenPage
) -> None:
    page = at_pages("head")
    page.goto(f"/cases/{house.plan.cases['accepted'].public_id}")
    page.locator("#steps").get_by_role("link", name="指定调解员", exact=True).click()
    page.locator(".form").get_by_role("link", name="返回").click()
    page.go_back()
    expect(page.get_by_role("button", name="确定：指定调解员")).to_be_enabled()


def test_a_copied_cookie_is_dead_after_sign_out(
    house: House, signing_in: OpenPage, contexts: Callable[[], BrowserContext]
) -> None:
    page = signing_in("registrar")
    thief = contexts()
    thief.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    stolen = thief.new_page()
    stolen.goto("/account")
    expect(stolen.locator("main")).to_contain_text("李春梅")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    stolen.goto("/account")
    expect(stolen.get_by_role("button", name="登录")).to_be_visible()


def test_a_look_at_a_number_shows_it_in_its_place(house: House, at_pages: OpenPage) -> None:
    page = at_pages("mediator")
    page.goto(f"/cases/{house.plan.cases['told'].public_id}")
    page.locator("#parties").get_by_role("button", name=re.compile(r"^显示\s*电话$")).first.click()
    shown = page.locator(".revealed")
    expect(shown).to_have_text(re.compile(r"^139\d{8}$"))
    expect(shown).to_be_focused()
    assert page.locator("#parties .masked-value", has_text="****").count() > 4


def test_texts_of_people_never_run(house: House, at_pages: OpenPage) -> None:
    """A script in a name would open a dialogue."""
    page, dialogues = at_pages("mediator"), []
    page.on("dialog", lambda dialogue: (dialogues.append(dialogue.message), dialogue.dismiss()))
    page.goto(f"/cases/{house.plan.cases['hostile'].public_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(HOSTILE)
    expect(page.locator("main")).to_contain_text(SECRET)
    assert dialogues == []
