"""The claims, in the order in which they are told. Each yields what breaks it; nothing means that it is proven."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mediation.rules.grammar import Registry
from mediation.rules.proof import doors, effects, law, shape
from mediation.rules.proof.graph import Finding

Claim = Callable[[Registry, frozenset[str]], Iterator[Finding]]
CLAIMS: tuple[Claim, ...] = (
    shape.every_state_is_reached,
    shape.every_step_can_fire,
    shape.somebody_may_take_every_step,
    shape.every_role_has_something_to_do,
    shape.no_case_is_stuck,
    doors.the_court_is_one_step_away,
    law.whoever_ended_mediation_helps_to_sue,
    law.the_court_takes_back_what_it_delegated,
    law.whoever_asks_again_is_heard,
    law.what_is_tried_may_be_entrusted,
    law.no_complaint_ends_but_by_its_plaintiff_or_its_court,
    law.whoever_goes_back_may_sue,
    law.no_fee_outlives_its_suit,
    law.what_a_court_ruled_on_is_not_sent_out,
    law.contracted_land_is_never_kept_from_the_court,
    law.a_mediator_is_refused_by_the_law_of_the_road,
    law.nobody_who_refuses_is_sent_to_mediation,
    law.what_is_not_for_a_committee_leaves_a_desk,
    law.whoever_is_ordered_answers,
    law.danger_can_always_be_reported,
    law.whoever_is_asked_reports_danger,
    law.the_parties_may_end_mediation,
    law.one_party_alone_has_a_road,
    law.nobody_is_mediated_who_has_not_agreed,
    law.what_another_body_has_is_not_mediated,
    law.no_mediator_stops_a_term_of_the_law,
    law.a_court_ends_what_it_sent_out,
    law.settlement_comes_first,
    effects.nobody_is_bound_but_by_what_is_signed,
    effects.nothing_is_confirmed_before_its_time,
    effects.nothing_is_enforced_without_a_title,
    effects.an_undecided_complaint_is_registered,
    effects.nothing_is_given_back_without_a_reason,
    effects.every_term_is_counted,
    effects.no_hand_over_begins_a_courts_term_anew,
    shape.a_clock_runs_in_every_open_state,
    shape.every_clock_is_watched,
    shape.what_stands_still_goes_on,
    shape.every_paper_exists,
    shape.linked_matters_fit,
    law.the_outcomes_are_told,
    law.names_speak_of_states_only,
)
