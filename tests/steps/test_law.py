"""What the law asks, one rule per test: days, marks, capacity, rights told, jurisdiction; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.people import VILLAGE, invented_id_number
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import (
    Agreement,
    Case,
    CaseEvent,
    CaseNumber,
    Confirmation,
    Consent,
    Deadline,
    Document,
    FactSignature,
    HandOver,
    Holding,
    Obligation,
    Organisation,
    Party,
    Performance,
    Person,
    Representative,
    Sitting,
)
from mediation.readmodels.obligations import duties_waiting, obligations_of
from mediation.readmodels.step_choices import receivers
from mediation.rules import acts
from mediation.rules.acts import Mark, ObligationDrawn
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, ConditionsUnmet, WrongState
from mediation.rules.intake import RepresentativeGiven
from mediation.rules.vocabulary import (
    AgentAuthority,
    AgreementForm,
    Capacity,
    ConsentPurpose,
    DeadlineState,
    IdentityPaper,
    JurisdictionGround,
    MatterKind,
    ObligationKind,
    RepresentativeKind,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)
from mediation.services.acts.agreeing import without_term
from mediation.services.change_parties import add_party, correct_party, remove_party
from mediation.services.fill_papers import fill_paper, is_outdated
from mediation.services.note_facts import note_fact, sign_fact
from mediation.services.paper_sources import PaperSources
from mediation.services.perform import perform
from mediation.services.receivers import unmanned
from mediation.services.register_dispute import register_dispute
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY, Begin

STORY = {name: story for name, _, story in STORIES}
SIGNED, SEALED = (SignatureManner.SIGNED,), (SignatureManner.SEALED,)
COURT = "科尔沁左翼中旗人民法院"


def problems(act: Callable[[], Any]) -> list[str]:
    """The fields at which the act was refused."""
    with pytest.raises(BadInput) as caught:
        act()
    return [problem.field for problem in caught.value.problems]


def taken(
    player: Player, account: str, step: str, *, matter: MatterKind = MatterKind.DISPUTE, **more: Any
) -> None:
    wish = StepCommand(matter=matter, matter_id=player._matter_id(matter), step=step, **more)
    perform(player.house, take_step, actor=player.actor(account), command=wish)


def duty(player: Player, **more: Any) -> ObligationDrawn:
    shape: dict[str, Any] = {
        "kind": ObligationKind.MONEY,
        "debtor_id": player.parties[1],
        "creditor_id": player.parties[0],
        "amount": Decimal("100.00"),
        **more,
    }
    return ObligationDrawn(**shape)


def mediator(player: Player, account: str = "zhentiaojie") -> Any:
    return player.actor(account).person_id


def sign(player: Player, *marks: Mark) -> None:
    player.step(
        "zhenzhuren",
        "sign",
        acts.MarksGathered(marks),
    )


def party_marks(player: Player, on: date) -> list[Mark]:
    return [Mark(SignerRole.PARTY, on, SIGNED, party_id=party) for party in player.parties]


def one(house: Installation, table: Any) -> Any:
    with house.read() as session:
        found = session.scalars(select(table)).one()
        session.expunge(found)
        return found


# 即时履行


def test_what_is_to_be_done_on_the_spot_is_done_on_the_day_the_agreement_takes_effect(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    player.agree("zhentiaojie", "水沟被堵。", (duty(player, performed_at_once=True), duty(player)))
    with house.read() as session:
        assert session.scalars(select(Performance)).all() == []
        assert session.scalars(select(Agreement)).one().performed_at_once is False
    player.wait(2)
    player.sign("zhenzhuren", "zhentiaojie")
    with house.read() as session:
        agreement = session.scalars(select(Agreement)).one()
        first, second = obligations_of(session, agreement.id)
        assert (first.state, first.done_on) == ("done", agreement.in_force_on)
        assert (second.state, second.done_on) == ("due", None)


@pytest.mark.parametrize(
    "more",
    [
        {"due_on": TODAY + timedelta(3)},
        {"condition": "收到发票后"},
        {"kind": ObligationKind.FORBEARANCE, "amount": None, "what": "堵塞水沟"},
    ],
)
def test_a_duty_for_later_is_not_done_on_the_spot(
    house: Installation, begin: Begin, more: dict[str, Any]
) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    late = duty(player, performed_at_once=True, **more)
    assert problems(lambda: player.agree("zhentiaojie", "水沟被堵。", (late,))) == [
        "obligations.0.performed_at_once"
    ]


def test_a_duty_falls_due_on_no_day_before_its_agreement(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    on, before = player.clock.today(), player.clock.today() - timedelta(1)
    duties = (
        duty(player, due_on=before),
        duty(player, due_on=on),
        duty(player, due_on=before, performed_at_once=True),
    )
    assert problems(lambda: player.agree("zhentiaojie", "水沟被堵。", duties)) == ["obligations.0.due_on"]
    player.agree("zhentiaojie", "水沟被堵。", duties[1:])


@pytest.mark.parametrize(
    ("done_on", "state"),
    [
        (date(2026, 11, 22), "done"),  # a Sunday, the day agreed
        (date(2026, 11, 23), "done"),  # 民法典 203
        (date(2026, 11, 24), "done_late"),
    ],
)
def test_a_last_day_of_rest_moves_to_the_next_working_day(
    house: Installation, begin: Begin, done_on: date, state: str
) -> None:
    player = begin(14)
    STORY["mediated by the township"](player)
    player.agree("zhentiaojie", "水沟被堵。", (duty(player, due_on=date(2026, 11, 22)),))
    player.sign("zhenzhuren", "zhentiaojie")
    with house.read() as session:
        (line,) = duties_waiting(session, house.registry, player.actor("zhenzhuren"))
    assert (line.due_on, line.last_on) == (date(2026, 11, 22), date(2026, 11, 23))
    player.clock.move_to(date(2026, 11, 24))
    player.on_duty("zhenzhuren", "record_performance", acts.PerformanceRecorded(done_on))
    assert one(house, Performance).state == state


def test_nothing_is_performed_before_anybody_asked(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["in force"](player)
    with house.read() as session:
        first = session.get_one(Case, player.case_id).first_asked_on

    def check(on: date) -> None:
        player.on_duty("zhenzhuren", "record_performance", acts.PerformanceRecorded(on))

    assert problems(lambda: check(first - timedelta(1))) == ["done_on"]
    check(first)


def test_a_sum_without_day_or_condition_is_unclear(house: Installation, begin: Begin) -> None:
    player = begin()
    unclear = [
        without_term(duty(player, **more))
        for more in (
            {},
            {"condition": " "},
            {"condition": "收到发票后"},
            {"due_on": TODAY},
            {"performed_at_once": True},
            {"kind": ObligationKind.ACT},
        )
    ]
    assert unclear == [True, True, False, False, False, False]


def test_the_printed_words_do_not_change_when_a_duty_is_checked(house: Installation, begin: Begin) -> None:
    player = begin(12)
    STORY["mediated by the township"](player)
    player.agree("zhentiaojie", "水沟被堵。", (duty(player, performed_at_once=True),))
    player.sign("zhenzhuren", "zhentiaojie")
    player.on_duty("zhenzhuren", "reopen_duty", reason="当场给的是假币")
    with house.read() as session:
        paper = session.scalars(select(Document).where(Document.kind == "agreement")).one()
        assert is_outdated(PaperSources(session, session.get_one(Case, player.case_id)), paper) is False


# 权利义务的告知


def test_a_record_says_rights_were_told_only_when_they_were(house: Installation, begin: Begin) -> None:
    player = begin(6)
    STORY["accepted"](player)
    player.appoint("cunzhuren", "cunzhuren")
    me = mediator(player, "cunzhuren")
    held = acts.SittingHeld(
        kind=SittingKind.JOINT,
        manner=SittingManner.ON_SITE,
        began_at=player.clock.now(),
        ended_at=None,
        place="村委会",
        party_ids=tuple(player.parties[:1]),
        mediator_ids=(me,),
        recorder_id=me,
        record="只有申请人到场。",
        result="择日再谈",
    )
    player.step("cunzhuren", "hold_sitting", held)
    with house.read() as session:
        case = session.get_one(Case, player.case_id)
        sitting = session.scalars(select(Sitting)).one()
        assert fill_paper(PaperSources(session, case), "sitting_record", sitting.id).rights_told is False  # type: ignore[attr-defined]
    player.step("cunzhuren", "hold_sitting", replace(held, rights_told=True))
    agreement = acts.AgreementDrawn(AgreementForm.WRITTEN, "水沟被堵。", "", (duty(player),))
    with pytest.raises(ConditionsUnmet) as unmet:
        player.step("cunzhuren", "reach_agreement", agreement)
    with house.read() as session:
        absent = session.get_one(Party, player.parties[1]).name
    assert [dict(c.params)["names"] for c in unmet.value.conditions] == [(absent,)]


def test_who_joins_later_consents_and_is_told_before_anything_is_agreed(
    house: Installation, begin: Begin
) -> None:
    player = begin(5)
    STORY["mediating"](player)
    actor = player.actor("cunzhuren")
    joined = replace(invented_party(Side.THIRD, "宝音", 777, player.clock.today(), agrees=None))
    perform(player.house, add_party, actor=actor, case_id=player.case_id, given=joined)
    agreement = acts.AgreementDrawn(AgreementForm.ORAL, "踩坏青苗。", "", (duty(player),))
    with pytest.raises(ConditionsUnmet) as unmet:
        player.step("cunzhuren", "agree_orally", agreement)
    assert len(unmet.value.conditions) == 2
    assert all("宝音" in str(dict(c.params)) for c in unmet.value.conditions)


def test_the_receiver_tells_the_parties_their_rights_itself(house: Installation, begin: Begin) -> None:
    player = begin(6)
    STORY["signed for by the township"](player)
    with house.read() as session:
        assert [p.rights_told_on for p in session.scalars(select(Party))] == [None, None]


# 更正当事人


def test_a_corrected_party_keeps_its_place_its_papers_and_its_duties(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    actor = player.actor("zhenzhuren")
    fact_id = perform(player.house, note_fact, actor=actor, case_id=player.case_id, text="水沟长三十米")
    perform(
        player.house,
        sign_fact,
        actor=actor,
        case_id=player.case_id,
        fact_id=fact_id,
        party_id=player.parties[0],
        manner=SignatureManner.SIGNED,
        signed_on=player.clock.today(),
        place="村部",
    )
    player.agree("zhentiaojie", "水沟被堵。", (duty(player),))
    agent = RepresentativeGiven(
        kind=RepresentativeKind.AGENT,
        name="哈斯",
        authority=AgentAuthority.SPECIAL,
        id_number=invented_id_number(950),
        phone="13904750000",
    )
    given = replace(
        invented_party(Side.APPLICANT, "王新名", 901, player.clock.today()),
        id_number="",
        representatives=(agent,),
        consents=(),
    )

    def correct(party_id: Any, given: Any) -> Any:
        return perform(
            player.house, correct_party, actor=actor, case_id=player.case_id, party_id=party_id, given=given
        )

    new_id = correct(player.parties[0], given)
    blank = replace(agent, id_number="", phone="")
    newest = correct(new_id, replace(given, representatives=(blank,)))
    with house.read() as session:
        current = session.scalars(
            select(Party).where(Party.until_on.is_(None)).order_by(Party.position)
        ).all()
        assert [p.id for p in current] == [newest, player.parties[1]]
        assert session.scalars(select(Obligation)).one().creditor_name == "王新名"
        assert session.scalars(select(Obligation)).one().creditor_id == newest
        kept = session.get(FactSignature, (fact_id, newest))
        assert kept is not None
        assert kept.place == "村部"
        case = session.get_one(Case, player.case_id)
        paper: Any = fill_paper(
            PaperSources(session, case), "agreement", session.scalars(select(Agreement)).one().id
        )
        assert paper.parties[0].name == "王新名"
        assert "王新名" in paper.clauses[0].text
        assert paper.parties[0].representatives[0].id_number == invented_id_number(950)
        assert current[0].rights_told_on is not None


def test_a_party_with_a_duty_in_the_drawn_agreement_does_not_leave(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediated by the township"](player)
    actor = player.actor("zhenzhuren")
    third = invented_party(Side.THIRD, "宝音", 777, player.clock.today())
    party_id = perform(player.house, add_party, actor=actor, case_id=player.case_id, given=third)
    player.parties.append(party_id)
    player.sit("zhentiaojie", "三方到场。", "同意", "保康镇调解室")
    player.agree("zhentiaojie", "水沟被堵。", (duty(player, debtor_id=party_id),))

    def leave() -> None:
        perform(
            player.house, remove_party, actor=actor, case_id=player.case_id, party_id=party_id, reason="无关"
        )

    assert problems(leave) == [""]


def test_facts_of_a_closed_case_stay_as_they_are(house: Installation, begin: Begin) -> None:
    player = begin(7)
    STORY["in force"](player)
    with pytest.raises(WrongState):
        perform(
            player.house, note_fact, actor=player.actor("zhenzhuren"), case_id=player.case_id, text="又一件事"
        )


# 生效日


def test_the_day_is_that_of_the_last_mark_that_the_law_asks_for(house: Installation, begin: Begin) -> None:
    """A recorder who signs later delays nothing (人民调解法 29)."""
    player = begin(10)
    STORY["agreed, to be signed"](player)
    drawn = player.clock.today()
    player.wait(3)
    last = drawn + timedelta(1)
    marks = [
        *party_marks(player, last),
        Mark(SignerRole.MEDIATOR, drawn, SIGNED, person_id=mediator(player)),
        Mark(SignerRole.COMMITTEE_SEAL, drawn, SEALED),
        Mark(SignerRole.RECORDER, drawn + timedelta(3), SIGNED, person_id=mediator(player)),
    ]
    sign(player, *marks)
    case, agreement = one(house, Case), one(house, Agreement)
    assert (agreement.in_force_on, case.concluded_on) == (last, last)
    with house.read() as session:
        clocks = {c.clock: c for c in session.scalars(select(Deadline).order_by(Deadline.starts_on))}
        assert clocks["application"].starts_on == last
        assert clocks["mediation"].ended_on == last


def test_the_term_is_kept_when_the_last_mark_was_in_time_though_typed_late(
    house: Installation, begin: Begin
) -> None:
    player = begin(60)
    STORY["mediated by the township"](player)
    player.agree("zhentiaojie", "水沟被堵。", (duty(player),))
    on = player.clock.today()
    player.wait(45)
    marks = [
        *party_marks(player, on),
        Mark(SignerRole.MEDIATOR, on, SIGNED, person_id=mediator(player)),
        Mark(SignerRole.COMMITTEE_SEAL, on, SEALED),
    ]
    late = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step="sign",
        given=acts.MarksGathered(tuple(marks)),
    )
    actor = player.actor("zhenzhuren")
    assert problems(lambda: perform(player.house, take_step, actor=actor, command=late)) == ["late_reason"]
    perform(player.house, take_step, actor=actor, command=replace(late, late_reason="纸在村里"))
    with house.read() as session:
        clock = session.scalars(
            select(Deadline).where(Deadline.clock == "mediation", Deadline.state != DeadlineState.ENDED)
        ).one()
        assert (clock.state, clock.ended_on) == (DeadlineState.MET, on)
        event = session.scalars(select(CaseEvent).where(CaseEvent.tag == "dispute:sign")).one()
        assert event.happened_at.astimezone(SHANGHAI).date() == on
        assert event.recorded_at.astimezone(SHANGHAI).date() == on + timedelta(45)


@pytest.mark.parametrize(
    ("role", "manners", "field"),
    [
        (SignerRole.MEDIATOR, (SignatureManner.FINGERPRINT,), "marks.0.manners"),
        (SignerRole.COMMITTEE_SEAL, SIGNED, "marks.0.manners"),
        (SignerRole.COMMITTEE_SEAL, (SignatureManner.SIGNED, SignatureManner.SEALED), "marks.0.manners"),
    ],
)
def test_each_marks_in_its_own_manner(
    house: Installation, begin: Begin, role: SignerRole, manners: Any, field: str
) -> None:
    player = begin(10)
    STORY["agreed, to be signed"](player)
    who = mediator(player) if role is SignerRole.MEDIATOR else None
    mark = Mark(role, player.clock.today(), manners, person_id=who)
    assert problems(lambda: sign(player, mark)) == [field]


def test_a_recorder_belongs_to_the_committee(house: Installation, begin: Begin) -> None:
    player = begin(10)
    STORY["agreed, to be signed"](player)
    for person in (None, mediator(player, "kailu")):
        mark = Mark(SignerRole.RECORDER, player.clock.today(), SIGNED, person_id=person)
        assert problems(lambda mark=mark: sign(player, mark)) == ["marks.0"]  # type: ignore[misc]


@pytest.mark.parametrize("named", ["foreign", "unknown"])
@pytest.mark.parametrize("role", list(SignerRole))
def test_a_mark_names_only_whom_its_role_has(
    house: Installation, begin: Begin, role: SignerRole, named: str
) -> None:
    player = begin(10)
    STORY["agreed, to be signed"](player)
    someone = uuid4() if named == "unknown" else mediator(player, "kailu")
    manners = SEALED if role is SignerRole.COMMITTEE_SEAL else SIGNED
    usual = Mark(role, player.clock.today(), manners)
    if role is SignerRole.PARTY:
        usual = replace(usual, party_id=player.parties[0])
    elif role is not SignerRole.COMMITTEE_SEAL:
        usual = replace(usual, person_id=mediator(player))
    wrong = [replace(usual, person_id=someone), replace(usual, party_id=someone)]
    if role is not SignerRole.PARTY:
        wrong += [replace(usual, party_id=player.parties[0]), replace(usual, representative_id=someone)]
    for mark in wrong:
        assert problems(lambda mark=mark: sign(player, mark)) == ["marks.0"]  # type: ignore[misc]


# 行为能力


GUARDIAN = RepresentativeGiven(kind=RepresentativeKind.GUARDIAN, name="小明妈", relation="母亲")


def child_number() -> str:
    """An invented number of somebody born on 2019-03-04."""
    digits = "15052320190304" + "001"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


def test_a_child_needs_a_guardian_who_signs(house: Installation, begin: Begin) -> None:
    player = Player(house, TODAY - timedelta(5))
    on = player.clock.today()
    child = replace(invented_party(Side.APPLICANT, "小明", 51, on), id_number=child_number())
    other = invented_party(Side.RESPONDENT, "李四", 52, on)
    bring(player, child, other)
    player_agrees = acts.AgreementDrawn(AgreementForm.WRITTEN, "被狗咬伤。", "", (duty(player),))
    with pytest.raises(ConditionsUnmet, match="监护人"):
        player.step("cunzhuren", "reach_agreement", player_agrees)
    guarded = replace(child, id_number="", representatives=(GUARDIAN,), consents=())
    actor = player.actor("cunzhuren")
    player.parties[0] = perform(
        player.house,
        correct_party,
        actor=actor,
        case_id=player.case_id,
        party_id=player.parties[0],
        given=guarded,
    )
    player.step("cunzhuren", "reach_agreement", replace(player_agrees, obligations=(duty(player),)))
    alone = Mark(SignerRole.PARTY, on, SIGNED, party_id=player.parties[0])
    assert problems(lambda: player.step("cunzhuren", "sign", acts.MarksGathered((alone,)))) == [
        "marks.0.representative_id"
    ]
    with house.read() as session:
        guardian = session.scalars(
            select(Representative.id).where(Representative.party_id == player.parties[0])
        ).one()
    player.step("cunzhuren", "sign", acts.MarksGathered((replace(alone, representative_id=guardian),)))


def bring(player: Player, *parties: Any) -> None:
    """The case is registered, accepted and sat over in the village."""
    on = player.clock.today()
    player.register("cunzhuren", dispute(on, parties, "damages", "被狗咬伤。", "赔偿", region=VILLAGE))
    player.step("cunzhuren", "skip_settlement", reason="当事人直接申请调解")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.sit("cunzhuren", "告知权利义务。", "同意协商", "村委会")


def test_an_adult_without_capacity_needs_one_too_and_a_working_youth_does_not(
    house: Installation, begin: Begin
) -> None:
    player = Player(house, TODAY - timedelta(5))
    on = player.clock.today()
    ill = replace(invented_party(Side.APPLICANT, "老王", 53, on), capacity=Capacity.NONE)
    bring(player, ill, invented_party(Side.RESPONDENT, "李四", 54, on))
    drawn = acts.AgreementDrawn(AgreementForm.WRITTEN, "被狗咬伤。", "", (duty(player),))
    with pytest.raises(ConditionsUnmet, match="监护人"):
        player.step("cunzhuren", "reach_agreement", drawn)
    worker = replace(
        invented_party(Side.APPLICANT, "小工", 55, on),
        id_number="",
        paper=IdentityPaper.NONE,
        paper_missing_reason="未带",
        born_on=date(2009, 5, 1),
        capacity=Capacity.FULL,
    )
    second = Player(house, on)
    bring(second, worker, invented_party(Side.RESPONDENT, "赵六", 56, on))
    second.step(
        "cunzhuren",
        "reach_agreement",
        acts.AgreementDrawn(AgreementForm.WRITTEN, "欠工钱。", "", (duty(second),)),
    )
    young = replace(worker, born_on=date(2012, 5, 1))
    actor = second.actor("cunzhuren")
    given = dispute(
        on, (young, invented_party(Side.RESPONDENT, "钱七", 57, on)), "damages", "a", "b", region=VILLAGE
    )

    def register() -> None:
        perform(
            second.house,
            register_dispute,
            actor=actor,
            organisation_id=actor.posts[0].organisation_id,
            given=given,
        )

    assert problems(register) == ["parties.0.capacity"]


def test_nobody_settles_without_capacity_and_without_a_guardian(house: Installation) -> None:
    """A settlement is a contract too (民法典 144, 145)."""
    player = Player(house, TODAY - timedelta(5))
    on = player.clock.today()
    ill = replace(invented_party(Side.APPLICANT, "老王", 53, on), capacity=Capacity.NONE)
    parties = (ill, invented_party(Side.RESPONDENT, "李四", 54, on))
    player.register("cunzhuren", dispute(on, parties, "damages", "被狗咬伤。", "赔偿", region=VILLAGE))
    player.settle_first("cunzhuren", "村干部")
    with pytest.raises(ConditionsUnmet, match="监护人"):
        player.step("cunzhuren", "settle", acts.SettlementReached("赔偿五百元"))


# 日期


def test_a_sitting_is_dated_by_itself_and_cannot_precede_the_appointment(
    house: Installation, begin: Begin
) -> None:
    player = begin(10)
    STORY["accepted"](player)
    player.wait(2)
    player.appoint("cunzhuren", "cunzhuren")
    appointed_on = player.clock.today()
    player.wait(3)
    me = mediator(player, "cunzhuren")

    def held(on: date) -> acts.SittingHeld:
        return acts.SittingHeld(
            kind=SittingKind.JOINT,
            manner=SittingManner.ON_SITE,
            began_at=datetime(on.year, on.month, on.day, 9, tzinfo=SHANGHAI),
            ended_at=None,
            place="村委会",
            party_ids=tuple(player.parties),
            mediator_ids=(me,),
            recorder_id=me,
            record="双方到场。",
            result="再谈",
        )

    def hold(on: date, **more: Any) -> None:
        taken(player, "cunzhuren", "hold_sitting", given=held(on), **more)

    assert problems(lambda: hold(appointed_on - timedelta(1), late_reason="停电")) == ["began_at"]
    assert problems(lambda: hold(appointed_on + timedelta(1))) == ["late_reason"]
    hold(appointed_on + timedelta(2), late_reason="停电")
    hold(appointed_on + timedelta(1), late_reason="漏记了前一次")
    with house.read() as session:
        days = [
            e.happened_at.astimezone(SHANGHAI).date()
            for e in session.scalars(
                select(CaseEvent).where(CaseEvent.tag == "dispute:hold_sitting").order_by(CaseEvent.seq)
            )
        ]
    assert days == [appointed_on + timedelta(2), appointed_on + timedelta(1)]


def test_a_case_is_not_signed_for_before_it_was_offered_and_is_held_from_the_real_day(
    house: Installation, begin: Begin
) -> None:
    player = begin(8)
    STORY["mediating"](player)
    player.wait(1)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    offered_on = player.clock.today()
    player.wait(3)
    hand_over = MatterKind.HAND_OVER

    def sign_for(on: date) -> None:
        taken(player, "zhenzhuren", "sign_for", matter=hand_over, happened_on=on, late_reason="停电")

    assert problems(lambda: sign_for(offered_on - timedelta(1))) == ["happened_on"]
    sign_for(offered_on + timedelta(1))
    with house.read() as session:
        first, second = session.scalars(select(Holding).order_by(Holding.from_at)).all()
        answered_at = session.scalars(select(HandOver)).one().answered_at
        assert first.until_at == second.from_at == answered_at
        assert second.from_at.astimezone(SHANGHAI).date() == offered_on + timedelta(1)


def test_every_party_agrees_before_its_papers_go(house: Installation, begin: Begin) -> None:
    player = begin(5)
    STORY["mediating"](player)
    receiver = player.organisation(TOWNSHIP_COMMITTEE)
    some = acts.CaseOffered(receiver, tuple(player.parties[:1]))
    assert problems(lambda: player.step("cunzhuren", "offer", some, "案情复杂")) == ["agreeing_ids"]
    player.step("cunzhuren", "offer", acts.CaseOffered(receiver, tuple(player.parties)), "案情复杂")
    with house.read() as session:
        said = session.scalars(select(Consent).where(Consent.purpose == ConsentPurpose.TRANSFER)).all()
        assert {c.party_id for c in said if c.granted} == set(player.parties)


@pytest.mark.parametrize("receiver", ["kailu", "fayuan", "nobody"])
def test_a_case_goes_only_to_those_that_the_form_offers(
    house: Installation, begin: Begin, receiver: str
) -> None:
    player = begin(5)
    STORY["mediating"](player)
    who = uuid4() if receiver == "nobody" else player.actor(receiver).posts[0].organisation_id
    with house.read() as session:
        offered = [
            i for i, _ in receivers(session, player.actor("cunzhuren").posts[0].organisation_id, TODAY)
        ]
    assert who not in offered
    wish = acts.CaseOffered(who, tuple(player.parties))
    assert problems(lambda: player.step("cunzhuren", "offer", wish, "案情复杂")) == ["receiver_id"]


def test_a_case_is_not_offered_where_nobody_can_sign_for_it(house: Installation, begin: Begin) -> None:
    player = begin(5)
    STORY["mediating"](player)
    registry, own = house.registry, player.actor("cunzhuren").posts[0].organisation_id
    with house.read() as session:
        known = [i for i, _ in receivers(session, own, TODAY)]
        empty = unmanned(session, registry, known, TODAY)
    manned = {
        player.actor(a).posts[0].organisation_id for a in ("zhenzhuren", "qizhuren", "yiliao", "lincun")
    }
    assert set(known) - empty == manned
    wish = acts.CaseOffered(next(i for i in known if i in empty), tuple(player.parties))
    assert problems(lambda: player.step("cunzhuren", "offer", wish, "案情复杂")) == ["receiver_id"]
    township = player.organisation(TOWNSHIP_COMMITTEE)
    with house.begin() as uow:  # the head is gone, the mediator alone may not sign for it
        gone = uow.session.get_one(Person, player.actor("zhenzhuren").person_id)
        gone.active = False
        uow.commit()
    wish = acts.CaseOffered(township, tuple(player.parties))
    assert problems(lambda: player.step("cunzhuren", "offer", wish, "案情复杂")) == ["receiver_id"]


# 期限


def test_clocks_that_end_without_being_met_say_so(house: Installation, begin: Begin) -> None:
    player = begin(13)
    STORY["withdrawn"](player)
    with house.read() as session:
        clock = session.scalars(select(Deadline).where(Deadline.clock == "mediation")).one()
        assert clock.state is DeadlineState.ENDED
    other = begin(9, n=3)
    STORY["signed for by the township"](other)
    with house.read() as session:
        first, second = session.scalars(
            select(Deadline)
            .where(Deadline.case_id == other.case_id, Deadline.clock == "mediation")
            .order_by(Deadline.id)
        ).all()
        assert (first.state, second.state) == (DeadlineState.ENDED, DeadlineState.RUNNING)


def test_the_receiver_of_a_case_not_yet_accepted_goes_on_where_it_stands_with_a_clock_of_its_own(
    house: Installation, begin: Begin
) -> None:
    """No case skips 和解 without a reason, and the receiver is not late for the sender's days."""
    player = begin(10)
    player.settle_first("cunzhuren", "网格员")
    player.wait(2)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "双方要求镇里帮助和解")
    player.wait(1)
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    with house.read() as session:
        assert session.get_one(Case, player.case_id).state == "settling"
        first, second = session.scalars(
            select(Deadline).where(Deadline.clock == "settlement").order_by(Deadline.starts_on)
        ).all()
        assert (first.state, second.state) == (DeadlineState.ENDED, DeadlineState.RUNNING)
        assert second.starts_on == player.clock.today()


