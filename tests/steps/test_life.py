"""Cases lived at random over all definitions at once: every step tried by anybody, and what must hold after each."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import (
    Connection,
    Select,
    String,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from mediation.bootstrap import Installation
from mediation.demonstration.doors import OLD_REGIME, at_court, delegated
from mediation.demonstration.invented import STORIES, Story, register
from mediation.demonstration.people import PRINCIPAL
from mediation.demonstration.player import Player, invented_party
from mediation.model import (
    Agreement,
    Appointment,
    Attachment,
    Case,
    CaseChain,
    CaseEvent,
    Command,
    Confirmation,
    Consent,
    Deadline,
    Document,
    HandOver,
    Holding,
    Obligation,
    Organisation,
    OutboxItem,
    Party,
    Performance,
    Request,
    Signature,
    Sitting,
)
from mediation.model.cases import Matter
from mediation.model.matters import TABLES
from mediation.readmodels.case_page import StepOffer, matter_page
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.attachments import JPEG, AttachmentGiven, KeptFile
from mediation.rules.errors import BadInput, MediationError, NotThere
from mediation.rules.grammar import REASON, WITHOUT_POSTS, Definition, State, Step
from mediation.rules.intake import ConsentGiven
from mediation.rules.machine import move
from mediation.rules.policy import Seats, least_view, post_for, sight, watching_post
from mediation.rules.proof.facts import asked_by
from mediation.rules.vocabulary import AttachmentKind, ConsentPurpose, MatterKind, Seat, Side, Tier
from mediation.services import perform as performing  # the module, for its log
from mediation.services.add_attachment import add_attachment
from mediation.services.archive_dossier import ArchivingGiven, archive_dossier, reopen_dossier
from mediation.services.bind_dossier import bind_dossier
from mediation.services.change_parties import add_party, record_consent, remove_party
from mediation.services.correct_dispute import correct_dispute, matter_given
from mediation.services.gather_facts import gather_facts
from mediation.services.issue_document import reissue_document
from mediation.services.load import concerns, court_of_the_suit, seats_of, standing, who_is_concerned
from mediation.services.perform import UseCase, perform
from mediation.services.plan_reversal import Plan, plan_reversal, reversing_post
from mediation.services.reverse_step import reverse_step
from mediation.services.standing_steps import REVERSED, standing_steps
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import Swept, sweep_case
from mediation.services.take_step import take_step
from mediation.services.withdraw_attachment import withdraw_attachment
from tests.faults.side_roads import SIDE_ROADS
from tests.faults.test_every_step import ROADS, Road, gone
from tests.regimes import let_delegate
from tests.steps.answering import (
    Offices,
    acting_for_the_holder,
    asked_of_themselves,
    clocks_without_anybody,
    left_by_the_court,
    offices,
)
from tests.steps.conftest import TODAY
from tests.steps.playing import Scene, given_for, towards
from workflows import REGISTRY

LONG = os.environ.get("MEDIATION_TEST_LONG") == "1"
LIVES = {"sqlite": 6, "postgres": 1}
STEPS = 30
NEW = 25 if LONG else 5
TRIES = 7
PURSUED = 0.3
"""How often a life goes after what nobody has done yet, on a way found in the definitions."""
LIKELY = 0.95
"""How often somebody tries what leads on from there, rather than anything: what is not open is tried apart."""
READY = 0.95
"""How often they choose among what the conditions allow, rather than among all that leads on from there."""
TAKEN_BACK = 0.08
"""How often somebody takes a step back instead of taking one."""
BESIDE = 0.04
"""How often they write in the file instead: materials, the file bound, archived or opened again, a paper anew."""
MOST = 16
"""How often as many lives more may be lived in the long form."""
FRESH = 12
"""Lives that begin with their registration, among as many as there are stories."""
MATTERS: dict[MatterKind, Any] = dict(TABLES)
WRITTEN = (
    Agreement,
    Appointment,
    Attachment,
    CaseEvent,
    Command,
    Consent,
    Deadline,
    Document,
    HandOver,
    Holding,
    Obligation,
    OutboxItem,
    Party,
    Performance,
    Request,
    Signature,
    Sitting,
    Confirmation,
)
ACCOUNTS = [one.account for one in PRINCIPAL]
REGISTRARS = ["cunzhuren", "zhenzhuren", "fayuan", "chuangkou"]
PARTS = 1 if LONG else 4
TRIED = {"sqlite": 5_000, "postgres": 500}
"""Steps tried in each part, at least: nine in ten are not open to whoever tries; of the others most are taken."""
TAKEN = {"sqlite": 200, "postgres": 25}
"""Steps taken in each part, at least."""
SWEEP = 150
"""How many of the tries that are not open to whoever makes them are made at a time."""
EVERY_STEP = {
    f"{d.matter.value}:{s.name}" for d in REGISTRY.definitions for s in d.steps if s.seat not in WITHOUT_POSTS
}
STEPS_OF = {d.matter: d.steps for d in REGISTRY.newest().definitions}


def _stored_as(kind: Any, table: Any) -> Select[Any]:
    own = table.id if table is Case else table.case_id
    return select(kind, table.id, table.state, table.is_open).where(own == bindparam("case_id", type_=Uuid()))


STORED = union_all(
    *(_stored_as(literal(kind.value), table) for kind, table in MATTERS.items() if table is not Request),
    _stored_as(type_coerce(Request.kind, String), Request),
)
"""Every matter of a case in one look: requests of every kind share a table."""


EVENTS = (
    select(
        CaseEvent.seq,
        CaseEvent.tag,
        CaseEvent.matter_id,
        CaseEvent.to_state,
        CaseEvent.previous,
        CaseEvent.digest,
    )
    .where(CaseEvent.case_id == bindparam("case_id", type_=Uuid()))
    .order_by(CaseEvent.seq)
)


class FarEnough(Exception):
    """The life goes on from here by chance."""


@dataclass(frozen=True)
class Stop:
    """A place on one of the roads on which every step lies, and the steps that the road takes from there."""

    road: Road
    after: int
    ahead: frozenset[str]

    def go_there(self, player: Player) -> None:
        left = self.after

        def take(act: Callable[[], object]) -> None:
            nonlocal left
            if left == 0:
                raise FarEnough
            left -= 1
            act()

        with suppress(FarEnough):
            self.road(player, take)
            raise AssertionError(f"{self.road.__name__} ended before its step {self.after + 1}")


def _stops(house: Installation) -> list[Stop]:
    """Every place on every road, each gone once to its end."""
    return [
        Stop(road, n, frozenset(EVERY_STEP & recorded))
        for road in (*ROADS, *SIDE_ROADS)
        for n, recorded in enumerate(gone(house, road))
    ]


@dataclass
class Tally:
    """What was tried, and how it went."""

    refused: int = 0
    """Refused though the definition had opened it: what was given, or how the case stood, spoke against it."""
    shut: int = 0
    """Refused because the definition does not open it, there or to whoever tried."""
    taken: Counter[str] = field(default_factory=Counter)
    taken_back: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    """What was written in the file beside the steps."""
    stood: set[tuple[MatterKind, str]] = field(default_factory=set)
    """Where a matter stood while everybody tried what was not open."""

    @property
    def done(self) -> int:
        """Steps that were taken, or taken back."""
        return self.taken.total() + self.taken_back.total()

    @property
    def tried(self) -> int:
        return self.done + self.refused + self.shut

    def __str__(self) -> str:
        return (
            f"{self.tried} tries: {self.taken.total()} steps taken ({len(self.taken)} of {len(EVERY_STEP)} kinds), "
            f"{self.taken_back.total()} taken back, {self.written.total()} written beside, {self.refused} refused, "
            f"{self.shut} not open to whoever tried, from {len(self.stood)} states"
        )


def _weight(step: Step) -> float:
    """Most lives should not end on their first day; what the system does of itself nobody need try often."""
    if step.seat in WITHOUT_POSTS:
        return 0.01
    if step.danger or step.name in ("settle", "agree_orally"):
        return 0.2 if step.seat is Seat.COURT else 0.05 if step.guards else 0.03
    if step.aside or step.act in (acts.REPORT_DANGER, acts.LIFT_DANGER):
        return 0.08
    return 1.0 if step.dest is not None or step.then else 0.3


def _of_day(given: acts.Given, on: date) -> acts.Given:
    """The same as if it had been done that day."""
    match given:
        case acts.SuitFiled():
            return replace(given, filed_on=on)
        case acts.SupplementAsked():
            return replace(given, until_on=on + timedelta(20))
        case acts.MarksGathered():
            return replace(given, marks=tuple(replace(mark, signed_on=on) for mark in given.marks))
    return given


class Life(RuleBasedStateMachine):
    """One case from its registration on, in the hands of everybody."""

    house: ClassVar[Installation]
    watch: ClassVar[Connection | None] = None
    """On SQLite: a connection tells by itself whether others have committed, and no other one tells the same."""
    tally: ClassVar[Tally]
    nth: ClassVar[int] = 0
    """Which run of lives this is: chance goes another way in each."""
    stops: ClassVar[list[Stop]] = []
    """Where a life may begin, one step before what chance seldom gets."""
    wanted: ClassVar[tuple[int, int]]
    """How many tries, and how many steps taken."""
    held: ClassVar[Offices]
    told: ClassVar[list[str]]
    """The refusal log."""

    @initialize(
        account=st.sampled_from(REGISTRARS),
        n=st.integers(1, 11),
        seed=st.integers(0, 2**32),
        story=st.sampled_from((*(None,) * FRESH, *STORIES)),
    )
    def begin(
        self,
        account: str,
        n: int,
        seed: int,
        story: tuple[str, int, Story] | None,
    ) -> None:
        self.chance = Random(seed + self.nth)
        account = account if story is None else "cunzhuren"
        other = Player(self.house, TODAY - timedelta(200))
        register(other, n + 20, account)  # into which the case may be merged
        stop = self._stop()
        self.player = Player(self.house, TODAY if stop else TODAY - timedelta(200))
        register(self.player, n, account)
        if stop is not None:
            stop.go_there(self.player)
        elif story is not None:
            story[2](self.player)  # some way into a life, which chance alone seldom gets

    def _stop(self) -> Stop | None:
        """Most lives of the long form begin on a road: before what nobody has done yet, or anywhere."""
        if not self.stops or self.chance.random() < 0.1:
            return None
        new = [stop for stop in self.stops if stop.ahead - self.tally.taken.keys()]
        return self.chance.choice(new if new and self.chance.random() < 0.7 else self.stops)

    @rule(wait=st.integers(0, 9))
    def time_passes(self, wait: int) -> None:
        """What is over brings what the law attaches to it, looked at a second time nothing."""
        self.player.wait(wait)
        first, again = (self._swept() for _ in range(2))
        assert (first.failed, again) == (0, Swept())

    def _swept(self) -> Swept:
        with self.player.house.begin() as uow:
            swept = sweep_case(uow, clock=self.player.clock, case_id=self.player.case_id)
            uow.commit()
        return swept

    # The first of the rules by its name: the simplest life, with which Hypothesis begins, takes nothing else.
    @rule(seed=st.integers(0, 2**32))
    def people_try_steps(self, seed: int) -> None:
        """And wherever that has led, everybody tries what is not open to them there."""
        if not LONG and self.enough():
            return  # every day no more is tried than has to be
        self.chance = Random(seed ^ self.chance.getrandbits(32))
        over = not any(is_open for _, _, is_open in self._standing())
        for _ in range(1 if over else TRIES):
            if self.chance.random() < TAKEN_BACK:
                self._take_back()
                continue
            if self.chance.random() < BESIDE:
                self._write_in_the_file()
                continue
            self._try(self.chance.random() < LIKELY, self.chance.choice(ACCOUNTS))
        self.what_is_not_open_is_refused(6 if over else SWEEP)

    @classmethod
    def enough(cls) -> bool:
        """In the long form on SQLite until everybody has done everything, or many lives have not sufficed."""
        if LONG and cls.watch is not None and cls.nth < MOST:
            return cls.tally.taken.keys() >= EVERY_STEP
        return cls.tally.tried >= cls.wanted[0] and cls.tally.done >= cls.wanted[1]

    def what_is_not_open_is_refused(self, tries: int) -> None:
        """Any step of any state by anybody: what the definition does not open is refused and leaves no trace."""
        kind, matter_id = self.chance.choice(self._matters())
        shut = self._shut(kind, matter_id)
        before = self._traces()
        for account, step in self.chance.sample(shut, min(tries, len(shut))):
            wish = StepCommand(matter=kind, matter_id=matter_id, step=step.name, reason="有理由")
            refusal = self._refusal(wish, self.player.actor(account))
            assert refusal is not None, f"{step.name} was taken by {account}"
            assert not isinstance(refusal, BadInput), f"{step.name} was open to {account}"
            self.tally.shut += 1
        assert self._traces() == before

    def _shut(self, kind: MatterKind, matter_id: UUID) -> list[tuple[str, Step]]:
        """Every account with every step that the definition does not open to it as things stand."""
        today = self.player.clock.today()
        actors = {account: self.player.actor(account) for account in ACCOUNTS}
        with self.house.read() as session:
            matter = session.get_one(MATTERS[kind], matter_id)
            case = session.get_one(Case, self.player.case_id)
            holder = session.get_one(Organisation, case.organisation_id)
            about = standing(session, case, holder, matter)
            here = REGISTRY.current(kind).steps_from(matter.state)
            facts = gather_facts(session, REGISTRY, case, matter, today, asked_by(here))
            ready = [step for step in here if step.seat not in WITHOUT_POSTS and not step.refusals(facts)]
            court_id = court_of_the_suit(who_is_concerned(session, case.id))
            seats = {
                a: seats_of(case, matter, watching_post(who, about), court_id) for a, who in actors.items()
            }
            self.tally.stood.add((kind, matter.state))
        return [
            (account, step)
            for account, who in actors.items()
            for step in STEPS_OF[kind]
            if step not in ready or post_for(who, step, seats[account]) is None
        ]

    @rule(n=st.integers(1, 999))
    def the_parties_change(self, n: int) -> None:
        what, yes = self.chance.randrange(6), self.chance.random() < 0.9
        today, parties = self.player.clock.today(), self._parties()
        party = self.chance.choice(parties)
        if what > 2:
            said = ConsentGiven(ConsentPurpose.MEDIATION, yes, today)
            self._write(record_consent, party_id=party, given=said)
        elif what == 0:
            with self.house.read() as session:
                case = session.get_one(Case, self.player.case_id)
                given = replace(matter_given(case), labour=yes and n % 2 == 0, land_title=n % 3 == 0)
            self._write(correct_dispute, given=given, reason="登记时选错")
        elif what == 1 and len(parties) < 4:
            self._write(add_party, given=invented_party(Side.THIRD, f"第三人{n}", n, today))
        elif what == 2 and len(parties) > 2:
            self._write(remove_party, party_id=party, reason="与本案无关")

    def _write_in_the_file(self) -> None:
        """What is written beside the steps is the answering organisation's, whoever tries; a refusal leaves none."""
        here = self._case().organisation_id
        holders = [a for a in ACCOUNTS if here in {post.organisation_id for post in self._posts(a)}]
        account = self.chance.choice(holders if holders and self.chance.random() < LIKELY else ACCOUNTS)
        use_case, given = self.chance.choice(self._writings())
        before = self._traces()
        try:
            perform(self.player.house, use_case, actor=self.player.actor(account), **given)
        except MediationError:
            assert self._traces() == before, "a refused writing leaves no trace"
            self.tally.refused += 1
            return
        with self.house.read() as session:
            last = select(CaseEvent.organisation_id).where(CaseEvent.case_id == self.player.case_id)
            by = session.scalars(last.order_by(CaseEvent.seq.desc())).first()
            case = session.get_one(Case, self.player.case_id)
            may = {case.organisation_id}
            if use_case is reissue_document:  # its own papers a court makes anew itself
                may |= standing(session, case, session.get_one(Organisation, case.organisation_id)).courts
        assert by in may, f"{use_case.__name__} by {account}"
        self.tally.written[use_case.__name__] += 1
        self._check()

    def _writings(self) -> list[tuple[Any, dict[str, Any]]]:
        """All that may be written in the file as it stands."""
        case_id = self.player.case_id
        with self.house.read() as session:
            added = select(Attachment.id).where(
                Attachment.case_id == case_id, Attachment.withdrawn_at.is_(None)
            )
            issued = select(Document.id).where(Document.case_id == case_id).order_by(Document.id.desc())
            attachment, document = session.scalars(added).first(), session.scalars(issued).first()
        scan = KeptFile(JPEG, 1, "ab" * 32, 1000, "cd" * 32, "ef" * 32)
        evidence = AttachmentGiven(kind=AttachmentKind.EVIDENCE, title="照片")
        archived = ArchivingGiven(
            number=f"{case_id}", title="卷", retention="长期", missing_reason="当事人没有交来"
        )
        writings: list[tuple[Any, dict[str, Any]]] = [
            (add_attachment, {"case_id": case_id, "given": evidence, "files": (scan,)}),
            (bind_dossier, {"case_id": case_id}),
            (archive_dossier, {"case_id": case_id, "given": archived}),
            (reopen_dossier, {"case_id": case_id, "reason": "补入回访记录"}),
        ]
        if attachment is not None:
            writings.append((withdraw_attachment, {"attachment_id": attachment, "reason": "传错了"}))
        if document is not None:
            writings.append((reissue_document, {"document_id": document}))
        return writings

    def _weight(self, kind: MatterKind, step: Step) -> float:
        """What nobody has done yet is tried more often, so that in many lives everything is done."""
        return _weight(step) * (NEW if f"{kind.value}:{step.name}" not in self.tally.taken else 1)

    def _try(self, likely: bool, account: str) -> None:
        with self.house.read() as session:
            stored = self._stored(session)
        weights = [
            (3.0 if kind is MatterKind.DISPUTE else 1.0) * (1.0 if is_open else 0.2)
            for kind, _, _, is_open in stored
        ]
        kind, matter_id, _, _ = self.chance.choices(stored, weights)[0]
        steps: tuple[Step, ...] = STEPS_OF[kind]
        pursued = likely and self.chance.random() < PURSUED
        wishes = towards(REGISTRY, stored, self.tally.taken) if pursued else []
        wish = self.chance.choice(wishes) if wishes else None
        if wish is not None:
            kind, matter_id, _ = wish
        if likely:
            watching = self.player.actor("qidudao").posts[0]
            with self.house.read() as session:
                case = session.get_one(Case, self.player.case_id)
                matter = session.get_one(MATTERS[kind], matter_id)
                if not REGISTRY.current(kind).steps_from(matter.state):
                    kind, matter_id, matter, wish = MatterKind.DISPUTE, case.id, case, None
                steps = REGISTRY.current(kind).steps_from(matter.state)
                court_id = court_of_the_suit(who_is_concerned(session, case.id))
                seats = seats_of(case, matter, watching, court_id)
                seeing = self._seeing(session, case, matter, kind)
                if self.chance.random() < READY:
                    facts = gather_facts(
                        session, REGISTRY, case, matter, self.player.clock.today(), asked_by(steps)
                    )
                    ready = (
                        one
                        for one in steps
                        if not one.refusals(facts) and self._able(one, seats) & seeing(one)
                    )
                    steps = tuple(ready) or steps
                if wish is not None and (wish[2] in steps or self.chance.random() > READY):
                    steps = (wish[2],)
            step = self.chance.choices(steps, [self._weight(kind, step) for step in steps])[0]
            able = sorted(self._able(step, seats) & seeing(step)) or sorted(self._able(step, seats))
            account = self.chance.choice(able or [account])
        else:
            step = self.chance.choice(steps)
        self._take(kind, matter_id, account, step, self._offers(kind, matter_id, account))

    def _able(self, step: Step, seats: Seats) -> set[str]:
        """Who has the step, conditions apart; what the system does of itself, nobody."""
        if step.seat in WITHOUT_POSTS:
            return set()
        return {a for a in ACCOUNTS if post_for(self.player.actor(a), step, seats) is not None}

    def _seeing(
        self, session: Session, case: Case, matter: Matter, kind: MatterKind
    ) -> Callable[[Step], set[str]]:
        """Who sees enough of the case for a step to be theirs."""
        holder = session.get_one(Organisation, case.organisation_id)
        about = standing(session, case, holder, matter)
        actors = {account: self.player.actor(account) for account in ACCOUNTS}
        views = {a: sight(who, about, of_the_case=matter is case) for a, who in actors.items()}
        affair = {a for a, view in views.items() if concerns(actors[a], matter, view)}
        return lambda step: {a for a in affair if views[a] >= least_view(kind, step)}

    def _take(
        self, kind: MatterKind, matter_id: UUID, account: str, step: Step, offers: dict[str, StepOffer]
    ) -> None:
        actor = self.player.actor(account)
        with self.house.read() as session:
            given = given_for(step.act, Scene(session, self.player, actor, self.chance))
        offer = offers.get(step.name)
        late = offer is not None and offer.late
        on = self._in_time() if late else None
        if on is not None:
            given = _of_day(given, on)
        wish = StepCommand(
            matter=kind,
            matter_id=matter_id,
            step=step.name,
            given=given,
            reason="有理由" if REASON in step.needs else "",
            happened_on=None if given.day else on,
            late_reason="停网" if late else "",
        )
        before = self._traces()
        refusal = self._refusal(wish, actor)
        offered = offer is not None and not offer.reasons
        self.tally.refused += refusal is not None
        if late and refusal is not None:
            assert self._traces() == before, "a refused step leaves no trace"
            self._check()
            return
        if late:
            self.tally.taken[f"{kind.value}:{step.name}"] += 1
            self._check()
            return
        if refusal is None:
            self.tally.taken[f"{kind.value}:{step.name}"] += 1
            assert offered, f"{step.name} was taken by {account}, to whom it was not open"
            self._check()
            return
        assert self._traces() == before, "a refused step leaves no trace"
        assert not offered or isinstance(refusal, BadInput), f"{step.name} was open to {account}: {refusal}"

    def _in_time(self) -> date:
        """A day on which something that is over now was not: mostly the last one of a term."""
        today = self.player.clock.today()
        with self.house.read() as session:
            query = select(Deadline.due_on).where(Deadline.case_id == self.player.case_id)
            over = [one for one in session.scalars(query.order_by(Deadline.id)) if one < today]
        if over and self.chance.random() < 0.7:
            return self.chance.choice(over)
        return today - timedelta(self.chance.randint(1, 20))

    def _take_back(self) -> None:
        """Mostly the newest step of a matter, by who took it or might have; what the page offers, and nothing else."""
        with self.house.read() as session:
            standing = standing_steps(session, self.player.case_id)
            events = {
                event.seq: event
                for event in session.scalars(
                    select(CaseEvent).where(CaseEvent.case_id == self.player.case_id).order_by(CaseEvent.seq)
                )
            }
            newest = [events[steps[-1]] for steps in standing.steps.values() if steps]
            likely = [event for event in newest if event.tag in REGISTRY.reversible]
            every = [events[seq] for steps in standing.steps.values() for seq in steps]
            wish = (
                likely if self.chance.random() < 0.8 else [*every, *(events[n] for n in standing.taken_back)]
            )
            if not wish:
                return
            event = self.chance.choice(wish)
            step = REGISTRY.current(event.matter).step(event.tag.partition(":")[2])
            actors = {account: self.player.actor(account) for account in ACCOUNTS}
            able = [a for a, who in actors.items() if reversing_post(who, step, event.organisation_id)]
            account = self.chance.choice(able if able and self.chance.random() < 0.9 else ACCOUNTS)
            session.expunge_all()
        plan = self._plan(event, actors[account])
        before = self._traces()
        refusal = self._refused(
            reverse_step,
            actors[account],
            matter=event.matter,
            matter_id=event.matter_id,
            seq=event.seq,
            reason="点错了",
        )
        if refusal is not None:
            self.tally.refused += 1
            assert self._traces() == before, "a refused reversal leaves no trace"
            assert plan is None or isinstance(refusal, NotThere), f"{event.tag} was open to {account}"
            return
        assert plan is not None, f"{event.tag} was taken back by {account} and not offered"
        self.tally.taken_back[event.tag] += 1
        self._check()
        before_it = {one.event.matter_id: one.event.from_state for one in plan.undone}  # the newest first
        assert before_it.items() <= {matter_id: state for matter_id, state, _ in self._standing()}.items()

    def _plan(self, event: CaseEvent, actor: Actor) -> Plan | None:
        """What the page would offer."""
        with self.house.read() as session:
            case = session.get_one(Case, self.player.case_id)
            try:
                return plan_reversal(session, REGISTRY, actor, case, event.matter, event.matter_id, event.seq)
            except MediationError:
                return None

    def _refusal(self, wish: StepCommand, actor: Actor) -> MediationError | None:
        return self._refused(take_step, actor, command=wish)

    def _refused(self, use_case: UseCase, actor: Actor, **given: Any) -> MediationError | None:
        """What is refused leaves a line in the log that says who was refused what, and why in one word."""
        told = len(self.told)
        try:
            perform(self.player.house, use_case, actor=actor, **given)
        except MediationError as refusal:
            wish = given.get("command")
            what = f"take_step {wish.step}" if wish else "reverse_step"
            about = wish.matter_id if wish else given["matter_id"]
            line = f"refused {what} of {about} to {actor.person_id}: {type(refusal).__name__}"
            assert self.told[told:] == [line]
            return refusal
        assert len(self.told) == told, "nothing is told of what was done"
        return None

    def _write(self, use_case: Any, **arguments: Any) -> None:
        case = self._case()
        with self.house.read() as session:
            holders = [
                a for a in ACCOUNTS if case.organisation_id in {p.organisation_id for p in self._posts(a)}
            ]
            del session
        if not holders:
            return
        before = self._traces()
        try:
            perform(
                self.player.house,
                use_case,
                actor=self.player.actor(self.chance.choice(holders)),
                case_id=self.player.case_id,
                **arguments,
            )
        except MediationError:
            assert self._traces() == before
        else:
            self._check()

    def _check(self) -> None:
        with self.house.read() as session:
            case = session.get_one(Case, self.player.case_id)
            self.replaying_the_chain_gives_the_state(session)
            self.exactly_one_organisation_answers(session, case)
            self.the_court_stays_reachable_and_danger_can_be_told(session, case)
            assert list(clocks_without_anybody(session, case, self.held)) == [], "a clock without anybody"
            assert list(asked_of_themselves(session, case.id)) == [], "asked of themselves"
            today = self.player.clock.today()
            assert not left_by_the_court(session, case, today), "what a court sent in vain comes back to it"

    def _posts(self, account: str) -> tuple[Any, ...]:
        return self.player.actor(account).posts

    def _parties(self) -> list[UUID]:
        with self.house.read() as session:
            return list(
                session.scalars(
                    select(Party.id)
                    .where(Party.case_id == self.player.case_id, Party.until_on.is_(None))
                    .order_by(Party.position)
                )
            )

    def _case(self) -> Case:
        with self.house.read() as session:
            case = session.get_one(Case, self.player.case_id)
            session.expunge(case)
            return case

    def _matters(self) -> list[tuple[MatterKind, UUID]]:
        """The newest of each kind."""
        return list({kind: matter_id for kind, matter_id, _, _ in self._all()}.items())

    def _offers(self, kind: MatterKind, matter_id: UUID, account: str) -> dict[str, StepOffer]:
        with self.house.read() as session:
            try:
                page = matter_page(
                    session,
                    REGISTRY,
                    self.player.actor(account),
                    kind,
                    matter_id,
                    self.player.clock.today(),
                )
            except NotThere:
                return {}
        return {offer.step.name: offer for offer in page.offers}

    def _traces(self) -> tuple[object, ...]:
        """What any commit changes."""
        if self.watch is not None:
            self.watch.rollback()  # within one transaction the answer stays
            return tuple(self.watch.exec_driver_sql("PRAGMA data_version").one())
        with self.house.read() as session:
            counts = select(*(select(func.count()).select_from(t).scalar_subquery() for t in WRITTEN))
            state = select(Case.state, Case.version).where(Case.id == self.player.case_id)
            return (*session.execute(counts).one(), *session.execute(state).one())

    def replaying_the_chain_gives_the_state(self, session: Session) -> None:
        chain = session.get_one(CaseChain, self.player.case_id)
        events = session.execute(EVENTS, {"case_id": self.player.case_id}).all()
        assert [e.seq for e in events] == list(range(1, chain.last_seq + 1))
        for before, after in zip([None, *events], events, strict=False):
            assert after.previous == (before.digest if before else b"\x00" * 32)
        assert events[-1].digest == chain.head
        for kind, matter_id, state, _ in self._stored(session):
            definition = REGISTRY.current(kind)
            here = definition.initial.name
            if kind is MatterKind.PERFORMANCE:
                here = session.get_one(Performance, matter_id).began or here
            stood = list[str]()
            """Where it stood before each step that was not taken back."""
            for event in events:
                noun, _, verb = event.tag.partition(":")
                if event.matter_id != matter_id or noun != kind.value:
                    continue
                if verb == REVERSED:
                    here = stood.pop()
                else:
                    stood.append(here)
                    here = move(definition, here, definition.step(verb))
                assert here == event.to_state
            assert here == state

    def _standing(self) -> list[tuple[UUID, str, bool]]:
        return [(matter_id, state, is_open) for _, matter_id, state, is_open in self._all()]

    def _all(self) -> list[tuple[MatterKind, UUID, str, bool]]:
        with self.house.read() as session:
            return self._stored(session)

    def _stored(self, session: Session) -> list[tuple[MatterKind, UUID, str, bool]]:
        found = session.execute(STORED, {"case_id": self.player.case_id})
        return sorted((MatterKind(kind), *more) for kind, *more in found)

    def exactly_one_organisation_answers(self, session: Session, case: Case) -> None:
        held = session.scalars(
            select(Holding).where(Holding.case_id == case.id).order_by(Holding.from_at, Holding.id)
        ).all()
        assert [h.id for h in held if h.open] == [case.holding_id]
        assert held[-1].organisation_id == case.organisation_id
        for one, following in pairwise(held):
            assert one.until_at == following.from_at

    def the_court_stays_reachable_and_danger_can_be_told(self, session: Session, case: Case) -> None:
        """To whoever may act for the holder, without anybody else's doing; and one of them reads it on their page."""
        today, actors = self.player.clock.today(), {a: self.player.actor(a) for a in ACCOUNTS}
        acting = acting_for_the_holder(session, case, actors, today)
        assert acting, "somebody acts for the holder"
        for account, (danger, court) in acting.items():
            assert danger, f"{account} cannot report danger"
            assert court or not case.is_open, f"{account} has no way to the court"
        account = sorted(acting)[case.version % len(acting)]
        page = self._offers(MatterKind.DISPUTE, case.id, account)
        shown = [offer.step for offer in page.values() if not offer.reasons]
        assert any(step.name == "report_danger" for step in shown)
        to_court = [step for step in shown if step.dest is not None and step.dest.tier is Tier.LITIGATION]
        assert to_court or not case.is_open


