"""Who may see and do what: one module, deny by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotAllowed
from mediation.rules.grammar import Permission, Step
from mediation.rules.messages import say
from mediation.rules.regions import is_within
from mediation.rules.vocabulary import Level, MatterKind, OrganisationKind, Seat

Seats = Mapping[Seat, UUID]


class CaseView(IntEnum):
    """How much of a case somebody sees; more never means what was said apart."""

    NOTHING = 0
    OVERVIEW = 1
    """Supervisors of the area: state, clocks and history without people or contents."""
    ASKED = 2
    """A centre or department that is called, who called, who gave the case away or back, or was invited once: the
    call, that hand-over or invitation, nothing else."""
    OFFERED = 3
    """Whom the case is offered to, who is invited to it or decides who takes it: enough to answer."""
    COURT = 4
    """The court that has an application or a complaint: parties, agreement and papers, not the talks."""
    FULL = 5
    """Who answers for the case, and who mediates it with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStanding:
    """The facts about a case on which sight of it depends."""

    holder_id: UUID
    region_code: str
    holder_region_code: str
    registered_by: UUID
    mediator_ids: frozenset[UUID]
    offered_to: frozenset[UUID] = frozenset()
    """Offered to, or invited."""
    deciders: frozenset[UUID] = frozenset()
    called: frozenset[UUID] = frozenset()
    joined: frozenset[UUID] = frozenset()
    courts: frozenset[UUID] = frozenset()
    giver_id: UUID | None = None
    """Who gave the case away by the very hand-over that is looked at; nothing else of the case is theirs."""
    caller_id: UUID | None = None
    """Who made the very call that is looked at, wherever the case has gone since."""
    once_asked: frozenset[UUID] = frozenset()
    """To whom the very hand-over, invitation or call that is looked at was made, once it has ended with others."""


GAVE_IT_AWAY = frozenset({Permission.REGISTER, Permission.READ_COURT_MATTERS})
"""Who keeps sight of a hand-over that another has signed for: they may learn of danger later on (人民调解法 25)."""

WAS_ASKED = frozenset({Permission.READ_ORGANISATION_CASES, Permission.READ_CALLS})
"""Who keeps sight of what was asked of their organisation, for the same reason."""


def case_view(actor: Actor, case: CaseStanding) -> CaseView:
    """The widest view that one of the actor's posts gives."""
    return max((_view_from(actor, post, case) for post in actor.posts), default=CaseView.NOTHING)


def sight(actor: Actor, case: CaseStanding, *, of_the_case: bool) -> CaseView:
    """The widest view of the case itself, or of a matter of it: a call shows itself and nothing of the case."""
    view = case_view(actor, case)
    if of_the_case and view is CaseView.ASKED:
        return CaseView.OVERVIEW if watching_post(actor, case) else CaseView.NOTHING
    return view


def _view_from(actor: Actor, post: Post, case: CaseStanding) -> CaseView:
    may = post.role.may
    if post.organisation_id == case.holder_id:
        involved = actor.person_id == case.registered_by or actor.person_id in case.mediator_ids
        if Permission.READ_ORGANISATION_CASES in may or (Permission.READ_OWN_CASES in may and involved):
            return CaseView.FULL
    if post.organisation_id in case.joined:
        named = actor.person_id in case.mediator_ids
        if Permission.READ_ORGANISATION_CASES in may or (Permission.READ_OWN_CASES in may and named):
            return CaseView.FULL
    if Permission.READ_COURT_MATTERS in may and post.organisation_id in case.courts:
        return CaseView.COURT
    if Permission.READ_ORGANISATION_CASES in may and post.organisation_id in case.offered_to:
        return CaseView.OFFERED
    if Permission.READ_AREA in may and post.organisation_id in case.deciders:
        return CaseView.OFFERED
    if not GAVE_IT_AWAY.isdisjoint(may) and post.organisation_id == case.giver_id:
        return CaseView.ASKED
    if Permission.READ_ORGANISATION_CASES in may and post.organisation_id == case.caller_id:
        return CaseView.ASKED
    if not WAS_ASKED.isdisjoint(may) and post.organisation_id in case.once_asked:
        return CaseView.ASKED
    called = post.organisation_id in case.called
    if called and (Permission.READ_CALLS in may or Permission.READ_AREA in may):
        return CaseView.ASKED
    return CaseView.OVERVIEW if _watches(post, case) else CaseView.NOTHING


