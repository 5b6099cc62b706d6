"""A furnished house: two counties with committees, courts and bureaus, people in every role, cases in every state.

It is built once in a run, through the services, and copied for each test.
"""

from __future__ import annotations

import json
import pickle
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mediation.adapters.worker import Worker
from mediation.bootstrap import Installation
from mediation.config import Settings
from mediation.demonstration.people import invented_id_number
from mediation.model import (
    Agreement,
    Appointment,
    Averted,
    Bulletin,
    Case,
    CaseEvent,
    CaseNumber,
    Command,
    Confirmation,
    Consent,
    CourtArea,
    Deadline,
    Delivery,
    Document,
    HandOver,
    MediatorEngagement,
    MediatorTraining,
    Membership,
    Obligation,
    Organisation,
    OutboxItem,
    Party,
    Performance,
    PeriodClosing,
    PeriodCorrection,
    PeriodReport,
    PeriodRows,
    Person,
    Region,
    Request,
    Screening,
    Signature,
    Sitting,
    UndisputedFact,
    WebSession,
)
from mediation.model.types import new_id
from mediation.readmodels.actors import load_actor
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.court_review import ALL_FULFILLED
from mediation.rules.intake import ConsentGiven, DisputeGiven, PartyGiven, RepresentativeGiven
from mediation.rules.vocabulary import (
    AgentAuthority,
    AgreementForm,
    CaseSource,
    ConsentPurpose,
    CourtProcedure,
    DeliveryManner,
    IdentityPaper,
    JurisdictionGround,
    Level,
    MatterKind,
    ObligationKind,
    OrganisationKind,
    PartyKind,
    RepresentativeKind,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)
from mediation.services.note_facts import note_fact, sign_fact
from mediation.services.perform import perform
from mediation.services.register_dispute import register_dispute
from mediation.services.save_draft import save_draft
from mediation.services.sign_in import hash_password, token_digest
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.sharing import made_once
from web import create_app
from workflows import REGISTRY

PASSWORD = "和为贵-2026-石榴"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
"""The key of the tests' settings: whatever is sealed in the template opens in every copy."""
START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PLAN = "plan.pickle"
SECRET = "他私下说，少于八千元决不罢休"
"""What was said apart, to one mediator."""
FINDINGS = "合议笔记：双方到场，自愿，内容合法"
"""What the court found; nobody else's before the ruling is sealed."""
DOUBT = "清单备注：年底以前付清的说法要当面再问"
"""A word on a point of the court's review; nobody else's ever."""
REVIEWED = (replace(ALL_FULFILLED[0], note=DOUBT), *ALL_FULFILLED[1:])
HOSTILE = "<script>alert('甲')</script>"

