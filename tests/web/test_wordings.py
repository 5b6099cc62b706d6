"""Own wording at the pages: a draft that can be printed, in force from a day, inherited, kept with each paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from furnished import Browser, House, furnished_house
from sqlalchemy import select
from test_documents import papers, text_of

from mediation.model import CaseEvent, Document, OutboxItem, Wording
from mediation.services.run_outbox import take_job

NOTICE = "/wordings/rights_notice/local"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def wordings(house: House) -> list[Wording]:
    with house.installation.read() as session:
        found = list(session.scalars(select(Wording).order_by(Wording.made_at, Wording.version)))
        session.expunge_all()
        return found


def today(house: House) -> str:
    return house.installation.clock.today().isoformat()


def put_in_force(house: House, who: Browser, path: str, text: str, on: str = "") -> UUID:
    assert who.post(path, {"text": text}).status_code == 303
    draft = next(one for one in wordings(house) if one.in_force_on is None and one.ended_on is None)
    assert who.post(f"{path}/{draft.id}/in-force", {"on": on or today(house)}).status_code == 303
    return draft.id


def reissued(house: House, path: str = "mediating") -> Document:
    """The rights notice of the case, issued again."""
    last = papers(house, path, "rights_notice")[-1]
    assert house.browser("registrar").post(f"/documents/{last.id}/reissue").status_code == 303
    return papers(house, path, "rights_notice")[-1]


def test_a_wording_that_runs_or_leaves_out_what_must_stand_is_refused_as_typed(house: House) -> None:
    head = house.browser("head")
    for text, said in (
        ("{% for x in 编号 %}{{ x }}{% endfor %}", "只能写文字"),
        ("{{ 金额 }}自愿", "没有「金额」这个字段"),
        ("达成如下协议：", "必须写有字段「调解组织」"),
        ("", "请写明这一处的文字"),
    ):
        answer = head.post("/wordings/agreement/lead", {"text": text})
        assert answer.status_code == 422
        assert said in answer.text
    assert wordings(house) == []


@pytest.mark.long
def test_what_no_font_can_print_is_refused_before_any_case_meets_it(house: House) -> None:
    answer = house.browser("head").post(NOTICE, {"text": "请按时到场\U0001f600"})
    assert answer.status_code == 422
    assert "表情符号（U+1F600）" in answer.text
    assert wordings(house) == []


def test_papers_are_issued_with_the_wording_of_their_day_and_keep_it(house: House) -> None:
    head = house.browser("head")
    first = put_in_force(house, head, NOTICE, "{{ 调解组织 }}每周三上午接待。")
    paper = reissued(house)
    assert paper.wordings == [str(first)]
    second = put_in_force(house, head, NOTICE, "每周五接待。")
    assert [one.ended_on for one in wordings(house)] == [house.installation.clock.today(), None]
    assert reissued(house).wordings == [str(second)]
    with house.installation.begin() as uow:  # the first is asked for again, as after a killed worker
        for item in uow.session.scalars(select(OutboxItem).where(OutboxItem.subject_id != paper.id)):
            item.done_at = house.installation.clock.now()
        job = take_job(uow, clock=house.installation.clock, worker="again")
    assert job is not None
    assert job.request.wording == {"local": "{{ 调解组织 }}每周三上午接待。"}
    made = house.installation.previews.render(job.request)
    assert house.installation.previews.render(job.request) == made
    assert "六、其他告知事项" in text_of(made)
    assert "人民调解委员会每周三上午接待。" in text_of(made)


def test_the_areas_wording_holds_where_a_committee_has_none(house: House) -> None:
    area = put_in_force(house, house.browser("administrator"), NOTICE, "全旗统一告知。")
    assert reissued(house).wordings == [str(area)]
    assert "全旗统一告知。" in house.browser("next_village").get("/wordings").text
    assert "全旗统一告知。" not in house.browser("other_county").get("/wordings").text
    own = put_in_force(house, house.browser("head"), NOTICE, "本村另行告知。")
    assert reissued(house).wordings == [str(own)]
    assert house.browser("head").post(f"{NOTICE}/{own}/end").status_code == 303
    assert reissued(house).wordings == [str(area)]
    assert house.browser("head").post(f"{NOTICE}/{area}/end").status_code == 404


@pytest.mark.long
def test_a_later_day_waits_and_a_wrong_day_is_refused(house: House) -> None:
    head, clock = house.browser("head"), house.installation.clock
    later = (clock.today() + timedelta(30)).isoformat()
    put_in_force(house, head, NOTICE, "下月起告知。", later)
    assert reissued(house).wordings == []
    assert head.post(NOTICE, {"text": "另一版。"}).status_code == 303
    draft = wordings(house)[-1]
    past = (clock.today() - timedelta(1)).isoformat()
    answer = head.post(f"{NOTICE}/{draft.id}/in-force", {"on": past})
    assert answer.status_code == 422
    assert "从今天起" in answer.text
    assert f'value="{past}"' in answer.text


def test_a_draft_is_previewed_on_a_sample_and_on_a_case_whose_look_is_recorded(house: House) -> None:
    head = house.browser("head")
    assert head.post(NOTICE, {"text": "{{ 编号 }}的当事人请记下电话。"}).status_code == 303
    answer = head.get(f"{NOTICE}/preview?size=short")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "的当事人请记下电话。" in text_of(answer.data)
    paper = papers(house, "mediating", "rights_notice")[-1]
    assert "mediating" in house.plan.cases
    assert str(paper.id) in head.get(NOTICE).text
    on_case = head.get(f"{NOTICE}/preview?document={paper.id}")
    assert "人调字" in text_of(on_case.data)
    assert house.browser("township_head").get(f"{NOTICE}/preview?document={paper.id}").status_code == 404
    assert reissued(house).wordings == []


def test_a_word_copy_is_for_those_who_may_open_the_pdf_and_its_look_is_recorded(house: House) -> None:
    paper = papers(house, "served", "agreement")[-1]
    answer = house.browser("mediator").get(f"/documents/{paper.id}/word")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
    assert "%EF%BC%88%E9%98%85%E8%AF%BB%E7%A8%BF%EF%BC%89.docx" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    with house.installation.read() as session:
        looks = session.scalars(select(CaseEvent).where(CaseEvent.tag == "document:read")).all()
        assert [one.case_id for one in looks] == [house.plan.cases["served"].id]
    assert house.browser("next_village").get(f"/documents/{paper.id}/word").status_code == 404
    assert (
        "Word 阅读稿" in house.browser("mediator").get(f"/cases/{house.plan.cases['served'].public_id}").text
    )
