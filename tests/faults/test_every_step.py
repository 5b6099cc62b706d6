"""Every step of every definition with its 1st, 2nd … Nth call to the database failing: taken wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COURT, STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import CaseEvent, Membership, Objection
from mediation.rules import acts
from mediation.rules.acts import Mark, ObligationDrawn
from mediation.rules.court_review import ALL_FULFILLED
from mediation.rules.vocabulary import (
    AgreementForm,
    DeliveryManner,
    MatterKind,
    ObligationKind,
    Seat,
    Side,
    SignatureManner,
    SignerRole,
)
from tests.faults.failing import until_it_passes
from tests.faults.side_roads import SIDE_ROADS
from tests.steps.conftest import TODAY
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
CONFIRMATION, HAND_OVER = MatterKind.CONFIRMATION, MatterKind.HAND_OVER
Take = Callable[[Callable[[], object]], None]
"""How a road has a step taken: once, or with its calls failing one after the other."""
Road = Callable[[Player, Take], None]


def register(p: Player, **more: object) -> None:
    parties = (
        invented_party(Side.APPLICANT, "王𠮷", 1, TODAY),
        invented_party(Side.RESPONDENT, "李四", 2, TODAY),
    )
    p.register("cunzhuren", dispute(TODAY, parties, "neighbours", "水沟被堵", "疏通", region=VILLAGE, **more))


def settled(p: Player, take: Take) -> None:
    take(lambda: register(p))
    take(lambda: p.settle_first("cunzhuren", "网格员"))
    take(lambda: p.step("cunzhuren", "settle", acts.SettlementReached("互不追究")))


def refused(p: Player, take: Take) -> None:
    register(p)
    p.settle_first("cunzhuren", "网格员")
    take(lambda: p.step("cunzhuren", "fail_settlement", reason="差距大"))
    take(lambda: p.step("cunzhuren", "refuse", reason="法院已经受理"))


def another_mediator(p: Player) -> UUID:
    """The village's grid worker becomes a mediator too."""
    worker = p.actor("wanggeyuan")
    with p.house.begin() as uow:
        place, since = worker.posts[0].organisation_id, p.clock.today()
        uow.session.add(
            Membership(person_id=worker.person_id, organisation_id=place, role="mediator", from_on=since)
        )
        uow.commit()
    return worker.person_id


def mediated_in_the_village(p: Player, take: Take) -> None:
    register(p)
    take(lambda: p.step("cunzhuren", "skip_settlement", reason="直接申请"))
    take(lambda: p.accept("cunzhuren"))
    take(lambda: p.appoint("cunzhuren", "cunzhuren"))
    named = acts.MediatorsNamed((p.actor("cunzhuren").person_id, another_mediator(p)))
    take(lambda: p.step("cunzhuren", "replace_mediator", named, reason="加一名调解员"))
    take(lambda: p.sit("cunzhuren", "各自陈述", "再商量", "村委会"))
    take(lambda: p.step("cunzhuren", "report_danger", acts.DangerReported("扬言砸窗", "派出所")))
    take(lambda: p.step("cunzhuren", "lift_danger", reason="双方和好"))
    duty = ObligationDrawn(
        kind=ObligationKind.ACT, debtor_id=p.parties[1], creditor_id=p.parties[0], what="疏通水沟"
    )
    take(lambda: p.agree("cunzhuren", "水沟被堵", (duty,), oral=True))


