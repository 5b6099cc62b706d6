"""Missed ends are told up the line, once each, until somebody acts; each week an area's supervisors get its figures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.commands.digests import make_digests
from mediation.demonstration.player import Player
from mediation.model import CaseEvent, Digest, Escalation, Membership, Notice, Organisation, Person, Setting
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.replay import replay_breaks
from mediation.readmodels.warnings import escalated_to, watched
from mediation.rules.backlog import Rung
from mediation.services.escalate_deadlines import ESCALATED, escalate_deadlines
from mediation.services.send_digests import send_digests
from tests.steps.conftest import Begin

COUNTY = "150521000000"
PHONE = "15047500001"


@pytest.fixture
def backend() -> str:
    return "sqlite"


@dataclass
class Post:
    """A channel that keeps what it was given."""

    sent: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    name: str = "file"
    shown: bool = False

    def send(self, notice_id: UUID, to: str, text: str) -> None:
        self.sent[notice_id] = (to, text)


@pytest.fixture
def waiting(begin: Begin) -> Player:
    """A dispute whose acceptance is due in three working days, and phones for those who may be told."""
    player = begin(0)
    with player.house.begin() as uow:
        accounts = ("cunzhuren", "sifasuo", "qidudao")
        for person in uow.session.scalars(select(Person).where(Person.account.in_(accounts))):
            person.phone = PHONE
        uow.commit()
    return player


def told(house: Installation) -> list[tuple[Rung, str]]:
    with house.read() as session:
        names = {one.id: one.name for one in session.scalars(select(Organisation))}
        rows = session.scalars(select(Escalation).order_by(Escalation.told_at, Escalation.id))
        return [(one.rung, names[one.organisation_id]) for one in rows]


def test_each_rung_is_told_on_its_day_and_once(waiting: Player) -> None:
    house = waiting.house
    waiting.wait(3)  # the last day itself
    assert escalate_deadlines(house) == 0
    waiting.wait(1)
    assert (escalate_deadlines(house), escalate_deadlines(house)) == (1, 0)
    waiting.wait(2)
    assert escalate_deadlines(house) == 1
    waiting.wait(4)
    assert escalate_deadlines(house) == 1
    assert [rung for rung, _ in told(house)] == [Rung.HEAD, Rung.TOWNSHIP, Rung.COUNTY]
    with house.read() as session:
        events = session.scalars(select(CaseEvent).where(CaseEvent.tag == ESCALATED)).all()
        assert len(events) == 3
        messages = [notice.text or "" for notice in session.scalars(select(Notice))]
        assert len(messages) == 3
        assert all("受理决定期限" in text and "张" not in text for text in messages)
        assert not verify_chains(session, house.vault, verify_signature).breaks
        assert not list(replay_breaks(session, house.registry))


def test_who_was_told_sees_it_until_somebody_acts(waiting: Player) -> None:
    house = waiting.house
    waiting.wait(12)
    assert escalate_deadlines(house) == 3

    def seen(account: str) -> int:
        with house.read() as session:
            return escalated_to(session, house.registry, waiting.actor(account)).total

    assert [seen(who) for who in ("cunzhuren", "sifasuo", "qidudao", "lincun", "kailu")] == [1, 1, 1, 0, 0]
    waiting.step("cunzhuren", "skip_settlement", reason="直接申请")
    waiting.accept("cunzhuren")
    assert [seen(who) for who in ("cunzhuren", "sifasuo", "qidudao")] == [0, 0, 0]


def test_the_days_are_a_setting_and_one_that_cannot_be_read_is_the_usual(waiting: Player) -> None:
    with waiting.house.begin() as uow:
        uow.session.add(Setting(name="escalation_head_days", value="5"))
        uow.session.add(Setting(name="escalation_township_days", value="soon"))
        uow.commit()
    waiting.wait(6)
    escalate_deadlines(waiting.house)
    assert [rung for rung, _ in told(waiting.house)] == [Rung.TOWNSHIP]


def test_cards_and_orders_of_an_area(waiting: Player) -> None:
    waiting.wait(6)
    house, today = waiting.house, waiting.clock.today()
    with house.read() as session:
        found = watched(session, house.registry, waiting.actor("qidudao"), COUNTY, today)
    assert [(one.clock.name, one.yellow, one.red) for one in found.clocks] == [("acceptance", 0, 1)]
    assert found.orders.total == 0


def test_a_week_is_told_once_to_each_supervisor_with_a_phone(waiting: Player) -> None:
    waiting.wait(7)
    post = Post()
    house = replace(waiting.house, channel=post)
    assert make_digests(house) > 0
    assert make_digests(house) == 0
    with house.read() as session:
        digest = session.scalars(select(Digest).where(Digest.region_code == COUNTY)).one()
        assert (digest.content["entered"], digest.content["ended"], digest.content["open"]) == (1, 0, 1)
    assert (send_digests(house), send_digests(house)) == (2, 0)
    texts = sorted(text for _, text in post.sent.values())
    assert all("登记1件、结案0件" in text for text in texts)
    assert {to for to, _ in post.sent.values()} == {PHONE}


def test_where_messages_are_read_out_no_digest_is_sent(waiting: Player) -> None:
    waiting.wait(7)
    make_digests(waiting.house)
    assert send_digests(waiting.house) == 0


def test_an_area_is_told_its_week_until_the_last_day_of_its_supervisors_post(waiting: Player) -> None:
    """Whether or not that day is known beforehand."""
    waiting.wait(7)
    today = waiting.clock.today()
    with waiting.house.begin() as uow:
        for account, last in (("qidudao", today), ("zongzhi", today), ("sifasuo", today - timedelta(1))):
            who = select(Person.id).where(Person.account == account).scalar_subquery()
            uow.session.execute(update(Membership).where(Membership.person_id == who).values(until_on=last))
        uow.commit()
    make_digests(waiting.house)
    with waiting.house.read() as session:
        areas = set(session.scalars(select(Digest.region_code)))
    assert COUNTY in areas
    assert "150521100000" not in areas
