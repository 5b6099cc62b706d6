"""The backlog: figures of an area and its parts, the cases behind each number, and no people in either."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from browsing import MakePerson, enter
from flask import Flask
from flask.testing import FlaskClient
from intake_form import KAILU, filled, furnish, sent
from sqlalchemy import select, update

from mediation.bootstrap import Installation
from mediation.commands.tallies import TalliesKept
from mediation.model import Case, CaseChain, Category, Membership, Organisation, Person, Region, WhatIf
from mediation.model.types import new_id
from mediation.readmodels import tallies
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import Level, OrganisationKind
from mediation.services.ask_what_if import answer_what_if
from workflows.roles import MEDIATOR, SUPERVISOR

COUNTY, TOWNSHIP, VILLAGE = "150521000000", "150521100000", "150521100200"


@pytest.fixture
def supervisor(
    app: Flask, installation: Installation, signed_in: FlaskClient, make_person: MakePerson
) -> FlaskClient:
    """The browser of the county's supervisor; 保康村 has an overdue dispute and one in time."""
    furnish(installation)
    _place_in_county(installation)
    sent(
        signed_in,
        "/intake",
        filled(first_asked_on="2026-11-02", happened_on="2026-11-02", late_reason="停电"),
    )
    sent(signed_in, "/intake", filled(parties__0__name="王五"))
    person, bureau = make_person("gao", None, "高娃"), new_id()
    with installation.begin() as uow:
        uow.session.add(
            Organisation(
                id=bureau,
                kind=OrganisationKind.JUSTICE_BUREAU,
                level=Level.COUNTY,
                region_code=COUNTY,
                name="科左中旗司法局",
                short_name="中旗司",
            )
        )
        uow.session.flush()
        uow.session.add(
            Membership(
                person_id=person, organisation_id=bureau, role=SUPERVISOR.name, from_on=date(2026, 1, 1)
            )
        )
        uow.commit()
    client = app.test_client()
    enter(client, "gao")
    return client


def _place_in_county(installation: Installation) -> None:
    with installation.begin() as uow:
        uow.session.add(
            Region(code=COUNTY, name="科左中旗", level=Level.COUNTY, label="科左中旗", search_keys="科左中旗")
        )
        uow.session.flush()
        for code, parent in ((TOWNSHIP, COUNTY), (VILLAGE, TOWNSHIP)):
            uow.session.execute(update(Region).where(Region.code == code).values(parent_code=parent))
        uow.commit()


def test_the_figures_lead_from_the_county_down_to_the_village(supervisor: FlaskClient) -> None:
    county = supervisor.get("/backlog")
    assert county.status_code == 200
    assert f"/backlog?region={TOWNSHIP}" in county.text
    township = supervisor.get(f"/backlog?region={TOWNSHIP}").text
    assert f"/backlog?region={VILLAGE}" in township
    assert f"/backlog/cases?region={VILLAGE}&amp;figure=open" in township
    village = supervisor.get(f"/backlog?region={VILLAGE}").text
    assert f"/backlog/cases?region={VILLAGE}&amp;figure=open&amp;overdue=1" in village
    assert '<a href="/backlog?region=150521000000">' in village


@pytest.mark.parametrize(
    ("which", "total"), [("open", 2), ("open&overdue=1", 1), ("ended", 0), ("entered", 2)]
)
def test_each_number_leads_to_the_cases_it_counts(supervisor: FlaskClient, which: str, total: int) -> None:
    for region in (COUNTY, VILLAGE):
        page = supervisor.get(f"/backlog/cases?region={region}&figure={which}")
        assert page.status_code == 200
        assert page.text.count("保康村人民调解委员会") == total


def test_danger_stands_among_the_figures_and_leads_to_its_cases(
    supervisor: FlaskClient, installation: Installation
) -> None:
    assert "figure=danger" not in supervisor.get("/").text
    with installation.begin() as uow:
        case = uow.session.scalars(select(Case).order_by(Case.id.desc())).first()
        assert case is not None
        case.danger, public_id = True, case.public_id
        uow.session.get_one(CaseChain, case.id).last_seq += 1  # as the event of the report would
        uow.commit()
    for page in ("/", "/backlog", f"/backlog?region={VILLAGE}"):
        assert "figure=danger" in supervisor.get(page).text
    listed = supervisor.get(f"/backlog/cases?region={COUNTY}&figure=danger").text
    assert listed.count("保康村人民调解委员会") == 1
    every = supervisor.get(f"/backlog/cases?region={COUNTY}&figure=open").text
    assert re.findall(r"/cases/([a-z0-9]{12})", every)[0] == public_id  # though another is overdue