def test_the_decision_on_acceptance_is_due_from_registration(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(2))
    on = player.clock.today()
    parties = (invented_party(Side.APPLICANT, "甲", 61, on), invented_party(Side.RESPONDENT, "乙", 62, on))
    given = replace(
        dispute(on, parties, "damages", "a", "b", region=VILLAGE), first_asked_on=on - timedelta(40)
    )
    player.register("cunzhuren", given)
    with house.read() as session:
        assert session.scalars(select(Deadline)).one().starts_on == on


# 文书


def test_each_committee_that_accepts_issues_its_own_intake_form(house: Installation, begin: Begin) -> None:
    player = begin(10)
    STORY["signed for by the township"](player)
    with house.read() as session:
        case = session.get_one(Case, player.case_id)
        forms = session.scalars(
            select(Document).where(Document.kind == "intake_form").order_by(Document.issued_at)
        ).all()
        numbers = {n.id: n for n in session.scalars(select(CaseNumber))}
        assert [f.edition for f in forms] == [1, 1]
        assert len({f.subject_id for f in forms} & set(numbers)) == 2
        papers: list[Any] = [
            fill_paper(PaperSources(session, case), "intake_form", f.subject_id) for f in forms
        ]
        for paper, form in zip(papers, forms, strict=True):
            number = numbers[form.subject_id]
            assert (paper.number, paper.committee) == (
                number.text,
                session.get_one(Organisation, number.organisation_id).name,
            )
            assert is_outdated(PaperSources(session, case), form) is False


