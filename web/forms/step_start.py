"""What a step's form starts with, and what one may choose from in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Case, Organisation
from mediation.readmodels import case_parts, step_choices
from mediation.readmodels.absences import with_absence
from mediation.readmodels.case_page import MatterPage, case_head, clocks_of
from mediation.readmodels.common_clauses import offered_clauses
from mediation.readmodels.court_review import court_review_of
from mediation.readmodels.eligibility import eligibility_of
from mediation.readmodels.grievances import grievance_courts
from mediation.readmodels.requests import unserved_applicants
from mediation.readmodels.triage import proposal_for, weighed_for
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.grammar import Registry, Step
from mediation.rules.meetings import forums_at
from mediation.rules.messages import Message, say
from mediation.rules.triage import Proposal
from mediation.rules.vocabulary import (
    CHALLENGES,
    CaseSource,
    ChallengeAnswer,
    ChallengeDecider,
    CourtPaper,
    CourtProcedure,
    DeliveryManner,
    ExcludedMatter,
    GrievanceGround,
    JurisdictionGround,
    MatterKind,
    ObligationKind,
    ReplacementGround,
    ReviewPoint,
    Seat,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
    SuspensionCause,
    TriageAspect,
)
from mediation.services.acts.asking import channels_left
from mediation.services.acts.suspending import TERMS
from mediation.services.ask_why import why_asked
from mediation.services.court_door import may_make_a_mediation_paper
from mediation.services.jurisdiction import grounds_of
from mediation.services.objection_rulings import Addressee
from mediation.services.receivers import unmanned
from mediation.services.who_is_away import away_until
from web.typed import Typed
from web.wording import titled

OTHER = "other"
AGREEMENTS = (acts.DRAW_AGREEMENT, acts.REDRAW_AGREEMENT, acts.AGREE_ORALLY)
OFFERS = {
    acts.OFFER_CASE: (MatterKind.HAND_OVER, Seat.RECEIVER),
    acts.GUIDE: (MatterKind.HAND_OVER, Seat.RECEIVER),
    acts.DISPATCH: (MatterKind.HAND_OVER, Seat.RECEIVER),
    acts.ENTRUST: (MatterKind.HAND_OVER, Seat.RECEIVER),
    acts.DELEGATE: (MatterKind.HAND_OVER, Seat.RECEIVER),
    acts.ASSIGN_CASE: (MatterKind.HAND_OVER, Seat.RECEIVER),
    acts.INVITE_COMMITTEE: (MatterKind.JOINT, Seat.ASKED),
}
"""The acts by which a committee is chosen, and which seat it must be able to fill."""
CHOOSING = tuple(act for act in OFFERS if act is not acts.INVITE_COMMITTEE)
"""Those among them that triage has a word on: who is invited only helps."""
ASKING_WHICH_COURT = (
    acts.RECORD_FILING,
    acts.RECORD_SUIT,
    acts.HAND_IN_COMPLAINT,
    acts.MEDIATE_AGAIN,
    acts.ASK_ENFORCEMENT,
)
HEARING_QUESTIONS = (
    "问：你们的身份、住址、联系方式是否与申请书一致？\n答：\n问：协议是否出于自愿，有没有人强迫、欺骗？\n答：\n"
    "问：协议的内容是否清楚，各自要做什么、什么时候做？\n答：\n问：协议是否涉及他人的财产或者权利？\n答：\n"
    "问：是否知道确认以后一方不履行，另一方可以申请强制执行？\n答："
)
"""What a court asks in any case, to be answered one by one; the record is Chinese."""
MARKS = (acts.GATHER_MARKS, acts.COMPLETE_MARKS, acts.SIGN_APPLICATION)


LISTS: dict[str, Any] = {
    "ground_terms": JurisdictionGround,
    "sitting_kinds": SittingKind,
    "sitting_manners": SittingManner,
    "obligation_kinds": ObligationKind,
    "signature_manners": SignatureManner,
    "delivery_manners": DeliveryManner,
    "suspension_causes": SuspensionCause,
    "procedures": CourtProcedure,
    "paper_kinds": CourtPaper,
    "sources": CaseSource,
    "replacement_grounds": ReplacementGround,
    "challenge_answers": ChallengeAnswer,
    "challenge_deciders": ChallengeDecider,
    "grievance_grounds": GrievanceGround,
}


def step_context(
    session: Session, page: MatterPage, step: Step, actor: Actor, clock: Clock, registry: Registry
) -> dict[str, Any]:
    """The choices that the form of the step's act offers."""
    head, today, act = case_head(session, page), clock.today(), step.act
    present = [p for p in case_parts.parties_of(session, page.case_id) if p.until_on is None]
    context: dict[str, Any] = {
        "head": head,
        "parties": [(p.id, p.name) for p in present],
        "applicants": [(p.id, p.name) for p in present if p.side is Side.APPLICANT],
        "proposal": None,
        "departs": False,
        "from_court": page.from_court,
        **LISTS,
    }
    if act is acts.NAME_MEDIATORS:
        here = step_choices.colleagues(session, head.holder_id, today)
        beside = step_choices.colleagues_beside(session, page.case_id, today)
        context["colleagues"] = with_absence(session, (*here, *beside), today)
        context["replaces"] = step.dest is None
    if act is acts.ANSWER_CHALLENGE:
        context["mediators"] = step_choices.mediators_of(session, page.case_id)
        context["challenges"] = CHALLENGES
    if act in AGREEMENTS:
        context["common_clauses"] = offered_clauses(session, page.case_id)
    if act is acts.HOLD_SITTING:
        roles = (*step_choices.MEDIATING_ROLES, "registrar")
        context["mediators"] = step_choices.mediators_of(session, page.case_id)
        context["recorders"] = tuple(
            dict.fromkeys(
                (*step_choices.colleagues(session, head.holder_id, today, roles), *context["mediators"])
            )
        )
    if act in OFFERS:
        context["receivers"] = step_choices.receivers(session, head.holder_id, today)
        known = [receiver_id for receiver_id, _ in context["receivers"]]
        matter, seat = OFFERS[act]
        context["unmanned"] = unmanned(session, registry, known, today, matter, seat)
    if act in CHOOSING:
        context["proposal"] = proposal_for(session, registry, page.case_id, today)
        context["aspect"] = TriageAspect.ORGANISATION.value
        context["receivers"] = _marked(context["receivers"], context["proposal"])
    weighed = None if act in OFFERS else weighed_for(session, registry, page, step, today)
    if weighed is not None:
        context["proposal"], context["aspect"] = weighed.proposal, weighed.choice.aspect.value
        context["departs"] = not weighed.followed
    context["why"] = why_asked(session, session.get_one(Case, page.case_id), act)
    if act in ASKING_WHICH_COURT:
        context["courts"] = step_choices.courts(session, head.holder_id, today)
    if act is acts.REFER:
        context["channels"] = channels_left(session, session.get_one(Case, page.case_id))
    if act is acts.RAISE_GRIEVANCE:
        context["courts"] = grievance_courts(session, page.case_id, today)[1]
    if act is acts.RECORD_ANSWER:
        context["answers"] = step_choices.answers_to(session, page.id)
    if act is acts.DISPATCH_CALL:
        context["departments"] = step_choices.departments_of(session, head.holder_id)
        known = [department_id for department_id, _ in context["departments"]]
        context["unmanned"] = unmanned(session, registry, known, today, MatterKind.CALL_UP, Seat.HANDLER)
    if act is acts.DRAW_CONFIRMATION:
        context["courts"] = step_choices.courts(session, head.holder_id, today)
        context["grounds"] = grounds_of(head.source)
        sent_by = may_make_a_mediation_paper(session, session.get_one(Case, page.case_id))
        context["court_papers"] = tuple(CourtPaper) if sent_by else ()
        context["eligibility"] = eligibility_of(session, page.case_id, today)
        context["excluded_matters"] = ExcludedMatter
        context["domiciles"] = step_choices.domiciles(session, page.case_id)
        agreement = case_parts.agreement_of(session, page.case_id)
        context["without_term"] = (
            [o.ordinal for o in agreement.obligations if o.without_term] if agreement else []
        )
    if act is acts.CALL_MEETING:
        case, holder = session.get_one(Case, page.case_id), session.get_one(Organisation, head.holder_id)
        context["forums"] = forums_at(case.region_code, holder.region_code)
    if act in MARKS:
        context["signers"] = signers(session, page, act)
    if act is acts.RECORD_REVIEW:
        context["points"] = ReviewPoint
        context["duty_states"] = registry.current(MatterKind.PERFORMANCE).by_state
        context["agreement"] = case_parts.agreement_of(session, page.case_id)
    if act is acts.SERVE_RULING:
        context["unserved"] = _confirmation(session, page).unserved
    if act is acts.SERVE_REFUSAL:
        context["unserved"] = unserved_applicants(session, page.case_id, page.id)
    if act is acts.SERVE_OBJECTION_RULING:
        context["unserved"] = _unserved_objection_ruling(session, page)
    if act is acts.WITHDRAW_OBJECTION:
        context["objections"] = [(o.id, o.who) for o in _confirmation(session, page).objections if o.waits]
    if act is acts.VARY_RULING:
        context["duties"] = _confirmed_duties(session, page)
    return context


