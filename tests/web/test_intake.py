"""Registering in the browser: what is right is registered once, what is wrong is said at its field, nothing is lost."""

from __future__ import annotations

from uuid import UUID

import pytest
from browsing import MakePerson, csrf_token, enter
from flask import Flask
from flask.testing import FlaskClient
from intake_form import (
    ID_NUMBER,
    KAILU,
    OTHER_ID_NUMBER,
    count,
    error_at,
    filled,
    furnish,
    nothing_registered,
    sent,
)
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import Case, Consent, Draft, Organisation, Party, Representative
from mediation.model.types import new_id
from mediation.rules.vocabulary import ConsentPurpose, Level, OrganisationKind
from workflows.roles import COURT_CLERK, MEDIATOR


@pytest.fixture
def clerk(installation: Installation, signed_in: FlaskClient) -> FlaskClient:
    """王芳's browser, with the places that intake needs."""
    furnish(installation)
    return signed_in


def test_a_dispute_is_registered_and_its_page_opened(clerk: FlaskClient, installation: Installation) -> None:
    answer = sent(clerk, "/intake", filled())
    assert answer.status_code == 303
    with installation.read() as session:
        case = session.scalars(select(Case)).one()
        assert answer.headers["Location"] == f"/cases/{case.public_id}"
        assert (case.title, case.narrative) == ("张三与李四邻里纠纷", "水渠改道，两家争水。")
        people = session.scalars(select(Party).order_by(Party.ordinal)).all()
        assert [(p.name, p.id_number) for p in people] == [("张三", ID_NUMBER), ("李四", None)]
        assert people[0].born_on is not None
    assert "已登记" in clerk.get(answer.headers["Location"]).text


