"""Each case of the simulated years, taken through the services by the people of its court and its committee."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, insert, select
from sqlalchemy.orm import Session

from mediation.adapters.unit_of_work import SqlUnitOfWork
from mediation.bootstrap import Installation
from mediation.demonstration.people import HEAD, MEDIATOR, PASSWORD, REGISTRAR, invented_name
from mediation.demonstration.places import SINCE
from mediation.demonstration.player import PastClock, dispute, invented_party
from mediation.demonstration.prefecture import (
    CENTRE_YEAR,
    CITY_OF_THE_CENTRE,
    COUNTIES,
    FINANCE,
    Fate,
    Published,
)
from mediation.model import (
    Case,
    Confirmation,
    Deadline,
    Diversion,
    HandOver,
    Membership,
    Organisation,
    Party,
    Person,
    Request,
    Setting,
)
from mediation.model.types import new_id
from mediation.readmodels.actors import load_actor
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.acts import Given, Mark, Nothing, ObligationDrawn
from mediation.rules.court_review import ALL_FULFILLED
from mediation.rules.vocabulary import (
    AgreementForm,
    CaseSource,
    CourtProcedure,
    DeadlineState,
    DeliveryManner,
    MatterKind,
    ObligationKind,
    OrganisationKind,
    Outcome,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)
from mediation.services.jurisdiction import grounds_of
from mediation.services.register_dispute import register_dispute
from mediation.services.sign_in import hash_password
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import sweep_case
from mediation.services.take_step import take_step

CASES_A_TRANSACTION = 20
ACCOUNTS = "mn"
JUDGE = "judge"
CLAIMS = {
    "contract": ("欠款到期以后一直没有归还，催要多次。", "归还欠款"),
    "traffic": ("两车相撞，对误工费、医疗费的数额有争议。", "赔偿损失"),
    "family": ("对赡养费由谁承担、承担多少意见不一。", "支付赡养费"),
    "property_service": ("以服务不到位为由两年没有交物业费。", "支付物业费"),
    "damages": ("牲畜进地踩坏青苗，对损失数额有争议。", "赔偿青苗损失"),
    "neighbours": ("院墙漏水浸坏邻居墙体。", "修复墙体并赔偿"),
    "consumption": ("新买的农机具三次返修仍不能使用。", "退货退款"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """A court or committee with somebody who does its work."""

    organisation_id: UUID
    region_code: str
    court_code: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Prefecture:
    """Who sends and who mediates."""

    courts: Mapping[str, Desk]
    committees: Mapping[str, Sequence[Desk]]
    """By county: the county's own and its townships'."""
    centre: Desk


def settle_in(house: Installation, places: Mapping[str, UUID]) -> None:
    """People for every court, for every county and township committee and for the finance committee."""
    wanted = {f"court:{county}": ("court_liaison", "court_clerk", "judge") for county in COUNTIES}
    committees = [
        code for code in places if code.isdigit() and code.endswith("000") and code[:6] + "000000" in COUNTIES
    ]
    centre = f"industry:{CITY_OF_THE_CENTRE}:{FINANCE}"
    wanted |= dict.fromkeys([*sorted(committees), centre], (HEAD, REGISTRAR, MEDIATOR))
    digest, people = hash_password(PASSWORD), {at: new_id() for at in wanted}
    with house.begin() as uow:
        uow.session.execute(
            insert(Person),
            [
                {
                    "id": people[at],
                    "account": f"{ACCOUNTS}{n:03}",
                    "name": invented_name(n + 11),
                    "password_hash": digest,
                    "active": True,
                    "demonstration": True,
                }
                for n, at in enumerate(wanted)
            ],
        )
        posts = [(at, role) for at, roles in wanted.items() for role in roles]
        uow.session.execute(
            insert(Membership),
            [
                {
                    "id": new_id(),
                    "person_id": people[at],
                    "organisation_id": places[at],
                    "role": role,
                    "from_on": SINCE,
                }
                for at, role in posts
            ],
        )
        uow.commit()


def prefecture_of(house: Installation) -> Prefecture:
    """Who has settled in."""
    courts, committees, centres = dict[str, Desk](), defaultdict[str, list[Desk]](list), list[Desk]()
    with house.read() as session:
        for person_id, at in session.execute(
            select(Person.id, Organisation)
            .join(Membership, Membership.person_id == Person.id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Person.account.startswith(ACCOUNTS), Membership.role.in_((JUDGE, MEDIATOR)))
            .order_by(Person.account)
        ):
            actor = load_actor(session, person_id, house.registry, SINCE + timedelta(days=1))
            assert actor is not None
            desk = Desk(at.id, at.region_code, str(at.court_code), actor)
            if at.kind is OrganisationKind.COURT:
                courts[at.region_code] = desk
            elif at.kind is OrganisationKind.INDUSTRY_COMMITTEE:
                centres.append(desk)
            else:
                committees[at.region_code[:6] + "000000"].append(desk)
    return Prefecture(courts, committees, *centres)


def play(
    house: Installation, prefecture: Prefecture, drawn: Iterable[Fate], seed: int, mark: str
) -> Iterator[int]:
    """Every case to its end; yields how many there are after each transaction.

    In the setting `mark` each transaction leaves the number of its last case: what was played is not played again.
    """
    with house.read() as session:
        last = int(session.scalar(select(Setting.value).where(Setting.name == mark)) or -1)
    done, left = 0, (fate for fate in drawn if fate.n > last)
    while batch := tuple(islice(left, CASES_A_TRANSACTION)):
        with house.begin() as uow:
            for fate in batch:
                _Life(uow, prefecture, fate, Random(f"{seed} {fate.n}")).live()  # noqa: S311  chance, no secret
            uow.session.merge(Setting(name=mark, since=date.min, value=str(batch[-1].n)))
            uow.commit()
        done += len(batch)
        yield done


class _Life:
    """One case; each method is one person's act on its day."""

    def __init__(self, uow: SqlUnitOfWork, prefecture: Prefecture, fate: Fate, random: Random) -> None:
        self.uow, self.fate = uow, fate
        self.clock = PastClock(fate.came_on)
        self.court = prefecture.courts[fate.county]
        at = prefecture.centre if fate.at_the_centre else random.choice(prefecture.committees[fate.county])
        self.committee = at
        self.case_id = UUID(int=0)
        self.parties: list[UUID] = []

    def live(self) -> None:
        self._come()
        self._send_out()
        self._wait(self.fate.takes_days)
        if self.fate.ending == "agreed":
            self._sit("双方同意按协议履行")
            self._agree()
            if self.fate.confirmed:
                self._confirm()
        elif self.fate.ending == "term_over":
            self._sit("没有谈拢，约定再谈")
            self._wait_for_the_end()
            sweep_case(self.uow, clock=self.clock, case_id=self.case_id)
            self._file()
        elif self.fate.ending == "withdrawn":
            self._take(self.committee, "withdraw", reason="申请人撤回")
        else:
            self._sit("差距过大")
            self._take(self.committee, "go_to_court", reason="调解不成，请法院依法立案")
            self._file()

    def _come(self) -> None:
        on, n, session = self.fate.came_on, self.fate.n, self.uow.session
        narrative, claim = CLAIMS[self.fate.category]
        given = dispute(
            on,
            (
                invented_party(Side.APPLICANT, invented_name(n), _grown_up(2 * n), on),
                invented_party(Side.RESPONDENT, invented_name(n + 7), _grown_up(2 * n + 1), on),
            ),
            self.fate.category,
            narrative,
            claim,
            region=self.committee.region_code,
            source=CaseSource.COURT_GUIDANCE,
            amount=Decimal(self.fate.amount),
        )
        self.case_id = register_dispute(
            self.uow,
            actor=self.court.actor,
            clock=self.clock,
            organisation_id=self.court.organisation_id,
            given=given,
        )
        self.parties = list(session.scalars(_PARTIES, {"case_id": self.case_id}))

    def _send_out(self) -> None:
        number = self._number("诉前调")
        given = acts.CaseDelegated(self.committee.organisation_id, tuple(self.parties), number)
        self._take(self.court, "delegate", given, "双方同意立案前调解")
        self._wait(1)
        self._take(self.committee, "sign_for", matter=MatterKind.HAND_OVER)
        self._take(self.committee, "appoint", acts.MediatorsNamed((self.committee.actor.person_id,)))

    def _sit(self, result: str) -> None:
        me, now = self.committee.actor.person_id, self.clock.now()
        held = acts.SittingHeld(
            kind=SittingKind.JOINT,
            manner=SittingManner.ON_SITE,
            began_at=now,
            ended_at=now + timedelta(minutes=5),
            place="调解室",
            party_ids=tuple(self.parties),
            mediator_ids=(me,),
            recorder_id=me,
            record="告知权利义务后，双方陈述事实和意见。",
            result=result,
            with_party_id=None,
            rights_told=True,
        )
        self.clock.now()
        self._take(self.committee, "hold_sitting", held)

    def _agree(self) -> None:
        at_once, on = self.fate.paid_at_once, self.clock.today()
        duty = ObligationDrawn(
            kind=ObligationKind.MONEY,
            debtor_id=self.parties[1],
            creditor_id=self.parties[0],
            amount=Decimal(self.fate.amount),
            what="约定的款项",
            due_on=on if at_once else on + timedelta(days=60),
            performed_at_once=at_once,
        )
        facts = CLAIMS[self.fate.category][0]
        drawn = acts.AgreementDrawn(
            form=AgreementForm.WRITTEN, facts=facts, disputed="数额", obligations=(duty,)
        )
        self._take(self.committee, "reach_agreement", drawn)
        mediator, seal = SignerRole.MEDIATOR, SignerRole.COMMITTEE_SEAL
        person_id = self.committee.actor.person_id
        marks = (
            *self._marks(),
            Mark(mediator, on, (SignatureManner.SIGNED,), person_id=person_id),
            Mark(seal, on, (SignatureManner.SEALED,)),
        )
        self._take(self.committee, "sign", acts.MarksGathered(marks))

    def _confirm(self) -> None:
        court, of_it = self.court, MatterKind.CONFIRMATION
        ground = grounds_of(self.uow.session.get_one(Case, self.case_id).source)[0]
        self._wait(2)
        drawn = acts.ConfirmationDrawn(court.organisation_id, ground)
        self._take(self.committee, "apply_for_confirmation", drawn)
        self._take(self.committee, "sign_application", acts.MarksGathered(tuple(self._marks())), matter=of_it)
        self._take(self.committee, "submit", matter=of_it)
        self._wait(2)
        self._take(court, "accept_application", matter=of_it)
        self._wait(6)
        self._take(court, "review", acts.ReviewAnswered(ALL_FULFILLED), matter=of_it)
        findings = "双方到场，陈述一致，协议系自愿达成，内容明确、合法。"
        self._take(court, "prepare_ruling", acts.RulingPrepared(findings, "书记员"), matter=of_it)
        self._take(court, "rule", acts.RulingMade(self._number("诉前调确")), matter=of_it)
        self._take(court, "seal", matter=of_it)
        today = self.clock.today()
        reached = tuple(acts.Served(party, DeliveryManner.DIRECT, today) for party in self.parties)
        self._take(court, "serve", acts.RulingServed(reached), matter=of_it)

    def _file(self) -> None:
        """The papers are back at the court: it registers the suit within its seven days."""
        self._wait(2)
        given = acts.SuitFiled(self._number("民初"), CourtProcedure.SUMMARY, self.clock.today())
        self._take(self.court, "register", given, matter=MatterKind.FILING)

    def _wait_for_the_end(self) -> None:
        """The day after the last one of the term."""
        last = self.uow.session.scalars(_LAST_DAY, {"case_id": self.case_id}).one()
        self.clock.move_to(max(self.clock.today(), last + timedelta(days=1)))

    def _marks(self) -> Sequence[Mark]:
        on, how = self.clock.today(), (SignatureManner.SIGNED, SignatureManner.FINGERPRINT)
        return [Mark(SignerRole.PARTY, on, how, party_id=party) for party in self.parties]

    def _number(self, kind: str) -> str:
        """The court's own of that kind, by the place of the case among all that it sends out."""
        return f"（{self.clock.today().year}）{self.court.court_code}{kind}{self.fate.nth}号"

    def _wait(self, days: int) -> None:
        self.clock.move_to(self.clock.today() + timedelta(days=days))

    def _take(
        self,
        desk: Desk,
        step: str,
        given: Given | None = None,
        reason: str = "",
        *,
        matter: MatterKind = MatterKind.DISPUTE,
    ) -> None:
        command = StepCommand(
            matter=matter,
            matter_id=self._matter_id(matter),
            step=step,
            given=given or Nothing(),
            reason=reason,
        )
        take_step(self.uow, actor=desk.actor, clock=self.clock, command=command)

    def _matter_id(self, matter: MatterKind) -> UUID:
        if matter is MatterKind.DISPUTE:
            return self.case_id
        return self.uow.session.scalars(_NEWEST[matter], {"case_id": self.case_id}).one()


