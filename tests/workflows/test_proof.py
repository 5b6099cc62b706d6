"""The prover proves the definitions that are in force, and finds each of many small faults planted in them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from inspect import getsource
from typing import Any

import pytest

from mediation.rules import acts, guards
from mediation.rules.errors import DefinitionError
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import Change, Definition, Paper, Registry, Role, State, Step
from mediation.rules.guards import guard
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.rules.proof import doors, effects, law, prove, prove_meetings, shape
from mediation.rules.proof.claims import CLAIMS
from mediation.rules.proof.facts import combinations, read_by
from mediation.rules.proof.graph import shortest_ways
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Seat, Tier
from workflows import (
    REGISTRY,
    call_up_v3,
    call_up_v4,
    confirmation,
    confirmation_v3,
    confirmation_v6,
    confirmation_v7,
    court_fee,
    court_fee_v2,
    deadlines,
    dispute,
    dispute_v3,
    dispute_v4,
    dispute_v5,
    dispute_v6,
    dispute_v7,
    dispute_v8,
    dispute_v9,
    dispute_v10,
    dispute_v11,
    filing,
    filing_v4,
    hand_over,
    hand_over_v4,
    hand_over_v5,
    hand_over_v7,
    hand_over_v9,
    joint_v5,
    performance,
    requests,
)
from workflows.roles import COMMITTEE_HEAD, JUDGE

Plant = Callable[[], Registry]
NEWEST = REGISTRY.newest()
MATTER = {step: d.matter for d in REGISTRY.definitions for step in d.steps}


def current(step: Step) -> Step:
    """The step of that name in the version in force."""
    return NEWEST.current(MATTER[step]).by_step[step.name]


@guard(say("从来不成立"), title="从来不成立")
def never(facts: CaseFacts) -> bool:
    return facts.labour and not facts.labour


@guard(say("要等对方同意"), title="对方同意")
def the_other_side_agrees(facts: CaseFacts) -> bool:
    return not facts.refusing


@guard(say("没有人能办到"), title="没有人能办到", by=(acts.Act("nothing at all"),))
def nobody_makes_it(facts: CaseFacts) -> bool:
    return facts.ruling_prepared


def planted(
    changes: dict[Step, dict[str, Any] | None],
    states: dict[State, State] | None = None,
    alterations: dict[Change, dict[str, Any]] | None = None,
) -> Registry:
    """The versions in force with steps changed (None: left out) and states put in the place of others.

    All links are kept; a step, or a change, of an older version stands for the one of its name.
    """
    new_states = states or {}
    altered = {change.tag: fields for change, fields in (alterations or {}).items()}
    wanted = {current(old): fields for old, fields in changes.items()}
    made: dict[Step, Step] = {}

    def state(old: State) -> State:
        return new_states.get(old, old)

    def step(named: Step) -> Step:
        old = current(named)
        if old not in made:
            changed = {
                "source": tuple(state(s) for s in old.source),
                "dest": old.dest and state(old.dest),
                **(wanted.get(old) or {}),
            }
            changed["then"] = tuple(step(one) for one in changed.get("then", old.then))
            changed["drives"] = tuple(step(d) for d in changed.get("drives", old.drives))
            changed["reaches"] = tuple(step(d) for d in changed.get("reaches", old.reaches))
            made[old] = replace(old, **changed)
        return made[old]

    def definition(old: Definition) -> Definition:
        return replace(
            old,
            initial=state(old.initial),
            states=tuple(state(s) for s in old.states),
            steps=tuple(step(s) for s in old.steps if wanted.get(s, {}) is not None),
            changes=tuple(
                replace(c, source=tuple(state(s) for s in c.source), **altered.get(c.tag, {}))
                for c in old.changes
            ),
            lapses=step(old.lapses) if old.lapses and wanted.get(old.lapses, {}) is not None else None,
            begins=step(old.begins) if old.begins and wanted.get(old.begins, {}) is not None else None,
        )

    return replace(NEWEST, definitions=tuple(definition(d) for d in NEWEST.definitions))


def without(*steps: Step) -> Registry:
    return planted(dict.fromkeys(steps))


def fewer_sources(step: Step, *left_out: State) -> Registry:
    return planted({step: {"source": tuple(s for s in current(step).source if s not in left_out)}})


def more_guards(step: Step, *more: Any) -> Registry:
    return planted({step: {"guards": (*current(step).guards, *more)}})


def fewer_guards(*steps: Step, but: Any) -> Registry:
    """The steps without that guard."""
    left = {step: tuple(g for g in current(step).guards if g is not but) for step in steps}
    return planted({step: {"guards": guards} for step, guards in left.items()})


def ended_with_its_dispute(step: Step) -> Registry:
    """The complaint ends by that step when its dispute closes, as it once did."""
    return replace(
        NEWEST,
        definitions=tuple(
            replace(d, steps=(*d.steps, step), lapses=step) if d.matter is MatterKind.FILING else d
            for d in NEWEST.definitions
        ),
    )


AWAY = tuple(map(current, (dispute.GO_TO_COURT, dispute.GO_TO_ARBITRATION, dispute.GO_TO_GOVERNMENT)))
FAULTS: dict[str, tuple[str, Plant]] = {
    "nobody goes to court from a drawn agreement": (
        "诉讼兜底",
        lambda: fewer_sources(dispute.GO_TO_COURT, dispute.AGREED),
    ),
    "nobody goes to court while settling": (
        "诉讼兜底",
        lambda: fewer_sources(dispute.GO_TO_COURT, dispute.SETTLING),
    ),
    "labour disputes cannot go to arbitration": (
        "诉讼兜底",
        lambda: more_guards(dispute.GO_TO_ARBITRATION, never),
    ),
    "land title cannot go to the government": (
        "诉讼兜底",
        lambda: more_guards(dispute.GO_TO_GOVERNMENT, never),
    ),
    "the court waits for the other side": (
        "诉讼兜底",
        lambda: more_guards(dispute.GO_TO_COURT, the_other_side_agrees),
    ),
    "the court waits for a mediator": (
        "诉讼兜底",
        lambda: more_guards(dispute.GO_TO_COURT, guards.a_mediator_is_named),
    ),
    "the court waits for a hand-over": (
        "诉讼兜底",
        lambda: planted(
            {s: {"guards": (*s.guards, guards.no_hand_over_is_open)} for s in AWAY},
        ),
    ),
    "the way to the court needs a sitting": (
        "诉讼兜底",
        lambda: planted({dispute.GO_TO_COURT: {"act": acts.HOLD_SITTING}}),
    ),
    "only the court may send a case to court": (
        "诉讼兜底",
        lambda: planted({dispute.GO_TO_COURT: {"seat": Seat.COURT, "by": (JUDGE,)}}),
    ),
    "industry committees cannot let a party go": (
        "有人办理",
        lambda: planted(
            {dispute.WITHDRAW: {"by": (replace(COMMITTEE_HEAD, at=(OrganisationKind.COMMITTEE,)),)}}
        ),
    ),
    "the judge accepts disputes": ("有人办理", lambda: planted({dispute.ACCEPT: {"by": (JUDGE,)}})),
    "the court's step is the committee's": (
        "有人办理",
        lambda: planted({confirmation.RULE: {"by": (COMMITTEE_HEAD,)}}),
    ),
    "who decides who takes a case tells nobody of danger": (
        "风险可报",
        lambda: without(hand_over_v9.REPORT_DANGER_WHEN_DECIDING),
    ),
    "who sent a case back tells nobody of danger": (
        "风险可报",
        lambda: fewer_sources(hand_over_v9.REPORT_DANGER_AFTER_RETURN, hand_over.RETURNED),
    ),
    "who declined to mediate along tells nobody of danger": (
        "风险可报",
        lambda: fewer_sources(joint_v5.REPORT_DANGER_AFTERWARDS, requests.DECLINED),
    ),
    "a department tells nobody of danger once it is done": (
        "风险可报",
        lambda: without(call_up_v4.REPORT_DANGER_AFTERWARDS),
    ),
    "a centre keeps what is not for a committee": (
        "窗口有出路",
        lambda: without(dispute_v11.SEND_ELSEWHERE),
    ),
    "a desk refers nothing": ("窗口有出路", lambda: planted({dispute.REFER: {"by": dispute.STAFF}})),
    "a desk hears no answer to what it refers": (
        "窗口有出路",
        lambda: planted({requests.HEAR_BACK: {"by": requests.STAFF}}),
    ),
    "a centre's desk is not ordered": (
        "督办有回复",
        lambda: planted({dispute.ISSUE_ORDER: {"guards": (guards.a_committee_holds_the_case,)}}),
    ),
    "a court is ordered": ("督办有回复", lambda: planted({dispute.ISSUE_ORDER: {"guards": ()}})),
    "nobody at a centre's desk answers an order": (
        "督办有回复",
        lambda: planted({requests.ANSWER_ORDER: {"by": requests.OFFICE}}),
    ),
    "a centre cannot hand a complaint in": (
        "起诉可递",
        lambda: planted({dispute_v3.HAND_IN_COMPLAINT: {"by": dispute.STAFF}}),
    ),
    "the end of a delegation leaves the court without papers": (
        "委派归还",
        lambda: planted({dispute.END_OF_DELEGATION: {"then": ()}}),
    ),
    "a party who leaves a delegated mediation is left alone": (
        "委派归还",
        lambda: planted({dispute.GO_TO_COURT: {"then": ()}}),
    ),
    "what a mediator ends does not go back to the court": (
        "委派归还",
        lambda: planted({dispute.TERMINATE: {"then": ()}}),
    ),
    "the court takes its papers back only from a medical dispute": (
        "委派归还",
        lambda: more_guards(dispute_v5.RETURN_TO_COURT, guards.it_is_a_medical_dispute),
    ),
    "what is left over of a delegated dispute does not come back": (
        "委派归还",
        lambda: planted({dispute.TAKE_EFFECT_PARTLY: {"then": ()}}),
    ),
    "what came out on paper does not go back to the court": (
        "委派归还",
        lambda: more_guards(dispute_v6.RETURN_TO_COURT, guards.the_court_sent_it_itself),
    ),
    "what a committee refuses does not go back to the court that delegated it": (
        "委派归还",
        lambda: planted({dispute.REFUSE: {"then": ()}}),
    ),
    "a mediator stops the term of a registered suit": (
        "期限不停",
        lambda: planted(
            {
                dispute_v8.LEAVE_APPRAISAL_OUT: {"pauses": deadlines.COURT_TERMS},
                dispute.RESUME: {"resumes": (deadlines.MEDIATION, *deadlines.COURT_TERMS)},
            }
        ),
    ),
    "a delegation waits for whatever a mediator names": (
        "期限不停",
        lambda: planted({dispute_v8.LEAVE_APPRAISAL_OUT: {"guards": (guards.a_court_delegated_it,)}}),
    ),
    "the end of a term does not come while mediation is suspended": (
        "期限不停",
        lambda: fewer_sources(dispute.END_OF_FIRST_MEDIATION, dispute.SUSPENDED),
    ),
    "the end of a term does not come while a draft waits for signatures": (
        "期限不停",
        lambda: fewer_sources(dispute.END_OF_FIRST_MEDIATION, dispute.AGREED),
    ),
    "a court waits for ever for a draft that nobody signs": (
        "法院可收回",
        lambda: fewer_sources(dispute_v10.TAKE_TO_TRIAL, dispute.AGREED),
    ),
    "a court takes back a delegation only before a mediator is named": (
        "法院可收回",
        lambda: fewer_sources(dispute_v10.TAKE_DELEGATION_BACK, dispute.MEDIATING),
    ),
    "a medical dispute is accepted that a court tries": (
        "受理在先",
        lambda: planted({dispute.ACCEPT: {"guards": dispute.ACCEPT.guards}}),
    ),
    "a medical dispute is agreed on that the health authority mediates": (
        "受理在先",
        lambda: planted({dispute.REACH_AGREEMENT: {"guards": dispute.REACH_AGREEMENT.guards}}),
    ),
    "a case is signed for that a court tries as a medical dispute": (
        "受理在先",
        lambda: planted({hand_over.SIGN_FOR: {"guards": (guards.nobody_refuses,)}}),
    ),
    "a medical dispute that a court tries goes on after a suspension": (
        "受理在先",
        lambda: planted({dispute.RESUME: {"guards": (guards.nobody_refuses,)}}),
    ),
    "contracted land waits for its arbitration": (
        "土地承包自选",
        lambda: more_guards(dispute.GO_TO_COURT, guards.the_government_decides_first),
    ),
    "who asked for the arbitration of land cannot sue meanwhile": (
        "土地承包自选",
        lambda: more_guards(dispute.SUE_AFTERWARDS, guards.arbitration_comes_first),
    ),
    "contracted land is not arbitrated out of a suspension": (
        "土地承包自选",
        lambda: fewer_sources(dispute_v9.GO_TO_LAND_ARBITRATION, dispute.SUSPENDED),
    ),
    "a committee weighs why a party wants another mediator": (
        "回避依路",
        lambda: planted({dispute_v9.KEEP_MEDIATOR: {"guards": (guards.a_mediator_is_named,)}}),
    ),
    "who a court sends to is refused by the law of committees": (
        "回避依路",
        lambda: planted({dispute.REPLACE_MEDIATOR: {"law_from_court": ""}}),
    ),
    "a court delegates what it asked to be corrected": (
        "裁定不派",
        lambda: planted({dispute_v7.DELEGATE: {"guards": dispute_v7.DELEGATE.guards}}),
    ),
    "a department that handles a call cannot tell of danger": (
        "风险可报",
        lambda: without(call_up_v3.REPORT_DANGER),
    ),
    "one of several has no road of their own while mediation is suspended": (
        "一方可分",
        lambda: fewer_sources(dispute.SPLIT_OFF, dispute.SUSPENDED),
    ),
    "one of several has none while an agreement waits for signatures": (
        "一方可分",
        lambda: fewer_sources(dispute.SPLIT_OFF, dispute.AGREED),
    ),
    "nobody helps to sue over a settlement": (
        "起诉可递",
        lambda: fewer_sources(dispute_v3.HAND_IN_COMPLAINT, dispute.SETTLED),
    ),
    "who joined later is mediated without having agreed": (
        "同意在先",
        lambda: planted({dispute.HOLD_SITTING: {"guards": dispute.HOLD_SITTING.guards}}),
    ),
    "what a court takes back lies with nobody": (
        "委派归还",
        lambda: planted({hand_over_v7.CALL_BACK_DELEGATED: {"drives": ()}}),
    ),
    "what is left over of a suit is never mediated again": (
        "审理中可委托",
        lambda: fewer_sources(dispute_v7.ENTRUST_IN_TRIAL, dispute.IN_FORCE_PARTLY),
    ),
    "what the higher court orders to be filed is sent out": (
        "裁定不派",
        lambda: planted({dispute_v7.DELEGATE: {"guards": dispute_v6.DELEGATE.guards}}),
    ),
    "who gave a case away cannot tell of danger": (
        "风险可报",
        lambda: without(hand_over_v7.REPORT_DANGER_AFTERWARDS),
    ),
    "what goes on to trial is never mediated again": (
        "审理中可委托",
        lambda: fewer_sources(dispute_v6.ENTRUST_IN_TRIAL, dispute.AT_TRIAL),
    ),
    "a filed suit is entrusted only before arbitration": (
        "审理中可委托",
        lambda: more_guards(dispute_v6.ENTRUST_IN_TRIAL, guards.arbitration_comes_first),
    ),
    "a committee is offered what a party refuses": (
        "拒绝不送",
        lambda: planted({dispute.OFFER: {"guards": (guards.no_hand_over_is_open,)}}),
    ),
    "labour disputes jump arbitration": (
        "诉讼兜底",
        lambda: fewer_guards(dispute.GO_TO_COURT, but=guards.no_arbitration_is_left_to_ask_for),
    ),
    "land title jumps the government": (
        "诉讼兜底",
        lambda: fewer_guards(
            dispute.GO_TO_COURT, but=guards.no_decision_of_the_government_is_left_to_ask_for
        ),
    ),
    "what a court registered is taken to court again": (
        "诉讼兜底",
        lambda: fewer_guards(dispute.GO_TO_COURT, but=guards.the_court_has_not_registered_it),
    ),
    "what no court registered goes on to trial": (
        "诉讼兜底",
        lambda: fewer_guards(dispute.GO_TO_TRIAL, but=guards.the_court_registered_it),
    ),
    "the end of a delegation jumps arbitration": (
        "诉讼兜底",
        lambda: fewer_guards(dispute.END_OF_DELEGATION, but=guards.no_arbitration_is_left_to_ask_for),
    ),
    "a complaint is handed in before arbitration": (
        "诉讼兜底",
        lambda: fewer_guards(dispute_v3.HAND_IN_COMPLAINT, but=guards.no_arbitration_is_left_to_ask_for),
    ),
    "a complaint waits for a mediator": (
        "起诉可递",
        lambda: more_guards(dispute_v3.HAND_IN_COMPLAINT, guards.a_mediator_is_named),
    ),
    "only who has a mediator is mediated again": (
        "再次调解",
        lambda: more_guards(dispute.MEDIATE_AGAIN, guards.a_mediator_is_named),
    ),
    **{
        f"who refuses is mediated: {step.name}": (
            "同意在先",
            lambda step=step: fewer_guards(step, but=guards.nobody_refuses),
        )
        for step in (dispute.ACCEPT, dispute.HOLD_SITTING, dispute.REACH_AGREEMENT)
    },
    **{
        f"a court sends out who has not agreed: {step.name}": (
            "同意在先",
            lambda step=step: fewer_guards(step, but=guards.every_party_consents),
        )
        for step in (dispute.ENTRUST, dispute.DELEGATE)
    },
    "an agreement binds who has not signed": (
        "协议生效",
        lambda: fewer_guards(dispute.TAKE_EFFECT, but=guards.everyone_has_signed),
    ),
    "a labour dispute is agreed on by word of mouth": (
        "协议生效",
        lambda: fewer_guards(dispute.AGREE_ORALLY, but=guards.an_oral_agreement_is_enough),
    ),
    "what was said is taken to be confirmed": (
        "确认有据",
        lambda: fewer_guards(dispute.APPLY_FOR_CONFIRMATION, but=guards.the_agreement_is_written),
    ),
    "a judge confirms whatever lies there": (
        "确认有据",
        lambda: planted({confirmation.RULE: {"guards": ()}}),
    ),
    "a judge confirms what nobody has reviewed": (
        "确认有据",
        lambda: fewer_guards(confirmation.RULE, but=guards.every_point_is_answered),
    ),
    "the court's paper is made of what one party asks for": (
        "确认有据",
        lambda: fewer_guards(confirmation_v3.MAKE_MEDIATION_PAPER, but=guards.all_parties_applied_jointly),
    ),
    "an agreement alone is enforced": (
        "执行有据",
        lambda: planted({performance.ASK_ENFORCEMENT: {"guards": ()}}),
    ),
    "seven days pass and nothing is registered": ("期满先立", lambda: without(filing.FILE_FIRST)),
    "a committee gives a case back without a word": (
        "退回有因",
        lambda: planted({hand_over.RETURN: {"needs": ()}}),
    ),
    "another committee begins the court's term anew": (
        "期限照算",
        lambda: planted({dispute.RECEIVE_UNDER_COURT_TERM: {"starts": (deadlines.FIRST_MEDIATION,)}}),
    ),
    "whoever signs for it counts a term of their own": (
        "期限照算",
        lambda: planted(
            {hand_over.SIGN_FOR: {"drives": (*hand_over.RECEIVING[:3], *hand_over.RECEIVING[4:])}}
        ),
    ),
    "the fifteen days of a labour dispute do not run": (
        "期限照算",
        lambda: planted({dispute.COUNT_LABOUR_TERM: {"starts": ()}}),
    ),
    "nobody visits once it is agreed": (
        "期限照算",
        lambda: planted({dispute.TAKE_EFFECT: {"starts": (deadlines.APPLICATION,)}}),
    ),
    "what is mediated is settled out of the blue": (
        "和解第一",
        lambda: planted({dispute.SETTLE: {"source": (dispute.SETTLING, dispute.MEDIATING)}}),
    ),
    "a case is signed for that nobody ever offered": (
        "和解第一",
        lambda: planted(
            {
                step: {"opens": None}
                for step in NEWEST.current(MatterKind.DISPUTE).steps
                if step.opens is MatterKind.HAND_OVER
            }
        ),
    ),
    "a complaint ends with mediation": ("起诉不灭", lambda: ended_with_its_dispute(filing_v4.LAPSE)),
    "papers that somebody brought are sent back to mediation": (
        "起诉不灭",
        lambda: planted({filing_v4.PUT_OFF: {"guards": ()}}),
    ),
    "who sues cannot take back what waits for a number": (
        "起诉不灭",
        lambda: fewer_sources(filing_v4.WITHDRAW, filing.TO_NUMBER),
    ),
    "who goes back on the court's paper is left alone": (
        "反悔可诉",
        lambda: planted({confirmation_v3.GO_BACK: {"then": ()}}),
    ),
    "who goes back jumps arbitration": (
        "反悔可诉",
        lambda: planted({confirmation_v6.RETURN_TO_COURT: {"guards": (guards.no_complaint_is_open,)}}),
    ),
    "what is closed is held withdrawn for its fee": (
        "费随案结",
        lambda: planted({court_fee.DEEM_WITHDRAWN: {"guards": court_fee.DEEM_WITHDRAWN.guards}}),
    ),
    "who asked for relief is asked for the fee of a closed suit": (
        "费随案结",
        lambda: fewer_sources(court_fee_v2.CLOSE_WITH_SUIT, court_fee.RELIEF_ASKED),
    ),
    "a supervisor assigns against a refusal": (
        "拒绝不送",
        lambda: planted({hand_over.DECIDE_RECEIVER: {"guards": ()}}),
    ),
    "the court that sent a dispute out cannot tell of danger": (
        "风险可报",
        lambda: fewer_sources(dispute_v6.REPORT_DANGER_AT_COURT, dispute.MEDIATING),
    ),
    "what nobody signed for fits no step of the dispute": (
        "连接相合",
        lambda: more_guards(dispute_v6.RETURN_UNSIGNED, guards.it_is_a_medical_dispute),
    ),
    "at a court nobody mediates again": (
        "再次调解",
        lambda: planted({dispute.MEDIATE_AGAIN: {"by": dispute.OFFICE}}),
    ),
    "what one desk may do the other may not": (
        "有人办理",
        lambda: planted({dispute.WITHDRAW: {"by": (*dispute.STAFF, *dispute.COURT_DESK)}}),
    ),
    "a state of a confirmation that names the court": (
        "状态命名",
        lambda: planted({}, {confirmation.REVIEWING: replace(confirmation.REVIEWING, title="法院审查中")}),
    ),
    "the court that examines a complaint cannot tell of danger": (
        "风险可报",
        lambda: without(filing_v4.REPORT_DANGER),
    ),
    "who is asked to take a case cannot tell of danger": (
        "风险可报",
        lambda: without(hand_over_v5.REPORT_DANGER),
    ),
    "danger cannot be reported once closed": (
        "风险可报",
        lambda: fewer_sources(dispute.REPORT_DANGER, dispute.AT_COURT),
    ),
    "danger waits for a mediator": (
        "风险可报",
        lambda: more_guards(dispute.REPORT_DANGER, guards.a_mediator_is_named),
    ),
    "a report of danger ends mediation": (
        "风险可报",
        lambda: planted({dispute.REPORT_DANGER: {"dest": dispute.TERMINATED}}),
    ),
    "mediation cannot be ended from a drawn agreement": (
        "可以终止",
        lambda: planted(
            {
                s: {"source": tuple(x for x in s.source if x is not dispute.AGREED)}
                for s in (dispute.TERMINATE, dispute.WITHDRAW)
            }
        ),
    ),
    "ending mediation leaves no reason": ("可以终止", lambda: planted({dispute.WITHDRAW: {"needs": ()}})),
    "settlement is skipped without a reason": (
        "和解第一",
        lambda: planted({dispute.SKIP_SETTLEMENT: {"needs": ()}}),
    ),
    "settlement is not tried at all": ("和解第一", lambda: planted({dispute.TRY_SETTLEMENT: {"act": None}})),
    "cases are accepted as they are registered": (
        "和解第一",
        lambda: planted({dispute.ACCEPT: {"source": (dispute.REGISTERED, dispute.AWAITING_ACCEPTANCE)}}),
    ),
    "no month runs after acceptance": (
        "都有期限",
        lambda: planted({dispute.ACCEPT: {"starts": ()}}),
    ),
    "the month stops at a sitting": (
        "都有期限",
        lambda: planted({dispute.HOLD_SITTING: {"stops": (deadlines.MEDIATION,)}}),
    ),
    "an application for the court's paper is prepared for ever": (
        "都有期限",
        lambda: without(confirmation_v7.COUNT_PREPARATION),
    ),
    "an application for a ruling outlives the thirty days": (
        "都有期限",
        lambda: planted({confirmation_v3.END_OF_TIME_TO_APPLY: {"at_end_of": (deadlines.SUPPLEMENT,)}}),
    ),
    "the court's desk has no term": (
        "都有期限",
        lambda: planted({}, {confirmation.SUBMITTED: replace(confirmation.SUBMITTED, clock=None)}),
    ),
    "an offered case may lie for ever": (
        "都有期限",
        lambda: planted(
            {}, {hand_over_v4.OFFERED: replace(hand_over_v4.OFFERED, clock=None, from_court=None)}
        ),
    ),
    "a term that nobody starts has an end": (
        "步骤可办",
        lambda: planted({dispute.COUNT_MEDICAL_TERM: {"starts": (deadlines.MEDIATION,)}}),
    ),
    "an end hangs on the clock of another matter": (
        "步骤可办",
        lambda: planted({dispute.END_OF_DELEGATION: {"at_end_of": (deadlines.SUPPLEMENT,)}}),
    ),
    "nobody counts the thirty working days": (
        "都有期限",
        lambda: planted({dispute.COUNT_MEDICAL_TERM: {"starts": ()}}),
    ),
    "a medical term stands still for ever": (
        "期限有主",
        lambda: planted(
            {dispute.RESUME: {"resumes": (deadlines.MEDIATION, deadlines.DELEGATED)}},
        ),
    ),
    "what an end brings leaves the end as it is": (
        "期限有主",
        lambda: planted({confirmation_v6.WAIT_IS_OVER: {"drops": ()}}),
    ),
    "nobody can note the return visit": (
        "期限有主",
        lambda: planted({dispute.VISIT: {"stops": ()}}),
    ),
    "a closed case keeps a clock of its state": (
        "期限有主",
        lambda: planted({}, {dispute.REFUSED: replace(dispute.REFUSED, clock=deadlines.ACCEPTANCE)}),
    ),
    "two guards contradict each other": (
        "步骤可办",
        lambda: more_guards(
            dispute.ACCEPT, guards.arbitration_comes_first, guards.arbitration_need_not_come_first
        ),
    ),
    "a guard that never holds": ("步骤可办", lambda: more_guards(dispute.SIGN, never)),
    "a guard that no act makes true": ("步骤可办", lambda: more_guards(confirmation.RULE, nobody_makes_it)),
    "the ruling is never prepared": (
        "步骤可办",
        lambda: planted({confirmation.PREPARE_RULING: {"act": None}}),
    ),
    "nobody opens a confirmation": (
        "状态可达",
        lambda: planted({dispute.APPLY_FOR_CONFIRMATION: {"opens": None}}),
    ),
    "signatures never put an agreement in force": (
        "状态可达",
        lambda: planted({dispute.SIGN: {"then": ()}, dispute_v4.SIGN_BY_PHONE: {"then": ()}}),
    ),
    "a paper without a folder": (
        "文书都在",
        lambda: planted({dispute.ACCEPT: {"issues": (Paper("letter", "告知书"),)}}),
    ),
    "a signed-for case goes nowhere": (
        "连接相合",
        lambda: planted({hand_over.SIGN_FOR: {"drives": (dispute.RECEIVE_UNACCEPTED,)}}),
    ),
    "an agreement is reached while the case is on its way": (
        "连接相合",
        lambda: planted(
            {
                dispute.REACH_AGREEMENT: {
                    "guards": tuple(
                        g for g in dispute.REACH_AGREEMENT.guards if g is not guards.no_hand_over_is_open
                    )
                }
            }
        ),
    ),
    "a hand-over outlives its case": ("连接相合", lambda: without(hand_over.LAPSE)),
    "a step opens what has no definition": (
        "连接相合",
        lambda: replace(
            NEWEST, definitions=tuple(d for d in NEWEST.definitions if d.matter is not MatterKind.HAND_OVER)
        ),
    ),
    "a closed state without an outcome": (
        "结果写明",
        lambda: planted({}, {dispute.TERMINATED: replace(dispute.TERMINATED, outcome=None)}),
    ),
    "an open state with an outcome": (
        "结果写明",
        lambda: planted({}, {dispute.MEDIATING: replace(dispute.MEDIATING, outcome=dispute.SETTLED.outcome)}),
    ),
    "a state that is a level": (
        "状态命名",
        lambda: planted({}, {dispute.MEDIATING: replace(dispute.MEDIATING, title="乡镇调解中")}),
    ),
    "a role that nobody needs": (
        "岗位有事",
        lambda: replace(
            REGISTRY, roles=(*REGISTRY.roles, Role("idle", "闲人", at=(OrganisationKind.COURT,)))
        ),
    ),
    "no court from a suspended case": (
        "诉讼兜底",
        lambda: fewer_sources(dispute.GO_TO_COURT, dispute.SUSPENDED),
    ),
    "danger cannot be told while a case is suspended": (
        "风险可报",
        lambda: fewer_sources(dispute.REPORT_DANGER, dispute.SUSPENDED),
    ),
    "nobody may end a suspended mediation": (
        "可以终止",
        lambda: planted(
            {
                s: {"source": tuple(x for x in s.source if x is not dispute.SUSPENDED)}
                for s in (dispute.TERMINATE, dispute.WITHDRAW)
            }
        ),
    ),
    "a suspension nobody can lift": ("期限有主", lambda: without(dispute.RESUME)),
    "a suspension after which the term stands for ever": (
        "期限有主",
        lambda: planted({dispute.RESUME: {"resumes": ()}}),
    ),
    "a term goes on that never stopped": ("期限有主", lambda: planted({dispute.SUSPEND: {"pauses": ()}})),
    "a suspension without a date to check": (
        "都有期限",
        lambda: planted({}, {dispute.SUSPENDED: replace(dispute.SUSPENDED, clock=None)}),
    ),
    "a partial agreement never takes effect": (
        "步骤可办",
        lambda: planted(
            {one: {"then": (dispute.TAKE_EFFECT,)} for one in (dispute.SIGN, dispute_v4.SIGN_BY_PHONE)}
        ),
    ),
    "the third return shuts the hand-over": (
        "步骤可办",
        lambda: more_guards(hand_over.RETURN_FOR_DECISION, never),
    ),
    "a decision without a term": (
        "都有期限",
        lambda: planted({}, {hand_over.UNDECIDED: replace(hand_over.UNDECIDED, clock=None)}),
    ),
    "nobody above can decide": (
        "有人办理",
        lambda: planted({hand_over.DECIDE_SENDER: {"by": (COMMITTEE_HEAD,)}}),
    ),
    "once a party refuses nobody decides": (
        "不会卡住",
        lambda: planted(
            {
                hand_over.DECIDE_SENDER: {"guards": (guards.nobody_refuses,)},
                hand_over.CALL_BACK: {"guards": (guards.nobody_refuses,)},
            }
        ),
    ),
    "nobody dispatches a call": ("有人办理", lambda: planted({requests.DISPATCH: {"by": (COMMITTEE_HEAD,)}})),
    "the court's desk cannot let a party sue": (
        "诉讼兜底",
        lambda: planted({dispute.GO_TO_COURT: {"by": dispute.INTAKE_ROLES}}),
    ),
    "what a court registered waits for another filing": (
        "诉讼兜底",
        lambda: fewer_sources(dispute.GO_TO_TRIAL, dispute.MEDIATING),
    ),
    "the court's desk cannot report danger": (
        "风险可报",
        lambda: planted({dispute.REPORT_DANGER: {"by": dispute.INTAKE_ROLES}}),
    ),
    "a court entrusts without a reason": ("和解第一", lambda: planted({dispute.ENTRUST: {"needs": ()}})),
    "an entrusted case has no term": (
        "都有期限",
        lambda: planted({dispute.RECEIVE_ENTRUSTED: {"starts": ()}}),
    ),
    "nobody can sign for a summary case": (
        "连接相合",
        lambda: planted(
            {hand_over.SIGN_FOR: {"drives": (dispute.RECEIVE_ENTRUSTED, *hand_over.RECEIVING[2:-2])}}
        ),
    ),
    "the court cannot call its papers back": (
        "有人办理",
        lambda: planted({hand_over.CALL_BACK: {"by": hand_over.OFFICE}}),
    ),
    "a broken duty is forgotten": (
        "都有期限",
        lambda: planted({}, {performance.BROKEN: replace(performance.BROKEN, clock=None)}),
    ),
    "a duty is enforced without a way back": (
        "步骤可办",
        lambda: planted(
            {
                dispute.TAKE_EFFECT: {"opens": None},
                dispute.AGREE_ORALLY: {"opens": None},
                dispute.TAKE_EFFECT_PARTLY: {"opens": None},
            }
        ),
    ),
    "the court's desk cannot record that a party refuses": (
        "有人办理",
        lambda: planted({}, alterations={dispute.RECORD_CONSENT: {"by": dispute.INTAKE_ROLES}}),
    ),
    "a referral outlives its case": ("连接相合", lambda: without(requests.LAPSE_REFERRAL)),
    "an order stands for ever once its case has closed": (
        "连接相合",
        lambda: more_guards(requests.ANSWER_ORDER, guards.the_case_is_open),
    ),
    "a call waits for ever": (
        "都有期限",
        lambda: planted({}, {requests.CALLED: replace(requests.CALLED, clock=None)}),
    ),
    "a suit that was ordered finds a committee mediating": (
        "连接相合",
        lambda: fewer_sources(dispute_v3.FILED_BY_THE_COURT, dispute.MEDIATING),
    ),
    "a suit that was ordered finds the dispute settled": (
        "连接相合",
        lambda: fewer_sources(dispute_v3.FILED_BESIDE, dispute.SETTLED),
    ),
    "what is filed already waits for a number": (
        "不会卡住",
        lambda: planted(
            {
                filing.CLOSE_AS_FILED: {"guards": (never,)},
                filing.WITHDRAW: {"source": filing.WITHDRAW.source},
            }
        ),
    ),
    "a role that nobody can hold": (
        "岗位有事",
        lambda: replace(REGISTRY, roles=tuple(r for r in REGISTRY.roles if r is not JUDGE)),
    ),
}


def test_every_part_knows_where_it_was_written() -> None:
    newest = REGISTRY.current(MatterKind.DISPUTE)
    assert newest.at.startswith("workflows/dispute_v11.py:")
    for definition in REGISTRY.definitions:
        for part in (definition, *definition.states, *definition.steps):
            assert re.fullmatch(r"workflows/\w+\.py:\d+", part.at), part


def test_the_definitions_in_force_are_proven() -> None:
    assert [str(finding) for finding in prove(REGISTRY, PAPERS)] == []


def test_every_older_dispute_fits_what_may_be_open_beside_it() -> None:
    assert [str(finding) for finding in prove_meetings(REGISTRY)] == []
    older = next(d for d in REGISTRY.definitions if (d.matter, d.version) == (MatterKind.DISPUTE, 5))
    fewer = replace(
        older,
        steps=tuple(
            replace(step, source=tuple(s for s in step.source if s is not dispute.MEDIATING))
            if step.name == "filed_by_the_court"
            else step
            for step in older.steps
        ),
    )
    kept = tuple(fewer if one is older else one for one in REGISTRY.definitions)
    found = prove_meetings(replace(REGISTRY, definitions=kept))
    assert {(one.claim, one.definition.matter) for one in found} == {("连接相合", MatterKind.FILING)}


@pytest.mark.daily(90)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    claim, plant = FAULTS[fault]
    assert claim in {finding.claim for finding in prove(plant(), PAPERS)}


def test_no_claim_goes_untried() -> None:
    told = {
        name
        for module in (doors, effects, law, shape)
        for name in re.findall(r'Finding\(\s*"(\w+)"', getsource(module))
    }
    assert told == {claim for claim, _ in FAULTS.values()}
    assert len(CLAIMS) >= len(told)


def test_what_is_planted_is_all_that_differs() -> None:
    assert prove(planted({}), PAPERS) == ()


def test_a_counter_example_tells_the_facts_and_the_shortest_way() -> None:
    found = prove(fewer_sources(dispute.GO_TO_ARBITRATION, dispute.MEDIATING), PAPERS)
    (sentence,) = (str(finding) for finding in found)
    assert "labour=True" in sentence
    assert "（最短路径：不经和解，直接申请调解 → 受理 → 指定调解员）" in sentence


DEAD_ENDS: dict[str, Plant] = {
    "no way out of a state": lambda: without(
        dispute.SETTLE, dispute.FAIL_SETTLEMENT, dispute.WITHDRAW, *AWAY
    ),
    "a step that leads nowhere known": lambda: planted({dispute.ACCEPT: {"dest": hand_over.OFFERED}}),
    "a step without law": lambda: planted({dispute.ACCEPT: {"law": ""}}),
    "a step that nobody takes": lambda: planted({dispute.ACCEPT: {"by": ()}}),
    "a step that starts nowhere": lambda: planted({dispute.ACCEPT: {"source": ()}}),
    "a department cannot say what it solved": lambda: without(requests.SOLVE),
    "a follow-up of another definition": lambda: planted({dispute.SIGN: {"then": (hand_over.SIGN_FOR,)}}),
    "a step of the system that names a role": lambda: planted({dispute.TAKE_EFFECT: {"by": (JUDGE,)}}),
    "two states of one name": lambda: planted(
        {}, {dispute.MEDIATING: replace(dispute.MEDIATING, name="agreed")}
    ),
}


@pytest.mark.parametrize("mistake", DEAD_ENDS)
def test_a_mistake_is_refused_when_the_definition_is_built(mistake: str) -> None:
    with pytest.raises(DefinitionError):
        DEAD_ENDS[mistake]()


@pytest.mark.parametrize(
    "definition", [dispute.DISPUTE, REGISTRY.current(MatterKind.DISPUTE)], ids=["v1", "newest"]
)
def test_a_mistake_is_told_where_it_was_made_with_a_sentence(definition: Definition) -> None:
    """Also when a later version changes a step of an earlier one: there and not where the first one stands."""
    here = definition.step("accept")
    wrong, line = replace(here, law=" "), _line()
    steps = tuple(wrong if step is here else step for step in definition.steps)
    with pytest.raises(DefinitionError) as caught:
        replace(definition, steps=steps)
    assert f"workflows/test_proof.py:{line}：步骤「受理」没有写依据或者理由" in str(caught.value)


def _line() -> int:
    frame = sys._getframe(1)
    return frame.f_lineno


def test_what_a_matter_begins_with_is_the_systems_own_step_there() -> None:
    wrong = confirmation_v7.CONFIRMATION_V7.by_step["submit"]
    with pytest.raises(DefinitionError, match="应由系统从起始状态办理"):
        replace(confirmation_v7.CONFIRMATION_V7, begins=wrong)


@pytest.mark.parametrize("changed", [{"title": " "}, {"version": 0}])
def test_a_definition_without_name_or_version_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError, match=r"workflows/test_proof\.py:\d+"):
        replace(dispute.DISPUTE, **changed)


def test_two_definitions_of_one_version_are_refused() -> None:
    with pytest.raises(DefinitionError):
        replace(REGISTRY, definitions=(*REGISTRY.definitions, replace(dispute.DISPUTE)))


def test_every_fact_that_a_guard_reads_is_combined() -> None:
    @guard(say("甲乙"), title="甲乙")
    def either(facts: CaseFacts) -> bool:
        return facts.labour or (facts.land_title and bool(facts.mediators))

    assert read_by(either) == {"labour", "land_title", "mediators"}
    assert len(list(combinations(read_by(either)))) == 8


def test_every_fact_has_values_to_try() -> None:
    for field in fields(CaseFacts):
        assert len(list(combinations([field.name]))) >= 1


def test_the_shortest_way_is_the_shortest() -> None:
    ways = shortest_ways(dispute.DISPUTE)
    assert [step.name for step in ways[dispute.MEDIATING]] == ["skip_settlement", "accept", "appoint"]
    assert ways[dispute.REGISTERED] == ()
    assert all(state.tier is Tier.LITIGATION for state in ways if state.name.startswith("at_"))
    assert dispute.DISPUTE.matter is MatterKind.DISPUTE