def test_a_double_click_registers_once(clerk: FlaskClient, installation: Installation) -> None:
    key = str(new_id())
    answers = [sent(clerk, "/intake", filled(), key) for _ in range(2)]
    assert [a.status_code for a in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert count(installation, Case) == 1


CHOSEN = ("category_code", "parties.0.side")
"""Fields that one picks: a forged choice is not shown again."""
BAD = [
    ("parties.0.id_number", "150521198001012311", "校验码不符"),
    ("parties.0.id_number", "150521198002302316", "2月30日"),
    ("parties.0.id_number", "1505211980", "18 位"),
    ("parties.0.name", "  ", "请写姓名"),
    ("parties.1.phone", "123", "电话"),
    ("parties.1.paper_missing_reason", "", "请写明原因"),
    ("parties.1.born_on", "2026-02-31", "没有这一天"),
    ("first_asked_on", "2026-02-31", "没有这一天"),
    ("first_asked_on", "2026-11-24", "不能晚于今天"),
    ("first_asked_on", "0001-01-01", "不能早于"),
    ("first_asked_on", "1949-09-30", "不能早于"),
    ("amount", "-5", "不能是负数"),
    ("amount", "1.234", "两位小数"),
    ("amount", "一万", "例如"),
    ("region_code", "999999999999", "没有这个地方"),
    ("category_code", "made-up", "请选纠纷类型"),
    ("narrative", "", "请写明纠纷简要情况"),
    ("narrative", "长" * 5001, "最多 5000 个字"),
    ("claim", " \r\n ", "请写明当事人的请求"),
    ("parties.0.side", "judge", "请从列表中选一项"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    clerk: FlaskClient, installation: Installation, field: str, value: str, sentence: str
) -> None:
    answer = sent(clerk, "/intake", {**filled(place="村东水渠"), field: value})
    assert answer.status_code == 422
    assert sentence in error_at(answer, field)
    assert "村东水渠" in answer.text
    assert 'value="张三"' in answer.text or field == "parties.0.name"
    assert value.strip() in answer.text or field in CHOSEN
    assert nothing_registered(installation)


def test_everything_wrong_is_said_at_once(clerk: FlaskClient) -> None:
    answer = sent(
        clerk, "/intake", filled(first_asked_on="2026-02-31", amount="-1", parties__0__id_number="1")
    )
    wrong = ("first_asked_on", "amount", "parties.0.id_number")
    assert all(error_at(answer, field) for field in wrong)


def test_one_identity_number_cannot_stand_on_both_sides(
    clerk: FlaskClient, installation: Installation
) -> None:
    both = filled(parties__1__paper="id_card", parties__1__id_number=f" {ID_NUMBER.lower()} ")
    answer = sent(clerk, "/intake", both)
    assert answer.status_code == 422
    assert "不能既是申请人又是被申请人" in error_at(answer, "parties.1.id_number")
    assert nothing_registered(installation)


def test_the_same_name_on_both_sides_only_warns(clerk: FlaskClient, installation: Installation) -> None:
    namesakes = filled(
        parties__1__name="张三", parties__1__paper="id_card", parties__1__id_number=OTHER_ID_NUMBER
    )
    asked = sent(clerk, "/intake", namesakes)
    assert asked.status_code == 200
    assert "「张三」同时出现在双方" in asked.text
    assert 'name="_confirmed"' in asked.text
    assert nothing_registered(installation)
    assert sent(clerk, "/intake", {**namesakes, "_confirmed": "yes"}).status_code == 303
    assert count(installation, Case) == 1


def agent(name: str) -> dict[str, str]:
    """Who acts for the applicant, by their name."""
    row = "parties__0__representatives__0"
    return {f"{row}__kind": "agent", f"{row}__authority": "special", f"{row}__name": name}


@pytest.mark.parametrize(
    ("changed", "doubt"),
    [
        (agent("李四"), "「李四」代理一方，又在对方出现"),
        ({"parties__1__name": "王芳"}, "「王芳」既在当事人一边，又登记或者调解本案"),
        (agent("王芳"), "「王芳」既在当事人一边，又登记或者调解本案"),
    ],
)
def test_a_name_that_stands_where_it_should_not_is_asked_about(
    clerk: FlaskClient, installation: Installation, changed: dict[str, str], doubt: str
) -> None:
    fields = filled(**changed)
    asked = sent(clerk, "/intake", fields)
    assert asked.status_code == 200
    assert doubt in asked.text
    assert nothing_registered(installation)
    assert sent(clerk, "/intake", {**fields, "_confirmed": "yes"}).status_code == 303


def test_nobody_registers_for_the_next_village(clerk: FlaskClient, installation: Installation) -> None:
    other = new_id()
    with installation.begin() as uow:
        uow.session.add(
            Organisation(
                id=other,
                kind=OrganisationKind.COMMITTEE,
                level=Level.VILLAGE,
                region_code=KAILU,
                name="和平村人民调解委员会",
                short_name="和平",
            )
        )
        uow.commit()
    answer = sent(clerk, "/intake", filled(organisation_id=str(other)))
    assert answer.status_code == 403
    assert "您只能为自己所在的组织登记纠纷" in answer.text
    assert "水渠改道" in answer.text
    assert nothing_registered(installation)


def test_a_place_may_be_typed_without_picking_it(clerk: FlaskClient, installation: Installation) -> None:
    answer = sent(clerk, "/intake", filled(region_code="", region_code_text="开鲁县开鲁镇和平村"))
    assert answer.status_code == 303
    with installation.read() as session:
        assert session.scalars(select(Case.region_code)).one() == KAILU


def test_a_name_that_several_places_have_is_asked_back(
    clerk: FlaskClient, installation: Installation
) -> None:
    ambiguous = filled(region_code="", region_code_text="和平村")
    asked = sent(clerk, "/intake", ambiguous)
    assert asked.status_code == 422
    assert "科左中旗保康镇和平村" in asked.text
    assert "开鲁县开鲁镇和平村" in asked.text
    assert sent(clerk, "/intake", {**ambiguous, "region_choice": KAILU}).status_code == 303
    with installation.read() as session:
        assert session.scalars(select(Case.region_code)).one() == KAILU


@pytest.mark.parametrize("field", ["narrative", "claim"])
def test_five_thousand_characters_fit(clerk: FlaskClient, installation: Installation, field: str) -> None:
    assert sent(clerk, "/intake", filled(**{field: "长" * 5000})).status_code == 303
    with installation.read() as session:
        assert getattr(session.scalars(select(Case)).one(), field) == "长" * 5000


def test_five_thousand_characters_in_every_field_are_refused_in_words(
    clerk: FlaskClient, installation: Installation
) -> None:
    answer = sent(clerk, "/intake", dict.fromkeys(filled(), "长" * 5000))
    assert answer.status_code == 422
    assert "最多 200 个字" in error_at(answer, "parties.0.name")
    assert nothing_registered(installation)


def test_script_stays_text(clerk: FlaskClient) -> None:
    script = "<script>alert(1)</script>"
    wrong = sent(clerk, "/intake", filled(parties__0__name=script, claim="", narrative=script))
    assert script not in wrong.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in wrong.text
    right = sent(clerk, "/intake", filled(parties__0__name=script, narrative=script))
    page = clerk.get(right.headers["Location"])
    assert page.status_code == 200
    assert script not in page.text


def test_a_row_is_added_and_removed_without_losing_a_word(
    clerk: FlaskClient, installation: Installation
) -> None:
    more = sent(clerk, "/intake", {**filled(), "_add": "parties"})
    assert more.status_code == 200
    assert 'name="parties.2.name"' in more.text
    assert 'value="李四"' in more.text
    three = filled(parties__2__side="third", parties__2__name="王五")
    fewer = sent(clerk, "/intake", {**three, "_remove": "parties.1"})
    assert 'name="parties.2.name"' not in fewer.text
    assert 'value="王五"' in fewer.text
    assert "李四" not in fewer.text
    assert nothing_registered(installation)


def test_those_who_act_for_a_party_are_registered_with_it(
    clerk: FlaskClient, installation: Installation
) -> None:
    agent = {
        "parties.0.representatives.0.kind": "agent",
        "parties.0.representatives.0.name": "张小四",
        "parties.0.representatives.0.relation": "儿子",
    }
    refused = sent(clerk, "/intake", {**filled(), **agent})
    assert "特别授权" in error_at(refused, "parties.0.representatives.0.authority")
    agent["parties.0.representatives.0.authority"] = "special"
    assert sent(clerk, "/intake", {**filled(), **agent}).status_code == 303
    with installation.read() as session:
        assert session.scalars(select(Representative.name)).all() == ["张小四"]


def test_consents_are_kept_by_purpose(clerk: FlaskClient, installation: Installation) -> None:
    asked = filled(parties__1__mediation="no", parties__0__consents=["data", "transfer"])
    assert sent(clerk, "/intake", asked).status_code == 303
    with installation.read() as session:
        kept = session.execute(
            select(Party.name, Consent.purpose, Consent.granted).join(Party, Party.id == Consent.party_id)
        ).all()
    assert set(map(tuple, kept)) == {
        ("张三", ConsentPurpose.MEDIATION, True),
        ("张三", ConsentPurpose.DATA, True),
        ("张三", ConsentPurpose.TRANSFER, True),
        ("李四", ConsentPurpose.MEDIATION, False),
    }


def test_a_labour_dispute_asks_whether_there_is_employment(
    clerk: FlaskClient, installation: Installation
) -> None:
    assert "双方之间有劳动关系吗" not in clerk.get("/intake/questions?category_code=neighbours").text
    assert "双方之间有劳动关系吗" in clerk.get("/intake/questions?category_code=labour").text
    answer = sent(clerk, "/intake", filled(category_code="labour"))
    assert "请回答这个问题" in error_at(answer, "labour")
    assert sent(clerk, "/intake", filled(category_code="labour", labour="yes")).status_code == 303
    with installation.read() as session:
        assert session.scalars(select(Case.labour)).one() is True


def test_what_was_registered_leaves_no_draft(clerk: FlaskClient, installation: Installation) -> None:
    page, key = clerk.get("/intake"), str(new_id())
    kept = clerk.post(f"/drafts/{key}?kind=intake", data={"csrf_token": csrf_token(page), **filled()})
    assert kept.json is not None
    assert UUID(kept.json["id"]) == UUID(key)
    assert count(installation, Draft) == 1
    sent(clerk, "/intake", filled(), key)
    assert count(installation, Draft) == 0


def test_the_courts_clerk_has_no_intake(app: Flask, make_person: MakePerson) -> None:
    make_person("zhao", COURT_CLERK, "赵敏")
    client = app.test_client()
    enter(client, "zhao")
    assert client.get("/intake").status_code == 403


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("和平", "科左中旗保康镇和平村"),
        ("hpc", "科左中旗保康镇和平村"),
        ("heping", "科左中旗保康镇和平村"),
        ("klz hpc", "开鲁县开鲁镇和平村"),
        ("开鲁 和平", "开鲁县开鲁镇和平村"),
    ],
)
def test_places_are_found_by_name_and_pinyin_the_own_county_first(
    clerk: FlaskClient, typed: str, first: str
) -> None:
    answer = clerk.get("/places", query_string={"region_code_text": typed, "field": "region_code_text"})
    assert answer.status_code == 200
    assert answer.text.index(first) == min(
        answer.text.find(label)
        for label in ("科左中旗保康镇和平村", "开鲁县开鲁镇和平村")
        if label in answer.text
    )


