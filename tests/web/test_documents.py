"""Issued papers: for those who may read them, the same bytes for ever, and said to be outdated when they are."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from uuid import UUID

import pypdf
import pytest
from form_on_page import FormOnPage
from furnished import SECRET, House, actor, furnished_house
from sqlalchemy import delete, func, select

from mediation.adapters.worker import Worker
from mediation.model import CaseEvent, Document, OutboxItem, Party
from mediation.rules.vocabulary import DocumentState, MatterKind
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def papers(house: House, case: str, kind: str) -> list[Document]:
    """All editions, the first one first."""
    with house.installation.read() as session:
        found = session.scalars(
            select(Document)
            .where(Document.case_id == house.plan.cases[case].id, Document.kind == kind)
            .order_by(Document.edition)
        ).all()
        session.expunge_all()
        return list(found)


def pdf(house: House, person: str, document: UUID) -> bytes:
    answer = house.browser(person).get(f"/documents/{document}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "".join(f"{k}{v}" for k, v in answer.headers).encode("latin-1")  # servers send nothing else
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def correct_the_name(house: House, case: str, name: str) -> None:
    ids, who = house.plan.cases[case], house.browser("registrar")
    path = f"/cases/{ids.public_id}/parties/{ids.parties[0]}/correct"
    sent = FormOnPage(who.get(path).text).sent | {"party.name": name}
    assert who.post(path, sent).status_code == 303


def case_page(house: House, case: str, person: str = "mediator") -> str:
    return unescape(house.browser(person).get(f"/cases/{house.plan.cases[case].public_id}").text)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("intake_form", ("张三", "李四", "排水沟堵塞")),
        ("rights_notice", ("张三", "李四")),
        ("sitting_record", ("双方陈述了经过", "王芳")),
        ("agreement", ("￥12,000.00", "壹万贰仟元整", "保康村人民调解委员会")),
        ("confirmation_application", ("科左中旗人民法院", "调解组织所在地")),
    ],
)
def test_every_paper_of_a_case_can_be_read_as_text(house: House, kind: str, says: tuple[str, ...]) -> None:
    text = text_of(pdf(house, "mediator", papers(house, "served", kind)[-1].id))
    assert [word for word in says if word not in text] == []
    assert SECRET not in text


def test_a_withheld_address_is_on_no_paper_that_the_other_side_gets(house: House) -> None:
    with house.installation.read() as session:
        hidden, shown = (session.get_one(Party, i).address for i in house.plan.cases["served"].parties)
    for kind in (
        "rights_notice",
        "sitting_record",
        "agreement",
        "confirmation_application",
        "confirmation_ruling",
    ):
        text = text_of(pdf(house, "mediator", papers(house, "served", kind)[-1].id))
        assert hidden not in text, kind
    agreement = text_of(pdf(house, "mediator", papers(house, "served", "agreement")[-1].id))
    assert shown in agreement
    assert "由调委会转交" in agreement


def test_nothing_is_issued_of_a_sitting_held_apart(house: House) -> None:
    assert len(papers(house, "mediating", "sitting_record")) == 1
    with house.installation.read() as session:
        assert not any(SECRET in (d.contents or "") for d in session.scalars(select(Document)))


def test_the_draft_of_a_ruling_is_marked_and_stays_at_the_court(house: House) -> None:
    drafts = papers(house, "served", "confirmation_ruling")
    *earlier, last = drafts
    assert len(drafts) == 3
    for draft in earlier:
        assert "草稿" in text_of(pdf(house, "clerk", draft.id))
        assert house.browser("mediator").get(f"/documents/{draft.id}").status_code == 404
    assert "草稿" not in text_of(pdf(house, "mediator", last.id))


def test_a_paper_still_being_made_leads_to_its_case(house: House) -> None:
    waiting = papers(house, "agreed", "agreement")[-1]
    assert waiting.state is DocumentState.QUEUED
    answer = house.browser("mediator").get(f"/documents/{waiting.id}", follow_redirects=True)
    assert "文书还在生成" in answer.text
    assert "生成中，稍后刷新" in answer.text


def test_a_paper_of_before_a_change_says_so_and_keeps_its_bytes(house: House) -> None:
    (issued,) = papers(house, "mediating", "intake_form")
    before = pdf(house, "mediator", issued.id)
    assert "案件已有变动" not in case_page(house, "mediating")
    correct_the_name(house, "mediating", "张三丰")
    page = case_page(house, "mediating")
    assert "案件已有变动，此件为变动前的内容" in page
    assert f"/documents/{issued.id}/reissue" in page
    assert pdf(house, "mediator", issued.id) == before
    assert house.browser("registrar").post(f"/documents/{issued.id}/reissue").status_code == 303
    worker = Worker(house.installation)
    try:
        while papers(house, "mediating", "intake_form")[-1].digest is None:
            assert worker.work_once()
    finally:
        worker.close()
    old, new = papers(house, "mediating", "intake_form")
    assert (old.id, old.digest, new.edition, new.replaces_id) == (issued.id, issued.digest, 2, issued.id)
    assert pdf(house, "mediator", old.id) == before
    assert "张三丰" in text_of(pdf(house, "mediator", new.id))
    assert "张三丰" not in text_of(before)


def test_an_edition_that_prints_a_since_withheld_address_says_so(house: House) -> None:
    mark = "印有现已保密的住址，不得对外提供"
    assert mark not in case_page(house, "mediating")
    ids, who = house.plan.cases["mediating"], house.browser("registrar")
    path = f"/cases/{ids.public_id}/parties/{ids.parties[1]}/correct"
    sent = FormOnPage(who.get(path).text).sent | {"party.address_withheld": "yes"}
    assert who.post(path, sent).status_code == 303
    assert case_page(house, "mediating").count(mark) == 1


def test_a_case_can_be_read_after_a_paper_was_issued_again(house: House) -> None:
    (issued,) = papers(house, "mediating", "intake_form")
    house.browser("registrar").post(f"/documents/{issued.id}/reissue")
    assert "重新生成文书（第 2 版）" in case_page(house, "mediating")


def test_only_the_court_issues_its_ruling_again(house: House) -> None:
    last = papers(house, "served", "confirmation_ruling")[-1]
    before = house.traces()
    assert house.browser("head").post(f"/documents/{last.id}/reissue").status_code == 403
    assert house.traces() == before
    page = house.browser("mediator").get(f"/confirmations/{house.plan.cases['served'].confirmation}").text
    assert f"/documents/{last.id}" in page
    assert f"/documents/{last.id}/reissue" not in page


def rendered(house: House) -> None:
    worker = Worker(house.installation)
    try:
        while worker.work_once():
            pass
    finally:
        worker.close()


def looks(house: House) -> int:
    with house.installation.read() as session:
        found = session.scalar(select(func.count()).where(CaseEvent.tag == "document:read"))
    return found or 0


def test_who_may_not_see_numbers_cannot_open_a_paper_that_prints_them(house: House) -> None:
    ids = house.plan.cases["registered"]
    with house.installation.begin() as uow:
        uow.session.execute(delete(OutboxItem))  # only the papers of this test are to be laid out
        uow.commit()
    for step in ("skip_settlement", "accept"):
        command = StepCommand(matter=MatterKind.DISPUTE, matter_id=ids.id, step=step, reason="直接申请调解")
        perform(
            house.installation,
            take_step,
            actor=actor(house.installation, house.plan, "head"),
            command=command,
        )
    rendered(house)
    (form,), (notice,) = (
        papers(house, "registered", "intake_form"),
        papers(house, "registered", "rights_notice"),
    )
    page = case_page(house, "registered", "grid")
    assert f'href="/documents/{form.id}"' not in page
    assert f'href="/documents/{notice.id}"' in page
    assert "印有证件号码、电话或者住址，您的岗位不能查看" in page
    grid = house.browser("grid")
    assert grid.get(f"/documents/{form.id}").status_code == 403
    assert "李四" in text_of(pdf(house, "grid", notice.id))
    assert looks(house) == 0
    assert f'href="/documents/{form.id}"' in case_page(house, "registered", "head")
    pdf(house, "head", form.id)
    assert looks(house) == 1
    assert "打开了文书：人民调解受理登记表（第 1 版）" in case_page(house, "registered", "grid")


def test_the_courts_looks_stand_in_its_own_history(house: House) -> None:
    last = papers(house, "served", "confirmation_ruling")[-1]
    pdf(house, "judge", last.id)
    for person in ("clerk", "mediator"):
        page = house.browser(person).get(f"/confirmations/{house.plan.cases['served'].confirmation}").text
        assert "打开了文书：民事裁定书（第 3 版）" in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Purpose": "prefetch"},
        {"Sec-Fetch-Site": "none", "Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
    ],
)
def test_another_site_and_a_browser_that_runs_ahead_get_no_bytes_and_leave_no_look(
    house: House, headers: dict[str, str]
) -> None:
    document = papers(house, "served", "agreement")[-1]
    answer = house.browser("mediator").get(f"/documents/{document.id}", headers=headers)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#papers")
    assert looks(house) == 0


def test_the_head_of_an_answer_is_no_look(house: House) -> None:
    document = papers(house, "served", "agreement")[-1]
    answer = house.browser("mediator").client.head(f"/documents/{document.id}")
    assert (answer.data, looks(house)) == (b"", 0)


def test_bytes_leave_only_after_the_look_is_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    document = papers(house, "served", "agreement")[-1]
    monkeypatch.setattr("mediation.services.perform.PATIENCE", 0.0)  # the database is busy for ever
    answer = house.browser("mediator").get(f"/documents/{document.id}")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert looks(house) == 0


def test_damaged_bytes_are_never_handed_out(house: House) -> None:
    document = papers(house, "served", "agreement")[-1]
    assert document.digest is not None
    (kept,) = [
        p
        for p in house.installation.settings.blob_dir.rglob("*")
        if document.digest in p.name.replace("/", "")
    ]
    whole = kept.read_bytes()
    try:
        kept.chmod(0o600)
        kept.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        answer = house.browser("mediator").get(f"/documents/{document.id}")
        assert answer.status_code == 500
        assert answer.headers["Content-Type"].startswith("text/html")
    finally:
        kept.write_bytes(whole)


def test_a_paper_is_issued_again_once_and_never_from_an_older_edition(house: House) -> None:
    (issued,) = papers(house, "mediating", "intake_form")
    correct_the_name(house, "mediating", "张三丰")
    who, path = house.browser("registrar"), f"/documents/{issued.id}/reissue"
    page = who.get(f"/cases/{house.plan.cases['mediating'].public_id}").text
    form = page.partition(f'action="{path}"')[2].partition("</form>")[0]
    found = re.search(r'name="_key" value="([^"]+)"', form)
    assert found
    for _ in range(2):
        assert who.post(path, {"_key": found[1]}).status_code == 303
    assert len(papers(house, "mediating", "intake_form")) == 2
    stale = house.browser("mediator").post(path)
    assert stale.status_code == 409
    assert "新的一版" in stale.text
    assert len(papers(house, "mediating", "intake_form")) == 2
