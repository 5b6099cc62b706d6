"""补录 in one transaction: the same steps as one by one, dated to the real day; a refusal leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.config import Settings
from mediation.model import (
    Case,
    CaseEvent,
    CaseNumber,
    Counter,
    Deadline,
    Document,
    Membership,
    Obligation,
    Organisation,
    Party,
    Performance,
    Person,
    Region,
    Signature,
    Sitting,
)
from mediation.model.types import new_id
from mediation.readmodels.actors import load_actor
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed
from mediation.rules.grammar import Role
from mediation.rules.intake import ConsentGiven, DisputeGiven, PartyGiven, RepresentativeGiven
from mediation.rules.on_the_spot import ENDINGS, DutyAgreed, MarkGiven, OnTheSpot, SittingGiven
from mediation.rules.vocabulary import (
    AgentAuthority,
    Capacity,
    CaseSource,
    ConsentPurpose,
    Level,
    MatterKind,
    ObligationKind,
    OrganisationKind,
    Outcome,
    PartyKind,
    RepresentativeKind,
    Side,
    SignatureManner,
)
from mediation.services.perform import perform
from mediation.services.record_on_the_spot import may_end, record_on_the_spot
from workflows.roles import COMMITTEE_HEAD, GRID_WORKER, MEDIATOR, REGISTRAR

SHANGHAI = ZoneInfo("Asia/Shanghai")
VILLAGE = "150521100200"
ASKED, AGREED, TODAY = date(2026, 11, 18), date(2026, 11, 20), date(2026, 11, 23)
ALL_SIGNED = MarkGiven(manners=(SignatureManner.SIGNED, SignatureManner.FINGERPRINT))


@pytest.fixture
def installation(settings: Settings, clock: Clock) -> Iterator[Installation]:
    installation = Installation.open(settings, clock=clock)
    yield installation
    installation.close()


@pytest.fixture
def village(installation: Installation) -> UUID:
    committee = new_id()
    with installation.begin() as uow:
        uow.session.add(
            Region(code=VILLAGE, name="保康村", level=Level.VILLAGE, label="保康村", search_keys="")
        )
        uow.session.flush()
        uow.session.add(
            Organisation(
                id=committee,
                kind=OrganisationKind.COMMITTEE,
                level=Level.VILLAGE,
                region_code=VILLAGE,
                name="保康村人民调解委员会",
                short_name="保康",
            )
        )
        uow.commit()
    return committee


def somebody(installation: Installation, village: UUID, *roles: Role) -> Actor:
    """A person with those roles in the committee."""
    person = new_id()
    with installation.begin() as uow:
        uow.session.add(Person(id=person, account=str(person), name="王芳", password_hash=""))
        uow.session.flush()
        uow.session.add_all(
            Membership(person_id=person, organisation_id=village, role=r.name, from_on=date(2026, 1, 1))
            for r in roles
        )
        uow.commit()
    with installation.read() as session:
        actor = load_actor(session, person, installation.registry, TODAY)
    assert actor is not None
    return actor


@pytest.fixture
def head(installation: Installation, village: UUID) -> Actor:
    return somebody(installation, village, COMMITTEE_HEAD)


def party(side: Side, name: str, *, yes: bool = True) -> PartyGiven:
    return PartyGiven(
        side=side,
        kind=PartyKind.NATURAL,
        name=name,
        paper_missing_reason="未带证件",
        consents=(ConsentGiven(ConsentPurpose.MEDIATION, granted=yes, given_on=AGREED),),
    )


def entry(actor: Actor, ending: Outcome) -> OnTheSpot:
    """A dispute asked for on the 18th and ended on the 20th, entered on the 23rd."""
    return OnTheSpot(
        dispute=DisputeGiven(
            category_code="neighbours",
            source=CaseSource.APPLICATION,
            region_code=VILLAGE,
            first_asked_on=ASKED,
            narrative="水渠改道，两家争水。",
            claim="恢复水渠原状。",
            parties=(party(Side.APPLICANT, "张三"), party(Side.RESPONDENT, "李四")),
        ),
        ending=ending,
        happened_on=AGREED,
        late_reason="村里停电三天",
        helper="网格员赵六",
        settlement_performed=True,
        terms="互相让一步。",
        sitting=SittingGiven(
            began_at=datetime(2026, 11, 20, 9, 30, tzinfo=SHANGHAI),
            place="村委会",
            record="双方各自说明。",
            result="达成一致。",
            rights_told=True,
            mediator_ids=(actor.person_id,),
            recorder_id=actor.person_id,
        ),
        facts="李四把水渠改道。",
        duties=(
            DutyAgreed(
                kind=ObligationKind.MONEY,
                debtor=1,
                creditor=0,
                amount=Decimal("300.00"),
                performed_at_once=True,
            ),
        ),
        marks=(ALL_SIGNED, ALL_SIGNED),
        mediator_signed=True,
        sealed=True,
    )


def record(installation: Installation, actor: Actor, village: UUID, given: OnTheSpot) -> UUID:
    return perform(installation, record_on_the_spot, actor=actor, organisation_id=village, given=given)


def rows(installation: Installation) -> int:
    """All rows that an entry writes."""
    tables = (Case, CaseEvent, Party, Sitting, Obligation, Signature, Deadline, Document, CaseNumber, Counter)
    with installation.read() as session:
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


WALKS = [
    (Outcome.SETTLED, "settled", ["registered", "try_settlement", "settle"]),
    (
        Outcome.AGREED_ORALLY,
        "in_force_orally",
        ["registered", "skip_settlement", "accept", "appoint", "hold_sitting", "agree_orally"],
    ),
    (
        Outcome.AGREED_WRITTEN,
        "in_force",
        [
            "registered",
            "skip_settlement",
            "accept",
            "appoint",
            "hold_sitting",
            "reach_agreement",
            "sign",
            "take_effect",
        ],
    ),
]


@pytest.mark.parametrize(("ending", "state", "steps"), WALKS)
def test_each_ending_takes_the_same_steps_as_one_by_one(
    installation: Installation,
    village: UUID,
    head: Actor,
    ending: Outcome,
    state: str,
    steps: list[str],
) -> None:
    case_id = record(installation, head, village, entry(head, ending))
    with installation.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.state, case.is_open, case.concluded_on) == (state, False, AGREED)
        tags = session.scalars(
            select(CaseEvent.tag).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
        )
        assert [tag.partition(":")[2] for tag in tags] == steps


def test_events_carry_the_real_day_and_the_day_of_entry(
    installation: Installation, village: UUID, head: Actor
) -> None:
    given = replace(entry(head, Outcome.AGREED_WRITTEN), signed_on=date(2026, 11, 21))
    case_id = record(installation, head, village, given)
    with installation.read() as session:
        events = session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
        ).all()
    days = [e.happened_at.astimezone(SHANGHAI).date() for e in events]
    signed = date(2026, 11, 21)
    assert days == [ASKED, AGREED, AGREED, AGREED, AGREED, AGREED, signed, signed]
    assert {e.recorded_at.astimezone(SHANGHAI).date() for e in events} == {TODAY}


def test_legal_clocks_run_from_the_real_day(installation: Installation, village: UUID, head: Actor) -> None:
    case_id = record(installation, head, village, entry(head, Outcome.AGREED_WRITTEN))
    with installation.read() as session:
        starts = session.execute(
            select(Deadline.clock, Deadline.starts_on).where(Deadline.case_id == case_id)
        ).all()
    assert ("application", AGREED) in starts
    assert ("mediation", AGREED) in starts
    assert ("acceptance", ASKED) in starts


def test_what_was_done_at_once_waits_in_no_list(
    installation: Installation, village: UUID, head: Actor
) -> None:
    record(installation, head, village, entry(head, Outcome.AGREED_ORALLY))
    with installation.read() as session:
        duty = session.scalars(select(Obligation)).one()
        assert (duty.debtor_name, duty.creditor_name) == ("李四", "张三")
        performance = session.scalars(select(Performance)).one()
        assert (performance.state, performance.done_on) == ("done", AGREED)


def test_a_guardian_signs_for_a_party(installation: Installation, village: UUID, head: Actor) -> None:
    given = entry(head, Outcome.AGREED_WRITTEN)
    acting = (
        RepresentativeGiven(kind=RepresentativeKind.AGENT, name="无权代理", authority=AgentAuthority.GENERAL),
        RepresentativeGiven(kind=RepresentativeKind.GUARDIAN, name="监护人"),
    )
    first, second = given.dispute.parties
    given = replace(
        given,
        dispute=replace(
            given.dispute, parties=(replace(first, representatives=acting, capacity=Capacity.NONE), second)
        ),
    )
    with pytest.raises(BadInput) as refused:
        record(installation, head, village, replace(given, marks=(replace(ALL_SIGNED, by=0), ALL_SIGNED)))
    assert [p.field for p in refused.value.problems] == ["marks.0.by"]
    assert rows(installation) == 0
    record(installation, head, village, replace(given, marks=(replace(ALL_SIGNED, by=1), ALL_SIGNED)))


def refusing(given: OnTheSpot) -> OnTheSpot:
    first, second = given.dispute.parties
    return replace(
        given, dispute=replace(given.dispute, parties=(first, party(second.side, second.name, yes=False)))
    )


@pytest.mark.parametrize(
    ("spoilt", "fields"),
    [
        (refusing, ["parties.1.mediation"]),
        (lambda g: replace(g, late_reason=" "), ["late_reason"]),
        (lambda g: replace(g, duties=(), facts=""), ["facts", "duties"]),
        (lambda g: replace(g, happened_on=date(2026, 11, 17)), ["happened_on"]),
        (lambda g: replace(g, marks=(ALL_SIGNED,), sealed=False), ["marks.1.manners", "sealed"]),
        (lambda g: replace(g, signed_on=date(2026, 11, 24)), ["signed_on"]),
        (
            lambda g: replace(g, sitting=replace(g.sitting, mediator_ids=(new_id(),))),
            ["sitting.mediator_ids"],
        ),
        (lambda g: replace(g, sitting=replace(g.sitting, recorder_id=new_id())), ["sitting.recorder_id"]),
        (lambda g: replace(g, sitting=replace(g.sitting, rights_told=False)), ["sitting.rights_told"]),
        (
            lambda g: replace(g, duties=(replace(g.duties[0], due_on=date(2026, 12, 1)),)),
            ["duties.0.performed_at_once"],
        ),
    ],
)
def test_any_refusal_leaves_nothing_behind(
    installation: Installation, village: UUID, head: Actor, spoilt: object, fields: list[str]
) -> None:
    assert callable(spoilt)
    with pytest.raises(BadInput) as refused:
        record(installation, head, village, spoilt(entry(head, Outcome.AGREED_WRITTEN)))
    assert [p.field for p in refused.value.problems] == fields
    assert rows(installation) == 0


def test_a_condition_of_a_later_step_undoes_the_earlier_ones(
    installation: Installation, village: UUID, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the page's own checks gone, the engine would still refuse, and nothing would stay."""
    monkeypatch.setattr("mediation.services.record_on_the_spot.check_on_the_spot", lambda *_: None)
    with pytest.raises(ConditionsUnmet):
        record(installation, head, village, refusing(entry(head, Outcome.AGREED_ORALLY)))
    assert rows(installation) == 0
    unsigned = replace(entry(head, Outcome.AGREED_WRITTEN), marks=(ALL_SIGNED,))
    with pytest.raises(BadInput, match="没有生效"):
        record(installation, head, village, unsigned)
    assert rows(installation) == 0


