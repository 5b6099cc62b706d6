"""Who may take which step, written by hand: the definitions are held against it, role by role, level by level."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

import pytest

from mediation.rules.actor import Actor, Post
from mediation.rules.grammar import Role
from mediation.rules.policy import post_for
from mediation.rules.vocabulary import Level, MatterKind, OrganisationKind, Seat
from workflows import REGISTRY

ROLES = {
    "head": "committee_head",
    "registrar": "registrar",
    "mediator": "mediator",
    "grid": "grid_worker",
    "liaison": "court_liaison",
    "clerk": "court_clerk",
    "judge": "judge",
    "supervisor": "supervisor",
    "officer": "department_officer",
    "administrator": "administrator",
}
PLACES = {
    Level.VILLAGE: "150521100200",
    Level.TOWNSHIP: "150521100000",
    Level.COUNTY: "150521000000",
    Level.CITY: "150500000000",
}
TABLE = """
dispute      try_settlement             holder   head registrar mediator grid
dispute      settle                     holder   head registrar mediator grid
dispute      fail_settlement            holder   head registrar mediator grid
dispute      skip_settlement            holder   head registrar mediator grid
dispute      accept                     holder   head registrar
dispute      appoint                    holder   head registrar
dispute      hold_sitting               holder   head mediator
dispute      reach_agreement            holder   head mediator
dispute      agree_orally               holder   head mediator
dispute      sign                       holder   head registrar mediator
dispute      revise_agreement           holder   head mediator
dispute      resume_mediation           holder   head mediator
dispute      take_effect                system   -
dispute      take_effect_partly         system   -
dispute      resume                     holder   head mediator
dispute      replace_mediator           holder   head registrar
dispute      extend                     holder   head mediator
dispute      suspend                    holder   head mediator
dispute      offer                      holder   head registrar mediator
dispute      file_suit                  holder   liaison
dispute      entrust                    holder   liaison
dispute      guide                      holder   liaison
dispute      delegate                   holder   liaison
dispute      invite                     holder   head registrar
dispute      refer                      holder   head registrar mediator
dispute      call_county                holder   head registrar mediator
dispute      call_meeting               holder   head registrar mediator
dispute      issue_order                watcher  supervisor
dispute      split_off                  holder   head registrar mediator
dispute      receive_unaccepted         system   -
dispute      receive_accepted           system   -
dispute      receive_entrusted          system   -
dispute      receive_entrusted_summary  system   -
dispute      receive_delegated          system   -
dispute      receive_under_court_term   system   -
dispute      apply_for_confirmation     holder   head registrar mediator
dispute      visit                      holder   head registrar mediator
dispute      record_filing              holder   head registrar mediator liaison
dispute      sue_afterwards             holder   head registrar mediator liaison
dispute      mediate_again              holder   head registrar
dispute      report_danger              holder   head registrar mediator grid liaison
dispute      lift_danger                holder   head registrar mediator liaison
dispute      merge                      holder   head registrar mediator
dispute      refuse                     holder   head registrar
dispute      terminate                  holder   head mediator
dispute      withdraw                   holder   head registrar mediator liaison
dispute      go_to_court                holder   head registrar mediator grid liaison
dispute      go_to_arbitration          holder   head registrar mediator grid liaison
dispute      go_to_government           holder   head registrar mediator grid liaison
dispute      go_to_trial                holder   head registrar mediator grid liaison
confirmation submit                     holder   head registrar mediator
confirmation sign_application           holder   head registrar mediator
confirmation accept_application         court    liaison
confirmation rule                       court    judge
confirmation prepare_ruling             court    liaison clerk judge
confirmation seal                       court    liaison clerk
confirmation serve                      court    liaison clerk
confirmation seal_other                 court    liaison clerk
confirmation serve_other                court    liaison clerk
confirmation record_supplement          court    liaison clerk
confirmation ask_supplement             court    liaison clerk judge
confirmation extend_ruling              court    judge
confirmation dismiss_objection          court    judge
confirmation vary_ruling                court    judge
confirmation uphold_objection           court    judge
confirmation raise_objection            court    liaison clerk
confirmation refuse_application         court    judge
confirmation reject                     court    judge
confirmation withdraw_application       holder   head registrar mediator
confirmation allow_withdrawal           court    judge
confirmation deem_withdrawn             court    judge
performance  record_performance         holder   head registrar mediator
performance  remind                     holder   head registrar mediator
performance  press                      holder   head registrar mediator
performance  mark_broken                holder   head registrar mediator
performance  ask_enforcement            holder   head registrar mediator
performance  change_duty                holder   head registrar mediator
performance  replace_duty               holder   head registrar mediator
performance  end_enforcement            holder   head registrar mediator
performance  reopen_duty                holder   head registrar mediator
performance  perform_in_time            system   -
performance  perform_late               system   -
hand_over    sign_for                   receiver head registrar
hand_over    return                     receiver head registrar
hand_over    return_for_decision        receiver head registrar
hand_over    decide_receiver            decider  supervisor
hand_over    decide_sender              decider  supervisor
hand_over    ask_for_decision           sender   head registrar liaison
hand_over    call_back                  sender   head registrar liaison
hand_over    lapse                      system   -
referral     hear_back                  asker    head registrar mediator
referral     withdraw                   asker    head registrar mediator
referral     lapse                      system   -
joint        join                       asked    head registrar
joint        decline                    asked    head registrar
joint        end                        asker    head registrar
joint        leave                      asked    head registrar
joint        withdraw                   asker    head registrar
joint        lapse                      system   -
call_up      dispatch                   centre   supervisor
call_up      respond                    handler  officer
call_up      solve                      handler  officer
call_up      not_ours                   handler  officer
call_up      confirm                    asker    head registrar mediator
call_up      not_solved                 asker    head registrar mediator
call_up      withdraw                   asker    head registrar mediator
call_up      lapse                      system   -
order        answer                     holder   head registrar
order        lift                       watcher  supervisor
order        ask_again                  watcher  supervisor
order        take_back                  watcher  supervisor
order        lapse                      system   -
meeting      resolve                    asker    head registrar mediator
meeting      no_resolution              asker    head registrar mediator
meeting      cancel                     asker    head registrar mediator
meeting      lapse                      system   -
"""
"""Matter, step, the seat from which it is taken, and the roles that may; `-`: the system, in the same transaction."""
CHANGES = {
    "party:joined": "head registrar mediator grid liaison",
    "party:corrected": "head registrar mediator grid liaison",
    "party:left": "head registrar mediator grid liaison",
    "party:consented": "head registrar mediator grid liaison",
    "party:contact_changed": "head registrar mediator",
    "case:corrected": "head registrar mediator grid liaison",
    "fact:noted": "head registrar mediator grid liaison",
}
"""What is written on a dispute beside its steps, and who may, in the organisation that answers for it."""
LINES = [line.split() for line in TABLE.strip().splitlines()]


def sitting_at(role: Role, kind: OrganisationKind, level: Level) -> Actor:
    """Somebody with that one post."""
    post = Post(uuid4(), kind.title_text, kind, level, PLACES[level], role)
    return Actor(person_id=uuid4(), name="甲", posts=(post,))


def test_the_table_names_every_step_once() -> None:
    written = [(matter, step) for matter, step, *_ in LINES]
    defined = [(d.matter.value, step.name) for d in REGISTRY.definitions for step in d.steps]
    assert sorted(written) == sorted(defined)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line[0]}:{line[1]}")
def test_who_may_take_a_step_is_as_written(line: list[str]) -> None:
    """From their own seat only, whatever the level: levels belong to organisations, never to steps."""
    matter, name, seat, *roles = line
    step = REGISTRY.current(MatterKind.of(matter)).step(name)
    assert step.seat is Seat.of(seat)
    allowed = {ROLES[role] for role in roles if role != "-"}
    for role, level in product(REGISTRY.roles, PLACES):
        for kind in role.at:
            actor = sitting_at(role, kind, level)
            own = {Seat.of(seat): actor.posts[0].organisation_id}
            taken = step.seat is not Seat.SYSTEM and post_for(actor, step, own) is not None
            assert taken == (role.name in allowed), (role.name, kind, level)
            other = {one: uuid4() for one in Seat if one is not Seat.SYSTEM}
            assert post_for(actor, step, other) is None
            elsewhere = other | {one: actor.posts[0].organisation_id for one in Seat if one is not step.seat}
            assert post_for(actor, step, elsewhere) is None  # another seat of the matter is not this one


def test_who_may_make_a_change_is_as_written() -> None:
    changes = REGISTRY.current(MatterKind.DISPUTE).changes
    assert {c.tag: {role.name for role in c.by} for c in changes} == {
        tag: {ROLES[role] for role in roles.split()} for tag, roles in CHANGES.items()
    }


def test_a_level_never_changes_what_a_role_may() -> None:
    """Villages, townships and counties take the same steps; what differs is a condition, not an office."""
    assert {role.name for role in REGISTRY.roles} == set(ROLES.values())
    committees = {kind for role in REGISTRY.roles if role.name == "mediator" for kind in role.at}
    assert committees == {OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE}
