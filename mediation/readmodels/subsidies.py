"""以案定补 as its pages show it: a county's rules, its claims with every line explained, samples and reviews."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mediation.adapters.unit_of_work import calendar
from mediation.model import (
    Person,
    Region,
    SubsidyAnswer,
    SubsidyApproval,
    SubsidyClaim,
    SubsidyCorrection,
    SubsidyLine,
    SubsidyObjection,
    SubsidyReview,
    SubsidyRule,
)
from mediation.readmodels.subsidy_samples import SampleShown, sample_shown, signs_told
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.messages import Message
from mediation.rules.padding.looked import SignKind
from mediation.rules.policy import bureau_post, may_read_subsidies
from mediation.rules.subsidy import Cap, CaseFacts, PayRule, Reckoned, reckon
from mediation.rules.subsidy_review import Point, Verdict
from mediation.rules.vocabulary import Difficulty, Level
from mediation.services.approve_claim import differences
from mediation.services.claim_subsidy import approval_of, paid_lines, reviews_of, standing_lines
from mediation.services.objection_time import last_day_to_object
from mediation.services.sample_dossiers import samples_of


@dataclass(frozen=True, slots=True)
class ObjectionShown:
    """An objection with its answer, if there is one."""

    id: UUID
    reason: str
    at: datetime
    agreed: bool | None
    answer: str
    answered_by: str
    answered_at: datetime | None
    found: Difficulty | None
    """The grade that the answer found instead of the registered one."""


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """The last review of a dossier."""

    verdict: Verdict
    ticks: frozenset[Point]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A mediator's share of a case: what it follows from, what is paid, what was said about it."""

    id: UUID
    person_id: UUID
    name: str
    facts: CaseFacts
    reckoned: Reckoned
    of: int
    before: int
    fen: int
    cap: Cap
    review: ReviewShown | None
    objections: tuple[ObjectionShown, ...]
    """Also those to the lines that this one replaces."""
    replaced: bool
    approved: int | None
    """What was approved, in 分; None in an open claim, and for a line that was replaced."""
    corrected: int | None
    """What it came to by the corrections noted since; None where that is what was approved."""

    @property
    def withheld(self) -> bool:
        return self.review is not None and self.review.verdict is Verdict.WITHHOLD

    @property
    def paid(self) -> int:
        """By the claim itself: what an approval fixed, no later review changes."""
        if self.approved is not None:
            return self.approved
        return 0 if self.withheld else self.fen

    @property
    def due(self) -> int:
        """With the corrections."""
        return self.paid if self.corrected is None else self.corrected

    @property
    def waiting(self) -> bool:
        return any(one.agreed is None for one in self.objections)


@dataclass(frozen=True, slots=True)
class ApprovalShown:
    total: int
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """What was noted beside what was approved."""

    by: str
    at: datetime
    reason: str
    lines: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ClaimHead:
    """A claim in a list."""

    id: UUID
    period: str
    first_on: date
    last_on: date
    drawn_up_at: datetime
    total: int | None
    """What was approved, in 分; None while it is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """A claim as its county's bureau sees it."""

    id: UUID
    region: Region
    period: str
    first_on: date
    last_on: date
    rule_version: int
    rule_paper: str
    by: str
    drawn_up_at: datetime
    keeps: bool
    lines: tuple[LineShown, ...]
    samples: tuple[SampleShown, ...]
    drawn: frozenset[UUID]
    until: date
    """The last day on which mediators may object before it is approved."""
    approval: ApprovalShown | None
    corrections: tuple[CorrectionShown, ...]
    uncorrected: tuple[Mapping[str, Any], ...]
    """What the cases say now and nobody noted yet."""
    signs: Mapping[UUID, tuple[tuple[SignKind, Message, tuple[tuple[str, str], ...]], ...]]
    """By case, from the newest sample: the kind, why, and number and address of the cases it rests on."""

    @property
    def total(self) -> int:
        return sum(line.paid for line in self.lines)

    @property
    def unreviewed(self) -> int:
        return len(self.drawn - {line.facts.case_id for line in self.lines if line.review})

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.lines)

    def people(self) -> list[tuple[UUID, str, str, int, int]]:
        """Each mediator with committee, cases that are paid, and the sum in 分, in the order of committees."""
        cases: Counter[UUID] = Counter(line.person_id for line in self.lines if line.paid)
        sums: Counter[UUID] = Counter()
        heads: dict[UUID, tuple[str, str]] = {}
        for line in self.lines:
            sums[line.person_id] += line.paid
            heads.setdefault(line.person_id, (line.facts.committee, line.name))
        return [
            (person, name, committee, cases[person], sums[person])
            for person, (committee, name) in sorted(heads.items(), key=lambda one: (one[1], one[0]))
        ]


