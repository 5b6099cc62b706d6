"""法院工作台: what waits at a court today, desk by desk: from diverting to filing, each with its clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal_column, select
from sqlalchemy.orm import Session, aliased, load_only

from mediation.model import Case, Confirmation, Deadline, Diversion, Filing, HandOver, Organisation, Request
from mediation.readmodels.case_list import confirmations_waiting
from mediation.readmodels.reach import running, still_open
from mediation.readmodels.requests import AT_COURTS, refused_and_unserved
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.grammar import Permission, Registry, State, Step
from mediation.rules.messages import Message, say
from mediation.rules.policy import Seats, post_for
from mediation.rules.vocabulary import CourtDesk, CourtDoor, MatterKind, Outcome
from mediation.services.load import seats_of
from mediation.services.suits import FULLY_AGREED, is_charged, is_closed, sued_over_what_was_agreed

MOST = 1000
"""Lines of a desk that are read; a court that has more of them waiting sees the most urgent."""
LATELY = 1_000_000
SHOWN = load_only(Case.public_id, Case.title, Case.state, Case.definition_version, Case.organisation_id)
ASKED = load_only(
    Request.kind,
    Request.state,
    Request.is_open,
    Request.definition_version,
    Request.court_number,
    Request.asker_id,
    Request.asked_id,
    Request.handler_id,
)
"""What a line needs of a case and of what is asked: reading all of a thousand rows takes longer than finding them."""
BACK = timedelta(days=60)
"""For how long what came back is looked for at the desk."""
DESKS = {
    acts.ACCEPT_APPLICATION: CourtDesk.ACCEPT,
    acts.SERVE_RULING: CourtDesk.SERVE,
    acts.SERVE_OBJECTION_RULING: CourtDesk.SERVE,
    acts.REGISTER_SUIT: CourtDesk.FILE,
}
"""At which desk an application waits, by what its next step does; where it does none of these, to be ruled on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtLine:
    """Something that waits: what, with whom, what comes next, until when."""

    desk: CourtDesk
    kind: MatterKind
    id: UUID
    case_public_id: str
    title: str
    number: str
    organisation: str
    state: State
    step: Step | None
    mine: bool
    """Whether the actor may take that step."""
    why: Message | None
    due_on: date | None

    def days_left(self, today: date) -> int | None:
        return None if self.due_on is None else (self.due_on - today).days


def court_day(
    session: Session, registry: Registry, actor: Actor, today: date
) -> Mapping[CourtDesk, tuple[CourtLine, ...]]:
    """Every desk with its lines, the earliest clock first; of the actor's own court alone."""
    courts = [post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)]
    found: dict[CourtDesk, list[CourtLine]] = {desk: [] for desk in CourtDesk}
    if courts:
        at = _Desk(session, registry, actor, courts, today)
        for line in (*at.held(), *at.late(), *at.back(), *at.suits(), *at.confirmations(), *at.complaints()):
            found[line.desk].append(line)
    return {
        desk: tuple(sorted(lines, key=lambda one: (one.due_on or date.max, str(one.id))))
        for desk, lines in found.items()
    }


