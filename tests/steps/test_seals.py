"""Papers signed by an organisation's certificate: entered by the administrator, told when it has expired."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.adapters.seal import signatures_of
from mediation.adapters.worker import Worker
from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.player import Player
from mediation.model import Document, Organisation, SealCertificate, Typesetting
from mediation.readmodels.checked_file import check_file
from mediation.readmodels.seals import seals_of, seals_running_out
from mediation.rules.errors import BadInput, NotAllowed, NotThere
from mediation.rules.vocabulary import DocumentState
from mediation.services.enter_seal import end_seal, enter_seal
from mediation.services.perform import perform
from tests.adapters.test_seal import PASSWORD, certificate, keystore
from tests.steps.conftest import TODAY

ACCEPTED = next(story for name, _, story in STORIES if name == "accepted")


@pytest.fixture
def player(house: Installation) -> Player:
    player = Player(house, TODAY)
    register(player, 1)
    return player


def committee(player: Player) -> str:
    with player.house.read() as session:
        seat = player.actor("cunzhuren").posts[0].organisation_id
        return session.get_one(Organisation, seat).name


def entered(player: Player, account: str = "guanliyuan", *, days: int = 900, **changes: Any) -> UUID:
    given = {
        "organisation": committee(player),
        "keystore": keystore(certificate("测试调委会", None, days=days)),
        "password": PASSWORD,
    }
    return perform(player.house, enter_seal, actor=player.actor(account), **(given | changes))


def papers(player: Player) -> list[tuple[Document, bytes]]:
    with player.house.read() as session:
        rows = session.scalars(select(Document)).all()
        session.expunge_all()
    return [(row, player.house.blobs.get(row.digest or "")) for row in rows if row.digest]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_issued_papers_are_signed_and_say_with_what_they_were_made(player: Player) -> None:
    seal = entered(player)
    ACCEPTED(player)
    worker = Worker(player.house)
    try:
        assert worker.drain() > 0
    finally:
        worker.close()
    (document, pdf), *_ = papers(player)
    assert document.sealed_by_id == seal
    (found,) = signatures_of(pdf)
    assert (found.intact, found.whole) == (True, True)
    with player.house.read() as session:
        told = check_file(session, pdf, document.verify_code or "", (found,))
        made = session.get_one(Typesetting, document.typesetting_id)
    assert told.issued
    assert any("签名有效" in str(line) for line in told.lines)
    assert {"weasyprint", "pango"} < set(made.described)


def test_an_expired_certificate_stops_no_paper_and_its_head_is_told(player: Player) -> None:
    entered(player, days=3650)
    with player.house.begin() as uow:
        row = uow.session.scalars(select(SealCertificate)).one()
        row.valid_until = player.house.clock.now() - timedelta(days=400)
        uow.commit()
    ACCEPTED(player)
    worker = Worker(player.house)
    worker.drain()
    worker.close()
    now = player.house.clock.now()
    with player.house.read() as session:
        paper = session.scalars(select(Document).where(Document.kind == "rights_notice")).one()
        assert (paper.state, paper.sealed_by_id) == (DocumentState.ISSUED, None)
        assert signatures_of(player.house.blobs.get(paper.digest or "")) == ()
        (told,) = seals_running_out(session, player.actor("cunzhuren"), now)
        assert told.expired
        assert seals_running_out(session, player.actor("kailu"), now) == ()


def test_a_certificate_is_entered_by_the_administrator_of_its_area_alone(player: Player) -> None:
    with pytest.raises(NotAllowed):
        entered(player, "cunzhuren")
    with pytest.raises(BadInput) as refused:
        entered(player, organisation="某地人民调解委员会", password="wrong")
    assert {problem.field for problem in refused.value.problems} == {"organisation", "password"}
    with player.house.read() as session:
        assert session.scalars(select(SealCertificate)).all() == []


def test_another_certificate_takes_its_place_and_an_ended_one_keeps_no_key(player: Player) -> None:
    first, second = entered(player), entered(player)
    actor = player.actor("guanliyuan")
    assert perform(player.house, end_seal, actor=actor, certificate_id=second) == second
    with pytest.raises(NotThere):
        perform(player.house, end_seal, actor=actor, certificate_id=first)
    with player.house.read() as session:
        rows = session.scalars(select(SealCertificate)).all()
        assert all(row.keystore is None and row.password is None and row.ended_at for row in rows)
        assert len(seals_of(session, actor, player.house.clock.now())) == 2
        assert seals_of(session, player.actor("cunzhuren"), player.house.clock.now()) == ()