def counties(session: Session, actor: Actor) -> tuple[Region, ...]:
    """Those whose subsidies the actor may read."""
    rows = session.scalars(select(Region).where(Region.level == Level.COUNTY).order_by(Region.code))
    return tuple(one for one in rows if one.valid_until is None and may_read_subsidies(actor, one.code))


def county_for(session: Session, actor: Actor, region_code: str) -> Region:
    """The county asked for, or the first that the actor may read; NotThere for any other."""
    found = counties(session, actor)
    wanted = next((one for one in found if region_code in ("", one.code)), None)
    if wanted is None:
        raise NotThere
    return wanted


def claims_of(session: Session, region_code: str) -> tuple[ClaimHead, ...]:
    """The newest first."""
    rows = session.execute(
        select(SubsidyClaim, SubsidyApproval.total)
        .outerjoin(SubsidyApproval, SubsidyApproval.claim_id == SubsidyClaim.id)
        .where(SubsidyClaim.region_code == region_code)
        .order_by(SubsidyClaim.last_on.desc())
    )
    return tuple(
        ClaimHead(
            claim.id,
            claim.period,
            claim.first_on,
            claim.last_on,
            claim.drawn_up_at,
            None if total is None else int(total * 100),
        )
        for claim, total in rows
    )


def claim_page(session: Session, actor: Actor, claim_id: UUID) -> ClaimPage:
    """For the county's bureau and those above it; NotThere for anybody else."""
    claim = session.get(SubsidyClaim, claim_id)
    if claim is None or not may_read_subsidies(actor, claim.region_code):
        raise NotThere
    rule = session.get_one(SubsidyRule, claim.rule_id)
    samples = tuple(samples_of(session, claim.id))
    approval = approval_of(session, claim.id)
    return ClaimPage(
        id=claim.id,
        region=session.get_one(Region, claim.region_code),
        period=claim.period,
        first_on=claim.first_on,
        last_on=claim.last_on,
        rule_version=rule.version,
        rule_paper=rule.paper,
        by=session.get_one(Person, claim.drawn_up_by).name,
        drawn_up_at=claim.drawn_up_at,
        keeps=bureau_post(actor, claim.region_code) is not None,
        lines=lines_shown(session, claim, standing_lines(session, claim.id)),
        samples=tuple(sample_shown(session, one) for one in samples),
        drawn=frozenset(UUID(one["case"]) for sample in samples for one in sample.content["drawn"]),
        until=last_day_to_object(session, claim, calendar(session, claim.region_code)),
        approval=_approval(session, approval),
        corrections=tuple(_corrections(session, claim.id)),
        uncorrected=tuple(differences(session, claim)) if approval is not None else (),
        signs=signs_told(session, samples[-1]) if samples else {},
    )


def lines_shown(session: Session, claim: SubsidyClaim, lines: Iterable[SubsidyLine]) -> tuple[LineShown, ...]:
    """Each explained by the rule that it was reckoned by, from the facts that it keeps."""
    told = _Told(session, claim)
    return tuple(told.line(line) for line in lines)


class _Told:
    """What was said and decided about a claim's lines since they were reckoned."""

    def __init__(self, session: Session, claim: SubsidyClaim) -> None:
        self.rule = PayRule.from_json(session.get_one(SubsidyRule, claim.rule_id).content)
        reviews = reviews_of(session, claim.id)
        self.reviews = {case_id: review_shown(session, row) for case_id, row in reviews.items()}
        self.objections = _objections(session, claim.id)
        replacing = select(SubsidyLine.id, SubsidyLine.replaces_id).where(
            SubsidyLine.claim_id == claim.id, SubsidyLine.replaces_id.is_not(None)
        )
        self.before: Mapping[UUID, UUID | None] = {
            later: before for later, before in session.execute(replacing)
        }
        self.replaced = set(self.before.values())
        approval = approval_of(session, claim.id)
        content = approval.content if approval else ()
        self.approved = {(one["case_id"], one["person_id"]): int(one["fen"]) for one in content}
        known = paid_lines(session, claim.id)
        self.corrected = {
            key: int(one["fen"]) for key, one in known.items() if one["fen"] != self.approved.get(key)
        }

    def line(self, line: SubsidyLine) -> LineShown:
        facts = CaseFacts.from_json(line.content["facts"])
        replaced, key = line.id in self.replaced, (str(line.case_id), str(line.person_id))
        return LineShown(
            id=line.id,
            person_id=line.person_id,
            name=line.content["name"],
            facts=facts,
            reckoned=reckon(self.rule, facts),
            of=line.content["of"],
            before=line.content["before"],
            fen=int(line.amount * 100),
            cap=Cap.of(line.content["cap"]),
            review=self.reviews.get(line.case_id),
            objections=tuple(self._objections_to(line.id)),
            replaced=replaced,
            approved=None if replaced else self.approved.get(key),
            corrected=None if replaced else self.corrected.get(key),
        )

    def _objections_to(self, line_id: UUID) -> list[ObjectionShown]:
        earlier = self.before.get(line_id)
        return [*(self._objections_to(earlier) if earlier else ()), *self.objections[line_id]]


