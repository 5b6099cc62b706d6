"""The file of a case (卷宗): the official order, what is missing, one bound PDF, into the archive and out again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from click.testing import CliRunner
from furnished import KEY, House, actor, furnished_house, walled
from sqlalchemy import select
from werkzeug.test import TestResponse

from mediation.adapters.worker import Worker
from mediation.commands.case import pdf
from mediation.model import Binding, Case, CaseEvent, Document, Dossier
from mediation.rules.attachments import AttachmentGiven
from mediation.rules.dossiers import BindingPlan
from mediation.rules.vocabulary import AttachmentKind
from mediation.services.add_attachment import add_attachment
from mediation.services.perform import perform
from mediation.services.plan_dossier import FilePlan, plan_file
from tests.uploads import paper, photo
from web.uploads import keep


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


ARCHIVED = {"number": "（2026）保康人调字第2号", "title": "张三与李四邻里纠纷", "retention": "长期"}


def attach(house: House, kind: AttachmentKind, title: str = "", pdf: bytes = b"", **more: Any) -> None:
    """A file added to the case whose papers are made."""
    ours = house.installation
    found = ours.inspector.inspect("a", pdf or photo(words=title))
    with house.app.app_context():
        files = keep((found,))
    given = AttachmentGiven(kind=kind, title=title, **more)
    ids, who = house.plan.cases["served"], actor(ours, house.plan, "mediator")
    perform(ours, add_attachment, actor=who, case_id=ids.id, given=given, files=files)


def document(house: House, kind: str) -> Document:
    with house.installation.read() as session:
        found = session.scalars(
            select(Document)
            .where(Document.case_id == house.plan.cases["served"].id, Document.kind == kind)
            .order_by(Document.edition.desc())
        ).first()
        assert found is not None
        session.expunge_all()
        return found


def plan(house: House) -> FilePlan:
    with house.installation.read() as session:
        return plan_file(session, session.get_one(Case, house.plan.cases["served"].id))


def send(house: House, what: str, fields: dict[str, str] | None = None, person: str = "head") -> TestResponse:
    path = f"/cases/{house.plan.cases['served'].public_id}/dossier"
    return house.browser(person).post(f"{path}/{what}", fields or {})


def page(house: House, person: str = "head") -> str:
    path = f"/cases/{house.plan.cases['served'].public_id}/dossier"
    return unescape(house.browser(person).get(path).text)


def work(house: House, times: int = 1) -> None:
    """What was queued just now comes before the papers that the furnished house left waiting."""
    worker = Worker(house.installation)
    for _ in range(times):
        worker.work_once()
    worker.close()


def bindings(house: House) -> list[Binding]:
    with house.installation.read() as session:
        found = session.scalars(select(Binding).order_by(Binding.edition)).all()
        session.expunge_all()
        return list(found)


def test_papers_stand_in_the_official_order_and_signed_copies_take_the_place_of_prints(house: House) -> None:
    attach(house, AttachmentKind.PERFORMANCE_PROOF, "收条")
    attach(house, AttachmentKind.EVIDENCE, "现场照片")
    attach(house, AttachmentKind.IDENTITY, "身份证")
    agreement = document(house, "agreement")
    attach(house, AttachmentKind.SIGNED_COPY, "协议签名件", document_id=agreement.id)
    found = [(part.place, part.title, part.remark) for part in plan(house).parts]
    assert found == [
        (1, "人民调解受理登记表", "未附签名件"),
        (2, "人民调解当事人权利义务告知书", "未附签名件"),
        (3, "身份证", ""),
        (6, "现场照片", ""),
        (7, "人民调解记录（第1次）", "未附签名件"),
        (8, "人民调解协议书", "签名件"),
        (9, "收条", ""),
        (11, "司法确认申请书", "未附签名件"),
        (11, "调解组织主持调解证明", "未附签名件"),
        (11, "民事裁定书", ""),
    ]
    assert agreement.digest not in [part.digest for part in plan(house).parts]
    assert plan(house).kept_apart == ("送达地址确认书",)  # a party's address is withheld


def test_what_was_written_down_apart_is_never_bound(house: House) -> None:
    apart = walled(house.installation, house.plan.cases["served"].id)
    before = plan(house).parts
    attach(house, AttachmentKind.HANDWRITTEN, "单独谈话", sitting_id=apart.id)
    assert plan(house).parts == before


def test_each_party_without_a_proof_of_identity_is_named(house: House) -> None:
    assert plan(house).missing == ("当事人身份证明",)
    attach(house, AttachmentKind.IDENTITY, party_id=house.plan.cases["served"].parties[0])
    assert plan(house).missing == ("当事人身份证明（李四）",)


def test_a_file_that_lacks_something_is_archived_for_a_reason_that_it_tells(house: House) -> None:
    refused = send(house, "archive", ARCHIVED)
    assert refused.status_code == 422
    text = unescape(refused.text)
    assert "缺少必须归卷的材料：当事人身份证明" in text
    assert ARCHIVED["title"] in text
    assert send(house, "archive", {**ARCHIVED, "missing_reason": "身份证在外地"}).status_code == 303
    made = BindingPlan.from_json(_plan_of(house))
    assert made.note.missing == ("当事人身份证明",)
    assert made.note.missing_reason == "身份证在外地"
    assert (made.cover.number, made.cover.retention, made.cover.filer) == (
        ARCHIVED["number"],
        "长期",
        "白乌力吉",
    )


def _plan_of(house: House) -> str:
    with house.installation.read() as session:
        return session.scalars(select(Binding)).one().plan or ""


def test_everything_wrong_with_an_archiving_is_said_at_once(house: House) -> None:
    text = unescape(send(house, "archive", {"number": " ", "retention": "百年"}).text)
    for sentence in ("请填写卷号", "请填写卷名", "请选择保管期限", "缺少必须归卷的材料"):
        assert sentence in text


def test_an_open_dispute_is_not_archived(house: House) -> None:
    path = f"/cases/{house.plan.cases['mediating'].public_id}/dossier/archive"
    answer = house.browser("head").post(path, {**ARCHIVED, "missing_reason": "无"})
    assert answer.status_code == 409
    assert "还没有结案" in unescape(answer.text)


def test_an_archived_file_takes_nothing_until_it_is_opened_for_a_reason(house: House) -> None:
    send(house, "archive", {**ARCHIVED, "missing_reason": "身份证在外地"})
    assert send(house, "archive", {**ARCHIVED, "missing_reason": "又一次"}).status_code == 409
    path = f"/cases/{house.plan.cases['served'].public_id}/attachments"
    sent = {"kind": "evidence", "files": (io.BytesIO(photo()), "a.jpg")}
    refused = house.browser("head").post(path, sent, content_type="multipart/form-data")
    assert refused.status_code == 409
    assert "卷宗已经归档" in unescape(refused.text)
    assert send(house, "reopen", {"reason": ""}).status_code == 422
    assert send(house, "reopen", {"reason": "补身份证"}).status_code == 303
    assert "补身份证" in page(house)
    sent = {"kind": "identity", "files": (io.BytesIO(photo()), "a.jpg")}
    assert house.browser("head").post(path, sent, content_type="multipart/form-data").status_code == 303
    assert send(house, "archive", ARCHIVED).status_code == 303
    with house.installation.read() as session:
        assert [one.reopened_at is None for one in session.scalars(select(Dossier).order_by(Dossier.id))] == [
            False,
            True,
        ]
        tags = session.scalars(select(CaseEvent.tag).where(CaseEvent.tag.startswith("dossier:")))
        assert sorted(tags) == ["dossier:archived", "dossier:archived", "dossier:reopened"]


def test_the_bound_file_is_numbered_bookmarked_and_named(house: House) -> None:
    attach(house, AttachmentKind.IDENTITY, "身份证")
    attach(house, AttachmentKind.EVIDENCE, "合同", pdf=paper(3))
    send(house, "archive", ARCHIVED)
    work(house)
    binding = bindings(house)[0]
    assert binding.state.value == "issued", binding.failure
    answer = house.browser("head").get(f"/bindings/{binding.id}")
    assert answer.status_code == 200
    bound = pypdf.PdfReader(io.BytesIO(answer.data))
    texts = [re.sub(r"\s", "", one.extract_text()) for one in bound.pages]
    assert "调解卷宗" in texts[0]
    assert "卷内目录" in texts[1]
    assert f"共有文书材料10件，{binding.pages}页" in texts[-1]
    listed = dict(re.findall(r"(人民调解协议书|合同|卷宗情况说明|民事裁定书)(\d+(?:-\d+)?)", texts[1]))
    starts = {entry.title: bound.get_destination_page_number(entry) for entry in bound.outline}  # type: ignore[union-attr]
    for title, printed in listed.items():
        first = int(printed.split("-")[0])
        assert bound.pages[starts[title]].extract_text().rstrip().endswith(str(first)), title
        assert bound.page_labels[starts[title]] == str(first)
    assert listed["合同"].count("-") == 1
    assert bound.metadata is not None
    assert bound.metadata.title == f"调解卷宗　{ARCHIVED['title']}　{ARCHIVED['number']}"
    with pikepdf.open(io.BytesIO(answer.data)) as checked:
        assert checked.check_pdf_syntax() == []
        led = {checked.pages.index(pikepdf.Page(link.Dest[0])) for link in checked.pages[1].Annots}
        assert led == {page for title, page in starts.items() if title not in ("封面", "卷内目录", "封底")}
        assert "pdfaid" not in str(checked.Root.Metadata.read_bytes()), "a PDF from outside is vouched for"


@pytest.mark.long
def test_the_command_writes_the_bound_file_and_says_when_there_is_none(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIATION_DATA_DIR", str(house.folder))
    monkeypatch.setenv("MEDIATION_KEY", KEY)
    out, number = tmp_path / "file.pdf", house.plan.cases["served"].public_id
    asked = [number, "dossier", "--as", "head", "-o", str(out)]
    none = CliRunner().invoke(pdf, asked)
    assert (none.exit_code, "还没有装订" in none.output) == (1, True)
    assert send(house, "bind").status_code == 303
    work(house)
    assert CliRunner().invoke(pdf, asked).exit_code == 0
    assert out.read_bytes() == house.installation.blobs.get(bindings(house)[0].digest or "")
    with house.installation.read() as session:
        assert len(session.scalars(select(CaseEvent).where(CaseEvent.tag == "dossier:read")).all()) == 1


@pytest.mark.long
def test_a_later_binding_names_the_earlier_and_a_look_is_recorded(house: House) -> None:
    for _ in range(2):
        assert send(house, "bind").status_code == 303
    work(house, 2)
    first, second = bindings(house)
    assert second.replaces_id == first.id
    assert first.digest == second.digest  # the same plan gives the same bytes
    assert house.browser("head").get(f"/bindings/{first.id}").status_code == 200
    assert house.browser("colleague").get(f"/bindings/{first.id}").status_code == 404
    assert house.browser("judge").get(f"/bindings/{first.id}").status_code == 404
    with house.installation.read() as session:
        assert len(session.scalars(select(CaseEvent).where(CaseEvent.tag == "dossier:read")).all()) == 1


def test_the_papers_of_a_day_are_printed_in_the_copies_that_are_signed(house: House) -> None:
    browser = house.browser("head")
    path = f"/printing?on={document(house, 'agreement').issued_at:%Y-%m-%d}"
    text = browser.get(path).text
    fields = dict(re.findall(r'name="(copies\.[^"]+)" value="(\d+)"', text))
    assert fields[f"copies.{document(house, 'agreement').id}"] == "3"
    mine = dict.fromkeys(fields, "0") | {f"copies.{document(house, 'agreement').id}": "3"}
    sent = {**mine, "on": path.partition("=")[2], "both_sides": "yes"}
    answer = browser.post("/printing", sent)
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    assert len(pages) % 6 == 0  # three copies, each of whole sheets
    assert browser.post("/printing", {**sent, **dict.fromkeys(fields, "0")}).status_code == 422
    assert browser.post("/printing", {**sent, next(iter(fields)): "x"}).status_code == 422


def test_labels_are_those_of_ones_own_archive(house: House) -> None:
    send(house, "archive", {**ARCHIVED, "missing_reason": "身份证在外地"})
    assert ARCHIVED["number"] in house.browser("head").get("/printing/labels?year=2026").text
    assert ARCHIVED["number"] not in house.browser("next_village").get("/printing/labels?year=2026").text
    assert ARCHIVED["number"] not in house.browser("head").get("/printing/labels?year=2025").text