def offered_and_withdrawn(p: Player, take: Take) -> None:
    STORY["mediating"](started(p))
    take(lambda: p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂"))
    take(lambda: p.step("zhenzhuren", "return", reason="由村先调解", matter=HAND_OVER))
    p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    take(lambda: p.step("cunzhuren", "call_back", reason="继续在村里调解", matter=HAND_OVER))
    p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    take(lambda: p.step("cunzhuren", "withdraw", reason="申请人撤回"))


def signed_for_before_acceptance(p: Player, take: Take) -> None:
    register(p)
    p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    take(lambda: p.step("zhenzhuren", "sign_for", matter=HAND_OVER))


def signed_for_and_terminated(p: Player, take: Take) -> None:
    STORY["offered to the township"](started(p))
    take(lambda: p.step("zhenzhuren", "sign_for", matter=HAND_OVER))
    p.appoint("zhenzhuren", "zhentiaojie")
    take(lambda: p.step("zhentiaojie", "terminate", reason="差距过大"))


def to_court(p: Player, take: Take) -> None:
    register(p)
    take(lambda: p.step("cunzhuren", "go_to_court", reason="申请人选择起诉"))


def to_arbitration(p: Player, take: Take) -> None:
    register(p, labour=True)
    take(lambda: p.step("cunzhuren", "go_to_arbitration", reason="申请人选择仲裁"))


def to_the_government(p: Player, take: Take) -> None:
    register(p, land_title=True)
    take(lambda: p.step("cunzhuren", "go_to_government", reason="土地权属争议"))


def agreed_and_performed(p: Player, take: Take) -> None:
    STORY["mediated by the township"](started(p))
    given = drawn(p)
    take(lambda: p.step("zhentiaojie", "reach_agreement", given))
    take(lambda: p.step("zhentiaojie", "revise_agreement", given))
    take(lambda: p.step("zhentiaojie", "resume_mediation", reason="一方反悔"))
    p.step("zhentiaojie", "reach_agreement", given)
    take(lambda: p.sign("zhenzhuren", "zhentiaojie"))
    done = acts.PerformanceRecorded(p.clock.today(), "收条")
    take(lambda: p.on_duty("zhenzhuren", "record_performance", done))
    take(lambda: p.step("zhenzhuren", "visit", acts.VisitMade("双方和好")))


def turned_down_by_the_court(p: Player, take: Take) -> None:
    STORY["in force"](started(p))
    p.apply("zhenzhuren", COURT)
    take(lambda: p.step("zhenzhuren", "withdraw_application", reason="已履行完毕", matter=CONFIRMATION))
    for step in ("refuse_application", "allow_withdrawal", "reject"):
        p.apply("zhenzhuren", COURT)
        p.submit("zhenzhuren")
        if step != "refuse_application":
            p.step("fayuan", "accept_application", matter=CONFIRMATION)
        if step == "reject":
            p.review()
        ruled = acts.RulingMade(p.court_number())
        take(lambda step=step, ruled=ruled: p.step("faguan", step, ruled, "裁定理由", CONFIRMATION))  # type: ignore[misc]
    take(lambda: p.step("shujiyuan", "seal_other", matter=CONFIRMATION))
    reached = acts.RulingServed((acts.Served(p.parties[0], DeliveryManner.DIRECT, p.clock.today()),))
    take(lambda: p.step("shujiyuan", "serve_other", reached, matter=CONFIRMATION))


def confirmed_by_the_court(p: Player, take: Take) -> None:
    STORY["in force"](started(p))
    take(lambda: p.apply("zhenzhuren", COURT))
    marks = tuple(
        Mark(SignerRole.PARTY, p.clock.today(), (SignatureManner.SIGNED,), party_id=party)
        for party in p.parties
    )
    signed = acts.MarksGathered(marks)
    take(lambda: p.step("zhenzhuren", "sign_application", signed, matter=CONFIRMATION))
    take(lambda: p.step("zhenzhuren", "submit", matter=CONFIRMATION))
    take(lambda: p.step("fayuan", "accept_application", matter=CONFIRMATION))
    told = acts.DangerReported("在法院扬言砸窗", "派出所")
    take(lambda: p.step("shujiyuan", "report_danger", told, matter=CONFIRMATION))
    prepared = acts.RulingPrepared("协议系自愿达成", "周文静")
    take(lambda: p.step("fayuan", "prepare_ruling", prepared, matter=CONFIRMATION))
    take(lambda: p.step("faguan", "review", acts.ReviewAnswered(ALL_FULFILLED), matter=CONFIRMATION))
    heard = acts.HearingHeld(
        p.clock.now(), "第二审判庭", tuple(p.parties), "问：自愿吗？\n答：自愿。", "周文静"
    )
    take(lambda: p.step("fayuan", "hold_hearing", heard, matter=CONFIRMATION))
    ruled = acts.RulingMade(p.court_number())
    take(lambda: p.step("faguan", "rule", ruled, matter=CONFIRMATION))
    take(lambda: p.step("shujiyuan", "seal", matter=CONFIRMATION))
    reached = acts.RulingServed(
        tuple(acts.Served(party, DeliveryManner.DIRECT, p.clock.today()) for party in p.parties)
    )
    take(lambda: p.step("shujiyuan", "serve", reached, matter=CONFIRMATION))


def supplemented_extended_and_deemed_withdrawn(p: Player, take: Take) -> None:
    STORY["confirmation under review"](started(p))
    asked = acts.SupplementAsked("付款凭证", p.clock.today() + timedelta(5))
    take(lambda: p.step("fayuan", "ask_supplement", asked, matter=CONFIRMATION))
    take(lambda: p.step("fayuan", "record_supplement", acts.Answered("已交凭证"), matter=CONFIRMATION))
    take(
        lambda: p.step(
            "faguan", "extend_ruling", acts.RulingExtended("院长"), "双方在外地", matter=CONFIRMATION
        )
    )
    longer = acts.LimitExtended("院长", p.clock.today() + timedelta(60))
    take(lambda: p.step("faguan", "extend_limit", longer, "等鉴定", matter=CONFIRMATION))
    ruled = acts.RulingMade(p.court_number())
    take(lambda: p.step("faguan", "deem_withdrawn", ruled, "拒不接受询问", CONFIRMATION))
    STORY["confirmation under review"](started(p))
    ended = acts.RulingMade(p.court_number())
    take(lambda: p.step("faguan", "end_procedure", ended, "双方对面积有争议", CONFIRMATION))


def objected_to(p: Player, take: Take) -> None:
    STORY["confirmed and served"](started(p))
    given = acts.ObjectionRaised("协议不是自愿的", party_id=p.parties[0])
    take(lambda: p.step("fayuan", "raise_objection", given, matter=CONFIRMATION))
    first = acts.ObjectionRuled(p.court_number("民特"), "没有证据", "周文静")
    take(lambda: p.step("faguan", "dismiss_objection", first, matter=CONFIRMATION))
    take(lambda: p.step("shujiyuan", "seal_objection_ruling", matter=CONFIRMATION))
    outsider = acts.ObjectionRaised("损害我的权益", outsider="王五", known_on=p.clock.today())
    p.step("fayuan", "raise_objection", outsider, matter=CONFIRMATION)
    take(lambda: withdraw_objection(p))
    p.step("fayuan", "raise_objection", outsider, matter=CONFIRMATION)
    another = acts.ObjectionRaised("协议不是自愿的", party_id=p.parties[1])
    take(lambda: p.step("fayuan", "raise_another_objection", another, matter=CONFIRMATION))
    second = acts.ObjectionRuled(p.court_number("民特"), "损害他人权益", "周文静")
    take(lambda: p.step("faguan", "uphold_objection", second, matter=CONFIRMATION))


def objected_to_in_part(p: Player, take: Take) -> None:
    STORY["objected to"](started(p))
    ruled = acts.RulingVaried(p.court_number("民特"), "第二项不明确", "周文静", "只确认第一项", (2,))
    take(lambda: p.step("faguan", "vary_ruling", ruled, matter=CONFIRMATION))
    take(lambda: p.step("shujiyuan", "seal_objection_ruling", matter=CONFIRMATION))
    reached = tuple(
        acts.ObjectionServed(DeliveryManner.POST, p.clock.today(), party_id=party) for party in p.parties
    )
    served = acts.ObjectionRulingServed(reached)
    take(lambda: p.step("shujiyuan", "serve_objection_ruling", served, matter=CONFIRMATION))
    outsider = acts.ObjectionRaised("损害我的权益", outsider="王五", known_on=p.clock.today())
    p.step("fayuan", "raise_objection", outsider, matter=CONFIRMATION)
    take(lambda: withdraw_objection(p))
    p.step("fayuan", "raise_objection", outsider, matter=CONFIRMATION)
    further = acts.ObjectionRuled(p.court_number("民特"), "没有证据", "周文静")
    take(lambda: p.step("faguan", "dismiss_further_objection", further, matter=CONFIRMATION))


def withdraw_objection(p: Player) -> None:
    """The one that came last."""
    query = select(Objection.id).order_by(Objection.id.desc()).limit(1)
    with p.house.read() as session:
        given = acts.ObjectionWithdrawn(session.scalars(query).one())
    p.step("fayuan", "withdraw_objection", given, "已经和解", CONFIRMATION)


def enforced_and_revoked(p: Player, take: Take) -> None:
    """A duty that is being enforced, and one that is broken, when the court revokes what confirmed them."""
    STORY["enforcement asked"](started(p))
    given = acts.ObjectionRaised("损害我的权益", outsider="王五", known_on=p.clock.today())
    p.step("fayuan", "raise_objection", given, matter=CONFIRMATION)
    ruled = acts.ObjectionRuled(p.court_number("民特"), "损害他人权益", "周文静")
    take(lambda: p.step("faguan", "uphold_objection", ruled, matter=CONFIRMATION))


def served_while_objected_to(p: Player, take: Take) -> None:
    STORY["ruled, not sealed"](started(p))
    p.step("shujiyuan", "seal", matter=CONFIRMATION)
    served = [acts.Served(party, DeliveryManner.POST, p.clock.today()) for party in p.parties]
    p.step("shujiyuan", "serve", acts.RulingServed(tuple(served[:1])), matter=CONFIRMATION)
    given = acts.ObjectionRaised("协议不是自愿的", party_id=p.parties[0])
    p.step("fayuan", "raise_objection", given, matter=CONFIRMATION)
    rest = acts.RulingServed(tuple(served[1:]))
    take(lambda: p.step("shujiyuan", "serve_meanwhile", rest, matter=CONFIRMATION))


ROADS: tuple[Road, ...] = (
    enforced_and_revoked,
    served_while_objected_to,
    objected_to_in_part,
    supplemented_extended_and_deemed_withdrawn,
    objected_to,
    settled,
    refused,
    mediated_in_the_village,
    offered_and_withdrawn,
    signed_for_before_acceptance,
    signed_for_and_terminated,
    to_court,
    to_arbitration,
    to_the_government,
    agreed_and_performed,
    turned_down_by_the_court,
    confirmed_by_the_court,
)


def started(p: Player) -> Player:
    register(p)
    return p


def drawn(p: Player) -> acts.AgreementDrawn:
    duty = ObligationDrawn(
        kind=ObligationKind.MONEY,
        debtor_id=p.parties[1],
        creditor_id=p.parties[0],
        amount=Decimal("2600.00"),
        what="赔偿款",
        due_on=date(2026, 12, 24),
    )
    return acts.AgreementDrawn(
        form=AgreementForm.WRITTEN,
        facts="水沟被堵",
        disputed="",
        obligations=(duty,),
    )


def gone(house: Installation, road: Road) -> list[set[str]]:
    """The road from its beginning to its end: what each of its steps has recorded."""
    player, recorded = Player(house, TODAY), list[set[str]]()

    def events(case_id: UUID) -> list[str]:
        with house.read() as session:
            return list(session.scalars(select(CaseEvent.tag).where(CaseEvent.case_id == case_id)))

    def take(act: Callable[[], object]) -> None:
        before = events(player.case_id)
        act()
        recorded.append(set(events(player.case_id)[len(before) :]))

    road(player, take)
    return recorded


@pytest.mark.daily(4)
@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
def test_a_step_is_taken_wholly_or_not_at_all(house: Installation, road: Road) -> None:
    _wholly_or_not_at_all(house, road)


@pytest.mark.daily(3)
@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
@pytest.mark.parametrize("road", SIDE_ROADS, ids=lambda road: road.__name__)
def test_a_step_beside_the_road_too(house: Installation, road: Road) -> None:
    _wholly_or_not_at_all(house, road)


def _wholly_or_not_at_all(house: Installation, road: Road) -> None:
    player = Player(house, TODAY)

    def take(act: Callable[[], object]) -> None:
        instant = player.clock.instant

        def at_the_same_instant() -> None:
            player.clock.instant = instant
            act()

        assert until_it_passes(house, at_the_same_instant) > 6  # load, write, chain and commit have more

    road(player, take)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_roads_take_every_step_of_every_definition(house: Installation) -> None:
    taken = {tag for road in (*ROADS, *SIDE_ROADS) for stop in gone(house, road) for tag in stop}
    steps = {  # what a party does in person is no road of a player's: test_every_use_case has it
        f"{d.matter.value}:{step.name}"
        for d in REGISTRY.definitions
        for step in d.steps
        if step.seat is not Seat.PARTY
    }
    marks = {"deadline:overdue", "deadline:lapsed", "deadline:warned"}
    assert taken - marks == steps | {"case:registered", "case:suit_ended"}