GROWN_UP = [n for n in range(55) if n * 13 % 55 <= 50]
"""Of the invented people those born until 2000, by their place among 55."""


def _grown_up(k: int) -> int:
    """The k-th of them."""
    turns, place = divmod(k, len(GROWN_UP))
    return 55 * turns + GROWN_UP[place]


_CASE = bindparam("case_id", type_=Uuid())
_NEWEST = {
    MatterKind.HAND_OVER: select(HandOver.id).where(HandOver.case_id == _CASE),
    MatterKind.CONFIRMATION: select(Confirmation.id).where(Confirmation.case_id == _CASE),
    MatterKind.FILING: select(Request.id).where(Request.case_id == _CASE, Request.kind == MatterKind.FILING),
}
_LAST_DAY = select(Deadline.due_on).where(
    Deadline.matter_id == _CASE, Deadline.clock == "delegated", Deadline.state == DeadlineState.RUNNING
)
_PARTIES = select(Party.id).where(Party.case_id == _CASE).order_by(Party.ordinal)


def counted(session: Session, published: Published) -> Mapping[str, int]:
    """What came out, asked of the database alone."""
    within = Diversion.diverted_on.between(published.first, published.last)
    sent = select(func.count()).select_from(Diversion).join(Case, Case.id == Diversion.case_id).where(within)
    year = Confirmation.ruled_on.between(date(CENTRE_YEAR, 1, 1), date(CENTRE_YEAR, 12, 31))
    ruled = select(func.count()).select_from(Confirmation).where(Confirmation.state == "confirmed", year)
    centre = select(Organisation.id).where(
        Organisation.region_code == CITY_OF_THE_CENTRE, Organisation.name.contains(FINANCE)
    )
    here = Case.organisation_id.in_(centre)
    of_2022 = Diversion.diverted_on.between(date(CENTRE_YEAR, 1, 1), date(CENTRE_YEAR, 12, 31))
    figures = {
        "diverted": sent,
        "resolved": sent.where(Case.outcome == Outcome.AGREED_WRITTEN),
        "confirmed in 2022": ruled,
        "centre: mediated in 2022": sent.where(here, of_2022),
        "centre: confirmed in 2022": ruled.join(Case, Case.id == Confirmation.case_id).where(here),
    }
    return {name: session.scalar(query) or 0 for name, query in figures.items()}