def review_shown(session: Session, row: SubsidyReview) -> ReviewShown:
    by = session.get_one(Person, row.reviewed_by).name
    ticks = frozenset(Point.of(one) for one in row.ticks)
    return ReviewShown(row.verdict, ticks, row.reason or "", by, row.reviewed_at)


def _objections(session: Session, claim_id: UUID) -> dict[UUID, list[ObjectionShown]]:
    rows = session.execute(
        select(SubsidyObjection, SubsidyAnswer, Person.name)
        .join(SubsidyLine, SubsidyLine.id == SubsidyObjection.line_id)
        .outerjoin(SubsidyAnswer, SubsidyAnswer.objection_id == SubsidyObjection.id)
        .outerjoin(Person, Person.id == SubsidyAnswer.answered_by)
        .where(SubsidyLine.claim_id == claim_id)
        .order_by(SubsidyObjection.raised_at, SubsidyObjection.id)
    )
    found: dict[UUID, list[ObjectionShown]] = defaultdict(list)
    for objection, answer, by in rows:
        found[objection.line_id].append(
            ObjectionShown(
                objection.id,
                objection.reason or "",
                objection.raised_at,
                answer.agreed if answer else None,
                (answer.answer or "") if answer else "",
                by or "",
                answer.answered_at if answer else None,
                answer.difficulty if answer else None,
            )
        )
    return found


def _approval(session: Session, row: SubsidyApproval | None) -> ApprovalShown | None:
    if row is None:
        return None
    by = session.get_one(Person, row.approved_by).name
    return ApprovalShown(int(row.total * 100), by, row.approved_at, row.reason)


def _corrections(session: Session, claim_id: UUID) -> Iterable[CorrectionShown]:
    rows = session.execute(
        select(SubsidyCorrection, Person.name)
        .join(Person, Person.id == SubsidyCorrection.noted_by)
        .where(SubsidyCorrection.claim_id == claim_id)
        .order_by(SubsidyCorrection.noted_at, SubsidyCorrection.id)
    )
    for row, by in rows:
        yield CorrectionShown(by, row.noted_at, row.reason, tuple(row.content))


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """A claim with the reader's own lines in it."""

    period: str
    county: str
    approved: bool
    until: date
    """The last day on which the reader may object before it is approved."""
    lines: tuple[LineShown, ...]
    """Those that stand."""
    replaced: tuple[LineShown, ...]

    @property
    def total(self) -> int:
        return sum(line.due for line in self.lines)

    @property
    def withheld(self) -> tuple[LineShown, ...]:
        return tuple(line for line in self.lines if line.withheld)


def own_lines(session: Session, actor: Actor) -> tuple[OwnClaim, ...]:
    """What the actor is owed, claim by claim, the newest first; nobody else's."""
    return tuple(_own_claim(session, actor, claim) for claim in session.scalars(_claims_with(actor)).all())


def claims_to_look_at(session: Session, actor: Actor, today: date) -> tuple[OwnClaim, ...]:
    """Those with lines of the actor's to which they may still object before the approval."""
    settled = select(SubsidyApproval.id).where(SubsidyApproval.claim_id == SubsidyClaim.id)
    claims = session.scalars(_claims_with(actor).where(~settled.exists())).all()
    found = (_own_claim(session, actor, claim) for claim in claims)
    return tuple(one for one in found if today <= one.until)


def _claims_with(actor: Actor) -> Select[SubsidyClaim]:
    mine = select(SubsidyLine.claim_id).where(SubsidyLine.person_id == actor.person_id)
    return select(SubsidyClaim).where(SubsidyClaim.id.in_(mine)).order_by(SubsidyClaim.last_on.desc())


def _own_claim(session: Session, actor: Actor, claim: SubsidyClaim) -> OwnClaim:
    rows = session.scalars(
        select(SubsidyLine)
        .where(SubsidyLine.claim_id == claim.id, SubsidyLine.person_id == actor.person_id)
        .order_by(SubsidyLine.concluded_on, SubsidyLine.case_id, SubsidyLine.made_at)
    ).all()
    lines = lines_shown(session, claim, rows)
    return OwnClaim(
        claim.period,
        session.get_one(Region, claim.region_code).name,
        approval_of(session, claim.id) is not None,
        last_day_to_object(session, claim, calendar(session, claim.region_code)),
        tuple(line for line in lines if not line.replaced),
        tuple(line for line in lines if line.replaced),
    )


def own_line(session: Session, actor: Actor, line_id: UUID) -> LineShown:
    """One of the actor's own; NotThere for anybody else's."""
    line = session.get(SubsidyLine, line_id)
    if line is None or line.person_id != actor.person_id:
        raise NotThere
    return lines_shown(session, session.get_one(SubsidyClaim, line.claim_id), [line])[0]
