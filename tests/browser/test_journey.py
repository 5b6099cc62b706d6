"""One dispute by clicks: five people take it from a village door to a confirmed agreement, with every paper."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable

import pypdf
import pytest
from furnished import House
from playwright.sync_api import Page, expect

from mediation.demonstration.people import invented_id_number

pytestmark = pytest.mark.browser
OpenPage = Callable[[str | None], Page]
CLAIMANT, DEBTOR = "张𠮷", "李䶮"
TITLE = re.compile(f"{CLAIMANT}与{DEBTOR}")


def take(page: Page, step: str, **fields: str) -> None:
    """Open the step from the list, fill in, send; back on the matter's page it says so."""
    page.locator("#steps").get_by_role("link", name=step, exact=True).click()
    for label, text in fields.items():
        page.get_by_label(re.compile(f"^{label}")).fill(text)
    send(page, step)


def send(page: Page, step: str) -> None:
    page.get_by_role("button", name=f"确定：{step}").click()
    expect(page.locator(".flash-good")).to_contain_text(step)


def hold_sitting(page: Page, record: str) -> None:
    page.locator("#steps").get_by_role("link", name="记录调解", exact=True).click()
    page.get_by_label(re.compile("^地点")).fill("村委会调解室")
    page.get_by_label(re.compile("^调解记录")).fill(record)
    page.get_by_label(re.compile("^调解结果")).fill("未达成一致")
    page.get_by_label(re.compile("已当面告知")).check()
    send(page, "记录调解")


def tick_all_marks(page: Page) -> None:
    for box in page.get_by_label(re.compile("已签|已盖章")).all():
        box.check()


def paper(page: Page, title: str) -> str:
    """The text of the newest paper of that title, as soon as the worker has made it."""
    for _ in range(100):
        link = page.locator("#papers .paper-link", has_text=title).first
        if link.count():
            answer = page.request.get(link.get_attribute("href") or "")
            assert answer.headers["content-type"] == "application/pdf"
            pages = pypdf.PdfReader(io.BytesIO(answer.body())).pages
            return re.sub(r"\s", "", "".join(one.extract_text() for one in pages))
        time.sleep(0.2)
        page.reload()
    raise AssertionError(f"{title} was not made")


def test_five_people_carry_a_dispute_from_the_door_to_a_served_ruling(
    house: House, signing_in: OpenPage
) -> None:
    village = signing_in("next_village")
    _register(village)
    take(village, "先行和解", 谁帮助双方和解="老支书")
    take(village, "和解不成", 理由="双方各执一词")
    take(village, "受理")
    take(village, "指定调解员")
    hold_sitting(village, "双方陈述了水渠改道的经过。")
    _hand_over(village)

    head = signing_in("township_head")
    row = head.locator("#incoming tr", has_text=TITLE)
    row.get_by_role("link", name="签收或者退回").click()
    take(head, "签收")
    head.locator("#steps").get_by_role("link", name="指定调解员", exact=True).click()
    head.get_by_label("包·其木格").check()
    send(head, "指定调解员")

    mediator = signing_in("township_mediator")
    mediator.get_by_role("link", name=TITLE).first.click()
    hold_sitting(mediator, "镇调委会再次调解，双方愿意各让一步。")
    _agree(mediator)
    mediator.locator("#steps").get_by_role("link", name="记录签名盖章", exact=True).click()
    tick_all_marks(mediator)
    send(mediator, "记录签名盖章")
    expect(mediator.locator("#agreement")).to_contain_text("自 2026年11月23日 起生效")
    agreement = paper(mediator, "人民调解协议书")
    for words in (CLAIMANT, DEBTOR, "￥12,000.00", "壹万贰仟元整", "2026年12月20日"):
        assert words in agreement
    mediator.locator("#steps").get_by_role("link", name="申请司法确认", exact=True).click()
    for question in ("谁同意共同申请", "法院不予受理的情形"):
        for box in mediator.get_by_role("group", name=question).get_by_role("checkbox").all():
            box.check()
    send(mediator, "申请司法确认")
    mediator.get_by_role("link", name="办理司法确认").click()
    mediator.locator("#steps").get_by_role("link", name="记录申请书签名", exact=True).click()
    tick_all_marks(mediator)
    send(mediator, "记录申请书签名")
    take(mediator, "提交法院")
    assert "科左中旗人民法院" in paper(mediator, "司法确认申请书")

    liaison = signing_in("liaison")
    liaison.locator("#confirmations").get_by_role("link", name=TITLE).click()
    take(liaison, "受理申请")
    take(liaison, "准备裁定书草稿", 审查情况="双方到场，自愿达成，内容合法。", 书记员="周文静")
    assert "草稿" in paper(liaison, "裁定书")
    liaison.locator("#steps").get_by_role("link", name="填写审查清单", exact=True).click()
    for point in liaison.get_by_role("radio", name="符合", exact=True).all():
        point.check()
    send(liaison, "填写审查清单")

    judge = signing_in("judge")
    judge.locator("#confirmations").get_by_role("link", name=TITLE).click()
    take(judge, "裁定确认有效", 案号="(2026)内0521诉前调确888号")

    mediator.reload()
    expect(mediator.locator("#papers")).not_to_contain_text("裁定书")
    liaison.reload()
    take(liaison, "加盖院印")
    liaison.locator("#steps").get_by_role("link", name="送达当事人", exact=True).click()
    for box in liaison.get_by_label("已送达").all():
        box.check()
    send(liaison, "送达当事人")

    mediator.reload()
    ruling = paper(mediator, "裁定书")
    assert "草稿" not in ruling
    for words in (CLAIMANT, DEBTOR, "（2026）内0521诉前调确888号", "韩立新"):
        assert words in ruling
    expect(mediator.locator("main")).to_contain_text("直接送达")