@pytest.mark.parametrize(
    ("roles", "endings"),
    [
        ((COMMITTEE_HEAD,), {Outcome.AGREED_ORALLY, Outcome.AGREED_WRITTEN, Outcome.SETTLED}),
        ((REGISTRAR, MEDIATOR), {Outcome.AGREED_ORALLY, Outcome.AGREED_WRITTEN, Outcome.SETTLED}),
        ((MEDIATOR,), {Outcome.SETTLED}),
        ((GRID_WORKER,), {Outcome.SETTLED}),
    ],
)
def test_the_endings_offered_are_those_that_the_engine_takes(
    installation: Installation, village: UUID, roles: tuple[Role, ...], endings: set[Outcome]
) -> None:
    actor = somebody(installation, village, *roles)
    offered = may_end(actor, village, installation.registry.current(MatterKind.DISPUTE))
    assert set(offered) == endings
    assert {e for e in ENDINGS if takes(installation, actor, village, e)} == endings


def takes(installation: Installation, actor: Actor, village: UUID, ending: Outcome) -> bool:
    """Whether the engine takes that ending from the actor; if not, nothing is written."""
    before = rows(installation)
    try:
        record(installation, actor, village, entry(actor, ending))
    except NotAllowed:
        return rows(installation) != before
    return True