# 管辖


def apply(player: Player, ground: JurisdictionGround, court: str = COURT, **more: Any) -> None:
    given = acts.ConfirmationDrawn(player.organisation(court), ground, **more)
    player.step("zhenzhuren", "apply_for_confirmation", given)


KAILU, ELSEWHERE = "开鲁县人民法院", "150523000000"


@pytest.mark.parametrize(
    ("ground", "court", "more", "field"),
    [
        (JurisdictionGround.COMMITTEE, KAILU, {}, "court_id"),
        (JurisdictionGround.INVITED, COURT, {}, "ground"),
        (JurisdictionGround.SUBJECT_MATTER, COURT, {}, "region_code"),
        (JurisdictionGround.SUBJECT_MATTER, COURT, {"region_code": ELSEWHERE}, "court_id"),
        (JurisdictionGround.DOMICILE, COURT, {}, "party_id"),
    ],
)
def test_a_court_without_jurisdiction_is_refused_at_the_field(
    house: Installation,
    begin: Begin,
    ground: JurisdictionGround,
    court: str,
    more: dict[str, Any],
    field: str,
) -> None:
    player = begin(7)
    STORY["in force"](player)
    assert problems(lambda: apply(player, ground, court, **more)) == [field]


def test_the_parties_choose_among_the_courts_that_the_law_names(house: Installation, begin: Begin) -> None:
    player = begin(7)
    STORY["in force"](player)
    apply(player, JurisdictionGround.SUBJECT_MATTER, KAILU, region_code=ELSEWHERE)
    confirmation = one(house, Confirmation)
    assert confirmation.ground is JurisdictionGround.SUBJECT_MATTER
    assert confirmation.ground_region_code == ELSEWHERE
    assert "标的物所在地" in confirmation.court_reason


