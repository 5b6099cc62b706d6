"""The pages on which a dispute and a party's contact are put right, and what is entered late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from form_on_page import FormOnPage
from furnished import House, furnished_house
from sqlalchemy import update

from mediation.model import Person, WebSession
from mediation.rules.vocabulary import MatterKind

LONG = "长" * 5000


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def correct_path(house: House, case: str) -> str:
    return f"/cases/{house.plan.cases[case].public_id}/correct"


def contact_path(house: House, case: str) -> str:
    ids = house.plan.cases[case]
    return f"/cases/{ids.public_id}/parties/{ids.parties[0]}/contact"


def case_page(house: House, person: str, case: str) -> str:
    return unescape(house.browser(person).get(f"/cases/{house.plan.cases[case].public_id}").text)


def test_a_dispute_is_put_right_and_the_history_says_what_stood_there(house: House) -> None:
    who, path = house.browser("registrar"), correct_path(house, "told")
    assert path in case_page(house, "registrar", "told")
    form = FormOnPage(who.get(path).text)
    was = form.sent["claim"][0]
    sent = {**form.sent, "claim": ["恢复原状<script>"], "category_code": ["labour"], "labour": ["yes"]}
    refused = who.post(path, sent)
    assert refused.status_code == 422
    again = FormOnPage(refused.text)
    assert "理由" in again.error("reason")
    assert again.sent["claim"] == ["恢复原状<script>"]
    listed = who.post(path, {**again.sent, "reason": ["登记时听错"]})
    assert listed.status_code == 422
    again = FormOnPage(listed.text)
    assert "调解期限改为劳动争议调解期限" in again.error("approved")  # nothing moves before it is approved
    sent = {**again.sent, "approved": ["yes"]}
    done = who.post(path, sent)
    assert done.status_code == 303
    page = case_page(house, "registrar", "told")
    assert "更正纠纷内容：" in page
    assert f"当事人的请求（原为：{was}）" in page
    assert "登记时听错" in page
    assert "恢复原状<script>" not in who.get(path.removesuffix("/correct")).text
    assert "更正以后，劳动争议调解期限由" in page
    assert who.post(path, sent).status_code == 303  # the second click


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("region_code_text", "没有的地方"),
        ("first_asked_on", "2026-02-31"),
        ("first_asked_on", "2027-02-01"),
        ("amount", "-5"),
        ("narrative", ""),
        ("category_code", "none"),
        ("reason", LONG + "长"),
    ],
)
def test_what_is_wrong_in_a_correction_is_said_at_its_field(house: House, field: str, typed: str) -> None:
    who, path = house.browser("mediator"), correct_path(house, "told")
    sent = {**FormOnPage(who.get(path).text).sent, "reason": ["写错"], field: [typed]}
    if field == "region_code_text":
        sent["region_code"] = [""]
    before = house.traces()
    answer = who.post(path, sent)
    assert answer.status_code == 422
    assert FormOnPage(answer.text).error(field.removesuffix("_text"))
    assert house.traces() == before


def test_a_correction_from_a_stale_page_keeps_what_was_typed(house: House) -> None:
    path = correct_path(house, "told")
    first, second = house.browser("mediator"), house.browser("registrar")
    mine = {**FormOnPage(first.get(path).text).sent, "claim": ["我的"], "reason": ["写错"]}
    theirs = {**FormOnPage(second.get(path).text).sent, "claim": ["别人的"], "reason": ["写错"]}
    assert second.post(path, theirs).status_code == 303
    stale = first.post(path, mine)
    assert stale.status_code == 409
    form = FormOnPage(stale.text)
    assert form.sent["claim"] == ["我的"]
    assert first.post(path, {**form.sent, "_key": [str(uuid4())]}).status_code == 303


def test_contact_and_agent_are_entered_once_the_agreement_is_in_force(house: House) -> None:
    who, path = house.browser("registrar"), contact_path(house, "in_force")
    assert path in case_page(house, "registrar", "in_force")
    form = FormOnPage(who.get(path).text)
    more = who.post(path, {**form.sent, "_add": "party.representatives"})
    assert more.status_code == 200
    row = {
        "party.representatives.0.kind": ["agent"],
        "party.representatives.0.name": ["哈斯"],
        "party.phone": ["123"],
    }
    refused = FormOnPage(who.post(path, {**FormOnPage(more.text).sent, **row}).text)
    assert refused.error("party.phone")
    assert refused.error("party.representatives.0.authority")
    right = {"party.phone": ["13904751234"], "party.representatives.0.authority": ["special"]}
    assert who.post(path, {**refused.sent, **right}).status_code == 303
    page = case_page(house, "registrar", "in_force")
    assert "哈斯" in page
    assert "更新联系方式和代理人" in page
    assert "13904751234" not in page
    assert "哈斯" in who.get(path).text


def test_an_open_case_has_its_own_page_for_that(house: House) -> None:
    assert house.browser("registrar").get(contact_path(house, "told")).status_code == 409


def test_what_was_done_in_time_can_be_entered_when_time_is_over(house: House) -> None:
    case = house.plan.cases["in_force"]
    path = f"/steps/dispute/{case.id}/apply_for_confirmation"
    today = house.clock.today()
    house.clock.instant += timedelta(days=40)
    with house.installation.begin() as uow:  # everybody has signed in anew
        now = house.clock.instant
        uow.session.execute(update(WebSession).values(started_at=now, seen_at=now))
        uow.commit()
    page = case_page(house, "registrar", "in_force")
    assert "三十日已过" in page
    assert path in page
    who = house.browser("registrar")
    answer = who.get(path)
    assert answer.status_code == 200
    assert "请写明实际日期补记" in answer.text
    form = FormOnPage(answer.text)
    ticked = {name: form.fields[name].options or [] for name in ("agreeing_ids", "excluded")}
    refused = who.post(path, form.sent)
    assert refused.status_code == 409
    assert "三十日已过" in refused.text
    in_time = {
        **FormOnPage(refused.text).sent,
        "happened_on": [today.isoformat()],
        "late_reason": ["停网"],
    } | ticked
    assert who.post(path, in_time).status_code == 303


def test_a_text_that_was_set_aside_is_shown_as_void(house: House) -> None:
    who = house.browser("mediator")
    path = f"/steps/dispute/{house.plan.cases['agreed'].id}/resume_mediation"
    assert who.post(path, {**FormOnPage(who.get(path).text).sent, "reason": ["反悔"]}).status_code == 303
    assert "已作废" in case_page(house, "mediator", "agreed")


def test_a_party_who_joined_on_an_earlier_day_is_entered_with_that_day(house: House) -> None:
    who, path = house.browser("mediator"), f"/cases/{house.plan.cases['told'].public_id}/parties/add"
    form = FormOnPage(who.get(path).text)
    party = {"party.name": ["宝音"], "party.paper": ["none"], "party.paper_missing_reason": ["未带"]}
    on = house.clock.today() - timedelta(days=1)
    sent = {**form.sent, **party, "party.mediation": ["yes"], "happened_on": [on.isoformat()]}
    refused = who.post(path, sent)
    assert refused.status_code == 422
    assert FormOnPage(refused.text).error("late_reason")
    done = who.post(path, {**FormOnPage(refused.text).sent, "late_reason": ["下雪没有回来"]})
    assert done.status_code == 303
    assert "下雪没有回来" in case_page(house, "mediator", "told")


def test_a_party_form_with_impossible_rows_is_refused_before_it_is_drawn(house: House) -> None:
    who, case = house.browser("registrar"), f"/cases/{house.plan.cases['told'].public_id}"
    party = f"{case}/parties/{house.plan.cases['told'].parties[0]}"
    for path in (f"{case}/parties/add", f"{party}/correct", f"{party}/contact"):
        for number in ("20000", "999999999", "9" * 5000):
            typed = {f"party.representatives.{number}.name": "x", "_add": "party.representatives"}
            answer = who.post(path, typed)
            assert answer.status_code == 422
            assert "行数太多" in answer.text
        again = who.post(path, {"party.name": "写下的名字", "_add": "party.representatives.9999.x"})
        assert again.status_code == 200


def test_a_name_that_stands_twice_is_said_once_somebody_comes_to_the_case(house: House) -> None:
    with house.installation.begin() as uow:
        uow.session.get_one(Person, house.plan.people["colleague"]).name = "李四"
        uow.commit()
    who, path = house.browser("head"), f"/steps/dispute/{house.plan.cases['accepted'].id}/appoint"
    form = FormOnPage(who.get(path).text)
    chosen = {"person_ids": [str(house.plan.people["colleague"])]}
    answer = who.post(path, {**form.sent, **chosen}, follow_redirects=True)
    assert "「李四」既在当事人一边，又登记或者调解本案" in answer.text
    add = f"/cases/{house.plan.cases['told'].public_id}/parties/add"
    party = {"party.side": ["applicant"], "party.name": ["李四"], "party.paper": ["none"]}
    party |= {"party.paper_missing_reason": ["未带"], "party.mediation": ["yes"]}
    answer = who.post(add, {**FormOnPage(who.get(add).text).sent, **party}, follow_redirects=True)
    assert "「李四」同时出现在双方" in answer.text


def test_a_department_without_anybody_cannot_be_given_a_call(house: House) -> None:
    """The call of the plan is given back to the centre, and in the meantime the officer has left."""
    call = house.plan.cases["called"].requests[MatterKind.CALL_UP]
    here = house.plan.organisations["department"]
    officer, centre = house.browser("officer"), house.browser("dispatcher")
    path = f"/steps/call_up/{call}/not_ours"
    reason = {"reason": ["应由别的部门办理"]}
    given_back = officer.post(path, {**FormOnPage(officer.get(path).text).sent, **reason})
    assert given_back.status_code == 303
    path = f"/steps/call_up/{call}/dispatch"
    assert f'<option value="{here}">' in centre.get(path).text
    with house.installation.begin() as uow:
        uow.session.get_one(Person, house.plan.people["officer"]).active = False
        uow.commit()
    form = centre.get(path)
    assert f'<option value="{here}" disabled>科左中旗自然资源局 · 还没有能办理的人员</option>' in form.text
    refused = centre.post(path, {**FormOnPage(form.text).sent, "handler_id": [str(here)]})
    assert refused.status_code == 422
    assert "还没有能办理的人员" in FormOnPage(refused.text).error("handler_id")


def test_a_committee_without_anybody_to_sign_for_it_cannot_be_chosen(house: House) -> None:
    who, path = house.browser("head"), f"/steps/dispute/{house.plan.cases['told'].id}/offer"
    county = house.plan.organisations["county"]
    assert f'<option value="{county}">' in who.get(path).text
    with house.installation.begin() as uow:
        uow.session.get_one(Person, house.plan.people["county_head"]).active = False
        uow.commit()
    form = who.get(path)
    assert (
        f'<option value="{county}" disabled>科左中旗人民调解委员会 · 还没有能签收的人员</option>' in form.text
    )
    sent = {**FormOnPage(form.text).sent, "receiver_id": [str(county)], "reason": ["案情复杂"]}
    refused = who.post(path, {**sent, "agreeing_ids": [str(i) for i in house.plan.cases["told"].parties]})
    assert refused.status_code == 422
    assert "还没有能签收的人员" in FormOnPage(refused.text).error("receiver_id")