def _marked(receivers: tuple[tuple[UUID, str], ...], proposal: Proposal) -> list[tuple[UUID, str | Message]]:
    """The list with the proposed one marked."""
    found = proposal.organisation.id if proposal.organisation else None
    return [(i, say("{name}（建议）", name=name) if i == found else name) for i, name in receivers]


def starting_form(
    session: Session, page: MatterPage, step: Step, actor: Actor, clock: Clock, registry: Registry
) -> Typed:
    """The form as it first appears: today's date, those who are usually there, the agreement that is revised."""
    act, today = step.act, clock.today()
    fields: dict[str, list[str]] = {"happened_on": [today.isoformat()]}
    if act is acts.HOLD_SITTING:
        fields |= _sitting(session, page, actor, clock)
    elif act in AGREEMENTS:
        fields |= _agreement(session, page)
    elif act in MARKS:
        fields |= _marks(signers(session, page, act), today)
    elif act is acts.DRAW_CONFIRMATION:
        fields |= _application(session, page, today)
    elif act is acts.NAME_MEDIATORS:
        here = step_choices.colleagues(session, case_head(session, page).holder_id, today)
        away = away_until(session, [i for i, _ in here], today)
        fields["person_ids"] = [str(i) for i, _ in here if i not in away] if len(here) == 1 else []
    elif act in CHOOSING:
        proposed = proposal_for(session, registry, page.case_id, today).organisation
        fields["receiver_id"] = [str(proposed.id)] if proposed is not None and not proposed.holds else []
    elif act is acts.RECORD_REVIEW:
        fields |= _review(session, page)
    elif act is acts.RECORD_HEARING:
        fields |= _hearing(session, page, clock)
    elif act is acts.SERVE_RULING:
        fields |= _service(len(_confirmation(session, page).unserved), today)
    elif act is acts.SERVE_REFUSAL:
        fields |= _service(len(unserved_applicants(session, page.case_id, page.id)), today)
    elif act is acts.RAISE_GRIEVANCE:
        fields["lodged_on"] = [today.isoformat()]
    elif act is acts.NOTIFY_FEE:
        fields["notified_on"] = [today.isoformat()]
    elif act in (acts.RECEIVE_COMPLAINT, acts.HAND_IN_COMPLAINT, acts.RECORD_DECISION):
        fields["received_on"] = [today.isoformat()]
    elif act is acts.SERVE_OBJECTION_RULING:
        fields |= _service(len(_unserved_objection_ruling(session, page)), today)
    elif act is acts.EXTEND_TERM:
        due = [c.due_on for c in clocks_of(session, page.case_id, today, page.id) if c.name in TERMS]
        fields["until_on"] = [(max([*due, today]) + timedelta(days=30)).isoformat()]
    elif act in (
        acts.RECORD_FILING,
        acts.RECORD_SUIT,
        acts.FILE_SUIT,
        acts.FILE_COMPLAINT,
        acts.REGISTER_SUIT,
    ):
        fields["filed_on"] = [today.isoformat()]
    elif act is acts.MEDIATE_AGAIN:
        fields["source"] = [CaseSource.APPLICATION.value]
    elif act in (acts.ASK_SUPPLEMENT, acts.TELL_DEFECTS):
        fields["until_on"] = [(today + timedelta(days=7)).isoformat()]
    elif act is acts.CALL_MEETING:
        fields["meets_at"] = [f"{today + timedelta(days=10)}T09:00"]
    elif act is acts.RECORD_PERFORMANCE:
        fields["done_on"] = [today.isoformat()]
    elif act is acts.ASK_ENFORCEMENT:
        fields["court_id"] = [str(one) for one in step_choices.confirming_courts(session, page.case_id)]
    return Typed(fields)