def _watches(post: Post, case: CaseStanding) -> bool:
    return Permission.READ_AREA in post.role.may and (
        is_within(case.region_code, post.region_code) or is_within(case.holder_region_code, post.region_code)
    )


def watching_post(actor: Actor, case: CaseStanding) -> Post | None:
    """The post from which the actor supervises the case."""
    return next((post for post in actor.posts if _watches(post, case)), None)


LEAST = {
    MatterKind.HAND_OVER: CaseView.OFFERED,
    MatterKind.CONFIRMATION: CaseView.COURT,
    MatterKind.PERFORMANCE: CaseView.FULL,
    MatterKind.FILING: CaseView.COURT,
    MatterKind.FEE: CaseView.COURT,
    MatterKind.GRIEVANCE: CaseView.COURT,
}

OF_A_DISPUTE = {Seat.WATCHER: CaseView.OVERVIEW, Seat.COURT: CaseView.COURT}
"""The same of a dispute's own steps, by their seats; from any other everything is seen."""


def least_view(kind: MatterKind, step: Step | None) -> CaseView:
    """The least sight of a case from which the step can be somebody's: who sees less finds nothing there."""
    if (
        kind is MatterKind.HAND_OVER
        and step is not None
        and (step.seat is Seat.SENDER or step.of_every_version)
    ):
        return CaseView.ASKED
    if kind is MatterKind.DISPUTE:
        return OF_A_DISPUTE.get(step.seat, CaseView.FULL) if step is not None else CaseView.FULL
    return LEAST.get(kind, CaseView.OVERVIEW)


def post_for(actor: Actor, step: Step, seats: Seats) -> Post | None:
    """The post from which the actor may take the step, or None."""
    organisation_id = seats.get(step.seat)
    return None if organisation_id is None else actor.post_at(organisation_id, step.by)


def may_register(actor: Actor) -> Post | None:
    """The post from which the actor may register a dispute: always for their own organisation."""
    return next(actor.posts_with(Permission.REGISTER), None)


def may_record_on_the_spot(actor: Actor) -> bool:
    """Whether the actor may enter afterwards what a committee has already mediated."""
    return any(committee(post.kind) for post in actor.posts_with(Permission.REGISTER))


def may_reveal(actor: Actor, view: CaseView) -> bool:
    """Whether full numbers, phones and addresses may be looked at; each look is an event."""
    return view >= CaseView.COURT and actor.has(Permission.REVEAL)


def may_read_sitting_apart(actor: Actor, mediator_ids: frozenset[UUID]) -> bool:
    """What was said apart is for its mediators and nobody else."""
    return actor.person_id in mediator_ids


def may_read_area(actor: Actor, region_code: str) -> bool:
    """Supervisors see figures of their region and what lies in it; heads those of their own region."""
    watchers = [*actor.posts_with(Permission.READ_AREA)]
    return any(is_within(region_code, post.region_code) for post in watchers)


def committee(kind: OrganisationKind) -> bool:
    """Whether an organisation of that kind mediates."""
    return kind in (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)


def keeping_post(actor: Actor) -> Post:
    """From where the actor keeps common clauses and wordings; NotAllowed for anybody else."""
    post = next(actor.posts_with(Permission.KEEP_TEXTS), None)
    if post is None:
        raise NotAllowed(say("常用条款和文书措辞由调委会主任或者管理员维护"))
    return post


def area_of(post: Post) -> str:
    """For whom the texts kept from the post are: the committees of its area, or '' for the committee alone."""
    return "" if committee(post.kind) else post.region_code


