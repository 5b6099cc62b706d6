"""Anybody with a paper in hand asks whether it is ours: same or different, never what it says."""

from __future__ import annotations

import io
import re
import statistics
import time
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from furnished import Browser, House, furnished_house
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from mediation.adapters.worker import Worker
from mediation.model import Document, Notice, OutboxItem, Party, VerificationTry
from mediation.readmodels.checked_file import check_file
from mediation.rules.papers import PAPERS, contents_digest, facts_of, new_code, printed_code
from mediation.services.verification_throttle import FACTS_PER_CODE, WRONG_PER_ADDRESS


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    for house in furnished_house(tmp_path_factory, sqlite_template):
        with house.installation.begin() as uow:
            kinds = select(Document.id).where(Document.kind.in_(("agreement", "rights_notice")))
            made = uow.session.scalars(kinds.order_by(Document.kind, Document.id)).all()
            uow.session.execute(delete(OutboxItem).where(OutboxItem.subject_id.not_in([made[0], made[-1]])))
            uow.commit()
        Worker(house.installation).drain()
        yield house


@pytest.fixture
def house(opened: House) -> House:
    with opened.installation.begin() as uow:
        uow.session.execute(delete(VerificationTry))
        uow.commit()
    return opened


@pytest.fixture
def stranger(house: House) -> Browser:
    return house.browser(None)


def issued(house: House, kind: str = "agreement") -> tuple[Document, Any]:
    """A paper of that kind that was made, with what it says."""
    with house.installation.read() as session:
        document = session.scalars(
            select(Document).where(Document.kind == kind, Document.digest.is_not(None))
        ).first()
        assert document is not None
        paper = PAPERS[kind].contents.from_json(document.contents or "")
        assert document.contents_digest == contents_digest(document.salt or "", document.contents or "")
        session.expunge(document)
        return document, paper


def asked(stranger: Browser, **given: Any) -> TestResponse:
    return stranger.post("/verify", given)


def answer_of(page: TestResponse) -> str:
    """The words of the panel that answers."""
    found = re.search(r'<section class="panel[^"]*" id="answer".*?</section>', page.text, re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found[0]))) if found else ""


def test_a_stranger_learns_issuer_kind_day_and_standing_and_nothing_else(
    house: House, stranger: Browser
) -> None:
    document, paper = issued(house)
    page = stranger.get(f"/verify/{document.verify_code}")
    said = answer_of(page)
    assert page.status_code == 200
    for told in (paper.committee, "人民调解协议书", "没有被替换、撤回或者作废", "第 1 版"):
        assert told in said
    secrets = [paper.number, document.contents_digest, document.chain_head, document.digest or ""]
    secrets += [text for party in paper.parties for text in (party.name, party.id_number, party.phone)]
    assert [text for text in secrets if text and text in page.text] == []