def _register(page: Page) -> None:
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="登记纠纷").click()
    for n, (name, serial) in enumerate(((CLAIMANT, 811), (DEBTOR, 812))):
        party = page.locator(f"#f-parties-{n}")
        party.get_by_label(re.compile("^姓名或者单位名称")).fill(name)
        party.get_by_label("证件种类").select_option("id_card")
        party.get_by_label("证件号码", exact=True).fill(invented_id_number(serial))
        party.get_by_label("同意调解", exact=True).check()
    home = page.locator("#f-parties-0").get_by_role("combobox", name=re.compile("^住所地"))
    home.press_sequentially("邻水")
    page.get_by_role("option", name="邻水村").click()
    expect(home).to_have_value("邻水村")
    page.get_by_label(re.compile("^纠纷类型")).select_option("neighbours")
    place = page.get_by_role("combobox", name="纠纷发生地")
    place.fill("保康村")
    page.get_by_role("option", name="保康村").click()
    expect(place).to_have_value("保康村")
    place.fill("")
    place.press_sequentially("邻水")
    expect(page.get_by_role("option", name="邻水村")).to_be_visible()
    place.press("ArrowDown")
    place.press("Enter")
    expect(place).to_have_value("邻水村")
    page.get_by_label(re.compile("^纠纷简要情况")).fill("水渠改道，两家争水。")
    page.get_by_label(re.compile("^当事人的请求")).fill("恢复水渠原状，赔偿损失。")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{CLAIMANT}与{DEBTOR}")


def _hand_over(page: Page) -> None:
    page.locator("#steps").get_by_role("link", name="移交其他调解组织", exact=True).click()
    page.get_by_label(re.compile("^移交给")).select_option(label="保康镇人民调解委员会（建议）")
    for name in (CLAIMANT, DEBTOR):
        page.get_by_label(name, exact=True).check()
    page.get_by_label(re.compile("^理由")).fill("村里调解不成，双方同意到镇里")
    send(page, "移交其他调解组织")


def _agree(page: Page) -> None:
    page.locator("#steps").get_by_role("link", name="达成书面协议", exact=True).click()
    duty = page.locator("#f-obligations-0")
    duty.get_by_label(re.compile("^谁来履行")).select_option(label=DEBTOR)
    duty.get_by_label(re.compile("^向谁履行")).select_option(label=CLAIMANT)
    duty.get_by_label("金额").fill("12,000")
    duty.get_by_label(re.compile("^款项名称")).fill("水渠损失赔偿款")
    duty.get_by_label("期限").fill("2026-12-20")
    send(page, "达成书面协议")
