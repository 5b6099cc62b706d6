"""Heirs, successors, and those come of age between the agreement and its confirmation: who applies, who signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import asked_for, at_court, made, signed_for
from mediation.demonstration.invented import COURT, STORIES
from mediation.demonstration.player import Player, invented_party
from mediation.model import Case, CaseEvent, Confirmation, Document, Party, Representative, Signature
from mediation.readmodels.case_list import confirmations_waiting
from mediation.readmodels.case_parts import agreement_of, confirmations_of
from mediation.readmodels.terms_audit import terms_broken
from mediation.rules import acts, papers
from mediation.rules.acts import Mark
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.vocabulary import (
    Capacity,
    DeliveryManner,
    MatterKind,
    RepresentativeKind,
    Side,
    SignatureManner,
    SignerRole,
    SuccessionCause,
)
from mediation.services.case_now import current_parties
from mediation.services.fill_papers import is_outdated
from mediation.services.paper_sources import PaperSources
from mediation.services.perform import perform
from mediation.services.succeed_party import succeed_party
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_law import problems
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
C = MatterKind.CONFIRMATION
DEATH, OF_AGE = SuccessionCause.DEATH, SuccessionCause.OF_AGE


@pytest.fixture
def player(begin: Begin) -> Player:
    found = begin(20)
    STORY["confirmation in preparation"](found)
    return found


def confirmation(player: Player) -> Confirmation:
    with player.house.read() as session:
        one = session.scalars(select(Confirmation).where(Confirmation.case_id == player.case_id)).one()
        session.expunge(one)
    return one


def heir(name: str = "王小明", n: int = 77) -> Any:
    return replace(invented_party(Side.THIRD, name, n, TODAY), consents=())


def succeeds(player: Player, party: int | UUID = 0, account: str = "zhenzhuren", **more: Any) -> UUID:
    about = more.pop("about", None) or {"kind": C, "matter_id": confirmation(player).id}
    given = {
        "cause": DEATH,
        "happened_on": player.clock.today(),
        "proof": "死亡证明、户口簿",
        "given": heir(),
        **more,
    }
    return perform(
        player.house,
        succeed_party,
        actor=player.actor(account),
        **about,
        party_id=player.parties[party] if isinstance(party, int) else party,
        **given,
    )


def signed(player: Player, *parties: UUID, **more: Any) -> None:
    marks = tuple(
        Mark(SignerRole.PARTY, player.clock.today(), (SignatureManner.SIGNED,), party_id=party, **more)
        for party in parties
    )
    player.step("zhenzhuren", "sign_application", acts.MarksGathered(marks), matter=C)


def now(player: Player) -> list[UUID]:
    with player.house.read() as session:
        return [party.id for party in current_parties(session, player.case_id)]


def paper(player: Player, kind: str) -> tuple[Any, bool]:
    """The last one of that kind, and whether the case now gives other contents."""
    with player.house.read() as session:
        query = select(Document).where(Document.case_id == player.case_id, Document.kind == kind)
        document = session.scalars(query.order_by(Document.edition.desc())).first()
        assert document is not None
        sources = PaperSources(session, session.get_one(Case, player.case_id))
        contents = papers.PAPERS[kind].contents.from_json(document.contents or "")
        return contents, is_outdated(sources, document)


def test_an_heir_applies_and_signs_and_the_one_who_died_stays_in_the_history(player: Player) -> None:
    signed(player, *player.parties)
    died_on = player.clock.today()
    player.wait(3)
    new = succeeds(player, happened_on=died_on)
    assert now(player) == [player.parties[1], new]
    with pytest.raises(ConditionsUnmet, match="王小明"):
        player.step("zhenzhuren", "submit", matter=C)
    with player.house.read() as session:
        old, heir_ = session.get_one(Party, player.parties[0]), session.get_one(Party, new)
        assert (old.until_on, heir_.from_on, heir_.side) == (died_on, died_on, old.side)
        assert (heir_.succeeds_id, heir_.succession) == (old.id, DEATH)
        tags = session.scalars(select(CaseEvent.tag).where(CaseEvent.case_id == player.case_id)).all()
        assert "party:succeeded" in tags
    with pytest.raises(BadInput, match="2"):  # is no party now, and had signed before
        signed(player, player.parties[0])
    signed(player, new)
    player.step("zhenzhuren", "submit", matter=C)
    player.confirm(player.court_number(), served=False)
    ruling, _ = paper(player, "confirmation_ruling")
    assert [one.name for one in ruling.parties][-1] == "王小明"
    assert "死亡，由王小明作为继承人" in ruling.successions[0]
    with player.house.read() as session:
        (shown,) = confirmations_of(session, player.case_id, deliberation=False)
        assert {one for one, _ in shown.unserved} == {player.parties[1], new}


def test_the_application_names_who_applies_and_the_agreement_who_made_it(player: Player) -> None:
    before, _ = paper(player, "confirmation_application")
    succeeds(player)
    after, outdated = paper(player, "confirmation_application")
    assert not outdated
    assert [one.name for one in before.parties] != [one.name for one in after.parties]
    assert [one.name for one in after.parties][-1] == "王小明"
    addresses, _ = paper(player, "service_addresses")
    assert [one.name for one in addresses.parties][-1] == "王小明"
    for kind in ("agreement", "mediation_certificate", "intake_form"):
        contents, outdated = paper(player, kind)
        assert not outdated
        assert "王小明" not in [one.name for one in contents.parties]
    with player.house.read() as session:
        agreement = agreement_of(session, player.case_id)
        assert agreement is not None
        assert agreement.unsigned_parties == ()
        assert all(mark.name for mark in agreement.marks if mark.role is SignerRole.PARTY)


def test_several_heirs_come_one_after_another_and_all_sign(player: Player) -> None:
    first = succeeds(player)
    second = succeeds(player, given=heir("王小红", 78), happened_on=None)
    assert now(player) == [player.parties[1], first, second]
    signed(player, player.parties[1], first)
    with pytest.raises(ConditionsUnmet, match="王小红"):
        player.step("zhenzhuren", "submit", matter=C)
    signed(player, second)
    player.step("zhenzhuren", "submit", matter=C)


def test_who_dies_while_the_court_reviews_is_succeeded_before_it_rules(begin: Begin) -> None:
    player = begin(20)
    STORY["confirmation under review"](player)
    new = succeeds(player)
    prepared = acts.RulingPrepared("双方到场。", "周文静")
    player.step("shujiyuan", "prepare_ruling", prepared, matter=C)
    player.review()
    ruled = acts.RulingMade(player.court_number())
    with pytest.raises(ConditionsUnmet, match="王小明"):
        player.step("faguan", "rule", ruled, matter=C)
    signed(player, new)
    player.step("faguan", "rule", ruled, matter=C)


def serve(player: Player, *parties: UUID) -> None:
    rows = tuple(acts.Served(one, DeliveryManner.DIRECT, player.clock.today()) for one in parties)
    player.step("shujiyuan", "serve", acts.RulingServed(rows), matter=C)


def test_who_dies_before_the_ruling_reaches_them_is_succeeded_and_the_heir_is_served(begin: Begin) -> None:
    player = begin(30)
    STORY["ruled, not sealed"](player)
    player.step("shujiyuan", "seal", matter=C)
    documents = paper(player, "confirmation_application")
    new = succeeds(player)
    assert paper(player, "confirmation_application")[0] == documents[0]  # what was ruled on stays
    serve(player, player.parties[1], new)
    with pytest.raises(ConditionsUnmet, match="已送达全部"):
        serve(player, new)


def test_what_reached_the_one_who_died_has_reached_the_heir_with_what_is_left_of_the_period(
    begin: Begin,
) -> None:
    player = begin(30)
    STORY["confirmed and served"](player)
    player.wait(3)
    new = succeeds(player)
    with player.house.read() as session:
        (shown,) = confirmations_of(session, player.case_id, deliberation=False)
        assert shown.unserved == ()
        waiting = confirmations_waiting(session, REGISTRY, player.actor("shujiyuan"), player.clock.today())
        assert waiting == ()
    objection = acts.ObjectionRaised("不是自愿的", party_id=new)
    player.step("fayuan", "raise_objection", objection, matter=C)
    player.wait(40)
    again = succeeds(player, 1, given=heir("李小红", 79))
    late_ = acts.ObjectionRaised("不是自愿的", party_id=again)
    with pytest.raises(BadInput, match="已经届满"):
        player.step("fayuan", "raise_another_objection", late_, matter=C)


def test_a_mediation_paper_is_signed_for_by_the_heir(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(40)), 1)
    asked_for(player)
    made(player)
    signed_for(player, player.parties[1])
    new = succeeds(player)
    signed_for(player, new)
    assert confirmation(player).state == "in_force"


def test_who_dies_between_the_signature_and_the_day_it_takes_effect_is_succeeded(begin: Begin) -> None:
    player = begin(20)
    STORY["agreed, to be signed"](player)
    player.sign("zhenzhuren", "zhentiaojie", all_of_it=False)
    signed_on = player.clock.today()
    player.wait(3)
    player.sign("zhenzhuren", "zhentiaojie", parties=0)
    player.apply("zhenzhuren", COURT)
    assert problems(lambda: succeeds(player, happened_on=signed_on - timedelta(1))) == ["happened_on"]
    new = succeeds(player, happened_on=signed_on + timedelta(1))
    assert new in now(player)


def test_without_an_application_an_heir_takes_over_the_duties_of_the_agreement(begin: Begin) -> None:
    """Visits, changes and the notary go by who is a party now; the agreement stays the one that was made."""
    player = begin(20)
    STORY["in force"](player)
    about = {"kind": MatterKind.DISPUTE, "matter_id": player.case_id}
    new = succeeds(player, about=about)
    assert now(player) == [player.parties[1], new]
    later = player.clock.today() + timedelta(30)
    with pytest.raises(BadInput, match="王小明"):
        player.on_duty("zhenzhuren", "change_duty", acts.DutyChanged("下月", (player.parties[1],), later))
    player.on_duty("zhenzhuren", "change_duty", acts.DutyChanged("下月", (player.parties[1], new), later))
    with player.house.read() as session:
        assert list(terms_broken(session, player.house.vault)) == []
    player.apply("zhenzhuren", COURT)
    with pytest.raises(WrongState, match="正在办理"):
        succeeds(player, 1, about=about, given=heir("李小红", 79))
    other = begin(5)
    STORY["mediating"](other)
    with pytest.raises(WrongState, match="追加当事人"):
        succeeds(other, 0, "cunzhuren", about={"kind": MatterKind.DISPUTE, "matter_id": other.case_id})
    with pytest.raises(NotThere):
        succeeds(other, about={"kind": MatterKind.HAND_OVER, "matter_id": other.case_id})


def test_each_mistake_is_refused(house: Installation, begin: Begin, player: Player) -> None:
    today = player.clock.today()
    assert problems(lambda: succeeds(player, proof=" ")) == ["proof"]
    assert problems(lambda: succeeds(player, happened_on=None)) == ["happened_on"]
    assert problems(lambda: succeeds(player, happened_on=today + timedelta(1))) == ["happened_on"]
    assert problems(lambda: succeeds(player, happened_on=today - timedelta(60))) == ["happened_on"]
    assert problems(lambda: succeeds(player, cause=SuccessionCause.REORGANISED)) == ["cause"]
    assert problems(lambda: succeeds(player, cause=OF_AGE, given=None)) == ["cause"]
    assert problems(lambda: succeeds(player, given=replace(heir(), name=" "))) == ["party.name"]
    with house.read() as session:
        other = session.get_one(Party, player.parties[1]).id_number or ""
    assert problems(lambda: succeeds(player, given=replace(heir(), id_number=other))) == ["party.id_number"]
    with pytest.raises(NotThere):
        succeeds(player, account="lincun")
    with pytest.raises(NotThere):
        succeeds(player, UUID(int=7))
    stranger = begin(3)
    with pytest.raises(NotThere):
        succeeds(player, stranger.parties[0])
    assert now(player) == player.parties
    player.step("zhenzhuren", "withdraw_application", reason="不再申请", matter=C)
    with pytest.raises(WrongState, match="已经办结"):
        succeeds(player)


def test_the_court_does_not_enter_it(begin: Begin) -> None:
    player = begin(20)
    STORY["confirmation submitted"](player)
    with pytest.raises((NotThere, NotAllowed)):
        succeeds(player, account="fayuan")


def minor(player: Player, born_on: date, capacity: Capacity | None = None) -> UUID:
    """The first party is a child with a guardian."""
    with player.house.begin() as uow:
        party = uow.session.get_one(Party, player.parties[0])
        party.born_on, party.capacity = born_on, capacity
        guardian = Representative(
            party_id=party.id, kind=RepresentativeKind.GUARDIAN, name="王父", from_on=party.from_on
        )
        uow.session.add(guardian)
        guardian.id_number = guardian.phone = ""
        uow.session.flush()
        found = guardian.id
        uow.commit()
    return found


def test_who_comes_of_age_applies_and_signs_in_person(player: Player) -> None:
    of_age_on = player.clock.today()
    guardian = minor(player, of_age_on.replace(year=of_age_on.year - 18))
    first, second = player.parties
    assert problems(lambda: signed(player, first, representative_id=guardian)) == [
        "marks.0.representative_id"
    ]
    assert succeeds(player, cause=OF_AGE, given=None, happened_on=of_age_on, proof="户口簿") == first
    assert now(player) == player.parties
    with player.house.read() as session:
        assert session.get_one(Representative, guardian).until_on == of_age_on
    application, _ = paper(player, "confirmation_application")
    assert application.parties[0].representatives == ()
    signed(player, first, second)
    player.step("zhenzhuren", "submit", matter=C)


def test_who_is_not_of_age_yet_is_not_said_to_be(player: Player) -> None:
    today = player.clock.today()
    guardian = minor(player, today.replace(year=today.year - 17))
    assert problems(lambda: succeeds(player, cause=OF_AGE, given=None)) == ["happened_on"]
    signed(player, player.parties[0], representative_id=guardian)


def test_who_has_capacity_again_signs_in_person(player: Player) -> None:
    today = player.clock.today()
    minor(player, today.replace(year=today.year - 40), Capacity.LIMITED)
    succeeds(player, cause=OF_AGE, given=None, proof="人民法院恢复民事行为能力的判决")
    signed(player, *player.parties)
    with player.house.read() as session:
        assert session.get_one(Party, player.parties[0]).capacity is Capacity.FULL
        assert (
            len(session.scalars(select(Signature).where(Signature.confirmation_id.is_not(None))).all()) == 2
        )