def reporting_post(actor: Actor, organisation_id: UUID | None = None) -> Post | None:
    """From where the actor confirms a committee's figures: who sees all of its cases."""
    return next(
        (
            post
            for post in actor.posts_with(Permission.READ_ORGANISATION_CASES)
            if committee(post.kind) and organisation_id in (None, post.organisation_id)
        ),
        None,
    )


def screening_post(actor: Actor, organisation_id: UUID | None = None) -> Post | None:
    """From where the actor goes and looks for disputes: everybody at a committee who registers them."""
    return next(
        (
            post
            for post in actor.posts_with(Permission.REGISTER)
            if committee(post.kind) and organisation_id in (None, post.organisation_id)
        ),
        None,
    )


def may_report(actor: Actor) -> bool:
    return reporting_post(actor) is not None


def may_screen(actor: Actor) -> bool:
    return screening_post(actor) is not None


def bureau_post(actor: Actor, region_code: str) -> Post | None:
    """From where the actor keeps what a justice bureau decides for exactly that area."""
    return next(
        (
            post
            for post in actor.posts_with(Permission.READ_AREA)
            if post.kind is OrganisationKind.JUSTICE_BUREAU and post.region_code == region_code
        ),
        None,
    )


def is_bureau(actor: Actor) -> bool:
    """Whether the actor supervises from a justice bureau: subsidies are its own business."""
    return any(
        post.kind is OrganisationKind.JUSTICE_BUREAU for post in actor.posts_with(Permission.READ_AREA)
    )


OF_JUSTICE = (OrganisationKind.JUSTICE_BUREAU, OrganisationKind.JUSTICE_STATION)
"""Who guides people's mediation of an area and sends its statistics up (人民调解法 5)."""


def reports_statistics(actor: Actor, region_code: str) -> bool:
    """Whether the actor's office sends the area's statistics up: a justice bureau, or a 司法所."""
    return any(
        post.kind in OF_JUSTICE and is_within(region_code, post.region_code)
        for post in actor.posts_with(Permission.READ_AREA)
    )


def sits_with_justice(actor: Actor, region_code: str) -> bool:
    """Whether the actor supervises from a justice bureau or a 司法所 of exactly that area."""
    return any(
        post.kind in OF_JUSTICE and post.region_code == region_code
        for post in actor.posts_with(Permission.READ_AREA)
    )


def may_read_subsidies(actor: Actor, region_code: str) -> bool:
    """The county's bureau, and those above it."""
    return any(
        post.kind is OrganisationKind.JUSTICE_BUREAU and is_within(region_code, post.region_code)
        for post in actor.posts_with(Permission.READ_AREA)
    )


def mediates(actor: Actor) -> bool:
    """Whether the actor sits in a committee, and may have lines of a subsidy."""
    return any(committee(post.kind) for post in actor.posts)


def watches_parts(actor: Actor) -> bool:
    """Whether the actor watches a city or a county, whose parts are assessed."""
    return any(post.level in (Level.CITY, Level.COUNTY) for post in actor.posts_with(Permission.READ_AREA))


def watches_exports(actor: Actor) -> tuple[Post, ...]:
    """From where the actor sees who took files of an area along: who watches it, or administers it."""
    allowed = {Permission.READ_AREA, Permission.ADMINISTER}
    return tuple(post for post in actor.posts if allowed & post.role.may)


def watches_warnings(actor: Actor) -> tuple[Post, ...]:
    """From where the actor answers early warnings: who sees all cases of an organisation, or watches an area."""
    return tuple(
        post
        for post in actor.posts
        if not {Permission.READ_ORGANISATION_CASES, Permission.READ_AREA}.isdisjoint(post.role.may)
    )


def is_warned(actor: Actor) -> bool:
    """Whether early warnings come to the actor."""
    return bool(watches_warnings(actor))


def ordering_post(actor: Actor, region_code: str | None = None) -> Post | None:
    """From where the actor orders screenings of an area: who watches over it."""
    return next(
        (
            post
            for post in actor.posts_with(Permission.READ_AREA)
            if region_code is None or is_within(region_code, post.region_code)
        ),
        None,
    )
