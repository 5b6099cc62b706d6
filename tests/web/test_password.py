"""Changing one's own password: what is refused, and that every other browser has to sign in again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from furnished import PASSWORD, House, furnished_house

from mediation.services.sign_in import sign_in

NEW = "chang-yi-xie-2026"


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


def sent(current: str = PASSWORD, new: str = NEW, repeated: str = NEW) -> dict[str, str]:
    return {"current": current, "new": new, "repeated": repeated}


def test_a_new_password_ends_the_other_browsers_and_keeps_this_one(house: House) -> None:
    here, elsewhere = house.browser("head"), house.app.test_client()
    came = sign_in(house.installation, account="head", password=PASSWORD, address="10.0.0.1", device="")
    elsewhere.set_cookie("mediation", came.token)
    assert elsewhere.get("/account").status_code == 200
    assert here.post("/account/password", sent()).status_code == 303
    assert "密码已更换" in here.get("/account").text
    assert elsewhere.get("/account").status_code == 303
    assert here.post("/account/password", sent()).status_code == 422
    again = "另一个长密码123456"
    assert here.post("/account/password", sent(NEW, again, again)).status_code == 303


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (sent(current="wrong"), "current", "不正确"),
        (sent(new="short", repeated="short"), "new", "至少 10 个字符"),
        (sent(new=PASSWORD, repeated=PASSWORD), "new", "不能和现在的一样"),
        (sent(repeated="something-else"), "repeated", "不一样"),
        (sent(new="x" * 300, repeated="x" * 300), "new", "至少 10 个字符"),
    ],
)
def test_a_refusal_stands_at_its_field_and_changes_nothing(
    house: House, typed: dict[str, str], field: str, said: str
) -> None:
    who = house.browser("head")
    answer = who.post("/account/password", typed)
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert said in answer.text
    assert typed["new"] not in answer.text
    house.browser("head")  # the old password still opens the door


def test_guessing_the_present_password_is_throttled_like_signing_in(house: House) -> None:
    who = house.browser("head")
    answers = [who.post("/account/password", sent(current=f"guess-{n}")).status_code for n in range(8)]
    assert answers[0] == 422
    assert answers[-1] == 403