VILLAGE, NEXT_VILLAGE, TOWNSHIP = "150521100200", "150521100201", "150521100000"
COUNTY, OTHER_TOWNSHIP, OTHER_COUNTY = "150521000000", "150523100000", "150523000000"
REGIONS = {
    "150000000000": ("内蒙古自治区", Level.PROVINCE, None),
    "150500000000": ("通辽市", Level.CITY, "150000000000"),
    COUNTY: ("科左中旗", Level.COUNTY, "150500000000"),
    OTHER_COUNTY: ("开鲁县", Level.COUNTY, "150500000000"),
    TOWNSHIP: ("保康镇", Level.TOWNSHIP, COUNTY),
    OTHER_TOWNSHIP: ("开鲁镇", Level.TOWNSHIP, OTHER_COUNTY),
    VILLAGE: ("保康村", Level.VILLAGE, TOWNSHIP),
    NEXT_VILLAGE: ("邻水村", Level.VILLAGE, TOWNSHIP),
}
K = OrganisationKind
ORGANISATIONS = {
    "village": (K.COMMITTEE, VILLAGE, "保康村人民调解委员会", "保康村"),
    "next_village": (K.COMMITTEE, NEXT_VILLAGE, "邻水村人民调解委员会", "邻水"),
    "township": (K.COMMITTEE, TOWNSHIP, "保康镇人民调解委员会", "保康"),
    "county": (K.COMMITTEE, COUNTY, "科左中旗人民调解委员会", "科左中"),
    "centre": (K.GOVERNANCE_CENTRE, COUNTY, "科左中旗社会治安综合治理中心", "科左中综治"),
    "bureau": (K.JUSTICE_BUREAU, COUNTY, "科左中旗司法局", "科左中司"),
    "department": (K.DEPARTMENT, COUNTY, "科左中旗自然资源局", "科左中资源"),
    "court": (K.COURT, COUNTY, "科左中旗人民法院", "科左中法"),
    "other_committee": (K.COMMITTEE, OTHER_TOWNSHIP, "开鲁镇人民调解委员会", "开鲁"),
    "other_court": (K.COURT, OTHER_COUNTY, "开鲁县人民法院", "开鲁法"),
    "other_bureau": (K.JUSTICE_BUREAU, OTHER_COUNTY, "开鲁县司法局", "开鲁司"),
}
COURT_CODES = {"court": "内0521", "other_court": "内0523"}
HEAD, REGISTRAR, MEDIATOR = "committee_head", "registrar", "mediator"
ALL_ROLES = (HEAD, REGISTRAR, MEDIATOR)
PEOPLE = {
    "head": ("白乌力吉", "village", (HEAD,)),
    "registrar": ("李春梅", "village", (REGISTRAR,)),
    "mediator": ("王芳", "village", (MEDIATOR,)),
    "colleague": ("赵铁柱", "village", (MEDIATOR,)),
    "grid": ("孙小满", "village", ("grid_worker",)),
    "next_village": ("张福来", "next_village", ALL_ROLES),
    "township_head": ("王德胜", "township", (HEAD, REGISTRAR)),
    "township_mediator": ("包·其木格", "township", (MEDIATOR,)),
    "county_head": ("赵国庆", "county", ALL_ROLES),
    "other_county": ("刘长河", "other_committee", ALL_ROLES),
    "liaison": ("孙晓燕", "court", ("court_liaison",)),
    "clerk": ("周文静", "court", ("court_clerk",)),
    "judge": ("韩立新", "court", ("judge",)),
    "other_court": ("马晓东", "other_court", ("court_liaison", "court_clerk", "judge")),
    "supervisor": ("陈志远", "bureau", ("supervisor",)),
    "other_supervisor": ("高云峰", "other_bureau", ("supervisor",)),
    "administrator": ("吴敏", "centre", ("administrator",)),
    "dispatcher": ("丁海峰", "centre", ("supervisor",)),
    "desk": ("额尔敦", "centre", ("centre_desk",)),
    "officer": ("韩雪梅", "department", ("department_officer",)),
}
"""Who there is: account, name, organisation, roles. `mediator` is the one who mediates the village's cases."""


WRITTEN: tuple[Any, ...] = (
    Agreement,
    Appointment,
    Averted,
    Bulletin,
    Case,
    CaseEvent,
    CaseNumber,
    Command,
    Consent,
    Deadline,
    Delivery,
    Document,
    MediatorEngagement,
    MediatorTraining,
    Obligation,
    OutboxItem,
    Party,
    Performance,
    PeriodRows,
    PeriodClosing,
    PeriodCorrection,
    PeriodReport,
    Screening,
    Signature,
    Sitting,
    UndisputedFact,
)


@dataclass
class CaseIds:
    """A case and what belongs to it."""

    id: UUID
    public_id: str
    parties: tuple[UUID, ...]
    hand_over: UUID | None = None
    confirmation: UUID | None = None
    fact: UUID | None = None
    requests: dict[MatterKind, UUID] = field(default_factory=dict)
    performance: UUID | None = None


@dataclass
class Plan:
    """What stands where in the furnished house, by names that tests use."""

    folder: Path
    organisations: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    cases: dict[str, CaseIds] = field(default_factory=dict)
    private: list[str] = field(default_factory=list)
    """Every full number, phone and address that was registered."""

    def matters(self) -> Iterator[tuple[str, MatterKind, UUID]]:
        """All disputes, hand-overs and confirmations."""
        for name, case in self.cases.items():
            yield name, MatterKind.DISPUTE, case.id
            if case.hand_over:
                yield name, MatterKind.HAND_OVER, case.hand_over
            if case.confirmation:
                yield name, MatterKind.CONFIRMATION, case.confirmation
            if case.performance:
                yield name, MatterKind.PERFORMANCE, case.performance
            for kind, request_id in case.requests.items():
                yield name, kind, request_id


