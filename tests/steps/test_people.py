"""Who stands at the table: consent on its day, refusal at every door, who may sign for whom, whose record it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.people import PRINCIPAL, VILLAGE
from mediation.demonstration.player import Player, dispute, invented_id_number, invented_party
from mediation.model import Case, CaseEvent, CaseNumber, Document, FactSignature, Party, Representative
from mediation.rules import acts
from mediation.rules.acts import Mark
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, ConditionsUnmet
from mediation.rules.intake import ConsentGiven, PartyGiven, RepresentativeGiven
from mediation.rules.vocabulary import (
    AgentAuthority,
    ConsentPurpose,
    IdentityPaper,
    MatterKind,
    Outcome,
    PartyKind,
    RepresentativeKind,
    Side,
    SignatureManner,
    SignerRole,
)
from mediation.services.change_parties import record_consent
from mediation.services.fill_papers import fill_paper
from mediation.services.note_facts import note_fact, sign_fact
from mediation.services.paper_sources import PaperSources
from mediation.services.perform import perform
from mediation.services.record_on_the_spot import record_on_the_spot
from mediation.services.register_dispute import register_dispute
from tests.services.test_record_on_the_spot import entry
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_law import GUARDIAN, SIGNED, bring, duty, party_marks, problems, taken

STORY = {name: story for name, _, story in STORIES}
NAMES = {one.account: one.name for one in PRINCIPAL}


def says(player: Player, party: int, yes: bool, account: str = "cunzhuren", **more: Any) -> None:
    given = ConsentGiven(ConsentPurpose.MEDIATION, yes, more.pop("on", player.clock.today()))
    perform(
        player.house,
        record_consent,
        actor=player.actor(account),
        case_id=player.case_id,
        party_id=player.parties[party],
        given=given,
        **more,
    )


def bare(player: Player, *parties: PartyGiven, **more: Any) -> None:
    on = player.clock.today()
    given = dispute(on, parties, more.pop("category", "neighbours"), "争水。", "放水", region=VILLAGE, **more)
    player.register("cunzhuren", given)


def two(player: Player, agrees: bool | None = True) -> tuple[PartyGiven, PartyGiven]:
    on = player.clock.today()
    return (
        invented_party(Side.APPLICANT, "张三", 61, on, agrees=agrees),
        invented_party(Side.RESPONDENT, "李四", 62, on, agrees=agrees),
    )


# Consent


def test_a_case_is_not_accepted_before_the_day_on_which_its_parties_agreed(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(9))
    bare(player, *two(player, agrees=None))
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    began = player.clock.today()
    player.wait(5)
    says(player, 0, True)
    says(player, 1, True, on=began + timedelta(3), late_reason="当天没带电脑")
    with pytest.raises(ConditionsUnmet, match="张三 同意调解") as refused:
        taken(player, "cunzhuren", "accept", happened_on=began + timedelta(4), late_reason="补记")
    assert "李四" not in str(refused.value.conditions[0])
    taken(player, "cunzhuren", "accept")


@pytest.mark.parametrize(
    ("days", "late_reason", "field"),
    [(1, "", "given_on"), (-1, "", "late_reason"), (-99, "忘了", "given_on")],
)
def test_the_day_of_a_consent_is_held_against_the_case(
    house: Installation, days: int, late_reason: str, field: str
) -> None:
    player = Player(house, TODAY - timedelta(9))
    bare(player, *two(player))
    player.wait(3)
    on = player.clock.today() + timedelta(days)
    assert problems(lambda: says(player, 0, True, on=on, late_reason=late_reason)) == [field]


def test_nobody_mediates_with_who_refuses(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["accepted"](player)
    says(player, 1, False)
    with pytest.raises(ConditionsUnmet, match="拒绝调解"):
        player.appoint("cunzhuren", "cunzhuren")
    says(player, 1, True)
    player.appoint("cunzhuren", "cunzhuren")
    says(player, 1, False)
    with pytest.raises(ConditionsUnmet, match="拒绝调解"):
        player.sit("cunzhuren", "只来了一方", "无", "村部")
    player.step("cunzhuren", "terminate", reason="被申请人拒绝调解")


def test_a_case_whose_party_refuses_is_not_signed_for(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["offered to the township"](player)
    says(player, 1, False)
    with pytest.raises(ConditionsUnmet, match="拒绝调解"):
        player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    player.step("zhenzhuren", "return", reason="当事人拒绝调解", matter=MatterKind.HAND_OVER)


# Who signs for whom


def test_a_neighbour_is_no_guardian_of_a_grown_up(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(5))
    on = player.clock.today()
    grown_up = replace(invented_party(Side.APPLICANT, "张三", 63, on), representatives=(GUARDIAN,))
    bring(player, grown_up, invented_party(Side.RESPONDENT, "李四", 64, on))
    player.agree("cunzhuren", "被狗咬伤。", (duty(player),))
    with house.read() as session:
        guardian = session.scalars(select(Representative.id)).one()
    mark = Mark(SignerRole.PARTY, on, SIGNED, party_id=player.parties[0], representative_id=guardian)
    assert problems(lambda: player.step("cunzhuren", "sign", acts.MarksGathered((mark,)))) == [
        "marks.0.representative_id"
    ]


def test_a_company_seals_or_signs_and_leaves_no_fingerprint(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(5))
    on = player.clock.today()
    company = PartyGiven(
        side=Side.RESPONDENT,
        kind=PartyKind.ORGANISATION,
        name="某商贸有限公司",
        paper=IdentityPaper.NONE,
        consents=(ConsentGiven(ConsentPurpose.MEDIATION, True, on),),
    )
    bring(player, invented_party(Side.APPLICANT, "张三", 63, on), company)
    player.agree("cunzhuren", "拖欠货款。", (duty(player),))
    mark = Mark(SignerRole.PARTY, on, (SignatureManner.FINGERPRINT,), party_id=player.parties[1])
    assert problems(lambda: player.step("cunzhuren", "sign", acts.MarksGathered((mark,)))) == [
        "marks.0.manners"
    ]
    sealed = replace(mark, manners=(SignatureManner.SEALED,))
    player.step("cunzhuren", "sign", acts.MarksGathered((sealed,)))


@pytest.mark.parametrize("number", [invented_id_number(62), invented_id_number(99)])
def test_nobody_acts_for_one_side_and_stands_or_acts_on_the_other(house: Installation, number: str) -> None:
    player = Player(house, TODAY)
    first, second = two(player)
    agent = RepresentativeGiven(
        kind=RepresentativeKind.AGENT, name="哈斯", authority=AgentAuthority.SPECIAL, id_number=number
    )
    theirs = replace(agent, id_number=invented_id_number(99), name="包青山")
    parties = (replace(first, representatives=(agent,)), replace(second, representatives=(theirs,)))
    fields = problems(lambda: bare(player, *parties))
    assert "parties.0.representatives.0.id_number" in fields
    assert all(field.endswith("representatives.0.id_number") for field in fields)


# Whose record


def test_each_committee_holds_its_own_joint_sitting(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["signed for by the township"](player)
    player.appoint("zhenzhuren", "zhentiaojie")
    player.sit("zhentiaojie", "单独听申请人说。", "再谈", "调解室", apart=True)
    with pytest.raises(ConditionsUnmet) as refused:
        player.agree("zhentiaojie", "水沟被堵。", (duty(player),))
    assert any("各方参加的调解记录" in str(one) for one in refused.value.conditions)
    player.sit("zhentiaojie", "双方到场。", "同意", "调解室")
    player.agree("zhentiaojie", "水沟被堵。", (duty(player),))
    with house.read() as session:
        paper = session.scalars(select(Document).where(Document.kind == "agreement")).one()
        case = session.get_one(Case, player.case_id)
        contents: Any = fill_paper(PaperSources(session, case), "agreement", paper.subject_id)
        assert contents.recorder == NAMES["zhentiaojie"]


def test_the_register_of_a_committee_names_its_own_people_and_days(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["signed for by the township"](player)
    with house.read() as session:
        case = session.get_one(Case, player.case_id)
        numbers = session.scalars(select(CaseNumber).order_by(CaseNumber.given_on, CaseNumber.id)).all()
        own, theirs = (fill_paper(PaperSources(session, case), "intake_form", one.id) for one in numbers)
        signed_for = session.scalars(select(CaseEvent).where(CaseEvent.tag == "hand_over:sign_for")).one()
        on = signed_for.happened_at.astimezone(SHANGHAI).date()
        first = case.registered_at.astimezone(SHANGHAI).date()
    assert (own.registrar, own.registered_on) == (NAMES["cunzhuren"], first)  # type: ignore[attr-defined]
    assert (theirs.registrar, theirs.registered_on) == (NAMES["zhenzhuren"], on)  # type: ignore[attr-defined]


def test_a_dispute_entered_late_was_registered_on_its_own_day(house: Installation) -> None:
    player = Player(house, TODAY)
    actor, on = player.actor("cunzhuren"), TODAY - timedelta(4)
    given = dispute(on, two(player), "neighbours", "争水。", "放水", region=VILLAGE)
    case_id = perform(
        player.house,
        register_dispute,
        actor=actor,
        organisation_id=actor.posts[0].organisation_id,
        given=given,
        happened_on=on,
        late_reason="停电",
    )
    with house.read() as session:
        registered = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id)).one()
        case = session.get_one(Case, case_id)
        assert case.registered_at.astimezone(SHANGHAI).date() == on
        assert registered.happened_at == case.registered_at
        assert registered.recorded_at.astimezone(SHANGHAI).date() == TODAY


# What must be written


@pytest.mark.parametrize(("category", "more"), [("medical", {}), ("labour", {"labour": True})])
def test_some_agreements_must_be_written(house: Installation, category: str, more: dict[str, Any]) -> None:
    player = Player(house, TODAY - timedelta(5))
    bare(player, *two(player), category=category, **more)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.sit("cunzhuren", "告知权利义务。", "同意", "村部")
    with pytest.raises(ConditionsUnmet, match="应当订立书面协议"):
        player.agree("cunzhuren", "欠工资。", (duty(player),), oral=True)
    player.agree("cunzhuren", "欠工资。", (duty(player),))
    actor = player.actor("lincun")
    given = entry(actor, Outcome.AGREED_ORALLY)
    about = replace(given.dispute, category_code=category, **more)
    with pytest.raises(ConditionsUnmet, match="应当订立书面协议"):
        perform(
            house,
            record_on_the_spot,
            actor=actor,
            organisation_id=actor.posts[0].organisation_id,
            given=replace(given, dispute=about),
        )


def test_all_marks_can_still_be_recorded_after_the_first_mediators(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    both = tuple(player.actor(a).person_id for a in ("zhentiaojie", "zhenzhuren"))
    player.step("zhenzhuren", "replace_mediator", acts.MediatorsNamed(both), reason="加一名调解员")
    player.agree("zhentiaojie", "水沟被堵。", (duty(player),))
    on = player.clock.today()
    marks = [Mark(SignerRole.MEDIATOR, on, SIGNED, person_id=person) for person in both]
    player.step("zhenzhuren", "sign", acts.MarksGathered((marks[0], *party_marks(player, on))))
    player.step("zhenzhuren", "sign", acts.MarksGathered((marks[1],)))


# Danger


def test_danger_is_lifted_with_a_reason_once_it_was_reported(house: Installation, begin: Begin) -> None:
    player = begin(4)
    with pytest.raises(ConditionsUnmet, match="没有报告过"):
        player.step("cunzhuren", "lift_danger", reason="没事了")
    player.step("cunzhuren", "report_danger", acts.DangerReported("扬言砸窗", "派出所"))
    assert problems(lambda: player.step("cunzhuren", "lift_danger")) == ["reason"]
    with house.read() as session:
        assert session.get_one(Case, player.case_id).danger
    player.step("cunzhuren", "lift_danger", reason="民警在场，双方和好")
    with house.read() as session:
        assert not session.get_one(Case, player.case_id).danger


def test_who_has_not_agreed_to_a_hand_over_is_listed_in_the_readers_language(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    STORY["mediating"](player)
    receiver = player.organisation(TOWNSHIP_COMMITTEE)
    with pytest.raises(BadInput) as refused:
        player.step("cunzhuren", "offer", acts.CaseOffered(receiver, ()), reason="案情复杂")
    (problem,) = refused.value.problems
    with house.read() as session:
        names = session.scalars(select(Party.name).order_by(Party.position)).all()
    english = problem.message.form(lambda text: ", " if text == "、" else text)
    assert problem.field == "agreeing_ids"
    assert ", ".join(names) in english


# Undisputed facts


def noted(player: Player, **more: Any) -> UUID:
    return perform(
        player.house,
        note_fact,
        actor=player.actor("cunzhuren"),
        case_id=player.case_id,
        text="水沟长三十米",
        **more,
    )


def signs(player: Player, fact_id: UUID, party: int = 0, **more: Any) -> None:
    usual = {"manner": SignatureManner.SIGNED, "signed_on": player.clock.today()}
    perform(
        player.house,
        sign_fact,
        actor=player.actor("cunzhuren"),
        case_id=player.case_id,
        fact_id=fact_id,
        party_id=player.parties[party],
        **(usual | more),
    )


def test_a_fact_is_noted_and_signed_on_its_own_day(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(9))
    bare(player, *two(player))
    player.wait(5)
    day, on = player.clock.today() - timedelta(3), player.clock.today()
    assert problems(lambda: noted(player, happened_on=day)) == ["late_reason"]
    fact = noted(player, happened_on=day, late_reason="停电")
    assert problems(lambda: signs(player, fact, signed_on=day)) == ["late_reason"]
    before = {"signed_on": day - timedelta(1), "late_reason": "停电"}
    assert problems(lambda: signs(player, fact, **before)) == ["signed_on"]
    assert problems(lambda: signs(player, fact, signed_on=on + timedelta(1))) == ["signed_on"]
    signs(player, fact, signed_on=day, late_reason="停电", manner=SignatureManner.FINGERPRINT)
    signs(player, fact, 1)
    with house.read() as session:
        events = session.scalars(
            select(CaseEvent).where(CaseEvent.tag.startswith("fact:")).order_by(CaseEvent.seq)
        ).all()
        marks = session.scalars(select(FactSignature).order_by(FactSignature.signed_on)).all()
        assert [e.happened_at.astimezone(SHANGHAI).date() for e in events] == [day, day, on]
        assert {e.recorded_at.astimezone(SHANGHAI).date() for e in events} == {on}
        assert [(m.manner, m.signed_on) for m in marks] == [
            (SignatureManner.FINGERPRINT, day),
            (SignatureManner.SIGNED, on),
        ]


def test_a_guardian_signs_a_childs_fact(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(5))
    on = player.clock.today()
    child = replace(
        invented_party(Side.APPLICANT, "小明", 65, on),
        paper=IdentityPaper.NONE,
        id_number="",
        paper_missing_reason="没有带",
        born_on=on.replace(year=on.year - 10),
        representatives=(GUARDIAN,),
    )
    bring(player, child, invented_party(Side.RESPONDENT, "李四", 64, on))
    fact = noted(player)
    assert problems(lambda: signs(player, fact)) == ["representative_id"]
    with house.read() as session:
        guardian = session.scalars(select(Representative)).one()
    assert problems(lambda: signs(player, fact, 1, representative_id=guardian.id)) == ["representative_id"]
    signs(player, fact, representative_id=guardian.id)
    with house.read() as session:
        assert (
            session.scalars(select(CaseEvent.tag).order_by(CaseEvent.seq.desc())).first() == "fact:signed_for"
        )
        assert session.scalars(select(FactSignature.party_id)).all() == player.parties[:1]