def test_the_very_file_is_the_same_and_one_byte_makes_it_another(house: House, stranger: Browser) -> None:
    document, _ = issued(house)
    pdf = house.installation.blobs.get(document.digest or "")
    altered = bytearray(pdf)
    altered[len(pdf) // 2] ^= 1
    for data, said in (
        (pdf, "就是签发的那份文件"),
        (bytes(altered), "签发以后被改动过"),
        (b"%PDF-1.7 no paper at all", "签发以后被改动过"),
    ):
        page = asked(stranger, code=document.verify_code, file=(io.BytesIO(data), "paper.pdf"))
        assert said in answer_of(page)


def test_anothers_code_a_guessed_code_and_a_slip_are_told_apart(house: House, stranger: Browser) -> None:
    document, _ = issued(house)
    other, _ = issued(house, "rights_notice")
    pdf = house.installation.blobs.get(document.digest or "")
    file = lambda: (io.BytesIO(pdf), "paper.pdf")  # noqa: E731
    slip = ("A" if document.verify_code[0] != "A" else "B") + document.verify_code[1:]  # type: ignore[index]
    for code, said in (
        (other.verify_code, "但不是这个核验码的文书"),
        (new_code(), "没有这个核验码"),
        (slip, "核验码写错了"),
    ):
        assert said in answer_of(asked(stranger, code=code, file=file()))


def test_facts_are_the_same_or_different_and_the_right_one_is_never_told(
    house: House, stranger: Browser
) -> None:
    document, paper = issued(house)
    facts = facts_of(paper)
    duty = next(iter(facts.duties))
    right = {
        "number": paper.number,
        "dated_on": paper.dated_on.isoformat(),
        "total": str(facts.total),
        "duty_amount": str(duty.amount),
        "digest_tail": document.contents_digest[-16:],
    }
    said = answer_of(asked(stranger, code=document.verify_code, **right))
    assert (said.count("相同"), said.count("不同")) == (5, 0)
    wrong = {
        "number": "（2026）某人调字第1号",
        "dated_on": "2001-02-03",
        "total": "1.00",
        "duty_amount": "1.00",
        "digest_tail": "0" * 16,
    }
    page = asked(stranger, code=document.verify_code, **wrong)
    assert (answer_of(page).count("相同"), answer_of(page).count("不同")) == (0, 5)
    assert [text for text in right.values() if text in page.text] == []


def test_facts_cannot_be_found_by_trying(house: House, stranger: Browser) -> None:
    document, _ = issued(house)
    most = FACTS_PER_CODE[0].most
    for n in range(most):
        assert asked(stranger, code=document.verify_code, total=f"{n + 1}.00").status_code == 200
    refused = asked(stranger, code=document.verify_code, total="12000.00")
    assert refused.status_code == 429
    assert "核对内容的次数太多" in refused.text
    assert "12000.00" in refused.text, "what was typed is kept"
    assert "查验结果" not in refused.text
    assert stranger.get(f"/verify/{document.verify_code}").status_code == 200


def test_codes_cannot_be_found_by_trying(house: House, stranger: Browser) -> None:
    document, _ = issued(house)
    for _ in range(WRONG_PER_ADDRESS.most):
        assert stranger.get(f"/verify/{new_code()}").status_code == 200
    assert stranger.get(f"/verify/{document.verify_code}").status_code == 429


def test_every_question_is_logged_with_its_answer(house: House, stranger: Browser) -> None:
    document, _ = issued(house)
    asked(stranger, code=document.verify_code, total="1.00")
    asked(stranger, code="13847500012")
    with house.installation.read() as session:
        kept = session.scalars(select(VerificationTry).order_by(VerificationTry.id)).all()
        told = [(one.code, one.question, one.answer) for one in kept]
    code = document.verify_code
    assert told == [(code, "code", "same"), (code, "total", "different"), ("", "code", "mistyped")]


def test_what_is_missing_or_wrong_is_told_at_its_field(stranger: Browser) -> None:
    page = asked(stranger, digest_tail="abc", dated_on="2026-02-31", total="-1", duty_due_on="2026-01-01")
    assert page.status_code == 422
    for field in ("code", "digest_tail", "dated_on", "total", "duty_amount"):
        assert f'id="f-{field}-error"' in page.text


def test_the_time_of_an_answer_tells_nothing_of_what_was_compared(house: House, stranger: Browser) -> None:
    """The same work for a right and a wrong sum; the medians lie within each other's spread."""
    document, paper = issued(house)
    total = facts_of(paper).total
    assert total is not None
    times: dict[bool, list[float]] = {True: [], False: []}
    for n in range(12):
        for right in (True, False):
            with house.installation.begin() as uow:
                uow.session.execute(delete(VerificationTry))
                uow.commit()
            typed = total if right else total + Decimal(n + 1)
            began = time.perf_counter()
            asked(stranger, code=document.verify_code, total=str(typed))
            times[right].append(time.perf_counter() - began)
    right, wrong = statistics.median(times[True]), statistics.median(times[False])
    assert abs(right - wrong) < max(statistics.stdev(times[True]), statistics.stdev(times[False]), 0.01)


def test_who_may_read_the_paper_opens_it_from_there(house: House, stranger: Browser) -> None:
    document, _ = issued(house)
    link = f'href="/documents/{document.id}"'
    page = f"/verify/{printed_code(document.verify_code or '')}"
    assert link in house.browser("mediator").get(page).text
    assert link not in house.browser("other_court").get(page).text
    assert link not in stranger.get(page).text


def test_a_file_is_checked_without_the_pages(house: House) -> None:
    document, _ = issued(house)
    pdf = house.installation.blobs.get(document.digest or "")
    with house.installation.read() as session:
        for data, code, fits in (
            (pdf, "", True),
            (pdf, printed_code(document.verify_code or ""), True),
            (pdf, new_code(), False),
            (pdf + b"\n", "", False),
        ):
            assert check_file(session, data, code, ()).issued is fits


def test_the_paper_prints_what_is_asked_for(house: House) -> None:
    import pypdf

    document, _ = issued(house)
    pdf = house.installation.blobs.get(document.digest or "")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    printed = (printed_code(document.verify_code or ""), document.contents_digest[-16:], document.chain_head)
    assert all(text in page for text in printed for page in pages)


def test_a_party_reads_the_full_text_by_the_code_to_the_phone_and_a_stranger_learns_nothing(
    house: House, stranger: Browser
) -> None:
    document, _ = issued(house)
    address = f"/verify/{document.verify_code}"
    with house.installation.read() as session:
        query = select(Party).where(Party.case_id == document.case_id, Party.phone_index.is_not(None))
        party = session.scalars(query.order_by(Party.ordinal)).first()
        assert party is not None
        phone, name = party.phone or "", party.name
    printed = printed_code(document.verify_code or "")
    assert f"/verify/{printed}/full" in stranger.get(address).text
    page = stranger.get(f"{address}/full")
    assert (page.status_code, name in page.text, phone in page.text) == (200, False, False)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert stranger.get(f"{address}/full/paper.pdf").status_code == 403
    sent = stranger.post(f"{address}/full/code", {"phone": phone})
    assert sent.status_code == 303
    page = stranger.get(sent.headers["Location"])
    assert "如果这是当事人登记的号码" in page.text
    with house.installation.read() as session:
        notice = session.scalars(select(Notice).order_by(Notice.created_at.desc())).first()
        assert notice is not None
        code = re.findall(r"\d{6}", notice.text or "")[0]
    wrong = stranger.post(f"{address}/full/prove", {"code": "abcdef"})
    assert wrong.status_code == 422
    assert "验证码不对" in wrong.text
    assert stranger.post(f"{address}/full/prove", {"code": f" {code[:3]} {code[3:]}"}).status_code == 303
    pdf = stranger.get(f"{address}/full/paper.pdf")
    assert pdf.data == house.installation.blobs.get(document.digest or "")
    assert "no-store" in pdf.headers["Cache-Control"]
    assert house.browser(None).get(f"{address}/full/paper.pdf").status_code == 403
