"""Signing by phone, from the open round to the agreement in force and its paper read by a party, on PostgreSQL."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import register
from mediation.demonstration.player import Player
from mediation.model import Agreement, CaseEvent, Document, DrawnSignature, SigningRound
from mediation.rules.errors import WrongState
from mediation.rules.vocabulary import RoundEnd
from mediation.services.record_repetition import record_repetition
from mediation.services.sign_on_screen import sign_on_screen
from tests.steps.conftest import TODAY
from tests.steps.phones import HEAD, approve, drawn, drawn_up
from tests.steps.test_reading_by_phone import Reader

pytestmark = [
    pytest.mark.long,
    pytest.mark.parametrize("backend", [pytest.param("postgres", marks=pytest.mark.postgres)]),
]


def test_two_phones_a_mediator_and_a_seal_put_the_agreement_in_force(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(3))
    register(player, 1, HEAD)
    approve(house, "guanliyuan", player)
    road = drawn_up(player)
    road.render()
    road.open()
    road.do(record_repetition, party_id=player.parties[0], words="对方年底前给我三千块。")
    first, second = road.phone(0), road.phone(1)
    for phone in (first, second):
        phone.prove()
        phone.read()
        phone.sign()
        with pytest.raises(WrongState, match="已经用过"):
            phone.sign()
        road.clock.move(hours=3)
    road.do(sign_on_screen, drawing=drawn(3), form_key="k" * 20, address="10.0.0.1")
    assert road.state() == "agreed"
    road.seal()
    assert road.state() == "in_force"
    road.render()
    with road.house.read() as session:
        agreement = session.scalars(select(Agreement)).one()
        assert agreement.in_force_on == road.clock.today()
        assert session.scalars(select(SigningRound)).one().ended_as is RoundEnd.COMPLETE
        document = session.scalars(select(Document).where(Document.kind == "agreement")).one()
        signed = [json.loads(one.manifest or "") for one in session.scalars(select(DrawnSignature))]
        assert {one["document_sha256"] for one in signed} == {document.digest}
        sheet = session.scalars(select(Document).where(Document.kind == "signature_sheet")).one()
        assert sheet.digest is not None
        tags = session.scalars(select(CaseEvent.tag)).all()
        assert (tags.count("signing:read"), tags.count("dispute:sign_by_phone")) == (2, 2)
    reader = Reader(road)
    reader.ask(reader.phone_of(1))
    assert reader.type(reader.sent())
    reader.read()
    assert reader.looks() == 1
