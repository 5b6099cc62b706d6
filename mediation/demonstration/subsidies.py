"""以案定补 and 考评 on the demonstration's places: a month of cases, some of them padded, with a rule and a scheme.

Every case is entered through the services, on its own day, by the head of its village.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from uuid import UUID

from mediation.bootstrap import Installation
from mediation.demonstration.padded import KINDS, record_of
from mediation.demonstration.people import COUNTY, invented_name
from mediation.demonstration.places import CITY
from mediation.demonstration.player import SHANGHAI, PastClock, Player
from mediation.demonstration.real_month import SIGNED
from mediation.rules.actor import Actor
from mediation.rules.assessment import Better
from mediation.rules.intake import ConsentGiven, DisputeGiven, PartyGiven
from mediation.rules.on_the_spot import DutyAgreed, OnTheSpot, SittingGiven
from mediation.rules.padding.looked import SignKind
from mediation.rules.periods import PeriodKind, YearEnd, holding, newest_ended
from mediation.rules.subsidy import Extra, Way
from mediation.rules.vocabulary import (
    CaseSource,
    ConsentPurpose,
    Difficulty,
    ObligationKind,
    Outcome,
    PartyKind,
    Side,
)
from mediation.services.claim_subsidy import draw_up_claim
from mediation.services.keep_scheme import ItemGiven, draft_scheme, start_scheme
from mediation.services.keep_subsidy_rule import (
    SubsidyRuleGiven,
    draft_subsidy_rule,
    start_subsidy_rule,
)
from mediation.services.perform import perform
from mediation.services.record_on_the_spot import record_on_the_spot
from mediation.services.sample_dossiers import draw_sample, search_claim
from mediation.services.unit_of_work import UnitOfWork

VILLAGES = ("cunzhuren", "lincun")
PAPER = "左中司发〔2026〕8号《人民调解“以案定补”实施办法》"
YUAN = {
    Difficulty.SIMPLE: (100, 30, 50),
    Difficulty.ORDINARY: (200, 60, 100),
    Difficulty.COMPLEX: (500, 150, 250),
}
RULE = SubsidyRuleGiven(
    paper=PAPER,
    base={
        (level, way): Decimal(amount)
        for level, amounts in YUAN.items()
        for way, amount in zip(Way, amounts, strict=True)
    },
    extras={Extra.PERFORMED: Decimal(20), Extra.CONFIRMED: Decimal(50), Extra.PEOPLE: Decimal(100)},
    people=10,
    month_cap=Decimal(1500),
    year_cap=Decimal(12000),
    whole_files=(),
)
"""The amounts are invented; counties publish between twenty and some hundreds of yuan for a case."""
SCHEME = (
    ItemGiven(indicator="rate", better=Better.MORE, target=Decimal(95), weight=40),
    ItemGiven(indicator="performance_rate", better=Better.MORE, target=Decimal(90), weight=30),
    ItemGiven(indicator="unperformed", better=Better.LESS, target=Decimal(5), weight=10),
    ItemGiven(indicator="screenings", better=Better.MORE, target=Decimal(24), weight=20),
)


@dataclass(slots=True)
class Entered:
    """What was entered: the honest cases, and of each padded one its kind."""

    honest: list[UUID] = field(default_factory=list)
    fakes: dict[UUID, SignKind] = field(default_factory=dict)


def furnish_subsidies(house: Installation, today: date) -> Iterator[UUID]:
    """The last month that is over: its cases, the county's rule and claim, and the schemes of county and city."""
    month = newest_ended(today, PeriodKind.MONTH, YearEnd())
    entered = enter_month(house, month.first, month.last)
    yield from (*entered.honest, *entered.fakes)
    player = Player(house, today)
    bureau, city = player.actor("qidudao"), player.actor("shidudao")
    rule_id = perform(house, draft_subsidy_rule, actor=bureau, region_code=COUNTY, given=RULE)
    from_on = holding(month.first, PeriodKind.YEAR, YearEnd()).first
    perform(
        house, start_subsidy_rule, actor=bureau, rule_id=rule_id, from_on=from_on, reason="按旗财政预算执行"
    )
    perform(house, draft_subsidy_rule, actor=bureau, region_code=COUNTY, given=replace(RULE, month_cap=None))
    claim_id = perform(house, draw_up_claim, actor=bureau, region_code=COUNTY, named=month.name)
    with house.read() as session:
        searched = search_claim(session, actor=bureau, clock=house.clock, claim_id=claim_id)
    draw = partial(perform, house, draw_sample, actor=bureau, claim_id=claim_id)
    draw(percent=30, reason="", searched=searched)
    for actor, code in ((bureau, COUNTY), (city, CITY)):
        of = partial(perform, house, draft_scheme, actor=actor, region_code=code, year=month.first.year)
        scheme = of(items=SCHEME)
        perform(house, start_scheme, actor=actor, scheme_id=scheme, reason="年初印发")
        heavier = (replace(SCHEME[0], weight=30), replace(SCHEME[1], weight=40), *SCHEME[2:])
        of(items=heavier)


