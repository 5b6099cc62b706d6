"""A month as a city's justice bureau published it, entered case by case through the services, dated to days of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from mediation.bootstrap import Installation
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import SHANGHAI, PastClock, Player
from mediation.rules.actor import Actor
from mediation.rules.acts import MediatorsNamed, Nothing
from mediation.rules.clock import Clock
from mediation.rules.intake import ConsentGiven, DisputeGiven, PartyGiven
from mediation.rules.on_the_spot import DutyAgreed, MarkGiven, OnTheSpot, SittingGiven
from mediation.rules.statistics import AvertedKind
from mediation.rules.vocabulary import (
    CaseSource,
    ConsentPurpose,
    Difficulty,
    MatterKind,
    ObligationKind,
    Outcome,
    PartyKind,
    Side,
    SignatureManner,
)
from mediation.services.note_averted import AvertedGiven, note_averted
from mediation.services.record_on_the_spot import REASON, record_on_the_spot
from mediation.services.register_dispute import register_dispute
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from mediation.services.unit_of_work import UnitOfWork

PUBLISHED = Path(__file__).parent / "published-statistics.json"
CATEGORIES = {
    "婚姻家庭纠纷": ("family",),
    "邻里纠纷": ("neighbours",),
    "房屋宅基地纠纷": ("homestead",),
    "合同纠纷": ("contract",),
    "生产经营纠纷": ("production",),
    "损害赔偿纠纷": ("damages",),
    "山林土地纠纷": ("forest_land",),
    "征地拆迁纠纷": ("expropriation",),
    "环境污染纠纷": ("pollution",),
    "劳动争议纠纷": ("labour", "migrant_wages"),
    "消费纠纷": ("consumption", "e_commerce"),
    "医疗纠纷": ("medical",),
    "道路交通事故纠纷": ("traffic",),
    "物业纠纷": ("property_service",),
    "其它纠纷": ("other", "campus", "village_affairs"),
}
"""Under which of our kinds the printed ones are entered, in turn."""
SOURCES = {
    "主动调解": (CaseSource.OWN_INITIATIVE, CaseSource.GRID),
    "申请调解": (CaseSource.APPLICATION, CaseSource.OTHER),
    "接受委托移送调解": (
        CaseSource.POLICE,
        CaseSource.PETITION,
        CaseSource.ADMINISTRATIVE,
        CaseSource.HOTLINE,
    ),
}
PREVENTED = {"转化为刑事案件": AvertedKind.CRIME, "群体性上访": AvertedKind.PETITION}
COMMITTEES = ("cunzhuren", "lincun", "qizhuren", "kailu")
"""The heads by turns: two villages, a county, and a township of the next county."""
IN_WRITING = ("labour", "migrant_wages", "medical")
"""Kinds in which the law wants a written agreement."""
SIGNED = MarkGiven(manners=(SignatureManner.SIGNED, SignatureManner.FINGERPRINT))
TOGETHER = 25
"""Cases entered in one transaction."""


@dataclass(frozen=True, slots=True)
class Entered:
    """One case to be entered."""

    category: str
    source: CaseSource
    succeeds: bool
    amount: Decimal | None
    on: date
    by: str


def published() -> dict[str, Any]:
    """The bulletin's figures as printed."""
    found: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return found