@dataclass
class FurnishingClock:
    """Stands at the day on which everything was done; tests begin three weeks later."""

    instant: datetime = START

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return (self.instant + timedelta(hours=8)).date()


def settings_for(folder: Path) -> Settings:
    return Settings.from_environment(
        {
            "MEDIATION_DATA_DIR": str(folder),
            "MEDIATION_DATABASE_URL": f"sqlite:///{folder / 'mediation.sqlite'}",
            "MEDIATION_KEY": KEY,
        }
    )


class House:
    """The furnished house with its pages. One is opened for a module; each test finds everything put back."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        shutil.copytree(plan.folder, folder, dirs_exist_ok=True)
        self.plan, self.folder, self.clock = plan, folder, FurnishingClock(NOW)
        self.installation = Installation.open(settings_for(folder), clock=self.clock)
        self.app = create_app(self.installation)

    def put_back(self) -> Self:
        """The database page by page as it was at first, under the open connections; and the clock."""
        with (
            closing(sqlite3.connect(self.plan.folder / "mediation.sqlite")) as first,
            closing(sqlite3.connect(self.folder / "mediation.sqlite")) as here,
        ):
            first.backup(here)
        self.clock.instant = NOW
        return self

    def browser(self, account: str | None) -> Browser:
        return browser(self.app, account)

    def traces(self) -> tuple[int, ...]:
        """Numbers that any write moves: rows of what is written, and the versions of all matters."""
        with self.installation.read() as session:
            counted = [session.scalar(select(func.count()).select_from(t)) or 0 for t in WRITTEN]
            versions = [
                session.scalar(select(func.sum(t.version))) or 0 for t in (Case, HandOver, Confirmation)
            ]
        return (*counted, *versions)


def furnished_house(folders: pytest.TempPathFactory, migrated: Path) -> Iterator[House]:
    house = House(furnished(folders, migrated), folders.mktemp("house"))
    yield house
    house.installation.close()


_built: list[Plan] = []


def furnished(folders: pytest.TempPathFactory, migrated: Path) -> Plan:
    """The one template of this run."""
    if not _built:
        folder = made_once(folders, "furnished", lambda folder: build(folder, migrated))
        _built.append(replace(pickle.loads((folder / PLAN).read_bytes()), folder=folder))
    return _built[0]


def build(folder: Path, migrated: Path) -> None:
    """Furnish that folder, on a copy of a migrated database, and write down what stands where."""
    shutil.copyfile(migrated, folder / "mediation.sqlite")
    house = Installation.open(settings_for(folder), clock=FurnishingClock())
    plan = Plan(folder)
    _places_and_people(house, plan)
    furnisher = Furnisher(house, plan)
    furnisher.cases_with_papers()
    worker = Worker(house)
    worker.drain()
    worker.close()
    furnisher.cases_in_every_state()
    furnisher.find_duties()
    _open_sessions(house, plan)
    house.close()
    (folder / PLAN).write_bytes(pickle.dumps(plan))


def _places_and_people(house: Installation, plan: Plan) -> None:
    digest = hash_password(PASSWORD)
    since = date(2020, 1, 1)
    with house.begin() as uow:
        for code, (name, level, parent) in REGIONS.items():
            uow.session.add(
                Region(code=code, name=name, level=level, parent_code=parent, label=name, search_keys=name)
            )
            uow.session.flush()
        for key, (kind, region, name, short) in ORGANISATIONS.items():
            plan.organisations[key] = new_id()
            uow.session.add(
                Organisation(
                    id=plan.organisations[key],
                    kind=kind,
                    level=REGIONS[region][1],
                    region_code=region,
                    name=name,
                    short_name=short,
                    court_code=COURT_CODES.get(key),
                )
            )
        uow.session.flush()
        for county, court in ((COUNTY, "court"), (OTHER_COUNTY, "other_court")):
            uow.session.add(
                CourtArea(region_code=county, court_id=plan.organisations[court], valid_from=since)
            )
        for account, (name, where, roles) in PEOPLE.items():
            plan.people[account] = new_id()
            uow.session.add(Person(id=plan.people[account], account=account, name=name, password_hash=digest))
            uow.session.flush()
            for role in roles:
                uow.session.add(
                    Membership(
                        person_id=plan.people[account],
                        organisation_id=plan.organisations[where],
                        role=role,
                        from_on=since,
                    )
                )
        uow.commit()


def _open_sessions(house: Installation, plan: Plan) -> None:
    """Everybody has signed in already: sign-in itself, with its slow hashing, is tested elsewhere."""
    with house.begin() as uow:
        for account, person in plan.people.items():
            uow.session.add(
                WebSession(
                    token_digest=token_digest(token_of(account)),
                    person_id=person,
                    started_at=NOW,
                    seen_at=NOW,
                    address="127.0.0.1",
                    device="",
                )
            )
        uow.commit()


def token_of(account: str) -> str:
    return f"the-token-of-{account}"


def actor(house: Installation, plan: Plan, account: str) -> Actor:
    with house.read() as session:
        found = load_actor(session, plan.people[account], REGISTRY, house.clock.today())
    assert found is not None
    return found


@dataclass(frozen=True)
class Browser:
    """Somebody at the pages."""

    client: FlaskClient
    token: str

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, buffered=True, **more)

    def post(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        data = {"csrf_token": self.token, **(fields or {})}
        return self.client.post(path, data=data, buffered=True, **more)


def browser(app: Flask, account: str | None) -> Browser:
    """A browser in which that person has signed in; None: nobody has."""
    client = app.test_client()
    if account is not None:
        client.set_cookie("mediation", token_of(account))
    found = re.search(
        r'name="csrf-token" content="([^"]+)"', client.get("/account" if account else "/sign-in").text
    )
    assert found
    return Browser(client, found[1])


def marks_of(ids: CaseIds, on: date, *places: int) -> tuple[acts.Mark, ...]:
    """The parties' signatures: all, or those at the given places."""
    return tuple(
        acts.Mark(SignerRole.PARTY, on, (SignatureManner.SIGNED,), party_id=party)
        for n, party in enumerate(ids.parties)
        if not places or n in places
    )