def enter_month(house: Installation, first: date, last: date, honest: int = 14, seed: int = 7) -> Entered:
    """Through the services: so many honest cases of two villages, and padded ones of five kinds.

    The sixth, a signature before the sitting, comes with the signed copy that somebody adds: no earlier day of signing
    is taken than that of the paper.
    """
    month = _Month(house, first, last, Random(seed))  # noqa: S311  nothing here is secret
    with house.begin() as uow:
        month.enter(uow, honest)
        uow.commit()
    return month.entered


def enter_oral(house: Installation, on: date) -> UUID:
    """One more case, with an oral agreement."""
    month = _Month(house, on, on, Random(1))  # noqa: S311  nothing here is secret
    one = month.oral(VILLAGES[1], on)
    with house.begin() as uow:
        case_id = month.keep(uow, VILLAGES[1], one)
        uow.commit()
    return case_id


class _Month:
    def __init__(self, house: Installation, first: date, last: date, chance: Random) -> None:
        self.first, self.last, self.chance = first, last, chance
        player = Player(house, first)
        self.actors = {account: player.actor(account) for account in VILLAGES}
        self.entered = Entered()
        self.n = 0

    def enter(self, uow: UnitOfWork, honest: int) -> None:
        """Honest ones on days of their own; each padded one as it would be padded."""
        for n in range(honest):
            account = VILLAGES[n % 2]
            one = self._case(account, self.first + timedelta(days=2 * n // 2 + n % 3), 8 + n % 4 * 2)
            self.entered.honest.append(self.keep(uow, account, one))
        self._copied(uow)
        self._same_people(uow, SignKind.AGAIN, 3, 9)
        self._same_people(uow, SignKind.SPLIT, 2, 1)
        self._two_places(uow)
        self._heap(uow)

    def _fake(self, uow: UnitOfWork, kind: SignKind, one: OnTheSpot, entered_on: date | None = None) -> None:
        case_id = self.keep(uow, VILLAGES[0], one, entered_on)
        self.entered.fakes[case_id] = kind

    def _copied(self, uow: UnitOfWork) -> None:
        """Another one's record, with other people and other sums."""
        model = self._case(VILLAGES[1], self.first + timedelta(days=18), 9)
        self.entered.honest.append(self.keep(uow, VILLAGES[1], model))
        copy = self._case(VILLAGES[0], self.first + timedelta(days=21), 9)
        assert model.sitting is not None
        assert copy.sitting is not None
        sitting = replace(copy.sitting, record=f"{model.sitting.record}双方无异议。")
        self._fake(uow, SignKind.COPIED, replace(copy, sitting=sitting, facts=model.facts))

    def _same_people(self, uow: UnitOfWork, kind: SignKind, n: int, days: int) -> None:
        hour = 15 if kind is SignKind.AGAIN else 17
        first = self._case(VILLAGES[0], self.first, hour)
        for i in range(n):
            one = self._case(VILLAGES[0], self.first + timedelta(days=2 + i * days), hour)
            category = first.dispute.category_code if kind is SignKind.SPLIT else KINDS[i]
            dispute = replace(one.dispute, parties=first.dispute.parties, category_code=category)
            one = replace(one, dispute=dispute)
            if kind is SignKind.SPLIT and i == 0:
                self.entered.honest.append(self.keep(uow, VILLAGES[0], one))
            else:
                self._fake(uow, kind, one)

    def _two_places(self, uow: UnitOfWork) -> None:
        day = self.first + timedelta(days=20)
        real = self._case(VILLAGES[0], day, 10)
        self.entered.honest.append(self.keep(uow, VILLAGES[0], real))
        other = self._case(VILLAGES[0], day, 10)
        assert other.sitting is not None
        began = other.sitting.began_at + timedelta(minutes=15)
        sitting = replace(
            other.sitting, began_at=began, ended_at=began + timedelta(minutes=40), place="当事人家中"
        )
        self._fake(uow, SignKind.TWO_PLACES, replace(other, sitting=sitting), day + timedelta(days=2))

    def _heap(self, uow: UnitOfWork) -> None:
        for n in range(5):
            one = self._case(VILLAGES[0], self.first + timedelta(days=3 + n), 18)
            self._fake(uow, SignKind.HEAP, one, self.last)

    def _case(self, account: str, on: date, hour: int) -> OnTheSpot:
        self.n += 1
        n, actor = self.n, self.actors[account]
        record = record_of(self.chance)
        return OnTheSpot(
            dispute=self._dispute(actor, on, n),
            ending=Outcome.AGREED_WRITTEN,
            happened_on=on,
            sitting=_sitting(actor, on, hour, record),
            facts=record_of(self.chance),
            duties=(
                DutyAgreed(
                    kind=ObligationKind.MONEY,
                    debtor=1,
                    creditor=0,
                    amount=Decimal(300 + 90 * n),
                    performed_at_once=bool(n % 3),
                    due_on=None if n % 3 else on + timedelta(days=30),
                ),
            ),
            marks=(SIGNED, SIGNED),
            mediator_signed=True,
            sealed=True,
        )

    def oral(self, account: str, on: date) -> OnTheSpot:
        one = self._case(account, on, 9)
        return replace(one, ending=Outcome.AGREED_ORALLY, marks=(), mediator_signed=False, sealed=False)

    def _dispute(self, actor: Actor, on: date, n: int) -> DisputeGiven:
        kinds = [kind for kind in KINDS if kind != "traffic"]
        return DisputeGiven(
            category_code=kinds[n % len(kinds)],
            source=CaseSource.APPLICATION,
            region_code=actor.posts[0].region_code,
            first_asked_on=on,
            narrative="当事人来村委会请求调解。",
            claim="请求调解。",
            difficulty=tuple(Difficulty)[n % 3],
            parties=(
                _party(Side.APPLICANT, f"{invented_name(n)}{n}", on),
                _party(Side.RESPONDENT, f"{invented_name(n + 5)}{n + 100}", on),
            ),
        )

    def keep(self, uow: UnitOfWork, account: str, one: OnTheSpot, entered_on: date | None = None) -> UUID:
        clock = PastClock(one.happened_on)
        clock.instant = datetime.combine(entered_on or one.happened_on, time(20), SHANGHAI)
        late = "村里没有网络，后来补记。" if entered_on and entered_on > one.happened_on else ""
        actor = self.actors[account]
        return record_on_the_spot(
            uow,
            actor=actor,
            clock=clock,
            organisation_id=actor.posts[0].organisation_id,
            given=replace(one, late_reason=late),
        )


def _sitting(actor: Actor, on: date, hour: int, record: str) -> SittingGiven:
    began = datetime.combine(on, time(hour), SHANGHAI)
    return SittingGiven(
        began_at=began,
        ended_at=began + timedelta(minutes=50),
        place="村委会",
        record=record,
        result="双方达成一致。",
        rights_told=True,
        mediator_ids=(actor.person_id,),
        recorder_id=actor.person_id,
    )


def _party(side: Side, name: str, on: date) -> PartyGiven:
    return PartyGiven(
        side=side,
        kind=PartyKind.NATURAL,
        name=name,
        paper_missing_reason="没有带证件",
        consents=(ConsentGiven(ConsentPurpose.MEDIATION, granted=True, given_on=on),),
    )
