"""Common clauses at the pages: taken into an agreement with its places filled, kept by heads and administrators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from form_on_page import FormOnPage
from furnished import Browser, House, furnished_house
from sqlalchemy import select

from mediation.model import Agreement, Case, CommonClause, Obligation
from mediation.readmodels.terms_audit import terms_broken
from mediation.rules import papers
from mediation.services.case_now import current_agreement
from mediation.services.fill_papers import fill_paper
from mediation.services.paper_sources import PaperSources

OWN = {"title": "让出田埂", "kind": "act", "text": "让出宽{宽度}米的田埂供{受领人}通行", "law": "民法典 291"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def clause(house: House, title: str) -> CommonClause:
    with house.installation.read() as session:
        query = select(CommonClause).where(CommonClause.title == title).order_by(CommonClause.version.desc())
        found = session.scalars(query).first()
        assert found is not None
        session.expunge(found)
        return found


def form_path(house: House) -> str:
    return f"/steps/dispute/{house.plan.cases['mediating'].id}/reach_agreement"


def taking(who: Browser, path: str, sent: dict[str, Any], clause_id: UUID) -> dict[str, Any]:
    """The form with one more clause, as the page gives it back."""
    answer = who.post(path, {**sent, "_clause": str(clause_id)})
    assert answer.status_code == 200
    return FormOnPage(answer.text).sent


def test_a_clause_is_taken_and_refused_while_a_place_is_open(house: House) -> None:
    who, path = house.browser("mediator"), form_path(house)
    page = who.get(path).text
    assert "常用条款" in page
    assert "阻拦{受领人}从{通道位置}通行" in page  # of the case's kind of dispute
    assert "看望和照料老人" not in page
    sent = taking(who, path, FormOnPage(page).sent, clause(house, "通行").id)
    assert sent["obligations.0.kind"] == ["forbearance"]
    sent = taking(who, path, sent, clause(house, "其他费用").id)
    applicant, respondent = house.plan.cases["mediating"].parties[:2]
    sent |= {"facts": "水沟被堵", "obligations.0.debtor_id": str(respondent)}
    answer = who.post(path, sent)
    assert answer.status_code == 422
    assert "「通道位置」还没有填" in answer.text
    assert "「费用名称」还没有填" in answer.text
    assert "请写明向谁履行" in answer.text
    assert FormOnPage(answer.text).sent["obligations.0.what"] == ["阻拦{受领人}从{通道位置}通行"]
    sent |= {
        "obligations.0.creditor_id": str(applicant),
        "obligations.0.what": "阻拦{受领人}从东侧土路通行",
        "further.0.text": sent["further.0.text"][0].replace("{费用名称}", "交通费"),
    }
    assert who.post(path, sent).status_code == 303
    with house.installation.read() as session:
        case = session.get_one(Case, house.plan.cases["mediating"].id)
        agreement = current_agreement(session, case.id)
        assert agreement is not None
        paper = fill_paper(PaperSources(session, case), "agreement", agreement.id)
        assert isinstance(paper, papers.Agreement)
        name = paper.parties[0].name
        assert [one.text for one in paper.clauses] == [
            f"{paper.parties[1].name}自本协议生效之日起，不得阻拦{name}从东侧土路通行。",
            "各方当事人因本纠纷支出的交通费，除本协议另有约定外各自承担。",
        ]
        keys = house.installation.vault
        assert list(terms_broken(session, keys)) == []
    with house.installation.begin() as uow:  # a change behind the history's back is found
        uow.session.get_one(Agreement, agreement.id).further = '["另付一万元"]'
        uow.commit()
    with house.installation.read() as session:
        assert ["约定与办案记录不符" in str(one) for one in terms_broken(session, keys)] == [True]
    assert "另付一万元" in who.get(f"/cases/{house.plan.cases['mediating'].public_id}").text


def test_a_clause_of_ten_thousand_words_is_refused_at_its_field_and_kept_on_the_page(house: House) -> None:
    who, path = house.browser("mediator"), form_path(house)
    sent = FormOnPage(who.get(path).text).sent
    parties = house.plan.cases["mediating"].parties
    long = "修好水渠。" * 2000
    sent |= {
        "facts": "水沟被堵",
        "obligations.0.kind": "act",
        "obligations.0.debtor_id": str(parties[1]),
        "obligations.0.what": long,
        "further.0.text": long,
    }
    answer = who.post(path, sent)
    assert answer.status_code == 422
    assert answer.text.count("最多 5000 个字，现在是 10000 个") >= 2
    assert answer.text.count(long) == 2
    with house.installation.read() as session:
        assert current_agreement(session, house.plan.cases["mediating"].id) is None
        assert session.scalar(select(Obligation.id).where(Obligation.condition == long)) is None


def test_a_head_keeps_clauses_for_the_own_committee(house: House) -> None:
    head, next_door = house.browser("head"), house.browser("next_village")
    preview = head.post("/clauses/new", {**OWN, "_preview": "yes"})
    assert "{履行人}向" not in preview.text
    assert "{履行人}让出宽{宽度}米的田埂供{受领人}通行。" in preview.text
    assert head.post("/clauses/new", OWN).status_code == 303
    first = clause(house, "让出田埂")
    assert head.post(f"/clauses/{first.id}", {**OWN, "text": "让出田埂{位置}"}).status_code == 303
    second = clause(house, "让出田埂")
    assert (second.version, second.clause_id) == (2, first.clause_id)
    offered = house.browser("mediator").get(form_path(house)).text
    assert "让出田埂{位置}" in offered
    assert "让出宽{宽度}米" not in offered
    assert "让出田埂" not in next_door.get("/clauses").text
    assert next_door.get(f"/clauses/{second.id}").status_code == 404
    assert next_door.post(f"/clauses/{second.id}/retire").status_code == 404
    stale = head.post(f"/clauses/{first.id}", OWN)
    assert stale.status_code == 409
    assert head.post(f"/clauses/{second.id}/retire").status_code == 303
    assert "让出田埂{位置}" not in house.browser("mediator").get(form_path(house)).text
    assert "停用" in head.get("/clauses").text
    shipped = clause(house, "通行")
    assert head.post(f"/clauses/{shipped.id}/retire").status_code == 404


def test_an_administrators_clause_reaches_the_committees_of_the_area(house: House) -> None:
    assert house.browser("administrator").post("/clauses/new", OWN).status_code == 303
    assert "让出宽{宽度}米" in house.browser("mediator").get(form_path(house)).text
    assert "让出宽{宽度}米" in house.browser("next_village").get("/clauses").text
    assert "让出宽{宽度}米" not in house.browser("other_county").get("/clauses").text


def test_a_clause_with_mistakes_comes_back_as_typed(house: House) -> None:
    answer = house.browser("head").post("/clauses/new", {**OWN, "text": "让出{宽度", "law": "", "title": ""})
    assert answer.status_code == 422
    assert len(re.findall(r'class="error"', answer.text)) == 3
    assert "让出{宽度" in answer.text


@pytest.mark.long
def test_a_clause_retired_meanwhile_is_said_and_nothing_is_lost(house: House) -> None:
    head, who, path = house.browser("head"), house.browser("mediator"), form_path(house)
    head.post("/clauses/new", OWN)
    own = clause(house, "让出田埂")
    sent = FormOnPage(who.get(path).text).sent | {"facts": "水沟被堵"}
    head.post(f"/clauses/{own.id}/retire")
    answer = who.post(path, {**sent, "_clause": str(own.id)})
    assert "请重新选一条" in answer.text
    assert "水沟被堵" in answer.text
