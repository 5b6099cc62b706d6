"""Papers: who may open which, what a look leaves behind, and what they print of whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.invented import COURT, STORIES, _money
from mediation.demonstration.people import VILLAGE, invented_name
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Document
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.case_history import EventShown, history_of
from mediation.readmodels.documents import readable_document
from mediation.rules import acts
from mediation.rules.errors import NotAllowed, NotThere, StaleCase
from mediation.rules.papers import PAPERS
from mediation.rules.vocabulary import CaseSource, JurisdictionGround, MatterKind, Side
from mediation.services.case_now import current_parties
from mediation.services.change_parties import correct_party
from mediation.services.fill_papers import hidden_parties, prints_hidden_address
from mediation.services.issue_document import reissue_document
from mediation.services.jurisdiction import INVITED_BY_COURT
from mediation.services.perform import perform
from mediation.services.read_document import read_document
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY, Begin

STORY = {name: story for name, _, story in STORIES}


def papers(player: Player, kind: str) -> list[Document]:
    """All editions, the first one first."""
    with player.house.read() as session:
        found = session.scalars(
            select(Document)
            .where(Document.case_id == player.case_id, Document.kind == kind)
            .order_by(Document.edition)
        ).all()
        session.expunge_all()
        return list(found)


def contents(player: Player, kind: str) -> Any:
    """What the last edition says."""
    with player.house.read() as session:
        last = session.get_one(Document, papers(player, kind)[-1].id)
        return PAPERS[kind].contents.from_json(last.contents or "")


def opened(player: Player, account: str, document_id: UUID) -> UUID:
    return perform(player.house, read_document, actor=player.actor(account), document_id=document_id)


def looks(player: Player) -> list[EventShown]:
    with player.house.read() as session:
        events = history_of(session, player.case_id, contents=True)
    return [event for event in events if event.tag == "document:read"]


def not_there(act: Callable[[], Any]) -> None:
    with pytest.raises(NotThere):
        act()


def test_a_look_at_a_paper_with_numbers_is_an_event_and_refused_to_grid_workers(
    house: Installation, begin: Begin
) -> None:
    player = begin(3, account="wanggeyuan")
    player.step("cunzhuren", "skip_settlement", reason="当事人直接申请调解")
    player.accept("cunzhuren")
    (form,), (notice,) = papers(player, "intake_form"), papers(player, "rights_notice")
    with pytest.raises(NotAllowed):
        opened(player, "wanggeyuan", form.id)
    assert opened(player, "wanggeyuan", notice.id) == notice.id
    assert looks(player) == []
    assert opened(player, "cunzhuren", form.id) == form.id
    (look,) = looks(player)
    assert (look.role, look.data) == ("committee_head", {"kind": "intake_form", "edition": 1})
    not_there(lambda: opened(player, "zhenzhuren", form.id))
    not_there(lambda: opened(player, "qidudao", form.id))
    with house.read() as session:
        assert verify_chains(session, house.vault, verify_signature).breaks == ()


def test_a_look_makes_nobodys_page_stale_and_is_not_taken_for_the_change(
    house: Installation, begin: Begin
) -> None:
    player = begin(5)
    STORY["mediating"](player)
    (form,) = papers(player, "intake_form")
    opened(player, "cunzhuren", form.id)
    old = StepCommand(
        matter=MatterKind.DISPUTE, matter_id=player.case_id, step="hold_sitting", seen_version=1
    )
    with pytest.raises(StaleCase, match="调解"):
        perform(player.house, take_step, actor=player.actor("cunzhuren"), command=old)


def test_the_court_opens_the_papers_of_its_own_application_alone(house: Installation, begin: Begin) -> None:
    """A text that was given up is talk; it never leaves the committee (民诉法解释 107)."""
    player = begin(20)
    STORY["mediated by the township"](player)
    player.agree("zhentiaojie", "申请人承认全部过错。", _money(player, "9999.99", 30))
    player.step("zhentiaojie", "resume_mediation", reason="申请人不签")
    player.agree("zhentiaojie", "水沟被堵。", _money(player, "100.00", 30))
    player.sign("zhenzhuren", "zhentiaojie")
    player.apply("zhenzhuren", COURT)
    given_up, signed = papers(player, "agreement")
    (application,), (form, *_) = papers(player, "confirmation_application"), papers(player, "intake_form")
    not_there(lambda: opened(player, "fayuan", application.id))  # not submitted yet
    player.submit("zhenzhuren")
    for document in (given_up, form):
        not_there(lambda wanted=document.id: opened(player, "fayuan", wanted))
        with house.read() as session, pytest.raises(NotThere):
            readable_document(session, player.actor("fayuan"), document.id)
    for document in (signed, application, *papers(player, "service_addresses")):
        assert opened(player, "fayuan", document.id) == document.id
        not_there(lambda wanted=document.id: opened(player, "kailufayuan", wanted))
    assert {look.role for look in looks(player)} == {"court_liaison"}
    assert opened(player, "zhenzhuren", given_up.id) == given_up.id


def test_an_application_to_another_court_is_not_this_courts(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["in force"](player)
    to_kailu = acts.ConfirmationDrawn(
        player.organisation("开鲁县人民法院"),
        JurisdictionGround.SUBJECT_MATTER,
        region_code="150523000000",
    )
    player.step("zhenzhuren", "apply_for_confirmation", to_kailu)
    player.submit("zhenzhuren")
    player.step(
        "zhenzhuren", "withdraw_application", reason="改向本旗法院申请", matter=MatterKind.CONFIRMATION
    )
    player.apply("zhenzhuren", COURT)
    player.submit("zhenzhuren")
    there, here = papers(player, "confirmation_application")
    (agreement,) = papers(player, "agreement")
    for account, own, others in (("fayuan", here, there), ("kailufayuan", there, here)):
        assert opened(player, account, own.id) == own.id
        assert opened(player, account, agreement.id) == agreement.id
        not_there(lambda who=account, wanted=others.id: opened(player, who, wanted))


# 住址保密


def test_an_address_withheld_later_is_in_no_paper_issued_since_and_marked_in_the_old_ones(
    house: Installation, begin: Begin
) -> None:
    player = begin(5)
    STORY["mediating"](player)
    given = invented_party(Side.APPLICANT, invented_name(1), 101, player.clock.today())
    for withheld in (False, True):
        perform(
            player.house,
            correct_party,
            actor=player.actor("cunzhuren"),
            case_id=player.case_id,
            party_id=player.parties[0],
            given=replace(given, name=given.name + "某" * withheld, address_withheld=withheld),
        )
        with house.read() as session:
            player.parties = [p.id for p in current_parties(session, player.case_id)]
        for kind in ("intake_form", "sitting_record"):
            perform(
                player.house,
                reissue_document,
                actor=player.actor("cunzhuren"),
                document_id=papers(player, kind)[-1].id,
            )
    with house.read() as session:
        kept_back = hidden_parties(session, player.case_id)
        marked = {
            (d.kind, d.edition)
            for d in session.scalars(select(Document))
            if prints_hidden_address(d, kept_back)
        }
        holding = {
            (d.kind, d.edition)
            for d in session.scalars(select(Document).where(Document.kind != "rights_notice"))
            if given.address in (d.contents or "")
        }
    assert marked == {("intake_form", 1), ("intake_form", 2)}
    assert holding == marked | {("sitting_record", 1), ("sitting_record", 2)}  # whose sheet shows names alone


# 内容


@pytest.mark.parametrize(
    ("source", "copies"),
    [
        (CaseSource.APPLICATION, 3),
        (CaseSource.COURT_GUIDANCE, 3),
        (CaseSource.COURT_DELEGATED, 4),
        (CaseSource.COURT_ENTRUSTED, 4),
    ],
)
def test_the_court_that_invited_the_mediation_gets_a_copy(
    house: Installation, source: CaseSource, copies: int
) -> None:
    player = from_source(house, source)
    player.agree("cunzhuren", "水沟被堵。", _money(player, "100.00", 30))
    assert contents(player, "agreement").copies == copies


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        (CaseSource.APPLICATION, True),
        (CaseSource.COURT_ENTRUSTED, True),
        (CaseSource.OWN_INITIATIVE, False),
        (CaseSource.GRID, False),
    ],
)
def test_limitation_is_interrupted_by_who_asks_not_by_who_comes_of_itself(
    house: Installation, source: CaseSource, asked: bool
) -> None:
    assert contents(from_source(house, source), "intake_form").asked is asked


def from_source(house: Installation, source: CaseSource) -> Player:
    """A case that came that way, mediated by the village."""
    player = Player(house, TODAY)
    on = player.clock.today()
    parties = tuple(
        invented_party(side, invented_name(n), n, on)
        for n, side in enumerate((Side.APPLICANT, Side.RESPONDENT), 71)
    )
    player.register(
        "cunzhuren",
        dispute(
            on,
            parties,
            "damages",
            "咬伤",
            "赔偿",
            region=VILLAGE,
            source=source,
            inviting_court_id=player.organisation(COURT) if source in INVITED_BY_COURT else None,
        ),
    )
    player.step("cunzhuren", "skip_settlement", reason="当事人直接申请调解")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.sit("cunzhuren", "双方陈述。", "愿意协商", "村委会")
    return player
