"""补录 in the browser: a case that ended on the spot, entered on one page with its real dates."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from browsing import MakePerson, enter
from flask import Flask
from flask.testing import FlaskClient
from intake_form import count, error_at, filled, furnish, nothing_registered, sent
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import Agreement, Case, CommonClause, Person
from workflows.roles import MEDIATOR


@pytest.fixture
def clerk(installation: Installation, signed_in: FlaskClient) -> FlaskClient:
    """王芳's browser: she is head of the committee, and so registrar, mediator and recorder in one."""
    furnish(installation)
    return signed_in


@pytest.fixture
def me(installation: Installation, clerk: FlaskClient) -> str:
    with installation.read() as session:
        return str(session.scalars(select(Person.id)).one())


def agreed(me: str) -> dict[str, Any]:
    """An oral agreement of three days ago, paid at once."""
    return filled(
        **{
            "ending": "agreed_orally",
            "happened_on": "2026-11-20",
            "late_reason": "村里停电",
            "sitting.began_at": "09:30",
            "sitting.place": "村委会",
            "sitting.manner": "on_site",
            "sitting.record": "双方各自说明，现场看了水渠。",
            "sitting.result": "达成一致。",
            "sitting.rights_told": "yes",
            "sitting.mediator_ids": me,
            "sitting.recorder_id": me,
            "facts": "李四把水渠改道。",
            "duties.0.kind": "money",
            "duties.0.debtor": "1",
            "duties.0.creditor": "0",
            "duties.0.amount": "300",
            "duties.0.performed_at_once": "yes",
        }
    )


SIGNED = {
    "ending": "agreed_written",
    "marks.0.manners": ["signed", "fingerprint"],
    "marks.1.manners": ["fingerprint"],
    "mediator_signed": "yes",
    "sealed": "yes",
}


def test_an_oral_agreement_is_entered_on_one_page(
    clerk: FlaskClient, installation: Installation, me: str
) -> None:
    answer = sent(clerk, "/quick-entry", agreed(me))
    assert answer.status_code == 303, error_at(answer, "happened_on") or answer.text[:3000]
    with installation.read() as session:
        case = session.scalars(select(Case)).one()
        assert (case.state, str(case.concluded_on)) == ("in_force_orally", "2026-11-20")
    page = clerk.get(answer.headers["Location"]).text
    assert "已补录，案件办结" in page
    assert "都是您一个人" in page


def test_a_written_agreement_is_in_force_once_all_marks_are_there(
    clerk: FlaskClient, installation: Installation, me: str
) -> None:
    answer = sent(clerk, "/quick-entry", {**agreed(me), **SIGNED, "signed_on": "2026-11-21"})
    assert answer.status_code == 303, answer.text[:3000]
    with installation.read() as session:
        assert session.scalars(select(Case.state)).one() == "in_force"
        assert str(session.scalars(select(Agreement.in_force_on)).one()) == "2026-11-21"


def test_a_settlement_among_the_parties_is_entered_without_mediation(
    clerk: FlaskClient, installation: Installation
) -> None:
    asked = filled(
        ending="settled", happened_on="2026-11-23", first_asked_on="2026-11-23", helper="网格员赵六"
    )
    refused = sent(clerk, "/quick-entry", asked)
    assert "请写明双方怎样和解" in error_at(refused, "terms")
    assert sent(clerk, "/quick-entry", {**asked, "terms": "互相让一步。"}).status_code == 303
    with installation.read() as session:
        assert session.scalars(select(Case.state)).one() == "settled"


