"""Steps on pages: offered only when they can be taken, nothing typed is lost, nothing is half-written, once is once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from form_on_page import FormOnPage
from furnished import PEOPLE, House, actor, furnished_house
from sqlalchemy import select

from mediation.model import Case, Confirmation, Objection, Obligation
from mediation.readmodels.case_page import MatterPage, matter_page
from mediation.rules.actor import Actor
from mediation.rules.acts import Nothing
from mediation.rules.errors import BadInput, ConditionsUnmet, MediationError, NotAllowed, NotThere, WrongState
from mediation.rules.grammar import Step
from mediation.rules.policy import least_view
from mediation.rules.vocabulary import MatterKind
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from web.forms.reading import Reader
from web.forms.steps import read_given
from web.typed import Typed
from web.views import steps as steps_views
from workflows import REGISTRY

D, H, C = MatterKind.DISPUTE, MatterKind.HAND_OVER, MatterKind.CONFIRMATION
P = MatterKind.PERFORMANCE
S, J = MatterKind.ORDER, MatterKind.JOINT
REFUSED = (NotThere, NotAllowed, WrongState, ConditionsUnmet)
WATCHED = (
    ("grid", "registered", D),
    ("registrar", "settling", D),
    ("head", "settled", D),
    ("registrar", "awaiting", D),
    ("head", "labour", D),
    ("mediator", "mediating", D),
    ("registrar", "accepted", D),
    ("head", "offered", D),
    ("mediator", "agreed", D),
    ("mediator", "in_force", D),
    ("head", "oral", D),
    ("township_head", "received", D),
    ("township_head", "offered", H),
    ("mediator", "offered", H),
    ("head", "drawn", C),
    ("clerk", "submitted", C),
    ("liaison", "reviewing", C),
    ("judge", "ruled", C),
    ("clerk", "served", C),
)
"""One person at one matter in each state: every step is tried through the pages."""
TAKEN = (
    ("grid", "registered", D, "try_settlement"),
    ("grid", "registered", D, "skip_settlement"),
    ("registrar", "registered", D, "refuse"),
    ("registrar", "settling", D, "settle"),
    ("registrar", "settling", D, "fail_settlement"),
    ("registrar", "settling", D, "withdraw"),
    ("head", "labour", D, "accept"),
    ("head", "labour", D, "go_to_arbitration"),
    ("head", "accepted", D, "appoint"),
    ("head", "told", D, "replace_mediator"),
    ("head", "told", D, "offer"),
    ("mediator", "told", D, "hold_sitting"),
    ("mediator", "told", D, "reach_agreement"),
    ("mediator", "told", D, "agree_orally"),
    ("mediator", "told", D, "terminate"),
    ("mediator", "told", D, "report_danger"),
    ("mediator", "hostile", D, "lift_danger"),
    ("mediator", "told", D, "go_to_court"),
    ("mediator", "agreed", D, "revise_agreement"),
    ("mediator", "agreed", D, "resume_mediation"),
    ("mediator", "agreed", D, "sign"),
    ("mediator", "in_force", D, "apply_for_confirmation"),
    ("liaison", "asking", D, "file_suit"),
    ("liaison", "asking", D, "guide"),
    ("liaison", "desk", D, "entrust"),
    ("liaison", "desk", D, "go_to_trial"),
    ("mediator", "in_force", P, "record_performance"),
    ("mediator", "in_force", P, "remind"),
    ("head", "in_force", P, "change_duty"),
    ("registrar", "in_force", P, "replace_duty"),
    ("mediator", "in_force", D, "visit"),
    ("township_head", "offered", H, "sign_for"),
    ("township_head", "offered", H, "return"),
    ("head", "offered", H, "call_back"),
    ("mediator", "drawn", C, "sign_application"),
    ("mediator", "drawn", C, "withdraw_application"),
    ("liaison", "submitted", C, "accept_application"),
    ("judge", "submitted", C, "refuse_application"),
    ("clerk", "reviewing", C, "prepare_ruling"),
    ("judge", "reviewing", C, "rule"),
    ("judge", "reviewing", C, "reject"),
    ("judge", "reviewing", C, "allow_withdrawal"),
    ("clerk", "ruled", C, "seal"),
    ("clerk", "served", C, "serve"),
    ("judge", "reviewing", C, "deem_withdrawn"),
    ("judge", "reviewing", C, "extend_ruling"),
    ("judge", "reviewing", C, "extend_limit"),
    ("judge", "reviewing", C, "end_procedure"),
    ("clerk", "submitted", C, "ask_papers"),
    ("liaison", "reviewing", C, "ask_supplement"),
    ("mediator", "told", D, "suspend"),
    ("mediator", "told", D, "extend"),
    ("head", "told", D, "refer"),
    ("head", "told", D, "invite"),
    ("head", "told", D, "call_meeting"),
    ("supervisor", "told", D, "issue_order"),
    ("head", "withdrawn", D, "mediate_again"),
    ("head", "withdrawn", D, "record_filing"),
    ("mediator", "in_force", D, "record_suit"),
    ("head", "asked", S, "answer"),
    ("supervisor", "asked", S, "take_back"),
    ("county_head", "asked", J, "join"),
    ("county_head", "asked", J, "decline"),
)
"""Every step that people take, with somebody who may take it.

