"""Photos, scans and PDFs that people add to a case: taken whole or not at all, shown to whom the wall allows it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from furnished import House, actor, furnished_house, walled
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mediation.model import Attachment, CaseEvent, Document
from mediation.readmodels.attachments import attachments_of
from mediation.rules.attachments import MEGABYTE
from mediation.rules.policy import CaseView
from tests.uploads import paper, photo, with_script


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def send(house: House, person: str, case: str, *files: tuple[str, bytes], **fields: Any) -> TestResponse:
    sent = {"kind": "evidence", **fields, "files": [(io.BytesIO(data), name) for name, data in files]}
    path = f"/cases/{house.plan.cases[case].public_id}/attachments"
    return house.browser(person).post(path, sent, content_type="multipart/form-data")


class Counted(io.BytesIO):
    """A body that knows how much of it was asked for."""

    asked = 0

    def read(self, size: int | None = -1) -> bytes:
        self.asked += 1
        return super().read(size)


def announced(house: House, person: str | None, length: int, stream: Counted) -> TestResponse:
    """A request that says how long it is."""
    return house.browser(person).client.post(
        f"/cases/{house.plan.cases['mediating'].public_id}/attachments",
        input_stream=stream,
        environ_overrides={"CONTENT_LENGTH": str(length)},
        content_type="multipart/form-data; boundary=x",
        buffered=True,
    )


def kept(house: House, case: str) -> list[Attachment]:
    with house.installation.read() as session:
        found = session.scalars(
            select(Attachment).where(Attachment.case_id == house.plan.cases[case].id).order_by(Attachment.id)
        ).all()
        session.expunge_all()
        return list(found)


def one(house: House, case: str = "mediating", person: str = "mediator", **fields: Any) -> UUID:
    assert send(house, person, case, ("a.jpg", photo()), **fields).status_code == 303
    return kept(house, case)[-1].id


def page(house: House, person: str, case: str) -> str:
    return unescape(house.browser(person).get(f"/cases/{house.plan.cases[case].public_id}/attachments").text)


def events(house: House, case: str, tag: str) -> int:
    about = select(func.count()).select_from(CaseEvent)
    with house.installation.read() as session:
        found = about.where(CaseEvent.case_id == house.plan.cases[case].id, CaseEvent.tag == tag)
        return session.scalar(found) or 0


def blobs(house: House) -> set[Path]:
    return {file for file in (house.folder / "blobs").rglob("*") if file.is_file()}


def paper_of(house: House, case: str, kind: str) -> UUID:
    with house.installation.read() as session:
        return session.scalars(
            select(Document.id)
            .where(Document.case_id == house.plan.cases[case].id, Document.kind == kind)
            .order_by(Document.edition.desc())
        ).first() or UUID(int=0)


def test_several_files_are_taken_at_once_and_listed(house: House) -> None:
    files = (("借条.jpg", photo()), ("合同.pdf", paper(3)))
    assert send(house, "mediator", "mediating", *files, title="借条和合同").status_code == 303
    assert [(a.media_type, a.pages) for a in kept(house, "mediating")] == [
        ("image/jpeg", 1),
        ("application/pdf", 3),
    ]
    text = page(house, "mediator", "mediating")
    assert text.count("借条和合同") == 4  # a link and the name on its button, for each
    assert "证据材料" in text
    assert events(house, "mediating", "attachment:added") == 2


def test_the_bytes_come_back_and_lie_encrypted(house: House) -> None:
    sent = paper(2)
    send(house, "mediator", "mediating", ("合同.pdf", sent))
    answer = house.browser("mediator").get(f"/attachments/{kept(house, 'mediating')[0].id}")
    assert (answer.status_code, answer.data) == (200, sent)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert all(b"%PDF" not in file.read_bytes() for file in blobs(house))


def test_one_bad_file_keeps_all_out_and_the_typed_text_in(house: House) -> None:
    before = blobs(house)
    files = (("a.jpg", photo()), ("b.pdf", paper(1, with_script)), ("c.docx", b"PK\x03\x04 nothing"))
    answer = send(house, "mediator", "mediating", *files, title="三份材料", happened_on="2026-11-01")
    text = unescape(answer.text)
    assert answer.status_code == 422
    assert "「b.pdf」没有收下：PDF 里有会自动执行的程序" in text
    assert "「c.docx」没有收下：只收图片" in text
    assert 'value="三份材料"' in text
    assert 'value="2026-11-01"' in text
    assert kept(house, "mediating") == []
    assert blobs(house) == before


def test_everything_wrong_is_said_at_once(house: House) -> None:
    answer = send(
        house,
        "mediator",
        "mediating",
        ("a.txt", b"hello"),
        kind="",
        title="长" * 101,
        happened_on="2027-01-01",
        party_id=str(house.plan.cases["served"].parties[0]),
    )
    text = unescape(answer.text)
    for sentence in (
        "请选择这是什么材料",
        "最多 100 个字",
        "不能晚于今天",
        "不是本案当事人",
        "「a.txt」没有收下",
    ):
        assert sentence in text


def test_without_a_file_nothing_is_added(house: House) -> None:
    assert "请选择要上传的文件" in unescape(send(house, "mediator", "mediating").text)


def test_the_same_form_sent_twice_adds_once(house: House) -> None:
    for _ in range(2):
        send(house, "mediator", "mediating", ("a.jpg", photo()), _key="the-same-key-again-and-again")
    assert len(kept(house, "mediating")) == 1


def test_an_upload_makes_no_open_form_stale(house: House) -> None:
    ids = house.plan.cases["mediating"]
    form = house.browser("mediator").get(f"/steps/dispute/{ids.id}/report_danger").text
    version = form.split('name="_version" value="')[1].split('"')[0]
    one(house)
    sent = {"what": "扬言报复", "reported_to": "派出所", "_version": version}
    assert house.browser("head").post(f"/steps/dispute/{ids.id}/report_danger", sent).status_code == 303


def test_two_hundred_megabytes_are_refused_before_they_are_read(house: House) -> None:
    stream, before = Counted(), blobs(house)
    answer = announced(house, "mediator", 200 * MEGABYTE, stream)
    assert answer.status_code == 413
    assert "每个最多 20 MB" in unescape(answer.text)
    assert stream.asked == 0
    assert blobs(house) == before


def test_a_file_larger_than_the_setting_is_named(house: House) -> None:
    browser = house.browser("mediator")
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = (
        head.format("csrf_token", "").encode()
        + browser.token.encode()
        + b"\r\n"
        + head.format("files", '; filename="大.pdf"').encode()
        + b"%PDF-"
        + bytes(20 * MEGABYTE)
        + b"\r\n--x--\r\n"
    )
    path = f"/cases/{house.plan.cases['mediating'].public_id}/attachments"
    answer = browser.client.post(path, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert "「大.pdf」没有收下：超过 20 MB" in unescape(answer.text)


def test_who_is_not_signed_in_sends_no_more_than_anywhere(house: House) -> None:
    assert announced(house, None, 17 * MEGABYTE, Counted()).status_code == 413


@pytest.mark.parametrize("person", ["colleague", "next_village", "judge", "supervisor", "administrator"])
def test_others_find_nothing_there(house: House, person: str) -> None:
    mine = one(house)
    assert send(house, person, "mediating", ("a.jpg", photo())).status_code in (403, 404)
    for path in (f"/attachments/{mine}", f"/attachments/{mine}/thumb", f"/attachments/{mine}/withdraw"):
        assert house.browser(person).get(path).status_code in (403, 404)
    assert len(kept(house, "mediating")) == 1


def test_what_was_written_down_apart_stays_apart(house: House) -> None:
    sitting = walled(house.installation, house.plan.cases["mediating"].id)
    refused = send(
        house, "head", "mediating", ("a.jpg", photo()), kind="handwritten", sitting_id=str(sitting.id)
    )
    assert refused.status_code == 422
    mine = one(house, kind="handwritten", sitting_id=str(sitting.id), title="单独谈话手记")
    assert "单独谈话手记" in page(house, "mediator", "mediating")
    assert "单独谈话手记" not in page(house, "head", "mediating")
    assert house.browser("mediator").get(f"/attachments/{mine}").status_code == 200
    assert house.browser("head").get(f"/attachments/{mine}").status_code == 404
    assert house.browser("head").post(f"/attachments/{mine}/withdraw", {"reason": "看看"}).status_code == 404


def test_the_court_sees_what_belongs_to_its_application_and_no_evidence(house: House) -> None:
    agreement = str(paper_of(house, "served", "agreement"))
    record = str(paper_of(house, "served", "sitting_record"))
    one(house, "served", title="现场照片")
    one(house, "served", kind="identity", title="身份证复印件")
    one(house, "served", kind="signed_copy", document_id=agreement, title="签名的协议")
    one(house, "served", kind="signed_copy", document_id=record, title="签名的记录")
    text = page(house, "judge", "served")
    assert "身份证复印件" in text
    assert "签名的协议" in text
    assert "现场照片" not in text
    assert "签名的记录" not in text
    ids = [a.id for a in kept(house, "served")]
    assert [house.browser("judge").get(f"/attachments/{i}").status_code for i in ids] == [404, 200, 200, 404]
    with house.installation.read() as session:
        judge = actor(house.installation, house.plan, "other_court")
        assert attachments_of(session, judge, house.plan.cases["served"].id, CaseView.COURT) == ()


def test_a_look_at_numbers_is_recorded_and_needs_the_office(house: House) -> None:
    card = one(house, "registered", "grid", kind="identity", title="身份证")
    assert house.browser("grid").get(f"/attachments/{card}").status_code == 403
    assert house.browser("head").get(f"/attachments/{card}").status_code == 200
    assert house.browser("head").get(f"/attachments/{card}/thumb").status_code == 404
    assert events(house, "registered", "attachment:read") == 1


def test_a_look_at_a_place_is_not_recorded(house: House) -> None:
    scene = one(house)
    assert house.browser("head").get(f"/attachments/{scene}").status_code == 200
    assert house.browser("head").get(f"/attachments/{scene}/thumb").headers["Content-Type"] == "image/jpeg"
    assert events(house, "mediating", "attachment:read") == 0


def test_a_signed_copy_names_its_paper(house: House) -> None:
    refused = send(house, "mediator", "served", ("a.jpg", photo()), kind="signed_copy")
    assert "请选择这是哪一份文书签名以后的扫描件" in unescape(refused.text)
    other = str(paper_of(house, "mediating", "intake_form"))
    refused = send(house, "mediator", "served", ("a.jpg", photo()), kind="signed_copy", document_id=other)
    assert "本案没有这份文书" in unescape(refused.text)


def test_what_is_withdrawn_is_kept_with_the_reason(house: House) -> None:
    mine = one(house, title="拍糊的照片")
    browser = house.browser("head")
    assert browser.post(f"/attachments/{mine}/withdraw", {"reason": " "}).status_code == 422
    assert browser.post(f"/attachments/{mine}/withdraw", {"reason": "拍糊了，重新拍"}).status_code == 303
    text = page(house, "mediator", "mediating")
    assert "已撤下" in text
    assert "拍糊了，重新拍" in text
    assert browser.get(f"/attachments/{mine}").status_code == 200
    assert browser.post(f"/attachments/{mine}/withdraw", {"reason": "再来"}).status_code == 404


def test_the_courts_page_of_a_confirmation_leads_to_what_was_handed_in_with_it(house: House) -> None:
    ids = house.plan.cases["served"]
    path = f"/confirmations/{ids.confirmation}"
    assert f"/cases/{ids.public_id}/attachments" in house.browser("judge").get(path).text
    assert house.browser("judge").get(f"/cases/{ids.public_id}/attachments").status_code == 200
    assert "随申请提交的材料" not in house.browser("mediator").get(path).text