def test_while_many_cases_wait_to_be_read_page_list_and_home_say_as_of_when(
    supervisor: FlaskClient, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    TalliesKept(installation, enough=1).renew()
    since = installation.clock.now() - timedelta(minutes=3)
    with installation.begin() as uow:
        uow.session.execute(update(CaseChain).values(tallied=False, untallied_since=since))
        uow.session.execute(update(Case).values(danger=True))
        uow.commit()
    monkeypatch.setattr(tallies, "FEW", 1)
    at = f"{since.astimezone(SHANGHAI):%H:%M}"
    for page in ("/", f"/backlog?region={VILLAGE}", f"/backlog/cases?region={COUNTY}&figure=open"):
        text = supervisor.get(page).text
        assert at in text, page
        assert "figure=danger" not in text, page
    assert "（3 分钟前）以前的全部经过" in supervisor.get("/backlog").text
    TalliesKept(installation, enough=1).renew()
    text = supervisor.get("/backlog").text
    assert "figure=danger" in text
    assert "后台正在读" not in text


def test_no_list_of_a_supervisor_names_a_party(supervisor: FlaskClient) -> None:
    pages = ["/", "/backlog", f"/backlog?region={VILLAGE}", f"/backlog/cases?region={COUNTY}"]
    for page in pages:
        answer = supervisor.get(page)
        assert answer.status_code == 200
        assert not any(name in answer.text for name in ("张三", "李四", "王五"))
    assert supervisor.get("/cases").status_code == 403


@pytest.mark.parametrize("region", [KAILU, "150500000000", "999999999999", "x", "%"])
def test_another_area_is_answered_like_none(supervisor: FlaskClient, region: str) -> None:
    assert supervisor.get("/backlog", query_string={"region": region}).status_code == 404
    assert supervisor.get("/backlog/cases", query_string={"region": region}).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "figure=made-up",
            "level=x",
            "age=9",
            "went=x",
            "person=x",
            "until=2026-13-01",
            "weeks=5",
            "mark=x",
        ),
        *("state=zzz", "overdue=7", "clock=x", "category=x"),
    ],
)
def test_what_no_number_counts_is_not_there(supervisor: FlaskClient, asked: str) -> None:
    assert supervisor.get(f"/backlog/cases?region={COUNTY}&{asked}").status_code == 404


def test_a_retired_kind_of_dispute_is_still_looked_at(
    supervisor: FlaskClient, installation: Installation
) -> None:
    with installation.begin() as uow:
        category = uow.session.scalars(select(Category)).first()
        assert category is not None
        category.valid_until = date(2026, 1, 1)
        uow.commit()
        code, name = category.code, category.name
    chosen = {"region": COUNTY, "category": code}
    assert f'<option value="{code}" selected>' in supervisor.get("/backlog", query_string=chosen).text
    assert name in supervisor.get("/backlog/cases", query_string=chosen).text
    assert f'<option value="{code}"' not in supervisor.get("/backlog", query_string={"region": COUNTY}).text


def test_the_home_page_shows_the_figures(supervisor: FlaskClient) -> None:
    home = supervisor.get("/").text
    assert re.search(r">2</a></strong>未结", home)
    assert re.search(r">1</a></strong>其中逾期", home)


def test_who_supervises_nothing_has_no_backlog(
    app: Flask, supervisor: FlaskClient, make_person: MakePerson
) -> None:
    make_person("li", MEDIATOR, "李建国")
    client = app.test_client()
    enter(client, "li")
    assert client.get("/backlog").status_code == 403


ANSWER = {
    "past": {
        "first": "2025-11-23",
        "last": "2026-11-22",
        "stays": 321,
        "festival": 1.25,
        "levels": [
            ["village", 2, 4, 1.5, 1.0, 30, 290],
            ["county", 1, 2, 0.7, 3.1, 9, 3],
            ["township", 3, 6, 0.8, 2.0, 9, 28],
        ],
    },
    "lines": [
        ["open_at_end", None, 12.5, 9.5, -4.0, -2.0],
        ["wait_mean", "village", 1.0, 1.1, -0.1, 0.3],
        ["wait_mean", "county", 7.77, 1.1, -7.0, -6.0],
    ],
    "before": [[10.0, 12.5], [8, 9], [12, 15]],
    "after": [[9.0, 9.5], [7, 8], [11, 12]],
}


def test_the_wall_screen_says_why_it_draws_no_ages_of_few_cases(supervisor: FlaskClient) -> None:
    page = supervisor.get(f"/backlog/screen?region={COUNTY}").text
    assert "未结案件的案龄：几乎都少于 5 件，画出来就能推算，所以不画。" in page
    assert "&#34;未结案件的案龄&#34;" not in page


def test_a_what_if_that_cannot_be_is_refused_at_its_field_and_stays_typed(supervisor: FlaskClient) -> None:
    assert supervisor.get(f"/backlog/what-if?region={COUNTY}&like=nonsense").status_code == 200
    typed = {"mediators.village": "-1", "weeks": "3", "term_days": "20", "region": COUNTY}
    refused = sent(supervisor, "/backlog/what-if", typed)
    assert refused.status_code == 422
    assert "请写 4 到 104 周" in refused.text
    assert 'name="term_days" type="text" value="20"' in refused.text
    too_short = sent(supervisor, "/backlog/what-if", {**typed, "weeks": "26"})
    assert too_short.status_code == 422
    assert "推算不出来" in too_short.text


def test_an_answer_is_shown_with_what_it_rests_on(
    supervisor: FlaskClient, installation: Installation
) -> None:
    with installation.begin() as uow:
        person = uow.session.scalars(select(Person.id).where(Person.account == "gao")).one()
        row = WhatIf(
            region_code=COUNTY,
            scenario={"mediators.county": -2},
            asked_by=person,
            asked_at=installation.clock.now(),
            refused=[],
        )
        uow.session.add(row)
        uow.commit()
        what_if_id = row.id
    address = f"/backlog/what-if/{what_if_id}"
    assert "hx-trigger" in supervisor.get(address).text
    with installation.begin() as uow:
        answer_what_if(uow, clock=installation.clock, what_if_id=what_if_id, answer=ANSWER)
        uow.commit()
    page = supervisor.get(address).text
    assert "hx-trigger" not in page
    assert "旗县减少 2 名调解员" in page
    assert "-3.00" in page
    assert "看不出差别" in page
    assert "321" in page
    assert "旗县、苏木乡镇：未结或者一年里结束的不到 5 件" in page
    assert "7.77" not in page
    assert supervisor.get(f"/backlog/what-if?region={COUNTY}&like={what_if_id}").text.count('value="-2"') == 1
