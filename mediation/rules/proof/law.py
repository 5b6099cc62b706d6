"""What the law asks of every definition: danger reported, mediation ended at will, suits brought and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from mediation.rules.acts import (
    AGREE_ORALLY,
    ANSWER_CHALLENGE,
    ASSIGN_CASE,
    DELEGATE,
    DRAW_AGREEMENT,
    DROP_AGREEMENT,
    ENTER_IN_TIME,
    ENTRUST,
    ENTRUST_IN_TRIAL,
    EXTEND_TERM,
    GATHER_MARKS,
    GIVE_NUMBER,
    GO_BACK,
    HOLD_SITTING,
    INVITE_COMMITTEE,
    MEDIATE_AGAIN,
    NAME_MEDIATORS,
    OFFER_CASE,
    RECORD_SETTLEMENT,
    REDRAW_AGREEMENT,
    REGISTER_SUIT,
    REPORT_DANGER,
    SPLIT_OFF,
    TAKE_OVER,
    TRY_SETTLEMENT,
)
from mediation.rules.grammar import REASON, Definition, Registry, Step
from mediation.rules.guards import the_court_registered_it
from mediation.rules.proof.doors import BEFORE_THE_COURT
from mediation.rules.proof.facts import asked_by, combinations
from mediation.rules.proof.graph import (
    COMMITTEES,
    DESKS,
    Finding,
    at_that_kind,
    clocks_running,
    disputes,
    facts_without,
    held,
    held_by,
    open_at,
    shortest_ways,
    steps_of_people,
)
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Outcome, Seat, Tier

LEVELS = ("嘎查", "村", "乡", "苏木", "镇", "旗", "县", "市", "上级", "下级")
ORGANISATIONS = (
    "法院",
    "政府",
    "部门",
    "机关",
    "司法",
    "中心",
    "委员会",
    "调委会",
    "公安",
    "派出所",
    "公证处",
)
DOCUMENTS = ("书", "函", "表")
NOT_OF_A_STATE = (*LEVELS, *ORGANISATIONS, *DOCUMENTS, "名当事人", "多人")
ENDED_BY_THE_PARTY = (Outcome.WITHDRAWN, Outcome.TERMINATED)


SEEN_FROM = {
    MatterKind.DISPUTE: (Seat.COURT,),
    MatterKind.HAND_OVER: (Seat.RECEIVER, Seat.DECIDER),
    MatterKind.JOINT: (Seat.ASKED,),
    MatterKind.CONFIRMATION: (Seat.COURT,),
    MatterKind.FILING: (Seat.COURT,),
    MatterKind.CALL_UP: (Seat.HANDLER, Seat.CENTRE),
}
"""From which seats a case, or what is asked about it, is seen beside its holder's, by the matter that shows it."""
ASKED_ONCE = {
    MatterKind.HAND_OVER: Seat.RECEIVER,
    MatterKind.JOINT: Seat.ASKED,
    MatterKind.CALL_UP: Seat.HANDLER,
}
"""Who has read of a case that went on without them, by the matter that asked them."""
SIGNED_FOR = (TAKE_OVER, ASSIGN_CASE)
"""With what a case changes hands."""
BROKEN_BEFORE_A_COURT = (
    Outcome.SETTLED,
    Outcome.AGREED_WRITTEN,
    Outcome.AGREED_ORALLY,
    Outcome.AGREED_PARTLY,
    Outcome.REFUSED,
    *ENDED_BY_THE_PARTY,
)
"""How a dispute can have ended beside a court: what was agreed, too, is sued over."""
GOES_ON = (
    NAME_MEDIATORS,
    OFFER_CASE,
    INVITE_COMMITTEE,
    REDRAW_AGREEMENT,
    DROP_AGREEMENT,
    EXTEND_TERM,
    ENTER_IN_TIME,
    *SIGNED_FOR,
)
"""With what mediation goes on beside what mediates."""
MEDIATES = (GIVE_NUMBER, HOLD_SITTING, DRAW_AGREEMENT, AGREE_ORALLY, GATHER_MARKS)
DELEGATED = {
    "court_delegated": True,
    "court_registered": False,
    "court_at_hand": True,
    "committee_holds": True,
    "labour": False,
    "land_title": False,
    "complaint_open": False,
    "suit_filed": False,
}
"""The facts of a dispute that a court sent out before registering it, and that lies with a committee."""


