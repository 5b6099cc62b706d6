"""Each time the city is shown what a case is about, an event says so: no page can be loaded again without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from furnished import House, furnished_house
from sqlalchemy import select, update

from mediation.model import CaseEvent, Organisation
from mediation.rules.vocabulary import Level

CITY = "150500000000"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    """The second bureau is the city's."""
    house = opened.put_back()
    with house.installation.begin() as uow:
        bureau = house.plan.organisations["other_bureau"]
        moved = {"region_code": CITY, "level": Level.CITY, "name": "通辽市司法局"}
        uow.session.execute(update(Organisation).where(Organisation.id == bureau).values(moved))
        uow.commit()
    return house


def looks(house: House) -> int:
    with house.installation.read() as session:
        return len(session.scalars(select(CaseEvent).where(CaseEvent.tag == "case:looked_into")).all())


def test_a_form_sent_again_shows_nothing_and_asks_for_a_reason(house: House) -> None:
    city, case = house.browser("other_supervisor"), house.plan.cases["mediating"]
    page = f"/cases/{case.public_id}/look"
    assert city.post(page, {"reason": " ", "_key": "a" * 20}).status_code == 422
    sent = {"reason": "群众来信，核对是谁", "_key": "k" * 20}
    shown = city.post(page, sent)
    assert shown.status_code == 200
    assert 'id="parties"' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"  # going back asks the server again
    assert looks(house) == 1
    for again in (sent, {**sent, "reason": "另一个理由"}):
        answer = city.post(page, again)
        assert answer.status_code == 409
        assert "再写明理由" in answer.text
        assert 'id="parties"' not in answer.text
    assert looks(house) == 1
    fresh = city.post(page, {**sent, "_key": "m" * 20})
    assert (fresh.status_code, looks(house)) == (200, 2)
    assert city.post(page, {"reason": "没有带编号的表单"}).status_code == 200
    assert looks(house) == 3
