"""How a published dispute is told through the services: who sits where, who comes, what happens to their case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, COURT, TOWNSHIP_COMMITTEE
from mediation.demonstration.people import (
    COUNTY,
    TOWNSHIP,
    VILLAGE,
    invented_name,
)
from mediation.demonstration.player import SHANGHAI, PastClock, dispute, invented_party
from mediation.demonstration.published import CATEGORIES, SOURCES
from mediation.model import (
    CaseLink,
    Consent,
    Party,
)
from mediation.rules import acts
from mediation.rules.acts import Mark, ObligationDrawn
from mediation.rules.intake import ConsentGiven, PartyGiven
from mediation.rules.vocabulary import (
    CaseLinkKind,
    CaseSource,
    ConsentPurpose,
    CourtProcedure,
    MatterKind,
    ObligationKind,
    PartyKind,
    ProceedingKind,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)
from mediation.services.change_parties import add_party, record_consent, remove_party
from mediation.services.jurisdiction import INVITED_BY_COURT
from mediation.services.note_proceeding import ProceedingGiven, note_proceeding
from mediation.services.perform import perform
from tests.stories.asked import Asked

VILLAGE_DESK, TOWN_DESK, TOWN_MEDIATOR, COUNTY_DESK = "cunzhuren", "zhenzhuren", "zhentiaojie", "qizhuren"
COURT_DESK, JUDGE, CLERK = "fayuan", "faguan", "shujiyuan"
TOWN, COUNTY_NAME = TOWNSHIP_COMMITTEE, COUNTY_COMMITTEE
REGIONS = {VILLAGE_DESK: VILLAGE, "wanggeyuan": VILLAGE, TOWN_DESK: TOWNSHIP, COUNTY_DESK: COUNTY}
A, R, T = Side.APPLICANT, Side.RESPONDENT, Side.THIRD
KINDS = {**CATEGORIES, "劳动争议纠纷": "labour", "医疗纠纷": "medical", "婚姻家庭纠纷": "family"}
KINDS |= {"物业纠纷": "property_service", "房屋宅基地纠纷": "homestead", "道路交通事故纠纷": "traffic"}
COME = {**SOURCES, "法院委托": CaseSource.COURT_ENTRUSTED}
SIDE_NAMES = {"申请人": A, "被申请人": R, "第三人": T}
HAND_OVER, CONFIRMATION = MatterKind.HAND_OVER, MatterKind.CONFIRMATION


class StoryClock(PastClock):
    """Seconds pass, not minutes: hundreds are worked on within one day."""

    def now(self) -> datetime:
        self.instant += timedelta(seconds=2)
        return self.instant


class Telling(Asked):
    """One published dispute being played; it remembers which cases came of it and how many people it should count."""

    def __init__(self, house: Installation, story: dict[str, Any], whole: bool = True) -> None:
        super().__init__(house, date(2010, 1, 1))
        self.clock = StoryClock(date(2010, 1, 1))
        self.house = replace(house, clock=self.clock)
        self.story, self.whole = story, whole
        self.cases: list[UUID] = []
        self.people = self._printed()
        self._invented = self._numbers = 0

    def court_number(self, kind: str = "诉前调确") -> str:
        """The court's next number."""
        self._numbers += 1
        return f"（{self.today.year}）内0521{kind}{self._numbers}号"

    def _printed(self) -> dict[Side, int | None]:
        """How many the report prints on each side; None where it prints no number."""
        found: dict[Side, int | None] = dict.fromkeys(SIDE_NAMES.values(), 0)
        for party in self.story["parties"]:
            side = SIDE_NAMES[party["side"]]
            before = found[side]
            counted = party["count"]
            found[side] = None if before is None or counted is None else before + counted
        return found

    def printed(self, n: int) -> int:
        """The number printed for the n-th group of parties."""
        return int(self.story["parties"][n]["count"])

    def at(self, on: date, hour: int = 9, minute: int = 30) -> None:
        """To that minute of that day, never back."""
        wanted = datetime.combine(on, time(hour, minute), SHANGHAI).astimezone(UTC)
        assert wanted >= self.clock.instant, "a story only goes on"
        self.clock.instant = wanted

    @property
    def today(self) -> date:
        return self.clock.today()

    # who comes

    def person(self, side: Side, name: str = "", **more: Any) -> PartyGiven:
        """An invented natural person who agrees to mediate."""
        self._invented += 1
        while 1950 + (3000 + self._invented) * 13 % 55 > 1985:
            self._invented += 1  # old enough in every published year
        n = 3000 + self._invented
        return replace(invented_party(side, name or invented_name(n), n, self.today), **more)

    def several(self, side: Side, count: int, **more: Any) -> list[PartyGiven]:
        return [self.person(side, **more) for _ in range(count)]

    def firm(self, side: Side, name: str, **more: Any) -> PartyGiven:
        """An organisation that agrees to mediate."""
        agreed = (ConsentGiven(ConsentPurpose.MEDIATION, True, self.today),)
        return PartyGiven(
            side=side,
            kind=PartyKind.ORGANISATION,
            name=name,
            **{"legal_representative": "赵某", "consents": agreed, **more},
        )

    # the dispute

    def opened(self, account: str, parties: Sequence[PartyGiven], **more: Any) -> None:
        """Registered with what the report tells of it."""
        source = more.pop("source", None) or COME[self.story["source_channel"]]
        if account == COURT_DESK:
            source = CaseSource.COURT_GUIDANCE  # the desk's own steps say by which door it is sent out
        if source in INVITED_BY_COURT:
            more.setdefault("inviting_court_id", self.organisation(COURT))
        amount = more.pop("amount", self.story["amount_yuan"])
        given = dispute(
            self.today,
            tuple(parties),
            KINDS[self.story["dispute_category"]],
            self.story["facts"],
            more.pop("claim", None) or self.story["claim"] or "按公开报道",
            **{
                "region": REGIONS.get(account, COUNTY),
                "source": source,
                "place": self.story["place"],
                "amount": Decimal(str(amount)) if amount is not None else None,
                **more,
            },
        )
        self.register(account, given)
        self.cases.append(self.case_id)

    def into_mediation(
        self, office: str, mediator: str | None = None, *, settled_in_vain_by: str = ""
    ) -> None:
        """Settlement tried in vain or left out; accepted, and a mediator named."""
        if settled_in_vain_by:
            self.settle_first(office, settled_in_vain_by)
            self.wait(1)
            self.step(office, "fail_settlement", reason="双方未能和解")
        else:
            self.step(office, "skip_settlement", reason="当事人直接申请调解")
        self.accept(office)
        self.appoint(office, mediator or office)

    def sits(self, mediator: str, **more: Any) -> None:
        """A joint sitting with everybody, rights told."""
        me = self.actor(mediator).person_id
        began = more.pop("began_at", None) or self.clock.now()
        given = acts.SittingHeld(
            **{
                "kind": SittingKind.JOINT,
                "manner": SittingManner.ON_SITE,
                "began_at": began,
                "ended_at": self.clock.instant + timedelta(minutes=4),
                "place": "调解室",
                "party_ids": tuple(self.parties),
                "mediator_ids": (me,),
                "recorder_id": me,
                "record": self.story["facts"],
                "result": "双方愿意协商",
                "rights_told": True,
                **more,
            }
        )
        self.step(mediator, "hold_sitting", given)

    def agrees(self, mediator: str, *duties: ObligationDrawn, oral: bool = False) -> None:
        self.agree(mediator, self.story["facts"], duties, oral=oral)

    def signs(
        self, office: str, mediator: str, *, through: Callable[[UUID], UUID | None] = lambda _: None
    ) -> None:
        """Everybody, each for themselves or through whom `through` names; the mediator; the seal."""
        on = self.today
        with self.house.read() as session:
            kinds = dict(
                session.execute(select(Party.id, Party.kind).where(Party.id.in_(self.parties))).all()
            )
        marks = [
            Mark(
                SignerRole.PARTY,
                on,
                (SignatureManner.SEALED,)
                if kinds[one] is PartyKind.ORGANISATION
                else (SignatureManner.SIGNED, SignatureManner.FINGERPRINT),
                party_id=one,
                representative_id=through(one),
            )
            for one in self.parties
        ]
        marks.append(
            Mark(
                SignerRole.MEDIATOR,
                on,
                (SignatureManner.SIGNED,),
                person_id=self.actor(mediator).person_id,
            )
        )
        marks.append(Mark(SignerRole.COMMITTEE_SEAL, on, (SignatureManner.SEALED,)))
        self.step(office, "sign", acts.MarksGathered(tuple(marks)))

    def owes(self, what: str, amount: str | Decimal | None = None, **more: Any) -> ObligationDrawn:
        """A duty of the first respondent towards the first applicant, unless `debtor` and `creditor` say otherwise."""
        named = {"kind": ObligationKind.MONEY if amount is not None else ObligationKind.ACT}
        for role, other in (("debtor", -1), ("creditor", 0)):
            who = more.pop(role, other)
            named |= {f"{role}_name": who} if isinstance(who, str) else {f"{role}_id": self.parties[who]}  # type: ignore[dict-item]
        days = more.pop("days", None)
        if days is not None:
            more["due_on"] = self.today + timedelta(days=days)
        money = Decimal(str(amount)) if amount is not None else None
        return ObligationDrawn(**{**named, "what": what, "amount": money, **more})  # type: ignore[arg-type]

    # from one to another

    def confirmed(self, desk: str) -> None:
        """Applied for together, ruled, sealed and served."""
        self.apply(desk, COURT)
        self.submit(desk)
        self.confirm(self.court_number())

    def goes_to(self, sender: str, receiver: str, desk: str, reason: str) -> None:
        """Offered, everybody told, and signed for."""
        self.offer(sender, receiver, reason)
        self.step(desk, "sign_for", matter=HAND_OVER)

    def filed_at_court(self, procedure: CourtProcedure = CourtProcedure.ORDINARY) -> None:
        given = acts.SuitFiled(self.court_number("民初"), procedure, self.today)
        self.step(COURT_DESK, "file_suit", given)

    def entrusted_to(self, receiver: str, desk: str) -> None:
        given = acts.CaseOffered(self.organisation(receiver), tuple(self.parties))
        self.step(COURT_DESK, "entrust", given, "双方同意先行调解")
        self.step(desk, "sign_for", matter=HAND_OVER)

    def delegated_to(self, receiver: str, desk: str) -> None:
        number = self.court_number("诉前调")
        given = acts.CaseDelegated(self.organisation(receiver), tuple(self.parties), number)
        self.step(COURT_DESK, "delegate", given, "双方同意立案前调解")
        self.step(desk, "sign_for", matter=HAND_OVER)

    def again(self, account: str, source: CaseSource, reason: str) -> None:
        """A new case of the same people; from here on it is the one played."""
        court = self.organisation(COURT) if source in INVITED_BY_COURT else None
        self.step(account, "mediate_again", acts.MediatedAgain(source, court), reason)
        with self.house.read() as session:
            new = session.scalars(select(CaseLink.case_id).where(CaseLink.origin_id == self.case_id)).one()
        self.case_id = new
        self.cases.append(new)
        self.parties = self.standing()

    def everybody_consents(self, account: str) -> None:
        """Asked anew, one by one."""
        with self.house.read() as session:
            asked = select(Party.id).where(Party.case_id == self.case_id, Party.until_on.is_(None))
            waiting = [
                one
                for one in session.scalars(asked.order_by(Party.position))
                if one not in self._consented(session)
            ]
        for one in waiting:
            given = ConsentGiven(ConsentPurpose.MEDIATION, True, self.today)
            self.writes(account, record_consent, party_id=one, given=given)

    def _consented(self, session: Any) -> set[UUID]:
        return set(
            session.scalars(select(Consent.party_id).where(Consent.purpose == ConsentPurpose.MEDIATION))
        )

    def joins(self, account: str, given: PartyGiven) -> UUID:
        joined = self.writes(account, add_party, given=given)
        self.parties = self.standing()
        return joined

    def leaves(self, account: str, party_id: UUID, reason: str) -> None:
        self.writes(account, remove_party, party_id=party_id, reason=reason)
        self.parties = self.standing()

    def writes(self, account: str, use_case: Any, **arguments: Any) -> UUID:
        """Any use case on the case that is played."""
        return perform(self.house, use_case, actor=self.actor(account), case_id=self.case_id, **arguments)

    def sued(self, account: str) -> None:
        """The court registered the dispute that mediation could not end."""
        number = self.court_number("民初")
        given = acts.CaseFiled(self.organisation(COURT), number, self.today)
        self.step(account, "record_filing", given)

    def heard(
        self,
        account: str,
        kind: ProceedingKind,
        what: str,
        *,
        body: str = COURT,
        on: date | None = None,
        number: str = "",
    ) -> None:
        """What another body did, noted in the case."""
        given = ProceedingGiven(kind=kind, body=body, happened_on=on or self.today, what=what, number=number)
        self.writes(account, note_proceeding, given=given)


LINKS = CaseLinkKind

STORIES: dict[str, Callable[[Telling], None]] = {}
"""By the id in the file of published disputes."""


def published(name: str) -> Callable[[Callable[[Telling], None]], Callable[[Telling], None]]:
    """Registers how that dispute is told; a second one for the same id is a mistake."""

    def told(tell: Callable[[Telling], None]) -> Callable[[Telling], None]:
        assert name not in STORIES, f"{name} is told twice"
        STORIES[name] = tell
        return tell

    return told