@dataclass(frozen=True, slots=True)
class _Desk:
    """One person at one court's desk on one day."""

    session: Session
    registry: Registry
    actor: Actor
    courts: list[UUID]
    today: date

    def held(self) -> Iterator[CourtLine]:
        """What the court holds and has offered to nobody yet, for those who read what it holds."""
        mine = [post.organisation_id for post in self.actor.posts_with(Permission.READ_ORGANISATION_CASES)]
        offered = select(HandOver.id).where(HandOver.case_id == Case.id, HandOver.is_open)
        rows = self.session.execute(
            select(Case, Diversion.court_number, _due(Case.id), Organisation.name)
            .options(SHOWN)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .outerjoin(Diversion, Diversion.case_id == Case.id)
            .where(
                Case.organisation_id.in_(self.courts),
                Case.organisation_id.in_(mine),
                Case.is_open,
                ~offered.exists(),
            )
            .limit(MOST)
        )
        for case, number, due_on, court in rows:
            yield self._of_case(CourtDesk.DIVERT, case, number or "", court, due_on, None)

    def late(self) -> Iterator[CourtLine]:
        """Offers that nobody has signed for in time: chased, or sent to another."""
        due = _due(HandOver.id)
        mine = [post.organisation_id for post in self.actor.posts_with(Permission.READ_ORGANISATION_CASES)]
        rows = self.session.execute(
            select(HandOver, Case, Organisation.name, due)
            .options(SHOWN, load_only(HandOver.definition_version, HandOver.state))
            .join(Case, Case.id == HandOver.case_id)
            .join(Organisation, Organisation.id == HandOver.receiver_id)
            .where(
                HandOver.sender_id.in_(mine),
                HandOver.sender_id.in_(self.courts),
                still_open("hand_overs"),
                due < self.today,
            )
            .limit(MOST)
        )
        for offer, case, receiver, due_on in rows:
            definition = self.registry.of(MatterKind.HAND_OVER, offer.definition_version)
            yield CourtLine(
                desk=CourtDesk.RECEIVE,
                kind=MatterKind.HAND_OVER,
                id=offer.id,
                case_public_id=case.public_id,
                title=case.title,
                number="",
                organisation=receiver,
                state=definition.by_state[offer.state],
                step=None,
                mine=True,
                why=say("逾期没有签收：催办，或者撤回另送"),
                due_on=due_on,
            )

    def back(self) -> Iterator[CourtLine]:
        """What ended without an agreement, and for which nothing lies here.

        What once lay with a court is not waited for: it was registered, refused or withdrawn.
        """
        lay = select(Request.id).where(Request.case_id == Case.id, Request.kind == MatterKind.FILING)
        lately = self._lately(Case.state == "at_court")
        for case, number, holder in self.session.execute(
            self._sent_by_us().where(Case.id.in_(lately), Filing.id.is_(None), ~lay.exists()).limit(MOST)
        ):
            here = case.organisation_id in self.courts
            why = say("收下起诉状，审查立案") if here else say("调解不成：等调委会递交起诉材料")
            yield self._of_case(CourtDesk.RECEIVE, case, number or "", holder, None, why)

    def suits(self) -> Iterator[CourtLine]:
        """Registered suits whose fee is to be told, or which are to be closed: each once, in the newest of its cases,
        since what is recorded in one holds for all of them."""
        newest: dict[str, CourtLine] = {}
        for line in (*self._at_trial(), *self._ended()):
            suit = line.number or line.case_public_id
            if suit not in newest or newest[suit].id < line.id:
                newest[suit] = line
        yield from newest.values()

    def _at_trial(self) -> Iterator[CourtLine]:
        """On to trial, with the fee to be told."""
        told = select(Request.id).where(Request.case_id == Case.id, Request.kind == MatterKind.FEE)
        suit, all_of_it = aliased(Filing), aliased(Filing)
        settled = (
            select(suit.id)
            .join(
                all_of_it,
                (all_of_it.court_id == suit.court_id) & (all_of_it.court_number == suit.court_number),
            )
            .outerjoin(Request, (Request.case_id == all_of_it.case_id) & (Request.kind == MatterKind.FEE))
            .where(
                suit.case_id == Case.id,
                suit.voided_at.is_(None),
                all_of_it.voided_at.is_(None),
                Request.id.is_not(None) | all_of_it.ended_as.is_not(None),
            )
        )
        lately = self._lately(Case.state == "at_trial")
        for case, number, holder in self.session.execute(
            self._sent_by_us().where(Case.id.in_(lately), ~told.exists(), ~settled.exists()).limit(MOST)
        ):
            why = say("转入审理：通知交费")
            yield self._of_case(CourtDesk.RECEIVE, case, number or "", holder, None, why)

    def _sent_by_us(self) -> Select[Case, str | None, str]:
        """Cases that the court has sent out or holds, with their number there and who holds them."""
        sent = Diversion.court_id.in_(self.courts) & (Diversion.door != CourtDoor.GUIDANCE)
        return (
            select(Case, func.coalesce(Filing.court_number, Diversion.court_number), Organisation.name)
            .options(SHOWN)
            .outerjoin(Diversion, Diversion.case_id == Case.id)
            .outerjoin(Filing, (Filing.case_id == Case.id) & Filing.voided_at.is_(None))
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(sent | Case.organisation_id.in_(self.courts))
        )

    def _ended(self) -> Iterator[CourtLine]:
        """A registered suit after its mediation: to be closed by what was agreed, or tried with its fee to be told."""
        asked = select(Confirmation.id).where(
            Confirmation.case_id == Case.id, Confirmation.submitted_on.is_not(None)
        )
        agreed = Case.outcome.in_(FULLY_AGREED) & ~sued_over_what_was_agreed()
        rows = self.session.execute(
            select(Case, Filing.court_number, Organisation.name, agreed)
            .options(SHOWN)
            .select_from(Filing)
            .join(Case, Case.id == Filing.case_id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(
                Filing.court_id.in_(self.courts),
                Filing.voided_at.is_(None),
                ~is_closed(),
                Case.id.in_(self._lately(Case.outcome != Outcome.TO_COURT)),
                (agreed & ~asked.exists()) | (~agreed & ~is_charged()),
            )
            .limit(MOST)
        )
        to_close = say("已经达成协议：制作调解书、准许撤诉，或者以其他方式结案")
        to_try = say("没有全部谈成、已经反悔或者就协议起诉的：继续审理，通知交费；撤诉的，裁定准许")
        for case, number, holder, has_agreed in rows:
            yield self._of_case(
                CourtDesk.RECEIVE, case, number, holder, None, to_close if has_agreed else to_try
            )

    def confirmations(self) -> Iterator[CourtLine]:
        waiting = confirmations_waiting(self.session, self.registry, self.actor, self.today, limit=MOST)
        names = _committees(self.session, [line.id for line in waiting])
        for line in waiting:
            public_id, committee = names[line.id]
            yield CourtLine(
                desk=_desk_of(line.next_step),
                kind=MatterKind.CONFIRMATION,
                id=line.id,
                case_public_id=public_id,
                title=line.title,
                number=line.court_number,
                organisation=committee,
                state=line.state,
                step=line.next_step,
                mine=line.mine,
                why=None,
                due_on=line.due_on,
            )

    def complaints(self) -> Iterator[CourtLine]:
        """Complaints, fees and grievances that wait, and refusals that have not reached everybody."""
        yield from self._requests(still_open("requests"), Request.kind.in_(AT_COURTS))
        yield from self._requests(literal_column("requests.state = 'refused'"), refused_and_unserved())

    def _requests(self, *where: ColumnElement[bool] | Any) -> Iterator[CourtLine]:
        asker = aliased(Organisation)
        rows = self.session.execute(
            select(Request, Case, asker.name, _due(Request.id))
            .options(SHOWN, ASKED)
            .join(Case, Case.id == Request.case_id)
            .join(asker, asker.id == Request.asker_id)
            .where(Request.asked_id.in_(self.courts), *where)
            .limit(MOST)
        )
        for one, case, name, due_on in rows:
            definition = self.registry.of(one.kind, one.definition_version)
            seats = seats_of(case, one, None)
            onward = [s for s in definition.steps_from(one.state) if s.by and not s.aside]
            step = self._ordinary(onward, seats)
            yield CourtLine(
                desk=CourtDesk.FILE if one.is_open else CourtDesk.SERVE,
                kind=one.kind,
                id=one.id,
                case_public_id=case.public_id,
                title=case.title,
                number=one.court_number or "",
                organisation=name,
                state=definition.by_state[one.state],
                step=step,
                mine=step is not None and post_for(self.actor, step, seats) is not None,
                why=None,
                due_on=due_on,
            )

    def _ordinary(self, onward: list[Step], seats: Seats) -> Step | None:
        """What the actor may take next, or whoever takes it: nobody is led to a refusal by a button on the desk."""
        usual = [s for s in onward if not s.danger] or onward
        return next((s for s in usual if post_for(self.actor, s, seats)), next(iter(usual), None))

    def _lately(self, ended: ColumnElement[bool]) -> ScalarSelect[UUID]:
        """The ids of what ended so in the last weeks, found by the day: the limit keeps the search in this order."""
        found = select(Case.id).where(Case.concluded_on >= self.today - BACK, ended)
        return found.limit(LATELY).correlate(None).scalar_subquery()

    def _of_case(
        self, desk: CourtDesk, case: Case, number: str, name: str, due_on: date | None, why: Message | None
    ) -> CourtLine:
        definition = self.registry.of(MatterKind.DISPUTE, case.definition_version)
        return CourtLine(
            desk=desk,
            kind=MatterKind.DISPUTE,
            id=case.id,
            case_public_id=case.public_id,
            title=case.title,
            number=number,
            organisation=name,
            state=definition.by_state[case.state],
            step=None,
            mine=True,
            why=why,
            due_on=due_on,
        )


def _desk_of(step: Step | None) -> CourtDesk:
    if step is None or step.act is None:
        return CourtDesk.SERVE if step is None else CourtDesk.RULE
    return DESKS.get(step.act, CourtDesk.RULE)


def _due(matter_id: Any) -> ScalarSelect[date]:
    return (
        select(func.min(Deadline.due_on)).where(Deadline.matter_id == matter_id, running()).scalar_subquery()
    )


def _committees(session: Session, ids: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """By the application: the public id of its case, and who mediated it."""
    rows = session.execute(
        select(Confirmation.id, Case.public_id, Organisation.name)
        .join(Case, Case.id == Confirmation.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(Confirmation.id.in_(ids))
    )
    return {found: (public_id, name) for found, public_id, name in rows}