def _sitting(session: Session, page: MatterPage, actor: Actor, clock: Clock) -> dict[str, list[str]]:
    parties = [str(p.id) for p in case_parts.parties_of(session, page.case_id) if p.until_on is None]
    mediators = [str(i) for i, _ in step_choices.mediators_of(session, page.case_id)]
    return {
        "kind": [SittingKind.JOINT.value],
        "manner": [SittingManner.ON_SITE.value],
        "began_at": [clock.now().astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")],
        "party_ids": parties,
        "mediator_ids": mediators,
        "recorder_id": [str(actor.person_id)],
    }


def _agreement(session: Session, page: MatterPage) -> dict[str, list[str]]:
    agreement = case_parts.agreement_of(session, page.case_id)
    if agreement is None:
        return {"facts": [case_head(session, page).narrative], "obligations.0.kind": ["money"]}
    fields = {
        "facts": [agreement.facts],
        "disputed": [agreement.disputed],
        "responsibility": [agreement.responsibility],
        "left_over": [agreement.left_over],
        **{f"further.{n}.text": [text] for n, text in enumerate(agreement.further)},
    }
    for n, o in enumerate(agreement.obligations):
        row = f"obligations.{n}"
        fields |= {
            f"{row}.kind": [o.kind.value],
            f"{row}.debtor_id": [str(o.debtor_id or "other")],
            f"{row}.debtor_name": ["" if o.debtor_id else o.debtor],
            f"{row}.creditor_id": [str(o.creditor_id or ("other" if o.creditor else ""))],
            f"{row}.creditor_name": ["" if o.creditor_id else o.creditor],
            f"{row}.amount": [f"{o.amount:.2f}" if o.amount is not None else ""],
            f"{row}.what": [o.what],
            f"{row}.due_on": [o.due_on.isoformat() if o.due_on else ""],
            f"{row}.condition": [o.condition],
            f"{row}.performed_at_once": ["yes"] if o.performed_at_once else [],
            f"{row}.means": [o.means],
            f"{row}.place": [o.place],
        }
    return fields


def _application(session: Session, page: MatterPage, today: date) -> dict[str, list[str]]:
    """The court that the law names without any choice; else the one of the committee's own place."""
    head = case_head(session, page)
    ground = grounds_of(head.source)[0]
    nearest = step_choices.courts(session, head.holder_id, today)
    court_id = head.inviting_court_id or (nearest[0][0] if nearest else "")
    first = next(iter(eligibility_of(session, page.case_id, today).options), None)
    return {
        "choice": [first.key if first else OTHER],
        "ground": [ground.value],
        "court_id": [str(court_id)],
        "wanted": [CourtPaper.RULING.value],
        "region_code": [head.region_code],
        "region_code_text": [head.region],
    }


def _review(session: Session, page: MatterPage) -> dict[str, list[str]]:
    """The last answers; at first none is given: each is a person's own."""
    review = court_review_of(session, page.id)
    fields = {"flag": [review.flag]}
    for one in review.answers:
        fields[one.point.value] = ["yes" if one.satisfied else "no"]
        fields[f"{one.point.value}_note"] = [one.note]
    return fields


def _hearing(session: Session, page: MatterPage, clock: Clock) -> dict[str, list[str]]:
    present = [str(p.id) for p in case_parts.parties_of(session, page.case_id) if p.until_on is None]
    return {
        "began_at": [clock.now().astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")],
        "party_ids": present,
        "record": [HEARING_QUESTIONS],
    }


def signers(session: Session, page: MatterPage, act: acts.Act | None) -> list[dict[str, Any]]:
    """Whose mark is still missing: each party (with those who may sign for it), a mediator, the seal."""
    people = {p.id: p for p in case_parts.parties_of(session, page.case_id)}
    if act is acts.SIGN_APPLICATION:
        return [_party_signer(people[i]) for i, _ in _confirmation(session, page).unsigned]
    agreement = case_parts.agreement_of(session, page.case_id)
    if agreement is None:
        return []
    found = [_party_signer(people[i]) for i, _ in agreement.unsigned_parties]
    signed = {mark.person_id for mark in agreement.marks if mark.role is SignerRole.MEDIATOR}
    for person_id, name in step_choices.mediators_of(session, page.case_id):
        if person_id not in signed:
            found.append(_signer(SignerRole.MEDIATOR, name, person_id=person_id))
    recorder = step_choices.recorder_of(session, page.case_id)
    if recorder is not None and all(m.role is not SignerRole.RECORDER for m in agreement.marks):
        found.append(_signer(SignerRole.RECORDER, recorder[1], person_id=recorder[0]))
    if SignerRole.COMMITTEE_SEAL in agreement.unsigned_roles:
        found.append(_signer(SignerRole.COMMITTEE_SEAL, ""))
    return found


def _party_signer(party: case_parts.PartyShown) -> dict[str, Any]:
    acting = [(r.id, f"{r.name}（{titled(r.kind)}）") for r in party.representatives]
    return _signer(SignerRole.PARTY, party.name, party_id=party.id, acting=acting)


def _signer(
    role: SignerRole,
    name: str,
    *,
    party_id: UUID | None = None,
    person_id: UUID | None = None,
    acting: list[tuple[UUID, str]] | None = None,
) -> dict[str, Any]:
    return {"role": role, "name": name, "party_id": party_id, "person_id": person_id, "acting": acting or []}


def _marks(waiting: list[dict[str, Any]], today: date) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for n, signer in enumerate(waiting):
        seal = signer["role"] is SignerRole.COMMITTEE_SEAL
        usual = SignatureManner.SEALED if seal else SignatureManner.SIGNED
        fields |= {f"marks.{n}.signed_on": [today.isoformat()], f"marks.{n}.manners": [usual.value]}
    return fields


def _unserved_objection_ruling(session: Session, page: MatterPage) -> tuple[Addressee, ...]:
    waiting = (one for one in _confirmation(session, page).objection_rulings if one.unserved)
    return next((one.unserved for one in waiting), ())


def _confirmed_duties(session: Session, page: MatterPage) -> list[tuple[int, Message]]:
    """The duties that are still confirmed, each as the agreement has it."""
    agreement = case_parts.agreement_of(session, page.case_id)
    gone = {n for one in _confirmation(session, page).objection_rulings for n in one.lifted}
    duties = agreement.obligations if agreement else ()
    return [
        (
            o.ordinal,
            say(
                "第 {n} 项：{debtor} {what} {amount}",
                n=o.ordinal,
                debtor=o.debtor,
                what=o.what,
                amount=o.amount,
            ),
        )
        for o in duties
        if o.ordinal not in gone
    ]


def _service(count: int, today: date) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for n in range(count):
        fields |= {
            f"served.{n}.delivered_on": [today.isoformat()],
            f"served.{n}.manner": [DeliveryManner.DIRECT.value],
        }
    return fields


def _confirmation(session: Session, page: MatterPage) -> case_parts.ConfirmationShown:
    shown = case_parts.confirmations_of(session, page.case_id, deliberation=False)
    return next(one for one in shown if one.id == page.id)
