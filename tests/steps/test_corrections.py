"""What is put right after it was written: the dispute, its parties, its papers; and what is signed then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES
from mediation.demonstration.player import Player, invented_id_number, invented_party
from mediation.model import (
    Agreement,
    Case,
    CaseEvent,
    Confirmation,
    Consent,
    Document,
    Organisation,
    Party,
    Representative,
)
from mediation.readmodels.case_history import documents_of
from mediation.readmodels.case_page import matter_page
from mediation.rules import acts
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, ConditionsUnmet, NotThere, StaleCase, WrongState
from mediation.rules.intake import ConsentGiven, ContactGiven, MatterGiven, RepresentativeGiven
from mediation.rules.vocabulary import (
    AgentAuthority,
    CaseSource,
    ConsentPurpose,
    JurisdictionGround,
    MatterKind,
    RepresentativeKind,
    Side,
)
from mediation.services.change_parties import (
    add_party,
    change_contact,
    correct_party,
    record_consent,
    remove_party,
)
from mediation.services.correct_dispute import correct_dispute, matter_given
from mediation.services.issue_document import reissue_document
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import Begin
from tests.steps.test_law import duty, party_marks, problems

STORY = {name: story for name, _, story in STORIES}
COURT = "科尔沁左翼中旗人民法院"


def do(player: Player, use_case: Any, account: str = "zhenzhuren", **more: Any) -> UUID:
    return perform(player.house, use_case, actor=player.actor(account), case_id=player.case_id, **more)


def agreed(player: Player) -> None:
    STORY["mediated by the township"](player)
    player.agree("zhentiaojie", "水沟被堵。", (duty(player),))


def signs(player: Player) -> None:
    on = player.clock.today()
    player.step("zhenzhuren", "sign", acts.MarksGathered(tuple(party_marks(player, on))))


def papers(player: Player, kind: str = "agreement") -> list[Document]:
    with player.house.read() as session:
        found = session.scalars(
            select(Document)
            .where(Document.case_id == player.case_id, Document.kind == kind)
            .order_by(Document.edition)
        ).all()
        session.expunge_all()
    return list(found)


def reissue(player: Player, document: Document) -> UUID:
    actor = player.actor("zhenzhuren")
    return perform(player.house, reissue_document, actor=actor, document_id=document.id)


def case_of(player: Player) -> Case:
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        session.expunge(case)
    return case


def given_of(player: Player) -> MatterGiven:
    with player.house.read() as session:
        return matter_given(session.get_one(Case, player.case_id))


# Who signs, and what


def test_who_joins_after_the_agreement_consents_is_told_and_stands_in_the_paper_before_anyone_signs(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    agreed(player)
    third = replace(invented_party(Side.THIRD, "宝音", 777, player.clock.today()), consents=())
    player.parties.append(do(player, add_party, given=third))
    with pytest.raises(ConditionsUnmet) as refused:
        signs(player)
    said = " ".join(str(condition) for condition in refused.value.conditions)
    for part in ("同意调解", "权利义务", "协议书是按变动前的内容生成的"):
        assert part in said
    assert "宝音" in said
    given = ConsentGiven(ConsentPurpose.MEDIATION, True, player.clock.today())
    do(player, record_consent, party_id=player.parties[2], given=given)
    player.sit("zhentiaojie", "三方到场，告知宝音权利义务。", "同意", "保康镇调解室")
    with pytest.raises(ConditionsUnmet, match="变动前"):
        signs(player)
    reissue(player, papers(player)[-1])
    signs(player)


def test_a_corrected_name_is_signed_only_under_a_paper_that_bears_it(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    agreed(player)
    with house.read() as session:
        name = session.get_one(Party, player.parties[0]).name
    right = replace(invented_party(Side.APPLICANT, f"{name[0]}正", 901, player.clock.today()), id_number="")
    player.parties[0] = do(player, correct_party, party_id=player.parties[0], given=right)
    with pytest.raises(ConditionsUnmet, match="变动前"):
        signs(player)
    reissue(player, papers(player)[-1])
    signs(player)


def test_a_new_phone_does_not_make_a_signed_paper_worthless(house: Installation, begin: Begin) -> None:
    player = begin(9)
    agreed(player)
    with house.read() as session:
        party = session.get_one(Party, player.parties[0])
        same = replace(
            invented_party(Side.APPLICANT, party.name, 901, player.clock.today()),
            id_number="",
            phone="13904759999",
        )
    player.parties[0] = do(player, correct_party, party_id=player.parties[0], given=same)
    signs(player)


def test_who_mediates_does_not_change_between_two_signatures(house: Installation, begin: Begin) -> None:
    player = begin(9)
    agreed(player)
    other = acts.MediatorsNamed((player.actor("zhenzhuren").person_id,))
    player.step("zhenzhuren", "replace_mediator", other, reason="原调解员请病假")
    with pytest.raises(ConditionsUnmet, match="变动前"):
        signs(player)
    player.step("zhenzhuren", "revise_agreement", drawn(player))
    signs(player)
    with pytest.raises(ConditionsUnmet, match="已经有人在协议上签名"):
        player.step("zhenzhuren", "replace_mediator", other, reason="又换")


def drawn(player: Player, facts: str = "水沟被堵。") -> acts.AgreementDrawn:
    return acts.AgreementDrawn(acts.AgreementForm.WRITTEN, facts, "", (duty(player),))


# Texts that were set aside


def test_a_revised_agreement_takes_the_place_of_the_text_before_it(house: Installation, begin: Begin) -> None:
    player = begin(9)
    agreed(player)
    player.step("zhentiaojie", "revise_agreement", drawn(player, "水沟被堵三天。"))
    first, second = papers(player)
    assert (second.edition, second.replaces_id) == (2, first.id)
    with house.read() as session:
        shown = {one.id: one for one in documents_of(session, player.case_id)}
    assert (shown[first.id].void, shown[first.id].superseded) == (True, True)
    assert (shown[second.id].void, shown[second.id].superseded) == (False, False)
    with pytest.raises(WrongState, match="作废"):
        reissue(player, first)


def test_a_text_nobody_signed_is_void_once_mediation_goes_on(house: Installation, begin: Begin) -> None:
    player = begin(9)
    agreed(player)
    player.step("zhentiaojie", "resume_mediation", reason="对方反悔")
    (only,) = papers(player)
    with house.read() as session:
        assert [one.void for one in documents_of(session, player.case_id) if one.id == only.id] == [True]
    with pytest.raises(WrongState, match="作废"):
        reissue(player, only)
    player.agree("zhentiaojie", "另行协商。", (duty(player),))
    assert [(one.edition, one.replaces_id) for one in papers(player)] == [(1, None), (2, only.id)]


# The name of the case


def test_the_case_is_called_after_its_parties_of_now(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    with house.read() as session:
        name = session.get_one(Party, player.parties[0]).name
    on = player.clock.today()
    right = replace(invented_party(Side.APPLICANT, f"{name}平", 901, on), id_number="")
    do(player, correct_party, party_id=player.parties[0], given=right)
    assert case_of(player).title.startswith(f"{name}平与")
    joined = do(player, add_party, given=invented_party(Side.APPLICANT, "宝音", 777, on))
    assert case_of(player).title.startswith(f"{name}平等2人与")
    do(player, remove_party, party_id=joined, reason="与本案无关")
    assert case_of(player).title.startswith(f"{name}平与")


# A party put right


def test_consents_stay_as_they_were_given_when_a_party_is_put_right(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    on = player.clock.today()
    transfer = ConsentGiven(ConsentPurpose.TRANSFER, True, on, in_writing=True)
    do(player, record_consent, party_id=player.parties[0], given=transfer)
    with house.read() as session:
        party = session.get_one(Party, player.parties[0])
        same = replace(invented_party(Side.APPLICANT, party.name, 901, on), id_number="")

    def consents(party_id: UUID) -> set[tuple[Any, ...]]:
        with house.read() as session:
            rows = session.scalars(select(Consent).where(Consent.party_id == party_id))
            return {(c.purpose, c.granted, c.given_on, c.in_writing) for c in rows}

    before = consents(party.id)
    player.wait(2)
    again = tuple(replace(one, given_on=player.clock.today()) for one in same.consents)
    now = do(player, correct_party, party_id=party.id, given=replace(same, consents=again))
    assert consents(now) == before
    refuses = (ConsentGiven(ConsentPurpose.MEDIATION, False, player.clock.today()),)
    last = do(player, correct_party, party_id=now, given=replace(same, consents=refuses))
    assert consents(last) == before | {(ConsentPurpose.MEDIATION, False, player.clock.today(), False)}


@pytest.mark.parametrize(
    ("name", "number", "refused"),
    [
        ("完全另一人", 333, True),
        ("完全另一人", None, False),
        (None, 333, False),
        ("{0}正", 333, True),
        ("{0}正", None, False),
    ],
)
def test_a_correction_does_not_put_somebody_else_in_a_partys_place(
    house: Installation, begin: Begin, name: str | None, number: int | None, refused: bool
) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    with house.read() as session:
        old = session.get_one(Party, player.parties[0])
        new_name = name.format(old.name[0]) if name else old.name
        id_number = invented_id_number(number) if number else ""
    given = replace(
        invented_party(Side.APPLICANT, new_name, 1, player.clock.today()), id_number=id_number, consents=()
    )
    if refused:
        assert problems(lambda: do(player, correct_party, party_id=player.parties[0], given=given)) == [
            "party.name"
        ]
    else:
        do(player, correct_party, party_id=player.parties[0], given=given)


def test_who_joined_and_left_on_an_earlier_day_did_so_on_that_day(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    on = player.clock.today() - timedelta(2)
    given = invented_party(Side.THIRD, "宝音", 777, on)
    late = {"happened_on": on, "late_reason": "村里停电"}
    assert problems(lambda: do(player, add_party, given=given, happened_on=on)) == ["late_reason"]
    before = case_of(player).first_asked_on - timedelta(1)
    too_early = {**late, "happened_on": before}
    assert problems(lambda: do(player, add_party, given=given, **too_early)) == ["happened_on"]
    joined = do(player, add_party, given=given, **late)
    wrong = {"party_id": joined, "reason": "无关", "late_reason": "停电", "happened_on": on - timedelta(1)}
    assert problems(lambda: do(player, remove_party, **wrong)) == ["happened_on"]
    do(player, remove_party, party_id=joined, reason="无关", **late)
    with house.read() as session:
        party = session.get_one(Party, joined)
        assert (party.from_on, party.until_on) == (on, on)
        events = session.scalars(
            select(CaseEvent).where(CaseEvent.tag.in_(("party:joined", "party:left")))
        ).all()
        assert [e.happened_at.astimezone(SHANGHAI).date() for e in events] == [on, on]
        assert all(e.recorded_at > e.happened_at for e in events)


# The dispute put right


def test_a_wrong_answer_at_the_door_does_not_shut_the_court_for_good(
    house: Installation, begin: Begin
) -> None:
    player = begin(4)
    STORY["mediating"](player)
    labour = replace(given_of(player), category_code="labour", labour=True, amount=Decimal("1200.50"))
    do(player, correct_dispute, "cunzhuren", given=labour, reason="登记时选错", approved=True)
    case = case_of(player)
    assert (case.labour, case.amount) == (True, Decimal("1200.50"))
    assert case.title.endswith("劳动争议纠纷")
    with pytest.raises(ConditionsUnmet, match="劳动仲裁"):
        player.step("cunzhuren", "go_to_court", reason="要起诉")
    plain = replace(given_of(player), category_code="damages", labour=False)
    do(player, correct_dispute, "cunzhuren", given=plain, reason="不是劳动争议", approved=True)
    player.step("cunzhuren", "go_to_court", reason="要起诉")
    with pytest.raises(WrongState):
        do(player, correct_dispute, "cunzhuren", given=labour, reason="再改")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"region_code": "999999999999"}, "region_code"),
        ({"category_code": "none"}, "category_code"),
        ({"narrative": " "}, "narrative"),
        ({"claim": "很" * 5001}, "claim"),
        ({"amount": Decimal(-1)}, "amount"),
        ({}, ""),
    ],
)
def test_a_correction_is_checked_like_the_intake(
    house: Installation, begin: Begin, change: dict[str, Any], field: str
) -> None:
    player = begin(4)
    given = replace(given_of(player), **change)
    assert problems(lambda: do(player, correct_dispute, "cunzhuren", given=given, reason="改")) == [field]


def test_a_correction_has_a_reason_a_fresh_page_and_the_right_house(
    house: Installation, begin: Begin
) -> None:
    player = begin(4)
    given = replace(given_of(player), source=CaseSource.GRID)
    late = replace(given, first_asked_on=player.clock.today() + timedelta(1))
    assert problems(lambda: do(player, correct_dispute, "cunzhuren", given=late, reason="")) == [
        "first_asked_on",
        "first_asked_on",
        "reason",
    ]
    seen = case_of(player).version
    do(player, correct_dispute, "cunzhuren", given=given, reason="来源选错", seen_version=seen)
    with pytest.raises(StaleCase):
        do(player, correct_dispute, "cunzhuren", given=late, reason="又改", seen_version=seen)
    with pytest.raises(NotThere):
        do(player, correct_dispute, "lincun", given=given, reason="别村")
    assert case_of(player).source is CaseSource.GRID


# Once the agreement is in force


def in_force(player: Player) -> None:
    agreed(player)
    player.sign("zhenzhuren", "zhentiaojie")


def test_a_domicile_and_an_agent_are_recorded_once_the_agreement_is_in_force(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    in_force(player)
    with house.read() as session:
        court = session.scalars(select(Organisation.id).where(Organisation.name == COURT)).one()
    apply = acts.ConfirmationDrawn(court, JurisdictionGround.DOMICILE, player.parties[0])
    agent = RepresentativeGiven(
        kind=RepresentativeKind.AGENT,
        name="哈斯",
        authority=AgentAuthority.SPECIAL,
        id_number=invented_id_number(950),
        phone="13904750000",
    )
    given = ContactGiven(
        phone="13904751111",
        address="保康镇一街 2 号",
        region_code="150521100200",
        address_withheld=True,
        representatives=(agent,),
    )
    do(player, change_contact, party_id=player.parties[0], given=given)
    both = replace(given, phone="")
    assert problems(lambda: do(player, change_contact, party_id=player.parties[1], given=both)) == [
        "party.representatives.0.id_number"
    ]
    do(player, change_contact, party_id=player.parties[1], given=replace(given, representatives=()))
    blank = replace(given, phone="", address="", representatives=(replace(agent, id_number="", phone=""),))
    do(player, change_contact, party_id=player.parties[0], given=blank)
    with house.read() as session:
        party = session.get_one(Party, player.parties[0])
        assert (party.phone, party.address) == ("13904751111", "保康镇一街 2 号")
        assert (party.region_code, party.address_withheld) == ("150521100200", True)
        (acting,) = party_representatives(session, party.id)
        assert (acting.id_number, acting.phone) == (invented_id_number(950), "13904750000")
    player.step("zhenzhuren", "apply_for_confirmation", apply)


def party_representatives(session: Any, party_id: UUID) -> list[Any]:
    return list(session.scalars(select(Representative).where(Representative.party_id == party_id)))


def test_how_a_party_is_reached_is_checked_at_its_field_and_only_after_the_agreement(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    agreed(player)
    with pytest.raises(WrongState, match="更正信息"):
        do(player, change_contact, party_id=player.parties[0], given=ContactGiven())
    player.sign("zhenzhuren", "zhentiaojie")
    wrong = ContactGiven(phone="123", address="长" * 401, region_code="999999999999")
    assert problems(lambda: do(player, change_contact, party_id=player.parties[0], given=wrong)) == [
        "party.region_code",
        "party.address",
        "party.phone",
    ]
    with pytest.raises(NotThere):
        do(player, change_contact, "lincun", party_id=player.parties[0], given=ContactGiven())


# What was done in time and is typed late


def test_an_application_handed_over_in_time_is_entered_after_the_thirty_days(
    house: Installation, begin: Begin
) -> None:
    player = begin(40)
    in_force(player)
    done_on = player.clock.today() + timedelta(3)
    player.wait(33)
    offers = {offer.step.name: offer for offer in page_of(player).offers}
    assert offers["apply_for_confirmation"].reasons
    assert offers["apply_for_confirmation"].late
    with house.read() as session:
        court = session.scalars(select(Organisation.id).where(Organisation.name == COURT)).one()
    given = acts.ConfirmationDrawn(court, JurisdictionGround.COMMITTEE)
    wish = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step="apply_for_confirmation",
        given=given,
        seen_version=None,
    )
    actor = player.actor("zhenzhuren")
    with pytest.raises(ConditionsUnmet, match="三十日已过"):
        perform(house, take_step, actor=actor, command=wish)
    in_time = replace(wish, happened_on=done_on, late_reason="乡里停网")
    perform(house, take_step, actor=actor, command=in_time)
    with house.read() as session:
        assert session.scalars(select(Confirmation)).one().drawn_on == done_on
        assert session.scalars(select(Agreement)).one().in_force_on is not None


def page_of(player: Player) -> Any:
    with player.house.read() as session:
        return matter_page(
            session,
            player.house.registry,
            player.actor("zhenzhuren"),
            MatterKind.DISPUTE,
            player.case_id,
            player.clock.today(),
        )


def test_a_step_that_is_another_mans_or_lacks_more_than_time_is_not_late(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    agreed(player)
    assert not any(offer.late for offer in page_of(player).offers)
    with pytest.raises(BadInput):
        player.step("zhentiaojie", "revise_agreement", replace(drawn(player), obligations=()))