def cases_of(figures: dict[str, Any], first: date, days: int = 28) -> list[Entered]:
    """The bulletin's cases one by one: so many of each kind and source, those not solved spread among them."""
    categories = list(_in_turn(figures["by_category"], CATEGORIES))
    sources = list(_in_turn(figures["by_source"], SOURCES))
    total, failed = figures["accepted"], figures["accepted"] - figures["succeeded"]
    assert len(categories) == len(sources) == total
    unsolved = {n * total // failed for n in range(failed)} if failed else set()
    solved = total - len(unsolved)
    whole = int(Decimal(str(figures["agreement_amount_10k_yuan"])) * 1_000_000)  # 分
    each, rest = divmod(whole, solved)
    found, paid = [], 0
    for n in range(total):
        succeeds = n not in unsolved
        fen = each + (rest if succeeds and paid == 0 else 0)
        paid += succeeds
        found.append(
            Entered(
                categories[n],
                sources[n * 7 % total] if total % 7 else sources[n],
                succeeds,
                Decimal(fen).scaleb(-2) if succeeds else None,
                first + timedelta(days=n % days),
                COMMITTEES[n % len(COMMITTEES)],
            )
        )
    return found


def _in_turn(counts: dict[str, int], names: Any) -> Iterator[Any]:
    for printed, n in counts.items():
        yield from (names[printed][i % len(names[printed])] for i in range(n))


def enter(house: Installation, cases: Sequence[Entered]) -> list[UUID]:
    """Enter the cases through the services, each on its own day and by its own committee."""
    players = {by: Player(house, min(one.on for one in cases)) for by in {one.by for one in cases}}
    actors = {by: player.actor(by) for by, player in players.items()}
    made = []
    for start in range(0, len(cases), TOGETHER):
        with house.begin() as uow:
            for n, one in enumerate(cases[start : start + TOGETHER], start):
                made.append(_entered(uow, actors[one.by], PastClock(one.on), one, n))
            uow.commit()
    return made


def accept_only(house: Installation, n: int, first: date, days: int = 28) -> None:
    """So many cases of another month, registered and accepted: what a comparison of totals needs."""
    one = Entered("neighbours", CaseSource.APPLICATION, True, None, first, COMMITTEES[0])
    actor = Player(house, first).actor(one.by)
    for start in range(0, n, TOGETHER):
        with house.begin() as uow:
            for i in range(start, min(start + TOGETHER, n)):
                clock = PastClock(first + timedelta(days=i % days))
                _accepted(uow, actor, clock, replace(one, on=clock.today()), i)
            uow.commit()


def avert(
    house: Installation, figures: dict[str, Any], cases: Sequence[Entered], ids: Sequence[UUID]
) -> None:
    """The dangers that the bulletin says were averted, noted on cases of the month: so many, so many people."""
    free = iter(range(len(cases)))
    for printed, counts in figures["prevented"].items():
        people = counts["人"]
        for left in range(counts["件"], 0, -1):
            n = next(free)
            share = people // left
            people -= share
            one, clock = cases[n], PastClock(cases[n].on)
            given = AvertedGiven(
                kind=PREVENTED[printed], people=share, happened_on=one.on, what="当场劝解，情绪平复。"
            )
            with house.begin() as uow:
                actor = Player(house, one.on).actor(one.by)
                note_averted(uow, actor=actor, clock=clock, case_id=ids[n], given=given)
                uow.commit()


def _entered(uow: UnitOfWork, actor: Actor, clock: PastClock, one: Entered, n: int) -> UUID:
    if not one.succeeds:
        case_id = _accepted(uow, actor, clock, one, n)
        _step(uow, actor, clock, case_id, "appoint", MediatorsNamed((actor.person_id,)))
        _step(uow, actor, clock, case_id, "terminate", reason="双方分歧很大，达不成协议")
        return case_id
    here = actor.posts[0].organisation_id
    given = _on_the_spot(actor, one, n)
    return record_on_the_spot(uow, actor=actor, clock=clock, organisation_id=here, given=given)


def _accepted(uow: UnitOfWork, actor: Actor, clock: PastClock, one: Entered, n: int) -> UUID:
    here = actor.posts[0].organisation_id
    case_id = register_dispute(uow, actor=actor, clock=clock, organisation_id=here, given=_dispute(one, n))
    for step in ("skip_settlement", "accept"):
        _step(uow, actor, clock, case_id, step, reason=REASON)
    return case_id


def _step(
    uow: UnitOfWork, actor: Actor, clock: Clock, case_id: UUID, name: str, given: Any = None, reason: str = ""
) -> None:
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=case_id,
        step=name,
        given=given or Nothing(),
        reason=reason,
        way_given=True,
    )
    take_step(uow, actor=actor, clock=clock, command=command)


def _dispute(one: Entered, n: int) -> DisputeGiven:
    return DisputeGiven(
        category_code=one.category,
        source=one.source,
        region_code=VILLAGE,
        first_asked_on=one.on,
        narrative="公开统计里的一件，内容没有公布。",
        claim="请求调解。",
        difficulty=Difficulty.COMPLEX if n % 50 == 0 else Difficulty.ORDINARY,
        parties=(_party(Side.APPLICANT, f"甲{n}", one.on), _party(Side.RESPONDENT, f"乙{n}", one.on)),
    )


def _party(side: Side, name: str, on: date) -> PartyGiven:
    return PartyGiven(
        side=side,
        kind=PartyKind.NATURAL,
        name=name,
        paper_missing_reason="公开统计没有载明",
        consents=(ConsentGiven(ConsentPurpose.MEDIATION, granted=True, given_on=on),),
    )


def _on_the_spot(actor: Actor, one: Entered, n: int) -> OnTheSpot:
    """Every third agreement is oral where it may be; of five, four are performed at once."""
    duty = DutyAgreed(
        kind=ObligationKind.MONEY,
        debtor=1,
        creditor=0,
        amount=one.amount,
        due_on=None if n % 5 else one.on + timedelta(days=20),
        performed_at_once=bool(n % 5),
    )
    return OnTheSpot(
        dispute=_dispute(one, n),
        ending=Outcome.AGREED_WRITTEN if n % 3 or one.category in IN_WRITING else Outcome.AGREED_ORALLY,
        happened_on=one.on,
        sitting=SittingGiven(
            began_at=datetime.combine(one.on, time(8), SHANGHAI),
            place="村委会",
            record="双方各自说明。",
            result="达成一致。",
            rights_told=True,
            mediator_ids=(actor.person_id,),
            recorder_id=actor.person_id,
        ),
        facts="公开统计里的一件。",
        duties=(duty,),
        marks=(SIGNED, SIGNED),
        mediator_signed=True,
        sealed=True,
    )