@pytest.mark.parametrize("typed", ["%", "_", "不存在", "' OR 1=1 --"])
def test_a_place_that_is_not_there_is_said_so(clerk: FlaskClient, typed: str) -> None:
    assert "没有找到这个地方" in clerk.get("/places", query_string={"q": typed}).text


def test_a_mediator_registers_too(app: Flask, installation: Installation, make_person: MakePerson) -> None:
    furnish(installation)
    make_person("li", MEDIATOR, "李建国")
    client = app.test_client()
    enter(client, "li")
    assert sent(client, "/intake", filled()).status_code == 303


@pytest.mark.parametrize("path", ["/intake", "/quick-entry"])
@pytest.mark.parametrize(
    ("field", "button"),
    [
        ("parties.999.name", {"_add": "parties"}),
        ("parties.0.representatives.999999999.name", {"_add": "parties.0.representatives"}),
        (f"parties.{'9' * 5000}.name", {}),
    ],
    ids=["parties", "representatives", "long"],
)
def test_a_form_with_impossible_rows_is_refused_in_one_sentence(
    clerk: FlaskClient, installation: Installation, path: str, field: str, button: dict[str, str]
) -> None:
    answer = sent(clerk, path, {**filled(), field: "x", **button})
    assert answer.status_code == 422
    assert "行数太多" in answer.text
    assert nothing_registered(installation)


def test_a_row_is_not_added_where_no_form_has_one(clerk: FlaskClient) -> None:
    for odd in ("parties.5000.representatives", f"parties.{'9' * 5000}.representatives", "guests"):
        again = sent(clerk, "/intake", {**filled(), "_add": odd})
        assert again.status_code == 200
        assert again.text.count('id="f-parties-') < 100
        assert "水渠改道" in again.text
    assert sent(clerk, "/intake", {**filled(), "_remove": f"parties.{'9' * 5000}"}).status_code == 200


def test_sixty_parties_fit_into_the_form_and_no_more(clerk: FlaskClient) -> None:
    full = filled() | {f"parties.{i}.name": f"村民{i}" for i in range(60)}
    again = sent(clerk, "/intake", {**full, "_add": "parties"})
    assert 'value="村民59"' in again.text
    assert 'id="f-parties-60"' not in again.text
    assert 'name="_add" value="parties"' not in again.text
