"""What leaves for another installation: claims, parties, papers on closed lists, never what was said to settle."""

from __future__ import annotations

import base64
import io
import json

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from mediation.adapters.worker import Worker
from mediation.demonstration.doors import agreed, at_court, entrusted
from mediation.demonstration.invented import register
from mediation.model import Attachment, CaseEvent, Deadline, Diversion, ExchangeOut, HandOver, Holding
from mediation.rules.vocabulary import CourtProcedure, DeadlineState, ExchangeKind, Outcome
from mediation.rules.wall import Reach
from mediation.services.exchange.make_file import make_file
from mediation.services.issue_paper import issue_paper
from mediation.services.perform import perform
from tests.steps.exchange.sides import Pair, Side
from tests.steps.planting import Garden, canaries_in, planting_player

INDUSTRY = "科尔沁左翼中旗医疗纠纷人民调解委员会"


def planted(side: Side, garden: Garden) -> None:
    """From now on this side's people leave a canary in every closed text."""
    before = side.player
    side.player = planting_player(garden)(side.house, before.clock.today())
    side.player.clock.instant = before.clock.instant
    side.player.case_id, side.player.parties = before.case_id, before.parties


def told_by(side: Side) -> str:
    """Everything that goes out, papers with their text."""
    said = []
    with side.house.read() as session:
        for one in session.scalars(select(ExchangeOut).where(ExchangeOut.body_sealed.is_not(None))):
            said.append(one.body or "")
            if one.kind is ExchangeKind.PAPER:
                data = base64.b64decode(json.loads(one.body or "")["content"])
                if data.startswith(b"%PDF"):
                    said += [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    return "".join(said)


def rendered(side: Side) -> None:
    worker = Worker(side.player.house)
    worker.drain()
    worker.close()


@pytest.mark.long
def test_a_court_learns_the_outcome_and_gets_its_papers_and_not_the_talks(pair: Pair) -> None:
    court, county = pair.court, pair.county
    at_court(court.player, 1)
    entrusted(court.player, CourtProcedure.ORDINARY)
    case_id = court.player.case_id
    with court.house.read() as session:
        offer = session.scalars(select(HandOver.id)).one()
    letter = {"kind": "entrustment_letter", "subject_id": offer, "case_id": case_id}
    perform(court.player.house, issue_paper, actor=court.actor("fayuan"), **letter)
    rendered(court)
    pair.carry()
    county.sign()
    with county.house.read() as session:
        came = session.scalars(select(Attachment)).all()
        assert {one.title for one in came} >= {"委托调解函"}
        door = session.scalars(select(Diversion)).one()
        assert door.court_number == court.player.number_of_the_suit()
    garden = Garden()
    planted(county, garden)
    player = county.player
    player.appoint("zhenzhuren", "zhentiaojie")
    player.sit("zhentiaojie", "先分开谈。", "再谈", "保康镇调解室", apart=True)
    agreed(player)
    rendered(county)
    make_file(player.house, actor=county.carrier, peer_id=county.peer_id)
    found = canaries_in(told_by(county))
    reaches = {garden.planted[n].reach for n in found}
    assert reaches <= {Reach.ASKED, Reach.PARTIES}, {garden.planted[n] for n in found}
    assert Reach.PARTIES in reaches, "the agreement goes to the court"
    assert {one.reach for one in garden.planted.values()} >= {Reach.APART, Reach.COMMITTEE}
    pair.carry()
    assert court.state(case_id) == county.state(case_id) == "in_force"
    with court.house.read() as session:
        from mediation.model import Case

        case = session.get_one(Case, case_id)
        assert case.outcome is Outcome.AGREED_WRITTEN
        assert case.concluded_on == player.clock.today()
        titles = {one.title for one in session.scalars(select(Attachment))}
        assert titles >= {"调解情况复函", "人民调解协议书"}
        running = session.scalars(
            select(Deadline.clock).where(
                Deadline.matter_id == case_id, Deadline.state == DeadlineState.RUNNING
            )
        ).all()
        assert list(running) == []


def test_a_term_that_is_extended_over_there_stands_here_too(pair: Pair) -> None:
    from datetime import timedelta

    from mediation.rules import acts

    court, county = pair.court, pair.county
    at_court(court.player, 1)
    entrusted(court.player, CourtProcedure.ORDINARY)
    pair.carry()
    case_id = county.sign()
    county.player.appoint("zhenzhuren", "zhentiaojie")
    pair.carry()
    until = county.player.clock.today() + timedelta(days=25)
    county.player.step(
        "zhentiaojie", "extend", acts.TermExtended(until, tuple(county.player.parties)), "双方愿意继续"
    )
    pair.carry()
    last = select(Deadline.due_on).where(
        Deadline.matter_id == case_id, Deadline.state == DeadlineState.RUNNING
    )
    with court.house.read() as here, county.house.read() as there:
        assert list(here.scalars(last)) == list(there.scalars(last))


def test_a_village_escalates_to_a_committee_of_another_installation_and_is_told_the_end(pair: Pair) -> None:
    court, county = pair.court, pair.county
    register(county.player, 3)
    player = county.player
    garden = Garden()
    planted(county, garden)
    player = county.player
    player.settle_first("cunzhuren", "村干部")
    player.step("cunzhuren", "fail_settlement", reason="谈不拢")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.sit("cunzhuren", "各说各的。", "继续协商", "村委会")
    player.offer("cunzhuren", INDUSTRY, "医疗损害，本村办不了")
    case_id = player.case_id
    assert {garden.planted[n].reach for n in canaries_in(told_by(county))} <= {Reach.ASKED}
    pair.carry()
    court.sign("yiliao")
    pair.carry()
    assert court.holder(case_id) == county.holder(case_id) == INDUSTRY
    assert court.state(case_id) == county.state(case_id) == "accepted"
    with court.house.read() as session:
        offer = session.scalars(select(HandOver)).one()
        assert canaries_in(offer.reason or ""), "the reason is for the receiver"
        assert len(session.scalars(select(Holding)).all()) == 2
        road = session.scalars(
            select(CaseEvent.tag).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
        ).all()
        assert road[:5] == [
            "case:registered",
            "dispute:try_settlement",
            "dispute:fail_settlement",
            "dispute:accept",
            "dispute:appoint",
        ]
    court.player.step("yiliao", "withdraw", reason="当事人撤回")
    pair.carry()
    assert county.state(case_id) == "withdrawn"