SUABLE: dict[str, object] = {
    "court_registered": False,
    "complaint_open": False,
    "labour": False,
    "land_title": False,
    "court_elsewhere": False,
}
"""The facts under which nothing stands against a complaint: no suit yet, none lies there, nothing comes first."""
UNSUED: dict[str, object] = {"suit_filed": False, "suit_tried": False, "entrusted_now": False}


def whoever_ended_mediation_helps_to_sue(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 26, 32: mediation over, with or without agreement, a complaint is handed in wherever the case lies.

    At every kind of organisation that can hold it, whatever other facts; a court registers it itself. Not said: that
    a suit which ended without a judgment is brought again.
    """
    for definition in disputes(registry):
        holders, ways = held_by(registry, definition), shortest_ways(definition)
        handing_in = [step for step in definition.steps if step.opens is MatterKind.FILING]
        known = dict.fromkeys(s for step in handing_in for s in step.source if not s.open)
        for state in definition.states:
            if state not in known and state.outcome not in BROKEN_BEFORE_A_COURT:
                continue
            for holder in sorted(holders[state] - {OrganisationKind.COURT}):
                here = [step for step in handing_in if state in step.source and at_that_kind(step, holder)]
                if facts_without(here, None, **SUABLE) is not None:
                    yield Finding(
                        "起诉可递",
                        definition,
                        f"「{state.title}」在{held(holder)}没有人能替当事人递交起诉材料",
                        ways.get(state, ()),
                    )


def the_court_takes_back_what_it_delegated(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """特邀调解规定 21, 27: however a delegated mediation ends without an agreement, its court examines the suit then.

    Not where the law puts arbitration or the government first, nor where a complaint lies with a court already.
    """
    by_the_court = {
        driven.name for linked in registry.definitions for s in linked.steps for driven in s.drives
    }
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        for step in definition.steps:
            if step.name in by_the_court:
                continue
            ends = step.dest is not None and step.dest.outcome in (
                *ENDED_BY_THE_PARTY,
                Outcome.REFUSED,
                Outcome.TO_COURT,
                Outcome.AGREED_PARTLY,
            )
            if not ends or not any(state.open for state in step.source):
                continue
            opening = [one for one in step.then if one.opens is MatterKind.FILING]
            asked = asked_by((step, *opening)) | set(DELEGATED)
            for facts in combinations(asked, **DELEGATED):
                if step.refusals(facts) or any(not one.refusals(facts) for one in opening):
                    continue
                sentence = f"委派来的案件「{step.title}」以后，法院没有收到起诉材料、没有期限"
                yield Finding("委派归还", definition, sentence, ways.get(step.source[0], ()))
                break
    yield from _what_nobody_signed_for(registry)


def _what_nobody_signed_for(registry: Registry) -> Iterator[Finding]:
    """Also while no committee has it: returned or taken back, the complaint lies at the court's desk again."""
    at_court: dict[str, object] = {**DELEGATED, "committee_holds": False}
    for definition in registry.definitions:
        for step in definition.steps:
            ends = step.dest is not None and not step.dest.open and step.act not in SIGNED_FOR
            between = step.seat in (Seat.SENDER, Seat.RECEIVER)
            if definition.matter is not MatterKind.HAND_OVER or not (ends and between):
                continue
            opening = [one for one in step.drives if one.opens is MatterKind.FILING]
            facts = combinations(asked_by((step, *opening)) | set(at_court), **at_court)
            if any(not step.refusals(one) and all(s.refusals(one) for s in opening) for one in facts):
                sentence = f"没有人签收的委派案件「{step.title}」以后，法院没有收到起诉材料、没有期限"
                yield Finding("委派归还", definition, sentence)


def no_complaint_ends_but_by_its_plaintiff_or_its_court(
    registry: Registry, papers: frozenset[str]
) -> Iterator[Finding]:
    """民事诉讼法 13, 126: mediation that ends takes no complaint with it, and its plaintiff may always take it back.

    What came back to the court of itself is sent out again, as long as nobody has brought papers.
    """
    for definition in registry.definitions:
        if definition.matter is not MatterKind.FILING:
            continue
        ways = shortest_ways(definition)
        if definition.lapses is not None:
            yield Finding("起诉不灭", definition, "纠纷结案的，起诉材料不经起诉人就不再审查")
        for step in definition.steps:
            ends = step.dest is not None and not step.dest.open and step is not definition.lapses
            facts = combinations(asked_by((step,)), came_back=False)
            if ends and step.seat is not Seat.COURT and any(step.ready(one) for one in facts):
                sentence = f"递交了起诉材料的，「{step.title}」使它不再审查"
                yield Finding("起诉不灭", definition, sentence, ways.get(step.source[0], ()))
        for state in definition.states:
            back = [s for s in definition.steps_from(state.name) if s.dest and not s.dest.fulfils and s.by]
            if state.open and facts_without(back) is not None:
                sentence = f"「{state.title}」时起诉人不能撤回起诉"
                yield Finding("起诉不灭", definition, sentence, ways.get(state, ()))


def whoever_goes_back_may_sue(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """民事诉讼法 102, 特邀规定 21: who goes back on the court's paper is tried, or has a complaint examined.

    Not before what the law puts first, and never by a number that nobody has examined.
    """
    free: dict[str, object] = {**DELEGATED, "committee_holds": True}
    for definition in registry.definitions:
        ways = shortest_ways(definition)
        for step in (s for s in definition.steps if s.act is GO_BACK):
            opening = [one for one in step.then if one.opens is MatterKind.FILING]
            facts = combinations(asked_by((step, *opening)) - set(free), **free)
            if any(step.ready(one) and not any(s.ready(one) for s in opening) for one in facts):
                sentence = f"「{step.title}」以后，法院没有收到起诉材料、没有期限"
                yield Finding("反悔可诉", definition, sentence, ways.get(step.source[0], ()))
        for step in definition.steps if definition.matter is MatterKind.CONFIRMATION else ():
            sues = step.opens is MatterKind.FILING or step.act is REGISTER_SUIT
            for before in BEFORE_THE_COURT:
                if sues and any(map(step.ready, combinations(asked_by((step,)) - set(before), **before))):
                    sentence = f"应当先经仲裁、政府处理的，仍然可以「{step.title}」"
                    yield Finding("反悔可诉", definition, sentence)


def no_fee_outlives_its_suit(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """民诉法司法解释 213: only a suit that is tried is held withdrawn; what is asked for ends with it."""
    for definition in registry.definitions:
        if definition.matter is not MatterKind.FEE:
            continue
        ways = shortest_ways(definition)
        for state in definition.states:
            closing = [s for s in definition.steps_from(state.name) if s.dest and not s.dest.open]
            with_it = [step for step in closing if "suit_tried" in asked_by((step,))]
            if state.open and facts_without(with_it, suit_tried=False) is not None:
                sentence = f"案件结案以后，「{state.title}」不能停下"
                yield Finding("费随案结", definition, sentence, ways.get(state, ()))
        for step in definition.steps:
            facts = combinations(asked_by((step,)), suit_tried=False)
            if REASON in step.needs and step.leads_to[0].open is False and any(map(step.ready, facts)):
                yield Finding("费随案结", definition, f"案件结案以后，仍然可以「{step.title}」")


def what_a_court_ruled_on_is_not_sent_out(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """民诉法司法解释 330: what was ruled on is registered as the higher court orders, and not delegated once more.

    登记立案规定 7: nor what it has asked the plaintiff to correct, within the time for it.
    """
    bars: tuple[tuple[str, dict[str, object]], ...] = (
        ("法院就起诉作过裁定的", {"complaint_ruled_on": True}),
        ("法院正在等补正材料的", {"complaint_lacks": True}),
    )
    for definition in disputes(registry):
        for step, (what, so) in product(definition.steps, bars):
            facts = combinations(asked_by((step,)), **so) if step.act is DELEGATE else ()
            if any(not step.refusals(one) for one in facts):
                yield Finding("裁定不派", definition, f"{what}，仍然可以「{step.title}」")


def contracted_land_is_never_kept_from_the_court(
    registry: Registry, papers: frozenset[str]
) -> Iterator[Finding]:
    """农地调仲法 4: who disputes how rural land was contracted goes to its arbitration or to court, as they choose.

    The court is open before the arbitration and while it lasts, whatever has become of it.
    """
    land: dict[str, object] = {
        "land_contract": True,
        "land_title": False,
        "labour": False,
        "court_registered": False,
    }
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        arbitrated = [s for s in definition.states if s.outcome is Outcome.TO_ARBITRATION]
        for state, holder in (*open_at(registry, definition), *((s, None) for s in arbitrated)):
            there = definition.steps_from(state.name)
            there = definition.steps_from(state.name)
            here = [*there] if holder is None else steps_of_people(definition, state, holder)
            for outcome in (Outcome.TO_COURT, Outcome.TO_ARBITRATION):
                roads = [s for s in here if s.by and s.act is None and s.dest and s.dest.outcome is outcome]
                shut = facts_without(roads, None, **land)
                if shut is not None and not (holder is None and outcome is Outcome.TO_ARBITRATION):
                    where = "起诉" if outcome is Outcome.TO_COURT else "申请仲裁"
                    sentence = f"农村土地承包经营纠纷在「{state.title}」{shut}时不能{where}"
                    yield Finding("土地承包自选", definition, sentence, ways.get(state, ()))


def a_mediator_is_refused_by_the_law_of_the_road(
    registry: Registry, papers: frozenset[str]
) -> Iterator[Finding]:
    """特邀规定 12-15 for what a court sent; 人民调解法 19, 23 for the rest, where one party's wish is enough."""
    own: dict[str, object] = {"court_registered": False, "court_delegated": False}
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        replacing = [s for s in definition.steps if s.act is NAME_MEDIATORS and s.dest is None]
        for step in definition.steps:
            if step.act is NAME_MEDIATORS and not step.law_from_court:
                sentence = f"「{step.title}」没有写法院送来的案件依据什么"
                yield Finding("回避依路", definition, sentence)
            if step.act is not ANSWER_CHALLENGE:
                continue
            if any(not step.refusals(one) for one in combinations(asked_by((step,)), **own)):
                sentence = f"调解组织自己的案件，一方要求更换调解员的，仍然可以「{step.title}」"
                yield Finding("回避依路", definition, sentence)
            for state in step.source:
                if not any(state in one.source for one in replacing):
                    sentence = f"「{state.title}」时可以「{step.title}」，却不能更换"
                    yield Finding("回避依路", definition, sentence, ways.get(state, ()))


def whoever_asks_again_is_heard(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 17: what has ended may be mediated again wherever it lies, in a case of its own.

    Whatever other facts, as long as no court has registered it: what is tried is entrusted, and what becomes of a suit
    that has ended without a judgment is not said here.
    """
    for definition in disputes(registry):
        again = [step for step in definition.steps if step.act is MEDIATE_AGAIN]
        ways = shortest_ways(definition)
        for state, holders in held_by(registry, definition).items():
            if state.open or state.outcome is Outcome.MERGED:
                continue
            for holder in sorted(holders):
                here = [step for step in again if state in step.source and at_that_kind(step, holder)]
                if facts_without(here, None, **UNSUED) is not None:
                    sentence = f"「{state.title}」在{held(holder)}没有人能再次登记调解"
                    yield Finding("再次调解", definition, sentence, ways.get(state, ()))


def nobody_who_refuses_is_sent_to_mediation(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 17: while a party refuses, no committee is asked to mediate, nor signs for it."""
    for definition in registry.definitions:
        for step in definition.steps:
            sends = step.opens is MatterKind.HAND_OVER or step.act in SIGNED_FOR
            facts = combinations(asked_by((step,)), refusing=("某甲",))
            if sends and any(not step.refusals(one) for one in facts):
                sentence = f"当事人明确拒绝调解的，仍然可以「{step.title}」"
                yield Finding("拒绝不送", definition, sentence)


def what_is_tried_may_be_entrusted(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """民事诉讼法 145: until the ruling the court may have what it tries mediated, again too."""
    driven = {one.name for linked in registry.definitions for s in linked.steps for one in s.drives}
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        tried = {
            step.dest
            for step in definition.steps
            if step.dest is not None
            and step.dest.outcome is Outcome.TO_COURT
            and (step.name in driven or the_court_registered_it in step.guards)
        }
        tried |= {
            state
            for step in definition.steps
            if step.name in driven and step.dest is None
            for state in step.source
            if not state.open and state.outcome is not Outcome.MERGED
        }  # a suit over what was agreed, or left over, leaves the dispute as it has ended
        for state in definition.states:
            here = [s for s in definition.steps_from(state.name) if s.act is ENTRUST_IN_TRIAL]
            if state not in tried or facts_without(here, suit_tried=True, entrusted_now=False) is None:
                continue
            sentence = f"法院审理的案件在「{state.title}」不能委托调解"
            yield Finding("审理中可委托", definition, sentence, ways.get(state, ()))


def danger_can_always_be_reported(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 25: no state and no fact stands against a report of danger."""
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        reports = [s for s in definition.steps if s.act is REPORT_DANGER and s.seat is Seat.HOLDER]
        for state, holders in held_by(registry, definition).items():
            for holder in sorted(holders) or COMMITTEES:
                here = [
                    s
                    for s in reports
                    if state in s.source and s.dest in (None, state) and at_that_kind(s, holder)
                ]
                barred = facts_without(here)
                if barred is not None:
                    yield Finding(
                        "风险可报",
                        definition,
                        f"「{state.title}」在{held(holder)}{barred}时不能报告激化风险",
                        ways.get(state, ()),
                    )
        courts = [s for s in definition.steps if s.act is REPORT_DANGER and s.seat is Seat.COURT]
        told = {state for s in courts if s.dest is None and not s.guards for state in s.source}
        for state in definition.states if courts else ():
            if state not in told:
                sentence = f"「{state.title}」时送来案件的法院不能报告激化风险"
                yield Finding("风险可报", definition, sentence, ways.get(state, ()))


def whoever_is_asked_reports_danger(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 25: who sees a case from another seat than its holder's tells of danger, and who gave it away or
    back."""
    for definition in registry.definitions:
        seats = SEEN_FROM.get(definition.matter, ())
        ways = shortest_ways(definition)
        for state, seat in product(definition.states, seats):
            here = [step for step in definition.steps_from(state.name) if step.seat is seat]
            told = any(step.act is REPORT_DANGER and not step.guards and step.dest is None for step in here)
            if state.open and here and not told:
                sentence = f"「{state.title}」时{seat.title_text}不能报告激化风险"
                yield Finding("风险可报", definition, sentence, ways.get(state, ()))
        gone = {step.dest for step in definition.steps if step.act in SIGNED_FOR and step.dest is not None}
        for state in definition.states:
            here = [*definition.steps_from(state.name)] if state in gone else []
            told = any(s.act is REPORT_DANGER and s.seat is Seat.SENDER and not s.guards for s in here)
            if state in gone and not told:
                sentence = f"「{state.title}」以后原来承办的组织不能报告激化风险"
                yield Finding("风险可报", definition, sentence, ways.get(state, ()))
        seat_then = ASKED_ONCE.get(definition.matter)
        for state in definition.states if seat_then is not None else ():
            told = any(
                s.act is REPORT_DANGER and s.seat is seat_then and not s.guards
                for s in definition.steps_from(state.name)
            )
            if seat_then and not state.open and state not in gone and not told:
                sentence = f"「{state.title}」以后{seat_then.title_text}不能报告激化风险"
                yield Finding("风险可报", definition, sentence, ways.get(state, ()))


def the_parties_may_end_mediation(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 23: in every open state of the second tier a party may end mediation; the reason is kept."""
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        for state, holder in open_at(registry, definition):
            if state.tier is not Tier.NON_LITIGATION:
                continue
            ends = [
                s
                for s in steps_of_people(definition, state, holder)
                if s.dest is not None and s.dest.outcome in ENDED_BY_THE_PARTY
            ]
            barred = facts_without(ends)
            if barred is not None:
                yield Finding(
                    "可以终止",
                    definition,
                    f"「{state.title}」在{held(holder)}{barred}时不能终止调解",
                    ways.get(state, ()),
                )
            for step in ends:
                if REASON not in step.needs:
                    yield Finding("可以终止", definition, f"「{step.title}」没有要求写明理由")


def one_party_alone_has_a_road(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 23: a single party, not the whole case alone, goes another way from every open state.

    Not while the case is on its way, nor where a court decides, nor out of what somebody has signed already.
    """
    free: dict[str, object] = {
        "hand_over_open": False,
        "court_registered": False,
        "court_delegated": False,
        "agreement_signed_by_any": False,
    }
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        for state, holder in open_at(registry, definition):
            roads = [s for s in steps_of_people(definition, state, holder) if s.act is SPLIT_OFF]
            barred = facts_without(roads, None, **free)
            if holder in COMMITTEES and barred is not None:
                sentence = f"「{state.title}」在{barred}时，一方当事人不能单独走另一条路"
                yield Finding("一方可分", definition, sentence, ways.get(state, ()))


def nobody_is_mediated_who_has_not_agreed(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 17, 民事诉讼法 125: who has not said yes is neither sat with, nor bound, nor sent out by a court.

    Who says no is not mediated either; each new party is asked too.
    """
    for definition in disputes(registry):
        for step in definition.steps:
            silent = combinations(asked_by((step,)), consent_missing=("某甲",))
            if step.act in (*MEDIATES, ENTRUST, DELEGATE) and any(map(step.ready, silent)):
                sentence = f"还没有同意调解的，仍然可以「{step.title}」"
                yield Finding("同意在先", definition, sentence)
            refusing = combinations(asked_by((step,)), refusing=("某甲",), consent_missing=())
            if step.act in MEDIATES and any(map(step.ready, refusing)):
                sentence = f"明确拒绝调解的，仍然可以「{step.title}」"
                yield Finding("同意在先", definition, sentence)


def what_another_body_has_is_not_mediated(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """医疗纠纷预防和处理条例 31: what a court or the health authority has taken is refused, or mediation of it ends.

    Only the court's own entrusting lifts it.
    """
    elsewhere = {
        "medical": True,
        "with_another_body": True,
        "court_registered": False,
        "court_delegated": False,
    }
    for definition in registry.definitions:
        for step in definition.steps:
            resumes = (
                step.resumes and definition.matter is not MatterKind.CONFIRMATION
            )  # a court's term is none
            mediates = step.act in (*MEDIATES, *GOES_ON) or resumes
            facts = combinations(asked_by((step,)) - set(elsewhere), **elsewhere)
            if mediates and any(not step.refusals(one) for one in facts):
                sentence = f"法院或者卫生主管部门已经受理的医疗纠纷，仍然可以「{step.title}」"
                yield Finding("受理在先", definition, sentence)


def no_mediator_stops_a_term_of_the_law(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """2025意见 三, 在线规则 26, 医纠条例 38: a term whose end moves a dispute on waits for appraisal only.

    That of a registered suit waits for nothing; and each end comes wherever its term can run, a draft that is not
    signed by all no less (在线规则 25).
    """
    for definition in disputes(registry):
        ending = [step for step in definition.steps if step.at_end_of]
        bound = {clock for step in ending for clock in step.at_end_of}
        of_the_court = {
            clock for step in ending if the_court_registered_it in step.guards for clock in step.at_end_of
        }
        for step in definition.steps:
            for clock in bound.intersection(step.pauses):
                facts = combinations(asked_by((step,)), appraisal_awaited=False)
                if clock in of_the_court or any(not step.refusals(one) for one in facts):
                    sentence = f"「{step.title}」使「{clock.title}」停下，不只是因为鉴定"
                    yield Finding("期限不停", definition, sentence)
        ways = shortest_ways(definition)
        for state, running in clocks_running(definition).items():
            here = definition.steps_from(state.name)
            if not state.open:
                continue
            comes = {clock for step in here for clock in step.at_end_of}
            for clock in sorted(bound & frozenset().union(*running) - comes, key=lambda c: c.name):
                sentence = f"「{state.title}」时「{clock.title}」期满，什么也不发生"
                yield Finding("期限不停", definition, sentence, ways.get(state, ()))


def what_is_not_for_a_committee_leaves_a_desk(
    registry: Registry, papers: frozenset[str]
) -> Iterator[Finding]:
    """人民调解法 18, 民事诉讼法 127: a desk refers what is not for a committee and hears the answer.

    A centre ends it then; a court ends what it does not take by its ruling alone, in a matter of its own.
    """
    unsent: dict[str, object] = {"court_registered": False, "court_delegated": False, "hand_over_open": False}
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        for state, holder in open_at(registry, definition):
            here = steps_of_people(definition, state, holder) if holder in DESKS else []
            referring = [step for step in here if step.opens is MatterKind.REFERRAL]
            if holder in DESKS and facts_without(referring) is not None:
                sentence = f"「{state.title}」在{held(holder)}不能转介其他途径"
                yield Finding("窗口有出路", definition, sentence, ways.get(state, ()))
            ending = [step for step in here if step.dest is not None and step.dest.outcome is Outcome.REFUSED]
            if (
                holder is OrganisationKind.GOVERNANCE_CENTRE
                and facts_without(ending, None, **unsent) is not None
            ):
                sentence = f"「{state.title}」在{held(holder)}不属于人民调解的，没有如实的办法办结"
                yield Finding("窗口有出路", definition, sentence, ways.get(state, ()))
    for definition in registry.definitions:
        hearing = definition.steps if definition.matter is MatterKind.REFERRAL else ()
        for step, kind in product(hearing, DESKS):
            if step.seat is Seat.ASKER and not any(kind in role.at for role in step.by):
                sentence = f"{kind.title_text}转介以后不能「{step.title}」"
                yield Finding("窗口有出路", definition, sentence)


def whoever_is_ordered_answers(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """宪法 131: an order reaches whoever answers for a case, courts alone excepted, and there somebody answers it."""
    answering = [
        step
        for definition in registry.definitions
        if definition.matter is MatterKind.ORDER
        for step in definition.steps_from(definition.initial.name)
        if step.seat is Seat.HOLDER
    ]
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        for state, holder in open_at(registry, definition):
            court = holder is OrganisationKind.COURT
            here: dict[str, object] = {"committee_holds": holder in COMMITTEES, "court_holds": court}
            orders = [s for s in definition.steps_from(state.name) if s.opens is MatterKind.ORDER]
            reached = facts_without(orders, None, **here) is None
            if reached is court:
                sentence = f"「{state.title}」在{held(holder)}{'不该督办，却可以' if court else '不能督办'}"
                yield Finding("督办有回复", definition, sentence, ways.get(state, ()))
            if reached and not any(at_that_kind(step, holder) for step in answering):
                sentence = f"「{state.title}」在{held(holder)}没有人能回复督办"
                yield Finding("督办有回复", definition, sentence, ways.get(state, ()))


def a_court_ends_what_it_sent_out(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """2025意见 五, 特邀规定 21, 27: a court takes back what lies with a committee, whatever the open state."""
    entrusted = {"court_registered": True, "court_delegated": False, "committee_holds": True}
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        for state in definition.states:
            ending = [
                step
                for step in definition.steps_from(state.name)
                if step.seat is Seat.COURT and step.dest is not None and not step.dest.open
            ]
            barred = [facts_without(ending, None, **door) for door in (entrusted, DELEGATED)]
            if state.open and any(shut is not None for shut in barred):
                sentence = f"「{state.title}」时法院不能收回自己送出的案件"
                yield Finding("法院可收回", definition, sentence, ways.get(state, ()))


def settlement_comes_first(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """和解第一: no way into mediation leaves settlement out without a recorded reason."""
    for definition in disputes(registry):
        silent = {step for step in definition.steps if _silent(step)} - _with_a_reason(registry, definition)
        for state, way in shortest_ways(definition, silent.__contains__).items():
            if state.tier is Tier.NON_LITIGATION:
                sentence = f"不经和解、不说理由就到了「{state.title}」"
                yield Finding("和解第一", definition, sentence, way)
                break
        if not any(step.act is TRY_SETTLEMENT for step in definition.steps):
            yield Finding("和解第一", definition, "没有和解这一步")
        for step in definition.steps:
            late = [state for state in step.source if state.tier is not Tier.SETTLEMENT]
            if step.act is RECORD_SETTLEMENT and late:
                yield Finding("和解第一", definition, f"「{late[0].title}」时仍然可以「{step.title}」")


def _with_a_reason(registry: Registry, definition: Definition) -> set[Step]:
    """Steps that another matter drives which is opened with a reason only."""
    return {
        driven
        for linked in registry.definitions
        for opening in ([step for step in definition.steps if step.opens is linked.matter],)
        if opening and all(REASON in step.needs for step in opening)
        for step in linked.steps
        for driven in step.drives
    }


def _silent(step: Step) -> bool:
    return REASON not in step.needs and step.act is not TRY_SETTLEMENT


def the_outcomes_are_told(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """A dispute closes with an outcome, and an outcome is of a closed state; a tier is of every state of it."""
    for definition in disputes(registry):
        for state in definition.states:
            if state.open == (state.outcome is not None):
                yield Finding(
                    "结果写明",
                    definition,
                    f"「{state.title}」" + ("未结却有结果" if state.open else "已结没有结果"),
                )
            if state.tier is None:
                yield Finding("结果写明", definition, f"「{state.title}」没有写属于哪一层")


def names_speak_of_states_only(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """Level, organisation and document belong to who holds the case and to what was issued, never to a state.

    Of every matter. The identifier under which a row keeps a state is nobody's reading: `at_court` stays as published.
    """
    for definition in registry.definitions:
        for state in definition.states:
            for word in NOT_OF_A_STATE:
                if word in state.title:
                    yield Finding("状态命名", definition, f"「{state.title}」写了不属于状态的「{word}」")