BAD = [
    ("late_reason", "", "为什么现在才记"),
    ("happened_on", "2026-11-19", "不能早于首次提出请求"),
    ("happened_on", "2026-11-24", "不能晚于今天"),
    ("happened_on", "2026-02-31", "没有这一天"),
    ("sitting.began_at", "25:00", "没有这个时间"),
    ("sitting.ended_at", "08:00", "不能早于开始时间"),
    ("sitting.record", "", "请写明调解经过"),
    ("sitting.rights_told", "", "权利义务"),
    ("sitting.mediator_ids", "", "请从列表中选一项"),
    ("facts", " ", "请写明纠纷的主要事实"),
    ("duties.0.amount", "", "请写明金额"),
    ("duties.0.amount", "-1", "不能是负数"),
    ("duties.0.debtor", "", "请写明谁来履行"),
    ("duties.0.creditor", "1", "不能是同一人"),
    ("duties.0.debtor", "7", "不是本案当事人"),
    ("parties.1.mediation", "", "同意调解"),
    ("parties.1.mediation", "no", "不得调解"),
    ("parties.0.id_number", "150521198001012311", "校验码"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_written(
    clerk: FlaskClient, installation: Installation, me: str, field: str, value: str, sentence: str
) -> None:
    answer = sent(clerk, "/quick-entry", {**agreed(me), field: value})
    assert answer.status_code == 422
    assert sentence in error_at(answer, field)
    assert "现场看了水渠" in answer.text or field == "sitting.record"
    assert nothing_registered(installation)


@pytest.mark.parametrize("missing", ["marks.0.manners", "marks.1.manners", "mediator_signed", "sealed"])
def test_a_written_agreement_that_lacks_a_mark_is_not_entered(
    clerk: FlaskClient, installation: Installation, me: str, missing: str
) -> None:
    fields = {**agreed(me), **SIGNED}
    del fields[missing]
    answer = sent(clerk, "/quick-entry", fields)
    assert error_at(answer, missing)
    assert nothing_registered(installation)


def test_a_double_click_enters_once(clerk: FlaskClient, installation: Installation, me: str) -> None:
    key = "a-key-of-sixteen-characters"
    places = [sent(clerk, "/quick-entry", agreed(me), key).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    assert count(installation, Case) == 1


def test_a_mediator_alone_is_offered_what_the_engine_would_take(
    app: Flask, installation: Installation, make_person: MakePerson
) -> None:
    furnish(installation)
    make_person("li", MEDIATOR, "李建国")
    client = app.test_client()
    enter(client, "li")
    page = client.get("/quick-entry").text
    assert 'value="settled"' in page
    assert 'value="agreed_orally"' not in page


def test_whoever_lacks_a_post_is_refused_and_nothing_is_written(
    app: Flask, installation: Installation, make_person: MakePerson
) -> None:
    furnish(installation)
    me = str(make_person("li", MEDIATOR, "李建国"))
    client = app.test_client()
    enter(client, "li")
    answer = sent(client, "/quick-entry", agreed(me))
    assert answer.status_code == 403
    assert "「受理」应由承办组织的调委会主任、登记员办理" in answer.text
    assert nothing_registered(installation)


def test_rows_of_duties_come_and_go(clerk: FlaskClient, me: str) -> None:
    more = sent(clerk, "/quick-entry", {**agreed(me), "_add": "duties"})
    assert 'name="duties.1.kind"' in more.text
    assert "现场看了水渠" in more.text


def test_a_mediator_who_is_called_like_a_party_is_asked_about(
    clerk: FlaskClient, installation: Installation, make_person: MakePerson, me: str
) -> None:
    other = str(make_person("li", MEDIATOR, "李四"))
    fields = {**agreed(me), "sitting.mediator_ids": [other]}
    asked = sent(clerk, "/quick-entry", fields)
    assert asked.status_code == 200
    assert "「李四」既在当事人一边，又登记或者调解本案" in asked.text
    assert nothing_registered(installation)
    assert sent(clerk, "/quick-entry", {**fields, "_confirmed": "yes"}).status_code == 303


def test_common_clauses_are_taken_and_refused_while_a_place_is_open(
    clerk: FlaskClient, installation: Installation, me: str
) -> None:
    with installation.read() as session:
        fits = (CommonClause.category_code == "neighbours", CommonClause.text.contains("{"))
        clause = session.scalars(select(CommonClause).where(*fits, CommonClause.kind.is_not(None))).first()
        plain = session.scalars(
            select(CommonClause).where(CommonClause.kind.is_(None), CommonClause.category_code.is_(None))
        ).first()
        other = session.scalars(select(CommonClause).where(CommonClause.category_code == "traffic")).first()
        assert clause is not None
        assert plain is not None
        assert other is not None
    form = {**agreed(me), "category_code": "neighbours"}
    page = sent(clerk, "/quick-entry", {**form, "_clause": str(clause.id)})
    assert page.status_code == 200
    assert clause.text in unescape(page.text)
    assert str(other.id) not in page.text, "a clause of another kind of dispute"
    assert 'name="further.0.text"' in sent(clerk, "/quick-entry", {**form, "_clause": str(plain.id)}).text
    row = {"duties.1.kind": clause.kind.value if clause.kind else "", "duties.1.what": clause.text}
    open_place = sent(clerk, "/quick-entry", {**form, **row, "duties.1.debtor": "1"})
    assert open_place.status_code == 422
    assert "花括号" in open_place.text or "还没有填" in open_place.text
    said = {"further.0.text": "双方今后互不追究。", "duties.0.means": "现金"}
    entered = sent(clerk, "/quick-entry", {**form, **said})
    assert entered.status_code == 303, entered.text
    with installation.read() as session:
        agreement = session.scalars(select(Agreement)).one()
        assert "双方今后互不追究。" in (agreement.further or "")