@contextmanager
def _log() -> Iterator[list[str]]:
    """What is told of refusals meanwhile, and nowhere else."""
    told: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())

    kept, log = Kept(), performing.log
    before = log.level, log.propagate
    log.addHandler(kept)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield told
    finally:
        log.removeHandler(kept)
        log.setLevel(before[0])
        log.propagate = before[1]


def _live(lived: type[Life], lives: int) -> None:
    """As many lives, one after the other in the same house."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lived,
        settings=settings(
            max_examples=lives,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not LONG,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("definition", REGISTRY.newest().definitions, ids=lambda d: d.matter.value)
def test_from_the_beginning_a_way_is_found_to_every_step(definition: Definition) -> None:
    matter = (definition.matter, UUID(int=0), definition.initial.name, True)
    for step in definition.steps:
        tag = f"{definition.matter.value}:{step.name}"
        if step.seat not in WITHOUT_POSTS and definition.initial not in step.source:
            found = towards(REGISTRY, [matter], EVERY_STEP - {tag})
            assert all(first in definition.steps_from(definition.initial.name) for _, _, first in found), tag
            assert found or _comes_by_waiting(definition) & set(step.source), tag


def _comes_by_waiting(definition: Definition) -> set[State | None]:
    """Where the end of a clock leads from the beginning, whatever people do."""
    return {step.dest for step in definition.steps if step.at_end_of and definition.initial in step.source}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_nobody_answers_for_is_noticed(house: Installation) -> None:
    """An office in which nobody sits, an order to oneself, and no court that need do nothing more."""
    player, old = Player(house, TODAY), at_court(Player(house, OLD_REGIME), 1)
    register(player, 1, "cunzhuren")
    player.step("qidudao", "issue_order", acts.OrderWritten("请三日内回复"))
    delegated(old)
    with house.begin() as uow:
        session = uow.session
        case, failed = (session.get_one(Case, one.case_id) for one in (player, old))
        held = offices(session, TODAY)
        assert list(clocks_without_anybody(session, case, held)) == []
        deserted = {**held, case.organisation_id: frozenset({"grid_worker"})}
        assert list(clocks_without_anybody(session, case, deserted)) == ["order order_answer in issued"]
        assert list(asked_of_themselves(session, case.id)) == []
        order = session.scalars(select(Request).where(Request.case_id == case.id)).one()
        order.asked_id = order.asker_id
        session.flush()
        assert list(asked_of_themselves(session, case.id)) == ["order issued"]
        assert not left_by_the_court(session, failed, TODAY)


@pytest.mark.parametrize("part", range(PARTS))
def test_cases_lived_at_random_keep_the_rules(house: Installation, backend: str, part: int) -> None:
    """`--long` lives as many more as it takes for everything to be done, other ones each time."""

    class Lived(Life):
        tally = Tally()
        nth = 1000 * part

    Lived.house, Lived.wanted = house, (TRIED[backend], TAKEN[backend])
    let_delegate(house, date(2025, 1, 1))
    with house.read() as session:
        Lived.held = offices(session, TODAY)
    if LONG:
        Lived.stops = _stops(house)
    with house.database.read_engine.connect() as watch, _log() as Lived.told:
        Lived.watch = watch if backend == "sqlite" else None
        _live(Lived, LIVES[backend] * (50 if LONG else 1))
        while not Lived.enough():
            Lived.nth += 1  # how much a life tries depends on how it goes
            _live(Lived, 60 if LONG else 3)
    print(Lived.tally)
    if backend == "sqlite":
        assert len(Lived.tally.taken_back) > 2
    if LONG and backend == "sqlite":
        assert EVERY_STEP - set(Lived.tally.taken) == set()