`submit`, `go_to_government` and `merge` are not in reach.
"""
USUAL = {
    "amount": "120.50",
    "court_number": "（2026）内0521诉前调确99号",
    "debtor_name": "",
    "entitled": "40",
    "creditor_name": "",
    "late_reason": "",
}
OF_STEP = {"file_suit": {"court_number": "（2026）内0521民初99号"}}
OPTIONAL = ("with_party_id", "inviting_court_id", "representative_id", "performed_at_once")
EVERYBODY = ("agreeing_ids", "person_ids", "excluded")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def matter_id(house: House, case: str, kind: MatterKind) -> UUID:
    ids = house.plan.cases[case]
    found = {D: ids.id, H: ids.hand_over, C: ids.confirmation, P: ids.performance, **ids.requests}[kind]
    assert found is not None
    return found


def path_of(house: House, case: str, kind: MatterKind, step: str) -> str:
    return f"/steps/{kind.value}/{matter_id(house, case, kind)}/{step}"


def page_for(house: House, who: Actor, kind: MatterKind, matter: UUID) -> MatterPage | None:
    """What the pages go by; None when the matter is not there for that person."""
    try:
        with house.installation.read() as session:
            page = matter_page(session, REGISTRY, who, kind, matter, house.clock.today())
    except NotThere:
        return None
    return page


def offered(page: MatterPage | None) -> set[str]:
    return {
        offer.step.name
        for offer in (page.offers if page else ())
        if page and not offer.reasons and page.view >= least_view(page.kind, offer.step)
    }


def tried(house: House, who: Actor, kind: MatterKind, matter: UUID, step: Step) -> MediationError | None:
    """What the engine says to a form of the step with nothing but a day; nothing is committed."""
    today = house.clock.today().isoformat()
    given = read_given(step.act, Reader(Typed({"filed_on": [today], "received_on": [today]})))
    command = StepCommand(matter=kind, matter_id=matter, step=step.name, given=given, reason="试一试")
    with house.installation.begin() as uow:
        try:
            take_step(uow, actor=who, clock=house.clock, command=command)
        except MediationError as refusal:
            return refusal
    return None


@pytest.mark.daily(4)
@pytest.mark.parametrize("person", PEOPLE)
def test_a_step_is_offered_exactly_when_the_engine_would_take_it(house: House, person: str) -> None:
    who, wrong = actor(house.installation, house.plan, person), []
    for case, kind, matter in house.plan.matters():
        page = page_for(house, who, kind, matter)
        steps = REGISTRY.current(kind).steps if page else REGISTRY.current(kind).steps[:2]
        for step in steps:
            refusal = tried(house, who, kind, matter, step)
            taken = refusal is None or isinstance(refusal, BadInput)
            if taken != (step.name in offered(page)):
                wrong.append(f"{case} {step.name}: {refusal!r}")
            if page is None and not isinstance(refusal, NotThere):
                wrong.append(f"{case} {step.name}: the page is not there, the step is")
    assert not wrong, "\n".join(wrong)


@pytest.mark.daily(2)
@pytest.mark.parametrize(("person", "case", "kind"), WATCHED)
def test_pages_show_the_steps_that_are_offered_and_refuse_the_others(
    house: House, person: str, case: str, kind: MatterKind
) -> None:
    """A refused step leaves nothing, whatever is sent."""
    matter, who = matter_id(house, case, kind), house.browser(person)
    seen_by = actor(house.installation, house.plan, person)
    page, before = page_for(house, seen_by, kind, matter), house.traces()
    start = {
        D: f"/cases/{house.plan.cases[case].public_id}",
        H: f"/hand-overs/{matter}",
        C: f"/confirmations/{matter}",
    }[kind]
    shown = who.get(start).text
    for step in REGISTRY.current(kind).steps:
        path = path_of(house, case, kind, step.name)
        here = step.name in offered(page)
        assert (f'href="{path}"' in shown) == here, step.name
        assert (who.get(path).status_code == 200) == here, step.name
        if not here:
            for fields in (
                {"reason": "硬来"},
                {"reason": "硬来", "_add": "obligations"},
                {"happened_on": "2026-02-31"},
            ):
                answer = who.post(path, {"_key": str(uuid4()), "_version": str(page.version), **fields})
                assert answer.status_code in (403, 409), (step.name, answer.status_code)
    assert house.traces() == before


def fill(form: FormOnPage, text: str, step: str = "") -> dict[str, list[str]]:
    """The form with the text in every free field, and something chosen and ticked wherever one can."""
    sent, usual = form.sent, USUAL | OF_STEP.get(step, {})
    for name, one in form.fields.items():
        last = name.rpartition(".")[2]
        if last in USUAL:
            sent[name] = [usual[last]]
        elif name in free(form):
            sent[name] = [text]
        elif one.options and not any(sent.get(name, [""])) and last not in OPTIONAL:
            choices = [option for option in one.options if option]
            sent[name] = (
                choices[1:2] if last == "creditor_id" else choices[: None if last in EVERYBODY else 1]
            )
    return sent


def free(form: FormOnPage) -> list[str]:
    """The fields in which anything may be written."""
    return [
        name
        for name, one in form.fields.items()
        if one.kind in ("text", "textarea") and name.rpartition(".")[2] not in USUAL
    ]


def open_form(house: House, person: str, case: str, kind: MatterKind, step: str) -> FormOnPage:
    answer = house.browser(person).get(path_of(house, case, kind, step))
    assert answer.status_code == 200, answer.text[-3000:]
    return FormOnPage(answer.text)


def lost(sent: dict[str, list[str]], form: FormOnPage) -> dict[str, list[str]]:
    """What was sent and does not stand in the form that came back."""
    here = form.sent
    return {
        name: values
        for name, values in sent.items()
        if not name.startswith("_") and [v for v in values if v] != [v for v in here.get(name, []) if v]
    }


@pytest.mark.daily(9)
@pytest.mark.parametrize(("person", "case", "kind", "step"), TAKEN)
def test_a_form_takes_texts_of_the_full_length_and_says_where_they_are_too_long(
    house: House, person: str, case: str, kind: MatterKind, step: str
) -> None:
    """Whatever is shown can be filled in and taken: with the longest texts that the sentences name."""
    who, path, before = house.browser(person), path_of(house, case, kind, step), house.traces()
    form = open_form(house, person, case, kind, step)
    sent = fill(form, "长" * 5001, step)
    for _ in range(4):
        answer = who.post(path, sent)
        if answer.status_code == 303:
            break
        again = FormOnPage(answer.text)
        assert answer.status_code == 422, answer.text[-3000:]
        assert again.summary
        assert not lost(sent, again)
        assert house.traces() == before
        for name in free(form):
            if said := again.error(name):
                longest = re.match(r"最多 (\d+) 个字", said)
                assert longest, (name, said)
                sent[name] = [sent[name][0][: int(longest[1])]]
    assert answer.status_code == 303
    assert house.traces() != before
    assert who.get(answer.headers["Location"]).status_code == 200


@pytest.mark.daily(6)
@pytest.mark.parametrize(("person", "case", "kind", "step"), TAKEN)
def test_nonsense_in_every_control_is_bad_input_and_never_trouble(
    house: House, person: str, case: str, kind: MatterKind, step: str
) -> None:
    who, path, before = house.browser(person), path_of(house, case, kind, step), house.traces()
    form = open_form(house, person, case, kind, step)
    for nonsense in ("长" * 5000, "9" * 5000, "２０２６-０２-３１", "\x00", "-1"):
        sent = {n: [nonsense] for n in form.sent if n not in ("_key", "_version")}
        answer = who.post(path, {**sent, "happened_on": nonsense})
        assert answer.status_code == (400 if nonsense == "\x00" else 422), answer.text[-3000:]
    assert house.traces() == before


def test_an_application_is_submitted_once_both_have_signed(house: House) -> None:
    who = house.browser("mediator")
    assert who.get(path_of(house, "drawn", C, "submit")).status_code == 409
    form = open_form(house, "mediator", "drawn", C, "sign_application")
    assert who.post(path_of(house, "drawn", C, "sign_application"), fill(form, "")).status_code == 303
    form = open_form(house, "mediator", "drawn", C, "submit")
    assert who.post(path_of(house, "drawn", C, "submit"), fill(form, "")).status_code == 303


@dataclass(frozen=True)
class Bad:
    """Something typed wrongly: where the sentence must stand, and a part of it."""

    person: str
    case: str
    kind: MatterKind
    step: str
    typed: dict[str, Any]
    at: str
    said: str
    ticked: tuple[str, ...] = ()


DUTY, HELD, MARKED = "reach_agreement", "hold_sitting", "sign"
BAD = (
    Bad("grid", "registered", D, "try_settlement", {"helper": " "}, "helper", "谁在帮助"),
    Bad("grid", "registered", D, "skip_settlement", {"reason": ""}, "reason", "理由"),
    Bad(
        "grid", "registered", D, "skip_settlement", {"happened_on": "2026-02-31"}, "happened_on", "没有这一天"
    ),
    Bad(
        "grid",
        "registered",
        D,
        "skip_settlement",
        {"happened_on": "2026-11-24"},
        "happened_on",
        "不能晚于今天",
    ),
    Bad("grid", "registered", D, "skip_settlement", {"happened_on": "2026-11-01"}, "happened_on", "不能早于"),
    Bad(
        "grid",
        "registered",
        D,
        "skip_settlement",
        {"happened_on": "2026-11-20"},
        "late_reason",
        "为什么现在才记",
    ),
    Bad("registrar", "settling", D, "settle", {"terms": ""}, "terms", "怎样和解"),
    Bad("head", "accepted", D, "appoint", {"person_ids": []}, "person_ids", "至少选一名"),
    Bad("head", "accepted", D, "appoint", {"person_ids": "@next_village"}, "person_ids", "不是本组织"),
    Bad("mediator", "told", D, HELD, {"record": "", "result": ""}, "record", "调解经过"),
    Bad("mediator", "told", D, HELD, {"began_at": "2026-02-31T10:00"}, "began_at", "没有这个时间"),
    Bad("supervisor", "told", D, "issue_order", {"until_on": "2027-02-31"}, "until_on", "没有这一天"),
    Bad("supervisor", "told", D, "issue_order", {"until_on": "2020-01-06"}, "until_on", "期限应在"),
    Bad("mediator", "told", D, HELD, {"began_at": "2026-11-24T10:00"}, "began_at", "不能晚于现在"),
    Bad("mediator", "told", D, HELD, {"ended_at": "2026-11-02T10:00"}, "ended_at", "不能早于开始"),
    Bad("mediator", "told", D, HELD, {"began_at": "2026-11-20T10:00+14:00"}, "began_at", "没有这个时间"),
    Bad("mediator", "told", D, HELD, {"ended_at": "9999-12-31T10:00"}, "ended_at", "不能晚于现在"),
    Bad("mediator", "told", D, HELD, {"party_ids": []}, "party_ids", "到场的当事人"),
    Bad("mediator", "told", D, HELD, {"party_ids": "@elsewhere"}, "party_ids", "不是本案当事人"),
    Bad("mediator", "told", D, HELD, {"kind": "apart", "with_party_id": ""}, "with_party_id", "一方当事人"),
    Bad("mediator", "told", D, HELD, {"kind": "nothing"}, "kind", "列表中选"),
    Bad("mediator", "told", D, HELD, {"mediator_ids": "@colleague"}, "mediator_ids", "本案调解员"),
    Bad("mediator", "told", D, HELD, {"recorder_id": ""}, "recorder_id", "必须填写"),
    Bad(
        "mediator",
        "told",
        D,
        DUTY,
        {"obligations.0.due_on": "2026-11-22"},
        "obligations.0.due_on",
        "不能早于",
    ),
    Bad("mediator", "told", D, DUTY, {"obligations.0.amount": "-5"}, "obligations.0.amount", "负"),
    Bad("mediator", "told", D, DUTY, {"obligations.0.amount": "1.234"}, "obligations.0.amount", "两位小数"),
    Bad("mediator", "told", D, DUTY, {"obligations.0.amount": "0"}, "obligations.0.amount", "大于零"),
    Bad("mediator", "told", D, DUTY, {"obligations.0.amount": "一千"}, "obligations.0.amount", "金额"),
    Bad(
        "mediator",
        "told",
        D,
        DUTY,
        {"obligations.0.due_on": "2027-02-29"},
        "obligations.0.due_on",
        "没有这一天",
    ),
    Bad("mediator", "told", D, DUTY, {"obligations.0.debtor_id": ""}, "obligations.0.debtor_id", "谁"),
    Bad(
        "mediator",
        "told",
        D,
        DUTY,
        {"obligations.0.creditor_id": "@elsewhere"},
        "obligations.0.creditor_id",
        "不是本案",
    ),
    Bad("mediator", "told", D, DUTY, {"facts": ""}, "facts", "事实"),
    Bad("head", "told", D, "offer", {"agreeing_ids": []}, "agreeing_ids", "征得同意"),
    Bad("head", "told", D, "offer", {"receiver_id": "@court"}, "receiver_id", "调解组织"),
    Bad("mediator", "agreed", D, MARKED, {"marks.0.manners": []}, "marks.0.manners", "按指印"),
    Bad(
        "mediator",
        "agreed",
        D,
        MARKED,
        {"marks.0.here": [], "marks.1.manners": []},
        "marks.1.manners",
        "按指印",
    ),
    Bad(
        "mediator",
        "agreed",
        D,
        MARKED,
        {"marks.1.signed_on": "2026-11-24"},
        "marks.1.signed_on",
        "不能晚于今天",
    ),
    Bad(
        "mediator", "agreed", D, MARKED, {"marks.1.signed_on": "2026-11-01"}, "marks.1.signed_on", "不能早于"
    ),
    Bad("mediator", "agreed", D, MARKED, {f"marks.{n}.here": [] for n in range(5)}, "marks", "至少一个签名"),
    Bad(
        "mediator",
        "in_force",
        D,
        "apply_for_confirmation",
        {"choice": "other", "court_id": "@village"},
        "court_id",
        "人民法院",
    ),
    Bad(
        "mediator",
        "in_force",
        D,
        "apply_for_confirmation",
        {"choice": "other", "ground": "domicile", "party_id": ""},
        "party_id",
        "住所地",
    ),
    Bad("mediator", "in_force", D, "apply_for_confirmation", {"agreeing_ids": []}, "agreeing_ids", "同意"),
    Bad("mediator", "in_force", D, "apply_for_confirmation", {"excluded": ["title"]}, "excluded", "逐项核对"),
    Bad("mediator", "in_force", P, "record_performance", {"done_on": ""}, "done_on", "必须填写"),
    Bad("mediator", "in_force", P, "record_performance", {"done_on": "2026-11-24"}, "done_on", "晚于今天"),
    Bad("mediator", "in_force", P, "remind", {"how": ""}, "how", "督促"),
    Bad("mediator", "in_force", P, "change_duty", {"terms": ""}, "terms", "怎样履行"),
    Bad("mediator", "in_force", P, "change_duty", {"due_on": "2026-11-01"}, "due_on", "早于今天"),
    Bad("mediator", "in_force", P, "change_duty", {"agreeing_ids": []}, "agreeing_ids", "各方一致"),
    Bad("liaison", "asking", D, "file_suit", {"procedure": []}, "procedure", "必须"),
    Bad(
        "liaison",
        "asking",
        D,
        "file_suit",
        {"court_number": "（2026）内0523民初1号"},
        "court_number",
        "代字应是 内0521",
    ),
    Bad("liaison", "asking", D, "guide", {"agreeing_ids": []}, "agreeing_ids", "征得同意"),
    Bad("liaison", "desk", D, "entrust", {"receiver_id": ""}, "receiver_id", "必须"),
    Bad("mediator", "in_force", D, "visit", {"findings": ""}, "findings", "回访情况"),
    Bad("mediator", "in_force", D, "report_danger", {"reported_to": ""}, "reported_to", "机关"),
    Bad("mediator", "drawn", C, "sign_application", {"marks.0.manners": []}, "marks.0.manners", "按指印"),
    Bad("clerk", "reviewing", C, "prepare_ruling", {"clerk_name": ""}, "clerk_name", "书记员"),
    Bad("judge", "reviewing", C, "rule", {"court_number": ""}, "court_number", "案号"),
    Bad("judge", "reviewing", C, "rule", {"court_number": "2026内0521诉前调确1号"}, "court_number", "案号"),
    Bad(
        "judge",
        "reviewing",
        C,
        "rule",
        {"court_number": "（2026）内0523诉前调确1号"},
        "court_number",
        "内0521",
    ),
    Bad(
        "judge", "reviewing", C, "rule", {"court_number": "（1999）内0521诉前调确1号"}, "court_number", "年份"
    ),
    Bad("judge", "reviewing", C, "rule", {"court_number": "@used"}, "court_number", "用过"),
    Bad(
        "clerk",
        "served",
        C,
        "serve",
        {"served.0.delivered_on": "2026-11-01"},
        "served.0.delivered_on",
        "不能早于",
    ),
    Bad(
        "clerk",
        "served",
        C,
        "serve",
        {"served.0.delivered_on": "2026-11-24"},
        "served.0.delivered_on",
        "晚于今天",
    ),
    Bad("clerk", "served", C, "serve", {"served.0.here": []}, "served", "勾选"),
)


def meant(house: House, typed: Any) -> list[str]:
    """Values as sent. `@name` is the id of a person, an organisation, or a party of that case."""
    if isinstance(typed, list) or not typed.startswith("@"):
        return typed if isinstance(typed, list) else [typed]
    plan, name = house.plan, typed.removeprefix("@")
    if name == "used":
        return [used(house)]
    known = {**{n: case.parties[0] for n, case in plan.cases.items()}, **plan.organisations, **plan.people}
    return [str(known[name])]


def used(house: House) -> str:
    """The number of another ruling."""
    with house.installation.read() as session:
        return str(
            session.scalars(
                select(Confirmation.court_number).where(Confirmation.ruled_on.is_not(None))
            ).first()
        )


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.step}-{bad.at}-{bad.said}")
def test_bad_input_is_said_at_its_field_and_nothing_typed_is_lost(house: House, bad: Bad) -> None:
    who, path, before = (
        house.browser(bad.person),
        path_of(house, bad.case, bad.kind, bad.step),
        house.traces(),
    )
    sent = fill(open_form(house, bad.person, bad.case, bad.kind, bad.step), "写下的话")
    sent |= {name: meant(house, typed) for name, typed in bad.typed.items() if name in sent or typed}
    answer = who.post(path, sent)
    form = FormOnPage(answer.text)
    assert answer.status_code == 422, answer.text[-3000:]
    assert bad.said in form.error(bad.at), (form.error(bad.at), form.summary)
    assert any(bad.said in line for line in form.summary)
    chosen_elsewhere = {
        name for name, typed in bad.typed.items() if str(typed).startswith("@") or typed == "nothing"
    }
    assert not {n: v for n, v in lost(sent, form).items() if n not in chosen_elsewhere}
    assert house.traces() == before


def test_rows_are_added_and_taken_away_without_losing_what_was_typed(house: House) -> None:
    who, path, before = house.browser("mediator"), path_of(house, "told", D, DUTY), house.traces()
    sent = fill(open_form(house, "mediator", "told", D, DUTY), "写下的话")
    more = FormOnPage(who.post(path, {**sent, "_add": "obligations"}).text)
    assert not lost(sent, more)
    assert "obligations.1.amount" in more.fields
    sent = fill(more, "第二行") | {name: values for name, values in sent.items() if "obligations.0" in name}
    less = FormOnPage(who.post(path, {**sent, "_remove": "obligations.0"}).text)
    assert less.sent["obligations.0.what"] == ["第二行"]
    assert "obligations.1.what" not in less.fields
    assert house.traces() == before


def test_a_sum_without_day_or_condition_is_warned_of_when_drawn_and_when_applied(house: House) -> None:
    who, path = house.browser("mediator"), path_of(house, "told", D, DUTY)
    sent = fill(open_form(house, "mediator", "told", D, DUTY), "写下的话")
    sent |= {"obligations.0.due_on": [""], "obligations.0.condition": [""]}
    page = who.post(path, sent, follow_redirects=True).text
    assert "第 1 项约定的款项没有写明期限或者条件" in page
    assert "没有写明期限</span>" in page
    apply = path_of(house, "in_force", D, "apply_for_confirmation")
    assert "没有写明期限" not in who.get(apply).text
    with house.installation.begin() as uow:
        for duty in uow.session.scalars(select(Obligation)):
            duty.due_on = None
        uow.commit()
    assert "第 1 项约定的款项没有写明期限或者条件" in who.get(apply).text


def test_a_stale_page_is_told_who_did_what_and_keeps_its_text(house: House) -> None:
    """And goes through when it is sent again from what is shown now."""
    path = path_of(house, "told", D, HELD)
    mine = fill(open_form(house, "mediator", "told", D, HELD), "我写了很久的记录")
    other = house.browser("head")
    danger = fill(open_form(house, "head", "told", D, "report_danger"), "扬言报复")
    assert other.post(path_of(house, "told", D, "report_danger"), danger).status_code == 303
    before, who = house.traces(), house.browser("mediator")
    answer = who.post(path, mine)
    form = FormOnPage(answer.text)
    assert answer.status_code == 409
    assert "白乌力吉" in answer.text
    assert "激化风险报告" in answer.text
    assert not lost(mine, form)
    assert house.traces() == before
    assert who.post(path, form.sent).status_code == 303


def test_what_another_person_has_done_already_cannot_be_done_again(house: House) -> None:
    mine = fill(open_form(house, "head", "accepted", D, "appoint"), "我的理由")
    theirs = fill(open_form(house, "registrar", "accepted", D, "appoint"), "别人的理由")
    path = path_of(house, "accepted", D, "appoint")
    assert house.browser("registrar").post(path, theirs).status_code == 303
    before, who = house.traces(), house.browser("head")
    assert who.post(path, mine).status_code == 409
    del mine["_version"]
    assert who.post(path, mine).status_code == 409
    assert house.traces() == before


@pytest.mark.daily(9)
@pytest.mark.parametrize(("person", "case", "kind", "step"), TAKEN)
def test_a_double_click_is_once(house: House, person: str, case: str, kind: MatterKind, step: str) -> None:
    who, path = house.browser(person), path_of(house, case, kind, step)
    sent = fill(open_form(house, person, case, kind, step), "写下的话", step)
    first = who.post(path, sent)
    assert first.status_code == 303, FormOnPage(first.text).summary
    after = house.traces()
    second = who.post(path, sent)
    assert (second.status_code, second.headers.get("Location")) == (303, first.headers["Location"])
    assert house.traces() == after


def test_the_same_key_with_other_words_is_refused(house: House) -> None:
    who, path = house.browser("mediator"), path_of(house, "told", D, "report_danger")
    sent = fill(open_form(house, "mediator", "told", D, "report_danger"), "第一次")
    assert who.post(path, sent).status_code == 303
    after = house.traces()
    assert who.post(path, {**sent, "what": ["第二次"]}).status_code == 409
    assert house.traces() == after


def test_the_law_behind_a_step_stands_in_its_form_and_what_is_missing_in_its_refusal(house: House) -> None:
    assert "人民调解法第二十九条" in house.browser("mediator").get(path_of(house, "agreed", D, MARKED)).text
    closed = house.browser("registrar").get(path_of(house, "awaiting", D, "accept"))
    assert closed.status_code == 409
    assert "李四 同意调解" in closed.text


def test_a_court_number_of_a_year_to_come_is_refused(house: House) -> None:
    sent = fill(open_form(house, "judge", "reviewing", C, "rule"), "") | {
        "court_number": ["（2098）内0521诉前调确1号"]
    }
    assert house.browser("judge").post(path_of(house, "reviewing", C, "rule"), sent).status_code == 422


@pytest.mark.parametrize(
    ("person", "case", "step", "field"),
    [
        ("mediator", "told", HELD, "recorder_id"),
        ("mediator", "agreed", MARKED, "marks.2.person_id"),
    ],
)
@pytest.mark.parametrize("somebody", ["next_village", "nobody"])
def test_only_people_of_the_committee_record_and_sign_as_mediators(
    house: House, person: str, case: str, step: str, field: str, somebody: str
) -> None:
    sent = fill(open_form(house, person, case, D, step), "写下的话")
    assert field in sent
    sent[field] = [str(house.plan.people.get(somebody) or uuid4())]
    before = house.traces()
    assert house.browser(person).post(path_of(house, case, D, step), sent).status_code == 422
    assert house.traces() == before


def test_an_objection_is_raised_and_taken_back_on_its_pages(house: House) -> None:
    who = house.browser("liaison")
    for step, fields in (
        ("raise_objection", {"outsider": "王五", "grounds": "损害我的权益", "known_on": "today"}),
        ("withdraw_objection", {"reason": "已经和解"}),
    ):
        sent = open_form(house, "liaison", "served", C, step).sent
        today = house.installation.clock.today().isoformat()
        sent |= {name: [today if value == "today" else value] for name, value in fields.items()}
        if step == "withdraw_objection":
            with house.installation.read() as session:
                (found,) = session.scalars(select(Objection.id))
            sent["objection_id"] = [str(found)]
        answer = who.post(path_of(house, "served", C, step), sent)
        assert answer.status_code == 303, answer.text[-3000:]
    shown = who.get(f"/confirmations/{matter_id(house, 'served', C)}").text
    assert "王五 撤回异议" in shown
    assert "异议都已撤回，裁定不变" in shown


def test_an_order_is_answered_lifted_and_reopened_on_its_pages(house: House) -> None:
    until = (house.installation.clock.today() + timedelta(200)).isoformat()
    steps: tuple[tuple[str, str, dict[str, str], int], ...] = (
        ("head", "answer", {"answer": "正在调解"}, 303),
        ("supervisor", "ask_again", {"until_on": until, "reason": "没有写明进展"}, 303),
        ("head", "answer", {"answer": "周五调解"}, 303),
        ("supervisor", "lift", {}, 303),
        ("supervisor", "reopen", {"until_on": "2027-02-31", "reason": "没有调解"}, 422),
        ("supervisor", "reopen", {"until_on": until, "reason": "没有调解"}, 303),
    )
    for person, step, typed, status in steps:
        sent = open_form(house, person, "asked", S, step).sent | {k: [v] for k, v in typed.items()}
        answer = house.browser(person).post(path_of(house, "asked", S, step), sent)
        assert answer.status_code == status, answer.text[-3000:]
    shown = house.browser("supervisor").get(f"/requests/{matter_id(house, 'asked', S)}").text
    assert "重新督办，最迟" in shown
    assert "重新督办几次" in shown
    listed = house.browser("supervisor").get("/warnings").text
    assert "重新督办 1 次" in listed
    assert "期限" in house.browser("head").get(f"/cases/{house.plan.cases['asked'].public_id}").text


def test_a_reason_that_the_court_will_read_is_told_at_its_field(house: House) -> None:
    ids, browser = house.plan.cases["mediating"], house.browser("mediator")
    path = f"/steps/dispute/{ids.id}/terminate"
    assert "《调解情况复函》" not in browser.get(path).text
    with house.installation.begin() as uow:
        uow.session.get_one(Case, ids.id).inviting_court_id = house.plan.organisations["court"]
        uow.commit()
    said = unescape(browser.get(path).text)
    assert "这里写的理由会印在给科左中旗人民法院的《调解情况复函》里" in said
    assert "《调解情况复函》" not in browser.get(f"/steps/dispute/{ids.id}/suspend").text


def test_every_act_that_asks_for_something_has_its_fields() -> None:
    """What asks for nothing is shown by the one page for all such steps."""
    folder = Path(steps_views.__file__).parent.parent / "templates" / "steps"
    acts_of_people = {step.act for one in REGISTRY.definitions for step in one.steps if step.act and step.by}
    asking = {act.name for act in acts_of_people if act.given is not Nothing}
    assert {name for name in asking if not (folder / f"{name}.html").exists()} == set()
    assert {"mark_broken", "reopen_duty"} <= {act.name for act in acts_of_people} - asking