class Furnisher:
    """Drives cases through the services."""

    def __init__(self, house: Installation, plan: Plan) -> None:
        self.house, self.plan = house, plan
        self.today = house.clock.today()
        self.actors = {account: actor(house, plan, account) for account in PEOPLE}
        self.serial = 0

    def cases_with_papers(self) -> None:
        """The two cases whose papers are rendered."""
        self.mediating("mediating")
        self.served("served")

    def cases_in_every_state(self) -> None:
        self.register("registered", "grid")
        self.settling("settling")
        self.settling("settled")
        self.take("head", "settled", "settle", acts.SettlementReached("双方自行和解"))
        self.awaiting("awaiting", consents=False)
        self.awaiting("labour", labour=True)
        self.awaiting("withdrawn")
        self.take("head", "withdrawn", "withdraw")
        self.accepted("accepted")
        self.mediating("told", apart=False)
        self.offered("offered")
        self.received("received")
        self.agreed("agreed")
        self.in_force("in_force")
        self.asked("asked")
        self.called("called")
        self.drawn("drawn")
        self.submitted("submitted")
        self.reviewing("reviewing")
        self.ruled("ruled")
        self.mediating("oral")
        self.take("mediator", "oral", "agree_orally", self.agreement("oral", AgreementForm.ORAL))
        self.register("next_door", "next_village", "next_village", NEXT_VILLAGE)
        self.mediating("elsewhere", "other_county", "other_committee", OTHER_TOWNSHIP)
        self.hostile("hostile")
        self.register("asking", "liaison", "court", TOWNSHIP)
        self.register("desk", "liaison", "court", TOWNSHIP)
        suit = acts.SuitFiled("（2026）内0521民初31号", CourtProcedure.SUMMARY, self.today)
        self.take("liaison", "desk", "file_suit", suit)
        perform(
            self.house,
            save_draft,
            actor=self.actors["registrar"],
            draft_id=new_id(),
            kind="intake",
            subject="",
            title="草稿里的人",
            fields=json.dumps({"parties.0.name": ["草稿里的人"]}),
        )

    def register(
        self, key: str, account: str = "registrar", at: str = "village", region: str = VILLAGE, **changed: Any
    ) -> CaseIds:
        given = DisputeGiven(
            category_code="labour" if changed.get("labour") else "neighbours",
            source=CaseSource.APPLICATION,
            region_code=region,
            first_asked_on=self.today,
            narrative=changed.get("narrative", "排水沟堵塞，双方多次争吵"),
            claim=changed.get("claim", "恢复原状"),
            place=changed.get("place", "村东头水渠"),
            labour=bool(changed.get("labour")),
            parties=self.parties(changed.get("names", ("张三", "李四")), changed.get("consents", True)),
        )
        case_id = perform(
            self.house,
            register_dispute,
            actor=self.actors[account],
            organisation_id=self.plan.organisations[at],
            given=given,
        )
        with self.house.read() as session:
            ids = session.scalars(select(Party.id).where(Party.case_id == case_id).order_by(Party.ordinal))
            public_id = session.get_one(Case, case_id).public_id
            self.plan.cases[key] = CaseIds(case_id, public_id, tuple(ids))
        return self.plan.cases[key]

    def parties(self, names: tuple[str, ...], consents: bool) -> tuple[PartyGiven, ...]:
        """The applicant's address is withheld; the respondent has an agent with special authority."""
        made = []
        for n, name in enumerate(names):
            self.serial += 1
            one = PartyGiven(
                side=Side.APPLICANT if n == 0 else Side.RESPONDENT,
                kind=PartyKind.NATURAL,
                name=name,
                paper=IdentityPaper.ID_CARD,
                id_number=invented_id_number(self.serial),
                phone=f"139{self.serial:08}",
                address=f"通辽市科左中旗保康镇隐居巷{self.serial:04}号院",
                address_withheld=n == 0,
                account_number=f"62284800{self.serial:08}",
                consents=(ConsentGiven(ConsentPurpose.MEDIATION, True, self.today),)
                if consents or n == 0
                else (),
            )
            if n == 1:
                agent = RepresentativeGiven(
                    kind=RepresentativeKind.AGENT, name=f"{name}之子", authority=AgentAuthority.SPECIAL
                )
                one = replace(one, representatives=(agent,))
            self.plan.private += [one.id_number, one.phone, one.address, one.account_number]
            made.append(one)
        return tuple(made)

    def take(
        self,
        account: str,
        key: str,
        step: str,
        given: acts.Given | None = None,
        kind: MatterKind = MatterKind.DISPUTE,
        reason: str = "双方意见不一",
    ) -> None:
        ids = self.plan.cases[key]
        matter = {
            MatterKind.HAND_OVER: ids.hand_over,
            MatterKind.CONFIRMATION: ids.confirmation,
            MatterKind.PERFORMANCE: ids.performance,
            **ids.requests,
        }.get(kind)
        command = StepCommand(
            matter=kind, matter_id=matter or ids.id, step=step, given=given or acts.Nothing(), reason=reason
        )
        perform(self.house, take_step, actor=self.actors[account], command=command)

    def settling(self, key: str) -> None:
        self.register(key)
        self.take("registrar", key, "try_settlement", acts.SettlementAttempt("老支书"))

    def awaiting(self, key: str, **changed: Any) -> None:
        self.register(key, **changed)
        who = changed.get("account", "registrar")
        self.take(who, key, "skip_settlement")

    def accepted(self, key: str, account: str = "head", **changed: Any) -> None:
        self.register(key, account, **changed)
        self.take(account, key, "skip_settlement")
        self.take(account, key, "accept")

    def mediating(
        self,
        key: str,
        head: str = "head",
        at: str = "village",
        region: str = VILLAGE,
        apart: bool = True,
        **changed: Any,
    ) -> None:
        mediator = "mediator" if head == "head" else head
        self.accepted(key, head, at=at, region=region, **changed)
        person = self.plan.people[mediator]
        self.take(head, key, "appoint", acts.MediatorsNamed((person,)))
        self.sit(key, mediator)
        if apart:
            self.sit(key, mediator, kind=SittingKind.APART, record=SECRET)
            self.note(key, mediator)

    def sit(self, key: str, account: str, **changed: Any) -> None:
        person, ids = self.plan.people[account], self.plan.cases[key]
        apart = changed.get("kind") is SittingKind.APART
        usual: dict[str, Any] = {
            "kind": SittingKind.JOINT,
            "manner": SittingManner.ON_SITE,
            "began_at": self.house.clock.now(),
            "ended_at": None,
            "place": "村委会",
            "party_ids": () if apart else ids.parties,
            "mediator_ids": (person,),
            "recorder_id": person,
            "record": "双方陈述了经过",
            "result": "继续协商",
            "rights_told": not apart,
            "with_party_id": ids.parties[0] if apart else None,
        }
        self.take(account, key, "hold_sitting", acts.SittingHeld(**(usual | changed)))

    def note(self, key: str, account: str) -> None:
        ids, who = self.plan.cases[key], self.actors[account]
        ids.fact = perform(self.house, note_fact, actor=who, case_id=ids.id, text="水渠为两家共用")
        perform(
            self.house,
            sign_fact,
            actor=who,
            case_id=ids.id,
            fact_id=ids.fact,
            party_id=ids.parties[0],
            manner=SignatureManner.SIGNED,
            signed_on=self.today,
        )

    def agreement(
        self, key: str, form: AgreementForm = AgreementForm.WRITTEN, text: str = "排水沟堵塞"
    ) -> acts.AgreementDrawn:
        creditor, debtor = self.plan.cases[key].parties[:2]
        duty = acts.ObligationDrawn(
            kind=ObligationKind.MONEY,
            debtor_id=debtor,
            creditor_id=creditor,
            amount=Decimal("12000.00"),
            what=text,
            due_on=self.today + timedelta(30),
        )
        return acts.AgreementDrawn(form, text, text, (duty,))

    def offered(self, key: str) -> None:
        self.mediating(key)
        receiver = self.plan.organisations["township"]
        self.take("head", key, "offer", acts.CaseOffered(receiver, self.plan.cases[key].parties))
        with self.house.read() as session:
            case_id = self.plan.cases[key].id
            self.plan.cases[key].hand_over = session.scalar(
                select(HandOver.id).where(HandOver.case_id == case_id)
            )

    def find_duties(self) -> None:
        """The first duty of each agreement in force."""
        with self.house.read() as session:
            rows = session.execute(
                select(Performance.case_id, Performance.id)
                .join(Obligation, Obligation.id == Performance.obligation_id)
                .where(Obligation.ordinal == 1)
            )
            duties = {case_id: performance_id for case_id, performance_id in rows}
        for ids in self.plan.cases.values():
            ids.performance = duties.get(ids.id)

    def called(self, key: str) -> None:
        """By the township, and given to a department."""
        self.received(key)
        self.take("township_head", key, "call_county", acts.Asked("请现场复测界桩"))
        ids = self.plan.cases[key]
        with self.house.read() as session:
            request = session.scalars(select(Request).where(Request.case_id == ids.id)).one()
            ids.requests = {request.kind: request.id}
        given = acts.CallDispatched(self.plan.organisations["department"], "请三日内到场")
        self.take("dispatcher", key, "dispatch", given, kind=MatterKind.CALL_UP)

    def asked(self, key: str) -> None:
        """With an order from the county's supervisor, and the county's committee invited."""
        self.mediating(key)
        self.take("supervisor", key, "issue_order", acts.OrderWritten("请三日内书面回复"))
        ids = self.plan.cases[key]
        invited = acts.CommitteeInvited(self.plan.organisations["county"], "请共同调解", ids.parties)
        self.take("head", key, "invite", invited)
        with self.house.read() as session:
            rows = session.scalars(select(Request).where(Request.case_id == ids.id))
            ids.requests = {request.kind: request.id for request in rows}

    def received(self, key: str) -> None:
        self.offered(key)
        self.take("township_head", key, "sign_for", kind=MatterKind.HAND_OVER)
        person = self.plan.people["township_mediator"]
        self.take("township_head", key, "appoint", acts.MediatorsNamed((person,)))

    def agreed(self, key: str, **changed: Any) -> None:
        self.mediating(key, **changed)
        text = changed.get("narrative", "排水沟堵塞")
        self.take("mediator", key, "reach_agreement", self.agreement(key, text=text))

    def in_force(self, key: str, **changed: Any) -> None:
        self.agreed(key, **changed)
        ids, on = self.plan.cases[key], self.today
        person = self.plan.people["mediator"]
        others = (
            acts.Mark(SignerRole.MEDIATOR, on, (SignatureManner.SIGNED,), person_id=person),
            acts.Mark(SignerRole.COMMITTEE_SEAL, on, (SignatureManner.SEALED,)),
        )
        self.take("mediator", key, "sign", acts.MarksGathered((*marks_of(ids, on), *others)))

    def drawn(self, key: str, **changed: Any) -> None:
        self.in_force(key, **changed)
        drawn = acts.ConfirmationDrawn(self.plan.organisations["court"], JurisdictionGround.COMMITTEE)
        self.take("mediator", key, "apply_for_confirmation", drawn)
        ids = self.plan.cases[key]
        with self.house.read() as session:
            ids.confirmation = session.scalar(select(Confirmation.id).where(Confirmation.case_id == ids.id))

    def at_court(self, account: str, key: str, step: str, given: acts.Given | None = None) -> None:
        self.take(account, key, step, given, MatterKind.CONFIRMATION)

    def submitted(self, key: str, **changed: Any) -> None:
        self.drawn(key, **changed)
        marks = marks_of(self.plan.cases[key], self.today)
        self.at_court("mediator", key, "sign_application", acts.MarksGathered(marks))
        self.at_court("mediator", key, "submit")

    def reviewing(self, key: str, **changed: Any) -> None:
        self.submitted(key, **changed)
        self.at_court("liaison", key, "accept_application")
        self.at_court("clerk", key, "review", acts.ReviewAnswered(REVIEWED))
        self.at_court("clerk", key, "prepare_ruling", acts.RulingPrepared(FINDINGS, "周文静"))

    def ruled(self, key: str, **changed: Any) -> None:
        self.reviewing(key, **changed)
        number = f"（2026）内0521诉前调确{len(self.plan.cases)}号"
        self.at_court("judge", key, "rule", acts.RulingMade(number))

    def served(self, key: str) -> None:
        self.ruled(key)
        self.at_court("clerk", key, "seal")
        first = acts.Served(self.plan.cases[key].parties[0], DeliveryManner.DIRECT, self.today)
        self.at_court("clerk", key, "serve", acts.RulingServed((first,)))

    def hostile(self, key: str) -> None:
        """A case in which every text that people may type is a script."""
        names = (HOSTILE, f"{HOSTILE}二")
        self.submitted(key, narrative=HOSTILE, claim=HOSTILE, place=HOSTILE, names=names)
        self.take("mediator", key, "visit", acts.VisitMade(HOSTILE))
        self.take("mediator", key, "report_danger", acts.DangerReported(HOSTILE, HOSTILE))


def walled(house: Installation, case_id: UUID) -> Sitting:
    """The sitting of the case that was held apart."""
    with house.read() as session:
        return session.scalars(
            select(Sitting).where(Sitting.case_id == case_id, Sitting.kind == SittingKind.APART)
        ).one()


def facts_of(house: Installation, case_id: UUID) -> list[UUID]:
    with house.read() as session:
        return list(session.scalars(select(UndisputedFact.id).where(UndisputedFact.case_id == case_id)))