def test_a_domicile_is_printed_no_nearer_than_the_county(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(8))
    on = player.clock.today()
    hidden = replace(invented_party(Side.APPLICANT, "甲", 61, on), region_code=VILLAGE, address_withheld=True)
    bring(player, hidden, invented_party(Side.RESPONDENT, "乙", 62, on))
    player.agree("cunzhuren", "被狗咬伤。", (duty(player),))
    player.sign("cunzhuren", "cunzhuren")
    given = acts.ConfirmationDrawn(
        player.organisation(COURT), JurisdictionGround.DOMICILE, party_id=player.parties[0]
    )
    player.step("cunzhuren", "apply_for_confirmation", given)
    reason = one(house, Confirmation).court_reason
    assert reason.startswith("甲当事人住所地（")
    assert "保康镇" not in reason


def test_the_court_alone_is_given_a_withheld_address(house: Installation) -> None:
    """In a closed annex; no other paper of the case holds it (民诉解释 354; 个人信息保护法 28)."""
    player = Player(house, TODAY - timedelta(8))
    on = player.clock.today()
    hidden = replace(
        invented_party(Side.APPLICANT, "甲", 61, on), address="隐居巷七号", address_withheld=True
    )
    bring(player, hidden, invented_party(Side.RESPONDENT, "乙", 62, on))
    player.agree("cunzhuren", "被狗咬伤。", (duty(player),))
    player.sign("cunzhuren", "cunzhuren")
    player.apply("cunzhuren", COURT)
    player.submit("cunzhuren")
    player.confirm(f"（{player.clock.today().year}）内0521诉前调确9号")
    with house.read() as session:
        holding = {d.kind for d in session.scalars(select(Document)) if "隐居巷" in (d.contents or "")}
        phones = {d.kind for d in session.scalars(select(Document)) if hidden.phone in (d.contents or "")}
    assert holding == phones == {"service_addresses"}
