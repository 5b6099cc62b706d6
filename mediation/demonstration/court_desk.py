"""What a court finds in the morning: fees asked for, complaints handed in, cases that came back, the next hearings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from mediation.bootstrap import Installation
from mediation.demonstration.doors import (
    FILING,
    HAND_OVER,
    Story,
    at_court,
    complained,
    entrusted,
    mediated_first,
    on_to_trial,
    registered,
)
from mediation.demonstration.invented import COURT, register
from mediation.demonstration.player import SHANGHAI, Player
from mediation.rules import acts
from mediation.rules.vocabulary import (
    CourtProcedure,
    DeliveryManner,
    GrievanceGround,
    HearingKind,
    MatterKind,
)
from mediation.services.draw_up_complaint import ComplaintGiven, EvidenceGiven, draw_up_complaint
from mediation.services.file_directly import file_directly
from mediation.services.notify_fee import notify_fee
from mediation.services.perform import perform
from mediation.services.set_hearing import HearingGiven, set_hearing

CLAIMS = "判令被告疏通水沟，赔偿原告修缮费四千八百元"
FACTS = "雨季排水，被告堵住沟口，水倒灌进原告西屋，墙体开裂"


def fee_told(p: Player) -> None:
    """On to trial; the seven days for the fee run."""
    on_to_trial(p)
    p.wait(1)
    asked: dict[str, Any] = {"case_id": p.case_id, "amount": Decimal("50.00"), "notified_on": p.clock.today()}
    perform(p.house, notify_fee, actor=p.actor("fayuan"), **asked)


def returned(p: Player) -> None:
    """The committee did not take it: it is the court's to divert again."""
    entrusted(p)
    p.wait(1)
    p.step("zhenzhuren", "return", reason="被告不在本镇居住，请送其住所地的调解组织", matter=HAND_OVER)


def handed_in(p: Player) -> None:
    """Mediated in the village in vain; the complaint went to the court with all its papers."""
    p.step("cunzhuren", "skip_settlement", reason="当事人直接申请调解")
    p.accept("cunzhuren")
    p.appoint("cunzhuren", "cunzhuren")
    p.sit("cunzhuren", "告知权利义务后，双方各自陈述经过。", "差距过大，没有达成协议", "村委会")
    p.wait(1)
    actor = p.actor("cunzhuren")
    given = ComplaintGiven(
        court_id=p.organisation(COURT),
        claims=CLAIMS,
        facts=FACTS,
        evidence=(EvidenceGiven(title="照片六张", source="原告拍摄", proves="西屋进水"),),
    )
    perform(p.house, draw_up_complaint, actor=actor, case_id=p.case_id, given=given)
    asked: dict[str, Any] = {
        "case_id": p.case_id,
        "reason": "双方没有达成协议，当事人要求起诉",
        "even_so": True,
    }
    perform(p.house, file_directly, actor=actor, **asked)


def handed_in_and_filed(p: Player) -> None:
    handed_in(p)
    p.wait(1)
    filed = acts.SuitFiled(p.court_number("民初"), CourtProcedure.SUMMARY, p.clock.today())
    p.step("fayuan", "register", filed, matter=FILING)


def handed_in_and_refused(p: Player) -> None:
    handed_in(p)
    p.wait(4)
    ruled = acts.RulingMade(p.court_number("民初"))
    p.step("faguan", "refuse", ruled, "原告与本案没有直接利害关系，不符合起诉条件", FILING)
    reached = acts.Served(p.parties[0], DeliveryManner.DIRECT, p.clock.today())
    p.step("shujiyuan", "serve_refusal", acts.RulingServed((reached,)), matter=FILING)


def handed_in_and_complained_of(p: Player) -> None:
    """No dated receipt was given: the party complains to the court, which looks into it."""
    handed_in(p)
    p.wait(1)
    given = acts.GrievanceRaised(
        p.organisation(COURT),
        (GrievanceGround.NO_RECEIPT,),
        "当天在立案窗口递交起诉状，窗口没有出具注明日期的凭证。",
        p.clock.today(),
    )
    p.step("cunzhuren", "raise_grievance", given, matter=FILING)
    p.wait(1)
    p.step("fayuan", "take_in", matter=MatterKind.GRIEVANCE)


OF_THE_COURT: tuple[tuple[str, int, Story], ...] = (
    ("fee asked for", 12, fee_told),
    ("returned by the committee", 3, returned),
)
"""What the court itself had sent out."""
OF_THE_VILLAGE: tuple[tuple[str, int, Story], ...] = (
    ("handed in by a committee", 3, handed_in),
    ("handed in and filed", 6, handed_in_and_filed),
    ("handed in and refused", 9, handed_in_and_refused),
    ("handed in and complained of", 5, handed_in_and_complained_of),
)
HEARINGS: tuple[tuple[str, Story, HearingKind, int, time, str, str], ...] = (
    ("a hearing today", complained, HearingKind.FILING, 0, time(15), "立案庭二号窗口", "孙晓燕"),
    ("a trial tomorrow", registered, HearingKind.TRIAL, 1, time(9), "第一审判庭", "韩立新"),
    ("mediated at the court", mediated_first, HearingKind.MEDIATION, 2, time(10, 30), "诉调对接室", "周文静"),
    ("a trial next week", on_to_trial, HearingKind.TRIAL, 7, time(9), "第一审判庭", "韩立新"),
)
"""By how many days from today, at what time, where and before whom."""
HOW_LONG = timedelta(hours=1)


def play_court_desk(house: Installation, today: date) -> Iterator[str]:
    """Each case as far as it goes; then those that have a day at the court."""
    for n, (name, days, story) in enumerate(OF_THE_COURT):
        story(at_court(Player(house, today - timedelta(days=days)), 40 + n))
        yield name
    for n, (name, days, story) in enumerate(OF_THE_VILLAGE):
        player = Player(house, today - timedelta(days=days))
        register(player, 80 + n)
        story(player)
        yield name
    for n, (name, story, kind, days, at, place, before) in enumerate(HEARINGS):
        player = at_court(Player(house, today - timedelta(days=9)), 50 + n)
        story(player)
        begins = datetime.combine(_working(today + timedelta(days=days)), at, SHANGHAI)
        given = HearingGiven(
            kind=kind, begins_at=begins, ends_at=begins + HOW_LONG, place=place, before=before
        )
        perform(house, set_hearing, actor=player.actor("fayuan"), case_id=player.case_id, given=given)
        yield name


def _working(on: date) -> date:
    """That day, or the Monday after it: a court sits on no weekend."""
    return on + timedelta(days=max(0, 7 - on.weekday()) if on.weekday() > 4 else 0)
