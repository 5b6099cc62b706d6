"""An agreement is signed on two phones, each by its link, its code, the very PDF and a drawn name, and takes effect."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from furnished import House, actor
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import select

from mediation.model import Document, OutboxItem, Party
from mediation.services.note_court_approval import note_court_approval
from mediation.services.perform import perform

pytestmark = pytest.mark.browser
OpenPage = Callable[[str | None], Page]
CASE = "agreed"


@pytest.fixture
def printed(house: House) -> House:
    """The court takes phone signatures, and the agreement is waiting to be printed."""
    made = house.installation
    perform(
        made,
        note_court_approval,
        actor=actor(made, house.plan, "administrator"),
        court_id=house.plan.organisations["court"],
        from_on=house.clock.today() - timedelta(30),
        paper="会议纪要",
    )
    now = house.clock.now()
    with made.begin() as uow:
        of_the_case = (Document.case_id == house.plan.cases[CASE].id) & (Document.kind == "agreement")
        document_id = uow.session.scalars(select(Document.id).where(of_the_case)).one()
        uow.session.add(
            OutboxItem(kind="render_document", subject_id=document_id, created_at=now, not_before=now)
        )
        uow.commit()
    return house


@pytest.mark.long
def test_from_the_link_to_the_agreement_in_force(
    printed: House, at_pages: OpenPage, contexts: Callable[[], BrowserContext]
) -> None:
    ids = printed.plan.cases[CASE]
    desk, address = at_pages("mediator"), f"/cases/{ids.public_id}/signing"
    _opened(desk, address)
    phones = [_signed(desk, address, contexts(), printed, n) for n in range(len(ids.parties))]
    desk.goto(address)
    _draw(desk, desk.locator("#mine canvas"))
    desk.get_by_role("button", name="签名并提交").click()
    expect(desk.locator(".flash-good")).to_contain_text("您的签名已保存")
    desk.get_by_role("link", name="记录调委会印章").click()
    desk.get_by_label(re.compile("已盖章")).check()
    desk.get_by_role("button", name="确定：记录签名盖章").click()
    expect(desk.locator(".flash-good")).to_contain_text("记录签名盖章")
    expect(desk.locator("#agreement")).to_contain_text("生效")
    for phone in phones:
        phone.reload()
        expect(phone.locator("main")).to_contain_text("各方都已签齐，协议已经生效")


def _opened(desk: Page, address: str) -> None:
    """As soon as the worker has printed the agreement."""
    for _ in range(100):
        desk.goto(address)
        if desk.get_by_role("button", name="开通手机签署").count():
            break
        time.sleep(0.2)
    desk.get_by_label(re.compile("不涉及婚姻、收养、继承")).check()
    desk.get_by_role("button", name="开通手机签署").click()
    expect(desk.locator(".flash-good")).to_contain_text("已开通手机签署")


def _signed(desk: Page, address: str, context: BrowserContext, house: House, n: int) -> Page:
    party_id = house.plan.cases[CASE].parties[n]
    with house.installation.read() as session:
        name = session.get_one(Party, party_id).name
    desk.goto(address)
    desk.locator(f"#party-{party_id}").get_by_role("button", name="出示链接和二维码").click()
    link = desk.get_by_label("或者把网址交给本人").input_value()
    phone = context.new_page()
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(link)
    assert "/sign/to/" not in phone.url, "the token stays in no address"
    expect(phone.locator("main")).not_to_contain_text(name)
    phone.get_by_role("button", name="取验证码").click()
    desk.goto(address)
    code = re.search(r"\d{6}", desk.locator(".read-out").first.inner_text())
    assert code is not None
    phone.get_by_label("六位数字的验证码").fill(code[0])
    phone.get_by_role("button", name="确认，打开协议").click()
    expect(phone.locator("#plain")).to_contain_text(name)
    _reads_the_very_paper(phone)
    _draw(phone, phone.locator("canvas.pad"))
    phone.get_by_label(re.compile("我已经看过协议全文")).check()
    phone.get_by_role("button", name="签名并提交").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("您的签名已经收到")
    return phone


def _reads_the_very_paper(phone: Page) -> None:
    link = phone.get_by_role("link", name="打开协议原件（PDF）").get_attribute("href")
    pdf = phone.request.get(link or "").body()
    assert pdf.startswith(b"%PDF-")
    assert hashlib.sha256(pdf).hexdigest() in phone.locator(".digest").inner_text()
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "wider than the phone"
    phone.get_by_role("link", name="看或者听协议全文").click()
    expect(phone.locator("#full")).to_contain_text("人民调解协议书")
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "wider than the phone"
    phone.get_by_role("link", name="看完了，回去签名").first.click()
    expect(phone.locator("main")).to_contain_text("您已经打开过协议全文")


def _draw(page: Page, pad: Locator) -> None:
    """A name with three strokes."""
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for n in range(3):
        x, y = box["x"] + box["width"] * (0.2 + 0.2 * n), box["y"] + box["height"] * 0.3
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 20, y + box["height"] * 0.4, steps=4)
        page.mouse.up()
