"""731 against one through the pages, as one clerk does it: every stage adds up, and the clicks are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from form_on_page import FormOnPage
from furnished import Browser, House, actor, furnished_house
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mediation.demonstration.people import invented_id_number, invented_name
from mediation.model import BatchFollower, Case, Confirmation, Delivery, Run
from mediation.services.many.run import work_on_run

HEADS = "姓名\t证件号码\t没有证件号码的原因\t出生日期\t代理人类型\t代理人姓名\t与当事人关系\t代理权限\t同意调解\t金额"
SECONDS_PER_CLICK = 20
"""For opening a page or sending a form: reading what it says and typing what is asked, on average."""
TWO_HOURS = 2 * 3600


@dataclass(frozen=True)
class Crowd:
    """How many do what; the model is one of those who adopt."""

    adopt: int
    refuse: int
    minors: int
    heirs: int
    unreachable: int

    @property
    def people(self) -> int:
        return self.adopt + self.refuse + self.minors + 1 + self.unreachable


OWNERS = Crowd(adopt=690, refuse=12, minors=3, heirs=2, unreachable=25)
A_FEW = Crowd(adopt=5, refuse=1, minors=1, heirs=2, unreachable=1)


@dataclass
class Clerk:
    """Somebody whose every request is counted."""

    house: House
    browser: Browser
    clicks: int = 0
    told: list[str] = field(default_factory=list)

    def get(self, path: str) -> str:
        self.clicks += 1
        answer = self.browser.get(path)
        assert answer.status_code == 200, path
        return answer.text

    def post(self, path: str, fields: dict[str, Any]) -> TestResponse:
        self.clicks += 1
        answer = self.browser.post(path, fields)
        assert answer.status_code == 303, (path, FormOnPage(answer.text).summary, answer.text[-500:])
        return answer

    def fill(self, path: str, **more: Any) -> TestResponse:
        """Open a form and send it with what has to be added."""
        form = FormOnPage(self.get(path))
        return self.post(path, form.sent | more)

    def stage(self, path: str, account: str, **more: Any) -> None:
        """A stage for all; the worker goes on with what the page did not do."""
        self.fill(path, _do="all", **more)
        with self.house.installation.read() as session:
            run_id = session.scalars(
                select(Run.id).order_by(Run.made_at.desc(), Run.id.desc()).limit(1)
            ).one()
        person = actor(self.house.installation, self.house.plan, account)
        while work_on_run(self.house.installation, actor=person, run_id=run_id, most=200):
            pass


def listed(crowd: Crowd) -> str:
    """The owners as the table has them: everybody but the model."""
    rows = [HEADS]
    for n in range(1, crowd.people):
        name, number = invented_name(3000 + n), invented_id_number(3000 + n)
        minor = crowd.adopt <= n < crowd.adopt + crowd.minors
        born, acting = ("2014-05-01", ("监护人", f"监护{n}", "父亲", "")) if minor else ("", ("",) * 4)
        number = "" if minor else number
        agrees = "" if n >= crowd.people - crowd.unreachable else "是"
        why = "户口簿不在身边" if minor else ""
        rows.append("\t".join((name, number, why, born, *acting, agrees, f"{1000 + n}")))
    return "\n".join(rows)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def sums(page: str) -> list[int]:
    """The last column of the table that adds up."""
    table = page.partition('id="sums"')[2].partition('id="followers"')[0]
    return [int(n) for n in re.findall(r"<strong>(\d+)</strong></div>", table)]


def _goes_through(house: House, crowd: Crowd) -> Clerk:
    clerk = Clerk(house, house.browser("head"))
    today = house.clock.today().isoformat()
    url = clerk.post(f"/batches/new/{house.plan.cases['served'].public_id}", {"side": "applicant"}).headers[
        "Location"
    ]
    clerk.get(f"{url}/list")
    text = listed(crowd)
    clerk.clicks += 1
    assert clerk.browser.post(f"{url}/list", {"text": text, "_do": "check"}).status_code == 200
    clerk.post(f"{url}/list", {"text": text, "_do": "save"})
    order = _followers(house)
    for gone in order[-crowd.unreachable :]:
        clerk.fill(
            f"/batches/followers/{gone.id}/leave", left_as="unreachable", reason="三次上门、电话都没有找到"
        )
    dead = order[crowd.adopt + crowd.minors + crowd.refuse - 1]
    heirs = [HEADS]
    for n in range(crowd.heirs):
        share = f"{(dead.amount or 0) / crowd.heirs:.2f}"
        name, number = invented_name(9000 + n), invented_id_number(9000 + n)
        heirs.append("\t".join((name, number, "", "", "", "", "", "", "是", share)))
    clerk.fill(
        f"/batches/followers/{dead.id}/leave", left_as="died", reason="去年去世", text="\n".join(heirs)
    )
    _adds_up(clerk, url, crowd)
    clerk.stage(f"{url}/stages/open", "head", person_ids=str(house.plan.people["mediator"]))
    _adds_up(clerk, url, crowd)
    refusing = order[crowd.adopt + crowd.minors - 1 : crowd.adopt + crowd.minors + crowd.refuse - 1]
    _go_to_court(clerk, refusing)
    _adds_up(clerk, url, crowd)
    clerk.stage(
        f"{url}/stages/draw",
        "head",
        began_at=f"{today}T09:00",
        place="社区会议室",
        record="逐条说明示范协议，逐人核对金额。",
        result="愿意照示范办理",
        due_on="2027-01-31",
    )
    clerk.stage(f"{url}/stages/sign", "head", signed_on=today)
    _adds_up(clerk, url, crowd)
    court = str(house.plan.organisations["court"])
    clerk.stage(f"{url}/stages/apply", "head", court_id=court, signed_on=today, none_excluded="yes")
    _adds_up(clerk, url, crowd)
    assert clerk.browser.get(f"{url}/roster.csv").text.strip().count("\n") == crowd.adopt + crowd.minors + 2
    judge = _court_confirms(house, url, crowd.adopt - 1 + crowd.minors + crowd.heirs)
    clerk.told = judge.told
    _adds_up(clerk, url, crowd)
    return clerk


def _court_confirms(house: House, url: str, applied: int) -> Clerk:
    """The court's half: accepted together, looked at one by one, then ruled on, sealed and served together."""
    desk, judge, office = (Clerk(house, house.browser(one)) for one in ("liaison", "judge", "clerk"))
    series = url.replace("/batches/", "/series/")
    desk.stage(f"{series}/stages/accept", "liaison")
    page = judge.get(f"{series}/look")
    for _ in range(applied):
        found = re.search(r'name="confirmation_id" value="([^"]+)"', page)
        assert found
        judge.post(f"{series}/look", {"confirmation_id": found[1], "_do": "ok"})
        judge.clicks -= 1  # the answer leads on to the next by itself: one key for each agreement
        page = judge.browser.get(f"{series}/look", follow_redirects=True).text
        judge.clicks += 1
    ruling = {
        "first_number": "（2026）内0521诉前调确3001号",
        "findings": "双方自愿，内容明确。",
        "clerk_name": "周文静",
    }
    judge.stage(f"{series}/stages/rule", "judge", **ruling)
    office.stage(f"{series}/stages/seal", "clerk")
    office.stage(f"{series}/stages/serve", "clerk", delivered_on=house.clock.today().isoformat())
    office.clicks += desk.clicks
    with house.installation.read() as session:
        mine = select(BatchFollower.case_id)
        confirmed = select(func.count()).where(
            Confirmation.case_id.in_(mine), Confirmation.state == "confirmed"
        )
        assert session.scalar(confirmed) == applied
        reached = (
            select(func.count())
            .select_from(Delivery)
            .join(Confirmation, Confirmation.id == Delivery.confirmation_id)
        )
        assert session.scalar(reached.where(Confirmation.case_id.in_(mine))) == 2 * applied
    judge.told = [f"{judge.clicks} of the judge, {office.clicks} of the desk and the office"]
    return judge


