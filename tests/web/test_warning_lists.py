"""The page of warnings: each number of a week leads to its list, and the wall screen renews itself without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from html import unescape
from pathlib import Path

import pytest
from furnished import COUNTY, House, furnished_house
from sqlalchemy import func, select

from mediation.model import Case, Digest, Organisation
from mediation.rules.backlog import week_of
from mediation.rules.clock import SHANGHAI
from mediation.rules.regions import span


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def test_each_number_of_a_week_leads_to_its_list(house: House) -> None:
    with house.installation.read() as session:
        monday = week_of(
            session.scalars(select(func.min(Case.registered_at))).one().astimezone(SHANGHAI).date()
        )
    names = ("entered", "ended", "open", "overdue", "danger", "orders", "orders_late", "orders_issued")
    content = dict.fromkeys(names, 7) | {"area": "旗", "orders_reopened": 0}
    with house.installation.begin() as uow:
        uow.session.add(
            Digest(region_code=COUNTY, week_on=monday, made_at=house.clock.now(), content=content)
        )
        uow.commit()
    supervisor = house.browser("supervisor")
    panel = supervisor.get("/warnings").text.partition('id="digests"')[2]
    led = [unescape(one) for one in re.findall(r'<td><a href="([^"]+)">7</a>', panel)]
    assert len(led) == len(names)
    assert led.count("#orders") == 3
    for address in led[:5]:
        assert supervisor.get(address).status_code == 200, address
    week = f"since={monday}&until={monday + timedelta(days=6)}"
    assert [week in address for address in led[:5]] == [True, True, True, False, False]
    sunday, written = monday + timedelta(days=6), monday + timedelta(days=7)
    assert [address.partition("&on=")[2] for address in led[:5]] == [*[str(sunday)] * 3, *[str(written)] * 2]
    with house.installation.read() as session:
        cases = session.scalar(
            select(func.count())
            .select_from(Case)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(
                Case.registered_at >= datetime.combine(monday, time(0), SHANGHAI),
                Case.registered_at < datetime.combine(monday + timedelta(7), time(0), SHANGHAI),
                Organisation.region_code.between(*span(COUNTY)),
            )
        )
    assert cases
    assert f"（{cases} 条）" in supervisor.get(led[0]).text


def test_the_wall_screen_renews_itself_without_a_script(house: House) -> None:
    page = house.browser("supervisor").get(f"/backlog/screen?region={COUNTY}").text
    head = page.partition("</head>")[0]
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in head
