"""The page on which an heir, a successor, or somebody come of age is entered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from furnished import House, furnished_house
from sqlalchemy import select

from mediation.model import Party


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def test_an_heir_is_entered_from_the_case_where_nobody_applies(house: House) -> None:
    ids, who = house.plan.cases["in_force"], house.browser("registrar")
    path = f"/disputes/{ids.id}/parties/{ids.parties[0]}/successor"
    assert f'href="{path}"' in who.get(f"/cases/{ids.public_id}").text
    form = {
        "cause": "death",
        "happened_on": house.installation.clock.today().isoformat(),
        "proof": "死亡证明、户口簿",
        "party.name": "王小明",
        "party.kind": "natural",
        "party.side": "applicant",
        "party.paper": "none",
        "party.paper_missing_reason": "未带在身上",
    }
    assert who.get(path).status_code == 200
    sent = who.post(path, form)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/cases/{ids.public_id}")
    assert "王小明" in who.get(f"/cases/{ids.public_id}").text
    drawn = house.plan.cases["drawn"]
    assert "/successor" not in who.get(f"/cases/{drawn.public_id}").text


def test_an_heir_is_entered_from_the_partys_card_and_mistakes_stand_at_their_fields(house: House) -> None:
    ids, who = house.plan.cases["drawn"], house.browser("registrar")
    path = f"/confirmations/{ids.confirmation}/parties/{ids.parties[0]}/successor"
    assert f'href="{path}"' in who.get(f"/confirmations/{ids.confirmation}").text
    with house.installation.read() as session:
        side = session.get_one(Party, ids.parties[0]).side.value
    form = {"cause": "death", "party.side": side, "party.kind": "natural", "party.paper": "none"}
    refused = who.post(path, form)
    assert refused.status_code == 422
    for field in ("f-proof", "f-happened_on", "f-party-name"):
        assert f'href="#{field}"' in refused.text
    today = house.installation.clock.today()
    whole = {
        **form,
        "happened_on": today.isoformat(),
        "proof": "死亡证明、户口簿",
        "party.name": "王小明",
        "party.paper_missing_reason": "未带在身上",
    }
    assert who.post(path, whole).status_code == 303
    page = who.get(f"/confirmations/{ids.confirmation}").text
    assert "王小明" in page
    assert "再加一位继承人或者承受人" in page
    with house.installation.read() as session:
        heir = session.scalars(select(Party).where(Party.name == "王小明")).one()
        assert heir.succeeds_id == ids.parties[0]
