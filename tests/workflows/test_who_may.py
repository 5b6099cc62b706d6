"""Who may take which step, written by hand: the definitions are held against it, role by role, level by level."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from mediation.model import Case, Organisation, Request
from mediation.model.matters import TABLES
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotAllowed
from mediation.rules.grammar import WITHOUT_POSTS, Step
from mediation.rules.policy import CaseStanding, CaseView, watching_post
from mediation.rules.vocabulary import Level, MatterKind, Seat
from mediation.rules.vocabulary import OrganisationKind as At
from mediation.services.load import Loaded, seats_of
from mediation.services.take_step import authorise
from workflows import REGISTRY

LINES = [
    line.split()
    for line in (Path(__file__).parent / "who_may.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
ROLES: dict[str, tuple[str, set[At]]] = {
    "head": ("committee_head", {At.COMMITTEE, At.INDUSTRY_COMMITTEE}),
    "registrar": ("registrar", {At.COMMITTEE, At.INDUSTRY_COMMITTEE}),
    "mediator": ("mediator", {At.COMMITTEE, At.INDUSTRY_COMMITTEE}),
    "grid": ("grid_worker", {At.COMMITTEE, At.INDUSTRY_COMMITTEE}),
    "liaison": ("court_liaison", {At.COURT}),
    "clerk": ("court_clerk", {At.COURT}),
    "judge": ("judge", {At.COURT}),
    "supervisor": ("supervisor", {At.JUSTICE_BUREAU, At.JUSTICE_STATION, At.GOVERNANCE_CENTRE}),
    "desk": ("centre_desk", {At.GOVERNANCE_CENTRE}),
    "officer": ("department_officer", {At.DEPARTMENT}),
    "administrator": ("administrator", {At.JUSTICE_BUREAU, At.GOVERNANCE_CENTRE}),
}
"""The table's word for each role, its name, and the kinds of organisation in which it is held."""
CHANGES = {
    "party:joined": "head registrar mediator grid liaison desk",
    "party:corrected": "head registrar mediator grid liaison desk",
    "party:left": "head registrar mediator grid liaison desk",
    "party:consented": "head registrar mediator grid liaison desk",
    "party:contact_changed": "head registrar mediator",
    "party:succeeded": "head registrar mediator",
    "case:corrected": "head registrar mediator grid liaison desk",
    "fact:noted": "head registrar mediator grid liaison desk",
}
"""What is written on a dispute beside its steps, and who may, in the organisation that answers for it."""
PLACES = {
    Level.VILLAGE: "150521100200",
    Level.TOWNSHIP: "150521100000",
    Level.COUNTY: "150521000000",
    Level.CITY: "150500000000",
}
HERE, FAR = PLACES[Level.VILLAGE], "220802100200"
"""A village in all of these places, and one in none of them."""
COLUMNS: dict[MatterKind, dict[Seat, str]] = {
    MatterKind.HAND_OVER: {
        Seat.SENDER: "sender_id",
        Seat.RECEIVER: "receiver_id",
        Seat.DECIDER: "decider_id",
    },
    MatterKind.CONFIRMATION: {Seat.COURT: "court_id"},
    MatterKind.REFERRAL: {Seat.ASKER: "asker_id"},
    MatterKind.JOINT: {Seat.ASKER: "asker_id", Seat.ASKED: "asked_id"},
    MatterKind.CALL_UP: {Seat.ASKER: "asker_id", Seat.CENTRE: "asked_id", Seat.HANDLER: "handler_id"},
    MatterKind.ORDER: {Seat.WATCHER: "asker_id"},
    MatterKind.MEETING: {Seat.ASKER: "asker_id"},
    MatterKind.FILING: {Seat.ASKER: "asker_id", Seat.COURT: "asked_id"},
    MatterKind.FEE: {Seat.ASKER: "asker_id", Seat.COURT: "asked_id"},
    MatterKind.GRIEVANCE: {Seat.ASKER: "asker_id", Seat.COURT: "asked_id"},
}
"""Where a matter keeps who sits; who answers for the case stands in the case, who watches over it in no column."""


def people() -> list[tuple[str, Actor]]:
    """Each role by its word, in somebody who has that one post: at each kind of organisation and each level."""
    return [
        (word, Actor(uuid4(), "甲", (Post(uuid4(), "某组织", kind, level, PLACES[level], role),)))
        for word, (name, kinds) in ROLES.items()
        for role in [REGISTRY.role_by_name[name]]
        for kind, level in product(sorted(kinds), PLACES)
    ]


def matter_of(actor: Actor, kind: MatterKind, own: set[Seat]) -> Loaded:
    """A matter in which the actor's organisation has those seats, and others have all others."""

    def sits(seat: Seat) -> UUID:
        return actor.posts[0].organisation_id if seat in own else uuid4()

    case = Case(organisation_id=sits(Seat.HOLDER))
    table: Any = TABLES[kind]
    kept = {column: sits(seat) for seat, column in COLUMNS.get(kind, {}).items()}
    matter = case if kind is MatterKind.DISPUTE else table(**kept)
    if isinstance(matter, Request):
        matter.kind = kind
    place = HERE if Seat.WATCHER in own else FAR
    about = CaseStanding(
        holder_id=case.organisation_id,
        region_code=place,
        holder_region_code=place,
        registered_by=uuid4(),
        mediator_ids=frozenset(),
    )
    seats = seats_of(case, matter, watching_post(actor, about), sits(Seat.COURT))
    return Loaded(case, matter, kind, seats, CaseView.FULL, Organisation())


def may(actor: Actor, step: Step, loaded: Loaded) -> bool:
    try:
        return authorise(actor, step, loaded) is actor.posts[0]
    except NotAllowed:
        return False


def test_the_table_names_every_step_once() -> None:
    written = [(matter, step) for matter, step, *_ in LINES]
    defined = [(d.matter.value, step.name) for d in REGISTRY.newest().definitions for step in d.steps]
    assert sorted(written) == sorted(defined)


def test_each_role_is_held_where_it_is_written() -> None:
    assert {role.name: set(role.at) for role in REGISTRY.roles} == dict(ROLES.values())


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]}:{line[1]}")
def test_who_may_take_a_step_is_as_written(line: list[str]) -> None:
    """From the organisation that has the seat, at any level; not from another, nor from any other seat."""
    kind, seat, allowed = MatterKind.of(line[0]), Seat.of(line[2]), line[3:]
    assert allowed == ["-"] if seat in WITHOUT_POSTS else set(allowed) <= set(ROLES)
    step = REGISTRY.current(kind).step(line[1])
    for word, actor in people():
        post = actor.posts[0]
        answers = [
            may(actor, step, matter_of(actor, kind, own)) for own in ({seat}, set(), set(Seat) - {seat})
        ]
        assert answers == [word in allowed, False, False], (word, post.kind, post.level)


def test_who_may_make_a_change_is_as_written() -> None:
    changes = REGISTRY.current(MatterKind.DISPUTE).changes
    assert {c.tag: {role.name for role in c.by} for c in changes} == {
        tag: {ROLES[role][0] for role in roles.split()} for tag, roles in CHANGES.items()
    }
