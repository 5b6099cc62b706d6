"""The pages of papers on request: a draft beside the form, issuing, and what the browser is told of both."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from form_on_page import FormOnPage
from furnished import House, furnished_house
from sqlalchemy import func, select

from mediation.model import CaseEvent, Document
from mediation.services.preview_paper import BY_STEPS
from workflows import REGISTRY


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def page_of(house: House, kind: str) -> str:
    case = house.plan.cases["mediating"]
    return f"/cases/{case.public_id}/papers/{kind}/{case.id}"


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def test_a_paper_is_issued_from_its_page_and_stands_among_the_papers(house: House) -> None:
    head = house.browser("head")
    here = page_of(house, "mediation_application")
    page = head.get(here)
    assert "出具" in page.text
    assert f'src="{here}/draft' in page.text
    done = head.post(here, {"_key": "k" * 20})
    assert done.status_code == 303
    assert "人民调解申请书" in head.get(done.location).text
    again = head.post(here, {"_key": "l" * 20})
    assert again.status_code == 409
    assert "没有变化" in again.text


@pytest.mark.long
def test_a_draft_is_a_marked_pdf_that_our_own_page_may_frame_and_leaves_no_paper(house: House) -> None:
    answer = house.browser("head").get(f"{page_of(house, 'mediation_application')}/draft")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    text = text_of(answer.data)
    assert "草稿" in text
    assert "人民调解申请书" in text
    with house.installation.read() as session:
        kinds = session.scalars(select(Document.kind)).all()
        looks = session.scalar(
            select(func.count()).select_from(CaseEvent).where(CaseEvent.tag == "document:previewed")
        )
    assert "mediation_application" not in kinds
    assert looks == 1


@pytest.mark.long
def test_the_form_of_a_record_shows_its_draft_and_writes_nothing(house: House) -> None:
    case = house.plan.cases["mediating"]
    mediator = house.browser("mediator")
    here = f"/steps/dispute/{case.id}/hold_sitting"
    form = FormOnPage(mediator.get(here).text)
    typed = {**form.sent, "record": "双方陈述了水沟的走向。", "result": "三日后再谈", "place": "村委会"}
    with house.installation.read() as session:
        before = session.scalar(select(func.count()).select_from(Document))
    answer = mediator.post(
        f"{here}/draft/sitting_record", {**typed, "party_ids": [str(p) for p in case.parties]}
    )
    assert answer.status_code == 200, answer.text
    assert "双方陈述了水沟的走向" in text_of(answer.data).replace("草", "").replace("稿", "")
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == before


def test_every_paper_that_a_step_issues_has_its_draft_beside_the_form() -> None:
    """But the sheet of drawn signatures: there is nothing to draw before they are made."""
    issued = {paper.name for one in REGISTRY.definitions for step in one.steps for paper in step.issues}
    assert issued - {"signature_sheet"} <= BY_STEPS


def test_the_court_sees_a_ruling_before_it_is_prepared_and_the_committee_does_not_learn_of_it(
    house: House,
) -> None:
    case = house.plan.cases["reviewing"]
    here = f"/steps/confirmation/{case.confirmation}/prepare_ruling"
    judge = house.browser("judge")
    form = FormOnPage(judge.get(here).text)
    answer = judge.post(
        f"{here}/draft/confirmation_ruling",
        {**form.sent, "findings": "双方均到庭核对。", "clerk_name": "周文静"},
    )
    assert answer.status_code == 200, answer.text
    assert "双方均到庭核对" in text_of(answer.data).replace("草", "").replace("稿", "")
    assert judge.post(f"{here}/draft/agreement", form.sent).status_code == 404
    lacking = judge.post(f"{here}/draft/confirmation_ruling", {**form.sent, "findings": ""})
    assert lacking.status_code == 422
    assert 'id="f-findings-error"' in lacking.text, "what lacks is told elsewhere than at its field"
    with house.installation.read() as session:
        look = session.scalars(select(CaseEvent).where(CaseEvent.tag == "document:previewed")).one()
        assert look.matter_id == case.confirmation
    history = house.browser("head").get(f"/cases/{case.public_id}").text
    assert "看了文书草稿" in history
    assert "看了文书草稿：" not in history, "the committee reads which ruling the judge is thinking of"


def test_what_a_paper_would_leave_blank_is_named_beside_the_form_that_issues_it(house: House) -> None:
    case = house.plan.cases["mediating"]
    form = house.browser("mediator").get(f"/steps/dispute/{case.id}/reach_agreement").text
    assert "张三的民族" in form
    assert form.count("看《人民调解协议书》草稿") == 1