def _followers(house: House) -> list[BatchFollower]:
    with house.installation.read() as session:
        rows = session.scalars(select(BatchFollower).order_by(BatchFollower.ordinal)).all()
        session.expunge_all()
        return list(rows)


def _go_to_court(clerk: Clerk, refusing: list[BatchFollower]) -> None:
    """The same day: out of the batch, mediation ended, the court told."""
    for one in refusing:
        clerk.fill(f"/batches/followers/{one.id}/leave", left_as="opted_out", reason="不同意示范方案，要起诉")
    with clerk.house.installation.read() as session:
        ids = session.execute(
            select(Case.id, Case.public_id)
            .join(BatchFollower, BatchFollower.case_id == Case.id)
            .where(BatchFollower.id.in_([one.id for one in refusing]))
        ).all()
    for case_id, public_id in ids:
        clerk.get(f"/cases/{public_id}")
        clerk.fill(f"/steps/dispute/{case_id}/go_to_court", reason="本人选择起诉")


def _adds_up(clerk: Clerk, url: str, crowd: Crowd) -> str:
    page = clerk.get(url)
    assert set(sums(page)) == {crowd.people}
    assert f"= {crowd.people} 人" in page
    return page


def _checked(house: House, crowd: Crowd, clerk: Clerk) -> None:
    applied = crowd.adopt - 1 + crowd.minors + crowd.heirs
    with house.installation.read() as session:
        mine = select(BatchFollower.case_id)
        assert (
            session.scalar(
                select(func.count()).where(Confirmation.case_id.in_(mine), Confirmation.state == "confirmed")
            )
            == applied
        )
        at_court = select(func.count()).where(Case.id.in_(mine), Case.state == "at_court")
        assert session.scalar(at_court) == crowd.refuse
        days = session.scalars(
            select(Case.concluded_on).where(Case.id.in_(mine), Case.state == "at_court").distinct()
        ).all()
        assert len(days) == 1  # the same day
    spent = clerk.clicks * SECONDS_PER_CLICK
    minutes = f"{spent / 60:.0f} minutes at {SECONDS_PER_CLICK} seconds a click"
    print(f"\n{crowd.people} against one: {clerk.clicks} clicks of one clerk, {minutes}; {clerk.told[0]}")
    assert spent < TWO_HOURS


def test_a_few_against_one_add_up_at_every_stage(house: House) -> None:
    _checked(house, A_FEW, _goes_through(house, A_FEW))


@pytest.mark.long
def test_731_owners_against_one_in_under_two_hours_of_clicks(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert OWNERS.people == 731
    clerk = _goes_through(house, OWNERS)
    with capsys.disabled():
        _checked(house, OWNERS, clerk)
